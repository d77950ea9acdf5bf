//! How do rows come in from a file, and what became of them? By template, gone through on trial before anything changes.

mod bring;
pub mod marks;
mod one;
mod templates;
mod undoing;

use leptos::prelude::*;
use registry::imports::store::{ImportView, State, Target};

use crate::lang::Lang;
use crate::page::{Page, page};
use crate::projects::below_project;
use crate::routes::Audience::{Concerned, SignedIn};
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;
use crate::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .get("/projects/{project}/import", Concerned, bring::form)
        .upload("/projects/{project}/import", Concerned, bring::take, bring::MOST_BYTES)
        .get("/imports/templates/{template}", SignedIn, templates::file)
        .get("/imports/{import}", Concerned, one::show)
        .post("/imports/{import}/start", Concerned, one::begin)
        .get("/imports/{import}/undo", Concerned, undoing::ask)
        .post("/imports/{import}/undo", Concerned, undoing::take)
}

fn state(lang: Lang, state: State) -> AnyView {
    let tone = match state {
        State::Finished => Tone::Success,
        State::Refused | State::Stuck => Tone::Danger,
        State::Tried => Tone::Warning,
        State::Arriving | State::Trying | State::Running | State::Undoing => Tone::Info,
        State::Undone => Tone::Neutral,
    };
    badge(tone, lang.code("imports.states", state.code()))
}

/// A page about one file, below the project that it was brought to; who brings nothing there has no page of its files.
fn below<'a>(visit: &'a Visit, view: &ImportView, title: impl Into<String>) -> Page<'a> {
    match (view.target, &view.project_name) {
        (Target::Project(project), Some(name)) if !view.may_decide => below_project(visit, project, name, title),
        (Target::Project(project), Some(name)) => {
            below_project(visit, project, name, title).under(visit.t("imports.title"), home(view.target))
        }
        _ => page(visit, title).under(visit.t("imports.title"), home(view.target)),
    }
}

/// The page that files of the same kind are brought on; suppliers' come by the operator.
fn home(target: Target) -> String {
    match target {
        Target::Project(project) => format!("/projects/{project}/import"),
        Target::Supplier(supplier) => format!("/feeds/suppliers/{supplier}/batches"),
    }
}
