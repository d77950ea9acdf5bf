//! Under which officers are there too many people, how many are there on each project, and what waits for the county's
//! consent (R-111, D-01)?

use axum::extract::Path;
use leptos::prelude::*;
use registry::filings::capacity::SiteCount;
use registry::filings::store::BindingView;
use registry::filings::store::capacity::{
    CapacityTaskView, count_open_tasks, export_capacity_tasks, list_capacity_tasks, officer_capacity,
};
use registry::filings::store::consenting::consents_waiting;
use registry::permissions::{Object, Scope, Verb, widest};
use registry::{Day, Fault};
use uuid::Uuid;

use super::{clock, path};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::notice;
use crate::ui::query::Query;
use crate::ui::stat::Stat;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const SHEET: &str = "/office/filings/capacity.xlsx";
/// As many as stand on one page.
const MOST: u64 = 1_000;

/// What an office, or an enterprise, has to see to.
pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let tasks = list_capacity_tasks(&visit.ctx).await.or_page(&visit)?;
    let waiting = consents_waiting(&visit.ctx).await.or_page(&visit)?;
    let (lang, title, today) = (visit.lang, visit.t("filings.capacity.title"), visit.ctx.now().day());
    let query = Query::of(&visit.path);
    let paging = query.paging(MOST, u64::try_from(tasks.len()).unwrap_or(MOST));
    Ok(page(&visit, title.clone())
        .for_staff()
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {super::lists(&visit, "capacity")}
                <p>{lang.t("filings.capacity.intro")}</p>
                {table(lang, &tasks, today, title).driven_by(&query, paging).export(SHEET).view(lang)}
                <h2>{lang.t("filings.capacity.consents")}</h2>
                <p class="hint">{lang.t("filings.capacity.consents_intro")}</p>
                {consents(lang, &waiting)}
            }
            .into_any()
        })
        .respond())
}

/// The same rows as a file.
pub async fn sheet(SignedVisit(visit): SignedVisit) -> PageResult {
    let tasks = export_capacity_tasks(&visit.ctx).await.or_page(&visit)?;
    let (title, today) = (visit.t("filings.capacity.title"), visit.ctx.now().day());
    table(visit.lang, &tasks, today, title).file(visit.ctx.now()).or_page(&visit)
}

fn table<'a>(lang: Lang, tasks: &[CapacityTaskView], today: Day, title: String) -> Table<'a> {
    let columns = ["officer", "people", "now", "limit", "opened", "due", "state"];
    let columns = columns.map(|key| Column::text(key, lang.code("filings.capacity", key))).to_vec();
    let rows = tasks.iter().map(|task| {
        let now: i64 = task.sites.iter().map(|site| site.people).sum();
        let state = match task.closed {
            Some((_, why)) => Cell::badge(Tone::Success, lang.code("filings.capacity_closed", why.code())),
            None => Cell::from(clock::shown(lang, task.due, today)).in_words(clock::said(lang, task.due, today)),
        };
        vec![
            Cell::link(super::capacity_path(task.person), task.officer.clone()),
            Cell::number(task.people),
            Cell::number(now),
            Cell::number(task.limit),
            Cell::day(lang, Some(task.opened_at.day())),
            Cell::day(lang, Some(task.due.day())),
            state,
        ]
    });
    let nothing = empty(lang.t("filings.capacity.none_title"), lang.t("filings.capacity.none"), None);
    Table::new(title, columns, rows.collect()).empty(nothing)
}

fn consents(lang: Lang, waiting: &[BindingView]) -> AnyView {
    let columns = vec![
        Column::text("officer", lang.t("filings.officer")),
        Column::text("project", lang.t("filings.project")),
        Column::text("enterprise", lang.t("filings.enterprise")),
        Column::text("asked", lang.t("filings.asked_on")),
    ];
    let rows = waiting.iter().map(|view| {
        vec![
            Cell::link(path(view.binding.id), view.officer.clone()),
            Cell::from(view.project.clone().unwrap_or_default()),
            Cell::from(view.enterprise.clone()),
            Cell::from(lang.day(view.binding.asked_at.day())),
        ]
    });
    let nothing = empty(lang.t("filings.capacity.no_consents_title"), lang.t("filings.capacity.no_consents"), None);
    Table::new(lang.t("filings.capacity.consents"), columns, rows.collect()).empty(nothing).view(lang)
}

/// One officer: every project with its people today.
pub async fn one(SignedVisit(visit): SignedVisit, Path(person): Path<Uuid>) -> PageResult {
    let found = officer_capacity(&visit.ctx, person).await.or_page(&visit)?;
    let (lang, title, today) = (visit.lang, visit.t("filings.capacity.one"), visit.ctx.now().day());
    let limit = found.limit.map_or_else(|| lang.t("filings.capacity.no_limit"), |limit| limit.to_string());
    let is_reached = found.sites.len() > 1 && found.limit.is_some_and(|limit| found.people >= limit);
    Ok(page(&visit, title.clone())
        .for_staff()
        .content(|| {
            view! {
                <h1>{title}</h1>
                {is_reached.then(|| notice(lang, Tone::Warning, lang.t("filings.capacity.reached")))}
                <section class="card">
                    {facts(vec![
                        Fact::text(lang.t("filings.officer"), found.officer.clone()),
                        Fact::text(lang.t("filings.capacity.total"), found.people.to_string()),
                        Fact::text(lang.t("filings.capacity.limit"), limit),
                    ])}
                </section>
                <h2>{lang.t("filings.capacity.sites")}</h2>
                {sites(lang, &found.sites)}
                <h2>{lang.t("filings.capacity.tasks")}</h2>
                {table(lang, &found.tasks, today, lang.t("filings.capacity.tasks")).view(lang)}
            }
            .into_any()
        })
        .respond())
}

fn sites(lang: Lang, sites: &[SiteCount]) -> AnyView {
    let columns = vec![
        Column::text("project", lang.t("filings.project")),
        Column::number("people", lang.t("filings.capacity.workers")),
    ];
    let rows = sites.iter().map(|site| {
        let project = match &site.name {
            Some(name) => Cell::link(format!("/projects/{}", site.project), name.clone()),
            None => Cell::from(lang.t("filings.capacity.of_others")),
        };
        vec![project, Cell::number(site.people)]
    });
    let nothing = empty(lang.t("filings.capacity.no_sites_title"), lang.t("filings.capacity.no_sites"), None);
    Table::new(lang.t("filings.capacity.sites"), columns, rows.collect()).empty(nothing).view(lang)
}

/// For the page that an office begins with: nothing where there is none.
pub async fn tile(visit: &Visit) -> Result<Option<Stat>, Fault> {
    if widest(&visit.ctx, Verb::View, Object::Binding).is_none_or(|scope| scope < Scope::Area) {
        return Ok(None);
    }
    let open = count_open_tasks(&visit.ctx).await?;
    let waiting = consents_waiting(&visit.ctx).await?.len();
    let tile =
        Stat::new(visit.t("filings.capacity.tile"), open).leads_to("/office/filings/capacity").tone(Tone::Warning);
    let note =
        (waiting > 0).then(|| visit.lang.fill("filings.capacity.tile_consents", &[("count", &waiting.to_string())]));
    Ok((open > 0 || waiting > 0).then(|| match note {
        Some(note) => tile.note(note),
        None => tile,
    }))
}
