//! Which years wait for a second person, and what became of the earlier ones?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Instant;
use registry::calendar::years::{self, Brought};
use serde::Deserialize;
use uuid::Uuid;

use super::words;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::second::{Words, answers};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

/// Where the years stand.
pub const LIST: &str = "/office/calendar";

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    respond(&visit, &Mistakes::none(visit.lang)).await
}

pub async fn confirm(SignedVisit(visit): SignedVisit, Path(year): Path<Uuid>) -> PageResult {
    settle(&visit, outcome(&visit, years::confirm(&visit.ctx, year).await), "year_confirmed").await
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Declined {
    reason: String,
}

pub async fn decline(
    SignedVisit(visit): SignedVisit,
    Path(year): Path<Uuid>,
    Form(form): Form<Declined>,
) -> PageResult {
    settle(&visit, outcome(&visit, years::decline(&visit.ctx, year, &form.reason).await), "year_declined").await
}

async fn settle(visit: &Visit, outcome: Outcome<()>, word: &str) -> PageResult {
    match outcome {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{LIST}?done={word}")).into_response()),
        Outcome::Mistaken(mistakes) => respond(visit, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn respond(visit: &Visit, mistakes: &Mistakes) -> PageResult {
    let all = years::list(&visit.ctx).await.or_page(visit)?;
    let published = years::published(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("calendar.office_title"));
    let (waiting, decided): (Vec<&Brought>, Vec<&Brought>) = all.iter().partition(|year| year.decided.is_none());
    let known: Vec<String> = published.iter().map(|notice| words::year(lang, notice.year)).collect();
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .content(|| {
            let none = (lang.t("calendar.none_waits_title"), lang.t("calendar.none_waits"));
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p class="hint">{lang.t("calendar.office_intro")}</p>
                <p>
                    {lang.fill("calendar.known", &[("years", &known.join(&lang.t("calendar.and")))])}
                    " "<a href="/calendar">{lang.t("calendar.title")}</a>
                </p>
                {form(lang, mistakes)}
                <h2>{lang.t("calendar.waiting")}</h2>
                {waiting.is_empty().then(|| empty(none.0, none.1, None))}
                {waiting.iter().map(|year| one(lang, year)).collect_view()}
                {(!decided.is_empty()).then(|| history(lang, &decided))}
            }
            .into_any()
        })
        .respond())
}

fn form(lang: Lang, mistakes: &Mistakes) -> AnyView {
    let file = Field::text("file", lang.t("calendar.file"), "").kind("file").hint(lang.t("calendar.file_hint"));
    view! {
        <form method="post" action=LIST enctype="multipart/form-data" class="card">
            {file.view(mistakes)}
            <p class="actions">
                <button>{lang.t("calendar.look")}</button>
                <a href=format!("{LIST}/template.xlsx")>{lang.t("calendar.template")}</a>
            </p>
        </form>
    }
    .into_any()
}

fn one(lang: Lang, year: &Brought) -> AnyView {
    let base = format!("{LIST}/{}", year.id);
    let mut lines = words::days(lang, &year.notice);
    lines.extend(words::changes(lang, &year.changes));
    lines.push(Fact::text(lang.t("calendar.proposed"), by_and_at(lang, year.proposed_by.as_ref(), year.proposed_at)));
    let words = Words {
        confirm: lang.t("calendar.confirm"),
        decline: lang.t("calendar.decline"),
        take_back: lang.t("calendar.take_back"),
        reason: lang.t("calendar.reason"),
        another: lang.t("refusals.calendar.second_must_be_another"),
    };
    view! {
        <section class="card">
            <h3>{words::year(lang, year.notice.year)}</h3>
            {facts(lines)}
            {answers(lang, &base, year.is_own, words)}
        </section>
    }
    .into_any()
}

/// What became of the earlier ones, as a file.
pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let all = years::list(&visit.ctx).await.or_page(&visit)?;
    let decided: Vec<&Brought> = all.iter().filter(|year| year.decided.is_some()).collect();
    decided_table(visit.lang, &decided).file(visit.ctx.now()).or_page(&visit)
}

fn history(lang: Lang, decided: &[&Brought]) -> AnyView {
    let table = decided_table(lang, decided).export(format!("{LIST}.xlsx"));
    view! { <h2>{lang.t("calendar.history")}</h2> {table.view(lang)} }.into_any()
}

fn decided_table<'a>(lang: Lang, decided: &[&Brought]) -> Table<'a> {
    let columns = ["brought", "file_name", "proposed", "decided"];
    let columns = columns.map(|key| Column::text(key, lang.code("calendar", key))).to_vec();
    let rows = decided.iter().map(|year| {
        vec![
            Cell::from(words::year(lang, year.notice.year)),
            Cell::from(view! { <code>{year.file_name.clone()}</code> }.into_any()).in_words(&year.file_name),
            Cell::from(by_and_at(lang, year.proposed_by.as_ref(), year.proposed_at)),
            Cell::from(outcome_of(lang, year)),
        ]
    });
    Table::new(lang.t("calendar.history"), columns, rows.collect())
}

fn outcome_of(lang: Lang, year: &Brought) -> String {
    let Some(decided) = &year.decided else { return String::new() };
    let who = by_and_at(lang, decided.by.as_ref(), decided.at);
    match &decided.reason {
        None => lang.fill("calendar.confirmed", &[("who", &who)]),
        Some(reason) => lang.fill("calendar.declined", &[("who", &who), ("reason", reason)]),
    }
}

fn by_and_at(lang: Lang, by: Option<&String>, at: Instant) -> String {
    let by = by.cloned().unwrap_or_else(|| lang.t("audit.actors.system"));
    lang.fill("calendar.by", &[("by", &by), ("at", &lang.time(at))])
}
