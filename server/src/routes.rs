//! Which addresses are no pages? One file per subject; `api` has the interface for programs.

pub mod api;

mod assets;
mod files;
mod health;
mod hung;
mod imported;
mod issuer;
mod national;
mod printed;
mod videos;

use std::path::Path;

use app::routes::Routes;
use app::state::AppState;
use axum::middleware::from_fn_with_state;

use crate::limits::Limits;
use crate::metrics::Metrics;

/// What anybody may fetch without a session: nothing here reads a cookie.
pub fn public(state: &AppState, pkg: Option<&Path>, limits: Limits, metrics: Metrics) -> Routes {
    let keep = from_fn_with_state(state.clone(), assets::keep);
    Routes::new()
        .merge(assets::routes(pkg).within(|assets| assets.layer(keep)))
        .merge(files::routes())
        .merge(health::routes(limits.clone(), metrics))
        .merge(issuer::routes())
        .merge(national::routes(limits))
}

/// Files that depend on who asks.
pub fn personal() -> Routes {
    hung::routes().merge(imported::routes()).merge(printed::routes()).merge(videos::routes())
}
