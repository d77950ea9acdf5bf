//! Whom does an office find among the workers of its area, by name or by number?

use leptos::prelude::*;
use registry::Fault;
use registry::permissions::{Object, Scope, Verb, widest};
use registry::workers::store::{PER_PAGE, Which, WorkerFilter, WorkerLine, search};

use super::{person_path, words};
use crate::error::{self, OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    // whoever sees nothing but the own record has it among the own data
    if widest(&visit.ctx, Verb::View, Object::Worker).is_none_or(|scope| scope == Scope::Own) {
        return Err(error::page(&visit, Fault::Forbidden));
    }
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let which = if query.filter("which") == Some("all") { Which::All } else { Which::InForce };
    let filter = WorkerFilter { query: query.search().to_owned(), project: None, which };
    let found = search(&visit.ctx, &filter, query.page() - 1).await.or_page(&visit)?;
    let title = lang.t("workers.office.title");
    let columns = ["name", "number", "project", "unit", "trade", "standing"]
        .map(|key| Column::text(key, lang.code("workers.office.columns", key)))
        .to_vec();
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
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("workers.office.intro")}</p>
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

fn row(lang: Lang, line: &WorkerLine) -> Vec<Cell> {
    let unit = match &line.team_name {
        Some(team) => format!("{} {team}", line.unit_name),
        None => line.unit_name.clone(),
    };
    vec![
        Cell::link(person_path(line.project, line.person), line.name.clone()),
        line.id_number_masked.clone().into(),
        Cell::link(format!("/projects/{}", line.project), line.project_name.clone()),
        unit.into(),
        words::work(lang, &line.trade, &line.post).into(),
        words::standing(lang, line.entered, line.left).into(),
    ]
}
