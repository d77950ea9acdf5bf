//! What is a paper certificate from before this register? Its number, holder and issuer as they are printed, and what its
//! code says. It stands on the register so that its code still resolves; it is no electronic certificate, and
//! nobody gets one by it.

mod code;
mod sheet;

#[cfg(feature = "db")]
pub mod importing;
#[cfg(feature = "db")]
pub mod list;
#[cfg(feature = "db")]
pub mod resolving;
#[cfg(feature = "db")]
mod rows;
#[cfg(feature = "db")]
pub mod undoing;

pub use code::OldCode;
#[cfg(feature = "db")]
pub use rows::Electronic;
pub use sheet::{Column, Line, MOST_LINES, read_lines};

use crate::fault::named;
use crate::people::{IdNumber, PersonName, half_width};
use crate::{Day, Refusal};

const NUMBER: std::ops::RangeInclusive<usize> = 3..=40;
const ISSUER: std::ops::RangeInclusive<usize> = 2..=60;

/// What stands on the paper. Without `Debug`, so that nothing personal gets into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct OldCertificate {
    pub number: OldNumber,
    pub holder: PersonName,
    pub id_number: IdNumber,
    pub issued: Day,
    pub issuer: String,
    pub code: OldCode,
    /// 注销, where the old register already says so.
    pub revoked: Option<Day>,
}

/// The number on the paper, whose rule nobody knows any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldNumber(String);

impl OldNumber {
    /// `today` as for [`IdNumber::parse`].
    ///
    /// # Errors
    /// One refusal on `number`: no number at all, or one with an identity number inside, which everybody would then read.
    pub fn parse(text: &str, today: Day) -> Result<Self, Refusal> {
        let shape = || Refusal::on("number", "certificates.old_number_shape");
        let number = named(text, NUMBER, shape)?;
        if !number.chars().map(half_width).any(|c| c.is_ascii_digit()) {
            return Err(shape());
        }
        if holds_id_number(&number, today) {
            return Err(Refusal::on("number", "certificates.old_number_personal"));
        }
        Ok(Self(number))
    }

    /// As it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// By which it is found again.
    pub fn key(&self) -> String {
        number_key(&self.0)
    }
}

/// A number without what people write in several ways: width, case, spaces, dashes and the form of brackets.
pub fn number_key(number: &str) -> String {
    number
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–' | '—'))
        .map(|c| match c {
            '〔' | '[' | '【' => '(',
            '〕' | ']' | '】' => ')',
            c => c,
        })
        .flat_map(char::to_uppercase)
        .collect()
}

/// # Errors
/// One refusal on `issuer`.
pub fn check_issuer(text: &str) -> Result<String, Refusal> {
    named(text, ISSUER, || Refusal::on("issuer", "certificates.old_issuer_length"))
}

/// Whether an identity number stands anywhere in a text.
fn holds_id_number(text: &str, today: Day) -> bool {
    let letters: Vec<char> = text.chars().map(half_width).collect();
    letters.windows(18).any(|part| IdNumber::parse(&part.iter().collect::<String>(), today).is_ok())
}
