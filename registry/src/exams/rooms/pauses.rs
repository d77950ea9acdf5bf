//! When does the clock of an attempt stand? From the pause until the candidate is back after staff let go on; each pause
//! is a row.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{LightAttempt, attended, check_not_own, reason};
use crate::entity::{attempt_pauses, attempts, exams};
use crate::exams::{Policy, events};
use crate::instant::MINUTE_MS;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// Whoever does not come back so long after staff let go on has the clock running again all the same.
pub const RETURN_MS: i64 = 30 * MINUTE_MS;

/// Stops the clock of an attempt that has time left; no answer is taken until it runs again.
pub async fn pause(ctx: &Ctx, exam_id: Uuid, attempt: Uuid, why: &str) -> Result<(), Fault> {
    attended(ctx, exam_id).await?;
    let why = reason(why)?;
    let account = check_not_own(ctx, &LightAttempt::of(ctx.db.reader(), exam_id, attempt).await?)?;
    let now = ctx.now().0;
    crate::transact!(ctx, |tx| {
        let stopped = attempts::Entity::update_many()
            .col_expr(attempts::Column::PausedAt, Expr::value(now))
            .col_expr(attempts::Column::NextCheckAt, Expr::value(None::<i64>))
            .filter(attempts::Column::Id.eq(attempt))
            .filter(attempts::Column::State.eq("open"))
            .filter(attempts::Column::PausedAt.is_null())
            .filter(attempts::Column::DeadlineAt.gt(now))
            .exec(tx)
            .await?;
        if stopped.rows_affected == 0 {
            return Err(Refusal::new("exams.cannot_pause").into());
        }
        let row = attempt_pauses::Model {
            id: ctx.new_id(),
            attempt_id: attempt,
            reason: why.clone(),
            paused_by: account,
            paused_at: now,
            resumed_by: None,
            resumed_at: None,
            returned_at: None,
        };
        let facts = json!({ "attempt": attempt, "pause": row.id });
        attempt_pauses::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        events::note(tx, ctx, attempt, "paused", json!({})).await?;
        audit::record(tx, ctx, "pause", ("exam", exam_id), facts).await
    })
}

/// Lets the candidate go on. The clock runs when the candidate is back, not when the button is pressed.
pub async fn resume(ctx: &Ctx, exam_id: Uuid, attempt: Uuid) -> Result<(), Fault> {
    attended(ctx, exam_id).await?;
    let account = check_not_own(ctx, &LightAttempt::of(ctx.db.reader(), exam_id, attempt).await?)?;
    let now = ctx.now();
    crate::transact!(ctx, |tx| {
        let let_go = attempts::Entity::update_many()
            .col_expr(attempts::Column::ResumedAt, Expr::value(now.0))
            .col_expr(attempts::Column::NextCheckAt, Expr::value(now.plus_ms(RETURN_MS).0))
            .filter(attempts::Column::Id.eq(attempt))
            .filter(attempts::Column::State.eq("open"))
            .filter(attempts::Column::PausedAt.is_not_null())
            .filter(attempts::Column::ResumedAt.is_null())
            .exec(tx)
            .await?;
        if let_go.rows_affected == 0 {
            return Err(Refusal::new("exams.not_paused").into());
        }
        attempt_pauses::Entity::update_many()
            .col_expr(attempt_pauses::Column::ResumedBy, Expr::value(account))
            .col_expr(attempt_pauses::Column::ResumedAt, Expr::value(now.0))
            .filter(attempt_pauses::Column::AttemptId.eq(attempt))
            .filter(attempt_pauses::Column::ReturnedAt.is_null())
            .exec(tx)
            .await?;
        events::note(tx, ctx, attempt, "resumed", json!({})).await?;
        audit::record(tx, ctx, "resume", ("exam", exam_id), json!({ "attempt": attempt })).await
    })
}

/// The candidate says to be back; a page that is merely open says nothing. Does nothing to an attempt that runs.
pub async fn come_back(ctx: &Ctx, attempt: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Attempt)?;
    let person = ctx.signed_in()?.person;
    let row = LightAttempt::find(ctx.db.reader(), attempt).await?.ok_or(Fault::NotFound)?;
    if row.person_id != person {
        return Err(Fault::NotFound);
    }
    if row.paused_at.is_some() && row.resumed_at.is_none() {
        return Err(Refusal::new("exams.paused").into());
    }
    run_again(ctx, attempt).await
}

/// The candidate is back, or the wait is over: the clock runs again, later by the length of the pause. Does nothing to an
/// attempt that nobody let go on.
pub(crate) async fn run_again(ctx: &Ctx, attempt: Uuid) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        let row = LightAttempt::find(tx, attempt).await?.ok_or(Fault::NotFound)?;
        let (Some(paused_at), Some(resumed_at)) = (row.paused_at, row.resumed_at) else { return Ok(()) };
        let exam = exams::Entity::find_by_id(row.exam_id).one(tx).await?.ok_or(Fault::NotFound)?;
        let policy: Policy = serde_json::from_str(&exam.policy)?;
        let runs_from = ctx.now().min(Instant(resumed_at).plus_ms(RETURN_MS));
        let stood_ms = runs_from.since(Instant(paused_at)).max(0);
        let times = policy.times(Instant(row.deadline_at).plus_ms(stood_ms));
        let running = attempts::Entity::update_many()
            .col_expr(attempts::Column::DeadlineAt, Expr::value(times.deadline_at.0))
            .col_expr(attempts::Column::AcceptsUntil, Expr::value(times.accepts_until.0))
            .col_expr(attempts::Column::NextCheckAt, Expr::value(times.closes_at.0))
            .col_expr(attempts::Column::PausedAt, Expr::value(None::<i64>))
            .col_expr(attempts::Column::ResumedAt, Expr::value(None::<i64>))
            .filter(attempts::Column::Id.eq(attempt))
            .filter(attempts::Column::State.eq("open"))
            .filter(attempts::Column::PausedAt.eq(paused_at))
            // more time may have been given since the row was read
            .filter(attempts::Column::DeadlineAt.eq(row.deadline_at))
            .exec(tx)
            .await?;
        if running.rows_affected == 0 {
            return Err(Fault::Busy);
        }
        attempt_pauses::Entity::update_many()
            .col_expr(attempt_pauses::Column::ReturnedAt, Expr::value(runs_from.0))
            .filter(attempt_pauses::Column::AttemptId.eq(attempt))
            .filter(attempt_pauses::Column::ReturnedAt.is_null())
            .exec(tx)
            .await?;
        events::note(tx, ctx, attempt, "returned", json!({ "stoodMs": stood_ms })).await?;
        let facts = json!({ "attempt": attempt, "stoodMs": stood_ms });
        audit::record(tx, ctx, "run_again", ("exam", row.exam_id), facts).await
    })
}
