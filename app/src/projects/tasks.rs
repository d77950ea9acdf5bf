//! What of the work before the start is done, by whom it was supplied, on which evidence?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::permissions::Verb;
use registry::projects::readiness::{Done, Task};
use registry::projects::store::{ProjectPage, TaskView, check_reach, page as one, record_task};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::papers::{self, Papers};
use super::typed::{self, entry};
use super::withdraw::{Kind, actions, heading, in_place_of};
use super::{address, below, done, words};
use crate::error::{OrPage, PageResult};
use crate::form::{FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::choice::Choice;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done as said;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// the record that this takes the place of
    row: String,
    reason: String,
    task: String,
    on: String,
    supplier: String,
    document: String,
}

impl From<&TaskView> for Typed {
    fn from(view: &TaskView) -> Self {
        Self {
            row: view.id.to_string(),
            reason: String::new(),
            task: view.done.task.code().to_owned(),
            on: view.done.on.to_string(),
            supplier: view.done.supplier.clone().unwrap_or_default(),
            document: view.done.evidence.clone().unwrap_or_default(),
        }
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    let row = Query::of(&visit.path).filter("row").map(typed::id);
    let typed = found.tasks.iter().find(|view| Some(view.id) == row).map(Typed::from).unwrap_or_default();
    respond(&visit, &found, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn save(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    FormWithFile { mut typed, file }: FormWithFile<Typed>,
) -> PageResult {
    match outcome(&visit, recorded(&visit, project, &mut typed, file).await) {
        Outcome::Done(_) => Ok(done(project, "/tasks", "project_recorded")),
        Outcome::Mistaken(mistakes) => {
            let found = one(&visit.ctx, project).await.or_page(&visit)?;
            respond(&visit, &found, &typed, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

async fn recorded(visit: &Visit, project: Uuid, typed: &mut Typed, mut file: Upload) -> Result<Uuid, Fault> {
    check_reach(&visit.ctx, Verb::Edit, project).await?;
    papers::keep(visit, project, &mut file, &mut typed.document).await?;
    let task = Task::parse(&typed.task).ok_or_else(|| Refusal::on("task", "projects.task_choose"))?;
    let on = typed::day(("on", &typed.on))?;
    let done = Done { task, on, supplier: typed::chosen(&typed.supplier), evidence: typed::chosen(&typed.document) };
    record_task(&visit.ctx, project, &done, &entry(&typed.row, &typed.reason)).await
}

async fn respond(visit: &Visit, found: &ProjectPage, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let papers = Papers::of(visit, found.project.id).await.or_page(visit)?;
    Ok(shown(visit, found, typed, &papers, mistakes))
}

fn shown(visit: &Visit, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.groups.tasks"));
    below(visit, found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {table(lang, found, title)}
                {found.may_edit.then(|| form(lang, found, typed, papers, mistakes))}
            }
            .into_any()
        })
        .respond()
}

/// Every task with how it stands, done or not.
pub fn table(lang: Lang, found: &ProjectPage, caption: String) -> AnyView {
    let columns = ["task", "readiness", "on", "supplier", "document", "actions"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.tasks", key))).to_vec();
    let rows = found.readiness.iter().map(|line| {
        let view = found.tasks.iter().find(|view| view.done.task == line.task);
        let evidence = view.and_then(|view| view.done.evidence.as_deref());
        let paper = papers::link(lang, found.project.id, evidence);
        let done = view.map(|view| actions(lang, found, "tasks", Kind::Task, view.id));
        vec![
            Cell::from(lang.code("projects.tasks.names", line.task.code())),
            Cell::from(words::readiness(lang, line.readiness)),
            Cell::from(words::or_dash(line.on.map(|day| lang.day(day)))),
            Cell::from(words::or_dash(view.and_then(|view| view.done.supplier.clone()))),
            paper.map_or_else(|| Cell::from("—"), Cell::from),
            done.map_or_else(|| Cell::from("—"), Cell::from),
        ]
    });
    Table::new(caption, columns, rows.collect()).view(lang)
}

fn form(lang: Lang, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> AnyView {
    let (title, button) = heading(lang, "tasks", &typed.row);
    let tasks = words::choices(lang, "projects.tasks.names", &Task::ALL.map(Task::code));
    let action = format!("{}/tasks", address(found.project.id));
    view! {
        <section class="card">
            <h2>{title}</h2>
            <form method="post" action=action enctype="multipart/form-data" novalidate>
                {Choice::list("task", lang.t("projects.tasks.task"), tasks, &typed.task).view(mistakes)}
                {Field::text("on", lang.t("projects.tasks.on"), &typed.on).kind("date").short().view(mistakes)}
                {Field::text("supplier", lang.t("projects.tasks.supplier"), &typed.supplier)
                    .hint(lang.t("projects.tasks.supplier_hint"))
                    .maxlength(100)
                    .optional()
                    .view(mistakes)}
                {papers.view(&typed.document, mistakes)}
                {in_place_of(lang, &typed.row, &typed.reason, mistakes)}
                <p class="actions"><button>{button}</button></p>
            </form>
        </section>
    }
    .into_any()
}
