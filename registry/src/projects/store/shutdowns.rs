//! Who files a shutdown (停工) of a site, who approves it, and what becomes of the status history then?

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::scope::{ProjectReach, contractor_on, project_for, project_to_decide};
use super::verdicts::{check_note, decided_of, timeliness_code};
use super::{day, day_or_none, documents, lock, rules, statuses};
use crate::calendar::years;
use crate::enterprises::store::rows_of;
use crate::entity::{project_parties, project_shutdowns, project_statuses, projects};
use crate::permissions::{Object, Verb};
use crate::projects::exemptions::{Filing, Timeliness, Verdict};
use crate::projects::{Act, Decision, Exemption, ExemptionKind, History, Policy, Status, shutdowns as planning};
use crate::rulepacks::store::Book;
use crate::{Ctx, Fault, Instant, Period, Refusal, audit, db};

/// What is filed: a shutdown, or another end of one that was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewShutdown {
    pub period: Period,
    /// one of the reasons of [`ExemptionKind::Shutdown`]
    pub reason: String,
    pub statement: String,
    pub document: Option<String>,
    /// the approved shutdown whose end this changes
    pub changes: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShutdownView {
    pub id: Uuid,
    pub project: Uuid,
    pub exemption: Exemption,
    pub reason: String,
    pub statement: String,
    pub document: Option<String>,
    /// what the office wrote beside its decision
    pub note: Option<String>,
    pub changes: Option<Uuid>,
    /// Approved, and no later end took its place.
    pub is_in_force: bool,
}

/// A project by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub project: Uuid,
    pub name: String,
}

/// The officer or the enterprise files; it counts once the county has approved it. Also in advance.
pub async fn file_shutdown(ctx: &Ctx, project: Uuid, new: &NewShutdown) -> Result<Uuid, Fault> {
    ctx.signed_in()?;
    let policy = rules::policy(ctx, &project_for(ctx, Verb::Edit, project).await?).await?;
    crate::transact!(ctx, |tx| { file(tx, ctx, project, new, &policy, None).await })
}

/// The same shutdown for every site of an enterprise that builds today (Spring Festival): one result per project. What is
/// refused for one of them does not touch the others.
///
/// # Errors
/// [`Fault::NotFound`] when it is not the actor's own enterprise.
pub async fn file_shutdown_for_all(
    ctx: &Ctx,
    enterprise: Uuid,
    new: &NewShutdown,
) -> Result<Vec<(Uuid, Result<Uuid, Fault>)>, Fault> {
    let running: Vec<Uuid> = running_sites(ctx, enterprise).await?.into_iter().map(|site| site.project).collect();
    let histories = histories_of(ctx, &running).await?;
    let plan = planning::plan(histories.iter().map(|(project, history)| (*project, history)), new.period);
    let mut results: Vec<(Uuid, Result<Uuid, Fault>)> =
        plan.not.into_iter().map(|(project, refusal)| (project, Err(refusal.into()))).collect();
    let (together, book) = (ctx.new_id(), Book::read(ctx.db.reader()).await?);
    for project in plan.fits {
        results.push((project, file_one(ctx, &book, project, new, together).await));
    }
    results.sort_by_key(|(project, _)| *project);
    Ok(results)
}

async fn file_one(ctx: &Ctx, book: &Book, project: Uuid, new: &NewShutdown, together: Uuid) -> Result<Uuid, Fault> {
    let policy = policy(ctx, book, project).await?;
    crate::transact!(ctx, |tx| { file(tx, ctx, project, new, &policy, Some(together)).await })
}

/// The days that the filing for all offers in a year; nothing while that year's calendar is not published.
pub async fn offered_spring_festival(ctx: &Ctx, year: i32) -> Result<Option<Period>, Fault> {
    Ok(planning::spring_festival(&years::standing(ctx.db.reader()).await?, year))
}

async fn file(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    new: &NewShutdown,
    policy: &Policy,
    together: Option<Uuid>,
) -> Result<Uuid, Fault> {
    lock(tx, project).await?;
    documents::check(tx, project, new.document.as_deref()).await?;
    let all = rows(tx, project).await?;
    let history = statuses::history_of(tx, project).await?;
    let filed = statuses::act(ctx);
    let affected = fits(&history, new, &all, filed)?;
    let filing = Filing {
        kind: ExemptionKind::Shutdown,
        period: affected,
        reason: new.reason.clone(),
        statement: new.statement.clone(),
        document: new.document.clone(),
    };
    let timeliness =
        filing.check(ExemptionKind::Shutdown.reasons(), policy, ctx.now().day()).map_err(Fault::Refused)?;
    for row in all.iter().filter(|row| row.verdict.is_none()) {
        if exemption_of(row)?.period.overlaps(new.period) {
            return Err(Refusal::on("first_day", "projects.filed_already").into());
        }
    }
    let id = insert(tx, ctx, project, new, (filed, timeliness, together)).await?;
    let facts = json!({ "shutdown": id, "from": new.period.first(), "until": new.period.last(), "together": together });
    audit::record(tx, ctx, "file_shutdown", ("project", project), facts).await?;
    Ok(id)
}

/// The days that the filing would change, when it fits into the history.
fn fits(history: &History, new: &NewShutdown, all: &[project_shutdowns::Model], filed: Act) -> Result<Period, Fault> {
    let Some(changes) = new.changes else {
        history.check_shutdown(new.period)?;
        return Ok(new.period);
    };
    let row = all.iter().find(|row| row.id == changes && is_in_force(row));
    let former = exemption_of(row.ok_or_else(|| Refusal::on("first_day", "projects.shutdown_unknown"))?)?.period;
    if former.first() != new.period.first() {
        return Err(Refusal::on("first_day", "projects.shutdown_unknown").into());
    }
    if former == new.period {
        return Err(Refusal::on("last_day", "projects.shutdown_unchanged").into());
    }
    // dry run: what the office would approve
    let supposed = Decision { filed, approved: Some(Act { account: Uuid::max(), at: filed.at }) };
    history.with_shutdown_ending(new.period.first(), new.period.last(), supposed).map_err(Fault::Refused)?;
    let (earlier, later) = (former.end().min(new.period.end()), former.end().max(new.period.end()));
    let is_open = former.last().is_none() || new.period.last().is_none();
    Ok(Period::new(earlier.next(), (!is_open).then_some(later))?)
}

async fn insert(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    new: &NewShutdown,
    (filed, timeliness, together): (Act, Timeliness, Option<Uuid>),
) -> Result<Uuid, Fault> {
    let row = project_shutdowns::Model {
        id: ctx.new_id(),
        project_id: project,
        first_day: new.period.first().to_string(),
        last_day: new.period.last().map(|day| day.to_string()),
        reason: new.reason.clone(),
        statement: new.statement.trim().to_owned(),
        document: new.document.clone(),
        timeliness: timeliness_code(timeliness).to_owned(),
        together,
        filed_by: filed.account,
        filed_at: filed.at.0,
        verdict: None,
        decided_by: None,
        decided_at: None,
        decided_note: None,
        replaces: new.changes,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id: None,
    };
    let id = row.id;
    project_shutdowns::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::on("first_day", "projects.filed_already")))?;
    Ok(id)
}

/// The county approves, or returns it and says why. An approved one stands in the status history at once.
pub async fn decide_shutdown(
    ctx: &Ctx,
    project: Uuid,
    shutdown: Uuid,
    verdict: Verdict,
    note: &str,
) -> Result<(), Fault> {
    project_to_decide(ctx, project).await?;
    let note = check_note(verdict, note)?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let row = decided(tx, ctx, project, shutdown, verdict, note.clone()).await?;
        if verdict == Verdict::Approved {
            approve(tx, ctx, &row).await?;
        }
        audit::record(
            tx,
            ctx,
            "decide_shutdown",
            ("project", project),
            json!({ "shutdown": shutdown, "verdict": verdict }),
        )
        .await
    })
}

/// By whoever filed it, before the county has decided.
pub async fn withdraw_shutdown(ctx: &Ctx, project: Uuid, shutdown: Uuid) -> Result<(), Fault> {
    project_for(ctx, Verb::Edit, project).await?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        decided(tx, ctx, project, shutdown, Verdict::Withdrawn, None).await?;
        audit::record(tx, ctx, "withdraw_shutdown", ("project", project), json!({ "shutdown": shutdown })).await
    })
}

/// Writes the verdict, once.
async fn decided(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    shutdown: Uuid,
    verdict: Verdict,
    note: Option<String>,
) -> Result<project_shutdowns::Model, Fault> {
    if verdict == Verdict::Approved {
        end_former(tx, ctx, project, shutdown).await?;
    }
    settle_row!(tx, ctx, project_shutdowns, project, shutdown, verdict, note)
}

/// From each day one shutdown at most is in force, so that the former one ends before its other end is approved.
async fn end_former(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid, shutdown: Uuid) -> Result<(), Fault> {
    let row = project_shutdowns::Entity::find_by_id(shutdown).one(tx).await?;
    let Some((row, former)) = row.and_then(|row| row.replaces.map(|former| (row, former))) else { return Ok(()) };
    exemption_of(&row)?.check_decision(Verdict::Approved, statuses::act(ctx))?;
    let ended = withdraw_row!(tx, ctx, project_shutdowns, project, former, Some("changed".to_owned()));
    ended.map_err(|_: Fault| Refusal::on("first_day", "projects.shutdown_unknown").into())
}

async fn approve(tx: &DatabaseTransaction, ctx: &Ctx, row: &project_shutdowns::Model) -> Result<(), Fault> {
    let project = row.project_id;
    let filed = exemption_of(row)?;
    let decision = Decision { filed: filed.filed, approved: Some(statuses::act(ctx)) };
    let old = rows_of!(tx, project_statuses, project);
    let history = statuses::history(&old)?;
    let changed = match row.replaces {
        None => history.with_shutdown(filed.period, decision),
        Some(_) => history.with_shutdown_ending(filed.period.first(), filed.period.last(), decision),
    };
    statuses::store(tx, ctx, project, &old, &changed.map_err(Fault::Refused)?, (row.document.as_deref(), None)).await
}

/// After the history changed otherwise: what it cut short excuses nothing beyond that day any more, and what it left out
/// nothing at all. The rest of an approved one is a further row of the same decision.
pub(super) async fn follow(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid, history: &History) -> Result<(), Fault> {
    for row in rows(tx, project).await?.into_iter().filter(is_in_force) {
        let period = exemption_of(&row)?.period;
        let mut left = history.periods_of(Status::ShutDown).map(|one| one.period);
        let left = left.find(|one| one.first() == period.first());
        if left == Some(period) {
            continue;
        }
        withdraw_row!(tx, ctx, project_shutdowns, project, row.id, Some("status".to_owned()))?;
        if let Some(left) = left {
            let rest = project_shutdowns::Model {
                id: ctx.new_id(),
                last_day: left.last().map(|day| day.to_string()),
                replaces: Some(row.id),
                ..row
            };
            project_shutdowns::Entity::insert(rest.into_active_model()).exec_without_returning(tx).await?;
        }
    }
    Ok(())
}

pub(super) async fn rows<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Vec<project_shutdowns::Model>, Fault> {
    let rows = project_shutdowns::Entity::find().filter(project_shutdowns::Column::ProjectId.eq(project));
    Ok(rows.order_by_asc(project_shutdowns::Column::Id).all(db).await?)
}

pub(super) fn is_in_force(row: &project_shutdowns::Model) -> bool {
    row.verdict.as_deref() == Some(Verdict::Approved.code()) && row.withdrawn_at.is_none()
}

pub(super) fn exemption_of(row: &project_shutdowns::Model) -> Result<Exemption, Fault> {
    Ok(Exemption {
        kind: ExemptionKind::Shutdown,
        period: Period::new(day(&row.first_day)?, day_or_none(row.last_day.as_deref())?)?,
        filed: Act { account: row.filed_by, at: Instant(row.filed_at) },
        decided: decided_of(row.verdict.as_deref(), row.decided_by, row.decided_at)?,
    })
}

pub(super) fn view(row: project_shutdowns::Model) -> Result<ShutdownView, Fault> {
    Ok(ShutdownView {
        id: row.id,
        project: row.project_id,
        exemption: exemption_of(&row)?,
        is_in_force: is_in_force(&row),
        reason: row.reason,
        statement: row.statement,
        document: row.document,
        note: row.decided_note,
        changes: row.replaces,
    })
}

/// The sites of an own enterprise that build today, by their names: those that one filing for all is about.
///
/// # Errors
/// [`Fault::NotFound`] when it is not the actor's own enterprise.
pub async fn running_sites(ctx: &Ctx, enterprise: Uuid) -> Result<Vec<Site>, Fault> {
    ctx.signed_in()?;
    let reach = ProjectReach::of(ctx, Verb::Edit, Object::Project).await?;
    if !reach.enterprises.contains(&enterprise) {
        return Err(Fault::NotFound);
    }
    let (today, rows) = (ctx.now().day(), rows_of(ctx.db.reader(), enterprise).await?);
    let contracted = project_parties::Entity::find()
        .select_only()
        .column(project_parties::Column::ProjectId)
        .filter(project_parties::Column::EnterpriseId.is_in(rows))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(contractor_on(today));
    let running = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .column(projects::Column::Name)
        .filter(projects::Column::MergedInto.is_null())
        .filter(projects::Column::Id.in_subquery(contracted.into_query()))
        .filter(projects::Column::Id.in_subquery(super::lists::with_status(Status::Building, today)))
        .order_by_asc(projects::Column::Name)
        .order_by_asc(projects::Column::Id);
    let running: Vec<(Uuid, String)> = running.into_tuple().all(ctx.db.reader()).await?;
    Ok(running.into_iter().map(|(project, name)| Site { project, name }).collect())
}

async fn histories_of(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<(Uuid, History)>, Fault> {
    let rows = project_statuses::Entity::find()
        .filter(project_statuses::Column::ProjectId.is_in(ids.iter().copied()))
        .filter(project_statuses::Column::WithdrawnAt.is_null())
        .order_by_asc(project_statuses::Column::ProjectId)
        .all(ctx.db.reader())
        .await?;
    let of_project = |rows: &[project_statuses::Model]| {
        let project = rows.first().map(|row| row.project_id).unwrap_or_default();
        Ok((project, statuses::history(rows)?))
    };
    rows.chunk_by(|one, next| one.project_id == next.project_id).map(of_project).collect()
}

async fn policy(ctx: &Ctx, book: &Book, project: Uuid) -> Result<Policy, Fault> {
    let row = projects::Entity::find_by_id(project).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    Policy::from_rules(&rules::of_row(ctx.db.reader(), book, &row, ctx.now().day()).await?)
}
