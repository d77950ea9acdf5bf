//! How do a project's months of wages stand, whose are late, and on which projects of an office? From
//! the dues on record alone.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryResult, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::dues::{MONTHS, months_back};
use super::sight::PayRoll;
use crate::calendar::{Due, Month};
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::{enterprises, project_parties, projects, wage_dues};
use crate::permissions::{Object, Verb};
use crate::projects::PartyRole;
use crate::projects::panel::MonthWages;
use crate::projects::store::ProjectReach;
use crate::{Ctx, Day, Fault};

pub const PER_PAGE: u64 = 50;

/// One month of a project: how many people stand how, and what it comes to as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthLine {
    pub month: Month,
    pub people: u64,
    pub settled: u64,
    pub paid_late: u64,
    pub open: u64,
    pub late: u64,
    pub unknown: u64,
    pub owed_fen: i64,
    pub paid_fen: i64,
    /// The last day for the last of them; none where nobody's is known.
    pub due: Option<Due>,
}

/// A project on which somebody's wages are late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateProject {
    pub project: Uuid,
    pub name: String,
    pub area: String,
    /// the general contractor of today
    pub contractor: Option<String>,
    pub people: u64,
    /// The last day of the oldest of them.
    pub since: Day,
    /// as far as sums are known
    pub missing_fen: i64,
}

/// The months in sight, the latest first; those of nobody are left out.
///
/// # Errors
/// [`Fault::NotFound`] when no part of the project is the actor's to see.
pub async fn months(ctx: &Ctx, project: Uuid) -> Result<Vec<MonthLine>, Fault> {
    let seen = PayRoll::of(ctx, project).await?;
    let today = ctx.now().day();
    let mut lines: BTreeMap<Month, MonthLine> = BTreeMap::new();
    for group in groups(ctx.db.reader(), project, today).await? {
        if !seen.holds_month(group.unit, group.month) {
            continue;
        }
        let line = lines.entry(group.month).or_insert_with(|| MonthLine::of(group.month));
        line.add(&group, today);
    }
    Ok(lines.into_values().rev().collect())
}

/// What the panel of the four systems asks of the months in sight (R-001 按月足额支付): one line per month and last day. Where
/// nothing was paid to somebody who worked and nobody knows what is owed, it is a fen at least.
pub(crate) async fn month_wages<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    today: Day,
) -> Result<Vec<MonthWages>, Fault> {
    let groups = groups(db, project, today).await?;
    let line = |group: &Group| {
        let due = group.due?;
        let nothing_paid = i64::try_from(group.unpaid_unknown).unwrap_or(i64::MAX);
        let payable_fen = group.owed_fen.saturating_add(nothing_paid);
        (payable_fen > 0).then_some(MonthWages { month: group.month, due, payable_fen, paid_fen: group.counted_fen })
    };
    Ok(groups.iter().filter_map(line).collect())
}

/// One page (from 0, [`PER_PAGE`] rows) of the projects in reach with late wages, the longest late first, and the number of all.
///
/// # Errors
/// [`Fault::Forbidden`] when no post gives any right.
pub async fn late_projects(ctx: &Ctx, search: &str, page: u64) -> Result<(Vec<LateProject>, u64), Fault> {
    let all = late_in_reach(ctx, search).await?;
    let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let skip = usize::try_from(page.saturating_mul(PER_PAGE)).unwrap_or(usize::MAX);
    let shown = all.into_iter().skip(skip).take(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    Ok((told(ctx, shown.collect()).await?, total))
}

/// All of them, for a sheet.
///
/// # Errors
/// As of [`late_projects`].
pub async fn all_late_projects(ctx: &Ctx, search: &str) -> Result<Vec<LateProject>, Fault> {
    told(ctx, late_in_reach(ctx, search).await?).await
}

/// Project, people and the last day of the oldest, in order. A city has thousands of projects, and no more rows than those.
async fn late_in_reach(ctx: &Ctx, search: &str) -> Result<Vec<(Uuid, i64, String)>, Fault> {
    let reach = reach(ctx).await?;
    let today = ctx.now().day();
    let mut reached =
        projects::Entity::find().select_only().column(projects::Column::Id).filter(reach.condition(Verb::Edit, today));
    if !search.trim().is_empty() {
        reached = reached.filter(projects::Column::Name.contains(search.trim()));
    }
    let late = wage_dues::Entity::find()
        .select_only()
        .column(wage_dues::Column::ProjectId)
        .column_as(wage_dues::Column::RegistrationId.count(), "people")
        .column_as(wage_dues::Column::LateAfter.min(), "since")
        .filter(wage_dues::Column::LateAfter.lt(today.to_string()))
        .filter(wage_dues::Column::ProjectId.in_subquery(reached.into_query()))
        .group_by(wage_dues::Column::ProjectId);
    let mut all: Vec<(Uuid, i64, String)> = late.into_tuple().all(ctx.db.reader()).await?;
    all.sort_by(|one, other| (&one.2, one.0).cmp(&(&other.2, other.0)));
    Ok(all)
}

/// Of those who look after projects: the own payments are nobody's project.
async fn reach(ctx: &Ctx) -> Result<ProjectReach, Fault> {
    let reach = ProjectReach::of(ctx, Verb::View, Object::Payment).await?;
    if reach == ProjectReach::default() { Err(Fault::Forbidden) } else { Ok(reach) }
}

async fn told(ctx: &Ctx, shown: Vec<(Uuid, i64, String)>) -> Result<Vec<LateProject>, Fault> {
    let (db, today) = (ctx.db.reader(), ctx.now().day());
    let ids: BTreeSet<Uuid> = shown.iter().map(|(id, ..)| *id).collect();
    let rows = projects::Entity::find().filter(projects::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let rows: BTreeMap<Uuid, projects::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let missing = missing_of(db, &ids, today).await?;
    let contractors = contractors_of(db, &ids, today).await?;
    let line = |(id, people, since): (Uuid, i64, String)| {
        let row = rows.get(&id)?;
        Some(LateProject {
            project: id,
            name: row.name.clone(),
            area: row.area.clone(),
            contractor: contractors.get(&id).cloned(),
            people: u64::try_from(people).unwrap_or(0),
            since: Day::parse(&since)?,
            missing_fen: missing.get(&id).copied().unwrap_or(0),
        })
    };
    Ok(shown.into_iter().filter_map(line).collect())
}

/// On how many projects in reach wages are late. For the page that an office begins with.
///
/// # Errors
/// As of [`late_projects`].
pub async fn count_late_projects(ctx: &Ctx) -> Result<u64, Fault> {
    let reach = reach(ctx).await?;
    let today = ctx.now().day();
    let reached =
        projects::Entity::find().select_only().column(projects::Column::Id).filter(reach.condition(Verb::Edit, today));
    let late = wage_dues::Entity::find()
        .select_only()
        .column(wage_dues::Column::ProjectId)
        .distinct()
        .filter(wage_dues::Column::LateAfter.lt(today.to_string()))
        .filter(wage_dues::Column::ProjectId.in_subquery(reached.into_query()));
    Ok(late.count(ctx.db.reader()).await?)
}

/// People of one unit and month with the same last day, and how they stand.
struct Group {
    unit: Uuid,
    month: Month,
    due: Option<Due>,
    people: u64,
    settled: u64,
    paid_late: u64,
    missing: u64,
    unknown: u64,
    /// Who worked, and nothing is known of the sum and nothing was paid.
    unpaid_unknown: u64,
    owed_fen: i64,
    paid_fen: i64,
    /// of each no more than is owed
    counted_fen: i64,
}

/// The database adds people up, so that a year of a site comes in some dozens of rows.
async fn groups<C: ConnectionTrait>(db: &C, project: Uuid, today: Day) -> Result<Vec<Group>, Fault> {
    let text = "WITH given (project_id, month) AS ({given}) SELECT d.unit_id AS unit, d.month AS month, d.due_on AS due, \
         d.is_provisional AS provisional, COUNT(*) AS people, \
         SUM(CASE WHEN d.late_after IS NULL AND d.settled_on IS NULL AND d.owed_fen <= 0 THEN 1 \
             WHEN d.settled_on IS NOT NULL AND (d.due_on IS NULL OR d.is_provisional = 1 OR d.settled_on <= d.due_on) \
             THEN 1 ELSE 0 END) AS settled, \
         SUM(CASE WHEN d.settled_on > d.due_on AND d.is_provisional = 0 THEN 1 ELSE 0 END) AS paid_late, \
         SUM(CASE WHEN d.late_after IS NOT NULL OR (d.settled_on IS NULL AND d.due_on IS NOT NULL AND d.owed_fen > 0) \
             THEN 1 ELSE 0 END) AS missing, \
         SUM(CASE WHEN d.late_after IS NULL AND d.settled_on IS NULL AND (d.owed_fen IS NULL \
             OR (d.owed_fen > 0 AND d.due_on IS NULL)) THEN 1 ELSE 0 END) AS unknown, \
         SUM(CASE WHEN d.owed_fen IS NULL AND d.paid_fen = 0 AND d.days > 0 THEN 1 ELSE 0 END) AS unpaid_unknown, \
         CAST(SUM(COALESCE(d.owed_fen, 0)) AS BIGINT) AS owed, CAST(SUM(d.paid_fen) AS BIGINT) AS paid, \
         CAST(SUM(CASE WHEN d.owed_fen IS NULL THEN 0 WHEN d.paid_fen < d.owed_fen THEN d.paid_fen \
             ELSE d.owed_fen END) AS BIGINT) AS counted \
         FROM given CROSS JOIN wage_dues AS d WHERE d.project_id = given.project_id AND d.month = given.month \
         GROUP BY d.unit_id, d.month, d.due_on, d.is_provisional";
    let months = months_back(Month::of(today), MONTHS);
    let rows = months.iter().map(|month| vec![Cell::Id(project), Cell::Text(month.to_string())]).collect();
    let found = many::query(db, text, &List { kinds: &[Kind::Id, Kind::Text], rows }).await?;
    found.iter().map(Group::from_row).collect()
}

impl Group {
    fn from_row(row: &QueryResult) -> Result<Self, Fault> {
        let count = |name: &str| Ok::<_, Fault>(u64::try_from(row.try_get::<i64>("", name)?).unwrap_or(0));
        let (month, due): (String, Option<String>) = (row.try_get("", "month")?, row.try_get("", "due")?);
        let provisional: i32 = row.try_get("", "provisional")?;
        let of = |day| if provisional == 0 { Due::Fixed(day) } else { Due::Provisional(day) };
        Ok(Self {
            unit: row.try_get("", "unit")?,
            month: Month::parse(&month).map_err(|_| Fault::internal("dues of no month"))?,
            due: due.as_deref().and_then(Day::parse).map(of),
            people: count("people")?,
            settled: count("settled")?,
            paid_late: count("paid_late")?,
            missing: count("missing")?,
            unknown: count("unknown")?,
            unpaid_unknown: count("unpaid_unknown")?,
            owed_fen: row.try_get("", "owed")?,
            paid_fen: row.try_get("", "paid")?,
            counted_fen: row.try_get("", "counted")?,
        })
    }
}

impl MonthLine {
    fn of(month: Month) -> Self {
        Self {
            month,
            people: 0,
            settled: 0,
            paid_late: 0,
            open: 0,
            late: 0,
            unknown: 0,
            owed_fen: 0,
            paid_fen: 0,
            due: None,
        }
    }

    fn add(&mut self, group: &Group, today: Day) {
        self.people += group.people;
        self.settled += group.settled;
        self.paid_late += group.paid_late;
        self.unknown += group.unknown;
        match group.due.is_some_and(|due| due.is_past_on(today)) {
            true => self.late += group.missing,
            false => self.open += group.missing,
        }
        self.owed_fen = self.owed_fen.saturating_add(group.owed_fen);
        self.paid_fen = self.paid_fen.saturating_add(group.paid_fen);
        self.due = self.due.into_iter().chain(group.due).max_by_key(|due| due.day());
    }
}

async fn missing_of<C: ConnectionTrait>(
    db: &C,
    projects: &BTreeSet<Uuid>,
    today: Day,
) -> Result<BTreeMap<Uuid, i64>, Fault> {
    let text = "WITH given (project_id, today) AS ({given}) SELECT d.project_id AS project, \
         CAST(SUM(COALESCE(d.owed_fen, 0) - d.paid_fen) AS BIGINT) AS missing FROM given CROSS JOIN wage_dues AS d \
         WHERE d.project_id = given.project_id AND d.late_after IS NOT NULL AND d.late_after < given.today \
         GROUP BY d.project_id";
    let rows = projects.iter().map(|id| vec![Cell::Id(*id), Cell::Text(today.to_string())]).collect();
    let found = many::query(db, text, &List { kinds: &[Kind::Id, Kind::Text], rows }).await?;
    found.iter().map(|row| Ok((row.try_get("", "project")?, row.try_get("", "missing")?))).collect()
}

async fn contractors_of<C: ConnectionTrait>(
    db: &C,
    ids: &BTreeSet<Uuid>,
    today: Day,
) -> Result<BTreeMap<Uuid, String>, Fault> {
    let still = Condition::any()
        .add(project_parties::Column::LeftOn.is_null())
        .add(project_parties::Column::LeftOn.gte(today.to_string()));
    let rows = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.is_in(ids.iter().copied()))
        .filter(project_parties::Column::Role.eq(PartyRole::GeneralContractor.code()))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(still)
        .all(db)
        .await?;
    let named = enterprises::Entity::find()
        .filter(enterprises::Column::Id.is_in(rows.iter().map(|row| row.enterprise_id)))
        .all(db)
        .await?;
    let name = |id: Uuid| named.iter().find(|row| row.id == id).map(|row| row.name.clone());
    Ok(rows.into_iter().filter_map(|row| Some((row.project_id, name(row.enterprise_id)?))).collect())
}
