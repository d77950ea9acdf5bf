//! What may a candidate see of a paper before it is released?

use serde::{Deserialize, Serialize};

use crate::grade::GradeError;
use crate::paper::{CasePart, Paper};
use crate::question::{Body, Kind, Question};
use crate::version::VersionId;

/// One thing to answer, as the candidate sees it. It has no field for the key, the explanation or the facts, so no page
/// that is built from it can give them away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateItem {
    pub number: u16,
    /// `Case` for the parts of a case.
    pub section: Kind,
    pub kind: Kind,
    /// Full score in hundredths.
    pub score: u32,
    pub part: Option<CasePart>,
    /// The story, for a part of a case.
    pub case_stem: Option<String>,
    pub stem: String,
    /// In displayed order; empty for true/false, whose two options are words of the page (true, then false).
    pub options: Vec<String>,
}

/// The whole paper for the candidate, in the order of the slots.
///
/// # Errors
/// When a pinned question is not at hand or not the one that was laid out.
pub fn candidate_items<'q>(
    paper: &Paper,
    find: impl Fn(&VersionId) -> Option<&'q Question>,
) -> Result<Vec<CandidateItem>, GradeError> {
    paper
        .slots
        .iter()
        .map(|slot| {
            let version = slot.version;
            let question = find(&version).ok_or(GradeError::MissingQuestion(version))?;
            let item = slot.item(question).ok_or(GradeError::OtherQuestion { slot: slot.number, version })?;
            let shown = slot.option_order.as_slice().iter();
            Ok(CandidateItem {
                number: slot.number,
                section: slot.section(),
                kind: slot.kind,
                score: slot.score,
                part: slot.part,
                case_stem: match &question.body {
                    Body::Case(case) => Some(case.stem.clone()),
                    Body::Item(_) => None,
                },
                stem: item.stem.clone(),
                options: shown.filter_map(|&index| item.options.get(usize::from(index)).cloned()).collect(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
