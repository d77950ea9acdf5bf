//! Who is this natural person, and how may name, number and phone be written and shown?

mod id_number;
mod name;
mod phone;

#[cfg(feature = "db")]
pub mod changing_phone;
#[cfg(feature = "db")]
pub(crate) mod identity;
#[cfg(feature = "db")]
pub mod my_data;
#[cfg(feature = "db")]
mod photo;
#[cfg(feature = "db")]
pub mod requests;
#[cfg(feature = "db")]
pub(crate) mod scope;
#[cfg(feature = "db")]
pub mod store;

pub use id_number::{IdNumber, with_check_character};
pub use name::{PersonName, masked_name, pinyin_key};
pub use phone::Phone;

use serde::{Deserialize, Serialize};

use crate::{Day, Refusal};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    Female,
    Male,
}

impl Sex {
    pub fn code(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Self::Female, Self::Male].into_iter().find(|sex| sex.code() == code)
    }
}

/// What was compared with the person when the identity was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    IdentityCard,
    PersonnelFile,
}

impl Document {
    pub const ALL: [Self; 2] = [Self::IdentityCard, Self::PersonnelFile];

    pub fn code(self) -> &'static str {
        match self {
            Self::IdentityCard => "identity_card",
            Self::PersonnelFile => "personnel_file",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|document| document.code() == code)
    }
}

/// Full-width digits and letters to half-width ones, as Chinese input methods like to leave them.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Half-width characters without the spaces and dashes by which people group long numbers.
pub(crate) fn ungrouped(typed: &str) -> String {
    let is_dash = |c: char| matches!(c, '-' | '‐' | '‑' | '–' | '—');
    typed.chars().filter(|c| !c.is_whitespace()).map(half_width).filter(|c| !is_dash(*c)).collect()
}

/// Whether a text looks like a number of somebody's card or phone, whole or not, rather than a name.
pub fn looks_like_number(text: &str) -> bool {
    text.chars().map(half_width).filter(char::is_ascii_digit).count() >= 8
}

/// Whether somebody can be looked up by this text: a whole identity number or phone.
///
/// # Errors
/// One refusal on `number` that says what is wrong with it.
pub fn check_whole_number(text: &str, today: Day) -> Result<(), Refusal> {
    let (Err(no_card), Err(no_phone)) = (IdNumber::parse(text, today), Phone::parse(text)) else { return Ok(()) };
    let typed = ungrouped(text).chars().count();
    let told = match typed {
        0 => Refusal::new("people.number_missing"),
        1..=12 => no_phone,
        _ => no_card,
    };
    Err(Refusal { field: Some("number"), ..told })
}

/// The first characters of a document's number, then stars.
pub(crate) fn masked_number(number: &str) -> String {
    id_number::masked(number)
}

/// `138****5678`; nothing of somebody without a phone.
pub(crate) fn masked_phone(phone: &str) -> String {
    phone::masked(phone)
}

/// Stars and the last four digits of a card or account.
pub(crate) fn masked_digits(digits: &str) -> String {
    let hidden = digits.len().saturating_sub(4);
    format!("{}{}", "*".repeat(hidden), digits.get(hidden..).unwrap_or_default())
}

#[cfg(test)]
mod tests;
