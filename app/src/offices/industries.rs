//! Which industries are there, and how does a city name a further one?

use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::offices::industries::{Industry, add, list as industries};
use registry::permissions::{Object, Verb, widest};
use serde::Deserialize;

use super::industry_name;
use super::sheets::OF_INDUSTRIES;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    code: String,
    name: String,
    reason: String,
}

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    respond(&visit, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn add_one(SignedVisit(visit): SignedVisit, Form(typed): Form<Typed>) -> PageResult {
    match outcome(&visit, add(&visit.ctx, typed.code.trim(), &typed.name, &typed.reason).await) {
        Outcome::Done(()) => Ok(Redirect::to("/office/industries?done=industry_added").into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let all = industries(&visit.ctx).await.or_page(visit)?;
    let may = |verb| widest(&visit.ctx, verb, Object::Office).is_some();
    let (adds, edits) = (may(Verb::Create), may(Verb::Edit));
    let (lang, title) = (visit.lang, visit.t("areas.industries_title"));
    let keys = ["name", "code", "state"].into_iter().chain(edits.then_some("deeds"));
    let columns = keys.map(|key| Column::text(key, lang.code("areas.industry_columns", key))).collect();
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .content(|| {
            let rows = all.iter().map(|industry| row(lang, &all, industry, edits)).collect();
            let nothing = empty(lang.t("areas.no_industries_title"), lang.t("areas.no_industries"), None);
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p class="hint">{lang.t("areas.industries_intro")}</p>
                {adds.then(|| view! {
                    <p class="actions">
                        <a class="button secondary" href=OF_INDUSTRIES>{lang.t("areas.industry_import.title")}</a>
                    </p>
                })}
                {Table::new(title, columns, rows).empty(nothing).export("/office/industries.xlsx").view(lang)}
                {adds.then(|| adding(lang, typed, mistakes))}
            }
            .into_any()
        })
        .respond())
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let all = industries(&visit.ctx).await.or_page(&visit)?;
    let lang = visit.lang;
    let titles = ["name", "code", "state"].map(|key| lang.code("areas.industry_columns", key));
    let row = |industry: &Industry| {
        [industry_name(lang, &all, &industry.code), industry.code.clone(), state(lang, industry)]
            .map(Value::Text)
            .to_vec()
    };
    let rows: Vec<Vec<Value>> = all.iter().map(row).collect();
    exported(visit.ctx.now(), &lang.t("areas.industries_title"), &titles, &rows).or_page(&visit)
}

fn state(lang: Lang, industry: &Industry) -> String {
    match industry.retired_at {
        None => lang.t("areas.offered"),
        Some(at) => lang.fill("areas.retired_on", &[("on", &lang.day(at.day()))]),
    }
}

fn row(lang: Lang, all: &[Industry], industry: &Industry, edits: bool) -> Vec<Cell> {
    let base = format!("/office/industries/{}", industry.code);
    let tone = if industry.retired_at.is_none() { Tone::Success } else { Tone::Neutral };
    let state = badge(tone, state(lang, industry));
    let ways = edits.then(|| {
        let retire = industry.retired_at.is_none().then(|| {
            view! { <a href=format!("{base}/retire")>{lang.t("areas.deeds.retire_industry")}</a> }
        });
        let rename = view! { <a href=format!("{base}/rename")>{lang.t("areas.deeds.rename_industry")}</a> };
        Cell::from(view! { <div class="actions">{rename} {retire}</div> }.into_any())
    });
    let what = [
        Cell::from(industry_name(lang, all, &industry.code)),
        Cell::from(view! { <code>{industry.code.clone()}</code> }.into_any()),
        Cell::from(state),
    ];
    what.into_iter().chain(ways).collect()
}

fn adding(lang: Lang, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    view! {
        <form class="card" method="post" action="/office/industries" novalidate>
            <h2>{lang.t("areas.add_industry")}</h2>
            {Field::text("name", lang.t("areas.industry_columns.name"), &typed.name).maxlength(100).view(mistakes)}
            {Field::text("code", lang.t("areas.industry_columns.code"), &typed.code)
                .hint(lang.t("areas.industry_code_hint"))
                .maxlength(30)
                .short()
                .view(mistakes)}
            {SafeTextarea::new("reason", lang.t("enterprises.reason"), typed.reason.clone())
                .hint(lang.t("enterprises.reason_hint"))
                .rows(2)
                .maxlength(200)
                .view(mistakes)}
            <button>{lang.t("areas.add_industry")}</button>
        </form>
    }
    .into_any()
}
