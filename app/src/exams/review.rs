//! What did I answer, and what was right? The own paper question by question, once the exam's rules show it.

use axum::extract::Path;
use leptos::prelude::*;
use question_bank::grade::Verdict;
use registry::exams::review::{Review, Reviewed, of_attempt};
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::practice::solution::{deeds, judged, reasons, story, verdict_badge};
use crate::ui::notice::{done, notice};
use crate::ui::query::Query;
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit, Path(attempt): Path<Uuid>) -> PageResult {
    let review = of_attempt(&visit.ctx, attempt).await.or_page(&visit)?;
    let only_wrong = Query::of(&visit.path).filter("only") == Some("wrong");
    let (lang, title) = (visit.lang, visit.t("practice.review.title"));
    Ok(page(&visit, title.clone())
        .under(lang.t("exams.title"), "/exams")
        .under(lang.t("exams.result.title"), format!("/attempts/{attempt}/result"))
        .content(|| {
            let is_shown = |one: &&Reviewed| !only_wrong || one.solved.verdict != Verdict::Right;
            let items: Vec<&Reviewed> = review.items.iter().filter(is_shown).collect();
            let nothing = items.is_empty().then(|| notice(lang, Tone::Success, lang.t("practice.review.none_wrong")));
            view! {
                <h1>{title.clone()}</h1>
                <p class="lead">{review.exam_title.clone()}</p>
                {done(lang, &visit.path)}
                {head(lang, &review)}
                {tabs(lang, attempt, only_wrong)}
                {nothing}
                {items.into_iter().map(|one| item(lang, attempt, one)).collect_view()}
            }
            .into_any()
        })
        .respond())
}

fn head(lang: Lang, review: &Review) -> AnyView {
    let of = |verdict: Verdict| review.items.iter().filter(|one| one.solved.verdict == verdict).count().to_string();
    let counts = [Verdict::Right, Verdict::Incomplete, Verdict::Wrong, Verdict::Blank].map(of);
    let words = lang.fill(
        "practice.review.counts",
        &[
            ("count", &review.items.len().to_string()),
            ("right", &counts[0]),
            ("incomplete", &counts[1]),
            ("wrong", &counts[2]),
            ("blank", &counts[3]),
        ],
    );
    let score = lang.fill(
        "practice.review.score_words",
        &[("score", &lang.points(review.score)), ("full", &lang.points(review.full_score))],
    );
    let booked = review.items.iter().any(|one| one.is_practice() && is_mistake(one));
    let booked = booked.then(|| {
        view! { <p>{lang.t("practice.review.booked")}" "<a href="/practice/mistakes">{lang.t("practice.round.to_mistakes")}</a></p> }
    });
    view! { <section class="card"><p><strong>{score}</strong></p><p>{words}</p>{booked}</section> }.into_any()
}

fn is_mistake(one: &Reviewed) -> bool {
    matches!(one.solved.verdict, Verdict::Wrong | Verdict::Incomplete)
}

fn tabs(lang: Lang, attempt: Uuid, only_wrong: bool) -> AnyView {
    let path = format!("/attempts/{attempt}/review");
    let tab = |key: &str, path: String, is_here: bool| {
        view! { <a href=path aria-current=is_here.then_some("page")>{lang.code("practice.review", key)}</a> }
    };
    view! {
        <nav class="actions tabs" aria-label=lang.t("practice.review.title")>
            {tab("all", path.clone(), !only_wrong)}
            {tab("wrong", format!("{path}?only=wrong"), only_wrong)}
        </nav>
    }
    .into_any()
}

fn item(lang: Lang, attempt: Uuid, one: &Reviewed) -> AnyView {
    let (solution, asked) = (&one.solved.solution, &one.solved.solution.item);
    let name = lang.fill("practice.review.item", &[("n", &asked.number.to_string())]);
    let points = lang.fill(
        "practice.review.points",
        &[("score", &lang.points(one.score.into())), ("full", &lang.points(one.full.into()))],
    );
    let about = format!("{name} · {} · {points}", lang.code("kinds", asked.kind.code()));
    let id = format!("q{}", asked.number);
    let back = format!("/attempts/{attempt}/review#{id}");
    view! {
        <section class="question card" id=id aria-label=name>
            <h2 class="muted">{about}</h2>
            <p>{verdict_badge(lang, one.solved.verdict)}</p>
            {story(lang, asked)}
            <p class="stem" lang="zh-CN">{asked.stem.clone()}</p>
            {judged(lang, solution, Some(one.solved.chosen))}
            {reasons(lang, solution)}
            {one.is_practice().then(|| deeds(lang, solution, one.solved.is_kept, &back))}
        </section>
    }
    .into_any()
}
