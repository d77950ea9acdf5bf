//! What does voiding, reopening or lifting change? The attempt; its result stays readable, and a certificate is left to
//! people.

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, Func},
};
use serde_json::json;
use uuid::Uuid;

use super::{Act, Proposal};
use crate::certificates::matters;
use crate::entity::{answers, attempt_pauses, attempts, certificates, exams, results, superseded_results};
use crate::exams::finishing::{close_answers, grade_and_store};
use crate::exams::results::kept;
use crate::exams::rooms::LightAttempt;
use crate::exams::{EndedBy, Policy, Times, events, review};
use crate::instant::MINUTE_MS;
use crate::{Ctx, Fault, Instant, Refusal, db};

pub(super) fn check(act: Act, attempt: &LightAttempt, minutes: i32, now: Instant) -> Result<(), Fault> {
    let refusal = match (act, attempt.state.as_str()) {
        (Act::Void, "void") => Refusal::new("exams.void_already"),
        (Act::Void, _) => return Ok(()),
        (Act::Reopen, "finished") if minutes == 0 && attempt.deadline_at <= now.0 => {
            Refusal::on("minutes", "exams.reopen_needs_time")
        }
        (Act::Reopen, "finished") => return Ok(()),
        (Act::Reopen, _) => Refusal::new("exams.reopen_not_ended"),
        (Act::Lift, "void") => return Ok(()),
        (Act::Lift, _) => Refusal::new("exams.lift_not_void"),
    };
    Err(refusal.into())
}

/// Whoever can have read the keys writes nothing more.
pub(super) async fn check_keys_unread(ctx: &Ctx, exam: &exams::Model) -> Result<(), Fault> {
    match review::keys_were_shown(ctx, exam).await? {
        true => Err(Refusal::new("exams.reopen_revealed").into()),
        false => Ok(()),
    }
}

/// The attempt counts for nothing. Its result is kept, and is not valid because the attempt is not.
pub(super) async fn void(tx: &DatabaseTransaction, ctx: &Ctx, attempt: &LightAttempt) -> Result<(), Fault> {
    let now = ctx.now().0;
    let finished_at = Func::coalesce([Expr::col(attempts::Column::FinishedAt), Expr::value(now)]);
    let voided = attempts::Entity::update_many()
        .col_expr(attempts::Column::State, Expr::value("void"))
        .col_expr(attempts::Column::FinishedAt, finished_at.into())
        .col_expr(attempts::Column::NextCheckAt, Expr::value(None::<i64>))
        .col_expr(attempts::Column::PausedAt, Expr::value(None::<i64>))
        .col_expr(attempts::Column::ResumedAt, Expr::value(None::<i64>))
        .col_expr(attempts::Column::LockedAt, Expr::value(None::<i64>))
        .filter(attempts::Column::Id.eq(attempt.id))
        .filter(attempts::Column::State.ne("void"))
        .exec(tx)
        .await?;
    if voided.rows_affected == 0 {
        return Err(Refusal::new("exams.void_already").into());
    }
    close_answers(tx, attempt.id).await?;
    attempt_pauses::Entity::update_many()
        .col_expr(attempt_pauses::Column::ReturnedAt, Expr::value(now))
        .filter(attempt_pauses::Column::AttemptId.eq(attempt.id))
        .filter(attempt_pauses::Column::ReturnedAt.is_null())
        .exec(tx)
        .await?;
    events::note(tx, ctx, attempt.id, "voided", json!({})).await?;
    // a certificate that rests on this attempt is a matter for the issuer: nothing changes it by itself
    matters::open(tx, ctx, attempt.id, "attempt_void").await
}

/// The attempt goes on; the result that it had is kept beside.
pub(super) async fn reopen(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    proposal: &Proposal,
    attempt: &LightAttempt,
) -> Result<(), Fault> {
    check(Act::Reopen, attempt, proposal.minutes, ctx.now())?;
    // while the exam is held nobody's end is graded: the last one who sits opens no keys beside this
    let exam = exams::Entity::find_by_id(attempt.exam_id).lock_exclusive();
    let exam = exam.one(tx).await?.ok_or(Fault::NotFound)?;
    check_keys_unread(ctx, &exam).await?;
    check_last(tx, attempt).await?;
    keep_result(tx, ctx, proposal).await?;
    answers::Entity::update_many()
        .col_expr(answers::Column::Closed, Expr::value(0))
        .filter(answers::Column::AttemptId.eq(attempt.id))
        .exec(tx)
        .await?;
    let policy: Policy = serde_json::from_str(&exam.policy)?;
    let from = Instant(attempt.deadline_at).max(ctx.now());
    go_on(tx, ctx, attempt.id, policy.times(from.plus_ms(i64::from(proposal.minutes) * MINUTE_MS))).await?;
    events::note(tx, ctx, attempt.id, "reopened", json!({ "minutes": proposal.minutes })).await
}

/// The attempt counts again. What was received is graded as at every end, with the corrections that came in the meantime; an
/// attempt that ran when it was made void was cut off by staff, so its candidate is taken to have handed in.
pub(super) async fn lift(tx: &DatabaseTransaction, ctx: &Ctx, proposal: &Proposal) -> Result<(), Fault> {
    let attempt = proposal.attempt;
    let handed_in = Func::coalesce([Expr::col(attempts::Column::EndedBy), Expr::value(EndedBy::HandIn.code())]);
    let lifted = attempts::Entity::update_many()
        .col_expr(attempts::Column::State, Expr::value("finished"))
        .col_expr(attempts::Column::EndedBy, handed_in.into())
        .filter(attempts::Column::Id.eq(attempt))
        .filter(attempts::Column::State.eq("void"))
        .exec_with_returning(tx)
        .await?;
    let row = lifted.into_iter().next().ok_or_else(|| Refusal::new("exams.lift_not_void"))?;
    if results::Entity::find_by_id(attempt).count(tx).await? > 0 {
        keep_result(tx, ctx, proposal).await?;
    }
    events::note(tx, ctx, attempt, "void_lifted", json!({})).await?;
    matters::close(tx, ctx, attempt, "attempt_void", "void_lifted").await?;
    let ended_by = EndedBy::parse(row.ended_by.as_deref().unwrap_or_default());
    grade_and_store(tx, ctx, row, ended_by).await.map(|_| ())
}

async fn go_on(tx: &DatabaseTransaction, ctx: &Ctx, attempt: Uuid, times: Times) -> Result<(), Fault> {
    let opened = attempts::Entity::update_many()
        .col_expr(attempts::Column::State, Expr::value("open"))
        .col_expr(attempts::Column::FinishedAt, Expr::value(None::<i64>))
        .col_expr(attempts::Column::EndedBy, Expr::value(None::<String>))
        .col_expr(attempts::Column::Abandoned, Expr::value(0))
        .col_expr(attempts::Column::SeenAt, Expr::value(ctx.now().0))
        .col_expr(attempts::Column::DeadlineAt, Expr::value(times.deadline_at.0))
        .col_expr(attempts::Column::AcceptsUntil, Expr::value(times.accepts_until.0))
        .col_expr(attempts::Column::NextCheckAt, Expr::value(times.closes_at.0))
        .filter(attempts::Column::Id.eq(attempt))
        .filter(attempts::Column::State.eq("finished"))
        .exec(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::new("exams.sits_elsewhere")))?;
    if opened.rows_affected == 0 {
        return Err(Refusal::new("exams.reopen_not_ended").into());
    }
    Ok(())
}

/// A later attempt, or a certificate, already rests on the end of this one.
async fn check_last(tx: &DatabaseTransaction, attempt: &LightAttempt) -> Result<(), Fault> {
    let certified = certificates::Entity::find().filter(certificates::Column::AttemptId.eq(attempt.id));
    if certified.count(tx).await? > 0 {
        return Err(Refusal::new("exams.reopen_certified").into());
    }
    let later = attempts::Entity::find()
        .filter(attempts::Column::ExamId.eq(attempt.exam_id))
        .filter(attempts::Column::PersonId.eq(attempt.person_id))
        .filter(attempts::Column::Ordinal.gt(attempt.ordinal));
    if later.count(tx).await? > 0 {
        return Err(Refusal::new("exams.reopen_not_last").into());
    }
    Ok(())
}

async fn keep_result(tx: &DatabaseTransaction, ctx: &Ctx, proposal: &Proposal) -> Result<(), Fault> {
    let result = results::Entity::find_by_id(proposal.attempt).one(tx).await?.ok_or(Fault::Busy)?;
    let row = superseded_results::Model {
        id: ctx.new_id(),
        attempt_id: proposal.attempt,
        proposal_id: proposal.id,
        result: kept(&result)?,
        superseded_at: ctx.now().0,
    };
    superseded_results::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    results::Entity::delete_by_id(proposal.attempt).exec(tx).await?;
    Ok(())
}
