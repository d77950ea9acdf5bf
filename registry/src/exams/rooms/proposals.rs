//! What takes two people? One proposes to void or to reopen an attempt, or to lift what made it void; another confirms, and
//! nothing happens in between.

mod acts;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{LightAttempt, attended, check_not_own, exam, reason};
use crate::entity::{exam_proposals, exams};
use crate::notices::{Kind as Told, To, store as notices};
use crate::permissions::Verb;
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The attempt counts for nothing, and stays used.
    Void,
    /// It goes on, with time given anew where its own is over.
    Reopen,
    /// It was wrong to make it void: what was saved is graded, and counts.
    Lift,
}

impl Act {
    pub fn code(self) -> &'static str {
        match self {
            Self::Void => "void",
            Self::Reopen => "reopen",
            Self::Lift => "lift",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Self::Void, Self::Reopen, Self::Lift].into_iter().find(|act| act.code() == code)
    }

    /// What the candidate is told of it; whoever goes on is told by the room.
    fn told(self) -> Option<Told> {
        match self {
            Self::Void => Some(Told::AttemptVoided),
            Self::Lift => Some(Told::VoidLifted),
            Self::Reopen => None,
        }
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

/// Proposes; an incident may be reported by a proctor, everything else by whoever decides over attempts.
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
        Act::Reopen | Act::Lift => exam(ctx, Verb::Decide, exam_id).await?,
    };
    let why = reason(why)?;
    let row = LightAttempt::of(ctx.db.reader(), exam_id, attempt).await?;
    let account = check_not_own(ctx, &row)?;
    let minutes = check_minutes(act, minutes)?;
    acts::check(act, &row, minutes, ctx.now())?;
    if act == Act::Reopen {
        let exam = exams::Entity::find_by_id(exam_id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
        acts::check_keys_unread(ctx, &exam).await?;
    }
    if act == Act::Lift && void_of(ctx.db.reader(), attempt).await?.is_some_and(|void| void.was_made_by(account)) {
        return Err(Refusal::new("exams.another_must_lift").into());
    }
    crate::transact!(ctx, |tx| { insert(tx, ctx, &row, (act, minutes), account, &why).await })
}

/// The void was found wrong on a complaint: whoever answers it proposes to lift it, in the transaction of the answer. What is
/// proposed or done already is proposed no second time.
pub(crate) async fn propose_lift(tx: &DatabaseTransaction, ctx: &Ctx, attempt: Uuid, why: &str) -> Result<(), Fault> {
    let row = LightAttempt::find(tx, attempt).await?.ok_or(Fault::NotFound)?;
    let proposed = exam_proposals::Entity::find()
        .filter(exam_proposals::Column::AttemptId.eq(attempt))
        .filter(exam_proposals::Column::Act.eq(Act::Lift.code()))
        .filter(exam_proposals::Column::DecidedAt.is_null());
    if row.state != "void" || proposed.count(tx).await? > 0 {
        return Ok(());
    }
    let account = check_not_own(ctx, &row)?;
    insert(tx, ctx, &row, (Act::Lift, 0), account, why).await.map(|_| ())
}

async fn insert(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    attempt: &LightAttempt,
    (act, minutes): (Act, i32),
    account: Uuid,
    why: &str,
) -> Result<Uuid, Fault> {
    let row = exam_proposals::Model {
        id: ctx.new_id(),
        exam_id: attempt.exam_id,
        attempt_id: attempt.id,
        act: act.code().to_owned(),
        minutes,
        reason: why.to_owned(),
        proposed_by: account,
        proposed_at: ctx.now().0,
        decision: None,
        decision_reason: None,
        decided_by: None,
        decided_at: None,
    };
    let id = row.id;
    exam_proposals::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::new("exams.proposal_open")))?;
    let facts = json!({ "attempt": attempt.id, "proposal": id, "act": act.code(), "minutes": minutes });
    audit::record(tx, ctx, "propose", ("exam", attempt.exam_id), facts).await?;
    Ok(id)
}

/// The second person: not the one who proposed, and not the candidate. What was proposed happens in the same transaction.
pub async fn confirm(ctx: &Ctx, exam_id: Uuid, proposal: Uuid) -> Result<(), Fault> {
    let title = exam(ctx, Verb::Decide, exam_id).await?.title;
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
            Act::Lift => acts::lift(tx, ctx, &found).await?,
        }
        if let Some(told) = found.act.told() {
            let facts = [("exam", title.clone())];
            notices::send(ctx, tx, To::Person(attempt.person_id), told, attempt.id, &facts).await?;
        }
        let facts = json!({ "attempt": found.attempt, "proposal": proposal });
        let verb = if found.act == Act::Lift { "lift_void" } else { found.act.code() };
        audit::record(tx, ctx, verb, ("exam", exam_id), facts).await
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

/// What made the attempt void, the last time that something did.
pub(crate) async fn void_of<C: ConnectionTrait>(db: &C, attempt: Uuid) -> Result<Option<Proposal>, Fault> {
    let row = exam_proposals::Entity::find()
        .filter(exam_proposals::Column::AttemptId.eq(attempt))
        .filter(exam_proposals::Column::Act.eq(Act::Void.code()))
        .filter(exam_proposals::Column::Decision.eq("confirmed"))
        .order_by_desc(exam_proposals::Column::DecidedAt)
        .one(db)
        .await?;
    row.map(Proposal::try_from).transpose()
}

impl Proposal {
    /// Whether this account proposed or confirmed it.
    pub(crate) fn was_made_by(&self, account: Uuid) -> bool {
        self.proposed_by == account || self.decided_by == Some(account)
    }
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
