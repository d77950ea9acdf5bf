//! How does an attempt end? Exactly once: by hand-in, by time-out, or by a restart across the deadline; graded in the
//! same transaction.

use question_bank::regrade::grade_corrected;
use question_bank::{Answers, Blueprint, Choice, Corrections, Grade, Paper, VersionId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query},
};
use serde_json::json;
use uuid::Uuid;

use super::rooms::pauses;
use super::ticket::Ticket;
use super::{EndedBy, ExamKind, Late, Policy, receipts, regrading};
use crate::clock::alarms;
use crate::entity::{answers, attempts, exams, results};
use crate::instant::MINUTE_MS;
use crate::people;
use crate::practice::take_from_attempt;
use crate::questions::library;
use crate::{Actor, Ctx, Fault, Instant, Refusal, audit};

/// How many due attempts one run of the job takes at a time.
const BATCH: u64 = 200;

/// What ending an attempt came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    pub attempt: Uuid,
    pub outcome: Outcome,
    /// False when it had ended before: the same result stands.
    pub by_this_request: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
}

impl Outcome {
    pub fn code(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }

    pub fn parse(code: &str) -> Self {
        if code == "passed" { Self::Passed } else { Self::Failed }
    }
}

/// The candidate hands in, on the device that holds the room. After deadline and grace it counts as a time-out; a second
/// hand-in gives the same result.
pub async fn hand_in(ctx: &Ctx, attempt: Uuid, device: &str) -> Result<Ended, Fault> {
    let person = ctx.signed_in()?.person;
    let row = attempts::Entity::find_by_id(attempt)
        .filter(attempts::Column::PersonId.eq(person))
        .one(ctx.db.reader())
        .await?
        .ok_or(Fault::NotFound)?;
    if row.state == "open" && row.device != device {
        return Err(opened_elsewhere());
    }
    finish(ctx, attempt, hand_in_of(ctx, &row)?, Some(row.epoch)).await
}

/// What a hand-in at this moment comes to.
fn hand_in_of(ctx: &Ctx, row: &attempts::Model) -> Result<EndedBy, Fault> {
    if row.state == "void" {
        return Err(Refusal::new("exams.attempt_void").into());
    }
    if row.state == "open" && row.paused_at.is_some() {
        return Err(Refusal::new("exams.paused").into());
    }
    if row.state == "open" && row.locked_at.is_some() && !is_due(row, ctx.now()) {
        return Err(Refusal::new("exams.locked").into());
    }
    Ok(if is_due(row, ctx.now()) { EndedBy::TimeOut } else { EndedBy::HandIn })
}

/// Whether the clock has ended it: its time, and what the late policy gives beyond, is over. Never while it is paused.
pub(super) fn is_due(row: &attempts::Model, now: Instant) -> bool {
    has_run_out(row.paused_at, row.next_check_at, now)
}

pub(super) fn has_run_out(paused_at: Option<i64>, next_check_at: Option<i64>, now: Instant) -> bool {
    paused_at.is_none() && next_check_at.is_some_and(|at| at <= now.0)
}

/// The same by the ticket of the exam room, for clients whose session ended in the middle.
pub async fn hand_in_with(ctx: &Ctx, ticket: Ticket) -> Result<Ended, Fault> {
    let row = attempts::Entity::find_by_id(ticket.attempt).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    if row.person_id != ticket.person {
        return Err(Fault::NotFound);
    }
    if row.state == "open" && row.epoch != ticket.epoch {
        return Err(opened_elsewhere());
    }
    finish(ctx, ticket.attempt, hand_in_of(ctx, &row)?, Some(row.epoch)).await
}

fn opened_elsewhere() -> Fault {
    Refusal::new("exams.opened_elsewhere").into()
}

/// The clock ends it: what is saved is graded, and the end is the deadline, not the moment somebody looked.
pub async fn time_out(ctx: &Ctx, attempt: Uuid) -> Result<Ended, Fault> {
    finish(&ctx.acting_as(Actor::System("exam clock")), attempt, EndedBy::TimeOut, None).await
}

/// What one run over the due attempts came to.
#[derive(Debug, Default)]
pub struct Due {
    pub ended: Vec<Ended>,
    /// Those that could not be ended, and why; they are tried again a minute later.
    pub failed: Vec<(Uuid, Fault)>,
}

/// Ends every attempt whose time is over. One that cannot be ended holds up no other.
///
/// While the system's clock is in doubt nobody is ended in silence: staff decide first which clock is right.
pub async fn finish_due(ctx: &Ctx) -> Result<Due, Fault> {
    let mut due = Due::default();
    if !alarms::open(ctx).await?.is_empty() {
        return Ok(due);
    }
    let mut passed_over = Vec::new();
    loop {
        let attempts: Vec<(Uuid, Option<i64>)> = attempts::Entity::find()
            .select_only()
            .column(attempts::Column::Id)
            .column(attempts::Column::PausedAt)
            .filter(attempts::Column::NextCheckAt.lte(ctx.now().0))
            .filter(attempts::Column::Id.is_not_in(passed_over.iter().copied()))
            .order_by_asc(attempts::Column::NextCheckAt)
            .limit(BATCH)
            .into_tuple()
            .all(ctx.db.reader())
            .await?;
        if attempts.is_empty() {
            return Ok(due);
        }
        for (attempt, paused_at) in attempts {
            let turn = match paused_at {
                // nobody came back after the pause: the clock runs again, and a later turn of the loop looks anew
                Some(_) => pauses::run_again(ctx, attempt).await.map(|()| None),
                None => time_out(ctx, attempt).await.map(Some),
            };
            match turn {
                Ok(end) => due.ended.extend(end),
                // somebody else writes to it: the next run looks again
                Err(Fault::Busy) => passed_over.push(attempt),
                Err(fault) => {
                    put_off(ctx, attempt).await?;
                    passed_over.push(attempt);
                    due.failed.push((attempt, fault));
                }
            }
        }
    }
}

/// Looks at it again a minute from now, not with every run.
async fn put_off(ctx: &Ctx, attempt: Uuid) -> Result<(), Fault> {
    attempts::Entity::update_many()
        .col_expr(attempts::Column::NextCheckAt, Expr::value(ctx.now().plus_ms(MINUTE_MS).0))
        .filter(attempts::Column::Id.eq(attempt))
        .filter(attempts::Column::NextCheckAt.lte(ctx.now().0))
        .exec(ctx.db.writer())
        .await?;
    Ok(())
}

/// `epoch` is the device's that hands in: one that was taken over in the meantime ends nothing.
async fn finish(ctx: &Ctx, attempt: Uuid, ended_by: EndedBy, epoch: Option<i64>) -> Result<Ended, Fault> {
    crate::transact!(ctx, |tx| {
        let finished_at = match ended_by {
            EndedBy::HandIn => Expr::value(ctx.now().0),
            EndedBy::TimeOut => Expr::col(attempts::Column::DeadlineAt),
        };
        let mut ending = attempts::Entity::update_many()
            .col_expr(attempts::Column::State, Expr::value("finished"))
            .col_expr(attempts::Column::FinishedAt, finished_at)
            .col_expr(attempts::Column::EndedBy, Expr::value(ended_by.code()))
            .col_expr(attempts::Column::NextCheckAt, Expr::value(None::<i64>))
            .filter(attempts::Column::Id.eq(attempt))
            .filter(attempts::Column::State.eq("open"))
            .filter(attempts::Column::PausedAt.is_null());
        if ended_by == EndedBy::TimeOut {
            // the time may have been extended since it was found due
            ending = ending.filter(Expr::col(attempts::Column::NextCheckAt).lte(ctx.now().0));
        }
        if let Some(epoch) = epoch {
            ending = ending.filter(attempts::Column::Epoch.eq(epoch));
        }
        match ending.exec_with_returning(tx).await?.pop() {
            Some(ended) => grade_and_store(tx, ctx, ended, ended_by).await,
            None => earlier_end(tx, attempt, epoch).await,
        }
    })
}

async fn earlier_end<C: ConnectionTrait>(db: &C, attempt: Uuid, epoch: Option<i64>) -> Result<Ended, Fault> {
    if let Some(result) = results::Entity::find_by_id(attempt).one(db).await? {
        return Ok(Ended { attempt, outcome: Outcome::parse(&result.outcome), by_this_request: false });
    }
    let row = attempts::Entity::find_by_id(attempt).one(db).await?.ok_or(Fault::NotFound)?;
    let is_taken_over = epoch.is_some_and(|epoch| epoch != row.epoch);
    Err(if is_taken_over { opened_elsewhere() } else { Fault::Busy })
}

/// `row` is the attempt after its end.
pub(super) async fn grade_and_store(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    row: attempts::Model,
    ended_by: EndedBy,
) -> Result<Ended, Fault> {
    let attempt = row.id;
    // no correction of the exam is carried out between reading those in force and storing the result
    let exam = exams::Entity::find_by_id(row.exam_id).lock_shared();
    let exam = exam.one(tx).await?.ok_or(Fault::NotFound)?;
    let policy: Policy = serde_json::from_str(&exam.policy)?;
    let kind = ExamKind::parse(&exam.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    let received = close_answers(tx, attempt).await?;
    let is_abandoned = ended_by == EndedBy::TimeOut && policy.late != Late::Autosubmit;
    if is_abandoned {
        mark_abandoned(tx, attempt).await?;
    }
    let counted = if is_abandoned { Answers::default() } else { received.answers.clone() };
    let corrections = if is_abandoned { Corrections::default() } else { regrading::in_force(tx, exam.id).await? };
    let paper: Paper = serde_json::from_str(&row.paper)?;
    let (grade, passes) = graded(tx, ctx, &paper, (&exam, &policy), &counted, &corrections).await?;
    let outcome = if passes { Outcome::Passed } else { Outcome::Failed };
    let held = outcome == Outcome::Passed
        && kind.is_official()
        && policy.hold_without_identity
        && !people::store::identity_is_settled(tx, row.person_id).await?;
    let now = ctx.now().0;
    let result = results::Model {
        attempt_id: attempt,
        exam_id: row.exam_id,
        person_id: row.person_id,
        score: i32::try_from(grade.total).map_err(Fault::internal)?,
        full_score: i32::try_from(grade.full).map_err(Fault::internal)?,
        pass_score: i32::try_from(policy.pass_score).map_err(Fault::internal)?,
        outcome: outcome.code().to_owned(),
        detail: serde_json::to_string(&grade)?,
        graded_at: now,
        held_since: held.then_some(now),
        released_at: (!held).then_some(now),
    };
    results::Entity::insert(result.into_active_model()).exec_without_returning(tx).await?;
    receipts::make(tx, ctx, (&row, &paper), &exam, &received, ended_by).await?;
    // a paper that may be looked at at once tells its mistakes to the error book; none of an official one ever does
    if !kind.is_official() && policy.may_review(kind, Instant(exam.closes_at), ctx.now()) {
        take_from_attempt(tx, ctx, row.person_id, &paper, &grade).await?;
    }
    let facts = json!({
        "attempt": attempt, "endedBy": ended_by.code(), "outcome": outcome.code(), "held": held, "abandoned": is_abandoned,
    });
    audit::record(tx, ctx, "finish", ("exam", row.exam_id), facts).await?;
    Ok(Ended { attempt, outcome, by_this_request: true })
}

/// Not handed in as its policy asks: the answers stay as they are, and none of them counts.
async fn mark_abandoned(tx: &DatabaseTransaction, attempt: Uuid) -> Result<(), Fault> {
    let marking = attempts::Entity::update_many().col_expr(attempts::Column::Abandoned, Expr::value(1));
    marking.filter(attempts::Column::Id.eq(attempt)).exec(tx).await?;
    Ok(())
}

async fn graded(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    paper: &Paper,
    (exam, policy): (&exams::Model, &Policy),
    answers: &Answers,
    corrections: &Corrections,
) -> Result<(Grade, bool), Fault> {
    let blueprint: Blueprint = serde_json::from_str(&exam.blueprint)?;
    let library = library::known(&ctx.db, tx, &paper.versions()).await?;
    let find = |version: &VersionId| library.get(version);
    let grade = grade_corrected(paper, answers, find, blueprint.multiple_rule, corrections).map_err(Fault::internal)?;
    let passes = policy.conduct.demands.passes(policy.pass_score, paper, &grade, find);
    Ok((grade, passes))
}

/// The answers that count, and the highest sequence number among them.
pub(super) struct Received {
    pub answers: Answers,
    pub last_sequence: u64,
}

/// Closes every answer row and reads it: a save that is under way finds the row closed and is refused, so no answer is
/// acknowledged that was not graded.
pub(super) async fn close_answers(tx: &DatabaseTransaction, attempt: Uuid) -> Result<Received, Fault> {
    let mut closing = answers::Entity::update_many()
        .col_expr(answers::Column::Closed, Expr::value(1))
        .filter(answers::Column::AttemptId.eq(attempt))
        .into_query();
    let told = [answers::Column::Slot, answers::Column::Sequence, answers::Column::Choice];
    closing.returning(Query::returning().columns(told));
    let (mut answers, mut last) = (Answers::default(), 0);
    for row in tx.query_all(&closing).await? {
        let (slot, sequence, choice): (i32, i64, i32) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let chosen = (0..8_u8).filter(|index| choice & (1 << index) != 0);
        answers.insert(u16::try_from(slot).map_err(Fault::internal)?, chosen.fold(Choice::EMPTY, Choice::with));
        last = std::cmp::max(last, sequence);
    }
    Ok(Received { answers, last_sequence: u64::try_from(last).map_err(Fault::internal)? })
}

/// A pass that waited for the person's identity becomes final; returns the attempts whose certificate is due.
pub async fn release_holds(ctx: &Ctx, person: Uuid) -> Result<Vec<Uuid>, Fault> {
    crate::transact!(ctx, |tx| {
        if !people::store::identity_is_confirmed(tx, person).await? {
            return Ok(Vec::new());
        }
        let held = results::Entity::find()
            .filter(results::Column::PersonId.eq(person))
            .filter(results::Column::ReleasedAt.is_null())
            .all(tx)
            .await?;
        let mut released = Vec::new();
        for result in held {
            let changed = results::Entity::update_many()
                .col_expr(results::Column::ReleasedAt, Expr::value(ctx.now().0))
                .filter(results::Column::AttemptId.eq(result.attempt_id))
                .filter(results::Column::ReleasedAt.is_null())
                .exec(tx)
                .await?;
            if changed.rows_affected == 1 {
                let facts = json!({ "attempt": result.attempt_id });
                audit::record(tx, ctx, "release", ("exam", result.exam_id), facts).await?;
                released.push(result.attempt_id);
            }
        }
        Ok(released)
    })
}

/// The job: releases whatever waits although its person is confirmed; how many.
///
/// # Errors
/// The first fault, after all were tried.
pub async fn release_due(ctx: &Ctx) -> Result<usize, Fault> {
    let waiting: Vec<Uuid> = results::Entity::find()
        .select_only()
        .column(results::Column::PersonId)
        .distinct()
        .filter(results::Column::ReleasedAt.is_null())
        .filter(results::Column::PersonId.in_subquery(people::store::confirmed_people()))
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    let (mut released, mut first_fault) = (0, None);
    for person in waiting {
        match release_holds(ctx, person).await {
            Ok(attempts) => released += attempts.len(),
            Err(fault) => drop(first_fault.get_or_insert(fault)),
        }
    }
    first_fault.map_or(Ok(released), Err)
}
