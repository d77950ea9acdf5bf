//! What is done when a question or a rule turns out to be wrong after the exam? One person proposes a correction and sees
//! what it would do, a second person confirms exactly that, and every earlier result is kept.
//!
//! Corrections begin where nobody can sit the exam any more: questions and keys are read here, and the list of effects is
//! then whole. A certificate is never taken away by a correction; it becomes a matter for people.

mod carrying;
mod effects;
mod following;
mod notices;
mod questions;
mod standing;

use question_bank::{Corrections, ItemId, MultipleRule};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::proof;
use super::reach::exam_within;
use super::rooms::reason;
use crate::entity::{complaints, exams, regrades};
use crate::permissions::{Object, Verb};
use crate::sheets::{check_exported, leaving};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

pub use effects::{EffectLine, Effects};
pub use following::Follow;
pub(crate) use notices::of_attempt as notices_of;
pub use notices::{Notice, Was};
pub use questions::{ItemLine, ItemView, ItemsView, item, items};

/// What somebody wants to put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Item {
        item: ItemId,
        how: How,
    },
    /// Every multiple choice answer is marked by another rule.
    Rule(MultipleRule),
}

/// Letters are those of the question, not of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Right besides what is right already.
    AlsoAccept(question_bank::Choice),
    /// Right instead of what was.
    Replace(question_bank::Choice),
    /// Everybody who had it gets its full score.
    FullMarks,
    /// It counts for nobody; the rest is stretched to the full score.
    Exclude,
}

/// A proposal, waiting or decided.
#[derive(Clone, Debug)]
pub struct RegradeView {
    pub id: Uuid,
    pub ordinal: i32,
    pub complaint: Option<Uuid>,
    pub reason: String,
    pub proposed_by: Uuid,
    pub proposed_at: Instant,
    pub renewed_at: Option<Instant>,
    /// `confirmed` or `declined`.
    pub decision: Option<String>,
    pub decision_reason: Option<String>,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<Instant>,
    /// As it was frozen.
    pub effects: Effects,
    pub effects_hash: String,
}

/// What a correction would do now. Nothing is changed.
pub async fn dry_run(ctx: &Ctx, exam: Uuid, change: &Change) -> Result<Effects, Fault> {
    let row = over(ctx, Verb::Create, exam).await?;
    let db = ctx.db.reader();
    let after = questions::corrected(db, &row, in_force(db, exam).await?, change).await?;
    effects::work_out(db, &row, &after).await
}

/// Freezes the correction and what it does for a second person. `complaint` is what it follows from, if it does.
pub async fn propose(
    ctx: &Ctx,
    exam: Uuid,
    change: &Change,
    why: &str,
    complaint: Option<Uuid>,
) -> Result<Uuid, Fault> {
    let row = over(ctx, Verb::Create, exam).await?;
    let why = reason(why)?;
    let who = ctx.signed_in()?.clone();
    if let Some(complaint) = complaint {
        let found = complaints::Entity::find_by_id(complaint).one(ctx.db.reader()).await?;
        found.filter(|found| found.exam_id == exam).ok_or(Fault::NotFound)?;
    }
    crate::transact!(ctx, |tx| {
        let before = in_force(tx, exam).await?;
        let after = questions::corrected(tx, &row, before, change).await?;
        let effects = effects::work_out(tx, &row, &after).await?;
        effects.check_not_concerned(who.person)?;
        let proposal = regrades::Model {
            id: ctx.new_id(),
            exam_id: exam,
            ordinal: next_ordinal(tx, exam).await?,
            complaint_id: complaint,
            corrections: serde_json::to_string(&after)?,
            effects: serde_json::to_string(&effects)?,
            effects_hash: effects.hash()?,
            reason: why.clone(),
            proposed_by: who.account,
            proposed_at: ctx.now().0,
            renewed_at: None,
            decision: None,
            decision_reason: None,
            decided_by: None,
            decided_at: None,
        };
        let (id, hash) = (proposal.id, proposal.effects_hash.clone());
        regrades::Entity::insert(proposal.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("exams.regrade_open")))?;
        let facts = json!({ "regrade": id, "effects": hash, "complaint": complaint });
        audit::record(tx, ctx, "propose_regrade", ("exam", exam), facts).await?;
        Ok(id)
    })
}

enum Came {
    /// Attempts that pass now and whose certificate is due.
    Done(Vec<Uuid>),
    Renewed,
}

/// The second person confirms the list of this hash, and exactly this list is carried out. Gives the attempts whose
/// certificate is due.
///
/// # Errors
/// Refused with `exams.effects_changed` when the correction would do something else by now: the list is worked out anew
/// and waits to be looked at.
pub async fn confirm(ctx: &Ctx, exam: Uuid, regrade: Uuid, hash: &str) -> Result<Vec<Uuid>, Fault> {
    exam_within(ctx, Verb::Decide, Object::Regrade, exam).await?;
    let who = ctx.signed_in()?.clone();
    let came = crate::transact!(ctx, |tx| {
        let row = locked(tx, exam).await?;
        let proposal = open(tx, exam, regrade).await?;
        if proposal.proposed_by == who.account {
            return Err(Refusal::new("exams.second_must_be_another").into());
        }
        if proposal.effects_hash != hash {
            return Err(Refusal::new("exams.effects_changed").into());
        }
        let after: Corrections = serde_json::from_str(&proposal.corrections)?;
        let (effects, grades) = effects::with_grades(tx, &row, &after).await?;
        effects.check_not_concerned(who.person)?;
        if effects.hash()? != proposal.effects_hash {
            renew(tx, ctx, &proposal, &effects).await?;
            return Ok(Came::Renewed);
        }
        decide(tx, ctx, regrade, "confirmed", None).await?;
        carrying::carry_out(tx, ctx, &row, &proposal, &effects, &grades).await?;
        let counts = effects.list.counts();
        let facts = json!({
            "regrade": regrade, "effects": hash, "changed": counts.scores_changed,
            "passesGained": counts.passes_gained, "passesLost": counts.passes_lost,
        });
        audit::record(tx, ctx, "regrade", ("exam", exam), facts).await?;
        Ok(Came::Done(effects.to_certify()?))
    })?;
    match came {
        Came::Done(attempts) => Ok(attempts),
        Came::Renewed => Err(Refusal::new("exams.effects_changed").into()),
    }
}

/// Says no, with a reason; whoever proposed it may take it back so.
pub async fn decline(ctx: &Ctx, exam: Uuid, regrade: Uuid, why: &str) -> Result<(), Fault> {
    exam_within(ctx, Verb::View, Object::Regrade, exam).await?;
    let why = reason(why)?;
    let account = ctx.signed_in()?.account;
    if open(ctx.db.reader(), exam, regrade).await?.proposed_by != account {
        exam_within(ctx, Verb::Decide, Object::Regrade, exam).await?;
    }
    crate::transact!(ctx, |tx| {
        decide(tx, ctx, regrade, "declined", Some(&why)).await?;
        audit::record(tx, ctx, "decline_regrade", ("exam", exam), json!({ "regrade": regrade })).await
    })
}

/// The proposals of an exam, newest first.
pub async fn list(ctx: &Ctx, exam: Uuid) -> Result<Vec<RegradeView>, Fault> {
    exam_within(ctx, Verb::View, Object::Regrade, exam).await?;
    let rows = regrades::Entity::find()
        .filter(regrades::Column::ExamId.eq(exam))
        .order_by_desc(regrades::Column::Ordinal)
        .all(ctx.db.reader())
        .await?;
    rows.into_iter().map(RegradeView::try_from).collect()
}

/// One proposal, with whom each effect concerns.
pub async fn get(ctx: &Ctx, exam: Uuid, regrade: Uuid) -> Result<(RegradeView, Vec<EffectLine>), Fault> {
    exam_within(ctx, Verb::View, Object::Regrade, exam).await?;
    let db = ctx.db.reader();
    let row = regrades::Entity::find_by_id(regrade).filter(regrades::Column::ExamId.eq(exam)).one(db).await?;
    let view = RegradeView::try_from(row.ok_or(Fault::NotFound)?)?;
    let lines = effects::lines(db, &view.effects).await?;
    Ok((view, lines))
}

/// The same of a dry run.
pub async fn named(ctx: &Ctx, exam: Uuid, effects: &Effects) -> Result<Vec<EffectLine>, Fault> {
    exam_within(ctx, Verb::View, Object::Regrade, exam).await?;
    effects::lines(ctx.db.reader(), effects).await
}

/// Everybody whom a proposal concerns, to be taken away: the second person reads all of what is confirmed.
///
/// # Errors
/// `sheets.too_long` when they are too many for one sheet.
pub async fn export(ctx: &Ctx, exam: Uuid, regrade: Uuid) -> Result<Vec<EffectLine>, Fault> {
    let (_, lines) = get(ctx, exam, regrade).await?;
    taken(ctx, exam, lines).await
}

/// The same of a dry run.
///
/// # Errors
/// As of [`export`].
pub async fn export_named(ctx: &Ctx, exam: Uuid, effects: &Effects) -> Result<Vec<EffectLine>, Fault> {
    let lines = named(ctx, exam, effects).await?;
    taken(ctx, exam, lines).await
}

/// That they were is on record.
async fn taken(ctx: &Ctx, exam: Uuid, lines: Vec<EffectLine>) -> Result<Vec<EffectLine>, Fault> {
    check_exported(lines.len())?;
    leaving::record(ctx, ("exam", exam), "effects", lines.len()).await?;
    Ok(lines)
}

/// The names behind the accounts of a proposal.
pub async fn names(ctx: &Ctx, exam: Uuid, accounts: Vec<Uuid>) -> Result<Vec<(Uuid, String)>, Fault> {
    exam_within(ctx, Verb::View, Object::Regrade, exam).await?;
    super::rooms::names(ctx.db.reader(), accounts).await
}

/// What was put right about an exam so far: whoever grades one of its papers grades by this.
pub(crate) async fn in_force<C: ConnectionTrait>(db: &C, exam: Uuid) -> Result<Corrections, Fault> {
    let newest = regrades::Entity::find()
        .filter(regrades::Column::ExamId.eq(exam))
        .filter(regrades::Column::Decision.eq("confirmed"))
        .order_by_desc(regrades::Column::Ordinal)
        .one(db)
        .await?;
    newest.map_or_else(|| Ok(Corrections::default()), |row| Ok(serde_json::from_str(&row.corrections)?))
}

/// The exam, when the actor's right reaches it and nobody can sit it any more.
async fn over(ctx: &Ctx, verb: Verb, exam: Uuid) -> Result<exams::Model, Fault> {
    let row = exam_within(ctx, verb, Object::Regrade, exam).await?;
    match proof::revealed_at(ctx, &row).await? {
        Some(_) => Ok(row),
        None => Err(Refusal::new("exams.regrade_too_early").into()),
    }
}

/// While it is held, no attempt of the exam is graded and no other correction carried out.
async fn locked(tx: &DatabaseTransaction, exam: Uuid) -> Result<exams::Model, Fault> {
    exams::Entity::find_by_id(exam).lock_exclusive().one(tx).await?.ok_or(Fault::NotFound)
}

async fn open<C: ConnectionTrait>(db: &C, exam: Uuid, regrade: Uuid) -> Result<regrades::Model, Fault> {
    let found = regrades::Entity::find_by_id(regrade).filter(regrades::Column::ExamId.eq(exam)).one(db).await?;
    let row = found.ok_or(Fault::NotFound)?;
    if row.decided_at.is_some() { Err(Refusal::new("exams.proposal_decided").into()) } else { Ok(row) }
}

async fn next_ordinal<C: ConnectionTrait>(db: &C, exam: Uuid) -> Result<i32, Fault> {
    let last = regrades::Entity::find()
        .filter(regrades::Column::ExamId.eq(exam))
        .order_by_desc(regrades::Column::Ordinal)
        .one(db)
        .await?;
    Ok(last.map_or(1, |row| row.ordinal + 1))
}

async fn decide(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    regrade: Uuid,
    decision: &str,
    why: Option<&str>,
) -> Result<(), Fault> {
    let deciding = regrades::Entity::update_many()
        .col_expr(regrades::Column::Decision, Expr::value(decision))
        .col_expr(regrades::Column::DecisionReason, Expr::value(why.map(str::to_owned)))
        .col_expr(regrades::Column::DecidedBy, Expr::value(ctx.signed_in()?.account))
        .col_expr(regrades::Column::DecidedAt, Expr::value(ctx.now().0))
        .filter(regrades::Column::Id.eq(regrade))
        .filter(regrades::Column::DecidedAt.is_null());
    match deciding.exec(tx).await?.rows_affected {
        0 => Err(Refusal::new("exams.proposal_decided").into()),
        _ => Ok(()),
    }
}

/// The list is another by now: it takes the old one's place, and nothing is decided.
async fn renew(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    proposal: &regrades::Model,
    effects: &Effects,
) -> Result<(), Fault> {
    let hash = effects.hash()?;
    regrades::Entity::update_many()
        .col_expr(regrades::Column::Effects, Expr::value(serde_json::to_string(effects)?))
        .col_expr(regrades::Column::EffectsHash, Expr::value(hash.clone()))
        .col_expr(regrades::Column::RenewedAt, Expr::value(ctx.now().0))
        .filter(regrades::Column::Id.eq(proposal.id))
        .exec(tx)
        .await?;
    let facts = json!({ "regrade": proposal.id, "effects": hash, "before": proposal.effects_hash });
    audit::record(tx, ctx, "renew_regrade", ("exam", proposal.exam_id), facts).await
}

impl TryFrom<regrades::Model> for RegradeView {
    type Error = Fault;

    fn try_from(row: regrades::Model) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id,
            ordinal: row.ordinal,
            complaint: row.complaint_id,
            reason: row.reason,
            proposed_by: row.proposed_by,
            proposed_at: Instant(row.proposed_at),
            renewed_at: row.renewed_at.map(Instant),
            decision: row.decision,
            decision_reason: row.decision_reason,
            decided_by: row.decided_by,
            decided_at: row.decided_at.map(Instant),
            effects: serde_json::from_str(&row.effects)?,
            effects_hash: row.effects_hash,
        })
    }
}
