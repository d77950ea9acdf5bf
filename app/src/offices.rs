//! Which offices are there, who holds which role in them, and who gave it?

mod forms;
mod pages;

use axum::Router;
use axum::routing::{get, post};

use crate::state::AppState;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/office/offices", get(pages::list).post(forms::create))
        .route("/office/offices/{office}", get(pages::show))
        .route("/office/offices/{office}/roles", post(forms::grant))
        .route("/office/offices/{office}/roles/{grant}/second", post(forms::second))
        .route("/office/offices/{office}/roles/{grant}/end", post(forms::end))
}
