//! How do browser tests live through a day in a second? `POST /fixtures/clock {"advance_ms": 86400000}`, in the
//! demonstration of a build with the feature `fixtures` only.

use std::sync::Arc;

use app::state::AppState;
use axum::routing::post;
use axum::{Json, Router};
use registry::clock::{Clock, MovableClock};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Advance {
    advance_ms: u32,
}

#[derive(Serialize)]
struct Now {
    now: String,
}

/// Runs with the system's clock, and forward when it is told to.
pub fn demo() -> (Arc<dyn Clock>, Router<AppState>) {
    let clock = MovableClock::running();
    let hand = clock.clone();
    let advance = async move |Json(by): Json<Advance>| {
        hand.advance_ms(by.advance_ms.into());
        Json(Now { now: hand.now().rfc3339() })
    };
    (Arc::new(clock), Router::new().route("/fixtures/clock", post(advance)))
}
