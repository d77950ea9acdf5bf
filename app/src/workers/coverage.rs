//! Which share of each unit's people has a contract, who has none, and who was urged to sign?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::workers::store::{
    CoverageView, Place, ReminderView, Uncovered, coverage, place, place_to_write, remind as reminded, reminders,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::below;
use super::person_path;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

const NUMBERS: [&str; 5] = ["workers", "covered", "share", "managers", "managers_covered"];

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Urging {
    pub unit: String,
    pub reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    page(&visit, project, &Urging::default(), &Mistakes::none(visit.lang)).await
}

async fn page(visit: &Visit, project: Uuid, typed: &Urging, mistakes: &Mistakes) -> PageResult {
    let (ctx, lang) = (&visit.ctx, visit.lang);
    let place = place(ctx, project).await.or_page(visit)?;
    let today = ctx.now().day();
    let units = coverage(ctx, project, today).await.or_page(visit)?;
    let urged = reminders(ctx, project).await.or_page(visit)?;
    let title = lang.t("workers.coverage.title");
    Ok(below(visit, &place, title.clone())
        .mistakes(mistakes)
        .content(|| {
            let form = place.rights.writes.then(|| urging_form(lang, &place, &units, typed, mistakes));
            view! {
                <h1>{title.clone()}</h1>
                <p class="hint">{lang.fill("workers.coverage.intro", &[("day", &lang.day(today))])}</p>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {shares(lang, &place, title, &units)}
                {uncovered(lang, &place, &units)}
                {form}
                {urgings(lang, &units, &urged)}
            }
            .into_any()
        })
        .respond())
}

fn shares(lang: Lang, place: &Place, title: String, units: &[CoverageView]) -> AnyView {
    let mut columns = vec![Column::text("unit", lang.t("workers.unit"))];
    columns.extend(NUMBERS.map(|key| Column::number(key, lang.code("workers.coverage", key))));
    columns.push(Column::text("last", lang.t("workers.coverage.last")));
    let rows = units.iter().map(|unit| {
        let numbers = &unit.numbers;
        let share = numbers.share().map(|share| percent(lang, share)).unwrap_or_default();
        vec![
            Cell::from(unit.unit_name.clone()),
            numbers.workers.to_string().into(),
            numbers.covered.to_string().into(),
            share.into(),
            numbers.managers.to_string().into(),
            numbers.managers_covered.to_string().into(),
            unit.last_reminded_at.map(|at| lang.time(at)).unwrap_or_default().into(),
        ]
    });
    let nothing = empty(lang.t("workers.coverage.none_title"), lang.t("workers.coverage.none"), None);
    let file = format!("/projects/{}/contracts.xlsx", place.project);
    Table::new(title, columns, rows.collect()).empty(nothing).export(file).view(lang)
}

/// The shares of the units, as a file.
pub async fn export(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let now = visit.ctx.now();
    let units = coverage(&visit.ctx, project, now.day()).await.or_page(&visit)?;
    let lang = visit.lang;
    let mut titles = vec![lang.t("workers.unit")];
    titles.extend(NUMBERS.iter().chain(&["last"]).map(|key| lang.code("workers.coverage", key)));
    let row = |unit: &CoverageView| {
        let numbers = &unit.numbers;
        vec![
            Value::text(unit.unit_name.clone()),
            Value::number(numbers.workers),
            Value::number(numbers.covered),
            Value::Text(numbers.share().map(|share| percent(lang, share)).unwrap_or_default()),
            Value::number(numbers.managers),
            Value::number(numbers.managers_covered),
            Value::time(unit.last_reminded_at),
        ]
    };
    let rows: Vec<Vec<Value>> = units.iter().map(row).collect();
    exported(now, &lang.t("workers.coverage.title"), &titles, &rows).or_page(&visit)
}

/// Hundredths of a percent.
fn percent(lang: Lang, share: u32) -> String {
    format!("{}%", lang.points(i64::from(share)))
}

fn uncovered(lang: Lang, place: &Place, units: &[CoverageView]) -> AnyView {
    let columns = ["name", "unit", "since", "signed_with"]
        .map(|key| Column::text(key, lang.code("workers.coverage.columns", key)))
        .to_vec();
    let name_of = |id: Uuid| units.iter().find(|unit| unit.unit == id).map(|unit| unit.unit_name.clone());
    let row = |unit: &CoverageView, one: &Uncovered| {
        let with = one.signed_with.map(|id| name_of(id).unwrap_or_else(|| lang.t("workers.coverage.another")));
        vec![
            Cell::link(person_path(place.project, one.person), one.name.clone()),
            unit.unit_name.clone().into(),
            lang.day(one.since).into(),
            with.unwrap_or_default().into(),
        ]
    };
    let rows = units.iter().flat_map(|unit| unit.uncovered.iter().map(move |one| row(unit, one))).collect();
    let title = lang.t("workers.coverage.uncovered");
    let nothing = empty(lang.t("workers.coverage.all_title"), lang.t("workers.coverage.all"), None);
    view! { <section><h2>{title.clone()}</h2>{Table::new(title, columns, rows).empty(nothing).view(lang)}</section> }
        .into_any()
}

fn urging_form(
    lang: Lang,
    place: &Place,
    units: &[CoverageView],
    typed: &Urging,
    mistakes: &Mistakes,
) -> Option<AnyView> {
    let short: Vec<Choosable> = units
        .iter()
        .filter(|unit| !unit.uncovered.is_empty())
        .map(|unit| Choosable::new(unit.unit.to_string(), unit.unit_name.clone()))
        .collect();
    (!short.is_empty()).then(|| {
        view! {
            <form method="post" action=format!("/projects/{}/contracts/reminders", place.project) class="card" novalidate>
                <h2>{lang.t("workers.coverage.urge")}</h2>
                {Choice::list("unit", lang.t("workers.unit"), short, &typed.unit).view(mistakes)}
                {Field::text("reason", lang.t("workers.coverage.words"), &typed.reason).maxlength(500).view(mistakes)}
                <button>{lang.t("workers.coverage.urge")}</button>
            </form>
        }
        .into_any()
    })
}

fn urgings(lang: Lang, units: &[CoverageView], urged: &[ReminderView]) -> AnyView {
    let columns = ["time", "unit", "share", "words"]
        .map(|key| Column::text(key, lang.code("workers.coverage.urged_columns", key)))
        .to_vec();
    let name_of = |id: Uuid| units.iter().find(|unit| unit.unit == id).map(|unit| unit.unit_name.clone());
    let rows = urged.iter().map(|one| {
        let (covered, workers) = (one.covered.to_string(), one.workers.to_string());
        vec![
            Cell::from(lang.time(one.at)),
            name_of(one.unit).unwrap_or_else(|| lang.t("workers.coverage.another")).into(),
            lang.fill("workers.coverage.of", &[("covered", &covered), ("workers", &workers)]).into(),
            one.words.clone().into(),
        ]
    });
    let title = lang.t("workers.coverage.urged");
    let nothing = empty(lang.t("workers.coverage.not_urged_title"), lang.t("workers.coverage.not_urged"), None);
    view! { <section><h2>{title.clone()}</h2>{Table::new(title, columns, rows.collect()).empty(nothing).view(lang)}</section> }
        .into_any()
}

pub async fn remind(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    Form(typed): Form<Urging>,
) -> PageResult {
    place_to_write(&visit.ctx, project).await.or_page(&visit)?;
    let done = match typed.unit.parse::<Uuid>() {
        Ok(unit) => reminded(&visit.ctx, project, unit, &typed.reason).await,
        Err(_) => Err(Fault::from(Refusal::on("unit", "workers.unit_missing"))),
    };
    match outcome(&visit, done) {
        Outcome::Done(_) => {
            Ok(Redirect::to(&format!("/projects/{project}/contracts?done=unit_reminded")).into_response())
        }
        Outcome::Mistaken(mistakes) => page(&visit, project, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}
