//! Which address of an exam leads to which page or form?

use axum::Router;
use axum::routing::{get, post};

use super::{forms, hand_in, list, office, result, rooms, rules, seat};
use crate::state::AppState;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/exams", get(list::show))
        .route("/exams/{exam}", get(rules::show))
        .route("/exams/{exam}/attempts", post(forms::start))
        .route("/attempts/{attempt}", get(seat::show))
        .route("/attempts/{attempt}/room", post(forms::take_over))
        .route("/exams/{exam}/settings.seb", get(rules::settings_file))
        .route("/exams/{exam}/left", get(rules::left))
        .route("/attempts/{attempt}/lockdown", post(forms::prove))
        .route("/attempts/{attempt}/return", post(forms::come_back))
        .route("/attempts/{attempt}/answers/{slot}", post(forms::answer))
        .route("/attempts/{attempt}/hand-in", get(hand_in::show))
        .route("/attempts/{attempt}/submission", post(forms::submit))
        .route("/attempts/{attempt}/result", get(result::show))
        .merge(office::routes())
        .merge(rooms::routes())
}
