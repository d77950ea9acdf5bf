//! Which questions close a lesson, and were they answered right? As often as one likes; the keys come with the answer.

use std::collections::BTreeMap;

use question_bank::{Body, Choice, Item, Question};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use super::outline::{Outline, rules};
use super::{QuizQuestion, QuizResult, QuizVerdict};
use crate::entity::{lesson_progress, lessons, question_versions, quiz_attempts};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// A question of a quiz with its key: stays inside.
pub(super) struct Known {
    question: Question,
    item: Item,
}

impl Known {
    pub fn id(&self) -> &str {
        &self.question.id.0
    }

    pub fn hash(&self) -> String {
        self.question.version().to_string()
    }

    /// Nothing when the choice names an option that is not there.
    pub fn verdict(&self, chosen: Choice) -> Option<QuizVerdict> {
        chosen.fits(self.item.option_count()).then(|| QuizVerdict {
            question: self.shown(),
            chosen,
            right: self.item.right,
            explanation: self.item.explanation.clone(),
        })
    }

    pub fn shown(&self) -> QuizQuestion {
        QuizQuestion {
            id: self.question.id.0.clone(),
            kind: self.question.kind,
            stem: self.item.stem.clone(),
            options: self.item.options.clone(),
        }
    }
}

/// The practice questions of these ids that may be shown, in this order: ready, and resting on facts whose mark allows
/// it (`secondary` only while `bank.allow_secondary` is on, `unverified` never).
pub(super) async fn questions(ctx: &Ctx, ids: &[String]) -> Result<Vec<Known>, Fault> {
    let mut marks = vec!["law", "seed"];
    if rules(ctx).await?.is_on("bank.allow_secondary")? {
        marks.push("secondary");
    }
    let rows = question_versions::Entity::find()
        .filter(question_versions::Column::QuestionId.is_in(ids.iter().map(String::as_str)))
        .filter(question_versions::Column::State.eq("ready"))
        .filter(question_versions::Column::Purpose.eq("practice"))
        .filter(question_versions::Column::Confidence.is_in(marks))
        .all(ctx.db.reader())
        .await?;
    let mut known = BTreeMap::new();
    for row in rows {
        let question: Question = serde_json::from_str(&row.content)?;
        if let Body::Item(item) = &question.body {
            let item = item.clone();
            known.insert(row.question_id, Known { question, item });
        }
    }
    Ok(ids.iter().filter_map(|id| known.remove(id)).collect())
}

/// Marks a lesson's quiz. Every question must be answered; all right passes it, once for good.
pub async fn answer_quiz(ctx: &Ctx, lesson: Uuid, answers: &BTreeMap<String, Choice>) -> Result<QuizResult, Fault> {
    require(ctx, Verb::Create, Object::StudyRecord)?;
    let person = ctx.signed_in()?.person;
    let row = lessons::Entity::find_by_id(lesson).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let questions = questions(ctx, &serde_json::from_str::<Vec<String>>(&row.quiz)?).await?;
    if questions.is_empty() {
        return Err(Fault::NotFound);
    }
    let verdicts = mark(&questions, answers)?;
    let right_count = verdicts.iter().filter(|verdict| verdict.is_right()).count();
    let outline = Outline::of_lesson(ctx.db.reader(), lesson).await?;
    let attempt = quiz_attempts::Model {
        id: ctx.new_id(),
        person_id: person,
        lesson_id: lesson,
        answered_at: ctx.now().0,
        answers: serde_json::to_string(answers)?,
        right_count: i32::try_from(right_count).map_err(Fault::internal)?,
        question_count: i32::try_from(verdicts.len()).map_err(Fault::internal)?,
    };
    let passed_at = crate::transact!(ctx, |tx| {
        quiz_attempts::Entity::insert(attempt.clone().into_active_model()).exec_without_returning(tx).await?;
        if right_count == verdicts.len() {
            pass(tx, ctx, person, lesson).await?;
        }
        let standing = outline.standing(tx, person).await?;
        let line = outline.lesson(lesson);
        Ok(line.and_then(|line| standing.lesson(line).quiz_passed_at))
    })?;
    Ok(QuizResult { verdicts, right_count, passed_at })
}

fn mark(questions: &[Known], answers: &BTreeMap<String, Choice>) -> Result<Vec<QuizVerdict>, Fault> {
    let mut reasons = Vec::new();
    let known = |id: &String| questions.iter().any(|known| known.question.id.0 == *id);
    if !answers.keys().all(known) {
        reasons.push(Refusal::on("answers", "courses.quiz_changed"));
    }
    let mut verdicts = Vec::with_capacity(questions.len());
    for (number, known) in (1..).zip(questions) {
        let chosen = answers.get(&known.question.id.0).copied().unwrap_or_default();
        if chosen.is_empty() {
            reasons.push(Refusal::on("answers", "courses.quiz_unanswered").with("number", number));
        } else if !chosen.fits(known.item.option_count()) {
            reasons.push(Refusal::on("answers", "courses.quiz_changed"));
        }
        verdicts.push(QuizVerdict {
            question: known.shown(),
            chosen,
            right: known.item.right,
            explanation: known.item.explanation.clone(),
        });
    }
    crate::fault::refuse_unless_empty(reasons)?;
    Ok(verdicts)
}

async fn pass(tx: &DatabaseTransaction, ctx: &Ctx, person: Uuid, lesson: Uuid) -> Result<(), Fault> {
    let now: Instant = ctx.now();
    let row = lesson_progress::ActiveModel {
        person_id: Set(person),
        lesson_id: Set(lesson),
        place: Set(0),
        opened_at: Set(now.0),
        quiz_passed_at: Set(None),
        video_ms: Set(0),
    };
    let known = [lesson_progress::Column::PersonId, lesson_progress::Column::LessonId];
    lesson_progress::Entity::insert(row)
        .on_conflict(OnConflict::columns(known).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .or_else(|error| if matches!(error, sea_orm::DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
    let passed = lesson_progress::Entity::update_many()
        .col_expr(lesson_progress::Column::QuizPassedAt, Expr::value(now.0))
        .filter(lesson_progress::Column::PersonId.eq(person))
        .filter(lesson_progress::Column::LessonId.eq(lesson))
        .filter(lesson_progress::Column::QuizPassedAt.is_null())
        .exec(tx)
        .await?;
    if passed.rows_affected == 1 {
        audit::record(tx, ctx, "quiz.pass", ("person", person), json!({ "lesson": lesson })).await?;
    }
    Ok(())
}
