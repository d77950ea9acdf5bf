//! Which addresses are no pages? One file per subject; `api` has the interface for programs.

pub mod api;

mod assets;
mod files;
mod health;
mod issuer;
mod printed;

use std::path::Path;

use app::state::AppState;
use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::limits::Limits;
use crate::metrics::Metrics;

/// What anybody may fetch without a session: nothing here reads a cookie.
pub fn public(state: &AppState, pkg: Option<&Path>, limits: Limits, metrics: Metrics) -> Router<AppState> {
    Router::new()
        .merge(assets::router(pkg).layer(from_fn_with_state(state.clone(), assets::keep)))
        .merge(files::router())
        .merge(health::router(limits, metrics))
        .merge(issuer::router())
}

/// Files of people who are signed in.
pub fn personal() -> Router<AppState> {
    printed::router()
}
