//! `attempts/{attempt}/complaints`, `complaints`, `complaints/{complaint}`: how does a candidate doubt a result, and what
//! came of it?

use axum::Json;
use axum::http::StatusCode;
use registry::calendar::Due;
use registry::complaints::store::{ask_review, file};
use registry::complaints::{About, ComplaintLine, Made, Verdict, own, view};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Caller, Named};
use super::codes;
use super::times::{At, On};
use crate::problem::{Problem, ProblemDocument};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComplaint {
    /// The number on the own paper; `null` for the score as a whole, and for a void attempt.
    #[schema(example = 2, minimum = 1)]
    question: Option<u16>,
    /// What is wrong and on which ground: 5 to 1000 characters.
    #[schema(example = "第2题的答案与条例不一致")]
    words: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReview {
    /// Why it should be looked at again: 5 to 1000 characters.
    #[schema(example = "请再核对条例原文")]
    words: String,
}

#[derive(Serialize, ToSchema)]
pub struct FiledComplaint {
    complaint: Uuid,
}

#[derive(Serialize, ToSchema)]
pub struct Complaints {
    complaints: Vec<Complaint>,
}

#[derive(Serialize, ToSchema)]
pub struct Complaint {
    complaint: Uuid,
    exam_title: String,
    #[schema(schema_with = codes::complaint_about)]
    about: &'static str,
    /// The number on the own paper, when it is about a question.
    question: Option<u16>,
    filed_at: At,
    /// The last step that was made.
    #[schema(schema_with = codes::complaint_step)]
    step: &'static str,
    #[schema(schema_with = codes::complaint_verdict)]
    verdict: Option<&'static str>,
    /// The last day for what comes next: the office's answer, or asking for a review.
    due: Option<LastDay>,
}

#[derive(Serialize, ToSchema)]
pub struct LastDay {
    day: On,
    /// The calendar of that year is not published yet: the day may move, and nothing is refused by it.
    is_provisional: bool,
}

/// One complaint with everything that happened, the oldest first.
#[derive(Serialize, ToSchema)]
pub struct WholeComplaint {
    summary: Complaint,
    attempt: Uuid,
    steps: Vec<ComplaintStep>,
    may_ask_review: bool,
}

#[derive(Serialize, ToSchema)]
pub struct ComplaintStep {
    #[schema(schema_with = codes::complaint_step)]
    step: &'static str,
    #[schema(schema_with = codes::complaint_verdict)]
    verdict: Option<&'static str>,
    words: String,
    at: At,
}

/// Complain about the score, or about one question, of an own attempt; or that it was made void.
#[utoipa::path(
    post, path = "/attempts/{attempt}/complaints", tag = "exams", operation_id = "complain",
    params(("attempt" = Uuid, Path, description = "The attempt's id.")),
    request_body = NewComplaint,
    responses(
        (status = 201, description = "Filed. An attempt that runs has no result to doubt: not found.", body = FiledComplaint),
        (status = 422, description = "`complaints.too_late`, `complaints.filed_already`, and what is wrong with the words.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn complain(
    Caller { ctx, .. }: Caller,
    Named(attempt): Named<Uuid>,
    Json(new): Json<NewComplaint>,
) -> Result<(StatusCode, Json<FiledComplaint>), Problem> {
    let about = new.question.map_or(About::Score, About::Question);
    let complaint = file(&ctx, attempt, about, &new.words).await?;
    Ok((StatusCode::CREATED, Json(FiledComplaint { complaint })))
}

/// The own complaints, the newest first.
#[utoipa::path(
    get, path = "/complaints", tag = "exams", operation_id = "complaints",
    responses((status = 200, description = "None is an empty list.", body = Complaints)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn list(Caller { ctx, .. }: Caller) -> Result<Json<Complaints>, Problem> {
    let complaints = own(&ctx).await?.into_iter().map(complaint).collect();
    Ok(Json(Complaints { complaints }))
}

/// One complaint and how it stands.
#[utoipa::path(
    get, path = "/complaints/{complaint}", tag = "exams", operation_id = "complaint",
    params(("complaint" = Uuid, Path, description = "The complaint's id.")),
    responses((status = 200, description = "With every step.", body = WholeComplaint)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn show(Caller { ctx, .. }: Caller, Named(id): Named<Uuid>) -> Result<Json<WholeComplaint>, Problem> {
    let view = view(&ctx, id).await?;
    Ok(Json(WholeComplaint {
        attempt: view.attempt,
        steps: view.made.into_iter().map(step).collect(),
        may_ask_review: view.may_ask_review,
        summary: complaint(view.line),
    }))
}

/// Ask once for another person to look again.
#[utoipa::path(
    post, path = "/complaints/{complaint}/review", tag = "exams", operation_id = "ask_review",
    params(("complaint" = Uuid, Path, description = "The complaint's id.")),
    request_body = NewReview,
    responses(
        (status = 204, description = "Asked for."),
        (status = 422, description = "`complaints.not_answered_yet`, `complaints.too_late`, `complaints.reviewed_once`.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn review(
    Caller { ctx, .. }: Caller,
    Named(id): Named<Uuid>,
    Json(new): Json<NewReview>,
) -> Result<StatusCode, Problem> {
    ask_review(&ctx, id, &new.words).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn complaint(line: ComplaintLine) -> Complaint {
    Complaint {
        complaint: line.id,
        exam_title: line.exam_title,
        about: line.about.code(),
        question: match line.about {
            About::Score | About::Void => None,
            About::Question(number) => Some(number),
        },
        filed_at: At(line.filed_at),
        step: line.step.code(),
        verdict: line.verdict.map(Verdict::code),
        due: line.due.map(last_day),
    }
}

fn last_day(due: Due) -> LastDay {
    LastDay { day: On(due.day()), is_provisional: due.is_provisional() }
}

fn step(made: Made) -> ComplaintStep {
    ComplaintStep {
        step: made.step.code(),
        verdict: made.verdict.map(Verdict::code),
        words: made.words,
        at: At(made.at),
    }
}
