//! `practice`: what can be practised, and is this answer right? An answer is marked at once, and its key comes with it.

pub mod books;
pub mod reports;
pub mod solutions;

use axum::Json;
use axum::http::StatusCode;
use question_bank::{CandidateItem, Choice, Kind, Point};
use registry::Fault;
use registry::practice::chapters::{self, ChapterProgress};
use registry::practice::progress::{Overview, PointProgress, overview};
use registry::practice::rounds::{self, OpenPlace, RoundView};
use registry::practice::{Only, Order, Wish};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use self::solutions::{Case, Solution, case, solution};
use super::caller::{Caller, Named};
use super::codes;
use super::times::{At, On};
use crate::problem::{Problem, ProblemDocument};

/// Counted by things to answer: each part of a case is one.
#[derive(Serialize, ToSchema)]
pub struct Practice {
    points: Vec<PracticePoint>,
    /// Of the courses in force, the oldest course first. A question may belong to several chapters, or to none.
    chapters: Vec<PracticeChapter>,
    /// The last two weeks, today last.
    days: Vec<PracticeDay>,
    /// How many stand in the error book.
    mistakes: usize,
    favourites: usize,
    /// The round that can be gone on with.
    round: Option<PracticeOpenRound>,
}

#[derive(Serialize, ToSchema)]
pub struct PracticePoint {
    #[schema(schema_with = codes::point)]
    point: &'static str,
    count: usize,
    answered: usize,
    /// Answered rightly the last time.
    known: usize,
    mistakes: usize,
}

#[derive(Serialize, ToSchema)]
pub struct PracticeChapter {
    /// The lesson that it begins with: what a new round is narrowed by.
    chapter: Uuid,
    /// The course's name in addresses.
    course: String,
    title: String,
    count: usize,
    answered: usize,
    /// Answered rightly the last time.
    known: usize,
    mistakes: usize,
}

#[derive(Serialize, ToSchema)]
pub struct PracticeDay {
    day: On,
    answered: u32,
    correct: u32,
}

#[derive(Serialize, ToSchema)]
pub struct PracticeOpenRound {
    round: Uuid,
    answered: u64,
    count: usize,
}

/// What to practise; null means all.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRound {
    /// Any lesson of the chapter: its questions are those of its quizzes and texts, and those on facts that it names.
    chapter: Option<Uuid>,
    #[schema(schema_with = codes::point_or_null)]
    point: Option<Point>,
    #[schema(schema_with = codes::kind_or_null)]
    kind: Option<Kind>,
    #[schema(schema_with = codes::only)]
    only: Only,
    #[schema(schema_with = codes::order)]
    order: Order,
    /// At most so many questions; a case counts as one.
    #[schema(minimum = 1, maximum = 200, example = 10)]
    count: u32,
}

#[derive(Serialize, ToSchema)]
pub struct Round {
    round: Uuid,
    begun_at: At,
    ended_at: Option<At>,
    questions: Vec<RoundQuestion>,
    /// The next that waits for an answer; null when none does.
    next: Option<u16>,
}

#[derive(Serialize, ToSchema)]
pub struct RoundQuestion {
    slot: u16,
    /// Null until it is answered.
    #[schema(schema_with = codes::verdict_or_null)]
    verdict: Option<&'static str>,
}

#[derive(Serialize, ToSchema)]
pub struct PracticeQuestion {
    slot: u16,
    /// The question's name in the bank.
    question: String,
    #[schema(schema_with = codes::kind)]
    kind: &'static str,
    case: Option<Case>,
    stem: String,
    /// In displayed order: the first is A. Empty for true/false: A is true, B is false.
    options: Vec<String>,
    is_favourite: bool,
    /// Null until it is answered.
    solution: Option<Solution>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PracticeAnswer {
    /// Letters in displayed order; true/false is A or B.
    #[schema(pattern = "^[A-H]{1,8}$", example = "A")]
    choice: String,
}

/// What I can practise, and how far I have come.
#[utoipa::path(
    get, path = "/practice", tag = "practice", operation_id = "practice",
    responses((status = 200, description = "By point, by chapter, and day by day.", body = Practice)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn show(Caller { ctx, .. }: Caller) -> Result<Json<Practice>, Problem> {
    let Overview { points, days, mistakes, kept, round } = overview(&ctx).await?;
    let point = |one: PointProgress| PracticePoint {
        point: one.point.code(),
        count: one.tally.count,
        answered: one.tally.answered,
        known: one.tally.known,
        mistakes: one.tally.mistakes,
    };
    Ok(Json(Practice {
        points: points.into_iter().map(point).collect(),
        chapters: chapters::list(&ctx).await?.into_iter().map(chapter).collect(),
        days: days
            .into_iter()
            .map(|one| PracticeDay { day: On(one.day), answered: one.answered, correct: one.right })
            .collect(),
        mistakes,
        favourites: kept,
        round: round.map(|one| PracticeOpenRound { round: one.id, answered: one.answered, count: one.count }),
    }))
}

/// Draw a round.
///
/// The round that was open ends; what was answered in it counts.
#[utoipa::path(
    post, path = "/practice/rounds", tag = "practice", operation_id = "start_round",
    request_body = NewRound,
    responses(
        (status = 201, description = "Drawn.", body = Round),
        (status = 422, description = "`practice.nothing_fits`; of a chapter also `practice.chapter_gone`, when it left the \
            course in force, or `practice.chapter_empty`, when it has no questions at present.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn start(
    Caller { ctx, .. }: Caller,
    Json(new): Json<NewRound>,
) -> Result<(StatusCode, Json<Round>), Problem> {
    let NewRound { chapter, point, kind, only, order, count } = new;
    let id = rounds::start(&ctx, &Wish { chapter, point, kind, only, order, count }).await?;
    Ok((StatusCode::CREATED, Json(round(&rounds::show(&ctx, id, None).await?))))
}

/// A round of mine.
#[utoipa::path(
    get, path = "/practice/rounds/{round}", tag = "practice", operation_id = "round",
    params(("round" = Uuid, Path, description = "The round's id.")),
    responses((status = 200, description = "Its questions and what became of them.", body = Round)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn one(Caller { ctx, .. }: Caller, Named(id): Named<Uuid>) -> Result<Json<Round>, Problem> {
    Ok(Json(round(&rounds::show(&ctx, id, None).await?)))
}

/// End a round before every question is answered.
#[utoipa::path(
    post, path = "/practice/rounds/{round}/end", tag = "practice", operation_id = "end_round",
    params(("round" = Uuid, Path, description = "The round's id.")),
    responses((status = 204, description = "Ended; again it changes nothing.")),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn end(Caller { ctx, .. }: Caller, Named(id): Named<Uuid>) -> Result<StatusCode, Problem> {
    rounds::end(&ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One question of a round.
#[utoipa::path(
    get, path = "/practice/rounds/{round}/questions/{slot}", tag = "practice", operation_id = "round_question",
    params(
        ("round" = Uuid, Path, description = "The round's id."),
        ("slot" = u16, Path, description = "The question's place in it."),
    ),
    responses((status = 200, description = "With its solution once it is answered.", body = PracticeQuestion)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn question(
    Caller { ctx, .. }: Caller,
    Named((id, slot)): Named<(Uuid, u16)>,
) -> Result<Json<PracticeQuestion>, Problem> {
    Ok(Json(shown(rounds::show(&ctx, id, Some(slot)).await?)?))
}

/// Answer a question.
///
/// The first answer counts; a repeat gives what the first one came to.
#[utoipa::path(
    put, path = "/practice/rounds/{round}/answers/{slot}", tag = "practice", operation_id = "answer_question",
    params(
        ("round" = Uuid, Path, description = "The round's id."),
        ("slot" = u16, Path, description = "The question's place in it."),
    ),
    request_body = PracticeAnswer,
    responses(
        (status = 200, description = "Marked, with the solution.", body = PracticeQuestion),
        (status = 422, description = "Nothing that the question can be answered with, or the round is over.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn answer(
    Caller { ctx, .. }: Caller,
    Named((id, slot)): Named<(Uuid, u16)>,
    Json(given): Json<PracticeAnswer>,
) -> Result<Json<PracticeQuestion>, Problem> {
    let chosen = Choice::parse(&given.choice, Choice::MAX_OPTIONS);
    let chosen = chosen.map_err(|_| Fault::from(registry::Refusal::on("choice", "practice.no_such_option")))?;
    rounds::answer(&ctx, id, slot, chosen).await?;
    Ok(Json(shown(rounds::show(&ctx, id, Some(slot)).await?)?))
}

fn chapter(one: ChapterProgress) -> PracticeChapter {
    let ChapterProgress { chapter, tally } = one;
    PracticeChapter {
        chapter: chapter.first,
        course: chapter.course.slug,
        title: chapter.title,
        count: tally.count,
        answered: tally.answered,
        known: tally.known,
        mistakes: tally.mistakes,
    }
}

fn round(view: &RoundView) -> Round {
    let question = |place: &rounds::RoundPlace| RoundQuestion {
        slot: place.number,
        verdict: place.verdict.map(|verdict| verdict.code()),
    };
    Round {
        round: view.id,
        begun_at: At(view.begun_at),
        ended_at: view.ended_at.map(At),
        questions: view.places.iter().map(question).collect(),
        next: view.next_open(0).filter(|_| view.ended_at.is_none()),
    }
}

fn shown(view: RoundView) -> Result<PracticeQuestion, Fault> {
    let asked = |question: String, item: CandidateItem, is_favourite, solution| PracticeQuestion {
        slot: item.number,
        question,
        kind: item.kind.code(),
        case: case(&item),
        stem: item.stem,
        options: item.options,
        is_favourite,
        solution,
    };
    match view.open {
        None => Err(Fault::NotFound),
        Some(OpenPlace::Asked { question, item, is_kept }) => Ok(asked(question, *item, is_kept, None)),
        Some(OpenPlace::Solved(solved)) => {
            let told = solution(&solved);
            let registry::practice::solution::Solved { solution, is_kept, .. } = *solved;
            Ok(asked(solution.place.question, solution.item, is_kept, Some(told)))
        }
    }
}
