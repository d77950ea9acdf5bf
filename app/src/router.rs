//! Which address leads to which page?

use axum::Router;
use axum::routing::post;

use crate::state::AppState;
use crate::preferences;

pub fn router() -> Router<AppState> {
    Router::new().route("/preferences", post(preferences::choose))
}
