//! Under which officers are there too many people, and by when is that put right? Opened and closed by count; nobody
//! is unbound by it.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, Select, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::county::Counties;
use super::loads::{Load, limits_of, load_of, with_several};
use super::rows::{lock_person, of_person};
use crate::calendar::{Due, years};
use crate::entity::{capacity_tasks, projects};
use crate::filings::capacity::{Closed, SiteCount, settled};
use crate::filings::{Binding, Stage};
use crate::notices::{Kind, To, store as notices};
use crate::people::scope::names_shown;
use crate::{Actor, Ctx, Fault, Instant, audit, db};

pub use super::tasks::{
    CapacityTaskView, OfficerCapacity, count_open_tasks, export_capacity_tasks, list_capacity_tasks, officer_capacity,
    open_capacity_tasks,
};

/// How many tasks a count opened and closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub opened: usize,
    pub closed: usize,
}

/// Counts everybody with several projects: opens a task where the limit is reached, closes it where it is not. Running it
/// again changes nothing. For the job.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn count_capacity(ctx: &Ctx) -> Result<Counted, Fault> {
    let Actor::System(_) = ctx.actor else { return Err(Fault::Forbidden) };
    let (db, today) = (ctx.db.reader(), ctx.now().day());
    let several = with_several(db, today).await?;
    let limits = limits_of(db, several.values().flatten().map(|(project, _)| *project).collect(), today).await?;
    let open: BTreeSet<Uuid> = open_tasks().all(db).await?.into_iter().map(|row| row.person_id).collect();
    let reached = |(_, sites): &(&Uuid, &Vec<(Uuid, i64)>)| {
        let limit = sites.iter().filter_map(|(project, _)| limits.get(project).copied()).min();
        settled(sites.len(), sites.iter().map(|(_, people)| people).sum(), limit).is_none()
    };
    let reached: BTreeSet<Uuid> = several.iter().filter(reached).map(|(person, _)| *person).collect();
    let mut counted = Counted::default();
    for person in reached.symmetric_difference(&open) {
        let done = crate::transact!(ctx, |tx| {
            lock_person(tx, *person).await?;
            settle(tx, ctx, *person).await
        })?;
        counted.opened += usize::from(done == Some(Settled::Opened));
        counted.closed += usize::from(done == Some(Settled::Closed));
    }
    Ok(counted)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    Opened,
    Closed,
}

/// Brings the task of one officer, whose row is held, in line with today's count: after the night's, and when a binding
/// begins or ends.
pub(super) async fn settle(tx: &DatabaseTransaction, ctx: &Ctx, person: Uuid) -> Result<Option<Settled>, Fault> {
    let load = load_of(tx, person, ctx.now().day()).await?;
    let open = open_tasks().filter(capacity_tasks::Column::PersonId.eq(person)).one(tx).await?;
    match (settled(load.sites.len(), load.people(), load.limit), open) {
        (None, None) => open_one(tx, ctx, person, &load).await.map(|()| Some(Settled::Opened)),
        (Some(why), Some(row)) => close(tx, ctx, &row, why).await.map(|()| Some(Settled::Closed)),
        (None, Some(_)) | (Some(_), None) => Ok(None),
    }
}

async fn open_one(tx: &DatabaseTransaction, ctx: &Ctx, person: Uuid, load: &Load) -> Result<(), Fault> {
    let limit = load.limit.ok_or_else(|| Fault::internal("a limit that is reached and not there"))?;
    let due = years::standing(tx).await?.add_months(ctx.now().day(), load.grace_months, load.roll);
    let counts: BTreeMap<Uuid, i64> = load.sites.iter().map(|site| (site.project, site.people)).collect();
    let row = capacity_tasks::Model {
        id: ctx.new_id(),
        person_id: person,
        people: load.people(),
        people_limit: limit,
        counts: serde_json::to_string(&counts)?,
        opened_at: ctx.now().0,
        due_on: due.day().to_string(),
        is_provisional: i32::from(due.is_provisional()),
        rule_pack: load.rule_pack.clone(),
        closed_at: None,
        closed_as: None,
    };
    capacity_tasks::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| if db::is_duplicate(&error) { Fault::Busy } else { error.into() })?;
    let facts = json!({ "task": row.id, "people": row.people, "limit": limit, "due": row.due_on });
    audit::record(tx, ctx, "open_capacity_task", ("person", person), facts).await?;
    tell(tx, ctx, &row, Kind::CapacityReached, &load.sites).await
}

async fn close(tx: &DatabaseTransaction, ctx: &Ctx, row: &capacity_tasks::Model, why: Closed) -> Result<(), Fault> {
    capacity_tasks::Entity::update_many()
        .col_expr(capacity_tasks::Column::ClosedAt, Expr::value(ctx.now().0))
        .col_expr(capacity_tasks::Column::ClosedAs, Expr::value(why.code()))
        .filter(capacity_tasks::Column::Id.eq(row.id))
        .filter(capacity_tasks::Column::ClosedAt.is_null())
        .exec(tx)
        .await?;
    let facts = json!({ "task": row.id, "as": why.code() });
    audit::record(tx, ctx, "close_capacity_task", ("person", row.person_id), facts).await?;
    let counts: BTreeMap<Uuid, i64> = serde_json::from_str(&row.counts)?;
    let sites: Vec<SiteCount> =
        counts.into_iter().map(|(project, people)| SiteCount { project, name: None, people }).collect();
    tell(tx, ctx, row, Kind::CapacitySettled, &sites).await
}

/// The officer, the enterprises and the county's offices: about every project that was counted.
async fn tell(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    row: &capacity_tasks::Model,
    kind: Kind,
    sites: &[SiteCount],
) -> Result<(), Fault> {
    let ids: Vec<Uuid> = sites.iter().map(|site| site.project).collect();
    let found = projects::Entity::find().filter(projects::Column::Id.is_in(ids.iter().copied())).all(tx).await?;
    let (counties, today) = (Counties::read(tx).await?, ctx.now().day());
    let offices = found.iter().flat_map(|project| counties.offices_of(project, today));
    let mut inboxes: BTreeSet<(Uuid, &str)> = offices.map(|office| (office, "office")).collect();
    let own = of_person(tx, row.person_id).await?;
    let is_about = |one: &&Binding| one.post.project().is_some_and(|project| ids.contains(&project));
    let held = own.iter().filter(|one| matches!(one.stage(), Stage::InForce)).filter(is_about);
    inboxes.extend(held.map(|one| (one.enterprise, "enterprise")));
    let officer = names_shown(tx, BTreeSet::from([row.person_id])).await?.remove(&row.person_id).unwrap_or_default();
    let facts = [
        ("officer", officer),
        ("people", row.people.to_string()),
        ("limit", row.people_limit.to_string()),
        ("day", row.due_on.clone()),
    ];
    notices::send(ctx, tx, To::Person(row.person_id), kind, row.person_id, &facts).await?;
    for (inbox, whose) in inboxes {
        let to = if whose == "office" { To::Office(inbox) } else { To::Enterprise(inbox) };
        notices::send(ctx, tx, to, kind, row.person_id, &facts).await?;
    }
    Ok(())
}

pub(super) fn open_tasks() -> Select<capacity_tasks::Entity> {
    capacity_tasks::Entity::find().filter(capacity_tasks::Column::ClosedAt.is_null())
}

/// What was due provisionally because a year was missing is counted again; the number of those that stand now.
pub(crate) async fn settle_tasks(tx: &DatabaseTransaction, ctx: &Ctx) -> Result<u64, Fault> {
    let calendar = years::standing(tx).await?;
    let mut settled = 0;
    for row in open_tasks().filter(capacity_tasks::Column::IsProvisional.eq(1)).all(tx).await? {
        let opened = Instant(row.opened_at).day();
        let load = load_of(tx, row.person_id, ctx.now().day()).await?;
        if let Due::Fixed(day) = calendar.add_months(opened, load.grace_months, load.roll) {
            capacity_tasks::Entity::update_many()
                .col_expr(capacity_tasks::Column::DueOn, Expr::value(day.to_string()))
                .col_expr(capacity_tasks::Column::IsProvisional, Expr::value(0))
                .filter(capacity_tasks::Column::Id.eq(row.id))
                .exec(tx)
                .await?;
            settled += 1;
        }
    }
    Ok(settled)
}
