//! How does a person get an account, sign in, and look after it?

mod cookies;
mod demo_outbox;
mod forms;
mod pages;
mod photo;
mod recovery;
mod reset;
mod second_factor;
mod second_step;
mod sessions;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::state::AppState;

pub use second_step::code_field;
pub use sessions::device_words;

/// A photo, and what a multipart body adds around it.
const PHOTO_BODY: usize = 2 * 1024 * 1024 + 16 * 1024;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/sign-up", get(pages::sign_up).post(forms::sign_up))
        .route("/sign-in", get(pages::sign_in).post(forms::sign_in))
        .route("/sign-in/code", get(second_step::show).post(second_step::enter))
        .route("/reset", get(reset::show).post(reset::ask))
        .route("/reset/code", get(reset::show_code).post(reset::set))
        .route("/recovery", get(recovery::show).post(recovery::help))
        .route("/demo/messages", get(demo_outbox::show))
        .route("/sign-out", post(forms::sign_out))
        .route("/setup/{token}", get(pages::setup).post(forms::setup))
        .route("/account", get(pages::account))
        .route("/account/password", post(forms::change_password))
        .route("/account/sessions", get(sessions::show))
        .route("/account/sessions/others/end", post(sessions::end_others))
        .route("/account/sessions/{session}/end", post(sessions::end))
        .route("/account/second-factor", get(second_factor::show))
        .route("/account/second-factor/begin", post(second_factor::begin))
        .route("/account/second-factor/confirm", post(second_factor::confirm))
        .route("/account/second-factor/recovery-codes", post(second_factor::renew))
        .route("/account/second-factor/off", post(second_factor::turn_off))
        .route("/account/photo", get(photo::show).post(photo::set).layer(DefaultBodyLimit::max(PHOTO_BODY)))
}
