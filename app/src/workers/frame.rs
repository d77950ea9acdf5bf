//! What surrounds the pages about a project's people, and how are their forms shown?

use axum::response::Response;
use leptos::prelude::*;
use registry::Fault;
use registry::projects::store::{DocumentAbout, bring_document};
use registry::workers::store::Place;
use uuid::Uuid;

use super::roster_path;
use crate::form::{Mistakes, by_field};
use crate::lang::Lang;
use crate::page::Page;
use crate::projects::below_project;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::done;
use crate::upload::Upload;
use crate::visit::Visit;

/// Stores a file that came with a form for the project; nothing when none was chosen.
pub async fn bring(visit: &Visit, project: Uuid, file: Upload) -> Result<Option<String>, Fault> {
    if file.bytes.is_empty() {
        return Ok(None);
    }
    let brought = bring_document(&visit.ctx, project, DocumentAbout::People, &file.file_name, file.bytes).await;
    brought.map(Some).map_err(|fault| by_field(fault, &[("document", "file")]))
}

/// A page below the page of the project.
pub fn below<'a>(visit: &'a Visit, place: &Place, title: impl Into<String>) -> Page<'a> {
    below_project(visit, place.project, &place.name, title)
}

/// A page below the list of the project's people.
pub fn below_roster<'a>(visit: &'a Visit, place: &Place, title: impl Into<String>) -> Page<'a> {
    below(visit, place, title).under(visit.t("workers.roster.title"), roster_path(place.project))
}

/// The page of one form: what it is about, what is wrong, the fields and the button.
pub fn form_page(
    visit: &Visit,
    page: Page<'_>,
    (title, intro): (String, String),
    mistakes: &Mistakes,
    form: impl FnOnce() -> AnyView,
) -> Response {
    let lang = visit.lang;
    page.mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                <p class="hint">{intro}</p>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {form()}
            }
            .into_any()
        })
        .respond()
}

/// The pages about the people of a project, for whoever sees them.
pub fn ways(lang: Lang, place: &Place) -> AnyView {
    let way = |key: &str, below: &str| {
        let path = format!("/projects/{}/{below}", place.project);
        view! { <a class="button secondary" href=path>{lang.code("workers.ways", key)}</a> }
    };
    let gate = place.rights.sees_gate.then(|| way("gate", "gate"));
    view! {
        <p class="actions">
            {way("teams", "teams")}
            {way("contracts", "contracts")}
            {gate}
            {way("duplicates", "workers/duplicates")}
        </p>
    }
    .into_any()
}
