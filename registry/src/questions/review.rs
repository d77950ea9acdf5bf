//! Who lets a question into the bank, and who takes it out? Reviewers, and never one who wrote on it.

use question_bank::Question;
use sea_orm::sea_query::Condition;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::drafts::{DraftState, authors, newest, turn, whole};
use super::history::{Event, note};
use super::loading::{set_state, weakest};
use super::store::confidence_code;
use super::{findings, manuscript::Manuscript};
use crate::entity::{fact_changes, question_drafts, question_events, question_versions, questions};
use crate::exams::withdrawing::{Cause, settle};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal, audit};

/// Longest remark and longest name of a text version, in characters.
const LONGEST: usize = 500;

/// What the reviewer says when approving.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Which version of the law's text was read, in words: 国务院令第724号，2020年5月1日施行.
    pub law_version: String,
    /// Why it is right all the same, when the automatic check found something.
    pub remark: String,
}

/// Freezes the draft as a reviewed version, which nobody can change afterwards. Returns its hash.
pub async fn approve(ctx: &Ctx, draft: Uuid, verdict: &Verdict) -> Result<String, Fault> {
    require(ctx, Verb::Decide, Object::QuestionBank)?;
    let law_version = said("law_version", &verdict.law_version, "questions.law_version_missing")?;
    crate::transact!(ctx, |tx| {
        let row = under_review(tx, ctx, draft).await?;
        let manuscript: Manuscript = serde_json::from_str(&row.manuscript)?;
        let question = whole(tx, &row.question_id, &manuscript).await?;
        check_texts(tx, draft, &question).await?;
        let found = findings::of(tx, &question).await?;
        let remark = verdict.remark.trim().to_owned();
        if !found.is_empty() {
            said("remark", &remark, "questions.remark_missing")?;
        }
        turn(tx, draft, DraftState::Submitted, DraftState::Approved).await?;
        let hash = freeze(tx, ctx, &question).await?;
        let event = Event::new("approve", &row.question_id).draft(draft).version(&hash);
        note(tx, ctx, event.reason(&remark).law_version(&law_version)).await?;
        let facts = json!({ "draft": draft, "hash": hash, "lawVersion": law_version, "findings": found.len() });
        audit::record(tx, ctx, "question.approve", ("question", &row.question_id), facts).await?;
        Ok(hash)
    })
}

/// Gives a draft back to its author, with what has to change.
pub async fn give_back(ctx: &Ctx, draft: Uuid, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Decide, Object::QuestionBank)?;
    let reason = said("reason", reason, "questions.reason_missing")?;
    crate::transact!(ctx, |tx| {
        let row = under_review(tx, ctx, draft).await?;
        turn(tx, draft, DraftState::Submitted, DraftState::Draft).await?;
        note(tx, ctx, Event::new("return", &row.question_id).draft(draft).reason(&reason)).await?;
        audit::record(tx, ctx, "question.return", ("question", &row.question_id), json!({ "draft": draft })).await
    })
}

/// Puts the reviewed version into force: from now on it is drawn, and the version before it is not.
pub async fn publish(ctx: &Ctx, question: &str) -> Result<(), Fault> {
    require(ctx, Verb::Decide, Object::QuestionBank)?;
    crate::transact!(ctx, |tx| {
        let row = newest(tx, question).await?.ok_or(Fault::NotFound)?;
        if row.state != "reviewed" {
            return Err(Refusal::new("questions.not_reviewed").into());
        }
        use question_versions::Column;
        let former = Condition::all().add(Column::QuestionId.eq(question)).add(Column::Hash.ne(&row.hash));
        set_state(tx, "retired", former.add(Column::State.ne("retired"))).await?;
        set_state(tx, "ready", Condition::all().add(Column::Hash.eq(&row.hash))).await?;
        note(tx, ctx, Event::new("publish", question).version(&row.hash)).await?;
        settle(tx, ctx, Cause::Published).await?;
        audit::record(tx, ctx, "question.publish", ("question", question), json!({ "hash": row.hash })).await
    })
}

/// Takes a question out of every draw to come, also of exams that are published. Papers that hold it keep it, and results
/// stay as they are.
pub async fn retire(ctx: &Ctx, question: &str, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Decide, Object::QuestionBank)?;
    let reason = said("reason", reason, "questions.reason_missing")?;
    crate::transact!(ctx, |tx| {
        let row = newest(tx, question).await?.ok_or(Fault::NotFound)?;
        use question_versions::Column;
        let active = Condition::all().add(Column::QuestionId.eq(question)).add(Column::State.ne("retired"));
        let active_rows = question_versions::Entity::find().filter(active.clone()).all(tx).await?;
        if active_rows.is_empty() {
            return Err(Refusal::new("questions.retired_already").into());
        }
        set_state(tx, "retired", active).await?;
        note(tx, ctx, Event::new("retire", question).version(&row.hash).reason(&reason)).await?;
        settle(tx, ctx, Cause::Retired).await?;
        let hashes: Vec<String> = active_rows.into_iter().map(|row| row.hash).collect();
        audit::record(tx, ctx, "question.retire", ("question", question), json!({ "hashes": hashes })).await
    })
}

/// Whoever wrote it has to have known the texts that it cites: none of them is newer than the draft as it was handed in.
async fn check_texts(tx: &DatabaseTransaction, draft: Uuid, question: &Question) -> Result<(), Fault> {
    let submitted = question_events::Entity::find()
        .filter(question_events::Column::DraftId.eq(draft))
        .filter(question_events::Column::Verb.eq("submit"))
        .order_by_desc(question_events::Column::At)
        .one(tx)
        .await?;
    let at = submitted.map_or(0, |event| event.at);
    let newer = fact_changes::Entity::find()
        .filter(fact_changes::Column::FactId.is_in(question.cited_facts().into_iter().map(|id| id.0.as_str())))
        .filter(fact_changes::Column::Kind.eq("text"))
        .filter(fact_changes::Column::ProposedAt.gt(at))
        .one(tx)
        .await?;
    match newer {
        Some(change) => Err(Refusal::new("questions.fact_changed_since").with("fact", change.fact_id).into()),
        None => Ok(()),
    }
}

/// The draft, when it waits for a review and the reviewer is another person than those who wrote it.
async fn under_review(tx: &DatabaseTransaction, ctx: &Ctx, draft: Uuid) -> Result<question_drafts::Model, Fault> {
    let row = question_drafts::Entity::find_by_id(draft).one(tx).await?.ok_or(Fault::NotFound)?;
    if authors(tx, draft).await?.contains(&ctx.signed_in()?.account) {
        return Err(Refusal::new("questions.own_draft").into());
    }
    if row.state != DraftState::Submitted.code() {
        return Err(Refusal::new("questions.moved_on").into());
    }
    Ok(row)
}

async fn freeze(tx: &DatabaseTransaction, ctx: &Ctx, question: &Question) -> Result<String, Fault> {
    let (id, now) = (question.id.0.clone(), ctx.now().0);
    let number = newest(tx, &id).await?.map_or(0, |row| row.version) + 1;
    questions::Entity::insert(questions::ActiveModel { id: Set(id.clone()), created_at: Set(now) })
        .on_conflict_do_nothing_on([questions::Column::Id])
        .exec_without_returning(tx)
        .await?;
    let row = question_versions::Model {
        hash: question.version().to_string(),
        question_id: id,
        version: number,
        kind: question.kind.code().to_owned(),
        point: question.point.code().to_owned(),
        difficulty: question.difficulty.code().to_owned(),
        purpose: question.purpose.code().to_owned(),
        confidence: confidence_code(weakest(question, &findings::known_facts(tx).await?)).to_owned(),
        content: serde_json::to_string(question)?,
        state: "reviewed".to_owned(),
        created_at: now,
        origin: "authored".to_owned(),
    };
    let hash = row.hash.clone();
    question_versions::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(hash)
}

/// What was typed, when it is something and not too long.
fn said(field: &'static str, text: &str, missing: &'static str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::on(field, missing));
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::on(field, "questions.too_long").with("limit", LONGEST));
    }
    Ok(text.to_owned())
}
