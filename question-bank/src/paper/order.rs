//! Which option of the question stands at which place of the page?

use serde::{Deserialize, Serialize};

use crate::choice::{Choice, option_index, option_letter};
use crate::random::Stream;

/// A permutation of the options: the element at a displayed place is the index of the option in the question.
/// Written as letters: `"CAB"` shows the question's option C first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OptionOrder(Vec<u8>);

/// A text that is not a permutation of the letters from A on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an order of options")]
pub struct NotAnOrder(pub String);

impl OptionOrder {
    /// Shown as written. At most [`Choice::MAX_OPTIONS`] options.
    #[must_use]
    pub fn unchanged(options: u8) -> Self {
        Self((0..options).take(Choice::MAX_OPTIONS).collect())
    }

    #[must_use]
    pub fn shuffled(options: u8, stream: &mut Stream) -> Self {
        let Self(mut order) = Self::unchanged(options);
        stream.shuffle(&mut order);
        Self(order)
    }

    /// Per displayed place the index in the question.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// From what the candidate ticked on the page to the options of the question; `None` when a place does not exist.
    #[must_use]
    pub fn to_original(&self, displayed: Choice) -> Option<Choice> {
        displayed.iter().map(|place| self.0.get(usize::from(place)).copied()).collect()
    }

    /// From options of the question to places on the page; `None` when an option does not exist.
    #[must_use]
    pub fn to_displayed(&self, original: Choice) -> Option<Choice> {
        let place_of = |index| self.0.iter().position(|&shown| shown == index).and_then(|place| place.try_into().ok());
        original.iter().map(place_of).collect()
    }
}

impl TryFrom<String> for OptionOrder {
    type Error = NotAnOrder;

    fn try_from(letters: String) -> Result<Self, Self::Error> {
        let order: Option<Vec<u8>> = letters.chars().map(option_index).collect();
        let complete = |order: &Vec<u8>| {
            let used: Choice = order.iter().copied().collect();
            used.fits(order.len()) && used.len() as usize == order.len()
        };
        order.filter(complete).map(Self).ok_or(NotAnOrder(letters))
    }
}

impl From<OptionOrder> for String {
    fn from(order: OptionOrder) -> Self {
        order.0.into_iter().map(option_letter).collect()
    }
}
