//! What does a holder carry, what may everybody check, and what is on the register?

mod answer;
mod card;
mod files;
mod forms;
mod holder;
pub mod inline;
pub mod lately;
mod matters;
mod missing;
mod office;
mod old;
mod ornament;
mod picture;
mod print;
mod recertifying;
mod record;
mod search;
pub mod verify;
pub mod waiting;

use registry::certificates::Status;
use registry::courses::study_hours;

use crate::lang::Lang;
use crate::routes::Audience::{Anyone, Concerned, Office, SignedIn};
use crate::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/certificates", SignedIn, holder::list)
        .get("/certificates/{number}", Concerned, holder::show)
        .get("/certificates/{number}/print", Concerned, print::show)
        .get("/certificates/{number}/photo", Concerned, files::photo)
        .get("/certificates/{number}/code.svg", Concerned, files::code)
        .get("/certificates/{number}/picture.svg", Concerned, files::picture)
        .get("/certificates/{number}/credential.json", Concerned, files::credential)
        .get("/v/{id}", Anyone, verify::show)
        .get("/verify", Anyone, search::show)
        .post("/verify", Anyone, forms::search)
        .get("/office/certificates", Office, office::list)
        .get("/office/certificates.xlsx", Office, office::export)
        .get("/office/certificates/matters", Office, matters::show)
        .get("/office/certificates/matters.xlsx", Office, matters::file)
        .merge(old_routes())
        .get("/office/certificates/{number}", Office, office::show)
        .post("/office/certificates/{number}/recertification", Office, recertifying::approve)
}

/// The codes of old paper certificates, and the sheets that bring them.
fn old_routes() -> Routes {
    Routes::new()
        .get("/old/", Anyone, old::show)
        .get("/old/{*code}", Anyone, old::show)
        .get("/office/certificates/old", Office, old::office::list)
        .get("/office/certificates/old.xlsx", Office, old::office::export)
        .get("/office/certificates/old/import", Office, old::import::form)
        .upload("/office/certificates/old/import", Office, old::import::bring, old::import::MOST_BYTES)
        .get("/office/certificates/old/import/template.xlsx", Office, old::import::template)
        .get("/office/certificates/old/import/{old_sheet}", Office, old::import::show)
        .post("/office/certificates/old/import/{old_sheet}", Office, old::import::take_one)
        .post("/office/certificates/old/import/{old_sheet}/undo", Office, old::import::undo_one)
        .get("/office/certificates/old/import/{old_sheet}/marked.xlsx", Office, old::import::marked)
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
