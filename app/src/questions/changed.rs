//! How do two versions of a question differ? What has gone is struck through, what has come is underlined.

use leptos::prelude::*;
use registry::questions::difference::Run;
use registry::questions::history::Changed;

use crate::lang::Lang;

/// Every field that changed, with its characters; a sentence when none did.
pub fn changed(lang: Lang, changes: &[Changed]) -> AnyView {
    if changes.is_empty() {
        return view! { <p class="muted">{lang.t("questions.history.no_difference")}</p> }.into_any();
    }
    changes.iter().map(|change| one(lang, change)).collect_view().into_any()
}

fn one(lang: Lang, change: &Changed) -> AnyView {
    let field = lang.code("questions.history.fields", change.field);
    let title = match change.part {
        0 => field,
        part => lang.fill("questions.history.of_part", &[("n", &part.to_string()), ("field", &field)]),
    };
    let codes = match change.field {
        "point" => Some("points"),
        "difficulty" => Some("difficulties"),
        "purpose" => Some("questions.purposes"),
        _ => None,
    };
    let text = match codes {
        Some(group) => whole(lang, group, &change.runs),
        None => change.runs.iter().map(run).collect_view().into_any(),
    };
    view! { <h3>{title}</h3><p class="difference">{text}</p> }.into_any()
}

fn run(run: &Run) -> AnyView {
    match run {
        Run::Same(text) => text.clone().into_any(),
        Run::Gone(text) => view! { <del>{text.clone()}</del> }.into_any(),
        Run::Come(text) => view! { <ins>{text.clone()}</ins> }.into_any(),
    }
}

/// A code changes as a whole: its words are shown.
fn whole(lang: Lang, group: &str, runs: &[Run]) -> AnyView {
    let old: String = runs
        .iter()
        .filter_map(|run| match run {
            Run::Same(text) | Run::Gone(text) => Some(text.as_str()),
            Run::Come(_) => None,
        })
        .collect();
    let new: String = runs
        .iter()
        .filter_map(|run| match run {
            Run::Same(text) | Run::Come(text) => Some(text.as_str()),
            Run::Gone(_) => None,
        })
        .collect();
    view! { <del>{lang.code(group, &old)}</del>" "<ins>{lang.code(group, &new)}</ins> }.into_any()
}
