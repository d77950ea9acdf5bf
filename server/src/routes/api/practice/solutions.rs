//! What was right, and why? For whoever has answered, and for whoever may look at an own paper again.

use axum::Json;
use question_bank::{CandidateItem, Confidence};
use registry::exams::review::{Review, Reviewed, of_attempt};
use registry::practice::solution::{self, Solved};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::caller::{Caller, Named};
use super::super::codes;
use crate::problem::{Problem, ProblemDocument};

#[derive(Serialize, ToSchema)]
pub struct Case {
    /// From 1; the parts of one case share it.
    number: u8,
    text: String,
}

#[derive(Serialize, ToSchema)]
pub struct Solution {
    #[schema(schema_with = codes::verdict)]
    verdict: &'static str,
    /// What was chosen, letters in displayed order; empty when nothing was.
    choice: String,
    /// The letters that are right.
    correct: String,
    reason: String,
    sources: Vec<LegalSource>,
}

#[derive(Serialize, ToSchema)]
pub struct LegalSource {
    law: String,
    article: String,
    text: String,
    /// Whether the text was compared with the official one.
    is_verified: bool,
}

/// An own paper with its keys. Scores are hundredths of a point.
#[derive(Serialize, ToSchema)]
pub struct AttemptReview {
    attempt: Uuid,
    exam: Uuid,
    exam_title: String,
    #[schema(schema_with = codes::exam_kind)]
    kind: &'static str,
    score: i64,
    full_score: i64,
    items: Vec<ReviewedItem>,
}

#[derive(Serialize, ToSchema)]
pub struct ReviewedItem {
    slot: u16,
    #[schema(schema_with = codes::kind)]
    kind: &'static str,
    case: Option<Case>,
    stem: String,
    /// In the order in which they were shown.
    options: Vec<String>,
    score: u32,
    full: u32,
    solution: Solution,
    /// The practice question's name in the bank; null for an official one.
    question: Option<String>,
    is_favourite: bool,
}

/// My paper, question by question.
///
/// Exactly when the exam's rules let papers be looked at again.
#[utoipa::path(
    get, path = "/attempts/{attempt}/review", tag = "exams", operation_id = "review",
    params(("attempt" = Uuid, Path, description = "The attempt's id.")),
    responses(
        (status = 200, description = "Every question with its solution.", body = AttemptReview),
        (status = 422, description = "`exams.review_after_hand_in`, `exams.review_later`, `exams.review_never`, \
            `exams.attempt_void`.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn review(Caller { ctx, .. }: Caller, Named(attempt): Named<Uuid>) -> Result<Json<AttemptReview>, Problem> {
    let Review { attempt, exam, exam_title, kind, score, full_score, items } = of_attempt(&ctx, attempt).await?;
    let items = items.into_iter().map(item).collect();
    Ok(Json(AttemptReview { attempt, exam, exam_title, kind: kind.code(), score, full_score, items }))
}

fn item(reviewed: Reviewed) -> ReviewedItem {
    let (is_practice, told) = (reviewed.is_practice(), solution(&reviewed.solved));
    let Solved { solution, is_kept, .. } = reviewed.solved;
    ReviewedItem {
        slot: solution.item.number,
        kind: solution.item.kind.code(),
        case: case(&solution.item),
        stem: solution.item.stem,
        options: solution.item.options,
        score: reviewed.score,
        full: reviewed.full,
        solution: told,
        question: is_practice.then_some(solution.place.question),
        is_favourite: is_kept,
    }
}

pub fn case(item: &CandidateItem) -> Option<Case> {
    Some(Case { number: item.part?.case, text: item.case_stem.clone()? })
}

pub fn solution(solved: &Solved) -> Solution {
    Solution {
        verdict: solved.verdict.code(),
        choice: solved.chosen.to_string(),
        correct: solved.solution.right.to_string(),
        reason: solved.solution.explanation.clone(),
        sources: sources(&solved.solution),
    }
}

pub fn sources(solution: &solution::Solution) -> Vec<LegalSource> {
    let source = |one: &solution::Source| LegalSource {
        law: one.law.clone(),
        article: one.article.clone(),
        text: one.statement.clone(),
        is_verified: matches!(one.confidence, Confidence::Law | Confidence::Seed),
    };
    solution.sources.iter().map(source).collect()
}
