//! How is the bank looked through?

use question_bank::{Body, Confidence, Difficulty, Kind, Point, Purpose, Question};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select};

use super::{QuestionFilter, QuestionLine};
use crate::db::{By, Sorted};
use crate::entity::{facts, question_versions};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant};

pub fn confidence_code(mark: Confidence) -> &'static str {
    match mark {
        Confidence::Law => "law",
        Confidence::Seed => "seed",
        Confidence::Secondary => "secondary",
        Confidence::Unverified => "unverified",
    }
}

pub fn parse_confidence(code: &str) -> Option<Confidence> {
    Confidence::ALL.iter().copied().find(|mark| confidence_code(*mark) == code)
}

closed_set! {
    /// What the question browser may be sorted by. A bank is some thousands of versions: only the id has an index.
    QuestionColumn {
        Id = "id",
        Kind = "kind",
        Point = "point",
        Difficulty = "difficulty",
        Purpose = "purpose",
        State = "state",
    }
}

/// A page of the question browser, newest state of each question first by id.
pub async fn list(
    ctx: &Ctx,
    filter: &QuestionFilter,
    order: Sorted<QuestionColumn>,
    page: u64,
    per_page: u64,
) -> Result<(Vec<QuestionLine>, u64), Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    let (column, by) = order.unwrap_or((QuestionColumn::Id, By::Rising));
    let column = match column {
        QuestionColumn::Id => question_versions::Column::QuestionId,
        QuestionColumn::Kind => question_versions::Column::Kind,
        QuestionColumn::Point => question_versions::Column::Point,
        QuestionColumn::Difficulty => question_versions::Column::Difficulty,
        QuestionColumn::Purpose => question_versions::Column::Purpose,
        QuestionColumn::State => question_versions::Column::State,
    };
    let query = narrowed(filter).order_by(column, by.order()).order_by_asc(question_versions::Column::QuestionId);
    let pages = query.order_by_asc(question_versions::Column::Version).paginate(ctx.db.reader(), per_page);
    let total = pages.num_items().await?;
    let lines = pages.fetch_page(page).await?.into_iter().map(QuestionLine::try_from).collect::<Result<_, _>>()?;
    Ok((lines, total))
}

/// The versions that a filter leaves.
pub(super) fn narrowed(filter: &QuestionFilter) -> Select<question_versions::Entity> {
    use question_versions::Column;
    let mut query = match filter.state.as_deref() {
        Some(state) => question_versions::Entity::find().filter(Column::State.eq(state)),
        None => question_versions::Entity::find().filter(Column::State.ne("retired")),
    };
    let codes = [
        (Column::Kind, filter.kind.map(Kind::code)),
        (Column::Point, filter.point.map(Point::code)),
        (Column::Difficulty, filter.difficulty.map(Difficulty::code)),
        (Column::Purpose, filter.purpose.map(Purpose::code)),
        (Column::Confidence, filter.confidence.map(confidence_code)),
    ];
    for (column, code) in codes {
        if let Some(code) = code {
            query = query.filter(column.eq(code));
        }
    }
    if !filter.text.trim().is_empty() {
        query = query.filter(Column::Content.contains(filter.text.trim()));
    }
    query
}

/// A question's newest version with its text and key: for editors and reviewers.
pub async fn get(ctx: &Ctx, id: &str) -> Result<(QuestionLine, Question), Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    let row = question_versions::Entity::find()
        .filter(question_versions::Column::QuestionId.eq(id))
        .order_by_desc(question_versions::Column::Version)
        .one(ctx.db.reader())
        .await?
        .ok_or(Fault::NotFound)?;
    let question = serde_json::from_str(&row.content)?;
    Ok((row.try_into()?, question))
}

/// What one version says, whatever became of it.
pub async fn version(ctx: &Ctx, hash: &str) -> Result<Option<Question>, Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    let row = question_versions::Entity::find_by_id(hash.to_owned()).one(ctx.db.reader()).await?;
    row.map(|row| Ok(serde_json::from_str(&row.content)?)).transpose()
}

/// Every fact, for whoever looks for one to cite.
pub async fn all_facts(ctx: &Ctx) -> Result<Vec<question_bank::Fact>, Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    Ok(super::findings::known_facts(ctx.db.reader()).await?.iter().cloned().collect())
}

/// The facts by id, as the bank cites them.
pub async fn facts_of(ctx: &Ctx, question: &Question) -> Result<Vec<question_bank::Fact>, Fault> {
    let ids: Vec<String> = question.cited_facts().into_iter().map(|id| id.0.clone()).collect();
    let rows = facts::Entity::find()
        .filter(facts::Column::Id.is_in(ids))
        .order_by_asc(facts::Column::Id)
        .all(ctx.db.reader())
        .await?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.content)?)).collect()
}

impl TryFrom<question_versions::Model> for QuestionLine {
    type Error = Fault;

    fn try_from(row: question_versions::Model) -> Result<Self, Fault> {
        let question: Question = serde_json::from_str(&row.content)?;
        let stem = match &question.body {
            Body::Item(item) => item.stem.clone(),
            Body::Case(case) => case.stem.clone(),
        };
        Ok(Self {
            id: row.question_id,
            version: row.version,
            hash: row.hash,
            kind: question.kind,
            point: question.point,
            difficulty: question.difficulty,
            purpose: question.purpose,
            confidence: parse_confidence(&row.confidence).ok_or_else(|| Fault::internal("unknown mark"))?,
            state: row.state,
            stem,
            created_at: Instant(row.created_at),
        })
    }
}
