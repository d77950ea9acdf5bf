//! Which address leads to which page?

use axum::Router;
use axum::routing::{get, post};

use crate::state::AppState;
use crate::{accounts, audit, home, preferences, privacy, rulepacks};

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/preferences", post(preferences::choose))
        .route("/privacy", get(privacy::show))
        .merge(home::routes())
        .merge(accounts::routes())
        .merge(audit::routes())
        .merge(rulepacks::routes())
}
