//! What became of a batch: how many rows stand, what is wrong with the others and where, and which came late?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::feeds::store::{
    BatchPage, BatchState, ErrorView, PER_PAGE, batch_page, export_errors, list_errors, retry,
};
use uuid::Uuid;

use super::words;
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::{holds_office, page};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::{done, notice};
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const COLUMNS: [&str; 4] = ["row", "path", "field", "wrong"];

pub async fn show(SignedVisit(visit): SignedVisit, Path(batch): Path<Uuid>) -> PageResult {
    respond(&visit, batch, &Mistakes::none(visit.lang)).await
}

async fn respond(visit: &Visit, batch: Uuid, mistakes: &Mistakes) -> PageResult {
    let query = Query::of(&visit.path);
    let shown = batch_page(&visit.ctx, batch).await.or_page(visit)?;
    let (errors, total) = list_errors(&visit.ctx, batch, query.page() - 1).await.or_page(visit)?;
    let (lang, title) = (visit.lang, title(visit.lang, &shown));
    let (name, path) = back(visit, &shown);
    Ok(page(visit, title.clone())
        .for_staff()
        .under(name, path)
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {standing(lang, &shown)}
                {stats(figures(lang, &shown))}
                {known(lang, &shown)}
                {projects(lang, &shown)}
                {table(lang, &query, batch, &errors, total)}
                {acts(lang, batch, &shown)}
            }
            .into_any()
        })
        .respond())
}

pub fn title(lang: Lang, shown: &BatchPage) -> String {
    let object = lang.code("feeds.objects", shown.batch.object.code());
    lang.fill("feeds.batch_title", &[("object", &object), ("number", &shown.batch.receipt.number)])
}

/// The page of its supplier, to whichever side reads it.
pub fn back(visit: &Visit, shown: &BatchPage) -> (String, String) {
    let supplier = shown.batch.supplier.unwrap_or_default();
    let path = match holds_office(visit) {
        true => format!("/office/feeds/{supplier}"),
        false => format!("/enterprises/{}/feeds/{supplier}", shown.enterprise),
    };
    (shown.supplier_name.clone(), path)
}

fn standing(lang: Lang, shown: &BatchPage) -> Option<AnyView> {
    let batch = &shown.batch;
    match batch.receipt.state {
        BatchState::Waiting => Some(notice(lang, Tone::Info, lang.t("feeds.waiting_advice"))),
        BatchState::Failed => Some(notice(lang, Tone::Danger, lang.t("feeds.failed_advice"))),
        BatchState::Undone => {
            let at = batch.undone_at.map(|at| lang.time(at)).unwrap_or_default();
            let reason = batch.undone_reason.clone().unwrap_or_default();
            let told = lang.fill("feeds.undone_told", &[("at", &at), ("reason", &reason)]);
            Some(notice(lang, Tone::Warning, told))
        }
        BatchState::Applied => None,
    }
}

fn figures(lang: Lang, shown: &BatchPage) -> Vec<Stat> {
    let receipt = &shown.batch.receipt;
    let refused = Stat::new(lang.t("feeds.columns.refused"), receipt.refused).leads_to("#errors");
    vec![
        Stat::new(lang.t("feeds.columns.rows"), receipt.row_count),
        Stat::new(lang.t("feeds.columns.added"), receipt.added).tone(Tone::Success),
        Stat::new(lang.t("feeds.columns.late"), receipt.late).note(lang.t("feeds.late_note")),
        Stat::new(lang.t("feeds.columns.unchanged"), receipt.unchanged),
        if receipt.refused > 0 { refused.tone(Tone::Warning) } else { refused },
    ]
}

fn known(lang: Lang, shown: &BatchPage) -> AnyView {
    let batch = &shown.batch;
    let mut lines = vec![
        Fact::shown(lang.t("feeds.columns.state"), words::batch_state(lang, batch.receipt.state)),
        Fact::text(lang.t("feeds.signed_at"), lang.time(batch.signed_at)),
        Fact::text(lang.t("feeds.columns.received_at"), lang.time(batch.received_at)),
    ];
    if let Some(at) = batch.applied_at {
        lines.push(Fact::text(lang.t("feeds.applied_at"), lang.time(at)));
    }
    if !batch.receipt.unknown_fields.is_empty() {
        let names = batch.receipt.unknown_fields.join(", ");
        let names = view! { <span class="code">{names}</span> }.into_any();
        lines.push(Fact::shown(lang.t("feeds.unknown_fields"), names));
    }
    let body = if shown.has_body { "feeds.body_kept" } else { "feeds.body_dropped" };
    lines.push(Fact::text(lang.t("feeds.body"), lang.t(body)));
    facts(lines)
}

fn projects(lang: Lang, shown: &BatchPage) -> Option<AnyView> {
    if shown.projects.is_empty() {
        return None;
    }
    let lines = shown.projects.iter().map(|(project, name, rows)| {
        let rows = lang.fill("feeds.rows_of", &[("rows", &rows.to_string())]);
        view! { <li><a href=format!("/projects/{project}/feeds")>{name.clone()}</a>" "{rows}</li> }
    });
    let title = lang.fill("feeds.speaks_of", &[("count", &shown.project_count.to_string())]);
    Some(view! { <section><h2>{title}</h2><ul>{lines.collect_view()}</ul></section> }.into_any())
}

fn table(lang: Lang, query: &Query, batch: Uuid, errors: &[ErrorView], total: u64) -> AnyView {
    let title = lang.t("feeds.errors");
    let columns = COLUMNS.map(|key| match key {
        "row" => Column::number(key, lang.code("feeds.columns", key)),
        _ => Column::text(key, lang.code("feeds.columns", key)),
    });
    let row = |error: &ErrorView| {
        let code = |text: &str| Cell::from(view! { <span class="code">{text.to_owned()}</span> }.into_any());
        vec![
            Cell::from(error.number.to_string()),
            code(&error.path),
            code(&error.field),
            Cell::from(lang.stored_refusal(&error.code, &error.details)),
        ]
    };
    let table = Table::new(title.clone(), columns.to_vec(), errors.iter().map(row).collect())
        .driven_by(query, query.paging(PER_PAGE, total))
        .export(format!("/feeds/batches/{batch}/errors.xlsx"))
        .empty(empty(lang.t("feeds.no_errors_title"), lang.t("feeds.no_errors"), None));
    view! { <section id="errors"><h2>{title}</h2>{table.view(lang)}</section> }.into_any()
}

fn acts(lang: Lang, batch: Uuid, shown: &BatchPage) -> Option<AnyView> {
    if !shown.may_undo && !shown.may_retry {
        return None;
    }
    let retry = shown.may_retry.then(|| {
        view! {
            <form method="post" action=format!("/feeds/batches/{batch}/retry")>
                <button>{lang.t("feeds.retry")}</button>
            </form>
        }
    });
    let undo = shown.may_undo.then(|| {
        let path = format!("/feeds/batches/{batch}/undo");
        view! { <a class="button secondary danger" href=path>{lang.t("feeds.undo_look")}</a> }
    });
    let title = lang.t("feeds.columns.acts");
    Some(view! { <section><h2>{title}</h2><div class="actions">{retry}{undo}</div></section> }.into_any())
}

pub async fn try_again(SignedVisit(visit): SignedVisit, Path(batch): Path<Uuid>) -> PageResult {
    match outcome(&visit, retry(&visit.ctx, &visit.state.sinks, batch).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/feeds/batches/{batch}?done=batch_retried")).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, batch, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn export(SignedVisit(visit): SignedVisit, Path(batch): Path<Uuid>) -> PageResult {
    let errors = export_errors(&visit.ctx, batch).await.or_page(&visit)?;
    let (lang, at) = (visit.lang, visit.ctx.now());
    let titles = COLUMNS.map(|key| lang.code("feeds.columns", key));
    let rows: Vec<Vec<Value>> = errors
        .iter()
        .map(|error| {
            let wrong = lang.stored_refusal(&error.code, &error.details);
            vec![Value::number(error.number), Value::text(&error.path), Value::text(&error.field), Value::text(wrong)]
        })
        .collect();
    exported(at, &lang.t("feeds.errors"), &titles, &rows).or_page(&visit)
}
