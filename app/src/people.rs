//! Whom does an office see, and how is an identity confirmed?

pub(crate) mod forms;
pub(crate) mod pages;

use axum::Router;
use axum::routing::{get, post};

use crate::state::AppState;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/office/people", get(pages::list))
        .route("/office/people/{person}", get(pages::show))
        .route("/office/people/{person}/identity", post(forms::confirm_identity))
        .route("/office/people/{person}/full", post(forms::reveal))
}

pub use forms::certify_released;
