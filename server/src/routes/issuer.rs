//! What does the issuer publish for whoever verifies? Its keys, the status lists, and the context of its credentials.

use app::routes::Audience::Anyone;
use app::routes::Routes;
use app::state::AppState;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use certs::credential::CONTEXT_BYTES;
use certs::status::StatusPurpose;
use registry::certificates::status::{current_list, list_at};
use registry::{Fault, Instant, Refusal};
use serde::Deserialize;

use crate::problem::Problem;

const CROSS_ORIGIN: [(HeaderName, &str); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
];

pub fn routes() -> Routes {
    Routes::new().get("/.well-known/did.json", Anyone, did).get("/status/{number}/{purpose}", Anyone, status_list).get(
        "/contexts/cert/v1",
        Anyone,
        context,
    )
}

async fn did(State(state): State<AppState>) -> Result<Response, Problem> {
    let desk = state.desk.as_ref().ok_or(Fault::NotFound)?;
    let document = desk.did_document(&state.ctx)?;
    Ok(published("application/json", "public, max-age=300", document.to_string()))
}

#[derive(Deserialize)]
struct At {
    /// The only name that the standard permits for a list of the past.
    timestamp: Option<String>,
}

async fn status_list(
    State(state): State<AppState>,
    Path((number, purpose)): Path<(String, String)>,
    Query(at): Query<At>,
) -> Result<Response, Problem> {
    let purposes = [StatusPurpose::Revocation, StatusPurpose::Suspension];
    let purpose = purposes.into_iter().find(|known| known.as_str() == purpose).ok_or(Fault::NotFound)?;
    let number: u32 = number.parse().map_err(|_| Fault::NotFound)?;
    let list = match at.timestamp {
        None => current_list(&state.ctx, number, purpose).await?,
        Some(text) => {
            let unreadable = || Fault::refused(Refusal::on("timestamp", "edge.timestamp_invalid"));
            list_at(&state.ctx, number, purpose, Instant::parse_rfc3339(&text).ok_or_else(unreadable)?).await?
        }
    };
    Ok(published("application/vc", "public, max-age=30", list.document))
}

async fn context() -> Response {
    published("application/ld+json", "public, max-age=31536000, immutable", CONTEXT_BYTES)
}

/// For pages and programs of any origin.
fn published(kind: &'static str, caching: &'static str, content: impl IntoResponse) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, caching)];
    (CROSS_ORIGIN, headers, content).into_response()
}
