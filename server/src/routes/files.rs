//! Which stored files may anybody see? The pictures of courses, and no other: photos and scans are personal.

use app::routes::Audience::Anyone;
use app::routes::Routes;
use app::state::AppState;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use registry::courses;

use crate::problem::Problem;

/// A picture opened by itself stays a picture: nothing in it runs or loads.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

pub fn routes() -> Routes {
    Routes::new().get("/files/{hash}", Anyone, picture)
}

async fn picture(State(state): State<AppState>, Path(hash): Path<String>) -> Result<Response, Problem> {
    let blob = courses::store::picture(&state.ctx, &hash).await?;
    let headers = [
        (header::CONTENT_TYPE, blob.media_type.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
    ];
    Ok((headers, blob.content).into_response())
}
