//! What did the automatic check find, in words?

use leptos::prelude::*;
use question_bank::check::{Fault, Reason, Subject};

use crate::lang::Lang;
use crate::ui::notice::{notice, notice_with};
use crate::ui::tone::Tone;

/// A notice with every finding, or that there is none.
pub fn found(lang: Lang, findings: &[Fault]) -> AnyView {
    if findings.is_empty() {
        return notice(lang, Tone::Success, lang.t("questions.found.nothing"));
    }
    let lines = findings.iter().map(|finding| view! { <li>{sentence(lang, finding)}</li> }).collect_view();
    notice_with(lang, Tone::Warning, lang.t("questions.found.title"), view! { <ul>{lines}</ul> }.into_any())
}

fn sentence(lang: Lang, finding: &Fault) -> String {
    let said = reason(lang, &finding.reason);
    match finding.subject {
        Subject::Part(_, part) => {
            lang.fill("questions.found.of_part", &[("n", &(part + 1).to_string()), ("said", &said)])
        }
        _ => said,
    }
}

fn reason(lang: Lang, reason: &Reason) -> String {
    let said = |key: &str, details: &[(&str, &str)]| lang.fill(&format!("questions.found.{key}"), details);
    match reason {
        Reason::NoFact => said("no_fact", &[]),
        Reason::UnknownFact(fact) => said("unknown_fact", &[("fact", &fact.0)]),
        Reason::UnverifiedFact(fact) => said("unverified_fact", &[("fact", &fact.0)]),
        Reason::UnlistedFact(fact) => said("unlisted_fact", &[("fact", &fact.0)]),
        Reason::FigureNotInFacts(figure) => said("figure_not_in_facts", &[("figure", figure)]),
        Reason::RepeatedId => said("repeated_id", &[]),
        Reason::NearDuplicate { other, percent } => {
            said("near_duplicate", &[("other", &other.0), ("percent", &percent.to_string())])
        }
        Reason::Contradiction { other } => said("contradiction", &[("other", &other.0)]),
        Reason::UnbalancedLetter { letter, .. } => said("unbalanced_letter", &[("letter", &letter.to_string())]),
        Reason::OptionCount { count, .. } => said("option_count", &[("count", &count.to_string())]),
        Reason::EqualOptions { first, second } => {
            said("equal_options", &[("first", &first.to_string()), ("second", &second.to_string())])
        }
        Reason::RightCount { right, .. } => said("right_count", &[("right", &right.to_string())]),
        Reason::OtherBody(_) => said("other_body", &[]),
        Reason::PartCount(count) => said("part_count", &[("count", &count.to_string())]),
        Reason::CaseScore(sum) => said("case_score", &[("sum", &lang.points(i64::try_from(*sum).unwrap_or(i64::MAX)))]),
        Reason::NoExplanation => said("no_explanation", &[]),
        Reason::Latin(letters) => said("latin", &[("letters", letters)]),
        Reason::ShortCell { available, .. } => said("short_cell", &[("available", &available.to_string())]),
    }
}
