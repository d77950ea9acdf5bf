//! What can be put right after an exam?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::blueprint::MultipleRule;
use crate::choice::Choice;
use crate::item::ItemId;
use crate::question::{Item, Kind};

/// One thing that is put right. The question itself stays as it was: versions never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "correct", deny_unknown_fields)]
pub enum Correction {
    /// The right answers are these, each of them a whole answer in the order of the question. A candidate gets the best
    /// mark that any of them gives.
    Key { item: ItemId, accepted: Vec<Choice> },
    /// The item cannot be answered.
    Withdrawn { item: ItemId, settle: Settlement },
    /// Every multiple choice answer is marked by another rule.
    Rule { rule: MultipleRule },
}

codes! {
    /// What becomes of an item that was withdrawn.
    Settlement {
        /// Everybody who had it gets its full score, blank answers included. Nobody loses a point.
        FullMarks = "full_marks",
        /// It counts for nobody. What is left of the paper is stretched to the old full score, rounded to the nearest
        /// hundredth, halves up. Who had it right may fall, which the effect list shows.
        Excluded = "excluded",
    }
}

/// What is put right about one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemCorrection {
    /// Sorted, each once.
    Key(Vec<Choice>),
    Withdrawn(Settlement),
}

/// Everything in force for a sitting: at most one correction per item and one rule. Written as a list of
/// [`Correction`], items in their order, the rule last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Correction>", into = "Vec<Correction>")]
pub struct Corrections {
    pub(super) rule: Option<MultipleRule>,
    pub(super) items: BTreeMap<ItemId, ItemCorrection>,
}

/// Why corrections are none, or do not fit the items they speak of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionError {
    #[error("item {0} is corrected twice")]
    RepeatedItem(ItemId),
    #[error("two multiple choice rules")]
    RepeatedRule,
    #[error("item {0} has no accepted answer")]
    NoKey(ItemId),
    #[error("{choice} cannot be the key of the {kind} item {item}")]
    WrongKey { item: ItemId, kind: Kind, choice: Choice },
    #[error("everything of the paper is excluded")]
    NothingLeft,
}

impl Corrections {
    /// # Errors
    /// When two of them speak of the same thing, or a key is empty.
    pub fn new(corrections: impl IntoIterator<Item = Correction>) -> Result<Self, CorrectionError> {
        let mut all = Self::default();
        for correction in corrections {
            match correction {
                Correction::Rule { rule } => {
                    if all.rule.replace(rule).is_some() {
                        return Err(CorrectionError::RepeatedRule);
                    }
                }
                Correction::Withdrawn { item, settle } => all.insert(item, ItemCorrection::Withdrawn(settle))?,
                Correction::Key { item, mut accepted } => {
                    accepted.sort_unstable();
                    accepted.dedup();
                    if accepted.is_empty() || accepted.contains(&Choice::EMPTY) {
                        return Err(CorrectionError::NoKey(item));
                    }
                    all.insert(item, ItemCorrection::Key(accepted))?;
                }
            }
        }
        Ok(all)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rule.is_none() && self.items.is_empty()
    }

    /// The items that are put right, with how.
    pub fn items(&self) -> impl Iterator<Item = (&ItemId, &ItemCorrection)> {
        self.items.iter()
    }

    /// The multiple choice rule in force, where `usual` is the one of the exam.
    #[must_use]
    pub fn rule_or(&self, usual: MultipleRule) -> MultipleRule {
        self.rule.unwrap_or(usual)
    }

    /// The options that are right by now, where `usual` is the key of the question; every option of any accepted answer.
    /// `None` when the item was withdrawn.
    #[must_use]
    pub fn key_of(&self, item: ItemId, usual: Choice) -> Option<Choice> {
        match self.items.get(&item) {
            None => Some(usual),
            Some(ItemCorrection::Key(accepted)) => Some(accepted.iter().flat_map(|key| key.iter()).collect()),
            Some(ItemCorrection::Withdrawn(_)) => None,
        }
    }

    fn insert(&mut self, item: ItemId, correction: ItemCorrection) -> Result<(), CorrectionError> {
        match self.items.insert(item, correction) {
            Some(_) => Err(CorrectionError::RepeatedItem(item)),
            None => Ok(()),
        }
    }
}

impl TryFrom<Vec<Correction>> for Corrections {
    type Error = CorrectionError;

    fn try_from(corrections: Vec<Correction>) -> Result<Self, Self::Error> {
        Self::new(corrections)
    }
}

impl From<Corrections> for Vec<Correction> {
    fn from(corrections: Corrections) -> Self {
        let items = corrections.items.into_iter().map(|(item, correction)| match correction {
            ItemCorrection::Key(accepted) => Correction::Key { item, accepted },
            ItemCorrection::Withdrawn(settle) => Correction::Withdrawn { item, settle },
        });
        items.chain(corrections.rule.map(|rule| Correction::Rule { rule })).collect()
    }
}

/// Whether a choice can be the key of an item of this kind: one option of a single choice or true/false item, any of a
/// multiple choice item, and none that the item does not have.
pub(super) fn check_key(id: ItemId, kind: Kind, item: &Item, choice: Choice) -> Result<(), CorrectionError> {
    let count_fits = kind == Kind::Multiple || choice.len() == 1;
    if count_fits && choice.fits(item.option_count()) {
        Ok(())
    } else {
        Err(CorrectionError::WrongKey { item: id, kind, choice })
    }
}
