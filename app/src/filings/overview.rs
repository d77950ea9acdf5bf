//! How do all sites of my enterprise stand?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::filings::store::overview::{Named, Overview, PER_PAGE, SiteLine, SiteProblem, overview};
use registry::filings::store::work::total;
use registry::filings::{WorkArea, store::work::OpenTasks};
use uuid::Uuid;

use super::{officers_path, path, work};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::projects;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::query::Query;
use crate::ui::sheet::Value;
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

/// Where the sites of an enterprise stand together.
pub fn address(enterprise: Uuid) -> String {
    format!("/enterprises/{enterprise}/overview")
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    let query = Query::of(&visit.path);
    let found = overview(&visit.ctx, enterprise, query.page() - 1).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("filings.overview.title"));
    Ok(page(&visit, title.clone())
        .for_staff()
        .under(found.name.clone(), crate::enterprises::address(found.enterprise))
        .content(|| {
            let sites = table(lang, &found)
                .driven_by(&query, query.paging(PER_PAGE, found.total))
                .export(format!("{}.xlsx", address(found.enterprise)))
                .empty(empty(lang.t("filings.overview.none_title"), lang.t("filings.overview.none"), None));
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("filings.overview.intro")}</p>
                {stats(tiles(lang, &found))}
                {officers(lang, &found)}
                <h2>{lang.t("filings.overview.sites")}</h2>
                {sites.view(lang)}
            }
            .into_any()
        })
        .respond())
}

/// The same sites as a workbook.
pub async fn export(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> Result<Response, Response> {
    let query = Query::of(&visit.path);
    let found = overview(&visit.ctx, enterprise, query.page() - 1).await.or_page(&visit)?;
    table(visit.lang, &found).file(visit.ctx.now()).or_page(&visit)
}

fn tiles(lang: Lang, found: &Overview) -> Vec<Stat> {
    let alone = Stat::new(lang.t("filings.overview.without_officer"), found.without_officer);
    let alone = if found.without_officer > 0 { alone.tone(Tone::Danger) } else { alone };
    vec![
        Stat::new(lang.t("filings.overview.sites"), found.total),
        alone,
        Stat::new(lang.t("filings.overview.own_officers"), found.officers.len())
            .leads_to(officers_path(found.enterprise)),
    ]
}

/// The officers of the enterprise as such.
fn officers(lang: Lang, found: &Overview) -> AnyView {
    if found.officers.is_empty() {
        return view! { <p>{lang.t("filings.overview.no_own_officer")}</p> }.into_any();
    }
    let one = |one: &Named| {
        let since = lang.fill("filings.overview.since", &[("day", &lang.day(one.since.day()))]);
        view! { <li><a href=path(one.binding)>{one.name.clone()}</a>" "{since}</li> }
    };
    view! {
        <h2>{lang.t("filings.overview.own_officers")}</h2>
        <ul>{found.officers.iter().map(one).collect_view()}</ul>
    }
    .into_any()
}

fn table<'a>(lang: Lang, found: &Overview) -> Table<'a> {
    let mut columns = vec![
        Column::text("site", lang.t("filings.project")),
        Column::text("status", lang.t("filings.overview.status")),
        Column::text("officer", lang.t("filings.officer")),
        Column::number("assistants", lang.t("filings.overview.assistants")),
        Column::number("workers", lang.t("filings.overview.workers")),
    ];
    let on_record = || WorkArea::ALL.into_iter().filter(|area| area.is_on_record());
    columns.extend(on_record().map(|area| Column::number(area.code(), lang.code("filings.work.areas", area.code()))));
    columns.push(Column::text("problems", lang.t("filings.overview.problems")));
    let rows = found.sites.iter().map(|site| {
        let mut cells = vec![
            Cell::link(projects::address(site.project), site.name.clone()),
            Cell::from(status(lang, site)),
            officer(lang, site),
            Cell::number(site.assistants),
            Cell::number(site.workers),
        ];
        cells.extend(on_record().map(|area| open(site, area, &site.open)));
        cells.push(problems(lang, &site.problems));
        cells
    });
    Table::new(lang.t("filings.overview.title"), columns, rows.collect())
}

fn status(lang: Lang, site: &SiteLine) -> String {
    site.status.map_or_else(|| "—".to_owned(), |status| lang.code("projects.statuses", status.code()))
}

fn officer(lang: Lang, site: &SiteLine) -> Cell {
    match &site.responsible {
        Some(one) => Cell::link(path(one.binding), one.name.clone()),
        None => Cell::badge(Tone::Danger, lang.t("filings.overview.nobody")),
    }
}

fn open(site: &SiteLine, area: WorkArea, tasks: &OpenTasks) -> Cell {
    match total(tasks, area) {
        0 => Cell::number(0_u64),
        open => {
            let way = format!("{}#{}", work::site_path(site.project), area.code());
            Cell::link(way, open.to_string()).told(Value::number(open))
        }
    }
}

fn problems(lang: Lang, found: &[SiteProblem]) -> Cell {
    let word = |one: &SiteProblem| lang.code("filings.overview.problem", one.code());
    let words: Vec<String> = found.iter().map(word).collect();
    let shown = words.iter().map(|word| view! { {badge(Tone::Danger, word.clone())}" " }).collect_view().into_any();
    Cell::from(shown).told(Value::text(words.join("、")))
}
