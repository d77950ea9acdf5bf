//! What was put right about an exam, and what waits for a second person?

mod asked;
mod effects;
mod forms;
mod new;
mod proposal;
mod words;

use std::collections::BTreeMap;

use axum::extract::Path;
use leptos::prelude::*;
use question_bank::ItemId;
use registry::Fault;
use registry::exams::regrading::{ItemLine, RegradeView, items, list};
use registry::permissions::{Object, Verb};
use uuid::Uuid;

use super::may;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::{Page, page};
use crate::routes::Audience::Office;
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::notice::{done, notice};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub fn routes() -> Routes {
    Routes::new()
        .get("/office/exams/{exam}/corrections", Office, show)
        .get("/office/exams/{exam}/corrections.xlsx", Office, export)
        .post("/office/exams/{exam}/corrections", Office, forms::propose_one)
        .get("/office/exams/{exam}/corrections/new", Office, new::show)
        .get("/office/exams/{exam}/corrections/new.xlsx", Office, new::file)
        .get("/office/exams/{exam}/corrections/{regrade}", Office, proposal::show)
        .get("/office/exams/{exam}/corrections/{regrade}/effects.xlsx", Office, proposal::file)
        .post("/office/exams/{exam}/corrections/{regrade}/confirmation", Office, forms::confirm_one)
        .post("/office/exams/{exam}/corrections/{regrade}/refusal", Office, forms::decline_one)
}

/// The questions of an exam by what a correction calls them.
type Lines = BTreeMap<ItemId, ItemLine>;

/// The questions, once they can be read; else why not yet.
async fn lines(visit: &Visit, exam: Uuid) -> Result<Result<(String, Lines), Fault>, Fault> {
    match items(&visit.ctx, exam).await {
        Ok(view) => Ok(Ok((view.title, view.items.into_iter().map(|line| (line.item, line)).collect()))),
        Err(fault @ Fault::Refused(_)) => Ok(Err(fault)),
        Err(fault) => Err(fault),
    }
}

async fn show(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let regrades = list(&visit.ctx, exam).await.or_page(&visit)?;
    let readable = lines(&visit, exam).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("corrections.title"));
    Ok(framed(&visit, exam, &title)
        .content(|| {
            view! {
                {done(lang, &visit.path)}
                <h1>{title.clone()}</h1>
                {lead(readable.as_ref().ok().map(|(title, _)| title.clone()))}
                <p>{lang.t("corrections.intro")}</p>
                {begin(&visit, exam, readable.as_ref().err(), regrades.iter().any(|one| one.decision.is_none()))}
                {shown(lang, exam, &regrades, readable.as_ref().ok().map(|(_, lines)| lines))}
            }
            .into_any()
        })
        .respond())
}

async fn export(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let regrades = list(&visit.ctx, exam).await.or_page(&visit)?;
    let readable = lines(&visit, exam).await.or_page(&visit)?;
    let lines = readable.as_ref().ok().map(|(_, lines)| lines);
    table(visit.lang, exam, &regrades, lines).file(visit.ctx.now()).or_page(&visit)
}

/// The frame of every page about the corrections of one exam.
fn framed<'a>(visit: &'a Visit, exam: Uuid, title: &str) -> Page<'a> {
    page(visit, title)
        .in_office()
        .under(visit.t("exams.list.title"), "/office/exams")
        .under(visit.t("corrections.to_exam"), format!("/office/exams/{exam}"))
}

fn lead(title: Option<String>) -> Option<AnyView> {
    title.map(|title| view! { <p class="lead">{title}</p> }.into_any())
}

fn begin(visit: &Visit, exam: Uuid, too_early: Option<&Fault>, one_waits: bool) -> Option<AnyView> {
    let lang = visit.lang;
    if let Some(Fault::Refused(reasons)) = too_early {
        let sentence = reasons.iter().map(|reason| lang.refusal(reason)).collect::<Vec<_>>().join(" ");
        return Some(notice(lang, Tone::Info, sentence));
    }
    if !may(visit, Verb::Create, Object::Regrade) {
        return None;
    }
    if one_waits {
        return Some(notice(lang, Tone::Warning, lang.t("corrections.one_waits")));
    }
    let path = format!("/office/exams/{exam}/corrections/new");
    Some(view! { <p class="actions"><a class="button" href=path>{lang.t("corrections.new")}</a></p> }.into_any())
}

fn shown(lang: Lang, exam: Uuid, regrades: &[RegradeView], lines: Option<&Lines>) -> AnyView {
    let nothing = empty(lang.t("corrections.none_title"), lang.t("corrections.none"), None);
    let file = format!("/office/exams/{exam}/corrections.xlsx");
    table(lang, exam, regrades, lines).titled().export(file).empty(nothing).view(lang)
}

fn table<'a>(lang: Lang, exam: Uuid, regrades: &[RegradeView], lines: Option<&Lines>) -> Table<'a> {
    let title = lang.t("corrections.list");
    let rows = regrades.iter().map(|one| row(lang, exam, one, lines)).collect();
    let columns = vec![
        Column::text("what", lang.t("corrections.what")),
        Column::text("state", lang.t("corrections.state")),
        Column::text("proposed", lang.t("corrections.proposed_at")),
        Column::number("changed", lang.t("corrections.changed")),
        Column::number("gained", lang.t("corrections.gained")),
        Column::number("lost", lang.t("corrections.lost")),
    ];
    Table::new(title, columns, rows)
}

fn row(lang: Lang, exam: Uuid, one: &RegradeView, lines: Option<&Lines>) -> Vec<Cell> {
    let counts = one.effects.list.counts();
    let (tone, state) = state(lang, one.decision.as_deref());
    let what = words::changes(lang, &one.effects.list, lines).join(&lang.t("corrections.separator"));
    vec![
        Cell::link(format!("/office/exams/{exam}/corrections/{}", one.id), what),
        Cell::badge(tone, state),
        Cell::time(lang, Some(one.proposed_at)),
        Cell::number(counts.scores_changed),
        Cell::number(counts.passes_gained),
        Cell::number(counts.passes_lost),
    ]
}

fn state_badge(lang: Lang, decision: Option<&str>) -> AnyView {
    let (tone, word) = state(lang, decision);
    badge(tone, word)
}

fn state(lang: Lang, decision: Option<&str>) -> (Tone, String) {
    let (tone, key) = match decision {
        None => (Tone::Warning, "waiting"),
        Some("confirmed") => (Tone::Success, "confirmed"),
        Some(_) => (Tone::Neutral, "declined"),
    };
    (tone, lang.code("corrections.states", key))
}
