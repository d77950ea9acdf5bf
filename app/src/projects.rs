//! How does a project come in, what stands on record about it, who files what, and what do the offices decide?

mod accounts;
mod codes;
mod decisions;
mod deposits;
mod details;
mod documents;
mod edit;
mod exemptions;
mod figures;
mod filing;
mod for_all;
mod group;
mod history;
mod import;
mod list;
mod managers;
mod merges;
mod milestones;
mod neighbours;
mod new;
mod office;
mod overview;
mod papers;
mod parties;
mod permits;
mod shutdowns;
mod status;
mod tasks;
mod typed;
mod withdraw;
pub mod words;

use axum::response::{IntoResponse, Redirect, Response};
use registry::projects::store::{MOST_BYTES, ProjectPage};
use uuid::Uuid;

pub use decisions::tiles;
pub use documents::itself;
use import::Projects;
pub use neighbours::{neighbours, sees};

use crate::page::{Page, holds_office, page};
use crate::routes::Audience::{Concerned, Office, SignedIn};
use crate::routes::Routes;
use crate::sheets;
use crate::visit::Visit;

/// A file, and what a form with it adds around.
const UPLOAD: usize = MOST_BYTES + 256 * 1024;

/// Where offices have their list.
const OF_OFFICE: &str = "/office/projects";

pub fn routes() -> Routes {
    Routes::new()
        .get("/projects", SignedIn, list::own)
        .post("/projects", SignedIn, new::register_one)
        .get("/projects/new", SignedIn, new::show)
        .merge(imported())
        .get(OF_OFFICE, Office, list::of_office)
        .get("/office/projects.xlsx", Office, list::sheet)
        .get(figures::FIGURES, Office, figures::show)
        .get("/office/projects/figures.xlsx", Office, figures::sheet)
        .get("/office/projects/decisions", Office, decisions::show)
        .get("/office/projects/decisions.xlsx", Office, decisions::sheet)
        .get("/office/projects/merges", Office, merges::list)
        .get("/office/projects/merges.xlsx", Office, merges::sheet)
        .post("/office/projects/merges/{merge}/confirm", Office, merges::confirm)
        .post("/office/projects/merges/{merge}/decline", Office, merges::decline)
        .merge(of_one())
        .merge(filed())
        .merge(decided())
}

/// Many at once, from a sheet.
fn imported() -> Routes {
    Routes::new()
        .get(import::ADDRESS, SignedIn, sheets::form::<Projects>)
        .upload(import::ADDRESS, SignedIn, sheets::bring::<Projects>, sheets::MOST_BYTES)
        .get("/projects/import/template.xlsx", SignedIn, sheets::template::<Projects>)
        .get("/projects/import/{project_sheet}", Concerned, sheets::show::<Projects>)
        .post("/projects/import/{project_sheet}", Concerned, sheets::take::<Projects>)
        .post("/projects/import/{project_sheet}/undo", Concerned, sheets::undo::<Projects>)
        .get("/projects/import/{project_sheet}/marked.xlsx", Concerned, sheets::marked::<Projects>)
}

/// What stands on record about one project, a page for each group.
fn of_one() -> Routes {
    Routes::new()
        .get("/projects/{project}", Concerned, overview::show)
        .get("/projects/{project}/history", Concerned, history::show)
        .get("/projects/{project}/edit", Concerned, edit::show)
        .post("/projects/{project}/edit", Concerned, edit::save)
        .get("/projects/{project}/codes", Concerned, codes::show)
        .post("/projects/{project}/codes", Concerned, codes::save)
        .get("/projects/{project}/parties", Concerned, parties::show)
        .post("/projects/{project}/parties", Concerned, parties::save)
        .get("/projects/{project}/parties.xlsx", Concerned, parties::export)
        .get("/projects/{project}/permits.xlsx", Concerned, permits::export)
        .get("/projects/{project}/managers", Concerned, managers::show)
        .post("/projects/{project}/managers", Concerned, managers::save)
        .get("/projects/{project}/permits", Concerned, group::show::<permits::Typed>)
        .upload("/projects/{project}/permits", Concerned, group::save::<permits::Typed>, UPLOAD)
        .get("/projects/{project}/milestones", Concerned, milestones::show)
        .upload("/projects/{project}/milestones", Concerned, milestones::save, UPLOAD)
        .get("/projects/{project}/accounts", Concerned, group::show::<accounts::Typed>)
        .upload("/projects/{project}/accounts", Concerned, group::save::<accounts::Typed>, UPLOAD)
        .get("/projects/{project}/deposits", Concerned, group::show::<deposits::Typed>)
        .upload("/projects/{project}/deposits", Concerned, group::save::<deposits::Typed>, UPLOAD)
        .get("/projects/{project}/tasks", Concerned, group::show::<tasks::Typed>)
        .upload("/projects/{project}/tasks", Concerned, group::save::<tasks::Typed>, UPLOAD)
        .get("/projects/{project}/documents", Concerned, documents::show)
        .upload("/projects/{project}/documents", Concerned, documents::bring, UPLOAD)
        .get("/projects/{project}/documents/{hash}", Concerned, documents::open)
        .post("/projects/{project}/documents/{hash}", Concerned, documents::open_for_reason)
        .get("/projects/{project}/withdraw", Concerned, withdraw::show)
        .post("/projects/{project}/withdraw", Concerned, withdraw::take_back)
}

/// What the site states and files, and an office says yes or no to.
fn filed() -> Routes {
    Routes::new()
        .get("/projects/{project}/status", Concerned, status::show)
        .upload("/projects/{project}/status", Concerned, status::save, UPLOAD)
        .get("/projects/{project}/shutdowns", Concerned, filing::show::<shutdowns::Typed>)
        .upload("/projects/{project}/shutdowns", Concerned, filing::file::<shutdowns::Typed>, UPLOAD)
        .post("/projects/{project}/shutdowns/{shutdown}/withdraw", Concerned, filing::take_back::<shutdowns::Typed>)
        .get("/projects/{project}/exemptions", Concerned, filing::show::<exemptions::Typed>)
        .upload("/projects/{project}/exemptions", Concerned, filing::file::<exemptions::Typed>, UPLOAD)
        .post("/projects/{project}/exemptions/{exemption}/withdraw", Concerned, filing::take_back::<exemptions::Typed>)
        .get("/enterprises/{enterprise}/shutdowns", Concerned, for_all::show)
        .post("/enterprises/{enterprise}/shutdowns", Concerned, for_all::file)
}

fn decided() -> Routes {
    Routes::new()
        .get("/projects/{project}/office", Concerned, office::show)
        .post("/projects/{project}/accept", Concerned, office::accept_one)
        .post("/projects/{project}/place", Concerned, office::move_one)
        .post("/projects/{project}/supervision", Concerned, office::supervise)
        .post("/projects/{project}/permit-need", Concerned, office::need_permit)
        .post("/projects/{project}/checks", Concerned, office::check)
        .post("/projects/{project}/merge", Concerned, merges::propose)
        .post("/projects/{project}/status/{status}/approve", Concerned, status::approve)
        .post("/projects/{project}/status/{status}/correct", Concerned, status::correct)
        .post("/projects/{project}/milestones/{milestone}/confirm", Concerned, milestones::confirm)
        .post("/projects/{project}/shutdowns/{shutdown}/decide", Concerned, filing::decide::<shutdowns::Typed>)
        .post("/projects/{project}/exemptions/{exemption}/decide", Concerned, filing::decide::<exemptions::Typed>)
}

pub fn address(project: Uuid) -> String {
    format!("/projects/{project}")
}

/// A page about projects: to offices one of the office, to whoever builds one below the own projects.
fn framed(visit: &Visit, title: impl Into<String>) -> Page<'_> {
    let framed = page(visit, title);
    if holds_office(visit) {
        framed.in_office().under(visit.t("projects.pages.list"), OF_OFFICE)
    } else {
        framed.of_own_projects()
    }
}

/// A page of another noun about the project.
pub fn below_project<'a>(visit: &'a Visit, project: Uuid, name: &str, title: impl Into<String>) -> Page<'a> {
    framed(visit, title).under(name, address(project))
}

/// A page about one group of what stands on record about a project.
fn below<'a>(visit: &'a Visit, found: &ProjectPage, title: impl Into<String>) -> Page<'a> {
    framed(visit, title).under(found.project.details.name.clone(), address(found.project.id))
}

/// Back to a page of the project, which says what was done.
fn done(project: Uuid, part: &str, word: &str) -> Response {
    Redirect::to(&format!("{}{part}?done={word}", address(project))).into_response()
}

fn back(path: &str) -> Response {
    Redirect::to(path).into_response()
}
