//! Which status has a project had since when, who said so, and how is that history continued or put right?

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::scope::{project_for, project_to_decide};
use super::{account, check_reason, day, day_or_none, documents, lock, shutdowns, unknown_code};
use crate::attendance::store::mark_site_days;
use crate::entity::project_statuses;
use crate::instant::check_first_day;
use crate::permissions::Verb;
use crate::projects::{Act, Decision, History, Status, StatusPeriod};
use crate::{Ctx, Day, Fault, Instant, Period, Refusal, audit, db};

/// One status of the history in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusView {
    pub id: Uuid,
    pub period: StatusPeriod,
    pub document: Option<String>,
}

/// What was wrong with a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// The status began on this day; the one before it ends the day before.
    FirstDay(Day),
    /// The latest status never began; the one before it runs on.
    NeverBegan,
}

/// From this day on, up to today, the project has another status. A shutdown is filed instead, and one that runs ends.
pub async fn change_status(
    ctx: &Ctx,
    project: Uuid,
    next: Status,
    from: Day,
    document: Option<&str>,
) -> Result<(), Fault> {
    project_for(ctx, Verb::Edit, project).await?;
    let decision = Decision { filed: act(ctx), approved: None };
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        documents::check(tx, project, document).await?;
        let rows = rows_of!(tx, project_statuses, project);
        let history = history(&rows)?;
        let changed = history.change(next, from, decision, ctx.now().day()).map_err(Fault::Refused)?;
        store(tx, ctx, project, &rows, &changed, (document, None)).await?;
        shutdowns::follow(tx, ctx, project, &changed).await?;
        audit::record(tx, ctx, "change_status", ("project", project), json!({ "status": next, "from": from })).await
    })
}

/// An office says that a status is right. Nobody approves the own word or that of the own enterprise.
pub async fn approve_status(ctx: &Ctx, project: Uuid, status: Uuid) -> Result<(), Fault> {
    project_to_decide(ctx, project).await?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let rows = rows_of!(tx, project_statuses, project);
        let row = rows.iter().find(|row| row.id == status).ok_or(Fault::NotFound)?;
        let filed = period_of(row)?.decision.filed;
        Decision { filed, approved: Some(act(ctx)) }.check()?;
        let approved = project_statuses::Entity::update_many()
            .col_expr(project_statuses::Column::ApprovedBy, Expr::value(account(ctx)))
            .col_expr(project_statuses::Column::ApprovedAt, Expr::value(ctx.now().0))
            .filter(project_statuses::Column::Id.eq(status))
            .filter(project_statuses::Column::ApprovedAt.is_null())
            .exec(tx)
            .await?;
        if approved.rows_affected != 1 {
            return Err(Refusal::new("projects.status_approved_already").into());
        }
        audit::record(tx, ctx, "approve_status", ("project", project), json!({ "status": status })).await
    })
}

/// An office puts right what was written down wrongly, with its reason; what stood there stays readable.
pub async fn correct_status(
    ctx: &Ctx,
    project: Uuid,
    status: Uuid,
    correction: Correction,
    reason: &str,
) -> Result<(), Fault> {
    project_to_decide(ctx, project).await?;
    let reason = check_reason(reason)?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let rows = rows_of!(tx, project_statuses, project);
        let periods = history(&rows)?.periods().to_vec();
        let row = rows.iter().find(|row| row.id == status).ok_or(Fault::NotFound)?;
        let at = periods.iter().position(|one| one.period.first().to_string() == row.first_day);
        let corrected = corrected(periods, at.ok_or(Fault::NotFound)?, correction, ctx.now().day())?;
        let corrected = History::new(corrected).map_err(Fault::Refused)?;
        store(tx, ctx, project, &rows, &corrected, (None, Some(&reason))).await?;
        shutdowns::follow(tx, ctx, project, &corrected).await?;
        audit::record(tx, ctx, "correct_status", ("project", project), json!({ "status": status })).await
    })
}

fn corrected(
    mut periods: Vec<StatusPeriod>,
    at: usize,
    correction: Correction,
    today: Day,
) -> Result<Vec<StatusPeriod>, Fault> {
    let is_shutdown = |one: Option<&StatusPeriod>| one.is_some_and(|one| one.status == Status::ShutDown);
    let before = at.checked_sub(1);
    if is_shutdown(periods.get(at)) || before.is_some_and(|at| is_shutdown(periods.get(at))) {
        return Err(Refusal::on("status", "projects.shutdown_needs_filing").into());
    }
    let with_last = |one: StatusPeriod, first: Day, last: Option<Day>| {
        let period = Period::new(first, last).map_err(|_| Refusal::on("first_day", "projects.status_same_day"))?;
        Ok::<_, Fault>(StatusPeriod { period, ..one })
    };
    match correction {
        Correction::FirstDay(first) if first > today => {
            return Err(Refusal::on("first_day", "projects.status_in_future").into());
        }
        Correction::FirstDay(first) => {
            check_first_day("first_day", first)?;
            periods[at] = with_last(periods[at], first, periods[at].period.last())?;
            if let Some(before) = before {
                periods[before] = with_last(periods[before], periods[before].period.first(), Some(first.previous()))?;
            }
        }
        Correction::NeverBegan => match before {
            Some(before) if at + 1 == periods.len() => {
                periods.pop();
                periods[before] = with_last(periods[before], periods[before].period.first(), None)?;
            }
            _ => return Err(Refusal::on("status", "projects.status_not_last").into()),
        },
    }
    Ok(periods)
}

/// The first status of a project.
pub(super) async fn begin(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    status: Status,
    first: Day,
    batch: Option<Uuid>,
) -> Result<(), Fault> {
    let decision = Decision { filed: act(ctx), approved: None };
    let one = StatusPeriod { status, period: Period::since(first), decision };
    insert(tx, ctx, project, &one, (None, None, batch)).await
}

/// Puts another history in the place of the one in force: periods that are the same stay, the others are withdrawn, and
/// what is new names what it replaces. The days with another status are looked at again: nobody was absent from a site that
/// stood still.
pub(super) async fn store(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    rows: &[project_statuses::Model],
    history: &History,
    (document, reason): (Option<&str>, Option<&str>),
) -> Result<(), Fault> {
    let mut old = Vec::with_capacity(rows.len());
    for row in rows {
        old.push((row, period_of(row)?));
    }
    for (row, one) in &old {
        if !history.periods().contains(one) {
            withdraw_row!(tx, ctx, project_statuses, project, row.id, reason.map(str::to_owned))?;
        }
    }
    for one in history.periods().iter().filter(|one| old.iter().all(|(_, known)| known != *one)) {
        let replaced = old.iter().find(|(_, known)| known.period.contains(one.period.first()));
        // the rest of a status keeps the paper that it was written down with
        let kept = old.iter().find(|(_, known)| known.status == one.status && known.decision == one.decision);
        let document = kept.and_then(|(row, _)| row.document.clone()).or_else(|| document.map(str::to_owned));
        insert(tx, ctx, project, one, (document, replaced.map(|(row, _)| row.id), None)).await?;
    }
    let is_old = |one: &&StatusPeriod| old.iter().any(|(_, known)| known == *one);
    let gone = old.iter().map(|(_, one)| one).filter(|one| !history.periods().contains(one));
    let new = history.periods().iter().filter(|one| !is_old(one));
    match gone.chain(new).map(|one| one.period.first()).min() {
        Some(first) => mark_site_days(tx, ctx, project, Period::since(first)).await,
        None => Ok(()),
    }
}

async fn insert(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    one: &StatusPeriod,
    (document, replaces, batch_id): (Option<String>, Option<Uuid>, Option<Uuid>),
) -> Result<(), Fault> {
    let Decision { filed, approved } = one.decision;
    let row = project_statuses::Model {
        id: ctx.new_id(),
        project_id: project,
        status: one.status.code().to_owned(),
        first_day: one.period.first().to_string(),
        last_day: one.period.last().map(|day| day.to_string()),
        filed_by: somebody(filed),
        filed_at: filed.at.0,
        approved_by: approved.and_then(somebody),
        approved_at: approved.map(|act| act.at.0),
        document,
        recorded_at: ctx.now().0,
        replaces,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id,
    };
    project_statuses::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::on("first_day", "projects.status_same_day")))?;
    Ok(())
}

/// The history in force.
///
/// # Errors
/// When there is none: every project is registered with a status.
pub(super) async fn history_of<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<History, Fault> {
    history(&rows_of!(db, project_statuses, project))
}

pub(super) fn history(rows: &[project_statuses::Model]) -> Result<History, Fault> {
    let periods = rows.iter().map(period_of).collect::<Result<Vec<_>, _>>()?;
    History::new(periods).map_err(|wrong| Fault::internal(format!("a history is stored that is none: {wrong:?}")))
}

pub(super) fn views(rows: Vec<project_statuses::Model>) -> Result<Vec<StatusView>, Fault> {
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        views.push(StatusView { period: period_of(&row)?, id: row.id, document: row.document });
    }
    views.sort_by_key(|view| view.period.period);
    Ok(views)
}

pub(super) fn period_of(row: &project_statuses::Model) -> Result<StatusPeriod, Fault> {
    let period = Period::new(day(&row.first_day)?, day_or_none(row.last_day.as_deref())?).map_err(Fault::from)?;
    let approved = row.approved_at.map(|at| Act { account: row.approved_by.unwrap_or_default(), at: Instant(at) });
    Ok(StatusPeriod {
        status: Status::parse(&row.status).ok_or_else(|| unknown_code(&row.status))?,
        period,
        decision: Decision {
            filed: Act { account: row.filed_by.unwrap_or_default(), at: Instant(row.filed_at) },
            approved,
        },
    })
}

/// What the actor does now; jobs and feeds have no account.
pub(super) fn act(ctx: &Ctx) -> Act {
    Act { account: account(ctx).unwrap_or_default(), at: ctx.now() }
}

fn somebody(act: Act) -> Option<Uuid> {
    (!act.account.is_nil()).then_some(act.account)
}
