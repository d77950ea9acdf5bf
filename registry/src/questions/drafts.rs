//! How does a question come to be written? Drafts: saved as often as one likes, handed to a reviewer once whole.

use question_bank::Question;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::findings;
use super::history::{Event, names, note};
use super::manuscript::Manuscript;
use crate::entity::{question_drafts, question_events, question_versions, questions};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

/// Questions written here are called so, with a running number.
const OWN: &str = "zy-";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftState {
    Draft,
    Submitted,
    Approved,
    Discarded,
}

impl DraftState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Discarded => "discarded",
        }
    }

    fn parse(code: &str) -> Result<Self, Fault> {
        [Self::Draft, Self::Submitted, Self::Approved, Self::Discarded]
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or_else(|| Fault::internal("unknown state of a draft"))
    }
}

/// A draft with all that its page shows.
#[derive(Clone, Debug)]
pub struct DraftView {
    pub id: Uuid,
    pub question: String,
    pub base: Option<String>,
    pub manuscript: Manuscript,
    pub state: DraftState,
    pub revision: i32,
    pub changed_by: String,
    pub changed_at: Instant,
    /// Whether the one who asks wrote on it, and so may not review it.
    pub is_own: bool,
    /// What the last reviewer who gave it back said.
    pub returned: Option<String>,
}

/// Stores what was written so far as a new draft. `wished` is the id that a file gave.
pub async fn create(ctx: &Ctx, manuscript: &Manuscript, wished: Option<&str>) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::QuestionBank)?;
    manuscript.check_lengths()?;
    crate::transact!(ctx, |tx| {
        let question = match wished {
            Some(id) => id.to_owned(),
            None => next_id(tx).await?,
        };
        let base = newest(tx, &question).await?.map(|row| row.hash);
        insert(tx, ctx, question, base, manuscript).await
    })
}

/// Begins a new version of a question; the draft that is open already when there is one.
pub async fn begin_version(ctx: &Ctx, question: &str) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::QuestionBank)?;
    crate::transact!(ctx, |tx| {
        if let Some(open) = open_draft(tx, question).await? {
            return Ok(open.id);
        }
        let base = newest(tx, question).await?.ok_or(Fault::NotFound)?;
        let content: Question = serde_json::from_str(&base.content)?;
        insert(tx, ctx, question.to_owned(), Some(base.hash), &Manuscript::from(&content)).await
    })
}

/// Saves what was written, unless somebody else saved since it was read.
pub async fn save(ctx: &Ctx, id: Uuid, revision: i32, manuscript: &Manuscript) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::QuestionBank)?;
    manuscript.check_lengths()?;
    crate::transact!(ctx, |tx| { write(tx, ctx, id, revision, manuscript).await.map(|_| ()) })
}

/// Saves, and hands the draft to the reviewers when it is whole.
pub async fn save_and_submit(ctx: &Ctx, id: Uuid, revision: i32, manuscript: &Manuscript) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::QuestionBank)?;
    manuscript.check_lengths()?;
    crate::transact!(ctx, |tx| {
        let row = write(tx, ctx, id, revision, manuscript).await?;
        hand_over(tx, ctx, &row, manuscript).await
    })
}

/// Hands a stored draft to the reviewers as it is.
pub async fn submit(ctx: &Ctx, id: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::QuestionBank)?;
    crate::transact!(ctx, |tx| {
        let row = question_drafts::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
        hand_over(tx, ctx, &row, &serde_json::from_str(&row.manuscript)?).await
    })
}

/// Gives a draft up: it stays on record and can be read, and the question may be begun anew.
pub async fn discard(ctx: &Ctx, id: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::QuestionBank)?;
    crate::transact!(ctx, |tx| {
        let row = question_drafts::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
        turn(tx, id, DraftState::Draft, DraftState::Discarded).await?;
        note(tx, ctx, Event::new("discard", &row.question_id).draft(id)).await?;
        audit::record(tx, ctx, "question.discard", ("question", &row.question_id), json!({})).await
    })
}

pub async fn get(ctx: &Ctx, id: Uuid) -> Result<DraftView, Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    let reader = ctx.db.reader();
    let row = question_drafts::Entity::find_by_id(id).one(reader).await?.ok_or(Fault::NotFound)?;
    views(ctx, vec![row]).await?.pop().ok_or(Fault::NotFound)
}

/// The open drafts, those that wait for a review first, the oldest of them on top.
pub async fn list(ctx: &Ctx) -> Result<Vec<DraftView>, Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    let rows = question_drafts::Entity::find()
        .filter(question_drafts::Column::State.is_in(["draft", "submitted"]))
        .order_by_desc(question_drafts::Column::State)
        .order_by_asc(question_drafts::Column::ChangedAt)
        .order_by_asc(question_drafts::Column::Id)
        .all(ctx.db.reader())
        .await?;
    views(ctx, rows).await
}

/// The draft of a question that is being written or reviewed.
pub async fn open_of(ctx: &Ctx, question: &str) -> Result<Option<Uuid>, Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    Ok(open_draft(ctx.db.reader(), question).await?.map(|row| row.id))
}

async fn views(ctx: &Ctx, rows: Vec<question_drafts::Model>) -> Result<Vec<DraftView>, Fault> {
    let reader = ctx.db.reader();
    let own = ctx.signed_in()?.account;
    let writers: Vec<Uuid> = rows.iter().map(|row| row.changed_by).collect();
    let known = names(reader, &writers).await?;
    let events = question_events::Entity::find()
        .filter(question_events::Column::DraftId.is_in(rows.iter().map(|row| row.id)))
        .filter(question_events::Column::Verb.is_in(["draft", "return"]))
        .order_by_asc(question_events::Column::At)
        .order_by_asc(question_events::Column::Id)
        .all(reader)
        .await?;
    let view = |row: question_drafts::Model| {
        let of = |verb| events.iter().filter(move |event| event.draft_id == Some(row.id) && event.verb == verb);
        Ok(DraftView {
            is_own: of("draft").any(|event| event.account_id == own),
            returned: of("return").next_back().map(|event| event.reason.clone()),
            id: row.id,
            question: row.question_id,
            base: row.base_hash,
            manuscript: serde_json::from_str(&row.manuscript)?,
            state: DraftState::parse(&row.state)?,
            revision: row.revision,
            changed_by: known.get(&row.changed_by).cloned().unwrap_or_default(),
            changed_at: Instant(row.changed_at),
        })
    };
    rows.into_iter().map(view).collect()
}

/// Everybody who wrote on a draft.
pub(super) async fn authors<C: ConnectionTrait>(db: &C, draft: Uuid) -> Result<Vec<Uuid>, Fault> {
    let events = question_events::Entity::find()
        .filter(question_events::Column::DraftId.eq(draft))
        .filter(question_events::Column::Verb.eq("draft"))
        .all(db)
        .await?;
    Ok(events.into_iter().map(|event| event.account_id).collect())
}

/// Moves a draft on, unless somebody moved it already.
pub(super) async fn turn(tx: &DatabaseTransaction, id: Uuid, from: DraftState, to: DraftState) -> Result<(), Fault> {
    let turned = question_drafts::Entity::update_many()
        .col_expr(question_drafts::Column::State, Expr::value(to.code()))
        .filter(question_drafts::Column::Id.eq(id))
        .filter(question_drafts::Column::State.eq(from.code()))
        .exec(tx)
        .await?;
    if turned.rows_affected == 1 { Ok(()) } else { Err(Refusal::new("questions.moved_on").into()) }
}

pub(super) async fn newest<C: ConnectionTrait>(
    db: &C,
    question: &str,
) -> Result<Option<question_versions::Model>, Fault> {
    let rows = question_versions::Entity::find().filter(question_versions::Column::QuestionId.eq(question));
    Ok(rows.order_by_desc(question_versions::Column::Version).one(db).await?)
}

pub(super) async fn open_draft<C: ConnectionTrait>(
    db: &C,
    question: &str,
) -> Result<Option<question_drafts::Model>, Fault> {
    let rows = question_drafts::Entity::find()
        .filter(question_drafts::Column::QuestionId.eq(question))
        .filter(question_drafts::Column::State.is_in(["draft", "submitted"]));
    Ok(rows.one(db).await?)
}

pub(super) async fn insert(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    question: String,
    base: Option<String>,
    manuscript: &Manuscript,
) -> Result<Uuid, Fault> {
    let (id, now, account) = (ctx.new_id(), ctx.now().0, ctx.signed_in()?.account);
    let row = question_drafts::Model {
        id,
        question_id: question.clone(),
        base_hash: base,
        manuscript: serde_json::to_string(manuscript)?,
        state: DraftState::Draft.code().to_owned(),
        revision: 1,
        changed_by: account,
        changed_at: now,
        created_at: now,
    };
    let open = || Refusal::new("questions.draft_open").with("id", &question);
    question_drafts::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, open()))?;
    note(tx, ctx, Event::new("draft", &question).draft(id)).await?;
    audit::record(tx, ctx, "question.draft", ("question", &question), json!({ "draft": id })).await?;
    Ok(id)
}

async fn write(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    id: Uuid,
    revision: i32,
    manuscript: &Manuscript,
) -> Result<question_drafts::Model, Fault> {
    let account = ctx.signed_in()?.account;
    let row = question_drafts::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
    use question_drafts::Column;
    let saved = question_drafts::Entity::update_many()
        .col_expr(Column::Manuscript, Expr::value(serde_json::to_string(manuscript)?))
        .col_expr(Column::Revision, Expr::value(revision + 1))
        .col_expr(Column::ChangedBy, Expr::value(account))
        .col_expr(Column::ChangedAt, Expr::value(ctx.now().0))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(DraftState::Draft.code()))
        .filter(Column::Revision.eq(revision))
        .exec(tx)
        .await?;
    if saved.rows_affected != 1 {
        let code = if row.state == "draft" { "questions.saved_meanwhile" } else { "questions.moved_on" };
        return Err(Refusal::new(code).into());
    }
    if !authors(tx, id).await?.contains(&account) {
        note(tx, ctx, Event::new("draft", &row.question_id).draft(id)).await?;
    }
    audit::record(tx, ctx, "question.draft", ("question", &row.question_id), json!({ "draft": id })).await?;
    Ok(row)
}

async fn hand_over(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    row: &question_drafts::Model,
    manuscript: &Manuscript,
) -> Result<(), Fault> {
    let question = whole(tx, &row.question_id, manuscript).await?;
    turn(tx, row.id, DraftState::Draft, DraftState::Submitted).await?;
    note(tx, ctx, Event::new("submit", &row.question_id).draft(row.id)).await?;
    let facts = json!({ "draft": row.id, "hash": question.version().to_string() });
    audit::record(tx, ctx, "question.submit", ("question", &row.question_id), facts).await
}

/// The question of a manuscript, when nothing is missing, a paper can be made of it, and it is not there already.
pub(super) async fn whole<C: ConnectionTrait>(db: &C, id: &str, manuscript: &Manuscript) -> Result<Question, Fault> {
    let question = manuscript.question(id).map_err(Fault::Refused)?;
    let reasons: Vec<Refusal> = findings::of(db, &question).await?.iter().filter_map(findings::forbids).collect();
    crate::fault::refuse_unless_empty(reasons)?;
    let same = question_versions::Entity::find_by_id(question.version().to_string()).one(db).await?;
    match same {
        Some(row) => Err(Refusal::new("questions.unchanged").with("version", row.version).into()),
        None => Ok(question),
    }
}

/// The next running number of the questions that were written here.
pub(super) async fn next_id(tx: &DatabaseTransaction) -> Result<String, Fault> {
    let stored = questions::Entity::find().filter(questions::Column::Id.starts_with(OWN)).all(tx).await?;
    let drafted =
        question_drafts::Entity::find().filter(question_drafts::Column::QuestionId.starts_with(OWN)).all(tx).await?;
    let ids = stored.into_iter().map(|row| row.id).chain(drafted.into_iter().map(|row| row.question_id));
    let last = ids.filter_map(|id| id.strip_prefix(OWN)?.parse::<u32>().ok()).max().unwrap_or(0);
    Ok(format!("{OWN}{:04}", last + 1))
}
