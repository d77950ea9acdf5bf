//! Is a question whole: options, key, parts, explanation?

use super::{Fault, Reason};
use crate::blueprint::CASE_SCORE;
use crate::choice::option_letter;
use crate::question::{Body, Case, Item, Kind, Question};

pub(super) fn faults(question: &Question) -> Vec<Fault> {
    let mut faults = Vec::new();
    match (&question.body, question.kind) {
        (Body::Case(case), Kind::Case) => {
            faults.extend(case_reasons(case).into_iter().map(|reason| Fault::of(question, reason)));
        }
        (Body::Item(_), Kind::Single | Kind::Multiple | Kind::TrueFalse) => {}
        (_, kind) => faults.push(Fault::of(question, Reason::OtherBody(kind))),
    }
    for (index, (kind, item)) in question.items().enumerate() {
        let reasons = item_reasons(kind, item);
        faults.extend(reasons.into_iter().map(|reason| Fault::of_item(question, index, reason)));
    }
    faults
}

fn case_reasons(case: &Case) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if !(3..=5).contains(&case.parts.len()) {
        reasons.push(Reason::PartCount(case.parts.len()));
    }
    let sum: u64 = case.parts.iter().map(|part| u64::from(part.score)).sum();
    if sum != u64::from(CASE_SCORE) || case.parts.iter().any(|part| part.score == 0) {
        reasons.push(Reason::CaseScore(sum));
    }
    reasons.extend(latin_in(&case.stem));
    reasons
}

fn item_reasons(kind: Kind, item: &Item) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let (count, right) = (item.options.len(), item.right.len());
    let (option_count_fits, right_fits) = match kind {
        Kind::Single => (count == 4, right == 1),
        Kind::Multiple => (count == 4 || count == 5, (2..=4).contains(&right) && (right as usize) < count),
        Kind::TrueFalse => (count == 0, right == 1),
        Kind::Case => (false, false),
    };
    if !option_count_fits {
        reasons.push(Reason::OptionCount { kind, count });
    }
    if !right_fits || !item.right.fits(item.option_count()) {
        reasons.push(Reason::RightCount { kind, right, count });
    }
    if item.explanation.is_empty() {
        reasons.push(Reason::NoExplanation);
    }
    reasons.extend(equal_options(&item.options));
    reasons.extend(item.options.iter().chain([&item.stem]).filter_map(|text| latin_in(text)));
    reasons
}

fn equal_options(options: &[String]) -> Option<Reason> {
    let lettered: Vec<_> = (0..).map(option_letter).zip(options).collect();
    lettered.iter().enumerate().find_map(|(index, &(second, text))| {
        let &(first, _) = lettered[..index].iter().find(|(_, earlier)| *earlier == text)?;
        Some(Reason::EqualOptions { first, second })
    })
}

/// The first run of Latin letters, half or full width: papers are in Chinese and digits throughout.
fn latin_in(text: &str) -> Option<Reason> {
    let is_latin = |c: char| c.is_ascii_alphabetic() || matches!(c, 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
    let run: String = text.chars().skip_while(|&c| !is_latin(c)).take_while(|&c| is_latin(c)).collect();
    (!run.is_empty()).then_some(Reason::Latin(run))
}
