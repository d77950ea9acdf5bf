//! What does a holder carry, what may everybody check, and what is on the register?

mod answer;
mod card;
mod files;
mod forms;
mod holder;
mod inline;
mod missing;
mod office;
mod ornament;
mod picture;
mod print;
mod record;
mod search;
mod verify;

use axum::Router;
use axum::routing::get;
use registry::certificates::Status;
use registry::courses::study_hours;

use crate::lang::Lang;
use crate::state::AppState;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/certificates", get(holder::list))
        .route("/certificates/{number}", get(holder::show))
        .route("/certificates/{number}/print", get(print::show))
        .route("/certificates/{number}/photo", get(files::photo))
        .route("/certificates/{number}/code.svg", get(files::code))
        .route("/certificates/{number}/picture.svg", get(files::picture))
        .route("/certificates/{number}/credential.json", get(files::credential))
        .route("/v/{id}", get(verify::show))
        .route("/verify", get(search::show).post(forms::search))
        .route("/office/certificates", get(office::list))
        .route("/office/certificates.xlsx", get(office::export))
        .route("/office/certificates/{number}", get(office::show))
}

/// What is stamped across a certificate that is not valid: `已注销`. The printed one says the same.
pub fn stamp(lang: Lang, status: Status) -> Option<String> {
    (status != Status::Valid).then(|| lang.code("certificates.stamp", status.code()))
}

/// 培训学时 as it is printed: `3.7学时`.
pub fn hours(lang: Lang, study_minutes: Option<i64>) -> String {
    match study_minutes {
        Some(minutes) => lang.fill("certificates.card.hours_value", &[("hours", &study_hours(minutes))]),
        None => lang.t("certificates.card.no_hours"),
    }
}

fn path(number: &str) -> String {
    format!("/certificates/{number}")
}

fn public_path(path_id: &str) -> String {
    format!("/v/{path_id}")
}

#[cfg(test)]
mod tests;
