//! How does a bank get into the database, and how is it looked through?

use question_bank::{Body, Confidence, Difficulty, Facts, Kind, Point, Purpose, Question};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, sea_query::Expr,
};
use serde_json::json;

use super::{Loaded, QuestionFilter, QuestionLine};
use crate::audit;
use crate::entity::{facts, question_versions, questions};
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

/// Loads a bank: a question whose content changed gets a new version and its old one retires; what is there stays.
pub async fn load(ctx: &Ctx, questions: &[Question], facts: &Facts) -> Result<Loaded, Fault> {
    let known: std::collections::HashMap<String, question_versions::Model> = question_versions::Entity::find()
        .all(ctx.db.reader())
        .await?
        .into_iter()
        .map(|row| (row.hash.clone(), row))
        .collect();
    let mut latest: std::collections::HashMap<&str, i32> = std::collections::HashMap::new();
    for row in known.values() {
        let version = latest.entry(&row.question_id).or_default();
        *version = (*version).max(row.version);
    }
    crate::transact!(ctx, |tx| {
        let mut loaded = Loaded::default();
        store_facts(tx, facts).await?;
        for question in questions {
            let hash = question.version().to_string();
            if known.get(&hash).is_some_and(|row| row.state == "ready") {
                loaded.unchanged += 1;
                continue;
            }
            match latest.get(question.id.0.as_str()) {
                None => loaded.new_questions += 1,
                Some(_) => loaded.new_versions += 1,
            }
            let version = latest.get(question.id.0.as_str()).copied().unwrap_or(0) + 1;
            store_version(tx, ctx, question, facts, version, known.contains_key(&hash)).await?;
        }
        if loaded.new_questions + loaded.new_versions > 0 {
            let figures = json!({ "new": loaded.new_questions, "changed": loaded.new_versions });
            audit::record(tx, ctx, "load_bank", ("question_bank", "official"), figures).await?;
        }
        Ok(loaded)
    })
}

async fn store_facts(tx: &DatabaseTransaction, facts: &Facts) -> Result<(), Fault> {
    for fact in facts.iter() {
        let row = facts::ActiveModel {
            id: Set(fact.id.0.clone()),
            law_key: Set(fact.law_key.clone()),
            law: Set(fact.law.clone()),
            article: Set(fact.article.clone()),
            statement: Set(fact.fact.clone()),
            confidence: Set(confidence_code(fact.confidence).to_owned()),
            content: Set(serde_json::to_string(fact)?),
        };
        facts::Entity::insert(row).on_conflict_do_nothing_on([facts::Column::Id]).exec_without_returning(tx).await?;
    }
    Ok(())
}

async fn store_version(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    question: &Question,
    facts: &Facts,
    version: i32,
    returns: bool,
) -> Result<(), Fault> {
    let (id, now) = (question.id.0.clone(), ctx.now().0);
    questions::Entity::insert(questions::ActiveModel { id: Set(id.clone()), created_at: Set(now) })
        .on_conflict_do_nothing_on([questions::Column::Id])
        .exec_without_returning(tx)
        .await?;
    question_versions::Entity::update_many()
        .col_expr(question_versions::Column::State, Expr::value("retired"))
        .filter(question_versions::Column::QuestionId.eq(id.clone()))
        .filter(question_versions::Column::State.eq("ready"))
        .exec(tx)
        .await?;
    let hash = question.version().to_string();
    if returns {
        // the same content as an earlier version comes back: versions are immutable, so it is made ready again
        question_versions::Entity::update_many()
            .col_expr(question_versions::Column::State, Expr::value("ready"))
            .filter(question_versions::Column::Hash.eq(hash))
            .exec(tx)
            .await?;
        return Ok(());
    }
    let row = question_versions::Model {
        hash,
        question_id: id,
        version,
        kind: question.kind.code().to_owned(),
        point: question.point.code().to_owned(),
        difficulty: question.difficulty.code().to_owned(),
        purpose: question.purpose.code().to_owned(),
        confidence: confidence_code(weakest(question, facts)).to_owned(),
        content: serde_json::to_string(question)?,
        state: "ready".to_owned(),
        created_at: now,
    };
    question_versions::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// The weakest mark among the facts that a question cites; an unknown fact counts as unverified.
fn weakest(question: &Question, facts: &Facts) -> Confidence {
    let rank = |mark: Confidence| Confidence::ALL.iter().position(|other| *other == mark);
    question
        .cited_facts()
        .into_iter()
        .map(|id| facts.get(id).map_or(Confidence::Unverified, |fact| fact.confidence))
        .max_by_key(|mark| rank(*mark))
        .unwrap_or(Confidence::Unverified)
}

/// A page of the question browser, newest state of each question first by id.
pub async fn list(
    ctx: &Ctx,
    filter: &QuestionFilter,
    page: u64,
    per_page: u64,
) -> Result<(Vec<QuestionLine>, u64), Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    use question_versions::Column;
    let mut query = question_versions::Entity::find().filter(Column::State.ne("retired"));
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
    let pages = query.order_by_asc(Column::QuestionId).paginate(ctx.db.reader(), per_page);
    let total = pages.num_items().await?;
    let lines = pages.fetch_page(page).await?.into_iter().map(QuestionLine::try_from).collect::<Result<_, _>>()?;
    Ok((lines, total))
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
