//! `POST /open.api`: what do we answer to whoever speaks the national platform's protocol with us? The protocol itself is
//! `registry/src/feeds/national.rs`'s; every answer to what could be read is 200 with a code inside.

use app::routes::Audience::Anyone;
use app::routes::Routes;
use app::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use registry::feeds::LARGEST_BODY;
use registry::feeds::national::{Answer, AnswerCode};
use registry::feeds::store::serve;
use registry::{Actor, Fault};

use super::api::feeds::{Bodies, refused};
use crate::limits::{self, Limits};
use crate::problem::Problem;

pub fn routes(limits: Limits) -> Routes {
    Routes::new()
        .upload("/open.api", Anyone, answer, LARGEST_BODY)
        .within(|routes| routes.layer(Extension(Bodies::default())).layer(from_fn_with_state(limits, limits::check)))
}

async fn answer(
    State(state): State<AppState>,
    Extension(bodies): Extension<Bodies>,
    request: Request,
) -> Result<Response, Problem> {
    let body = match bodies.take(request).await {
        Ok(body) => body,
        Err(fault) => return Ok(unread(fault)),
    };
    let ctx = state.ctx.acting_as(Actor::Anonymous);
    let answer = match serve(&ctx, &state.sinks, &body).await {
        Ok(answer) => answer,
        // the protocol has a word for it, and its clients look at nothing else
        Err(Fault::Busy) => Answer::refusal(AnswerCode::TooOften, "busy"),
        Err(fault) => return Err(fault.into()),
    };
    if answer.code == AnswerCode::Ok {
        state.arrivals.ring();
    }
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::OK, headers, Json(answer.to_json())).into_response())
}

/// Told by the status, and in the protocol's words.
fn unread(fault: Fault) -> Response {
    let reason = fault.code().unwrap_or_default();
    let code = if reason == "feeds.busy" { AnswerCode::TooOften } else { AnswerCode::Parameter };
    let answer = Answer::refusal(code, reason);
    let bare = refused(fault);
    (bare.status(), bare.headers().clone(), Json(answer.to_json())).into_response()
}
