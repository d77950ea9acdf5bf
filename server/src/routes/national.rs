//! `POST /open.api`: what do we answer to whoever speaks the national platform's protocol with us? The protocol itself is
//! `registry/src/feeds/national.rs`'s; every answer of it is 200 with a code inside.

use app::routes::Audience::Anyone;
use app::routes::Routes;
use app::state::AppState;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use registry::feeds::LARGEST_BODY;
use registry::feeds::national::{Answer, AnswerCode};
use registry::feeds::store::serve;
use registry::{Actor, Fault};

use crate::limits::{self, Limits};
use crate::problem::Problem;

pub fn routes(limits: Limits) -> Routes {
    Routes::new()
        .upload("/open.api", Anyone, answer, LARGEST_BODY)
        .within(|routes| routes.layer(from_fn_with_state(limits, limits::check)))
}

async fn answer(State(state): State<AppState>, body: Bytes) -> Result<Response, Problem> {
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
