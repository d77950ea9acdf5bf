//! Who answered what in one sitting, told in each question's own order of options?
//!
//! The ground of [`crate::statistics`] and [`crate::similarity`]. It holds no names: an attempt is its place in the list.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::choice::Choice;
use crate::grade::{Answers, Grade, GradeError};
use crate::item::ItemId;
use crate::paper::Paper;
use crate::question::{Kind, Question};
use crate::regrade::Corrections;
use crate::version::VersionId;

/// The graded attempts of one sitting; by default one per person, the first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    pub attempts: Vec<Attempt>,
    /// Everything that was on some paper and still has a key, in the order of [`ItemId`].
    #[serde(with = "as_list")]
    pub items: BTreeMap<ItemId, ItemForm>,
}

/// One answered paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// In the order of the paper.
    pub responses: Vec<Response>,
    /// What the whole paper counts for, where something on it was withdrawn: the rest may have been stretched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<Whole>,
}

/// Score and full score of a paper, in hundredths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    pub score: u32,
    pub full: u32,
}

/// One answer and what it was worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    pub item: ItemId,
    /// Which question of the paper it belongs to, from 1; the parts of a case share their place.
    pub place: u16,
    /// In the order of the question, not of the page.
    pub chosen: Choice,
    /// Hundredths of a point.
    pub score: u32,
}

/// As much of an item as figures need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemForm {
    pub kind: Kind,
    /// Full score in hundredths.
    pub full: u32,
    pub options: u8,
    /// In the order of the question. Where several whole answers are accepted, every option of any of them.
    pub right: Choice,
}

impl Attempt {
    /// Hundredths of a point, as the result says.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.whole.map_or_else(|| self.sum(), |whole| whole.score)
    }

    /// What the responses come to.
    #[must_use]
    pub fn sum(&self) -> u32 {
        self.responses.iter().map(|response| response.score).sum()
    }
}

impl Sitting {
    /// Adds one graded paper, by the keys that the corrections in force give. Of an item that was withdrawn the response
    /// stays in the paper, and no form: it has no key that anything could be said about. Nothing is added when it fails.
    ///
    /// # Errors
    /// When the grade, the answers or the questions are not those of the paper.
    pub fn add<'q>(
        &mut self,
        paper: &Paper,
        answers: &Answers,
        grade: &Grade,
        corrections: &Corrections,
        find: impl Fn(&VersionId) -> Option<&'q Question>,
    ) -> Result<(), GradeError> {
        let mut responses = Vec::with_capacity(paper.slots.len());
        let mut forms = Vec::with_capacity(paper.slots.len());
        let mut place = 0;
        let mut previous = None;
        for slot in &paper.slots {
            if previous != Some(slot.version) {
                place += 1;
                previous = Some(slot.version);
            }
            let question = find(&slot.version).ok_or(GradeError::MissingQuestion(slot.version))?;
            let other = GradeError::OtherQuestion { slot: slot.number, version: slot.version };
            let item = slot.item(question).ok_or(other)?;
            let graded = grade.per_slot.iter().find(|graded| graded.number == slot.number);
            let graded = graded.ok_or(GradeError::UnknownSlot(slot.number))?;
            let choice = answers.get(&slot.number).copied().unwrap_or_default();
            let unknown = GradeError::UnknownOption { slot: slot.number, choice };
            let chosen = slot.option_order.to_original(choice).ok_or(unknown)?;
            let options = u8::try_from(slot.option_order.as_slice().len()).unwrap_or(u8::MAX);
            responses.push(Response { item: slot.into(), place, chosen, score: graded.score });
            if let Some(right) = corrections.key_of(slot.into(), item.right) {
                forms.push((slot.into(), ItemForm { kind: slot.kind, full: graded.full, options, right }));
            }
        }
        let is_whole = forms.len() == responses.len();
        let whole = (!is_whole).then_some(Whole { score: grade.total, full: grade.full });
        self.attempts.push(Attempt { responses, whole });
        self.items.extend(forms);
        Ok(())
    }
}

/// A map whose keys are not strings, written as a list of pairs.
mod as_list {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{ItemForm, ItemId};

    pub(super) fn serialize<S: Serializer>(items: &BTreeMap<ItemId, ItemForm>, to: S) -> Result<S::Ok, S::Error> {
        items.iter().collect::<Vec<_>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<ItemId, ItemForm>, D::Error> {
        Ok(Vec::<(ItemId, ItemForm)>::deserialize(from)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
