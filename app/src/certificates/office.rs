//! Which certificates are on the register, and what is on the record of each? For offices.

use axum::extract::Path;
use leptos::prelude::*;
use registry::Fault;
use registry::certificates::matters::{Matter, of_number};
use registry::certificates::recertifying::of_certificate;
use registry::certificates::verification::{Verification, verify};
use registry::certificates::{
    RegisterColumn, RegisterFilter, RegisterLine, Status, export as every_line, get, may_export, register,
};

use super::answer::status_badge;
use super::recertifying::{ApprovalForm, part};
use super::record::record;
use super::verify::keys;
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::{holds_office, page};
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::field::mistakes_summary;
use crate::ui::filters::Filter;
use crate::ui::notice::{done, notice};
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// As many as the registry gives at once.
const PER_PAGE: u64 = 50;
/// The first year of numbers.
const FIRST_YEAR: i32 = 2026;
const COLUMNS: [&str; 7] = ["number", "holder", "name_of_certificate", "issuer", "issued_day", "status", "since"];

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let (lines, total) = register(&visit.ctx, &asked(&query), query.page() - 1).await.or_page(&visit)?;
    let title = lang.t("certificates.office.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let table = table(&visit, &lines)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(filters(&visit))
                .empty(empty(word(lang, "empty_title"), word(lang, "empty"), None));
            let table = if may_export(&visit.ctx) { table.export("/office/certificates.xlsx") } else { table };
            view! {
                <h1>{title.clone()}</h1>
                <p class="hint">{word(lang, "intro")}</p>
                {super::old::office::way(&visit)}
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let lines = every_line(&visit.ctx, &asked(&Query::of(&visit.path))).await.or_page(&visit)?;
    table(&visit, &lines).file(visit.ctx.now()).or_page(&visit)
}

/// The file says why a certificate is not valid, too, in the words that everybody may read.
fn table<'a>(visit: &Visit, lines: &[RegisterLine]) -> Table<'a> {
    let lang = visit.lang;
    let columns = COLUMNS.map(|key| {
        let column = Column::text(key, word(lang, key)).sorts(RegisterColumn::parse);
        if matches!(key, "number" | "holder" | "issued_day" | "since") { column.unbroken() } else { column }
    });
    let columns = columns.into_iter().chain([Column::filed("reason", word(lang, "reason"))]).collect();
    Table::new(lang.t("certificates.office.title"), columns, lines.iter().map(|line| row(visit, line)).collect())
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(number): Path<String>) -> PageResult {
    respond(&visit, &number, &ApprovalForm::default(), &Mistakes::none(visit.lang)).await
}

/// The record; after a mistake in its form with status 422, what was typed and what was wrong.
pub async fn respond(visit: &Visit, number: &str, typed: &ApprovalForm, mistakes: &Mistakes) -> PageResult {
    // a holder's own certificate is on `/certificates`; the record is for offices
    if !holds_office(visit) {
        return Err(crate::error::page(visit, Fault::NotFound));
    }
    let certificate = get(&visit.ctx, number).await.or_page(visit)?;
    let keys = keys(visit.state.desk.as_deref()).or_page(visit)?;
    let Verification::Known(known) = verify(&visit.ctx, &keys, &certificate.path_id).await.or_page(visit)? else {
        return Err(crate::error::page(visit, Fault::NotFound));
    };
    let matters = of_number(&visit.ctx, &certificate.number).await.or_page(visit)?;
    let anew = of_certificate(&visit.ctx, &certificate).await.or_page(visit)?;
    let lang = visit.lang;
    Ok(page(visit, certificate.number_human.clone())
        .in_office()
        .under(lang.t("certificates.office.title"), "/office/certificates")
        .mistakes(mistakes)
        .content(|| {
            let doubt = |matter: &Matter| {
                let at = lang.time(matter.opened_at);
                let ground = lang.code("matters.grounds", &matter.ground);
                notice(lang, Tone::Warning, lang.fill("matters.stands", &[("at", &at), ("ground", &ground)]))
            };
            let anew = anew.as_ref().map(|stands| part(lang, &certificate.number, stands, typed, mistakes));
            view! {
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {matters.iter().map(doubt).collect_view()}
                {record(lang, &certificate, &known)}
                {anew}
            }
            .into_any()
        })
        .respond())
}

fn word(lang: Lang, key: &str) -> String {
    lang.code("certificates.office", key)
}

fn asked(query: &Query) -> RegisterFilter {
    RegisterFilter {
        status: query.filter("status").and_then(Status::parse),
        query: query.search().to_owned(),
        year: query.filter("year").and_then(|year| year.parse().ok()),
        order: query.sorted(RegisterColumn::parse),
    }
}

fn filters(visit: &Visit) -> Vec<Filter> {
    let lang = visit.lang;
    let status = |status: Status| Choosable::new(status.code(), lang.code("certificates.status", status.code()));
    let year = |year: i32| {
        let number = year.to_string();
        Choosable::new(&number, lang.fill("certificates.office.year_value", &[("year", &number)]))
    };
    let years = (FIRST_YEAR..=visit.ctx.now().day().year()).rev().map(year).collect();
    vec![
        Filter::search(word(lang, "search")),
        Filter::choice("status", word(lang, "status"), Status::ALL.map(status).to_vec()),
        Filter::choice("year", word(lang, "year"), years),
    ]
}

fn row(visit: &Visit, line: &RegisterLine) -> Vec<Cell> {
    let lang = visit.lang;
    let reason = line.public_class.map(|class| lang.code("certificates.class", class.code()));
    // an enterprise sees its people on the register; of each it may open what everybody may
    let path = if holds_office(visit) { record_path(&line.number) } else { super::public_path(&line.path_id) };
    vec![
        Cell::link(path, &line.number_human).in_words(&line.number),
        Cell::from(line.holder_name.clone()),
        Cell::from(line.title.clone()),
        Cell::from(line.issuer.clone()),
        Cell::day(lang, Some(line.issued_day)),
        Cell::from(status_badge(lang, line.status)).in_words(lang.code("certificates.status", line.status.code())),
        Cell::day(lang, Some(line.status_since.day())),
        Cell::from(reason.unwrap_or_default()),
    ]
}

pub fn record_path(number: &str) -> String {
    format!("/office/certificates/{number}")
}
