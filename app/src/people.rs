//! Whom does an office see, how is an identity confirmed, and what does everybody see and ask of the own data?

mod forms;
mod my_data;
mod own_requests;
mod pages;
mod requests;

use axum::Router;
use axum::routing::{get, post};

use crate::state::AppState;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/account/data", get(my_data::show))
        .route("/account/data/export", post(my_data::export))
        .route("/account/phone", post(own_requests::phone))
        .route("/account/phone/code", post(own_requests::phone_code))
        .route("/account/requests", get(own_requests::show))
        .route("/account/requests/name", post(own_requests::name))
        .route("/account/requests/deletion", post(own_requests::deletion))
        .route("/account/requests/{request}/withdraw", post(own_requests::withdraw))
        .route("/office/requests", get(requests::list))
        .route("/office/requests/{request}", get(requests::show).post(requests::answer))
        .route("/office/people", get(pages::list))
        .route("/office/people/{person}", get(pages::show))
        .route("/office/people/{person}/identity", post(forms::confirm_identity))
        .route("/office/people/{person}/full", post(forms::reveal))
}

pub use forms::certify_released;
pub use pages::document_choice;
