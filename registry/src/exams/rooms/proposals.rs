//! What takes two people? One proposes to void or to reopen an attempt, another confirms; nothing happens in between.

mod acts;

use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{LightAttempt, attended, check_not_own, exam, reason};
use crate::entity::exam_proposals;
use crate::permissions::Verb;
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The attempt counts for nothing, and stays used.
    Void,
    /// It goes on, with time given anew where its own is over.
    Reopen,
}

impl Act {
    pub fn code(self) -> &'static str {
        match self {
            Self::Void => "void",
            Self::Reopen => "reopen",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Self::Void, Self::Reopen].into_iter().find(|act| act.code() == code)
    }
}

#[derive(Clone, Debug)]
pub struct Proposal {
    pub id: Uuid,
    pub attempt: Uuid,
    pub act: Act,
    pub minutes: i32,
    pub reason: String,
    pub proposed_by: Uuid,
    pub proposed_at: Instant,
    /// `confirmed` or `declined`.
    pub decision: Option<String>,
    pub decision_reason: Option<String>,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<Instant>,
}

/// Proposes; an incident may be reported by a proctor, a reopening by whoever decides over attempts.
pub async fn propose(
    ctx: &Ctx,
    exam_id: Uuid,
    attempt: Uuid,
    act: Act,
    minutes: i64,
    why: &str,
) -> Result<Uuid, Fault> {
    match act {
        Act::Void => attended(ctx, exam_id).await?,
        Act::Reopen => exam(ctx, Verb::Decide, exam_id).await?,
    };
    let why = reason(why)?;
    let row = LightAttempt::of(ctx.db.reader(), exam_id, attempt).await?;
    let account = check_not_own(ctx, &row)?;
    let minutes = check_minutes(act, minutes)?;
    acts::check(act, &row, minutes, ctx.now())?;
    let row = exam_proposals::Model {
        id: ctx.new_id(),
        exam_id,
        attempt_id: attempt,
        act: act.code().to_owned(),
        minutes,
        reason: why,
        proposed_by: account,
        proposed_at: ctx.now().0,
        decision: None,
        decision_reason: None,
        decided_by: None,
        decided_at: None,
    };
    let id = row.id;
    crate::transact!(ctx, |tx| {
        exam_proposals::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("exams.proposal_open")))?;
        let facts = json!({ "attempt": attempt, "proposal": id, "act": act.code(), "minutes": minutes });
        audit::record(tx, ctx, "propose", ("exam", exam_id), facts).await
    })?;
    Ok(id)
}

/// The second person: not the one who proposed, and not the candidate. What was proposed happens in the same transaction.
pub async fn confirm(ctx: &Ctx, exam_id: Uuid, proposal: Uuid) -> Result<(), Fault> {
    exam(ctx, Verb::Decide, exam_id).await?;
    let found = open(ctx, exam_id, proposal).await?;
    let attempt = LightAttempt::of(ctx.db.reader(), exam_id, found.attempt).await?;
    let account = check_not_own(ctx, &attempt)?;
    if found.proposed_by == account {
        return Err(Refusal::new("exams.second_must_be_another").into());
    }
    crate::transact!(ctx, |tx| {
        let deciding = decided(ctx, account, "confirmed");
        if deciding.filter(still_open(proposal)).exec(tx).await?.rows_affected == 0 {
            return Err(Refusal::new("exams.proposal_decided").into());
        }
        match found.act {
            Act::Void => acts::void(tx, ctx, &attempt).await?,
            Act::Reopen => acts::reopen(tx, ctx, &found, &attempt).await?,
        }
        let facts = json!({ "attempt": found.attempt, "proposal": proposal });
        audit::record(tx, ctx, found.act.code(), ("exam", exam_id), facts).await
    })
}

/// Says no, with a reason; whoever proposed it may take it back so.
pub async fn decline(ctx: &Ctx, exam_id: Uuid, proposal: Uuid, why: &str) -> Result<(), Fault> {
    exam(ctx, Verb::View, exam_id).await?;
    let why = reason(why)?;
    let found = open(ctx, exam_id, proposal).await?;
    let account = ctx.signed_in()?.account;
    if found.proposed_by != account {
        exam(ctx, Verb::Decide, exam_id).await?;
    }
    crate::transact!(ctx, |tx| {
        let deciding = decided(ctx, account, "declined")
            .col_expr(exam_proposals::Column::DecisionReason, Expr::value(why.clone()));
        if deciding.filter(still_open(proposal)).exec(tx).await?.rows_affected == 0 {
            return Err(Refusal::new("exams.proposal_decided").into());
        }
        let facts = json!({ "attempt": found.attempt, "proposal": proposal });
        audit::record(tx, ctx, "decline", ("exam", exam_id), facts).await
    })
}

/// The proposals of an exam, or of one attempt, newest first.
pub(crate) async fn of_exam(ctx: &Ctx, exam_id: Uuid, attempt: Option<Uuid>) -> Result<Vec<Proposal>, Fault> {
    let mut query = exam_proposals::Entity::find().filter(exam_proposals::Column::ExamId.eq(exam_id));
    if let Some(attempt) = attempt {
        query = query.filter(exam_proposals::Column::AttemptId.eq(attempt));
    }
    let rows = query.order_by_desc(exam_proposals::Column::ProposedAt).all(ctx.db.reader()).await?;
    rows.into_iter().map(Proposal::try_from).collect()
}

async fn open(ctx: &Ctx, exam_id: Uuid, proposal: Uuid) -> Result<Proposal, Fault> {
    let row = exam_proposals::Entity::find_by_id(proposal)
        .filter(exam_proposals::Column::ExamId.eq(exam_id))
        .one(ctx.db.reader())
        .await?
        .ok_or(Fault::NotFound)?;
    Proposal::try_from(row)
}

fn decided(ctx: &Ctx, account: Uuid, decision: &str) -> sea_orm::UpdateMany<exam_proposals::Entity> {
    exam_proposals::Entity::update_many()
        .col_expr(exam_proposals::Column::Decision, Expr::value(decision))
        .col_expr(exam_proposals::Column::DecidedBy, Expr::value(account))
        .col_expr(exam_proposals::Column::DecidedAt, Expr::value(ctx.now().0))
}

fn still_open(proposal: Uuid) -> Condition {
    Condition::all().add(exam_proposals::Column::Id.eq(proposal)).add(exam_proposals::Column::DecidedAt.is_null())
}

fn check_minutes(act: Act, minutes: i64) -> Result<i32, Fault> {
    let most = if act == Act::Reopen { 240 } else { 0 };
    let minutes = i32::try_from(minutes).ok().filter(|minutes| (0..=most).contains(minutes));
    minutes.ok_or_else(|| Refusal::on("minutes", "exams.minutes_range").into())
}

impl TryFrom<exam_proposals::Model> for Proposal {
    type Error = Fault;

    fn try_from(row: exam_proposals::Model) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id,
            attempt: row.attempt_id,
            act: Act::parse(&row.act).ok_or_else(|| Fault::internal("a proposal of no act"))?,
            minutes: row.minutes,
            reason: row.reason,
            proposed_by: row.proposed_by,
            proposed_at: Instant(row.proposed_at),
            decision: row.decision,
            decision_reason: row.decision_reason,
            decided_by: row.decided_by,
            decided_at: row.decided_at.map(Instant),
        })
    }
}
