//! What surrounds the save of an answer? A name, the line in the log, the count, time, panics, words for bare errors and
//! headers, as around everything else, but in one function: it is asked for a thousand times as often, and as layers each
//! of them would be another box and another copy.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use app::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use tower_http::trace::OnResponse;
use tracing::{Instrument, Span};

use super::TIMEOUT;
use super::names::RequestNames;
use crate::headers::Headers;
use crate::metrics::Answered;
use crate::routes::api::SAVE_ROUTE;
use crate::{edge, problem};

/// What it is done with.
pub struct Around {
    pub state: AppState,
    pub headers: Headers,
    pub answered: Answered,
    pub names: RequestNames,
}

pub async fn surround(State(around): State<Arc<Around>>, request: Request, next: Next) -> Response {
    let (begun_at, name) = (Instant::now(), around.names.another());
    let id = name.to_str().unwrap_or("-");
    let span = tracing::info_span!("request", method = %request.method(), route = SAVE_ROUTE, id);
    async {
        let asked = (problem::language(request.headers()), request.uri().clone());
        let saved = AssertUnwindSafe(next.run(request)).catch_unwind();
        let response = match tokio::time::timeout(TIMEOUT, saved).await {
            Ok(Ok(response)) => response,
            Ok(Err(cause)) => edge::panicked(cause),
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        };
        let response = edge::explain_to_program(&around.state, asked, response).await;
        let mut response = around.headers.protect(response);
        let headers = response.headers_mut();
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        headers.insert(HeaderName::from_static("x-request-id"), name);
        around.answered.clone().on_response(&response, begun_at.elapsed(), &Span::current());
        response
    }
    .instrument(span)
    .await
}
