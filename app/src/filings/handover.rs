//! What does an officer hand over, and who has signed for it?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Fault;
use registry::filings::handover::{Item, Line, Stage};
use registry::filings::store::get;
use registry::filings::store::handover::{HandoverView, Side, Signed, handover, mark_missed, sign};
use serde::Deserialize;
use uuid::Uuid;

use super::{handover_path, path};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// What any of the three forms says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    note: String,
    /// of the list that was seen
    hash: String,
    reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(binding): Path<Uuid>) -> PageResult {
    respond(&visit, binding, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn give(SignedVisit(visit): SignedVisit, Path(binding): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    let signed = sign(&visit.ctx, binding, Side::Giving, &typed.name, &typed.hash, &typed.note).await;
    settle(&visit, binding, &typed, signed, "handover_signed").await
}

pub async fn take(SignedVisit(visit): SignedVisit, Path(binding): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    let signed = sign(&visit.ctx, binding, Side::Taking, &typed.name, &typed.hash, &typed.note).await;
    settle(&visit, binding, &typed, signed, "handover_signed").await
}

pub async fn miss(SignedVisit(visit): SignedVisit, Path(binding): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    let marked = mark_missed(&visit.ctx, binding, &typed.reason).await;
    settle(&visit, binding, &typed, marked, "handover_missed").await
}

async fn settle(visit: &Visit, binding: Uuid, typed: &Typed, result: Result<(), Fault>, word: &str) -> PageResult {
    match outcome(visit, result) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{}?done={word}", handover_path(binding))).into_response()),
        Outcome::Mistaken(mistakes) => respond(visit, binding, typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, binding: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let found = handover(&visit.ctx, binding).await.or_page(visit)?;
    let one = get(&visit.ctx, binding).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("filings.handover.title"));
    let project = one.view.project.clone().unwrap_or_default();
    let is_on_site = found
        .binding
        .post
        .project()
        .zip(visit.who())
        .is_some_and(|(project, who)| who.posts.iter().any(|post| post.project == Some(project)));
    Ok(page(visit, title.clone())
        .under(lang.t("filings.one"), path(binding))
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {said(lang, &found, &one.view.officer, project)}
                {lines(lang, &found, is_on_site)}
                {forms(lang, &found, typed, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn said(lang: Lang, found: &HandoverView, officer: &str, project: String) -> AnyView {
    let Some((made_at, hash)) = &found.frozen else {
        return notice(lang, Tone::Info, lang.t("filings.handover.ahead"));
    };
    let mut known = vec![
        Fact::text(lang.t("filings.project"), project),
        Fact::text(lang.t("filings.handover.leaves"), officer.to_owned()),
        Fact::shown(lang.t("filings.stage"), stage(lang, found.stage)),
        Fact::text(lang.t("filings.handover.frozen_at"), lang.time(*made_at)),
        Fact::shown(lang.t("filings.handover.hash"), view! { <span class="code key">{hash.clone()}</span> }.into_any()),
    ];
    known.extend(signature(lang, "filings.handover.given", found.given.as_ref()));
    known.extend(signature(lang, "filings.handover.taken", found.taken.as_ref()));
    known.extend(signature(lang, "filings.handover.missed", found.missed.as_ref()));
    view! { <section class="card">{facts(known)}</section> }.into_any()
}

fn signature(lang: Lang, key: &str, signed: Option<&Signed>) -> Option<Fact> {
    let signed = signed?;
    let line = lang.fill("filings.handover.signed", &[("name", &signed.name), ("at", &lang.time(signed.at))]);
    let note = (!signed.note.is_empty()).then(|| view! { <br/>{signed.note.clone()} });
    Some(Fact::shown(lang.t(key), view! { {line}{note} }.into_any()))
}

pub fn stage(lang: Lang, stage: Stage) -> AnyView {
    let tone = match stage {
        Stage::Open | Stage::Given | Stage::Taken => Tone::Warning,
        Stage::Done => Tone::Success,
        Stage::Missed => Tone::Danger,
    };
    badge(tone, lang.code("filings.handover_stages", stage.code()))
}

fn lines(lang: Lang, found: &HandoverView, is_on_site: bool) -> AnyView {
    let table = |key: &str, is_open_work: bool| {
        let title = lang.code("filings.handover", key);
        let columns = ["item", "count", "since"].map(|key| Column::text(key, lang.code("filings.handover", key)));
        let rows = found.lines.iter().filter(|line| line.item.is_open_work() == is_open_work);
        let project = found.binding.post.project().filter(|_| is_on_site);
        let rows = rows.map(|line| row(lang, line, project)).collect();
        view! { <h2>{title.clone()}</h2>{Table::new(title, columns.to_vec(), rows).view(lang)} }
    };
    view! { {table("open_work", true)}{table("ledgers", false)} }.into_any()
}

/// To whoever works on the site each line leads to its page.
fn row(lang: Lang, line: &Line, project: Option<Uuid>) -> Vec<Cell> {
    let words = lang.code("filings.handover_items", line.item.code());
    let item = match project.zip(part(line.item)) {
        Some((project, part)) => Cell::link(format!("/projects/{project}{part}"), words),
        None => Cell::from(words),
    };
    let count = line.count.map_or_else(|| lang.t("filings.handover.on_paper"), |count| count.to_string());
    vec![item, Cell::from(count), Cell::from(line.since.map(|day| lang.day(day)).unwrap_or_default())]
}

fn part(item: Item) -> Option<&'static str> {
    match item {
        Item::AnomaliesOpen => Some("/attendance/anomalies"),
        Item::UnmatchedOpen => Some("/attendance/unmatched"),
        Item::ByHandWaiting => Some("/attendance/by-hand"),
        Item::BatchesUnsent | Item::RowsUnanswered | Item::WagesLate | Item::LedgerPayment => Some("/payments"),
        Item::ContractsMissing => Some("/contracts"),
        Item::LedgerDeposit => Some("/deposits"),
        Item::LedgerRealName => Some("/workers"),
        Item::LedgerGuarantee | Item::LedgerLabourCost => Some("/documents"),
        Item::LedgerBoard => None,
    }
}

fn forms(lang: Lang, found: &HandoverView, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let base = handover_path(found.binding.id);
    let hash = found.frozen.as_ref().map(|(_, hash)| hash.clone()).unwrap_or_default();
    let signing = |side: &str| sign_form(lang, &base, side, &hash, typed, mistakes);
    let missing = found.may_mark.then(|| {
        let reason = Field::text("reason", lang.t("filings.reason"), &typed.reason)
            .hint(lang.t("filings.reason_hint"))
            .maxlength(200)
            .view(mistakes);
        view! {
            <details class="confirm" open=mistakes.of("reason").is_some()>
                <summary>{lang.t("filings.handover.miss")}</summary>
                <form method="post" action=format!("{base}/missed") novalidate>
                    <p>{lang.t("filings.handover.miss_advice")}</p>
                    {reason}
                    <button class="danger">{lang.t("filings.handover.miss")}</button>
                </form>
            </details>
        }
    });
    view! { {found.may_give.then(|| signing("give"))}{found.may_take.then(|| signing("take"))}{missing} }.into_any()
}

fn sign_form(lang: Lang, base: &str, side: &str, hash: &str, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    view! {
        <section class="card">
            <h2>{lang.code("filings.handover_sign", side)}</h2>
            <p>{lang.code("filings.handover_advice", side)}</p>
            <form method="post" action=format!("{base}/{side}") novalidate>
                <input type="hidden" name="hash" value=hash.to_owned()/>
                {SafeTextarea::new("note", lang.t("filings.handover.note"), typed.note.clone())
                    .hint(lang.t("filings.handover.note_hint"))
                    .rows(3)
                    .maxlength(500)
                    .optional()
                    .view(mistakes)}
                {Field::text("name", lang.t("filings.handover.name"), &typed.name)
                    .hint(lang.t("filings.handover.name_hint"))
                    .maxlength(50)
                    .view(mistakes)}
                <p class="actions"><button>{lang.code("filings.handover_sign", side)}</button></p>
            </form>
        </section>
    }
    .into_any()
}
