//! How do browser tests live through a day in a second, and through a jump of the system's clock? `POST /fixtures/clock
//! {"advance_ms": 86400000}` lets time pass; `{"jump_ms": -3600000}` sets the clock of the system and lets no time pass. In
//! the demonstration of a build with the feature `fixtures` only.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use app::state::AppState;
use axum::routing::post;
use axum::{Json, Router};
use registry::clock::{Clock, MovableClock, Steady, SteadyClock};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Hands {
    #[serde(default)]
    advance_ms: u32,
    #[serde(default)]
    jump_ms: i64,
}

#[derive(Serialize)]
struct Now {
    now: String,
}

/// What has passed since the start, and what a test let pass.
#[derive(Clone)]
struct Passed {
    start: Instant,
    besides_ms: Arc<AtomicI64>,
}

impl Steady for Passed {
    fn elapsed_ms(&self) -> i64 {
        let elapsed = i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX);
        elapsed.saturating_add(self.besides_ms.load(Ordering::SeqCst))
    }
}

/// Runs as the real site's clock does, over hands that a test moves.
pub fn demo() -> (Arc<dyn Clock>, Router<AppState>) {
    let (system, passed) =
        (MovableClock::running(), Passed { start: Instant::now(), besides_ms: Arc::new(AtomicI64::new(0)) });
    let clock = Arc::new(SteadyClock::over(Arc::new(system.clone()), Arc::new(passed.clone())));
    let told = clock.clone();
    let moved = async move |Json(hands): Json<Hands>| {
        // first what has passed: a clock that lags is not followed, one that leads a little would be
        passed.besides_ms.fetch_add(hands.advance_ms.into(), Ordering::SeqCst);
        system.advance_ms(i64::from(hands.advance_ms) + hands.jump_ms);
        Json(Now { now: told.now().rfc3339() })
    };
    (clock, Router::new().route("/fixtures/clock", post(moved)))
}
