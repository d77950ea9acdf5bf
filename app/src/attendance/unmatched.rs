//! Which passages belong to nobody on the records, and what becomes of them?

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::attendance::store::{
    Place, UNMATCHED_PER_PAGE, UnmatchedView, check_writes, export_unmatched, list_unmatched, place, refuse_unmatched,
};
use registry::calendar::Month;
use serde::Deserialize;
use uuid::Uuid;

use super::frame::below;
use super::{address, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

const COLUMNS: [&str; 4] = ["time", "direction", "document", "reason"];

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    event: Vec<Uuid>,
    reason: String,
}

pub async fn list(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    respond(&visit, project, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn refuse(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    check_writes(&visit.ctx, project).await.or_page(&visit)?;
    let rows: BTreeSet<Uuid> = typed.event.iter().copied().collect();
    match outcome(&visit, refuse_unmatched(&visit.ctx, project, &rows, &typed.reason).await) {
        Outcome::Done(()) => {
            Ok(Redirect::to(&format!("{}/unmatched?done=passages_refused", address(project))).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, project, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, project: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let ctx = &visit.ctx;
    let place = place(ctx, project).await.or_page(visit)?;
    let query = Query::of(&visit.path);
    let (rows, total) = list_unmatched(ctx, project, query.page() - 1).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("attendance.unmatched"));
    Ok(below(visit, &place, title.clone())
        .mistakes(mistakes)
        .content(|| {
            let columns = COLUMNS.map(|key| Column::text(key, lang.code("attendance.unmatched_columns", key)));
            let nothing = empty(lang.t("attendance.all_matched_title"), lang.t("attendance.all_matched"), None);
            let table = Table::new(title.clone(), columns.to_vec(), rows.iter().map(|row| cells(lang, project, row)).collect())
                .driven_by(&query, query.paging(UNMATCHED_PER_PAGE, total))
                .export(format!("{}/unmatched.xlsx", address(project)))
                .empty(nothing);
            let register = format!("/projects/{project}/workers/new");
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("attendance.unmatched_intro")}</p>
                {place.may_write.then(|| view! { <p class="actions"><a class="button" href=register>{lang.t("attendance.register_worker")}</a></p> })}
                {table.view(lang)}
                {(place.may_write && !rows.is_empty()).then(|| form(lang, &place, &rows, typed, mistakes))}
            }
            .into_any()
        })
        .respond())
}

fn cells(lang: Lang, project: Uuid, row: &UnmatchedView) -> Vec<Cell> {
    let whose = match &row.known {
        Some((person, name)) => {
            let path = format!("{}/{person}?month={}", address(project), Month::of(row.at.day()));
            view! { <a href=path>{name.clone()}</a> }.into_any()
        }
        None => document(row).into_any(),
    };
    vec![
        lang.time(row.at).into(),
        words::direction(lang, row.direction).into(),
        whose.into(),
        lang.code("attendance.unmatched_reasons", row.reason.code()).into(),
    ]
}

pub async fn export(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let all = export_unmatched(&visit.ctx, project).await.or_page(&visit)?;
    let lang = visit.lang;
    let titles = COLUMNS.map(|key| lang.code("attendance.unmatched_columns", key));
    let row = |row: &UnmatchedView| {
        let whose = row.known.as_ref().map_or_else(|| document(row), |(_, name)| name.clone());
        let reason = lang.code("attendance.unmatched_reasons", row.reason.code());
        let [direction, whose, reason] = [words::direction(lang, row.direction), whose, reason].map(Value::Text);
        vec![Value::Time(row.at), direction, whose, reason]
    };
    let rows: Vec<Vec<Value>> = all.iter().map(row).collect();
    exported(visit.ctx.now(), &lang.t("attendance.unmatched"), &titles, &rows).or_page(&visit)
}

fn document(row: &UnmatchedView) -> String {
    row.document_masked.clone().unwrap_or_else(|| "—".to_owned())
}

/// Visitors and tries of the device: taken off the list, with a reason.
fn form(lang: Lang, place: &Place, rows: &[UnmatchedView], typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let options = rows.iter().map(|row| {
        let whose = row.known.as_ref().map_or_else(|| document(row), |(_, name)| name.clone());
        let label = lang.fill(
            "attendance.unmatched_row",
            &[
                ("time", &lang.time(row.at)),
                ("direction", &words::direction(lang, row.direction)),
                ("document", &whose),
            ],
        );
        Choosable::new(row.event.to_string(), label)
    });
    let chosen: Vec<String> = typed.event.iter().map(Uuid::to_string).collect();
    view! {
        <form class="card" method="post" action=format!("{}/unmatched", address(place.project))>
            <h2>{lang.t("attendance.refuse_title")}</h2>
            <p>{lang.t("attendance.refuse_advice")}</p>
            {Choice::several("event", lang.t("attendance.rows"), options.collect(), &chosen).view(mistakes)}
            {Field::text("reason", lang.t("attendance.refuse_reason"), typed.reason.clone()).maxlength(200).view(mistakes)}
            <p class="actions"><button class="secondary">{lang.t("attendance.refuse")}</button></p>
        </form>
    }
    .into_any()
}
