//! How does a bank get into the database? What people loaded or wrote goes before what came with the program.

use std::collections::{BTreeMap, HashMap};

use question_bank::{Confidence, Fact, Facts, Question};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Condition, Expr, OnConflict},
};
use serde_json::{Value, json};

use super::Loaded;
use super::sources::{flag_citing, note};
use super::store::confidence_code;
use crate::entity::{facts, question_versions, questions};
use crate::exams::withdrawing::{Cause, settle};
use crate::{Ctx, Fault, audit};

/// Who brings the questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The program at its start: adds what is new, and replaces only what an earlier program brought.
    BuiltIn,
    /// An operator, on purpose: what is given is in force afterwards, facts and their marks too.
    Loaded,
}

impl Origin {
    fn code(self) -> &'static str {
        match self {
            Self::BuiltIn => "built_in",
            Self::Loaded => "loaded",
        }
    }
}

/// What the database knows of the bank before it is loaded.
struct Known {
    by_hash: HashMap<String, question_versions::Model>,
    /// Per question its newest version, and whether every version came with the program.
    newest: HashMap<String, (i32, bool)>,
}

/// What loading one question means.
#[derive(Clone, Copy)]
enum Step {
    Nothing,
    New,
    /// A version of this number; `returns` when the same content was in force before.
    Version {
        number: i32,
        returns: bool,
    },
}

/// What became of the facts.
#[derive(Default)]
struct FactsChanged {
    /// Those whose mark is another, with the mark before and after.
    marks: Vec<Value>,
    /// Those whose text of the law is another.
    texts: Vec<Fact>,
}

/// Loads a bank: a question whose content changed gets a new version and its old one retires; versions are never changed.
/// Where the text of a fact is another, the versions that were there before and cite it wait to be read beside it.
pub async fn load(ctx: &Ctx, questions: &[Question], facts: &Facts, origin: Origin) -> Result<Loaded, Fault> {
    let known = Known::read(ctx).await?;
    crate::transact!(ctx, |tx| {
        let mut loaded = Loaded::default();
        let FactsChanged { marks, texts } = store_facts(tx, facts, origin).await?;
        for question in questions {
            let step = known.step(question, origin);
            match step {
                Step::Nothing => loaded.unchanged += 1,
                Step::New => loaded.new_questions += 1,
                Step::Version { .. } => loaded.new_versions += 1,
            }
            store_version(tx, ctx, question, (facts, origin), step).await?;
        }
        if !marks.is_empty() {
            refresh_marks(tx).await?;
        }
        let mut told = Vec::new();
        for fact in &texts {
            note(tx, ctx, "text", fact, ("", "")).await?;
            let flagged = flag_citing(tx, ctx, &fact.id, "", |hash| known.by_hash.contains_key(hash)).await?;
            loaded.flagged += u32::try_from(flagged).unwrap_or(u32::MAX);
            told.push(json!({ "fact": fact.id.0, "flagged": flagged }));
        }
        if loaded.new_questions + loaded.new_versions > 0 || !marks.is_empty() || !texts.is_empty() {
            settle(tx, ctx, Cause::Loaded).await?;
            let figures = json!({
                "new": loaded.new_questions, "changed": loaded.new_versions, "marks": marks, "texts": told,
            });
            audit::record(tx, ctx, "load_bank", ("question_bank", "official"), figures).await?;
        }
        Ok(loaded)
    })
}

impl Known {
    async fn read(ctx: &Ctx) -> Result<Self, Fault> {
        let rows = question_versions::Entity::find().all(ctx.db.reader()).await?;
        let mut newest: HashMap<String, (i32, bool)> = HashMap::new();
        for row in &rows {
            let (version, built_in) = newest.entry(row.question_id.clone()).or_insert((0, true));
            *version = (*version).max(row.version);
            *built_in &= row.origin == Origin::BuiltIn.code();
        }
        Ok(Self { by_hash: rows.into_iter().map(|row| (row.hash.clone(), row)).collect(), newest })
    }

    fn step(&self, question: &Question, origin: Origin) -> Step {
        let there = self.by_hash.get(&question.version().to_string());
        match (self.newest.get(&question.id.0), there, origin) {
            (None, _, _) => Step::New,
            (_, Some(_), Origin::BuiltIn) | (Some((_, false)), _, Origin::BuiltIn) => Step::Nothing,
            (_, Some(row), Origin::Loaded) if row.state == "ready" => Step::Nothing,
            (Some((newest, _)), there, _) => Step::Version { number: newest + 1, returns: there.is_some() },
        }
    }
}

async fn store_facts(tx: &DatabaseTransaction, given: &Facts, origin: Origin) -> Result<FactsChanged, Fault> {
    let known: BTreeMap<String, facts::Model> =
        facts::Entity::find().all(tx).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
    let mut changed = FactsChanged::default();
    for fact in given.iter() {
        let row = facts::Model {
            id: fact.id.0.clone(),
            law_key: fact.law_key.clone(),
            law: fact.law.clone(),
            article: fact.article.clone(),
            statement: fact.fact.clone(),
            confidence: confidence_code(fact.confidence).to_owned(),
            content: serde_json::to_string(fact)?,
        };
        if let Some(before) = known.get(&row.id) {
            if *before == row || origin == Origin::BuiltIn {
                continue;
            }
            if before.confidence != row.confidence {
                changed.marks.push(json!({ "fact": row.id, "from": before.confidence, "to": row.confidence }));
            }
            if before.statement != row.statement {
                changed.texts.push(fact.clone());
            }
        }
        use facts::Column::{Article, Confidence, Content, Law, LawKey, Statement};
        let newer = OnConflict::column(facts::Column::Id)
            .update_columns([LawKey, Law, Article, Statement, Confidence, Content])
            .to_owned();
        facts::Entity::insert(row.into_active_model()).on_conflict(newer).exec_without_returning(tx).await?;
    }
    Ok(changed)
}

/// The stored mark of every version that may still be drawn follows from the marks of its facts.
pub(super) async fn refresh_marks(tx: &DatabaseTransaction) -> Result<(), Fault> {
    let rows = facts::Entity::find().all(tx).await?;
    let all: Vec<Fact> = rows.iter().map(|row| serde_json::from_str(&row.content)).collect::<Result<_, _>>()?;
    let facts = Facts::parse(&serde_json::to_string(&all)?).map_err(Fault::internal)?;
    let drawable = question_versions::Entity::find().filter(question_versions::Column::State.ne("retired"));
    for row in drawable.all(tx).await? {
        let mark = confidence_code(weakest(&serde_json::from_str(&row.content)?, &facts));
        if row.confidence != mark {
            question_versions::Entity::update_many()
                .col_expr(question_versions::Column::Confidence, Expr::value(mark))
                .filter(question_versions::Column::Hash.eq(row.hash))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

async fn store_version(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    question: &Question,
    (facts, origin): (&Facts, Origin),
    step: Step,
) -> Result<(), Fault> {
    let (number, returns) = match step {
        Step::Nothing => return Ok(()),
        Step::New => (1, false),
        Step::Version { number, returns } => (number, returns),
    };
    let (id, hash) = (question.id.0.clone(), question.version().to_string());
    questions::Entity::insert(questions::ActiveModel { id: Set(id.clone()), created_at: Set(ctx.now().0) })
        .on_conflict_do_nothing_on([questions::Column::Id])
        .exec_without_returning(tx)
        .await?;
    use question_versions::Column;
    let in_force = Condition::all().add(Column::QuestionId.eq(&id)).add(Column::State.eq("ready"));
    set_state(tx, "retired", in_force).await?;
    if returns {
        // the same content as an earlier version comes back: versions are immutable, so it is made ready again
        return set_state(tx, "ready", Condition::all().add(Column::Hash.eq(hash))).await;
    }
    let row = question_versions::Model {
        hash,
        question_id: id,
        version: number,
        kind: question.kind.code().to_owned(),
        point: question.point.code().to_owned(),
        difficulty: question.difficulty.code().to_owned(),
        purpose: question.purpose.code().to_owned(),
        confidence: confidence_code(weakest(question, facts)).to_owned(),
        content: serde_json::to_string(question)?,
        state: "ready".to_owned(),
        created_at: ctx.now().0,
        origin: origin.code().to_owned(),
    };
    question_versions::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub(super) async fn set_state(tx: &DatabaseTransaction, state: &str, which: Condition) -> Result<(), Fault> {
    question_versions::Entity::update_many()
        .col_expr(question_versions::Column::State, Expr::value(state))
        .filter(which)
        .exec(tx)
        .await?;
    Ok(())
}

/// The weakest mark among the facts that a question cites; an unknown fact counts as unverified.
pub(super) fn weakest(question: &Question, facts: &Facts) -> Confidence {
    let rank = |mark: Confidence| Confidence::ALL.iter().position(|other| *other == mark);
    question
        .cited_facts()
        .into_iter()
        .map(|id| facts.get(id).map_or(Confidence::Unverified, |fact| fact.confidence))
        .max_by_key(|mark| rank(*mark))
        .unwrap_or(Confidence::Unverified)
}
