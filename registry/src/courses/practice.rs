//! What did somebody answer to the questions inside a lesson? Graded at once, as often as one likes, for no exam; the last
//! answer is remembered.

use std::collections::HashMap;

use question_bank::Choice;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::markdown::{self, Stretch};
use super::outline::Outline;
use super::quiz::{self, Known};
use super::{LastAnswer, LessonPart, PracticeQuestion, QuizVerdict};
use crate::entity::{lesson_answers, lessons};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal};

/// Marks one answer and remembers it. The key comes with the answer.
pub async fn answer_practice(
    ctx: &Ctx,
    course: &str,
    lesson: &str,
    question: &str,
    chosen: Choice,
) -> Result<QuizVerdict, Fault> {
    require(ctx, Verb::Create, Object::StudyRecord)?;
    let person = ctx.signed_in()?.person;
    let outline = Outline::of_slug(ctx.db.reader(), course).await?;
    let line = outline.lessons.iter().find(|line| line.slug == lesson).ok_or(Fault::NotFound)?;
    let row = lessons::Entity::find_by_id(line.id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let known = asked(ctx, &row.markdown).await?.remove(question).ok_or(Fault::NotFound)?;
    if chosen.is_empty() {
        return Err(Refusal::on("practice", "courses.practice_unanswered").into());
    }
    let verdict = known.verdict(chosen).ok_or_else(|| Refusal::on("practice", "courses.practice_changed"))?;
    let answer = lesson_answers::Model {
        id: ctx.new_id(),
        person_id: person,
        lesson_id: line.id,
        question_id: question.to_owned(),
        hash: known.hash(),
        answer: chosen.to_string(),
        answered_at: ctx.now().0,
    };
    crate::transact!(ctx, |tx| {
        lesson_answers::Entity::insert(answer.clone().into_active_model()).exec_without_returning(tx).await?;
        Ok(())
    })?;
    Ok(verdict)
}

/// The lesson as the page shows it: stretches of text, and the questions between them with the reader's last answer. A
/// question that may not be shown is left out.
pub(super) async fn parts(
    ctx: &Ctx,
    text: &str,
    answers: &HashMap<String, lesson_answers::Model>,
) -> Result<Vec<LessonPart>, Fault> {
    let mut known = asked(ctx, text).await?;
    let part = |stretch| match stretch {
        Stretch::Html(html) => Some(LessonPart::Text(html)),
        Stretch::Practice(question) => {
            let known = known.remove(&question)?;
            // an answer to another wording says nothing about this one
            let last = answers.get(&question).filter(|answer| answer.hash == known.hash());
            let chosen = last.and_then(|answer| Choice::parse(&answer.answer, Choice::MAX_OPTIONS).ok());
            let verdict = chosen.and_then(|chosen| known.verdict(chosen));
            let last = verdict.map(|verdict| LastAnswer { chosen: verdict.chosen, is_right: verdict.is_right() });
            Some(LessonPart::Practice(PracticeQuestion { question: known.shown(), last }))
        }
    };
    Ok(markdown::stretches(text).into_iter().filter_map(part).collect())
}

/// A person's last answers in a lesson, whatever its version, by question.
pub(super) async fn last_answers(
    ctx: &Ctx,
    outline: &Outline,
    slug: &str,
    person: Uuid,
) -> Result<HashMap<String, lesson_answers::Model>, Fault> {
    let answers = lesson_answers::Entity::find()
        .filter(lesson_answers::Column::PersonId.eq(person))
        .filter(lesson_answers::Column::LessonId.is_in(outline.versions_of(slug)))
        .order_by_asc(lesson_answers::Column::AnsweredAt)
        .order_by_asc(lesson_answers::Column::Id)
        .all(ctx.db.reader())
        .await?;
    Ok(answers.into_iter().map(|answer| (answer.question_id.clone(), answer)).collect())
}

async fn asked(ctx: &Ctx, text: &str) -> Result<HashMap<String, Known>, Fault> {
    let named = markdown::asked(text);
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let known = quiz::questions(ctx, &named).await?;
    Ok(known.into_iter().map(|known| (known.id().to_owned(), known)).collect())
}
