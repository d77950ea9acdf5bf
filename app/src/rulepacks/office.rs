//! Which changes of the rules wait for a second person, and what became of the earlier ones?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::offices::areas;
use registry::projects::Area;
use registry::rulepacks::changes::{self, Change, Decided};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::{area_name, named, told};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::done;
use crate::ui::second::{Words, answers};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

/// Where the changes stand.
pub const LIST: &str = "/office/rules";

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    respond(&visit, &Mistakes::none(visit.lang)).await
}

pub async fn confirm(SignedVisit(visit): SignedVisit, Path(change): Path<Uuid>) -> PageResult {
    let confirmed = changes::confirm(&visit.ctx, change).await.map(|_| ());
    settle(&visit, outcome(&visit, confirmed), "rules_confirmed").await
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Declined {
    reason: String,
}

pub async fn decline(
    SignedVisit(visit): SignedVisit,
    Path(change): Path<Uuid>,
    Form(form): Form<Declined>,
) -> PageResult {
    let declined = changes::decline(&visit.ctx, change, &form.reason).await;
    settle(&visit, outcome(&visit, declined), "rules_declined").await
}

async fn settle(visit: &Visit, outcome: Outcome<()>, word: &str) -> PageResult {
    match outcome {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{LIST}?done={word}")).into_response()),
        Outcome::Mistaken(mistakes) => respond(visit, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, mistakes: &Mistakes) -> PageResult {
    let all = changes::list(&visit.ctx).await.or_page(visit)?;
    let areas = areas::list_all(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("rulepacks.changes.title"));
    let (waiting, decided): (Vec<&Change>, Vec<&Change>) = all.iter().partition(|change| change.decided.is_none());
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .content(|| {
            let none = (lang.t("rulepacks.changes.none_title"), lang.t("rulepacks.changes.none"));
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p class="hint">{lang.t("rulepacks.changes.intro")}</p>
                <p class="actions">
                    <a class="button" href=format!("{LIST}/new")>{lang.t("rulepacks.changes.new")}</a>
                    <a class="button secondary" href="/rules">{lang.t("rulepacks.title")}</a>
                </p>
                <h2>{lang.t("rulepacks.changes.waiting")}</h2>
                {waiting.is_empty().then(|| empty(none.0, none.1, None))}
                {waiting.iter().map(|change| one(lang, &areas, change)).collect_view()}
                {(!decided.is_empty()).then(|| history(lang, &areas, &decided))}
            }
            .into_any()
        })
        .respond())
}

/// One that waits, with what each parameter says before and after.
fn one(lang: Lang, areas: &[Area], change: &Change) -> AnyView {
    let base = format!("{LIST}/{}", change.id);
    let heading = heading(lang, areas, change);
    let words = Words {
        confirm: lang.t("rulepacks.changes.confirm"),
        decline: lang.t("rulepacks.changes.decline"),
        take_back: lang.t("rulepacks.changes.take_back"),
        reason: lang.t("rulepacks.changes.decline_reason"),
        another: lang.t("refusals.rulepacks.second_must_be_another"),
    };
    view! {
        <section class="card">
            <h3>{heading.clone()}</h3>
            {facts(said(lang, change))}
            {compared(lang, heading, change)}
            {answers(lang, &base, change.is_own, words)}
        </section>
    }
    .into_any()
}

fn said(lang: Lang, change: &Change) -> Vec<Fact> {
    vec![
        Fact::text(lang.t("rulepacks.changes.effective_from"), lang.day(change.effective_from)),
        Fact::text(lang.t("rulepacks.changes.reason"), change.reason.clone()),
        Fact::text(lang.t("rulepacks.changes.proposed"), proposed(lang, change)),
    ]
}

fn compared(lang: Lang, caption: String, change: &Change) -> AnyView {
    let columns = vec![
        Column::text("name", lang.t("rulepacks.parameter")),
        Column::text("before", lang.t("rulepacks.changes.before")),
        Column::text("after", lang.t("rulepacks.changes.after")),
    ];
    let rows = change.lines.iter().map(|line| {
        vec![
            Cell::from(named(lang, &line.name)),
            Cell::from(before(lang, line.before.as_ref())),
            Cell::from(told(lang, &line.after)),
        ]
    });
    Table::new(caption, columns, rows.collect()).view(lang)
}

fn before(lang: Lang, value: Option<&Value>) -> String {
    value.map_or_else(|| lang.t("rulepacks.changes.nothing_before"), |value| told(lang, value))
}

/// What became of the earlier ones, as a file.
pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let all = changes::list(&visit.ctx).await.or_page(&visit)?;
    let areas = areas::list_all(&visit.ctx).await.or_page(&visit)?;
    let decided: Vec<&Change> = all.iter().filter(|change| change.decided.is_some()).collect();
    decided_table(visit.lang, &areas, &decided).file(visit.ctx.now()).or_page(&visit)
}

fn history(lang: Lang, areas: &[Area], decided: &[&Change]) -> AnyView {
    let table = decided_table(lang, areas, decided).export(format!("{LIST}.xlsx"));
    view! { <h2>{lang.t("rulepacks.changes.history")}</h2> {table.view(lang)} }.into_any()
}

fn decided_table<'a>(lang: Lang, areas: &[Area], decided: &[&Change]) -> Table<'a> {
    let keys = ["pack", "effective_from", "changed", "reason", "proposed", "decided"];
    let columns = keys.map(|key| Column::text(key, lang.code("rulepacks.changes", key)).wide()).to_vec();
    let rows = decided.iter().map(|change| {
        vec![
            Cell::from(heading(lang, areas, change)),
            Cell::day(lang, Some(change.effective_from)),
            Cell::from(in_short(lang, change)),
            Cell::from(change.reason.clone()),
            Cell::from(proposed(lang, change)),
            Cell::from(change.decided.as_ref().map(|decided| outcome_of(lang, decided)).unwrap_or_default()),
        ]
    });
    Table::new(lang.t("rulepacks.changes.history"), columns, rows.collect())
}

fn heading(lang: Lang, areas: &[Area], change: &Change) -> String {
    let pack = lang.code("rulepacks.packs", &change.pack.to_lowercase());
    lang.fill("rulepacks.changes.heading", &[("name", &pack), ("area", area_name(areas, &change.area))])
}

fn in_short(lang: Lang, change: &Change) -> String {
    let line = |line: &changes::Line| {
        let before = before(lang, line.before.as_ref());
        let details = [("name", named(lang, &line.name)), ("before", before), ("after", told(lang, &line.after))];
        let details: Vec<(&str, &str)> = details.iter().map(|(name, value)| (*name, value.as_str())).collect();
        lang.fill("rulepacks.changes.line", &details)
    };
    change.lines.iter().map(line).collect::<Vec<_>>().join(&lang.t("rulepacks.changes.between"))
}

fn proposed(lang: Lang, change: &Change) -> String {
    by_and_at(lang, change.proposed_by.as_ref(), change.proposed_at)
}

fn by_and_at(lang: Lang, by: Option<&String>, at: registry::Instant) -> String {
    let by = by.cloned().unwrap_or_else(|| lang.t("audit.actors.system"));
    lang.fill("rulepacks.changes.by", &[("by", &by), ("at", &lang.time(at))])
}

fn outcome_of(lang: Lang, decided: &Decided) -> String {
    let who = by_and_at(lang, decided.by.as_ref(), decided.at);
    match decided.version {
        Some(version) => lang.fill("rulepacks.changes.confirmed", &[("version", &version.to_string()), ("who", &who)]),
        None => {
            let reason = decided.reason.clone().unwrap_or_default();
            lang.fill("rulepacks.changes.declined", &[("who", &who), ("reason", &reason)])
        }
    }
}
