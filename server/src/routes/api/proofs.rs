//! `GET exams/{exam}/proof`: what did the exam commit to before anybody could sit it?

use axum::Json;
use registry::exams::proof::get;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Anyone, Named};
use super::times::At;
use crate::problem::Problem;

/// Told in `docs/papers.md`; the files to check it with are at `/exams/{exam}/proof/reveal.json` and `papers.ndjson`.
#[derive(Serialize, ToSchema)]
pub struct ExamProof {
    exam: Uuid,
    title: String,
    opens_at: At,
    closes_at: At,
    /// SHA-256, 64 hexadecimal digits.
    commitment: String,
    committed_at: At,
    /// One for each later version of the pool, in order: a question was withdrawn.
    later: Vec<LaterCommitment>,
    /// Since when the files can be read; null while somebody may still sit.
    revealed_at: Option<At>,
}

#[derive(Serialize, ToSchema)]
pub struct LaterCommitment {
    /// Of the pool, from 2.
    pool_version: i32,
    commitment: String,
    committed_at: At,
}

/// The commitment of a published exam.
#[utoipa::path(
    get, path = "/exams/{exam}/proof", tag = "exams", operation_id = "proof",
    params(("exam" = Uuid, Path, description = "The exam's id.")),
    responses((status = 200, description = "The commitment, for anybody.", body = ExamProof)),
)]
pub async fn show(Anyone(ctx): Anyone, Named(exam): Named<Uuid>) -> Result<Json<ExamProof>, Problem> {
    let proof = get(&ctx, exam).await?;
    let later = proof.later.into_iter().map(|one| LaterCommitment {
        pool_version: one.version,
        commitment: one.commitment,
        committed_at: At(one.at),
    });
    Ok(Json(ExamProof {
        exam,
        title: proof.title,
        opens_at: At(proof.opens_at),
        closes_at: At(proof.closes_at),
        commitment: proof.commitment,
        committed_at: At(proof.committed_at),
        later: later.collect(),
        revealed_at: proof.revealed_at.map(At),
    }))
}
