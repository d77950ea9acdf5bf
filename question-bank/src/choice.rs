//! Which options are meant: of a key, or of an answer?

use std::fmt;

use serde::{Deserialize, Serialize};

/// A set of options, option 0 being A. At most eight options (A to H); the empty set is a normal answer: nothing ticked.
///
/// A true/false question has two options in fixed order: true is A, false is B. Written as letters in rising
/// order (`"ACD"`, `""`), in JSON too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Choice(u8);

/// Why letters or bits are no choice among the options at hand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    #[error("{letter:?} is none of the {options} options")]
    UnknownOption { letter: char, options: usize },
    #[error("{0:?} is named twice")]
    Repeated(char),
}

impl Choice {
    /// Most options a question can have.
    pub const MAX_OPTIONS: usize = 8;
    pub const EMPTY: Self = Self(0);
    pub const TRUE: Self = Self(0b01);
    pub const FALSE: Self = Self(0b10);

    /// Reads letters such as `ACD`, in any order, for a question with so many options.
    ///
    /// # Errors
    /// When a letter names no option (lower case included) or is repeated.
    pub fn parse(letters: &str, options: usize) -> Result<Self, ChoiceError> {
        let mut choice = Self::EMPTY;
        for letter in letters.chars() {
            let index = option_index(letter)
                .filter(|&index| usize::from(index) < options)
                .ok_or(ChoiceError::UnknownOption { letter, options })?;
            if choice.contains(index) {
                return Err(ChoiceError::Repeated(letter));
            }
            choice = choice.with(index);
        }
        Ok(choice)
    }

    /// The choice with one more option (`index` below [`Self::MAX_OPTIONS`]; higher ones leave it as it is).
    #[must_use]
    pub const fn with(self, index: u8) -> Self {
        if (index as usize) < Self::MAX_OPTIONS { Self(self.0 | (1 << index)) } else { self }
    }

    /// Bit i is option i.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many options are chosen.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    #[must_use]
    pub const fn contains(self, index: u8) -> bool {
        (index as usize) < Self::MAX_OPTIONS && self.0 & (1 << index) != 0
    }

    #[must_use]
    pub const fn is_subset_of(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether every chosen option exists in a question with so many options.
    #[must_use]
    pub fn fits(self, options: usize) -> bool {
        self.iter().all(|index| usize::from(index) < options)
    }

    /// The chosen options in rising order.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..8).filter(move |&index| self.contains(index))
    }
}

/// The letter of an option: 0 is A.
#[must_use]
pub const fn option_letter(index: u8) -> char {
    (b'A' + index % 26) as char
}

/// The option of a letter: A is 0; `None` beyond H.
#[must_use]
pub fn option_index(letter: char) -> Option<u8> {
    ('A'..='H').position(|known| known == letter).and_then(|index| u8::try_from(index).ok())
}

impl FromIterator<u8> for Choice {
    fn from_iter<I: IntoIterator<Item = u8>>(indexes: I) -> Self {
        indexes.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|index| write!(f, "{}", option_letter(index)))
    }
}

impl fmt::Debug for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Choice({self})")
    }
}

impl TryFrom<String> for Choice {
    type Error = ChoiceError;

    fn try_from(letters: String) -> Result<Self, Self::Error> {
        Self::parse(&letters, Self::MAX_OPTIONS)
    }
}

impl From<Choice> for String {
    fn from(choice: Choice) -> Self {
        choice.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_option_the_question_does_not_have_is_refused() {
        assert_eq!(Choice::parse("AE", 4), Err(ChoiceError::UnknownOption { letter: 'E', options: 4 }));
        assert_eq!(Choice::parse("a", 4), Err(ChoiceError::UnknownOption { letter: 'a', options: 4 }));
        assert_eq!(Choice::parse("I", 99), Err(ChoiceError::UnknownOption { letter: 'I', options: 99 }));
    }

    #[test]
    fn a_letter_named_twice_is_refused() {
        assert_eq!(Choice::parse("ACA", 4), Err(ChoiceError::Repeated('A')));
    }

    #[test]
    fn nothing_ticked_is_a_choice() {
        assert_eq!(Choice::parse("", 4), Ok(Choice::EMPTY));
    }

    #[test]
    fn letters_may_come_in_any_order() {
        assert_eq!(Choice::parse("DAC", 4).unwrap().to_string(), "ACD");
    }

    proptest! {
        #[test]
        fn every_choice_survives_letters_and_json(bits: u8) {
            let choice: Choice = (0..8).filter(|i| bits & (1 << i) != 0).collect();
            prop_assert_eq!(choice.bits(), bits);
            prop_assert_eq!(Choice::parse(&choice.to_string(), 8), Ok(choice));
            let json = serde_json::to_string(&choice).unwrap();
            prop_assert_eq!(serde_json::from_str::<Choice>(&json).unwrap(), choice);
        }
    }
}
