//! Which projects are being built without an active certified officer, and since when?
//!
//! Nothing is kept about it: the list is what the records say at this moment, so that the end of the last binding, a
//! suspended certificate and a site that begins put a project on it at once. The day since when follows from the same
//! records: the first of the present days of building, or the day on which the last officer was lost.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, FromQueryResult, JoinType, Order, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, Func},
};
use uuid::Uuid;

use super::change::contractors_of;
use super::reminding::{Cause, LastReminder, last_reminders};
use super::rows::in_force;
use super::scope::overseen;
use crate::db::{By, Sorted};
use crate::entity::{areas, bindings, enterprises, project_statuses, projects};
use crate::offices::areas::codes_within;
use crate::permissions::{Object, Verb, require};
use crate::projects::Status;
use crate::projects::store::status_in_force_on;
use crate::sheets::{MOST_EXPORTED, check_exported};
use crate::{Ctx, Day, Fault};

pub const PER_PAGE: u64 = 50;

closed_set! {
    /// What the list may be sorted by; the longest without comes first by itself.
    WithoutColumn {
        Project = "project",
        Since = "since",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WithoutFilter {
    /// a part of the project's name
    pub text: String,
    /// An area's code; those below it are meant, too.
    pub area: Option<String>,
    pub industry: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteWithout {
    pub project: Uuid,
    pub name: String,
    pub area: String,
    pub area_name: String,
    pub industry: String,
    /// today's general contractor, by the row under which it stands
    pub contractor: Option<(Uuid, String)>,
    pub since: Day,
    /// how many days have passed since
    pub days: i64,
    pub reminder: Option<LastReminder>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    area: String,
    industry: String,
    since: String,
    /// of all, whatever page this is
    total: i64,
}

/// One page (from 0, [`PER_PAGE`] rows), the longest without first unless another order is asked for, and the number of all.
///
/// # Errors
/// [`Fault::Forbidden`] for whoever looks after no projects.
pub async fn sites_without(
    ctx: &Ctx,
    filter: &WithoutFilter,
    sorted: Sorted<WithoutColumn>,
    page: u64,
) -> Result<(Vec<SiteWithout>, u64), Fault> {
    let found = narrowed(ctx, filter).await?;
    let rows = ordered(ctx, found.clone(), sorted).offset(page.saturating_mul(PER_PAGE)).limit(PER_PAGE);
    let rows = rows.into_model::<Row>().all(ctx.db.reader()).await?;
    let total = match rows.first() {
        Some(row) => u64::try_from(row.total).map_err(Fault::internal)?,
        None if page == 0 => 0,
        // beyond the last page: how many there are says nobody else
        None => found.count(ctx.db.reader()).await?,
    };
    Ok((views(ctx, rows).await?, total))
}

/// All of them, for a sheet.
///
/// # Errors
/// As of [`sites_without`]; `sheets.too_long` when they are too many for one.
pub async fn export_without(
    ctx: &Ctx,
    filter: &WithoutFilter,
    sorted: Sorted<WithoutColumn>,
) -> Result<Vec<SiteWithout>, Fault> {
    let rows = ordered(ctx, narrowed(ctx, filter).await?, sorted).limit(MOST_EXPORTED + 1);
    let rows = rows.into_model::<Row>().all(ctx.db.reader()).await?;
    check_exported(rows.len())?;
    views(ctx, rows).await
}

/// How many there are in reach. For the page that an office begins with.
///
/// # Errors
/// As of [`sites_without`].
pub async fn count_in_reach(ctx: &Ctx) -> Result<u64, Fault> {
    Ok(narrowed(ctx, &WithoutFilter::default()).await?.count(ctx.db.reader()).await?)
}

/// How many there are in an area and those below it. For the monthly return, whose author may count.
pub async fn count_without(ctx: &Ctx, area: &str) -> Result<u64, Fault> {
    require(ctx, Verb::View, Object::Binding)?;
    let areas = codes_within(ctx.db.reader(), area).await?;
    let found = lacking(ctx.now().day()).filter(projects::Column::Area.is_in(areas));
    Ok(found.count(ctx.db.reader()).await?)
}

/// Of these projects those on the list, each with its row: what may be urged about.
pub(super) async fn lacking_among(ctx: &Ctx, ids: &BTreeSet<Uuid>) -> Result<Vec<projects::Model>, Fault> {
    let found = lacking(ctx.now().day()).filter(projects::Column::Id.is_in(ids.iter().copied()));
    Ok(found.all(ctx.db.reader()).await?)
}

async fn narrowed(ctx: &Ctx, filter: &WithoutFilter) -> Result<Select<projects::Entity>, Fault> {
    let (reach, today) = (overseen(ctx).await?, ctx.now().day());
    let areas = match &filter.area {
        Some(area) => Some(codes_within(ctx.db.reader(), area).await?),
        None => None,
    };
    let mut found = lacking(today)
        // as of those that answer for the site: a subcontractor has no officer to provide
        .filter(reach.condition(Verb::Edit, today))
        .filter(
            Condition::all()
                .add_option(areas.map(|areas| projects::Column::Area.is_in(areas)))
                .add_option(filter.industry.as_ref().map(|industry| projects::Column::Industry.eq(industry))),
        );
    let text = filter.text.trim();
    if !text.is_empty() {
        let name = Expr::expr(Func::lower(Expr::col((projects::Entity, projects::Column::Name))));
        found = found.filter(name.like(format!("%{}%", text.to_lowercase())));
    }
    Ok(found)
}

/// Accepted projects that build on the day and have nobody now. Whatever no office has accepted cannot be bound to.
fn lacking(today: Day) -> Select<projects::Entity> {
    let status = projects::Entity::belongs_to(project_statuses::Entity)
        .from(projects::Column::Id)
        .to(project_statuses::Column::ProjectId);
    let officer = bindings::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(
            Expr::col((bindings::Entity, bindings::Column::ProjectId))
                .eq(Expr::col((projects::Entity, projects::Column::Id))),
        )
        .filter(in_force());
    projects::Entity::find()
        .join(JoinType::InnerJoin, status.into())
        .filter(projects::Column::AcceptedAt.is_not_null())
        .filter(projects::Column::MergedInto.is_null())
        .filter(project_statuses::Column::Status.eq(Status::Building.code()))
        .filter(status_in_force_on(today))
        .filter(Expr::exists(officer.into_query()).not())
}

fn ordered(ctx: &Ctx, found: Select<projects::Entity>, sorted: Sorted<WithoutColumn>) -> Select<projects::Entity> {
    let since = Expr::cust(since(ctx.db.is_sqlite()));
    let found = found
        .select_only()
        .columns([projects::Column::Id, projects::Column::Name, projects::Column::Area, projects::Column::Industry])
        .expr_as(since, "since")
        .expr_as(Expr::cust("COUNT(*) OVER ()"), "total");
    let (column, by) = sorted.unwrap_or((WithoutColumn::Since, By::Rising));
    let found = match column {
        WithoutColumn::Project => found.order_by(projects::Column::Name, by.order()),
        WithoutColumn::Since => found.order_by(Expr::cust("since"), by.order()),
    };
    found.order_by(projects::Column::Id, Order::Asc)
}

/// The later of two days: the first of the present days of building, and the last on which a binding with a valid certificate
/// was there. A binding is lost with its own end, or with the status from which its certificate has not come back.
fn since(is_sqlite: bool) -> String {
    let (least, greatest) = if is_sqlite { ("MIN", "MAX") } else { ("LEAST", "GREATEST") };
    let lost = "SELECT MIN(s.at) FROM certificate_statuses AS s WHERE s.certificate_id = past.certificate_id \
        AND s.status <> 'valid' AND NOT EXISTS (SELECT 1 FROM certificate_statuses AS v \
            WHERE v.certificate_id = s.certificate_id AND v.status = 'valid' AND v.at >= s.at)";
    let never = "9000000000000000";
    let moment = format!("{least}(COALESCE(past.ended_at, {never}), COALESCE(({lost}), {never}))");
    let latest = format!("NULLIF(MAX({moment}), {never})");
    let day = if is_sqlite {
        format!("strftime('%Y-%m-%d', {latest} / 1000 + 28800, 'unixepoch')")
    } else {
        format!("to_char(to_timestamp({latest} / 1000) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')")
    };
    let last = format!(
        "SELECT {day} FROM bindings AS past WHERE past.project_id = projects.id AND past.confirmed_at IS NOT NULL"
    );
    format!("{greatest}(project_statuses.first_day, COALESCE(({last}), project_statuses.first_day))")
}

async fn views(ctx: &Ctx, rows: Vec<Row>) -> Result<Vec<SiteWithout>, Fault> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let (db, today) = (ctx.db.reader(), ctx.now().day());
    let ids: BTreeSet<Uuid> = rows.iter().map(|row| row.id).collect();
    let contractors = contractors_of(db, &ids, today).await?;
    let names: Vec<(Uuid, String)> = enterprises::Entity::find()
        .select_only()
        .columns([enterprises::Column::Id, enterprises::Column::Name])
        .filter(enterprises::Column::Id.is_in(contractors.values().copied().collect::<BTreeSet<_>>()))
        .into_tuple()
        .all(db)
        .await?;
    let names: HashMap<Uuid, String> = names.into_iter().collect();
    let codes: BTreeSet<String> = rows.iter().map(|row| row.area.clone()).collect();
    let areas = areas::Entity::find().filter(areas::Column::Code.is_in(codes)).all(db).await?;
    let areas: BTreeMap<String, String> = areas.into_iter().map(|row| (row.code, row.name)).collect();
    let mut reminders = last_reminders(db, Cause::WithoutOfficer, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let since = Day::parse(&row.since).ok_or_else(|| Fault::internal("a project without since when"))?;
            let contractor = contractors.get(&row.id).and_then(|id| Some((*id, names.get(id)?.clone())));
            Ok(SiteWithout {
                contractor,
                days: (today.0 - since.0).num_days(),
                since,
                reminder: reminders.remove(&row.id),
                area_name: areas.get(&row.area).cloned().unwrap_or_default(),
                project: row.id,
                name: row.name,
                area: row.area,
                industry: row.industry,
            })
        })
        .collect()
}
