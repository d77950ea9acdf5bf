//! Which integrity records are there: all that an office sees, those about one enterprise, and the own ones?

use axum::extract::Path;
use leptos::prelude::*;
use registry::enterprises::store::detail;
use registry::permissions::{Object, Verb, widest};
use registry::projects::integrity::RecordKind;
use registry::projects::store::{About, IntegrityFilter, IntegrityView, PER_PAGE, export_integrity, list_integrity};
use registry::{Day, Fault};
use uuid::Uuid;

use super::{check_office, words};
use crate::enterprises::{address, framed};
use crate::error::{self, OrPage, PageResult};
use crate::lang::Lang;
use crate::page::{holds_office, page};
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

/// As the sheet has them; a page leaves some of them out.
const COLUMNS: [&str; 9] = ["name", "kind", "what", "source", "happened", "valid", "weight", "project", "office"];

pub async fn of_office(SignedVisit(visit): SignedVisit) -> PageResult {
    check_office(&visit).or_page(&visit)?;
    let (query, lang, today) = (Query::of(&visit.path), visit.lang, visit.ctx.now().day());
    let (lines, total) = list_integrity(&visit.ctx, &asked(&query), query.page() - 1).await.or_page(&visit)?;
    let writes = widest(&visit.ctx, Verb::Create, Object::IntegrityRecord).is_some();
    let title = lang.t("integrity.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let shown = ["name", "kind", "what", "happened", "valid", "weight", "office"];
            let rows = lines.iter().map(|line| {
                let path = format!("/office/integrity/{}", line.id);
                row(lang, line, today, &shown, Some(path))
            });
            let table = Table::new(title.clone(), columns(lang, &shown), rows.collect())
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(filters(lang))
                .export("/office/integrity.xlsx")
                .empty(empty(lang.t("integrity.none_title"), lang.t("integrity.none_office"), None));
            let new = writes.then(|| {
                view! {
                    <p class="actions">
                        <a class="button" href="/office/integrity/new">{lang.t("integrity.new")}</a>
                        <a class="button secondary" href=super::import::ADDRESS>{lang.t("integrity.import.title")}</a>
                    </p>
                }
            });
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                <p class="hint">{lang.t("integrity.intro")}</p>
                {new}
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    check_office(&visit).or_page(&visit)?;
    let lines = export_integrity(&visit.ctx, &asked(&Query::of(&visit.path))).await.or_page(&visit)?;
    let (lang, at) = (visit.lang, visit.ctx.now());
    let titles = COLUMNS.map(|key| lang.code("integrity.columns", key));
    let rows: Vec<Vec<Value>> = lines
        .iter()
        .map(|line| {
            let value = |key: &&str| match *key {
                "happened" => Value::Day(line.record.on),
                key => Value::text(said(lang, line, at.day(), key)),
            };
            COLUMNS.iter().map(value).collect()
        })
        .collect();
    exported(at, &lang.t("integrity.title"), &titles, &rows).or_page(&visit)
}

pub async fn of_enterprise(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    // an employee sees that the enterprise is there, and no more
    let found = detail(&visit.ctx, enterprise).await.or_page(&visit)?.enterprise;
    if widest(&visit.ctx, Verb::View, Object::IntegrityRecord).is_none() {
        return Err(error::page(&visit, Fault::Forbidden));
    }
    let about = IntegrityFilter { about: Some(About::Enterprise(enterprise)), ..IntegrityFilter::default() };
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let (lines, total) = list_integrity(&visit.ctx, &about, query.page() - 1).await.or_page(&visit)?;
    let title = lang.t("enterprises.ways.integrity");
    Ok(framed(&visit, title.clone())
        .under(found.name.clone(), address(enterprise))
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {table(&visit, title, &lines, (&query, total)).view(lang)}
            }
            .into_any()
        })
        .respond())
}

pub async fn own(SignedVisit(visit): SignedVisit) -> PageResult {
    let person = visit.who().map(|who| who.person).unwrap_or_default();
    let about = IntegrityFilter { about: Some(About::Person(person)), ..IntegrityFilter::default() };
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let (lines, total) = list_integrity(&visit.ctx, &about, query.page() - 1).await.or_page(&visit)?;
    let title = lang.t("integrity.own_title");
    Ok(page(&visit, title.clone())
        .under(lang.t("accounts.account_title"), "/account")
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                <p class="hint">{lang.t("integrity.own_intro")}</p>
                {table(&visit, title, &lines, (&query, total)).view(lang)}
            }
            .into_any()
        })
        .respond())
}

/// Records about one and the same subject.
fn table<'a>(visit: &Visit, title: String, lines: &[IntegrityView], (query, total): (&'a Query, u64)) -> Table<'a> {
    let (lang, today) = (visit.lang, visit.ctx.now().day());
    let shown = ["kind", "what", "source", "happened", "valid", "weight"];
    let rows = lines.iter().map(|line| {
        let path = holds_office(visit).then(|| format!("/office/integrity/{}", line.id));
        row(lang, line, today, &shown, path)
    });
    Table::new(title, columns(lang, &shown), rows.collect())
        .driven_by(query, query.paging(PER_PAGE, total))
        .empty(empty(lang.t("integrity.none_title"), lang.t("integrity.none"), None))
}

fn columns(lang: Lang, shown: &[&'static str]) -> Vec<Column> {
    shown.iter().map(|&key| Column::text(key, lang.code("integrity.columns", key))).collect()
}

/// The first column leads to the record, where there is a page of it.
fn row(lang: Lang, line: &IntegrityView, today: Day, shown: &[&str], path: Option<String>) -> Vec<Cell> {
    let cell = |(position, key): (usize, &&str)| match (position, &path, *key) {
        (0, Some(path), _) => Cell::link(path.clone(), said(lang, line, today, key)),
        (_, _, "kind") => Cell::from(words::kind_badge(lang, &line.record)),
        (_, _, "weight") => Cell::from(words::weight_badge(lang, &line.record, today)),
        _ => Cell::from(said(lang, line, today, key)),
    };
    shown.iter().enumerate().map(cell).collect()
}

fn said(lang: Lang, line: &IntegrityView, today: Day, key: &str) -> String {
    let record = &line.record;
    match key {
        "name" => line.name.clone(),
        "kind" => words::kind(lang, record),
        "what" => words::what(lang, record),
        "source" => words::source(lang, record),
        "happened" => lang.day(record.on),
        "valid" => words::valid(lang, record),
        "weight" => words::weight(lang, record, today),
        "project" => line.project_name.clone().unwrap_or_default(),
        _ => line.office_name.clone().unwrap_or_default(),
    }
}

fn asked(query: &Query) -> IntegrityFilter {
    IntegrityFilter {
        about: query.filter("enterprise").and_then(|id| id.parse().ok()).map(About::Enterprise),
        project: query.filter("project").and_then(|id| id.parse().ok()),
        kind: query.filter("kind").and_then(RecordKind::parse),
        text: query.search().to_owned(),
    }
}

fn filters(lang: Lang) -> Vec<Filter> {
    let kinds = RecordKind::ALL.map(|kind| Choosable::new(kind.code(), lang.code("integrity.kinds", kind.code())));
    vec![
        Filter::search(lang.t("integrity.search")),
        Filter::choice("kind", lang.t("integrity.columns.kind"), kinds.to_vec()),
    ]
}
