//! `exams`: which may I sit, and how do I begin?

use axum::Json;
use axum::http::StatusCode;
use registry::exams::list::{CandidateExam, OwnAttempt, for_candidate};
use registry::exams::starting::{self, Begun, Consent};
use registry::instant::MINUTE_MS;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Caller, Claimed, Named};
use super::codes;
use super::times::At;
use crate::problem::Problem;

#[derive(Serialize, ToSchema)]
pub struct Exams {
    exams: Vec<Exam>,
}

/// Scores are hundredths of a point.
#[derive(Serialize, ToSchema)]
pub struct Exam {
    id: Uuid,
    title: String,
    #[schema(schema_with = codes::exam_kind)]
    kind: &'static str,
    office: String,
    /// The course whose study hours are asked for.
    course: Option<Uuid>,
    opens_at: At,
    closes_at: At,
    limit_minutes: i64,
    /// What the roster gives this person on top.
    extra_minutes: i64,
    /// A case counts as one.
    question_count: u64,
    full_score: u64,
    pass_score: u32,
    /// Of official exams; others may be sat again and again.
    attempts_allowed: u32,
    attempts: Vec<Attempt>,
}

#[derive(Serialize, ToSchema)]
pub struct Attempt {
    id: Uuid,
    #[schema(schema_with = codes::attempt_state)]
    state: &'static str,
    started_at: At,
    score: Option<i64>,
    #[schema(schema_with = codes::outcome_or_null)]
    outcome: Option<&'static str>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The rules were read and are agreed to.
    #[schema(example = true)]
    consent: bool,
}

#[derive(Serialize, ToSchema)]
pub struct Started {
    attempt: Uuid,
    /// For `X-Attempt-Ticket` with every answer; the newest ticket alone may save.
    ticket: String,
    deadline_at: At,
    server_now: At,
}

/// The exams that I may see, with my attempts.
#[utoipa::path(
    get, path = "/exams", tag = "exams", operation_id = "exams",
    responses((status = 200, description = "The latest to open first.", body = Exams)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn list(Caller { ctx, .. }: Caller) -> Result<Json<Exams>, Problem> {
    let exams = for_candidate(&ctx).await?.into_iter().map(exam).collect();
    Ok(Json(Exams { exams }))
}

/// Begin an attempt, or take up the live one.
///
/// On another device than before, this takes the room over: tickets of the older device save no more.
#[utoipa::path(
    post, path = "/exams/{exam}/attempts", tag = "exams", operation_id = "start_attempt",
    params(("exam" = Uuid, Path, description = "The exam's id.")),
    request_body = Start,
    responses(
        (status = 201, description = "Begun; the time runs.", body = Started),
        (status = 200, description = "It was running already.", body = Started),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn start(
    Caller { ctx, device }: Caller,
    Named(exam): Named<Uuid>,
    Claimed(claim): Claimed,
    Json(start): Json<Start>,
) -> Result<(StatusCode, Json<Started>), Problem> {
    let consent = if start.consent { Consent::Given } else { Consent::Missing };
    let running = starting::start_in(&ctx, exam, consent, &device, &claim).await?;
    let status = if running.begun == Begun::Now { StatusCode::CREATED } else { StatusCode::OK };
    let started = Started {
        attempt: running.attempt,
        ticket: running.ticket.seal(&ctx.vault)?,
        deadline_at: At(running.deadline_at),
        server_now: At(ctx.now()),
    };
    Ok((status, Json(started)))
}

fn exam(candidate: CandidateExam) -> Exam {
    let CandidateExam { exam, attempts, extra_ms } = candidate;
    Exam {
        id: exam.id,
        title: exam.title,
        kind: exam.kind.code(),
        office: exam.office,
        course: exam.course,
        opens_at: At(exam.opens_at),
        closes_at: At(exam.closes_at),
        limit_minutes: exam.policy.limit_ms / MINUTE_MS,
        extra_minutes: extra_ms / MINUTE_MS,
        question_count: exam.blueprint.question_count(),
        full_score: exam.blueprint.total(),
        pass_score: exam.policy.pass_score,
        attempts_allowed: exam.policy.attempts,
        attempts: attempts.into_iter().map(attempt).collect(),
    }
}

fn attempt(own: OwnAttempt) -> Attempt {
    Attempt {
        id: own.id,
        state: match () {
            () if own.is_void => codes::VOID,
            () if own.is_open => codes::OPEN,
            () => codes::FINISHED,
        },
        started_at: At(own.started_at),
        score: own.score,
        outcome: own.outcome.map(|outcome| outcome.code()),
    }
}
