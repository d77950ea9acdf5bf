//! What did I find wrong with questions, and what was answered? The list, and the form for one more.

use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::practice::reports::{ReportView, make, own as read_own, stem_of};
use registry::practice::{REPORT_LENGTH, ReportKind, ReportOutcome};
use serde::Deserialize;

use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn own(SignedVisit(visit): SignedVisit) -> PageResult {
    let reports = read_own(&visit.ctx).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("practice.reports.title"));
    Ok(page(&visit, title.clone())
        .under(lang.t("practice.title"), "/practice")
        .content(|| {
            let body = if reports.is_empty() {
                let way = ("/practice".to_owned(), lang.t("practice.book.to_practice"));
                empty(lang.t("practice.reports.none_title"), lang.t("practice.reports.none"), Some(way))
            } else {
                reports.iter().map(|report| card(lang, report)).collect_view().into_any()
            };
            view! {
                <h1>{title.clone()}</h1>
                <p class="hint">{lang.t("practice.reports.intro")}</p>
                {done(lang, &visit.path)}
                {body}
            }
            .into_any()
        })
        .respond())
}

/// Whether it was answered, and how.
pub fn state_badge(lang: Lang, report: &ReportView) -> AnyView {
    let tone = match &report.answer {
        None => Tone::Info,
        Some(answer) if answer.outcome == ReportOutcome::Accepted => Tone::Success,
        Some(_) => Tone::Neutral,
    };
    badge(tone, state(lang, report))
}

pub fn state(lang: Lang, report: &ReportView) -> String {
    match &report.answer {
        None => lang.t("practice.reports.waits"),
        Some(answer) => lang.code("practice.report_outcomes", answer.outcome.code()),
    }
}

/// What was reported and answered, as names and values.
pub fn known(lang: Lang, report: &ReportView) -> Vec<Fact> {
    let stem = report.stem.clone();
    let mut known = vec![
        Fact::shown(lang.t("practice.reports.question"), view! { <span lang="zh-CN">{stem}</span> }.into_any()),
        Fact::text(lang.t("practice.reports.words"), report.words.clone()),
        Fact::text(lang.t("practice.reports.made_at"), lang.time(report.made_at)),
    ];
    if let Some(answer) = &report.answer {
        known.push(Fact::text(lang.t("practice.reports.answer"), answer.words.clone()));
        known.push(Fact::text(lang.t("practice.reports.answered_at"), lang.time(answer.at)));
    }
    known
}

fn card(lang: Lang, report: &ReportView) -> AnyView {
    view! {
        <section class="card">
            <h2>{lang.code("practice.report_kinds", report.kind.code())}" "{state_badge(lang, report)}</h2>
            {facts(known(lang, report))}
        </section>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Report {
    question: String,
    kind: String,
    words: String,
}

pub async fn form(SignedVisit(visit): SignedVisit) -> PageResult {
    let question = Query::of(&visit.path).filter("question").unwrap_or_default().to_owned();
    respond(&visit, &Report { question, ..Report::default() }, &Mistakes::none(visit.lang)).await
}

pub async fn send(SignedVisit(visit): SignedVisit, Form(form): Form<Report>) -> PageResult {
    let made = make(&visit.ctx, &form.question, ReportKind::parse(&form.kind), &form.words).await;
    match outcome(&visit, made) {
        Outcome::Done(_) => Ok(Redirect::to("/practice/reports?done=reported").into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, form: &Report, mistakes: &Mistakes) -> PageResult {
    let stem = stem_of(&visit.ctx, &form.question).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("practice.reports.new_title"));
    let kinds =
        ReportKind::ALL.map(|kind| Choosable::new(kind.code(), lang.code("practice.report_kinds", kind.code())));
    Ok(page(visit, title.clone())
        .mistakes(mistakes)
        .under(lang.t("practice.title"), "/practice")
        .under(lang.t("practice.reports.title"), "/practice/reports")
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                <p class="hint">{lang.t("practice.reports.new_intro")}</p>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <blockquote lang="zh-CN">{stem}</blockquote>
                <form class="card" method="post" action="/practice/reports/new" novalidate>
                    <input type="hidden" name="question" value=form.question.clone()/>
                    {Choice::one("kind", lang.t("practice.reports.kind"), kinds.to_vec(), &form.kind).view(mistakes)}
                    {words_field(lang, "practice.reports", &form.words, mistakes)}
                    <button>{lang.t("practice.reports.send")}</button>
                </form>
            }
            .into_any()
        })
        .respond())
}

/// A text within the lengths of a report.
pub fn words_field(lang: Lang, group: &str, typed: &str, mistakes: &Mistakes) -> AnyView {
    let (least, most) = (REPORT_LENGTH.0.to_string(), REPORT_LENGTH.1.to_string());
    let hint = lang.fill(&format!("{group}.words_hint"), &[("least", &least), ("most", &most)]);
    SafeTextarea::new("words", lang.code(group, "words"), typed).hint(hint).rows(5).view(mistakes)
}
