//! How many projects, workers, contracts and people on site has the city, and each county of it? A job counts the projects in
//! turn, and the page adds up what it counted: 4,000 rows, however many people there are.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, FromQueryResult, IntoActiveModel, JoinType, QueryFilter,
    QueryOrder, QuerySelect, RelationDef,
    sea_query::{Expr, Func, OnConflict, SimpleExpr},
};
use uuid::Uuid;

use super::lists::in_force_on;
use super::unknown_code;
use crate::attendance::store::attended_on;
use crate::ctx::Actor;
use crate::entity::{project_counts, project_statuses, projects};
use crate::offices::areas;
use crate::permissions::{Object, Verb, require};
use crate::projects::figures::{Figures, SiteCount};
use crate::projects::{Areas, Status};
use crate::rulepacks::store::CITY;
use crate::workers::store::{head_counts_on, signed_on};
use crate::{Ctx, Day, Fault, Instant};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityFigures {
    pub whole: Figures,
    pub counties: Vec<CountyFigures>,
    /// When the project was counted that nobody counted longer; none when none was.
    pub counted_since: Option<Instant>,
    /// Projects that nobody has counted yet.
    pub uncounted: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountyFigures {
    /// the area's code
    pub code: String,
    pub name: String,
    pub figures: Figures,
}

#[derive(FromQueryResult)]
struct Row {
    area: String,
    status: Option<String>,
    day: Option<String>,
    workers: Option<i64>,
    signed: Option<i64>,
    attended: Option<i64>,
    attended_before: Option<i64>,
    counted_at: Option<i64>,
}

/// # Errors
/// [`Fault::Forbidden`] to everybody but the city.
pub async fn city_figures(ctx: &Ctx) -> Result<CityFigures, Fault> {
    require(ctx, Verb::View, Object::SiteFigures)?;
    let (reader, today) = (ctx.db.reader(), ctx.now().day());
    let tree = areas::tree(reader).await?;
    let rows = rows(ctx, today).await?;
    let mut found = CityFigures { whole: Figures::default(), counties: Vec::new(), counted_since: None, uncounted: 0 };
    let (mut counties, mut of_area) = (BTreeMap::<String, CountyFigures>::new(), HashMap::new());
    for row in rows {
        let status = row.status.as_deref().map(|code| Status::parse(code).ok_or_else(|| unknown_code(code)));
        let (status, count) = (status.transpose()?, row.count()?);
        match row.counted_at.map(Instant) {
            Some(at) => found.counted_since = Some(found.counted_since.map_or(at, |before| before.min(at))),
            None => found.uncounted += 1,
        }
        let (code, name) = of_area.entry(row.area).or_insert_with_key(|area| county(&tree, area, today)).clone();
        let of_county =
            counties.entry(code.clone()).or_insert_with(|| CountyFigures { code, name, figures: Figures::default() });
        of_county.figures.add(status, count.as_ref(), today);
        found.whole.add(status, count.as_ref(), today);
    }
    found.counties = counties.into_values().collect();
    Ok(found)
}

/// One row a project.
async fn rows(ctx: &Ctx, today: Day) -> Result<Vec<Row>, Fault> {
    let status = projects::Entity::belongs_to(project_statuses::Entity)
        .from(projects::Column::Id)
        .to(project_statuses::Column::ProjectId)
        .on_condition(move |_, _| in_force_on(today));
    let rows = projects::Entity::find()
        .select_only()
        .column(projects::Column::Area)
        .column(project_statuses::Column::Status)
        .columns([
            project_counts::Column::Day,
            project_counts::Column::Workers,
            project_counts::Column::Signed,
            project_counts::Column::Attended,
            project_counts::Column::AttendedBefore,
            project_counts::Column::CountedAt,
        ])
        .join(JoinType::LeftJoin, status.into())
        .join(JoinType::LeftJoin, counted())
        .filter(projects::Column::MergedInto.is_null())
        .into_model::<Row>();
    Ok(rows.all(ctx.db.reader()).await?)
}

fn counted() -> RelationDef {
    projects::Entity::belongs_to(project_counts::Entity)
        .from(projects::Column::Id)
        .to(project_counts::Column::ProjectId)
        .into()
}

impl Row {
    fn count(&self) -> Result<Option<SiteCount>, Fault> {
        let Some(day) = &self.day else { return Ok(None) };
        let number = |stored: Option<i64>| u64::try_from(stored.unwrap_or_default()).map_err(Fault::internal);
        Ok(Some(SiteCount {
            day: Day::parse(day).ok_or_else(|| unknown_code(day))?,
            workers: number(self.workers)?,
            signed: number(self.signed)?,
            attended: number(self.attended)?,
            attended_before: number(self.attended_before)?,
        }))
    }
}

/// What lies directly below the city and holds the area today, or took its place. Where nobody can say, the area itself.
fn county(tree: &Areas, area: &str, today: Day) -> (String, String) {
    let lineage = tree.lineage_on(area, today).unwrap_or_default();
    let below_city = lineage.iter().find(|one| one.parent.as_deref() == Some(CITY));
    match below_city.copied().or_else(|| tree.get(area)) {
        Some(found) => (found.code.clone(), found.name.clone()),
        None => (area.to_owned(), area.to_owned()),
    }
}

/// Counts those anew that were counted before this moment or never, the longest ago first, at most so many. For jobs.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn count_sites(ctx: &Ctx, before: Instant, most: u64) -> Result<u64, Fault> {
    if !matches!(ctx.actor, Actor::System(_)) {
        return Err(Fault::Forbidden);
    }
    let at = Expr::col((project_counts::Entity, project_counts::Column::CountedAt));
    let is_due = Condition::any().add(at.clone().is_null()).add(at.clone().lt(before.0));
    let due: Vec<Uuid> = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .join(JoinType::LeftJoin, counted())
        .filter(projects::Column::MergedInto.is_null())
        .filter(is_due)
        // NULL comes first on one database and last on the other
        .order_by(SimpleExpr::from(Func::coalesce([at, Expr::val(0_i64)])), sea_orm::Order::Asc)
        .order_by_asc(projects::Column::Id)
        .limit(most)
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    for some in due.chunks(AT_ONCE) {
        count(ctx, some).await?;
    }
    u64::try_from(due.len()).map_err(Fault::internal)
}

/// So many projects stand in one statement.
const AT_ONCE: usize = 100;

async fn count(ctx: &Ctx, some: &[Uuid]) -> Result<(), Fault> {
    let (reader, today) = (ctx.db.reader(), ctx.now().day());
    let workers = head_counts_on(reader, some, today).await?;
    let signed = signed_on(reader, some, today).await?;
    let attended = attended_on(reader, some, &[today, today.previous()]).await?;
    let of = |counts: &BTreeMap<Uuid, i64>, project: &Uuid| counts.get(project).copied().unwrap_or_default();
    let seen = |project: &Uuid, day: Day| attended.get(&(*project, day)).copied().unwrap_or_default();
    let rows = some.iter().map(|project| {
        let row = project_counts::Model {
            project_id: *project,
            day: today.to_string(),
            workers: of(&workers, project),
            signed: of(&signed, project),
            attended: seen(project, today),
            attended_before: seen(project, today.previous()),
            counted_at: ctx.now().0,
        };
        row.into_active_model()
    });
    let anew = [
        project_counts::Column::Day,
        project_counts::Column::Workers,
        project_counts::Column::Signed,
        project_counts::Column::Attended,
        project_counts::Column::AttendedBefore,
        project_counts::Column::CountedAt,
    ];
    project_counts::Entity::insert_many(rows)
        .on_conflict(OnConflict::column(project_counts::Column::ProjectId).update_columns(anew).to_owned())
        .exec_without_returning(ctx.db.writer())
        .await?;
    Ok(())
}
