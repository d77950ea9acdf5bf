//! The responsible officer of a project has ended: what is owed until when, and was it done?
//!
//! A change is written in the transaction that ends the binding, and closed in the one that hands in the filing of whoever
//! took the place. Its list and counts are in `changes`.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::county::Counties;
use super::handover;
use super::scope::is_completed;
use crate::calendar::{Calendar, Due, years};
use crate::entity::{bindings, filings, officer_changes, project_parties, project_statuses, projects};
use crate::filings::change::{CHANGE_DEADLINE, FILED, NOT_NEEDED, Timeliness, deadline, judged, warned_on};
use crate::filings::{Duty, Level};
use crate::notices::{Kind, Reminder, To, store as notices};
use crate::projects::store::{contractor_on, rules_on};
use crate::{Actor, Ctx, Day, Fault, audit};

pub use super::changes::{
    ChangeColumn, ChangeFilter, ChangeView, ChangeWhich, PER_PAGE, changes_in, count_changes, export_changes,
    list_changes, open_of_enterprise,
};

/// A change that nobody has filed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenChange {
    pub id: Uuid,
    /// the binding that ended
    pub binding: Uuid,
    pub project: Uuid,
    pub changed_on: Day,
    pub due: Due,
    /// who took the place
    pub successor: Option<Uuid>,
}

/// Whether the row is, or was, a responsible officer in force: what a change is about.
fn is_answerable(row: &bindings::Model) -> bool {
    row.duty.as_deref() == Some(Duty::Responsible.code())
        && row.level == Level::Project.code()
        && row.confirmed_at.is_some()
}

/// Writes that this binding, as it stood before its end, has ended today: the change, what is handed over, and who is told.
/// A completed project needs no other officer.
pub(super) async fn begin(tx: &DatabaseTransaction, ctx: &Ctx, row: &bindings::Model) -> Result<(), Fault> {
    let Some(project) = row.project_id.filter(|_| is_answerable(row)) else { return Ok(()) };
    // whoever leaves before filing succeeds nobody
    officer_changes::Entity::update_many()
        .col_expr(officer_changes::Column::SuccessorId, Expr::value(None::<Uuid>))
        .filter(officer_changes::Column::SuccessorId.eq(row.id))
        .filter(officer_changes::Column::ClosedAt.is_null())
        .exec(tx)
        .await?;
    handover::freeze(tx, ctx, row.id, project).await?;
    if is_done(tx, project).await? {
        return Ok(());
    }
    let today = ctx.now().day();
    let rules = match rules_on(tx, project, today).await {
        // an area that was divided has no rules, and nobody is held by that
        Err(Fault::Refused(_)) => return Ok(()),
        rules => rules?,
    };
    // before the day of its paper nothing was owed
    if !rules.has(CHANGE_DEADLINE) {
        return Ok(());
    }
    let days = rules.working_days(CHANGE_DEADLINE)?;
    let due = deadline(&years::standing(tx).await?, today, days);
    let change = officer_changes::Model {
        id: ctx.new_id(),
        binding_id: row.id,
        project_id: project,
        changed_on: today.to_string(),
        working_days: i32::try_from(days).map_err(Fault::internal)?,
        due_on: due.day().to_string(),
        is_provisional: i32::from(due.is_provisional()),
        rule_pack: rules.sources(&[CHANGE_DEADLINE]),
        successor_id: None,
        filed_at: None,
        filed_on: None,
        closed_at: None,
        closed_as: None,
    };
    officer_changes::Entity::insert(change.clone().into_active_model()).exec_without_returning(tx).await?;
    let facts = json!({ "project": project, "due": change.due_on, "provisional": due.is_provisional() });
    audit::record(tx, ctx, "open_change", ("binding", row.id), facts).await?;
    let facts = [("project", name_of(tx, project).await?), ("day", change.due_on)];
    notices::send(ctx, tx, To::Enterprise(row.enterprise_id), Kind::OfficerChanged, row.id, &facts).await?;
    notices::send(ctx, tx, To::Person(row.person_id), Kind::HandoverWaiting, row.id, &facts).await
}

/// Somebody takes the place: the changes of the project that wait name the successor, who is asked to take over.
pub(super) async fn succeed(tx: &DatabaseTransaction, ctx: &Ctx, row: &bindings::Model) -> Result<(), Fault> {
    let Some(project) = row.project_id.filter(|_| is_answerable(row)) else { return Ok(()) };
    let open = open_rows().filter(officer_changes::Column::ProjectId.eq(project)).all(tx).await?;
    let name = name_of(tx, project).await?;
    for change in &open {
        officer_changes::Entity::update_many()
            .col_expr(officer_changes::Column::SuccessorId, Expr::value(row.id))
            .filter(officer_changes::Column::Id.eq(change.id))
            .exec(tx)
            .await?;
        let facts = [("project", name.clone()), ("day", change.due_on.clone())];
        let about = change.binding_id;
        notices::send(ctx, tx, To::Person(row.person_id), Kind::HandoverWaiting, about, &facts).await?;
    }
    Ok(())
}

/// The filing of this binding was handed in: it closes the changes of its project, on the day of the first version. How the
/// oldest of them stood to its deadline; `None` where there was none before it.
pub(crate) async fn filed(tx: &DatabaseTransaction, ctx: &Ctx, binding: Uuid) -> Result<Option<Timeliness>, Fault> {
    let row = bindings::Entity::find_by_id(binding).one(tx).await?.ok_or(Fault::NotFound)?;
    let Some(project) = row.project_id.filter(|_| is_answerable(&row)) else { return Ok(None) };
    let open = open_rows().filter(officer_changes::Column::ProjectId.eq(project)).all(tx).await?;
    let filed_on = first_filed_on(tx, binding).await?.unwrap_or_else(|| ctx.now().day());
    let mut first = None;
    for change in &open {
        let closed = officer_changes::Entity::update_many()
            .col_expr(officer_changes::Column::SuccessorId, Expr::value(binding))
            .col_expr(officer_changes::Column::FiledAt, Expr::value(ctx.now().0))
            .col_expr(officer_changes::Column::FiledOn, Expr::value(filed_on.to_string()))
            .col_expr(officer_changes::Column::ClosedAt, Expr::value(ctx.now().0))
            .col_expr(officer_changes::Column::ClosedAs, Expr::value(FILED))
            .filter(officer_changes::Column::Id.eq(change.id))
            .filter(officer_changes::Column::ClosedAt.is_null())
            .exec(tx)
            .await?;
        if closed.rows_affected != 1 {
            continue;
        }
        let timeliness = judged(due_of(change)?, filed_on);
        first = first.or(Some(timeliness));
        let facts = json!({ "project": project, "by": binding, "timeliness": timeliness.code() });
        audit::record(tx, ctx, "close_change", ("binding", change.binding_id), facts).await?;
    }
    Ok(first)
}

/// An office wants the filing of this binding corrected: the changes that it closed wait again. Not once the officer has left:
/// that change counts days of its own.
pub(super) async fn reopen(tx: &DatabaseTransaction, ctx: &Ctx, binding: Uuid) -> Result<(), Fault> {
    let row = bindings::Entity::find_by_id(binding).one(tx).await?.ok_or(Fault::NotFound)?;
    let Some(project) = row.project_id.filter(|_| row.ended_at.is_none()) else { return Ok(()) };
    if is_done(tx, project).await? {
        return Ok(());
    }
    let closed = officer_changes::Entity::find()
        .filter(officer_changes::Column::SuccessorId.eq(binding))
        .filter(officer_changes::Column::ClosedAs.eq(FILED));
    for change in closed.all(tx).await? {
        officer_changes::Entity::update_many()
            .col_expr(officer_changes::Column::FiledAt, Expr::value(None::<i64>))
            .col_expr(officer_changes::Column::FiledOn, Expr::value(None::<String>))
            .col_expr(officer_changes::Column::ClosedAt, Expr::value(None::<i64>))
            .col_expr(officer_changes::Column::ClosedAs, Expr::value(None::<String>))
            .filter(officer_changes::Column::Id.eq(change.id))
            .exec(tx)
            .await?;
        let facts = json!({ "project": project, "by": binding });
        audit::record(tx, ctx, "reopen_change", ("binding", change.binding_id), facts).await?;
    }
    Ok(())
}

/// The day on which the first version of this binding was handed in: what is corrected afterwards makes nothing late.
async fn first_filed_on(tx: &DatabaseTransaction, binding: Uuid) -> Result<Option<Day>, Fault> {
    let first = filings::Entity::find()
        .filter(filings::Column::BindingId.eq(binding))
        .filter(filings::Column::HandedInAt.is_not_null())
        .order_by_asc(filings::Column::Version);
    first.one(tx).await?.and_then(|row| row.filed_on).as_deref().map(day_of).transpose()
}

/// The oldest change of a project that nobody has filed.
pub async fn open_of_project<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Option<OpenChange>, Fault> {
    let row = open_rows().filter(officer_changes::Column::ProjectId.eq(project)).one(db).await?;
    row.as_ref().map(open_change).transpose()
}

/// Closes what nobody owes any more, since the project was completed or another record of it stays. For the job; says how
/// many.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn close_needless(ctx: &Ctx) -> Result<usize, Fault> {
    let Actor::System(_) = ctx.actor else { return Err(Fault::Forbidden) };
    let completed = project_statuses::Entity::find()
        .select_only()
        .column(project_statuses::Column::ProjectId)
        .filter(is_completed())
        .into_query();
    let merged = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(projects::Column::MergedInto.is_not_null())
        .into_query();
    let needless = open_rows().filter(
        Condition::any()
            .add(officer_changes::Column::ProjectId.in_subquery(completed))
            .add(officer_changes::Column::ProjectId.in_subquery(merged)),
    );
    let mut closed = 0;
    for row in needless.all(ctx.db.reader()).await? {
        let is_closed = crate::transact!(ctx, |tx| {
            let written = officer_changes::Entity::update_many()
                .col_expr(officer_changes::Column::ClosedAt, Expr::value(ctx.now().0))
                .col_expr(officer_changes::Column::ClosedAs, Expr::value(NOT_NEEDED))
                .filter(officer_changes::Column::Id.eq(row.id))
                .filter(officer_changes::Column::ClosedAt.is_null())
                .exec(tx)
                .await?;
            // somebody filed it since
            if written.rows_affected != 1 {
                return Ok(false);
            }
            let facts = json!({ "project": row.project_id, "as": NOT_NEEDED });
            audit::record(tx, ctx, "close_change", ("binding", row.binding_id), facts).await?;
            Ok(true)
        })?;
        closed += usize::from(is_closed);
    }
    Ok(closed)
}

/// What was due provisionally because a year was missing is counted again, closed changes too: how they were judged follows
/// the calendar. The number of those that stand now.
pub(crate) async fn settle_days(tx: &DatabaseTransaction) -> Result<u64, Fault> {
    let calendar = years::standing(tx).await?;
    let mut settled = 0;
    let provisional = officer_changes::Entity::find().filter(officer_changes::Column::IsProvisional.eq(1));
    for row in provisional.all(tx).await? {
        let days = u32::try_from(row.working_days).map_err(Fault::internal)?;
        let Due::Fixed(day) = deadline(&calendar, day_of(&row.changed_on)?, days) else { continue };
        officer_changes::Entity::update_many()
            .col_expr(officer_changes::Column::DueOn, Expr::value(day.to_string()))
            .col_expr(officer_changes::Column::IsProvisional, Expr::value(0))
            .filter(officer_changes::Column::Id.eq(row.id))
            .exec(tx)
            .await?;
        settled += 1;
    }
    Ok(settled)
}

/// What the clock says about changes today: to the contractor of the day on the working day before the last one, and to
/// contractor and county once it is over. Each once.
pub(crate) async fn due_reminders(ctx: &Ctx) -> Result<Vec<Reminder>, Fault> {
    let (db, today) = (ctx.db.reader(), ctx.now().day());
    let calendar = years::standing(db).await?;
    let mut said = Vec::new();
    for row in open_rows().all(db).await? {
        let change = open_change(&row)?;
        said.extend(said_on(&calendar, &change, today).map(|kind| (change, kind)));
    }
    let ids: BTreeSet<Uuid> = said.iter().map(|(change, _)| change.project).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = projects::Entity::find().filter(projects::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let (contractors, counties) = (contractors_of(db, &ids, today).await?, Counties::read(db).await?);
    let mut reminders = Vec::new();
    for (change, kind) in said {
        let Some(project) = rows.iter().find(|row| row.id == change.project) else { continue };
        let mut inboxes: Vec<To> = contractors.get(&project.id).copied().map(To::Enterprise).into_iter().collect();
        if kind == Kind::ChangeOverdue {
            inboxes.extend(counties.offices_of(project, today).into_iter().map(To::Office));
        }
        let day = change.due.day().to_string();
        reminders.extend(inboxes.into_iter().map(|to| Reminder {
            to,
            kind,
            about: change.binding,
            facts: vec![("project", project.name.clone()), ("day", day.clone())],
            // a last day that moved when its year was published is another one
            key: day.clone(),
        }));
    }
    Ok(reminders)
}

fn said_on(calendar: &Calendar, change: &OpenChange, today: Day) -> Option<Kind> {
    if change.due.is_past_on(today) {
        return Some(Kind::ChangeOverdue);
    }
    let warned = warned_on(calendar, change.due, change.changed_on);
    (warned <= today && today <= change.due.day()).then_some(Kind::ChangeDueSoon)
}

/// Today's general contractor, by the row under which it stands.
pub(super) async fn contractor_of<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    today: Day,
) -> Result<Option<Uuid>, Fault> {
    Ok(contractors_of(db, &BTreeSet::from([project]), today).await?.remove(&project))
}

/// The same of many projects.
pub(super) async fn contractors_of<C: ConnectionTrait>(
    db: &C,
    ids: &BTreeSet<Uuid>,
    today: Day,
) -> Result<BTreeMap<Uuid, Uuid>, Fault> {
    let rows = project_parties::Entity::find()
        .select_only()
        .columns([project_parties::Column::ProjectId, project_parties::Column::EnterpriseId])
        .filter(project_parties::Column::ProjectId.is_in(ids.iter().copied()))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(contractor_on(today))
        .into_tuple::<(Uuid, Uuid)>();
    Ok(rows.all(db).await?.into_iter().collect())
}

/// The oldest first.
pub(super) fn open_rows() -> Select<officer_changes::Entity> {
    officer_changes::Entity::find()
        .filter(officer_changes::Column::ClosedAt.is_null())
        .order_by_asc(officer_changes::Column::ChangedOn)
        .order_by_asc(officer_changes::Column::Id)
}

fn open_change(row: &officer_changes::Model) -> Result<OpenChange, Fault> {
    Ok(OpenChange {
        id: row.id,
        binding: row.binding_id,
        project: row.project_id,
        changed_on: day_of(&row.changed_on)?,
        due: due_of(row)?,
        successor: row.successor_id,
    })
}

pub(super) fn due_of(row: &officer_changes::Model) -> Result<Due, Fault> {
    let day = day_of(&row.due_on)?;
    Ok(if row.is_provisional == 1 { Due::Provisional(day) } else { Due::Fixed(day) })
}

pub(super) fn day_of(text: &str) -> Result<Day, Fault> {
    Day::parse(text).ok_or_else(|| Fault::internal("a change without a day"))
}

pub(super) fn timeliness_of(row: &officer_changes::Model) -> Result<Option<Timeliness>, Fault> {
    let due = due_of(row)?;
    let filed_on = row.filed_on.as_deref().map(day_of).transpose()?;
    Ok(filed_on.map(|day| judged(due, day)))
}

async fn is_done<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<bool, Fault> {
    let completed =
        project_statuses::Entity::find().filter(project_statuses::Column::ProjectId.eq(project)).filter(is_completed());
    Ok(completed.one(db).await?.is_some())
}

async fn name_of<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<String, Fault> {
    Ok(projects::Entity::find_by_id(project).one(db).await?.ok_or(Fault::NotFound)?.name)
}
