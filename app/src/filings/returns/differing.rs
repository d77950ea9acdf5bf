//! What does a version of a return say otherwise than the one before, in sum, by industry and project by project?

use leptos::prelude::*;
use registry::filings::returns::{Difference, Differences, ProjectDifference};

use super::one::MOST_SHOWN;
use super::words;
use crate::lang::Lang;

/// From one version to the next.
pub(super) fn differences(lang: Lang, found: &Differences) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let whole = found.whole.iter().map(|one| words::figure_difference(lang, one));
    Some(
        view! {
            <section class="card" id="differences">
                <h2>{lang.t("returns.differences")}</h2>
                {list(whole.collect())}
                {by_industry(lang, &found.industries)}
                {by_project(lang, &found.projects)}
            </section>
        }
        .into_any(),
    )
}

fn by_industry(lang: Lang, found: &[(String, Vec<Difference>)]) -> Option<AnyView> {
    let told = list(found.iter().map(|(code, all)| words::industry_difference(lang, code, all)).collect())?;
    Some(view! { <h3>{lang.t("returns.differences_by_industry")}</h3>{told} }.into_any())
}

fn by_project(lang: Lang, found: &[ProjectDifference]) -> Option<AnyView> {
    let told = list(found.iter().take(MOST_SHOWN).map(|one| words::project_difference(lang, one)).collect())?;
    let rest = (found.len() > MOST_SHOWN).then(|| {
        let shown = MOST_SHOWN.to_string();
        view! { <p class="hint">{lang.fill("returns.differences_cut", &[("shown", &shown)])}</p> }
    });
    let count = lang.fill("returns.projects_differ", &[("count", &found.len().to_string())]);
    Some(view! { <h3>{lang.t("returns.differences_by_project")}</h3><p>{count}</p>{told}{rest} }.into_any())
}

/// Nothing where nothing is said.
fn list(sentences: Vec<String>) -> Option<AnyView> {
    if sentences.is_empty() {
        return None;
    }
    let lines = sentences.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view();
    Some(view! { <ul>{lines}</ul> }.into_any())
}
