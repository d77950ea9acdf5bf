//! What may programs ask for, under `/api/v1`? One file per noun in `api/`; each returns `Result<_, Problem>`.

use app::state::AppState;
use axum::Router;

pub fn router() -> Router<AppState> {
    Router::new()
}
