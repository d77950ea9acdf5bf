//! Does a question rest on facts that may be used, and do its key figures stand in them?

use super::figures::{Figure, figures};
use super::{Fault, Reason};
use crate::choice::Choice;
use crate::facts::{Confidence, FactId, Facts};
use crate::question::{Item, Kind, Question};

pub(super) fn faults(question: &Question, facts: &Facts) -> Vec<Fault> {
    let mut faults = Vec::new();
    if question.facts.is_empty() {
        faults.push(Fault::of(question, Reason::NoFact));
    }
    for id in question.cited_facts() {
        match facts.get(id).map(|fact| fact.confidence) {
            None => faults.push(Fault::of(question, Reason::UnknownFact(id.clone()))),
            Some(Confidence::Unverified) => faults.push(Fault::of(question, Reason::UnverifiedFact(id.clone()))),
            Some(Confidence::Law | Confidence::Seed | Confidence::Secondary) => {}
        }
    }
    for (index, (kind, item)) in question.items().enumerate() {
        let reasons = item_reasons(question, kind, item, facts);
        faults.extend(reasons.into_iter().map(|reason| Fault::of_item(question, index, reason)));
    }
    faults
}

fn item_reasons(question: &Question, kind: Kind, item: &Item, facts: &Facts) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if question.kind == Kind::Case && item.facts.is_empty() {
        reasons.push(Reason::NoFact);
    }
    let unlisted = item.facts.iter().filter(|id| !question.facts.contains(id));
    reasons.extend(unlisted.map(|id| Reason::UnlistedFact(id.clone())));
    let known = figures_of(&item.facts, facts);
    let unsupported = claimed_figures(kind, item)
        .into_iter()
        .filter(|figure| figure.is_claim() && !known.iter().any(|known| figure.is_held_by(known)));
    reasons.extend(unsupported.map(|figure| Reason::FigureNotInFacts(figure.text)));
    reasons
}

/// The figures that an item says are law: those of its right options; of a true statement, those of its stem.
fn claimed_figures(kind: Kind, item: &Item) -> Vec<Figure> {
    match kind {
        Kind::TrueFalse if item.right == Choice::TRUE => figures(&item.stem),
        Kind::TrueFalse | Kind::Case => Vec::new(),
        Kind::Single | Kind::Multiple => {
            let right = item.right.iter().filter_map(|index| item.options.get(usize::from(index)));
            right.flat_map(|text| figures(text)).collect()
        }
    }
}

fn figures_of(ids: &[FactId], facts: &Facts) -> Vec<Figure> {
    let cited = ids.iter().filter_map(|id| facts.get(id));
    cited.flat_map(|fact| [&fact.fact, &fact.key]).flat_map(|text| figures(text)).collect()
}
