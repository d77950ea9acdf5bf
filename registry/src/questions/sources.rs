//! On which texts of law do the questions rest, and what happens when such a text changes? Its questions leave the draw
//! until another person has read the new text beside each of them. Past results stay as they are.

mod flagging;
mod reading;

use std::collections::HashSet;

use question_bank::{Confidence, Fact, Question};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::QuestionLine;
use super::loading::refresh_marks;
use super::store::confidence_code;
use crate::entity::{fact_changes, facts, question_flags, question_versions};
use crate::exams::withdrawing::{Cause, settle};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit};
pub(super) use flagging::flag_citing;
pub use reading::{get, list};

/// Longest text that is typed, in characters.
const LONGEST: usize = 4_000;

/// One line of the list of facts.
#[derive(Clone, Debug)]
pub struct FactLine {
    pub fact: Fact,
    /// Questions that are or will be drawn and cite it.
    pub citing: usize,
    /// Of these, the ones that wait to be read beside a new text.
    pub flagged: usize,
}

/// A fact with everything that rests on it.
#[derive(Clone, Debug)]
pub struct FactView {
    pub fact: Fact,
    pub citing: Vec<Citing>,
    /// The latest first.
    pub changes: Vec<Change>,
}

#[derive(Clone, Debug)]
pub struct Citing {
    pub question: QuestionLine,
    /// Set while it is withdrawn from the draw.
    pub flag: Option<Flag>,
}

#[derive(Clone, Debug)]
pub struct Flag {
    pub id: Uuid,
    /// None where the new text came with a loaded bank.
    pub reason: Option<String>,
    pub at: Instant,
    pub is_own: bool,
}

#[derive(Clone, Debug)]
pub struct Change {
    pub id: Uuid,
    /// `text` or `mark`.
    pub kind: String,
    pub statement: String,
    pub confidence: Confidence,
    pub official_text: String,
    pub text_version: String,
    /// None where it came with a loaded bank.
    pub by: Option<String>,
    pub at: Instant,
    pub is_own: bool,
    /// Who confirmed it, and when; a raised mark waits for that.
    pub seconded: Option<(String, Instant)>,
}

/// What the form of a new text says.
#[derive(Clone, Debug, Default)]
pub struct NewText {
    pub law: String,
    pub article: String,
    pub statement: String,
    pub text_version: String,
    pub reason: String,
}

/// Puts a new text of the law in the place of the old one and flags exactly the questions that cite it; tells how many.
/// Until a second person has compared the new text, its mark is that of a text nobody proof-read.
pub async fn change_text(ctx: &Ctx, id: &str, new: &NewText) -> Result<usize, Fault> {
    require(ctx, Verb::Edit, Object::QuestionBank)?;
    let [law, article, statement, text_version, reason] = [
        said("law", &new.law)?,
        said("article", &new.article)?,
        said("statement", &new.statement)?,
        said("text_version", &new.text_version)?,
        said("reason", &new.reason)?,
    ];
    crate::transact!(ctx, |tx| {
        let before = find(tx, id).await?;
        if before.fact == statement {
            return Err(Refusal::on("statement", "questions.fact_unchanged").into());
        }
        let confidence = match before.confidence {
            Confidence::Law | Confidence::Seed => Confidence::Secondary,
            weaker => weaker,
        };
        let after = Fact { law: law.clone(), article: article.clone(), fact: statement.clone(), confidence, ..before };
        store(tx, &after).await?;
        note(tx, ctx, "text", &after, ("", &text_version)).await?;
        let flagged = flag_citing(tx, ctx, &after.id, &reason, |_| true).await?;
        refresh_marks(tx).await?;
        settle(tx, ctx, Cause::Text).await?;
        let told = json!({ "textVersion": text_version, "flagged": flagged, "mark": confidence_code(confidence) });
        audit::record(tx, ctx, "fact.change", ("fact", id), told).await?;
        Ok(flagged)
    })
}

/// A reviewer has read a question beside the new text and finds that it still holds: it may be drawn again.
pub async fn confirm(ctx: &Ctx, fact: &str, id: Uuid, law_version: &str) -> Result<(), Fault> {
    require(ctx, Verb::Decide, Object::QuestionBank)?;
    let (law_version, own) = (said("law_version", law_version)?, ctx.signed_in()?.account);
    crate::transact!(ctx, |tx| {
        let row = question_flags::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
        if row.fact_id != fact {
            return Err(Fault::NotFound);
        }
        if row.flagged_by == Some(own) {
            return Err(Refusal::new("questions.own_change").into());
        }
        let cleared = question_flags::Entity::update_many()
            .col_expr(question_flags::Column::ClearedBy, Expr::value(own))
            .col_expr(question_flags::Column::ClearedAt, Expr::value(ctx.now().0))
            .col_expr(question_flags::Column::LawVersion, Expr::value(law_version.clone()))
            .filter(question_flags::Column::Id.eq(id))
            .filter(question_flags::Column::ClearedAt.is_null())
            .exec(tx)
            .await?;
        if cleared.rows_affected != 1 {
            return Err(Refusal::new("questions.moved_on").into());
        }
        settle(tx, ctx, Cause::Confirmed).await?;
        let told = json!({ "hash": row.hash, "lawVersion": law_version });
        audit::record(tx, ctx, "fact.confirm", ("fact", fact), told).await
    })
}

/// Proposes a surer mark: somebody compared the fact with the official text. A second person has to agree.
pub async fn raise(
    ctx: &Ctx,
    id: &str,
    to: Confidence,
    (official_text, text_version): (&str, &str),
) -> Result<Uuid, Fault> {
    require(ctx, Verb::Edit, Object::QuestionBank)?;
    let official_text = said("official_text", official_text)?;
    let text_version = said("law_version", text_version)?;
    crate::transact!(ctx, |tx| {
        let before = find(tx, id).await?;
        if rank(to) >= rank(before.confidence) {
            return Err(Refusal::on("mark", "questions.mark_not_higher").into());
        }
        if waiting(tx, id).await? {
            return Err(Refusal::new("questions.mark_waits").into());
        }
        let after = Fact { confidence: to, ..before };
        let change = note(tx, ctx, "mark", &after, (&official_text, &text_version)).await?;
        let told = json!({ "to": confidence_code(to), "textVersion": text_version });
        audit::record(tx, ctx, "fact.propose_mark", ("fact", id), told).await?;
        Ok(change)
    })
}

/// The second person compared the text too: the mark holds from now on.
pub async fn second(ctx: &Ctx, fact: &str, change: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Decide, Object::QuestionBank)?;
    let own = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        let row = fact_changes::Entity::find_by_id(change).one(tx).await?.ok_or(Fault::NotFound)?;
        if row.fact_id != fact || row.kind != "mark" {
            return Err(Fault::NotFound);
        }
        if row.proposed_by == Some(own) {
            return Err(Refusal::new("questions.own_change").into());
        }
        let (proposed, now): (Fact, Fact) = (serde_json::from_str(&row.content)?, find(tx, fact).await?);
        let seconded = fact_changes::Entity::update_many()
            .col_expr(fact_changes::Column::SecondedBy, Expr::value(own))
            .col_expr(fact_changes::Column::SecondedAt, Expr::value(ctx.now().0))
            .filter(fact_changes::Column::Id.eq(change))
            .filter(fact_changes::Column::SecondedAt.is_null())
            .exec(tx)
            .await?;
        // what was compared is the text of that day
        if seconded.rows_affected != 1 || proposed.fact != now.fact {
            return Err(Refusal::new("questions.moved_on").into());
        }
        let told = json!({
            "from": confidence_code(now.confidence), "to": confidence_code(proposed.confidence),
            "proposedBy": row.proposed_by, "textVersion": row.text_version,
        });
        store(tx, &Fact { confidence: proposed.confidence, ..now }).await?;
        refresh_marks(tx).await?;
        settle(tx, ctx, Cause::Confirmed).await?;
        audit::record(tx, ctx, "fact.raise_mark", ("fact", fact), told).await
    })
}

/// Versions that may not be drawn until somebody has read them beside a new text.
pub(super) async fn flagged_hashes<C: ConnectionTrait>(db: &C) -> Result<HashSet<String>, Fault> {
    Ok(open_flags(db).await?.into_iter().map(|flag| flag.hash).collect())
}

async fn open_flags<C: ConnectionTrait>(db: &C) -> Result<Vec<question_flags::Model>, Fault> {
    Ok(question_flags::Entity::find().filter(question_flags::Column::ClearedAt.is_null()).all(db).await?)
}

/// Every version that is or will be drawn, by the id of its question.
async fn active<C: ConnectionTrait>(db: &C) -> Result<Vec<(question_versions::Model, Question)>, Fault> {
    let rows = question_versions::Entity::find()
        .filter(question_versions::Column::State.is_in(["ready", "reviewed"]))
        .order_by_asc(question_versions::Column::QuestionId)
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((row.clone(), serde_json::from_str(&row.content)?))).collect()
}

async fn find<C: ConnectionTrait>(db: &C, id: &str) -> Result<Fact, Fault> {
    let row = facts::Entity::find_by_id(id.to_owned()).one(db).await?.ok_or(Fault::NotFound)?;
    Ok(serde_json::from_str(&row.content)?)
}

async fn store(tx: &DatabaseTransaction, fact: &Fact) -> Result<(), Fault> {
    use facts::Column;
    let stored = facts::Entity::update_many()
        .col_expr(Column::Law, Expr::value(fact.law.clone()))
        .col_expr(Column::Article, Expr::value(fact.article.clone()))
        .col_expr(Column::Statement, Expr::value(fact.fact.clone()))
        .col_expr(Column::Confidence, Expr::value(confidence_code(fact.confidence)))
        .col_expr(Column::Content, Expr::value(serde_json::to_string(fact)?))
        .filter(Column::Id.eq(&fact.id.0))
        .exec(tx)
        .await?;
    if stored.rows_affected == 1 { Ok(()) } else { Err(Fault::NotFound) }
}

/// Writes a change down; nobody's account stands behind one that came with a loaded bank.
pub(super) async fn note(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    kind: &str,
    after: &Fact,
    (official_text, text_version): (&str, &str),
) -> Result<Uuid, Fault> {
    let id = ctx.new_id();
    let row = fact_changes::Model {
        id,
        fact_id: after.id.0.clone(),
        kind: kind.to_owned(),
        content: serde_json::to_string(after)?,
        official_text: official_text.to_owned(),
        text_version: text_version.to_owned(),
        proposed_by: ctx.signed_in().ok().map(|who| who.account),
        proposed_at: ctx.now().0,
        seconded_by: None,
        seconded_at: None,
    };
    fact_changes::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(id)
}

async fn waiting(tx: &DatabaseTransaction, fact: &str) -> Result<bool, Fault> {
    let now = find(tx, fact).await?;
    let rows = fact_changes::Entity::find()
        .filter(fact_changes::Column::FactId.eq(fact))
        .filter(fact_changes::Column::Kind.eq("mark"))
        .filter(fact_changes::Column::SecondedAt.is_null())
        .all(tx)
        .await?;
    let proposed = rows.iter().map(|row| serde_json::from_str(&row.content)).collect::<Result<Vec<Fact>, _>>()?;
    // a proposal about a former text waits for nobody
    Ok(proposed.iter().any(|fact| fact.fact == now.fact))
}

fn rank(mark: Confidence) -> usize {
    Confidence::ALL.iter().position(|other| *other == mark).unwrap_or(usize::MAX)
}

fn said(field: &'static str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::on(field, "questions.field_missing"));
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::on(field, "questions.too_long").with("limit", LONGEST));
    }
    Ok(text.to_owned())
}
