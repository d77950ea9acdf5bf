//! What came of the attempt, and what comes next?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use question_bank::pass::Missed;
use registry::exams::finishing::Outcome;
use registry::exams::regrading::Notice;
use registry::exams::results::{PointResult, ResultView, own};
use registry::exams::review::is_open;
use registry::exams::room::{Now, enter};
use registry::exams::{EndedBy, ExamKind};
use uuid::Uuid;

use super::seat::device;
use super::unsent;
use super::{receipt, words};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::{Script, page};
use crate::ui::chart::{Bar, bars};
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::{notice, notice_with};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit, Path(attempt): Path<Uuid>) -> PageResult {
    if let Now::Open(_) = enter(&visit.ctx, attempt, &device(&visit)).await.or_page(&visit)? {
        return Ok(Redirect::to(&format!("/attempts/{attempt}")).into_response());
    }
    let result = match own(&visit.ctx, attempt).await {
        // that page says why, and takes what there is to say against it
        Err(fault) if fault.code() == Some("exams.attempt_void") => {
            return Ok(Redirect::to(&format!("/attempts/{attempt}/complaint")).into_response());
        }
        found => found.or_page(&visit)?,
    };
    let may_review = is_open(&visit.ctx, attempt).await.or_page(&visit)?;
    let given = receipt::find(&visit.ctx, attempt).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("exams.result.title"));
    Ok(page(&visit, title.clone())
        .under(lang.t("exams.title"), "/exams")
        .script(Script::Module(unsent::SCRIPT))
        .content(|| {
            view! {
                <h1>{title}</h1>
                {headline(lang, &result)}
                {missed(lang, &result)}
                {corrected(lang, &result)}
                {unsent::part(lang, attempt, unsent::Moment::Ended)}
                {known(lang, &result)}
                {may_review.then(|| to_review(lang, attempt))}
                {next(lang, &result)}
                {by_point(lang, &result)}
                {doubt(lang, &result)}
                {given.as_ref().map(|shown| receipt::part(lang, result.exam, attempt, shown))}
            }
            .into_any()
        })
        .respond())
}

fn headline(lang: Lang, result: &ResultView) -> AnyView {
    let score = words::points(lang, result.score);
    let details = [("score", score.as_str())];
    match result.outcome {
        Outcome::Passed if result.is_held => {
            let way = view! { <p><a href="/account">{lang.t("exams.result.to_account")}</a></p> }.into_any();
            notice_with(lang, Tone::Warning, lang.fill("exams.result.held", &details), way)
        }
        Outcome::Passed => notice(lang, Tone::Success, lang.fill("exams.result.passed", &details)),
        Outcome::Failed if result.score >= result.pass_score => {
            notice(lang, Tone::Danger, lang.fill("exams.result.failed_demands", &details))
        }
        Outcome::Failed => notice(lang, Tone::Danger, lang.fill("exams.result.failed", &details)),
    }
}

/// What a pass takes beside the pass line, and was not there.
fn missed(lang: Lang, result: &ResultView) -> Option<AnyView> {
    let lines = result.missed.iter().map(|missed| {
        let words = match *missed {
            Missed::Section { section, scored, needed } => {
                let (scored, needed) = (lang.points(scored.into()), lang.points(needed.into()));
                let kind = lang.code("kinds", section.code());
                lang.fill("exams.result.missed_section", &[("kind", &kind), ("scored", &scored), ("needed", &needed)])
            }
            Missed::Point { point, wrong } => {
                let (point, n) = (lang.code("points", point.code()), wrong.to_string());
                lang.fill("exams.result.missed_point", &[("point", &point), ("n", &n)])
            }
        };
        view! { <li>{words}</li> }
    });
    let lines = view! { <ul>{lines.collect_view()}</ul> }.into_any();
    (!result.missed.is_empty()).then(|| notice_with(lang, Tone::Warning, lang.t("exams.result.missed"), lines))
}

/// That the result was put right, when and why; and what becomes of a certificate that rests on it.
fn corrected(lang: Lang, result: &ResultView) -> Option<AnyView> {
    let newest = result.corrected.first()?;
    let told = |notice: &Notice| {
        let was = |was: registry::exams::regrading::Was| {
            let (score, outcome) = (words::points(lang, was.score), lang.code("exams.outcomes", was.outcome.code()));
            lang.fill("corrections.was", &[("score", &score), ("outcome", &outcome)])
        };
        let change = [("before", was(notice.before)), ("after", was(notice.after))];
        let sentence = lang.fill("corrections.told", &change.each_ref().map(|(name, text)| (*name, text.as_str())));
        let reason = lang.fill("corrections.told_reason", &[("reason", &notice.reason)]);
        Moment::new(lang.time(notice.at), sentence).detail(view! { <p>{reason}</p> }.into_any())
    };
    let lost = result.outcome == Outcome::Failed && result.certificate.is_some();
    let doubt = lost.then(|| notice(lang, Tone::Warning, lang.t("corrections.own_doubt")));
    let sentence = lang.fill("corrections.own", &[("at", &lang.time(newest.at))]);
    Some(
        view! {
            {notice(lang, Tone::Info, sentence)}
            {doubt}
            <section class="card" id="corrections">
                <h2>{lang.t("corrections.own_title")}</h2>
                {timeline(result.corrected.iter().map(told).collect())}
                <p class="hint">{lang.t("corrections.own_kept")}</p>
            </section>
        }
        .into_any(),
    )
}

/// The way to a complaint about a result that is out.
fn doubt(lang: Lang, result: &ResultView) -> Option<AnyView> {
    let path = format!("/attempts/{}/complaint", result.attempt);
    (!result.is_held).then(|| {
        view! {
            <section class="card">
                <h2>{lang.t("complaints.doubt")}</h2>
                <p>{lang.t("complaints.doubt_advice")}</p>
                <p><a class="button secondary" href=path>{lang.t("complaints.file")}</a></p>
            </section>
        }
        .into_any()
    })
}

fn known(lang: Lang, result: &ResultView) -> AnyView {
    let ended = match result.ended_by {
        EndedBy::HandIn => "exams.result.handed_in",
        EndedBy::TimeOut => "exams.result.timed_out",
    };
    let score = lang.fill(
        "exams.result.score_words",
        &[("score", &lang.points(result.score)), ("full", &lang.points(result.full_score))],
    );
    let known = vec![
        Fact::text(lang.t("exams.result.exam"), result.exam_title.clone()),
        Fact::shown(lang.t("exams.result.outcome"), words::outcome_badge(lang, result.outcome)),
        Fact::text(lang.t("exams.result.score"), score),
        Fact::text(lang.t("exams.pass_mark"), words::points(lang, result.pass_score)),
        Fact::text(lang.t("exams.result.started"), lang.time(result.started_at)),
        Fact::text(lang.t("exams.result.finished"), lang.time(result.finished_at)),
        Fact::text(lang.t("exams.result.ended"), lang.t(ended)),
    ];
    view! { <section class="card">{facts(known)}</section> }.into_any()
}

fn to_review(lang: Lang, attempt: Uuid) -> AnyView {
    let path = format!("/attempts/{attempt}/review");
    view! { <p class="actions"><a class="button secondary" href=path>{lang.t("practice.review.to_page")}</a></p> }
        .into_any()
}

/// The certificate, the resit, or another try.
fn next(lang: Lang, result: &ResultView) -> Option<AnyView> {
    if let Some(number) = &result.certificate {
        let path = format!("/certificates/{number}");
        return Some(
            view! { <p class="actions"><a class="button" href=path>{lang.t("exams.result.to_certificate")}</a></p> }
                .into_any(),
        );
    }
    if let Some(from) = result.resit_from {
        let sentence = lang.fill("exams.result.resit", &[("from", &lang.time(from))]);
        let path = format!("/exams/{}", result.exam);
        let way = view! { <p><a href=path>{lang.t("exams.to_rules")}</a></p> }.into_any();
        return Some(notice_with(lang, Tone::Info, sentence, way));
    }
    match (result.outcome, result.kind.is_official()) {
        (Outcome::Passed, true) if result.kind == ExamKind::Certification && !result.is_held => {
            Some(notice(lang, Tone::Info, lang.t("exams.result.being_issued")))
        }
        (Outcome::Failed, true) => {
            let way = view! { <p><a href="/courses">{lang.t("exams.to_courses")}</a></p> }.into_any();
            Some(notice_with(lang, Tone::Info, lang.t("exams.result.no_resit"), way))
        }
        (_, false) => {
            let path = format!("/exams/{}", result.exam);
            Some(
                view! { <p class="actions"><a class="button" href=path>{lang.t("exams.result.again")}</a></p> }
                    .into_any(),
            )
        }
        _ => None,
    }
}

fn by_point(lang: Lang, result: &ResultView) -> AnyView {
    let percent = |point: &PointResult| if point.full > 0 { point.score * 100 / point.full } else { 0 };
    let name = |point: &PointResult| lang.code("points", point.point.code());
    let chart = result.points.iter().map(|point| Bar::new(name(point), percent(point))).collect();
    let weak: Vec<&PointResult> = result.points.iter().filter(|point| result.weak.contains(&point.point)).collect();
    let rows = weak
        .iter()
        .map(|point| {
            let score = format!("{} / {}", lang.points(point.score), lang.points(point.full));
            vec![Cell::from(name(point)), Cell::from(score), Cell::from(format!("{}%", percent(point)))]
        })
        .collect();
    let columns = vec![
        Column::text("point", lang.t("exams.result.point")),
        Column::number("score", lang.t("exams.result.score")),
        Column::number("share", lang.t("exams.result.share")),
    ];
    let weak = (!weak.is_empty()).then(|| {
        view! {
            <p>{lang.t("exams.result.weak_advice")}</p>
            {Table::new(lang.t("exams.result.weak"), columns, rows).titled().view(lang)}
            <p><a class="button secondary" href="/courses">{lang.t("exams.to_courses")}</a></p>
        }
    });
    view! {
        <section class="card">
            <h2>{lang.t("exams.result.by_point")}</h2>
            {bars(lang.t("exams.result.chart"), chart)}
            {weak}
        </section>
    }
    .into_any()
}
