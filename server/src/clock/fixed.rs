//! What is the demonstration's clock without the feature `fixtures`? The system's, steadied, and nobody moves it.

use std::path::Path;
use std::sync::Arc;

use app::state::AppState;
use axum::Router;
use registry::clock::{Clock, SteadyClock};

pub fn demo(_folder: Option<&Path>) -> (Arc<dyn Clock>, Router<AppState>) {
    (Arc::new(SteadyClock::of_the_system()), Router::new())
}
