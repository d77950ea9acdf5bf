//! How does one question of a round look, before it is answered and after? A plain form; the key comes with the answer.

use axum::extract::Path;
use leptos::prelude::*;
use question_bank::choice::option_letter;
use question_bank::grade::Verdict;
use question_bank::{CandidateItem, Choice, Kind};
use registry::practice::rounds::{OpenPlace, RoundPlace, RoundView, show as read};
use registry::practice::solution::Solved;
use uuid::Uuid;

use super::solution::{deeds, judged, options, reasons, story, verdict_badge};
use super::summary::summary;
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::{done, notice_with};
use crate::ui::query::Query;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit, Path(round): Path<Uuid>) -> PageResult {
    let query = Query::of(&visit.path);
    let number = Some(query.search()).filter(|number| !number.is_empty()).map(|number| number.parse().unwrap_or(0));
    respond(&visit, round, number, Choice::EMPTY, &Mistakes::none(visit.lang)).await
}

/// `ticked` is what was chosen and not taken.
pub async fn respond(
    visit: &Visit,
    round: Uuid,
    number: Option<u16>,
    ticked: Choice,
    mistakes: &Mistakes,
) -> PageResult {
    let view = read(&visit.ctx, round, number).await.or_page(visit)?;
    let lang = visit.lang;
    let title = if view.open.is_some() { "practice.round.title" } else { "practice.round.summary" };
    let title = lang.t(title);
    Ok(page(visit, title.clone())
        .mistakes(mistakes)
        .under(lang.t("practice.title"), "/practice")
        .content(|| {
            let content = match &view.open {
                None => summary(lang, &view),
                Some(OpenPlace::Asked { .. }) if view.ended_at.is_some() => over(lang),
                Some(OpenPlace::Asked { item, .. }) => asked(lang, &view, item, ticked),
                Some(OpenPlace::Solved(solved)) => solution(lang, &view, solved),
            };
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {content}
                {view.open.is_some().then(|| sheet(lang, &view))}
            }
            .into_any()
        })
        .respond())
}

fn over(lang: Lang) -> AnyView {
    let way = view! { <p><a class="button secondary" href="/practice">{lang.t("practice.round.again")}</a></p> };
    notice_with(lang, Tone::Info, lang.t("practice.round.over"), way.into_any())
}

/// `第3题，共10题 · 单项选择题`
fn heading(lang: Lang, view: &RoundView, item: &CandidateItem) -> String {
    let of = [("n", item.number.to_string()), ("count", view.places.len().to_string())];
    let of = lang.fill("practice.round.question_of", &[("n", &of[0].1), ("count", &of[1].1)]);
    format!("{of} · {}", lang.code("kinds", item.kind.code()))
}

fn asked(lang: Lang, view: &RoundView, item: &CandidateItem, ticked: Choice) -> AnyView {
    let several = item.kind == Kind::Multiple;
    let kind = if several { "checkbox" } else { "radio" };
    let options = (0_u8..).zip(options(lang, item)).map(|(index, words)| {
        let letter = option_letter(index).to_string();
        // the summary of mistakes leads to the first one
        let id = (index == 0).then_some("choice");
        view! {
            <label class="option">
                <input type=kind id=id name="choice" value=letter.clone() checked=ticked.contains(index) required=!several/>
                <span><b class="letter">{letter}</b><span>{words}</span></span>
            </label>
        }
    });
    let action = format!("/practice/rounds/{}/answers/{}", view.id, item.number);
    let hint = several.then(|| view! { <p class="hint">{lang.t("practice.round.multiple_hint")}</p> });
    view! {
        <form method="post" action=action autocomplete="off">
            <section class="question card" aria-labelledby="question-title">
                <h2 class="muted" id="question-title">{heading(lang, view, item)}</h2>
                {story(lang, item)}
                <fieldset>
                    <legend class="stem" lang="zh-CN">{item.stem.clone()}</legend>
                    {hint}
                    <div class="options">{options.collect_view()}</div>
                </fieldset>
            </section>
            <p class="actions"><button>{lang.t("practice.round.submit")}</button></p>
        </form>
    }
    .into_any()
}

fn solution(lang: Lang, view: &RoundView, solved: &Solved) -> AnyView {
    let (solution, item) = (&solved.solution, &solved.solution.item);
    let at = format!("/practice/rounds/{}", view.id);
    let next = match view.next_open(item.number).filter(|_| view.ended_at.is_none()) {
        Some(next) => (format!("{at}?q={next}"), "practice.round.next"),
        None => (at.clone(), "practice.round.to_summary"),
    };
    let back = format!("{at}?q={}", item.number);
    view! {
        <section class="question card" aria-labelledby="question-title">
            <h2 class="muted" id="question-title">{heading(lang, view, item)}</h2>
            <p role="status">{verdict_badge(lang, solved.verdict)}</p>
            {story(lang, item)}
            <p class="stem" lang="zh-CN">{item.stem.clone()}</p>
            {judged(lang, solution, Some(solved.chosen))}
            {reasons(lang, solution)}
        </section>
        <p class="actions"><a class="button" href=next.0>{lang.t(next.1)}</a></p>
        {deeds(lang, solution, solved.is_kept, &back)}
    }
    .into_any()
}

/// 答题卡: which are right, wrong, open; and the way out.
fn sheet(lang: Lang, view: &RoundView) -> AnyView {
    let here = match &view.open {
        Some(OpenPlace::Asked { item, .. }) => item.number,
        Some(OpenPlace::Solved(solved)) => solved.solution.item.number,
        None => 0,
    };
    let one = |place: &RoundPlace| {
        let (key, class) = match place.verdict {
            None => ("practice.round.number", ""),
            Some(Verdict::Right) => ("practice.round.number_right", "was-right"),
            Some(_) => ("practice.round.number_wrong", "was-wrong"),
        };
        let number = place.number.to_string();
        let name = lang.fill(key, &[("n", &number)]);
        let current = (place.number == here).then_some("page");
        let mark = match place.verdict {
            None => "",
            Some(Verdict::Right) => "✓",
            Some(_) => "✗",
        };
        let path = format!("/practice/rounds/{}?q={number}", view.id);
        view! {
            <li><a class=class href=path aria-label=name aria-current=current>{number}<small aria-hidden="true">{mark}</small></a></li>
        }
    };
    let end = view.ended_at.is_none().then(|| {
        let action = format!("/practice/rounds/{}/end", view.id);
        view! { <form method="post" action=action><button class="link">{lang.t("practice.round.end")}</button></form> }
    });
    view! {
        <section class="card sheet-panel">
            <h2>{lang.t("practice.round.sheet")}</h2>
            <ol class="sheet">{view.places.iter().map(one).collect_view()}</ol>
            <ul class="sheet-key" aria-hidden="true">
                <li><i class="was-right">"✓"</i>{lang.t("practice.round.key_right")}</li>
                <li><i class="was-wrong">"✗"</i>{lang.t("practice.round.key_wrong")}</li>
                <li><i></i>{lang.t("practice.round.key_empty")}</li>
            </ul>
            {end}
        </section>
    }
    .into_any()
}
