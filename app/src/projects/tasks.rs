//! What of the work before the start is done, by whom it was supplied, on which evidence?

use leptos::prelude::*;
use registry::projects::readiness::{Done, Task};
use registry::projects::store::{Entry, ProjectPage, TaskView, record_task};
use registry::{Ctx, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::group::{Group, Row};
use super::withdraw::{Kind, actions};
use super::{papers, typed, words};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::choice::Choice;
use crate::ui::field::Field;
use crate::ui::table::{Cell, Column, Table};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    task: String,
    on: String,
    supplier: String,
    ended_on: String,
}

impl From<&TaskView> for Typed {
    fn from(view: &TaskView) -> Self {
        Self {
            task: view.done.task.code().to_owned(),
            on: view.done.on.to_string(),
            supplier: view.done.supplier.clone().unwrap_or_default(),
            ended_on: view.done.ended_on.map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

impl Group for Typed {
    const PART: &'static str = "tasks";
    const TABLE: fn(Lang, &ProjectPage, String) -> AnyView = table;

    fn of_row(found: &ProjectPage, row: Uuid) -> Option<(Self, Option<String>)> {
        let view = found.tasks.iter().find(|view| view.id == row)?;
        Some((Self::from(view), view.done.evidence.clone()))
    }

    fn fields(&self, lang: Lang, _: Row, mistakes: &Mistakes) -> AnyView {
        let tasks = words::choices(lang, "projects.tasks.names", &Task::ALL.map(Task::code));
        view! {
            {Choice::list("task", lang.t("projects.tasks.task"), tasks, &self.task).view(mistakes)}
            {Field::text("on", lang.t("projects.tasks.on"), &self.on).kind("date").short().view(mistakes)}
            {Field::text("supplier", lang.t("projects.tasks.supplier"), &self.supplier)
                .hint(lang.t("projects.tasks.supplier_hint"))
                .maxlength(100)
                .optional()
                .view(mistakes)}
            {Field::text("ended_on", lang.t("projects.tasks.ended_on"), &self.ended_on)
                .hint(lang.t("projects.tasks.ended_on_hint"))
                .kind("date")
                .short()
                .optional()
                .view(mistakes)}
        }
        .into_any()
    }

    async fn record(&self, ctx: &Ctx, project: Uuid, document: Option<String>, entry: &Entry) -> Result<Uuid, Fault> {
        let task = Task::parse(&self.task).ok_or_else(|| Refusal::on("task", "projects.task_choose"))?;
        let on = typed::day(("on", &self.on))?;
        let ended_on = typed::optional_day(("ended_on", &self.ended_on))?;
        let done = Done { task, on, supplier: typed::chosen(&self.supplier), evidence: document, ended_on };
        record_task(ctx, project, &done, entry).await
    }
}

/// Every task with how it stands, done or not; of several installations the one that stands.
pub fn table(lang: Lang, found: &ProjectPage, caption: String) -> AnyView {
    let columns = ["task", "readiness", "on", "supplier", "document", "actions"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.tasks", key))).to_vec();
    let rows = found.readiness.iter().map(|line| {
        let of_task = found.tasks.iter().filter(|view| view.done.task == line.task);
        let view = of_task.max_by_key(|view| (view.done.ended_on.is_none(), view.done.on));
        let removed = view
            .and_then(|view| view.done.ended_on)
            .map(|day| lang.fill("projects.tasks.removed", &[("day", &lang.day(day))]));
        let on = line.on.map(|day| format!("{}{}", lang.day(day), removed.unwrap_or_default()));
        let evidence = view.and_then(|view| view.done.evidence.as_deref());
        let paper = papers::link(lang, found.project.id, evidence);
        let done = view.map(|view| actions(lang, found, "tasks", Kind::Task, view.id));
        vec![
            Cell::from(lang.code("projects.tasks.names", line.task.code())),
            Cell::from(words::readiness(lang, line.readiness)),
            Cell::from(words::or_dash(on)),
            Cell::from(words::or_dash(view.and_then(|view| view.done.supplier.clone()))),
            paper.map_or_else(|| Cell::from("—"), Cell::from),
            done.map_or_else(|| Cell::from("—"), Cell::from),
        ]
    });
    Table::new(caption, columns, rows.collect()).view(lang)
}
