//! Which officers were filed for the first time, and are they trained and assessed?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::filings::store::first_tasks::{
    FirstTask, PER_PAGE, TaskPart, close_first_task, export_first_tasks, first_task, first_tasks,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{FIRST, one_path};
use crate::error::{OrPage, PageResult};
use crate::filings::lists;
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const KEYS: [&str; 7] = ["officer", "project", "office", "opened", "days_open", "trained", "assessed"];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    trained_on: String,
    assessed_on: String,
}

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let part = part(&query);
    let (tasks, counts) = first_tasks(&visit.ctx, part, query.page() - 1).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("filing_forms.first_title"));
    let total = TaskPart::ALL.into_iter().zip(counts).find(|(known, _)| *known == part).map_or(0, |(_, count)| count);
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {lists(&visit, "first")}
                <p>{lang.t("filing_forms.first_intro")}</p>
                {stats(tiles(lang, counts))}
                <h2>{lang.code("filing_forms.first_parts", part.code())}</h2>
                {table(lang, part, &tasks)
                    .driven_by(&query, query.paging(PER_PAGE, total))
                    .export(format!("{FIRST}.xlsx"))
                    .empty(empty(lang.t("filing_forms.first_none_title"), lang.t("filing_forms.first_none"), None))
                    .view(lang)}
            }
            .into_any()
        })
        .respond())
}

/// All of one part, as a file.
pub async fn file(SignedVisit(visit): SignedVisit) -> PageResult {
    let part = part(&Query::of(&visit.path));
    let tasks = export_first_tasks(&visit.ctx, part).await.or_page(&visit)?;
    table(visit.lang, part, &tasks).file(visit.ctx.now()).or_page(&visit)
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(task): Path<Uuid>) -> PageResult {
    respond(&visit, task, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn close(SignedVisit(visit): SignedVisit, Path(task): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    match outcome(&visit, close_first_task(&visit.ctx, task, &typed.trained_on, &typed.assessed_on).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{FIRST}?done=first_task_closed")).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, task, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, task: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let found = first_task(&visit.ctx, task).await.or_page(visit)?;
    let (lang, title) = (visit.lang, found.officer.clone());
    Ok(page(visit, title.clone())
        .in_office()
        .under(lang.t("filing_forms.first_title"), FIRST)
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <section class="card">{said(lang, &found)}</section>
                {found.may_close.then(|| closing(lang, task, typed, mistakes))}
            }
            .into_any()
        })
        .respond())
}

fn said(lang: Lang, task: &FirstTask) -> AnyView {
    let day = |day: Option<registry::Day>| day.map_or_else(|| lang.t("filing_forms.none"), |day| lang.day(day));
    let column = |key: &str| lang.code("filing_forms.columns", key);
    facts(vec![
        Fact::link(column("project"), one_path(task.filing), task.project.clone()),
        Fact::text(column("office"), task.office.clone()),
        Fact::text(column("opened"), lang.time(task.opened_at)),
        Fact::text(column("days_open"), task.days_open.to_string()),
        Fact::text(column("trained"), day(task.trained_on)),
        Fact::text(column("assessed"), day(task.assessed_on)),
    ])
}

fn closing(lang: Lang, task: Uuid, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let day = |name: &'static str, value: &str| {
        Field::text(name, lang.code("filing_forms", name), value).kind("date").short().view(mistakes)
    };
    view! {
        <section class="card">
            <h2>{lang.t("filing_forms.close_title")}</h2>
            <p>{lang.t("filing_forms.close_intro")}</p>
            <form method="post" action=format!("{FIRST}/{task}") novalidate>
                {day("trained_on", &typed.trained_on)}
                {day("assessed_on", &typed.assessed_on)}
                <p class="actions"><button>{lang.t("filing_forms.close")}</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn part(query: &Query) -> TaskPart {
    query.filter("which").and_then(TaskPart::parse).unwrap_or(TaskPart::Open)
}

/// The numbers lead to their rows.
fn tiles(lang: Lang, counts: [u64; 2]) -> Vec<Stat> {
    let tile = |(part, count): (TaskPart, u64)| {
        let way = format!("{FIRST}?which={}", part.code());
        let tile = Stat::new(lang.code("filing_forms.first_parts", part.code()), count).leads_to(way);
        if part == TaskPart::Open && count > 0 { tile.tone(Tone::Warning) } else { tile }
    };
    TaskPart::ALL.into_iter().zip(counts).map(tile).collect()
}

fn table<'a>(lang: Lang, part: TaskPart, tasks: &[FirstTask]) -> Table<'a> {
    let columns = KEYS.map(|key| Column::text(key, lang.code("filing_forms.columns", key))).to_vec();
    let row = |task: &FirstTask| {
        vec![
            Cell::link(format!("{FIRST}/{}", task.id), task.officer.clone()),
            Cell::from(task.project.clone()),
            Cell::from(task.office.clone()),
            Cell::time(lang, Some(task.opened_at)),
            Cell::number(task.days_open),
            Cell::day(lang, task.trained_on),
            Cell::day(lang, task.assessed_on),
        ]
    };
    Table::new(lang.code("filing_forms.first_parts", part.code()), columns, tasks.iter().map(row).collect())
}
