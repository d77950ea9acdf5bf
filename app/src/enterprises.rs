//! How does an enterprise come in, and what does its administrator do with its people?

mod forms;
mod office;
mod pages;

use axum::Router;
use axum::routing::{get, post};

use crate::state::AppState;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/account/enterprises", get(pages::own).post(forms::register))
        .route("/enterprises/{enterprise}", get(pages::show))
        .route("/enterprises/{enterprise}/employees", post(forms::add_employee))
        .route("/enterprises/{enterprise}/employees/{person}/leave", post(forms::remove_employee))
        .route("/enterprises/{enterprise}/employees/{person}/identity", post(forms::confirm_identity))
        .route("/office/enterprises", get(office::list))
        .route("/office/enterprises/{enterprise}/accept", post(office::accept))
}
