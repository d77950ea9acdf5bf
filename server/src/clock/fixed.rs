//! What is the demonstration's clock without the feature `fixtures`? The system's, and nobody moves it.

use std::sync::Arc;

use app::state::AppState;
use axum::Router;
use registry::clock::{Clock, SystemClock};

pub fn demo() -> (Arc<dyn Clock>, Router<AppState>) {
    (Arc::new(SystemClock), Router::new())
}
