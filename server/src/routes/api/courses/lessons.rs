//! `courses/{slug}/lessons/{lesson}`: what does a lesson say, what does it ask in its text, and what is there to watch?

use axum::Json;
use question_bank::Choice;
use registry::courses::{LastAnswer, LessonPart as Part, PracticeQuestion, Presence, VideoView, store};
use registry::{Fault, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::caller::{Anyone, Caller, Named};
use super::super::codes;
use super::{Link, link, name};
use crate::problem::{Problem, ProblemDocument};

#[derive(Serialize, ToSchema)]
pub struct Lesson {
    id: Uuid,
    slug: String,
    title: String,
    chapter: String,
    /// The whole text without the questions in it. Safe as it is: made from Markdown without any raw HTML in it.
    /// Pictures are addresses of this site.
    html: String,
    /// The text and the questions in it, in their order.
    parts: Vec<LessonPart>,
    /// Where the reader left off, in thousandths of the text.
    place: u16,
    previous: Option<Link>,
    next: Option<Link>,
    /// Null when there is nothing to watch.
    video: Option<LessonVideo>,
    credited_ms: i64,
    required_ms: i64,
}

/// A stretch of the text or a question; the other is null.
#[derive(Serialize, ToSchema)]
pub struct LessonPart {
    /// Safe as it is.
    html: Option<String>,
    question: Option<LessonQuestion>,
}

#[derive(Serialize, ToSchema)]
pub struct LessonQuestion {
    /// The question's name in the bank.
    question: String,
    #[schema(schema_with = codes::kind)]
    kind: &'static str,
    stem: String,
    /// The first is A. Empty for true/false: A is true, B is false.
    options: Vec<String>,
    /// Null until it is answered, and again once it has become another question.
    last: Option<LastLessonAnswer>,
}

/// What the reader answered last, whatever the version of the lesson; what was right comes with an answer only.
#[derive(Serialize, ToSchema)]
pub struct LastLessonAnswer {
    choice: String,
    is_correct: bool,
}

/// Addresses are of this site, and open to whoever may read the lesson.
#[derive(Serialize, ToSchema)]
pub struct LessonVideo {
    /// The file, as a whole or by ranges of bytes.
    address: String,
    media_type: String,
    length_ms: i64,
    /// WebVTT.
    captions: Option<String>,
    /// JPEG or PNG.
    poster: Option<String>,
    /// What of the lesson's `required_ms` is earned by watching.
    counted_ms: i64,
    /// What of that is credited: every moment that was watched, once.
    watched_ms: i64,
    /// Where the reader left off.
    place_ms: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LessonAnswer {
    /// Letters in displayed order; true/false is A or B.
    #[schema(pattern = "^[A-H]{1,8}$", example = "A")]
    choice: String,
}

#[derive(Serialize, ToSchema)]
pub struct LessonSolution {
    /// What was chosen.
    choice: String,
    is_correct: bool,
    /// The letters that are right.
    correct: String,
    reason: String,
}

/// A lesson as it reads.
///
/// Reading it earns nothing by itself: reports do.
#[utoipa::path(
    get, path = "/courses/{slug}/lessons/{lesson}", tag = "courses", operation_id = "lesson",
    params(
        ("slug" = String, Path, description = "The course's name in addresses."),
        ("lesson" = String, Path, description = "The lesson's name in addresses."),
    ),
    responses((status = 200, description = "The whole text, its questions and its video.", body = Lesson)),
)]
pub async fn show(
    Anyone(ctx): Anyone,
    Named((course, lesson)): Named<(String, String)>,
) -> Result<Json<Lesson>, Problem> {
    let view = store::view_lesson(&ctx, name(&course)?, name(&lesson)?).await?;
    let address = format!("/courses/{}/lessons/{}", view.course.slug, view.slug);
    Ok(Json(Lesson {
        id: view.id,
        slug: view.slug,
        title: view.title,
        chapter: view.chapter,
        html: view.html,
        parts: view.parts.into_iter().map(part).collect(),
        place: view.place,
        previous: view.previous.map(link),
        next: view.next.map(link),
        video: view.video.map(|seen| video(&address, seen)),
        credited_ms: view.credited_ms,
        required_ms: view.required_ms,
    }))
}

/// Answer a question in the text.
///
/// As often as one likes, for no exam. The last answer is remembered.
#[utoipa::path(
    post, path = "/courses/{slug}/lessons/{lesson}/practice/{question}", tag = "courses",
    operation_id = "answer_lesson_question",
    params(
        ("slug" = String, Path, description = "The course's name in addresses."),
        ("lesson" = String, Path, description = "The lesson's name in addresses."),
        ("question" = String, Path, description = "The question's name in the bank."),
    ),
    request_body = LessonAnswer,
    responses(
        (status = 200, description = "Marked, with what is right and why.", body = LessonSolution),
        (status = 422, description = "`practice.no_such_option`, `courses.practice_unanswered`, \
            `courses.practice_changed`.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn answer(
    Caller { ctx, .. }: Caller,
    Named((course, lesson, question)): Named<(String, String, String)>,
    Json(given): Json<LessonAnswer>,
) -> Result<Json<LessonSolution>, Problem> {
    let chosen = Choice::parse(&given.choice, Choice::MAX_OPTIONS);
    let chosen = chosen.map_err(|_| Fault::from(Refusal::on("choice", "practice.no_such_option")))?;
    let verdict = store::answer_practice(&ctx, name(&course)?, name(&lesson)?, name(&question)?, chosen).await?;
    Ok(Json(LessonSolution {
        choice: verdict.chosen.to_string(),
        is_correct: verdict.is_right(),
        correct: verdict.right.to_string(),
        reason: verdict.explanation,
    }))
}

fn part(part: Part) -> LessonPart {
    match part {
        Part::Text(html) => LessonPart { html: Some(html), question: None },
        Part::Practice(asked) => LessonPart { html: None, question: Some(question(asked)) },
    }
}

fn question(asked: PracticeQuestion) -> LessonQuestion {
    let PracticeQuestion { question, last } = asked;
    LessonQuestion {
        question: question.id,
        kind: question.kind.code(),
        stem: question.stem,
        options: question.options,
        last: last.map(last_answer),
    }
}

fn last_answer(last: LastAnswer) -> LastLessonAnswer {
    LastLessonAnswer { choice: last.chosen.to_string(), is_correct: last.is_right }
}

fn video(lesson: &str, view: VideoView) -> LessonVideo {
    let beside = |presence: Presence, file: &str| (presence == Presence::Present).then(|| format!("{lesson}/{file}"));
    LessonVideo {
        address: format!("{lesson}/video"),
        media_type: view.media_type,
        length_ms: view.length_ms,
        captions: beside(view.captions, "captions.vtt"),
        poster: beside(view.poster, "poster"),
        counted_ms: view.counted_ms,
        watched_ms: view.watched_ms,
        place_ms: view.place_ms,
    }
}
