//! Whom does an office find among the workers of its area, by name or by number, and how does it take them home?

use leptos::prelude::*;
use registry::Fault;
use registry::permissions::{Object, Scope, Verb, widest};
use registry::workers::store::{PER_PAGE, Which, WorkerFilter, WorkerLine, export_found, search};

use super::{person_path, words};
use crate::error::{self, OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, download, workbook};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::SignedVisit;

const COLUMNS: [&str; 6] = ["name", "number", "project", "unit", "trade", "standing"];

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    // whoever sees nothing but the own record has it among the own data
    if widest(&visit.ctx, Verb::View, Object::Worker).is_none_or(|scope| scope == Scope::Own) {
        return Err(error::page(&visit, Fault::Forbidden));
    }
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let found = search(&visit.ctx, &asked(&query), query.page() - 1).await.or_page(&visit)?;
    let takes_home = widest(&visit.ctx, Verb::Export, Object::Worker).is_some();
    let title = lang.t("workers.office.title");
    let columns = COLUMNS.map(|key| Column::text(key, lang.code("workers.office.columns", key))).to_vec();
    let filters = vec![
        Filter::search(lang.t("workers.search")),
        Filter::choice("which", lang.t("workers.where"), vec![Choosable::new("all", lang.t("workers.office.all"))]),
    ];
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let rows = found.workers.iter().map(|line| row(lang, line)).collect();
            let table = Table::new(title.clone(), columns, rows)
                .driven_by(&query, query.paging(PER_PAGE, found.total))
                .filters(filters)
                .empty(empty(lang.t("workers.office.nobody_title"), lang.t("workers.office.nobody"), None));
            let table = if takes_home { table.export("/office/workers.xlsx") } else { table };
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("workers.office.intro")}</p>
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

/// The same rows as a file; whoever may not take them home is told so by the use case.
pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let lines = export_found(&visit.ctx, &asked(&Query::of(&visit.path))).await.or_page(&visit)?;
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
    let bytes = workbook(at, &titles, &rows).or_page(&visit)?;
    Ok(download(&format!("workers-{}.xlsx", at.day()), bytes))
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
