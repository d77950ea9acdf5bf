//! Which stored files may anybody see? The pictures of courses, and no other: photos and scans are personal.

use app::routes::Audience::Anyone;
use app::routes::Routes;
use app::state::AppState;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use registry::{Fault, blobs};
use sea_orm::{ConnectionTrait, Statement};

use crate::problem::Problem;

/// A picture opened by itself stays a picture: nothing in it runs or loads.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

pub fn routes() -> Routes {
    Routes::new().get("/files/{hash}", Anyone, picture)
}

async fn picture(State(state): State<AppState>, Path(hash): Path<String>) -> Result<Response, Problem> {
    if !is_hash(&hash) || !is_named_by_a_course(&state, &hash).await? {
        return Err(Fault::NotFound.into());
    }
    let blob = blobs::find(&state.ctx, &hash).await?.ok_or(Fault::NotFound)?;
    if !blob.media_type.starts_with("image/") {
        return Err(Fault::NotFound.into());
    }
    let headers = [
        (header::CONTENT_TYPE, blob.media_type.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
    ];
    Ok((headers, blob.content).into_response())
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Lessons are public and carry the addresses of their pictures; the hash has only hexadecimal digits, so nothing in it
/// is a pattern.
async fn is_named_by_a_course(state: &AppState, hash: &str) -> Result<bool, Fault> {
    let db = state.ctx.db.reader();
    let sql = format!("SELECT 1 FROM lessons WHERE markdown LIKE '%/files/{hash}%' LIMIT 1");
    Ok(db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?.is_some())
}
