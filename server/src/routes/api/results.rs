//! `GET attempts/{attempt}/result`: what came of it?

use axum::Json;
use registry::Fault;
use registry::exams::results::own;
use registry::exams::room::{Now, enter};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Caller, Named};
use super::codes;
use super::times::At;
use crate::problem::{Problem, ProblemDocument};

/// Score, pass mark and weak points; never the paper. Scores are hundredths of a point.
#[derive(Serialize, ToSchema)]
pub struct ExamResult {
    attempt: Uuid,
    exam: Uuid,
    exam_title: String,
    #[schema(schema_with = codes::exam_kind)]
    kind: &'static str,
    #[schema(schema_with = codes::outcome)]
    outcome: &'static str,
    score: i64,
    full_score: i64,
    pass_score: i64,
    points: Vec<PointScore>,
    /// Where to learn more.
    #[schema(schema_with = codes::points)]
    weak: Vec<&'static str>,
    started_at: At,
    finished_at: At,
    #[schema(schema_with = codes::ended_by)]
    ended_by: &'static str,
    /// The pass waits for the person's identity to be confirmed.
    is_held: bool,
    /// The certificate's number once it is issued.
    certificate: Option<String>,
    /// When the next attempt may begin, if there is one left.
    resit_from: Option<At>,
    /// What was put right about this result, the newest first; usually nothing.
    corrections: Vec<ResultCorrection>,
}

/// One correction: two people agreed to it, and what stood before is kept.
#[derive(Serialize, ToSchema)]
pub struct ResultCorrection {
    at: At,
    reason: String,
    score_before: i64,
    #[schema(schema_with = codes::outcome)]
    outcome_before: &'static str,
    score_after: i64,
    #[schema(schema_with = codes::outcome)]
    outcome_after: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct PointScore {
    #[schema(schema_with = codes::point)]
    point: &'static str,
    score: i64,
    full: i64,
}

/// The result of an ended attempt.
#[utoipa::path(
    get, path = "/attempts/{attempt}/result", tag = "exams", operation_id = "result",
    params(("attempt" = Uuid, Path, description = "The attempt's id.")),
    responses(
        (status = 200, description = "An attempt that runs has none: not found.", body = ExamResult),
        (status = 422, description = "`exams.attempt_void`: it counts for nothing.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn show(Caller { ctx, device }: Caller, Named(attempt): Named<Uuid>) -> Result<Json<ExamResult>, Problem> {
    if let Now::Open(_) = enter(&ctx, attempt, &device).await? {
        return Err(Fault::NotFound.into());
    }
    let result = own(&ctx, attempt).await?;
    let point = |sums: &registry::exams::results::PointResult| PointScore {
        point: sums.point.code(),
        score: sums.score,
        full: sums.full,
    };
    Ok(Json(ExamResult {
        attempt: result.attempt,
        exam: result.exam,
        kind: result.kind.code(),
        outcome: result.outcome.code(),
        score: result.score,
        full_score: result.full_score,
        pass_score: result.pass_score,
        points: result.points.iter().map(point).collect(),
        weak: result.weak.iter().map(|point| point.code()).collect(),
        started_at: At(result.started_at),
        finished_at: At(result.finished_at),
        ended_by: result.ended_by.code(),
        is_held: result.is_held,
        certificate: result.certificate,
        resit_from: result.resit_from.map(At),
        corrections: result.corrected.into_iter().map(correction).collect(),
        exam_title: result.exam_title,
    }))
}

fn correction(notice: registry::exams::regrading::Notice) -> ResultCorrection {
    ResultCorrection {
        at: At(notice.at),
        reason: notice.reason,
        score_before: notice.before.score,
        outcome_before: notice.before.outcome.code(),
        score_after: notice.after.score,
        outcome_after: notice.after.outcome.code(),
    }
}
