//! How is an answered question shown: own answer, right answer, why, and on which article? With what can be done with it.

use leptos::prelude::*;
use question_bank::choice::option_letter;
use question_bank::grade::Verdict;
use question_bank::{CandidateItem, Choice, Confidence, Kind};
use registry::practice::solution::{Solution, Source};
use registry::questions::store::confidence_code;

use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;
use crate::visit::encoded;

/// The words of the options; those of true/false come from the catalogue.
pub fn options(lang: Lang, item: &CandidateItem) -> Vec<String> {
    match item.kind {
        Kind::TrueFalse => vec![lang.t("exams.room.right"), lang.t("exams.room.wrong")],
        _ => item.options.clone(),
    }
}

/// The story of a case, above the question about it.
pub fn story(lang: Lang, item: &CandidateItem) -> Option<AnyView> {
    let (stem, part) = (item.case_stem.clone()?, item.part?);
    let title = lang.fill("practice.round.case", &[("n", &part.case.to_string())]);
    Some(view! { <div class="case" lang="zh-CN"><h3>{title}</h3><p>{stem}</p></div> }.into_any())
}

pub fn verdict_badge(lang: Lang, verdict: Verdict) -> AnyView {
    let tone = match verdict {
        Verdict::Right => Tone::Success,
        Verdict::Incomplete => Tone::Warning,
        Verdict::Wrong => Tone::Danger,
        Verdict::Blank => Tone::Neutral,
    };
    badge(tone, lang.code("practice.round", verdict.code()))
}

/// The options with what is right, and with what was chosen where there was an answer.
pub fn judged(lang: Lang, solution: &Solution, chosen: Option<Choice>) -> AnyView {
    let several = solution.item.kind == Kind::Multiple;
    let options = (0_u8..).zip(options(lang, &solution.item)).map(|(index, words)| {
        let is_chosen = chosen.is_some_and(|chosen| chosen.contains(index));
        let is_right = solution.right.contains(index);
        let class = match (is_chosen, is_right) {
            (_, true) => "option right",
            (true, false) => "option wrong",
            (false, false) => "option",
        };
        let tone = if is_right { Tone::Success } else { Tone::Danger };
        let own = is_chosen.then(|| badge(tone, lang.t("practice.round.your_choice")));
        // of several right ones that were not chosen, the word tells them apart from the chosen ones
        let right = is_right.then(|| badge(Tone::Success, lang.t("practice.round.right_choice")));
        view! {
            <li class=class>
                <span>
                    <b class="letter">{option_letter(index).to_string()}</b>
                    <span>{words}" "{own}" "{right}</span>
                </span>
            </li>
        }
    });
    let own = chosen.map(|chosen| {
        let letters = if chosen.is_empty() { lang.t("practice.round.nothing") } else { chosen.to_string() };
        view! { <span>{lang.t("practice.round.your_answer")}" "<b>{letters}</b></span>" · " }
    });
    let right = solution.right.to_string();
    view! {
        <ul class="options judged" class:several=several>{options.collect_view()}</ul>
        <p class="answers">{own}<span>{lang.t("practice.round.right_choice")}" "<b>{right}</b></span></p>
    }
    .into_any()
}

/// Why, and on which article of law.
pub fn reasons(lang: Lang, solution: &Solution) -> AnyView {
    let sources = solution.sources.iter().map(|source| one_source(lang, source)).collect_view();
    let title = (!solution.sources.is_empty()).then(|| view! { <h3>{lang.t("practice.round.sources")}</h3> });
    view! {
        <div class="reasons">
            <h3>{lang.t("practice.round.explanation")}</h3>
            <p lang="zh-CN">{solution.explanation.clone()}</p>
            {title}
            {sources}
        </div>
    }
    .into_any()
}

fn one_source(lang: Lang, source: &Source) -> AnyView {
    let doubt = (source.confidence == Confidence::Secondary)
        .then(|| badge(Tone::Warning, lang.code("questions.confidences", confidence_code(source.confidence))));
    view! {
        <blockquote lang="zh-CN">
            <p><strong>{source.law.clone()}" "{source.article.clone()}</strong>" "{doubt}</p>
            <p>{source.statement.clone()}</p>
        </blockquote>
    }
    .into_any()
}

/// To keep the question or to let it go, and to report it; `back` is the page that is returned to.
pub fn deeds(lang: Lang, solution: &Solution, is_kept: bool, back: &str) -> AnyView {
    let question = solution.place.question.clone();
    let (keep, words) = if is_kept { ("no", "practice.let_go") } else { ("yes", "practice.keep") };
    let report = format!("/practice/reports/new?question={}", encoded(&question));
    view! {
        <div class="actions small">
            <form method="post" action="/practice/favourites">
                <input type="hidden" name="question" value=question/>
                <input type="hidden" name="back" value=back.to_owned()/>
                <button name="keep" value=keep class="secondary">{lang.t(words)}</button>
            </form>
            <a href=report>{lang.t("practice.report")}</a>
        </div>
    }
    .into_any()
}
