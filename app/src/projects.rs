//! How does a project come in, what stands on record about it, who files what, and what do the offices decide?

mod accounts;
mod codes;
mod decisions;
mod deposits;
mod details;
mod documents;
mod edit;
mod exemptions;
mod for_all;
mod history;
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
pub use neighbours::{neighbours, sees};

use crate::page::{Page, holds_office, page};
use crate::routes::Audience::{Concerned, Office, SignedIn};
use crate::routes::Routes;
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
        .get(OF_OFFICE, Office, list::of_office)
        .get("/office/projects.xlsx", Office, list::sheet)
        .get("/office/projects/decisions", Office, decisions::show)
        .get("/office/projects/merges", Office, merges::list)
        .post("/office/projects/merges/{merge}/confirm", Office, merges::confirm)
        .post("/office/projects/merges/{merge}/decline", Office, merges::decline)
        .merge(of_one())
        .merge(filed())
        .merge(decided())
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
        .get("/projects/{project}/managers", Concerned, managers::show)
        .post("/projects/{project}/managers", Concerned, managers::save)
        .get("/projects/{project}/permits", Concerned, permits::show)
        .upload("/projects/{project}/permits", Concerned, permits::save, UPLOAD)
        .get("/projects/{project}/milestones", Concerned, milestones::show)
        .upload("/projects/{project}/milestones", Concerned, milestones::save, UPLOAD)
        .get("/projects/{project}/accounts", Concerned, accounts::show)
        .upload("/projects/{project}/accounts", Concerned, accounts::save, UPLOAD)
        .get("/projects/{project}/deposits", Concerned, deposits::show)
        .upload("/projects/{project}/deposits", Concerned, deposits::save, UPLOAD)
        .get("/projects/{project}/tasks", Concerned, tasks::show)
        .upload("/projects/{project}/tasks", Concerned, tasks::save, UPLOAD)
        .get("/projects/{project}/documents", Concerned, documents::show)
        .upload("/projects/{project}/documents", Concerned, documents::bring, UPLOAD)
        .get("/projects/{project}/documents/{hash}", Concerned, documents::open)
        .get("/projects/{project}/withdraw", Concerned, withdraw::show)
        .post("/projects/{project}/withdraw", Concerned, withdraw::take_back)
}

/// What the site states and files, and an office says yes or no to.
fn filed() -> Routes {
    Routes::new()
        .get("/projects/{project}/status", Concerned, status::show)
        .upload("/projects/{project}/status", Concerned, status::save, UPLOAD)
        .get("/projects/{project}/shutdowns", Concerned, shutdowns::show)
        .upload("/projects/{project}/shutdowns", Concerned, shutdowns::file, UPLOAD)
        .post("/projects/{project}/shutdowns/{shutdown}/withdraw", Concerned, shutdowns::take_back)
        .get("/projects/{project}/exemptions", Concerned, exemptions::show)
        .upload("/projects/{project}/exemptions", Concerned, exemptions::file, UPLOAD)
        .post("/projects/{project}/exemptions/{exemption}/withdraw", Concerned, exemptions::take_back)
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
        .post("/projects/{project}/shutdowns/{shutdown}/decide", Concerned, shutdowns::decide)
        .post("/projects/{project}/exemptions/{exemption}/decide", Concerned, exemptions::decide)
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
        framed.under(visit.t("projects.pages.own"), "/projects")
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
