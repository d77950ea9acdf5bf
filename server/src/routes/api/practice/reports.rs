//! `practice/reports`: what is wrong with a question, in my eyes, and what was answered?

use axum::Json;
use axum::http::StatusCode;
use registry::practice::reports::{ReportView, make, own};
use registry::practice::{REPORT_LENGTH, ReportKind};
use registry::{Fault, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::caller::Caller;
use super::super::codes;
use super::super::times::At;
use crate::problem::Problem;

#[derive(Serialize, ToSchema)]
pub struct QuestionReports {
    reports: Vec<QuestionReport>,
}

#[derive(Serialize, ToSchema)]
pub struct QuestionReport {
    report: Uuid,
    question: String,
    stem: String,
    #[schema(schema_with = codes::report_kind)]
    kind: &'static str,
    words: String,
    made_at: At,
    /// Null until it is answered.
    reply: Option<ReportReply>,
}

#[derive(Serialize, ToSchema)]
pub struct ReportReply {
    #[schema(schema_with = codes::report_outcome)]
    outcome: &'static str,
    words: String,
    at: At,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQuestionReport {
    /// The practice question's name in the bank.
    #[schema(max_length = 100, example = "p-11-001")]
    question: String,
    #[schema(schema_with = codes::report_kind)]
    kind: ReportKind,
    #[schema(min_length = 5, max_length = 500, example = "The second option contradicts the article.")]
    words: String,
}

#[derive(Serialize, ToSchema)]
pub struct QuestionReported {
    report: Uuid,
}

/// My reports, the latest first.
#[utoipa::path(
    get, path = "/practice/reports", tag = "practice", operation_id = "reports",
    responses((status = 200, description = "With the answers.", body = QuestionReports)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn list(Caller { ctx, .. }: Caller) -> Result<Json<QuestionReports>, Problem> {
    Ok(Json(QuestionReports { reports: own(&ctx).await?.into_iter().map(report).collect() }))
}

/// Report a practice question.
///
/// One report per question waits for its answer at a time; its people do not learn who made it.
#[utoipa::path(
    post, path = "/practice/reports", tag = "practice", operation_id = "report_question",
    request_body = NewQuestionReport,
    responses(
        (status = 201, description = "Waits for its answer.", body = QuestionReported),
        (status = 404, description = "There is no such practice question.",
            body = crate::problem::ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn report_question(
    Caller { ctx, .. }: Caller,
    Json(new): Json<NewQuestionReport>,
) -> Result<(StatusCode, Json<QuestionReported>), Problem> {
    let is_text = |c: char| !c.is_control() || c == '\n';
    // blanks at its ends count for a program, and no text holds a control character
    if new.words.chars().count() > REPORT_LENGTH.1 || !new.words.chars().all(is_text) {
        let refusal = Refusal::on("words", "practice.words_length");
        return Err(Fault::from(refusal.with("least", REPORT_LENGTH.0).with("most", REPORT_LENGTH.1)).into());
    }
    let report = make(&ctx, &new.question, Some(new.kind), &new.words).await?;
    Ok((StatusCode::CREATED, Json(QuestionReported { report })))
}

fn report(view: ReportView) -> QuestionReport {
    QuestionReport {
        report: view.id,
        question: view.question,
        stem: view.stem,
        kind: view.kind.code(),
        words: view.words,
        made_at: At(view.made_at),
        reply: view.answer.map(|answer| ReportReply {
            outcome: answer.outcome.code(),
            words: answer.words,
            at: At(answer.at),
        }),
    }
}
