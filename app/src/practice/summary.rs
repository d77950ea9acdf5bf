//! How did the round go, and what comes next?

use leptos::prelude::*;
use question_bank::grade::Verdict;
use registry::practice::Only;
use registry::practice::rounds::RoundView;

use super::begin::start_button;
use crate::lang::Lang;
use crate::ui::notice::notice;
use crate::ui::tone::Tone;

pub fn summary(lang: Lang, view: &RoundView) -> AnyView {
    let (count, answered, right) = (view.places.len(), view.answered(), view.right());
    let told = if right == count {
        let words = lang.fill("practice.round.summary_all_right", &[("count", &count.to_string())]);
        notice(lang, Tone::Success, words)
    } else {
        let numbers = [count, answered, right].map(|number| number.to_string());
        let words = lang.fill(
            "practice.round.summary_words",
            &[("count", &numbers[0]), ("answered", &numbers[1]), ("right", &numbers[2])],
        );
        notice(lang, Tone::Info, words)
    };
    let is_wrong = |verdict: Option<Verdict>| verdict.is_some_and(|verdict| verdict != Verdict::Right);
    let wrong: Vec<u16> =
        view.places.iter().filter(|place| is_wrong(place.verdict)).map(|place| place.number).collect();
    view! {
        <div role="status">{told}</div>
        {(!wrong.is_empty()).then(|| wrong_ones(lang, view, &wrong))}
        <p class="actions">
            <a class="button" href="/practice">{lang.t("practice.round.another")}</a>
        </p>
    }
    .into_any()
}

fn wrong_ones(lang: Lang, view: &RoundView, wrong: &[u16]) -> AnyView {
    let one = |number: &u16| {
        let (number, path) = (number.to_string(), format!("/practice/rounds/{}?q={number}", view.id));
        let name = lang.fill("practice.round.number_wrong", &[("n", &number)]);
        view! { <li><a class="was-wrong" href=path aria-label=name>{number}<small aria-hidden="true">"✗"</small></a></li> }
    };
    view! {
        <section class="card sheet-panel">
            <h2>{lang.t("practice.round.wrong_ones")}</h2>
            <ol class="sheet">{wrong.iter().map(one).collect_view()}</ol>
            <div class="actions">
                {start_button(lang.t("practice.round.practise_mistakes"), Only::Wrong)}
                <a href="/practice/mistakes">{lang.t("practice.round.to_mistakes")}</a>
            </div>
        </section>
    }
    .into_any()
}
