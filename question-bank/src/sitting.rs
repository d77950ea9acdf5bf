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
use crate::version::VersionId;

/// The graded attempts of one sitting; by default one per person, the first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    pub attempts: Vec<Attempt>,
    /// Everything that was on some paper, in the order of [`ItemId`].
    #[serde(with = "as_list")]
    pub items: BTreeMap<ItemId, ItemForm>,
}

/// One answered paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// In the order of the paper.
    pub responses: Vec<Response>,
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
    /// In the order of the question.
    pub right: Choice,
}

impl Attempt {
    /// Hundredths of a point.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.responses.iter().map(|response| response.score).sum()
    }
}

impl Sitting {
    /// Adds one graded paper. Nothing is added when it fails.
    ///
    /// # Errors
    /// When the grade, the answers or the questions are not those of the paper.
    pub fn add<'q>(
        &mut self,
        paper: &Paper,
        answers: &Answers,
        grade: &Grade,
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
            forms.push((slot.into(), ItemForm { kind: slot.kind, full: graded.full, options, right: item.right }));
        }
        self.attempts.push(Attempt { responses });
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
