//! Which address leads to which page?

use axum::Router;
use axum::routing::{get, post};

use crate::state::AppState;
use crate::{
    accounts, audit, certificates, courses, enterprises, exams, home, jobs, offices, people, preferences, privacy,
    questions, rulepacks,
};

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/preferences", post(preferences::choose))
        .route("/privacy", get(privacy::show))
        .merge(accounts::routes())
        .merge(audit::routes())
        .merge(certificates::routes())
        .merge(courses::routes())
        .merge(enterprises::routes())
        .merge(exams::routes())
        .merge(questions::routes())
        .merge(home::routes())
        .merge(jobs::routes())
        .merge(offices::routes())
        .merge(people::routes())
        .merge(rulepacks::routes())
}
