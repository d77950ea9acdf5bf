//! Which tasks about too many people are there, for whom, and how many people are there now?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::capacity::open_tasks;
use super::loads::{load_of, with_several};
use super::scope::{overseen, reached};
use crate::calendar::Due;
use crate::entity::{bindings, capacity_tasks, projects};
use crate::filings::Proposer;
use crate::filings::capacity::{Closed, SiteCount};
use crate::people::scope::names_shown;
use crate::permissions::{Object, Verb, require};
use crate::projects::store::ProjectReach;
use crate::sheets::leaving;
use crate::{Ctx, Day, Fault, Instant};

/// More than any office reads through at once.
const MOST: u64 = 500;
/// Closed ones that are still shown.
const MOST_CLOSED: u64 = 50;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapacityTaskView {
    pub id: Uuid,
    pub person: Uuid,
    pub officer: String,
    /// when it was opened
    pub people: i64,
    pub limit: i64,
    pub opened_at: Instant,
    pub due: Due,
    pub closed: Option<(Instant, Closed)>,
    /// Today's count of each project, named as far as the actor sees it.
    pub sites: Vec<SiteCount>,
}

/// The tasks of one officer that are open: for that officer, and for whoever sees a binding of the officer.
pub async fn open_capacity_tasks(ctx: &Ctx, person: Uuid) -> Result<Vec<CapacityTaskView>, Fault> {
    let seen = seen(ctx).await?;
    let rows = open_tasks().filter(capacity_tasks::Column::PersonId.eq(person)).filter(seen);
    views(ctx, rows.all(ctx.db.reader()).await?).await
}

/// All that are open, and those that were closed last; what is due first comes first.
///
/// # Errors
/// [`Fault::Forbidden`] for whoever looks after no projects.
pub async fn list_capacity_tasks(ctx: &Ctx) -> Result<Vec<CapacityTaskView>, Fault> {
    overseen(ctx).await?;
    let seen = seen(ctx).await?;
    let open = open_tasks()
        .filter(seen.clone())
        .order_by_asc(capacity_tasks::Column::DueOn)
        .order_by_asc(capacity_tasks::Column::Id)
        .limit(MOST);
    let closed = capacity_tasks::Entity::find()
        .filter(capacity_tasks::Column::ClosedAt.is_not_null())
        .filter(seen)
        .order_by_desc(capacity_tasks::Column::ClosedAt)
        .order_by_desc(capacity_tasks::Column::Id)
        .limit(MOST_CLOSED);
    let mut rows = open.all(ctx.db.reader()).await?;
    rows.extend(closed.all(ctx.db.reader()).await?);
    views(ctx, rows).await
}

/// The same as they leave in a sheet.
///
/// # Errors
/// As of [`list_capacity_tasks`].
pub async fn export_capacity_tasks(ctx: &Ctx) -> Result<Vec<CapacityTaskView>, Fault> {
    let told = list_capacity_tasks(ctx).await?;
    leaving::record(ctx, (leaving::LIST, "capacity_tasks"), "capacity_tasks", told.len()).await?;
    Ok(told)
}

/// How many are open.
pub async fn count_open_tasks(ctx: &Ctx) -> Result<u64, Fault> {
    let seen = seen(ctx).await?;
    Ok(open_tasks().filter(seen).count(ctx.db.reader()).await?)
}

/// The condition on `capacity_tasks`: the own ones, and those of officers with a binding in reach.
async fn seen(ctx: &Ctx) -> Result<Condition, Fault> {
    require(ctx, Verb::View, Object::Binding)?;
    let reached = reached(ctx, Verb::View).await?;
    let people = bindings::Entity::find()
        .select_only()
        .column(bindings::Column::PersonId)
        .filter(bindings::Column::ConfirmedAt.is_not_null())
        .filter(bindings::Column::EndedAt.is_null())
        .filter(bindings::Column::ProjectId.is_not_null())
        .filter(reached)
        .into_query();
    Ok(Condition::all().add(capacity_tasks::Column::PersonId.in_subquery(people)))
}

/// What one officer looks after today, and the tasks about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerCapacity {
    pub officer: String,
    /// Every project, named as far as the actor sees it.
    pub sites: Vec<SiteCount>,
    pub people: i64,
    /// where the rules of one of the projects name one
    pub limit: Option<i64>,
    /// the newest first
    pub tasks: Vec<CapacityTaskView>,
}

/// For the officer, for whoever sees a binding of the officer that counts, and for whoever answers one that waits.
///
/// # Errors
/// [`Fault::NotFound`] for everybody else.
pub async fn officer_capacity(ctx: &Ctx, person: Uuid) -> Result<OfficerCapacity, Fault> {
    require(ctx, Verb::View, Object::Binding)?;
    let (db, today) = (ctx.db.reader(), ctx.now().day());
    let is_own = ctx.signed_in().is_ok_and(|who| who.person == person);
    if !is_own && !answers_for(ctx, person).await? {
        return Err(Fault::NotFound);
    }
    let load = load_of(db, person, today).await?;
    let named = named(ctx, load.sites.iter().map(|site| site.project).collect()).await?;
    let rows = capacity_tasks::Entity::find()
        .filter(capacity_tasks::Column::PersonId.eq(person))
        .order_by_desc(capacity_tasks::Column::OpenedAt)
        .order_by_desc(capacity_tasks::Column::Id);
    let tasks = views(ctx, rows.all(db).await?).await?;
    let people = load.people();
    let officer = names_shown(db, BTreeSet::from([person])).await?.remove(&person).unwrap_or_default();
    let site = |site: SiteCount| SiteCount { name: named.get(&site.project).cloned(), ..site };
    Ok(OfficerCapacity { officer, limit: load.limit, people, sites: load.sites.into_iter().map(site).collect(), tasks })
}

/// Whether the officer is bound in reach of the actor, or asks to be where the actor decides. What has ended gives no sight.
async fn answers_for(ctx: &Ctx, person: Uuid) -> Result<bool, Fault> {
    let mut either = Condition::any()
        .add(Condition::all().add(bindings::Column::ConfirmedAt.is_not_null()).add(reached(ctx, Verb::View).await?));
    match reached(ctx, Verb::Decide).await {
        Err(Fault::Forbidden) => {}
        reach => {
            let waits = Condition::all()
                .add(bindings::Column::ConfirmedAt.is_null())
                .add(bindings::Column::DeclinedAt.is_null())
                // an enterprise that assigns somebody learns nothing by that
                .add(bindings::Column::ProposedBy.eq(Proposer::Officer.code()));
            either = either.add(waits.add(reach?));
        }
    }
    let bound = bindings::Entity::find()
        .filter(bindings::Column::PersonId.eq(person))
        .filter(bindings::Column::EndedAt.is_null())
        .filter(bindings::Column::ProjectId.is_not_null())
        .filter(either);
    Ok(bound.one(ctx.db.reader()).await?.is_some())
}

async fn views(ctx: &Ctx, rows: Vec<capacity_tasks::Model>) -> Result<Vec<CapacityTaskView>, Fault> {
    let db = ctx.db.reader();
    let names = names_shown(db, rows.iter().map(|row| row.person_id).collect()).await?;
    let several = if rows.is_empty() { BTreeMap::new() } else { with_several(db, ctx.now().day()).await? };
    let shown = rows.iter().filter_map(|row| several.get(&row.person_id)).flatten().map(|(project, _)| *project);
    let named = named(ctx, shown.collect()).await?;
    rows.into_iter().map(|row| view(row, &names, &several, &named)).collect()
}

fn view(
    row: capacity_tasks::Model,
    names: &BTreeMap<Uuid, String>,
    several: &BTreeMap<Uuid, Vec<(Uuid, i64)>>,
    named: &BTreeMap<Uuid, String>,
) -> Result<CapacityTaskView, Fault> {
    let day = Day::parse(&row.due_on).ok_or_else(|| Fault::internal("a task without a day"))?;
    let why = row.closed_as.as_deref().and_then(Closed::parse);
    let sites = several.get(&row.person_id).into_iter().flatten();
    Ok(CapacityTaskView {
        id: row.id,
        person: row.person_id,
        officer: names.get(&row.person_id).cloned().unwrap_or_default(),
        people: row.people,
        limit: row.people_limit,
        opened_at: Instant(row.opened_at),
        due: if row.is_provisional == 1 { Due::Provisional(day) } else { Due::Fixed(day) },
        closed: row.closed_at.map(Instant).zip(why),
        sites: sites
            .map(|(project, people)| SiteCount {
                project: *project,
                name: named.get(project).cloned(),
                people: *people,
            })
            .collect(),
    })
}

/// The names of those projects that the actor sees.
async fn named(ctx: &Ctx, ids: BTreeSet<Uuid>) -> Result<BTreeMap<Uuid, String>, Fault> {
    let reach = match ProjectReach::of(ctx, Verb::View, Object::Project).await {
        Err(Fault::Forbidden | Fault::Anonymous) => return Ok(BTreeMap::new()),
        reach => reach?,
    };
    let rows: Vec<(Uuid, String)> = projects::Entity::find()
        .select_only()
        .columns([projects::Column::Id, projects::Column::Name])
        .filter(projects::Column::Id.is_in(ids))
        .filter(reach.condition(Verb::View, ctx.now().day()))
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    Ok(rows.into_iter().collect())
}
