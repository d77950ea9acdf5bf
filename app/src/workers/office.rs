//! Whom does an office find among the workers of its area, by name or by number, and how does it take them home?

use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::Fault;
use registry::people::check_whole_number;
use registry::permissions::{Object, Scope, Verb, widest};
use registry::workers::store::{Found, PER_PAGE, Which, WorkerFilter, WorkerLine, export_found, search};

use super::{person_path, words};
use crate::error::{self, OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::people::{ByNumber, first_only, nobody, out_of_place, words_alone, words_of};
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::field::mistakes_summary;
use crate::ui::filters::Filter;
use crate::ui::pager::Paging;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

const COLUMNS: [&str; 6] = ["name", "number", "project", "unit", "trade", "standing"];

const LIST: &str = "/office/workers";

/// A page of those who were found.
struct Listed {
    workers: Vec<WorkerLine>,
    paging: Paging,
    /// what stands above them
    said: Option<AnyView>,
    /// what stands there instead of nobody
    nobody: AnyView,
    /// where the same rows come as a file
    export: Option<&'static str>,
}

pub async fn show(SignedVisit(mut visit): SignedVisit) -> PageResult {
    check_office(&visit)?;
    let (query, none) = (words_of(&mut visit), Mistakes::none(visit.lang));
    let found = of_words(&visit, &query).await?;
    Ok(listed(&visit, &query, found, &ByNumber::of(&query), &none))
}

/// The page of the one person whose number it is, or the list of all sites of that person and of those who share it.
pub async fn find(SignedVisit(visit): SignedVisit, Form(typed): Form<ByNumber>) -> PageResult {
    check_office(&visit)?;
    let (query, lang) = (Query::of_words(&visit.path), visit.lang);
    match outcome(&visit, of_number(&visit, &typed).await) {
        Outcome::Done(found) => {
            let (mut workers, total) = (found.workers, found.total.known());
            if let [only] = &workers[..] {
                return Ok(Redirect::to(&person_path(only.project, only.person)).into_response());
            }
            workers.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
            let said = first_only(lang, workers.len(), total);
            let paging = query.paging(PER_PAGE, u64::try_from(workers.len()).unwrap_or(PER_PAGE));
            let found = Listed { workers, paging, said, nobody: nobody(lang), export: None };
            Ok(listed(&visit, &query, found, &typed, &Mistakes::none(lang)))
        }
        Outcome::Mistaken(mistakes) => {
            let found = of_words(&visit, &query).await?;
            Ok(listed(&visit, &query, found, &typed, &mistakes))
        }
        Outcome::Other(response) => Err(response),
    }
}

/// Whoever sees nothing but the own record has it among the own data.
fn check_office(visit: &Visit) -> Result<(), Response> {
    match widest(&visit.ctx, Verb::View, Object::Worker).is_none_or(|scope| scope == Scope::Own) {
        true => Err(error::page(visit, Fault::Forbidden)),
        false => Ok(()),
    }
}

async fn of_words(visit: &Visit, query: &Query) -> Result<Listed, Response> {
    let lang = visit.lang;
    let found = search(&visit.ctx, &asked(query), query.page() - 1).await.or_page(visit)?;
    let takes_home = widest(&visit.ctx, Verb::Export, Object::Worker).is_some();
    Ok(Listed {
        workers: found.workers,
        paging: query.paging(PER_PAGE, found.total),
        said: out_of_place(lang, query),
        nobody: empty(lang.t("workers.office.nobody_title"), lang.t("workers.office.nobody"), None),
        export: takes_home.then_some("/office/workers.xlsx"),
    })
}

async fn of_number(visit: &Visit, typed: &ByNumber) -> Result<Found, Fault> {
    check_whole_number(&typed.number, visit.ctx.now().day())?;
    let filter = WorkerFilter { query: typed.number.clone(), project: None, which: Which::All };
    search(&visit.ctx, &filter, 0).await
}

fn listed(visit: &Visit, query: &Query, found: Listed, typed: &ByNumber, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("workers.office.title"));
    let columns = COLUMNS.map(|key| Column::text(key, lang.code("workers.office.columns", key))).to_vec();
    let filters = vec![
        Filter::search(lang.t("workers.search")),
        Filter::choice("which", lang.t("workers.where"), vec![Choosable::new("all", lang.t("workers.office.all"))]),
    ];
    page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .content(|| {
            let rows = found.workers.iter().map(|line| row(lang, line)).collect();
            let table = Table::new(title.clone(), columns, rows)
                .driven_by(query, found.paging)
                .filters(filters)
                .empty(found.nobody);
            let table = match found.export {
                Some(path) => table.export(path),
                None => table,
            };
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("workers.office.intro")}</p>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {found.said}
                {typed.view(lang, LIST.to_owned(), mistakes)}
                {table.view(lang)}
            }
            .into_any()
        })
        .respond()
}

/// The same rows as a file; whoever may not take them home is told so by the use case.
pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = words_alone(&visit)?;
    let lines = export_found(&visit.ctx, &asked(&query)).await.or_page(&visit)?;
    let (lang, at) = (visit.lang, visit.ctx.now());
    let titles = COLUMNS.map(|key| lang.code("workers.office.columns", key));
    let values = |line: &WorkerLine| {
        vec![
            Value::text(line.name.clone()),
            Value::text(line.id_number_masked.clone()),
            Value::text(line.project_name.clone()),
            Value::text(unit(line)),
            Value::text(words::work(lang, &line.trade, &line.post)),
            Value::text(words::standing_in_words(lang, line.entered, line.left)),
        ]
    };
    let rows: Vec<Vec<Value>> = lines.iter().map(values).collect();
    exported(at, &lang.t("workers.office.title"), &titles, &rows).or_page(&visit)
}

fn asked(query: &Query) -> WorkerFilter {
    let which = if query.filter("which") == Some("all") { Which::All } else { Which::InForce };
    WorkerFilter { query: query.search().to_owned(), project: None, which }
}

fn unit(line: &WorkerLine) -> String {
    match &line.team_name {
        Some(team) => format!("{} {team}", line.unit_name),
        None => line.unit_name.clone(),
    }
}

fn row(lang: Lang, line: &WorkerLine) -> Vec<Cell> {
    vec![
        Cell::link(person_path(line.project, line.person), line.name.clone()),
        line.id_number_masked.clone().into(),
        Cell::link(format!("/projects/{}", line.project), line.project_name.clone()),
        unit(line).into(),
        words::work(lang, &line.trade, &line.post).into(),
        words::standing(lang, line.entered, line.left).into(),
    ]
}
