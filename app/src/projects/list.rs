//! Which projects are there: the own ones, and for an office those of its area, what waits for a decision first?

use leptos::prelude::*;
use registry::offices::INDUSTRIES;
use registry::offices::store::{AreaView, list_areas};
use registry::permissions::{Object, Verb, widest};
use registry::projects::Status;
use registry::projects::store::{
    Completeness, Filter as Narrowed, Order, PER_PAGE, ProjectColumn, ProjectLine, Which, export, list,
    own_contractors, waiting_counts,
};
use registry::{Ctx, Fault};
use uuid::Uuid;

use super::{address, words};
use crate::error::{self, OrPage, PageResult};
use crate::lang::Lang;
use crate::page::{Layout, holds_office, page};
use crate::ui::badge::badge;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::notice::{done, notice_with};
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const SHEET: &str = "/office/projects.xlsx";

/// What an officer and an enterprise see: the projects that they take part in.
pub async fn own(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let (lines, total) =
        list(&visit.ctx, &narrowed(&query), order(&query, Order::Newest), query.page() - 1).await.or_page(&visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(&visit)?;
    let may_register = widest(&visit.ctx, Verb::Create, Object::Project).is_some();
    let enterprises = match widest(&visit.ctx, Verb::Edit, Object::Project) {
        Some(_) => own_contractors(&visit.ctx, Verb::Edit).await.or_page(&visit)?,
        None => Vec::new(),
    };
    let title = lang.t("projects.pages.own");
    Ok(page(&visit, title.clone())
        .layout(Layout::Records)
        .content(|| {
            let rows = lines.iter().map(|line| row(lang, &areas, line)).collect();
            let new = may_register.then(|| ("/projects/new".to_owned(), lang.t("projects.pages.new")));
            let table = Table::new(title.clone(), columns(lang), rows)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(vec![Filter::search(lang.t("projects.list.search")), by_status(lang)])
                .empty(empty(lang.t("projects.list.none_own_title"), lang.t("projects.list.none_own"), new));
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {(may_register && total > 0).then(|| register_link(lang))}
                {table.view(lang)}
                {may_register.then(|| import_link(lang))}
                {for_all_links(lang, &enterprises)}
            }
            .into_any()
        })
        .respond())
}

/// To the filing of one shutdown for all sites of an enterprise.
fn for_all_links(lang: Lang, enterprises: &[(Uuid, String)]) -> Option<AnyView> {
    let links = enterprises.iter().map(|(id, name)| {
        let words = format!("{} · {name}", lang.t("projects.pages.shutdowns_for_all"));
        view! { <li><a href=format!("/enterprises/{id}/shutdowns")>{words}</a></li> }
    });
    let links = links.collect_view();
    (!enterprises.is_empty()).then(|| view! { <ul class="office-ways">{links}</ul> }.into_any())
}

fn register_link(lang: Lang) -> AnyView {
    view! { <p class="actions"><a class="button" href="/projects/new">{lang.t("projects.pages.new")}</a></p> }
        .into_any()
}

fn import_link(lang: Lang) -> AnyView {
    view! { <p><a href=super::import::ADDRESS>{lang.t("projects.import.title")}</a></p> }.into_any()
}

pub async fn of_office(SignedVisit(visit): SignedVisit) -> PageResult {
    check_office(&visit)?;
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let found = list(&visit.ctx, &narrowed(&query), order(&query, Order::WaitingFirst), query.page() - 1).await;
    let (lines, total) = found.or_page(&visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(&visit)?;
    let waiting = waiting(&visit.ctx).await.or_page(&visit)?;
    let may_register = widest(&visit.ctx, Verb::Create, Object::Project).is_some();
    let title = lang.t("projects.pages.list");
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let rows = lines.iter().map(|line| row(lang, &areas, line)).collect();
            let table = Table::new(title.clone(), columns(lang), rows)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(filters(lang, &areas))
                .export(SHEET)
                .empty(empty(lang.t("projects.list.none_title"), lang.t("projects.list.none"), None));
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {waiting.map(|count| decisions_link(lang, count))}
                {may_register.then(|| register_link(lang))}
                {table.view(lang)}
                {may_register.then(|| import_link(lang))}
            }
            .into_any()
        })
        .respond())
}

/// Everything that a list shows, as a file.
pub async fn sheet(SignedVisit(visit): SignedVisit) -> PageResult {
    check_office(&visit)?;
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let lines = export(&visit.ctx, &narrowed(&query), order(&query, Order::WaitingFirst)).await.or_page(&visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(&visit)?;
    let titles = ["name", "area", "industry", "contractor", "status", "workers", "share", "registered_at", "state"];
    let titles = titles.map(|key| lang.code("projects.list", key));
    let rows: Vec<Vec<Value>> = lines
        .iter()
        .map(|line| {
            let state = if line.accepted_at.is_some() { "projects.accepted" } else { "projects.not_accepted" };
            vec![
                Value::text(line.name.clone()),
                Value::text(words::area(&areas, &line.area)),
                Value::text(lang.code("projects.industries", &line.industry)),
                Value::text(line.contractor.clone().unwrap_or_default()),
                Value::text(
                    line.status.map(|status| lang.code("projects.statuses", status.code())).unwrap_or_default(),
                ),
                Value::number(line.workers),
                Value::text(shared(line)),
                Value::Day(line.registered_at.day()),
                Value::text(lang.t(state)),
            ]
        })
        .collect();
    exported(visit.ctx.now(), &lang.t("projects.pages.list"), &titles, &rows).or_page(&visit)
}

/// An enterprise has a list of its own.
fn check_office(visit: &Visit) -> Result<(), axum::response::Response> {
    if holds_office(visit) { Ok(()) } else { Err(error::page(visit, Fault::Forbidden)) }
}

/// How much waits for whoever decides.
async fn waiting(ctx: &Ctx) -> Result<Option<u64>, Fault> {
    if widest(ctx, Verb::Decide, Object::Project).is_none() {
        return Ok(None);
    }
    let count: u64 = waiting_counts(ctx).await?.iter().map(|one| one.count).sum();
    Ok(Some(count).filter(|count| *count > 0))
}

fn decisions_link(lang: Lang, count: u64) -> AnyView {
    let link = view! { <p><a href="/office/projects/decisions">{lang.t("projects.pages.decisions")}</a></p> };
    let sentence = lang.fill("projects.list.waiting", &[("count", &count.to_string())]);
    notice_with(lang, Tone::Warning, sentence, link.into_any())
}

fn narrowed(query: &Query) -> Narrowed {
    Narrowed {
        text: query.search().to_owned(),
        area: query.filter("area").map(str::to_owned),
        industry: query.filter("industry").map(str::to_owned),
        status: query.filter("status").and_then(Status::parse),
        enterprise: query.filter("enterprise").and_then(|id| id.parse().ok()),
        completeness: query.filter("completeness").and_then(Completeness::parse),
        which: match query.filter("which") {
            Some("waiting") => Which::Waiting,
            Some("not_accepted") => Which::NotAccepted,
            Some("without_contractor") => Which::WithoutContractor,
            Some("completion_unconfirmed") => Which::CompletionUnconfirmed,
            _ => Which::All,
        },
    }
}

/// By the column that is asked for, or else in the list's own order.
fn order(query: &Query, own: Order) -> Order {
    query.sorted(ProjectColumn::parse).map_or(own, |(column, by)| Order::Column(column, by))
}

fn columns(lang: Lang) -> Vec<Column> {
    let title = |key: &str| lang.code("projects.list", key);
    let columns = vec![
        Column::text("name", title("name")),
        Column::text("area", title("area")),
        Column::text("contractor", title("contractor")),
        Column::text("status", title("status")),
        Column::number("workers", title("workers")),
        Column::number("share", title("share")),
        Column::text("registered_at", title("registered_at")),
        Column::text("state", title("state")),
    ];
    columns.into_iter().map(|column| column.sorts(ProjectColumn::parse)).collect()
}

fn row(lang: Lang, areas: &[AreaView], line: &ProjectLine) -> Vec<Cell> {
    let waits = line.waits.then(|| badge(Tone::Warning, lang.t("projects.waits")));
    let place = format!("{} · {}", words::area(areas, &line.area), lang.code("projects.industries", &line.industry));
    vec![
        Cell::link(address(line.id), line.name.clone()),
        Cell::from(place),
        Cell::from(line.contractor.clone().unwrap_or_else(|| lang.t("projects.no_contractor"))),
        Cell::from(words::status(lang, line.status)),
        Cell::from(line.workers.to_string()),
        Cell::from(shared(line)),
        Cell::from(lang.day(line.registered_at.day())),
        Cell::from(view! { {words::acceptance(lang, line.accepted_at)} " " {waits} }.into_any()),
    ]
}

fn shared(line: &ProjectLine) -> String {
    words::share(line.share.and_then(|share| u64::try_from(share).ok()))
}

fn by_status(lang: Lang) -> Filter {
    let statuses = Status::ALL.map(|one| Choosable::new(one.code(), lang.code("projects.statuses", one.code())));
    Filter::choice("status", lang.t("projects.list.status"), statuses.to_vec())
}

fn filters(lang: Lang, areas: &[AreaView]) -> Vec<Filter> {
    let areas = areas.iter().map(|area| Choosable::new(&area.code, &area.name)).collect();
    let industries = INDUSTRIES.map(|code| Choosable::new(code, lang.code("projects.industries", code)));
    let shares =
        Completeness::ALL.map(|one| Choosable::new(one.code(), lang.code("projects.completeness", one.code())));
    let which = ["waiting", "not_accepted", "without_contractor", "completion_unconfirmed"];
    let which = which.map(|one| Choosable::new(one, lang.code("projects.which", one)));
    vec![
        Filter::search(lang.t("projects.list.search")),
        Filter::choice("area", lang.t("projects.list.area"), areas),
        Filter::choice("industry", lang.t("projects.list.industry"), industries.to_vec()),
        by_status(lang),
        Filter::choice("completeness", lang.t("projects.list.share"), shares.to_vec()),
        Filter::choice("which", lang.t("projects.list.which"), which.to_vec()),
    ]
}
