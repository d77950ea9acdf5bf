//! How do browser tests live through a day in a second, and through a jump of the system's clock? `POST /fixtures/clock
//! {"advance_ms": 86400000}` lets time pass; `{"jump_ms": -3600000}` sets the clock of the system and lets no time pass. In
//! the demonstration of a build with the feature `fixtures` only.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use app::state::AppState;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use registry::clock::{Clock, MovableClock, Steady, SteadyClock, Uptime, uptime};
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

/// How far the hands were moved so far. Kept beside the data, which remember the time that was let pass, for the next start.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Moved {
    passed_ms: i64,
    jumped_ms: i64,
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

    fn uptime(&self) -> Option<Uptime> {
        let Uptime { boot, ms } = uptime()?;
        Some(Uptime { boot, ms: ms.saturating_add(self.besides_ms.load(Ordering::SeqCst)) })
    }
}

/// Runs as the real site's clock does, over hands that a test moves.
pub fn demo(folder: Option<&Path>) -> (Arc<dyn Clock>, Router<AppState>) {
    let kept = folder.map(|folder| folder.join("moved-clock.json"));
    let before = kept.as_deref().map(read).unwrap_or_default();
    let (system, passed) = (
        MovableClock::running(),
        Passed { start: Instant::now(), besides_ms: Arc::new(AtomicI64::new(before.passed_ms)) },
    );
    system.advance_ms(before.passed_ms + before.jumped_ms);
    let clock = Arc::new(SteadyClock::over(Arc::new(system.clone()), Arc::new(passed.clone())));
    let (told, jumped_ms) = (clock.clone(), Arc::new(AtomicI64::new(before.jumped_ms)));
    let moved = async move |Json(hands): Json<Hands>| {
        // first what has passed: a clock that lags is not followed, one that leads a little would be
        let advance_ms = i64::from(hands.advance_ms);
        let passed_ms = passed.besides_ms.fetch_add(advance_ms, Ordering::SeqCst) + advance_ms;
        let jumped_ms = jumped_ms.fetch_add(hands.jump_ms, Ordering::SeqCst) + hands.jump_ms;
        system.advance_ms(advance_ms + hands.jump_ms);
        match write(kept.as_ref(), Moved { passed_ms, jumped_ms }) {
            Ok(()) => Ok(Json(Now { now: told.now().rfc3339() })),
            Err(_) => Err(StatusCode::INSUFFICIENT_STORAGE),
        }
    };
    (clock, Router::new().route("/fixtures/clock", post(moved)))
}

fn read(kept: &Path) -> Moved {
    fs::read(kept).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn write(kept: Option<&PathBuf>, moved: Moved) -> Result<(), std::io::Error> {
    let Some(kept) = kept else { return Ok(()) };
    fs::write(kept, serde_json::to_vec(&moved)?)
}
