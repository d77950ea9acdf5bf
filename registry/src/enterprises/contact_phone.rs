//! Is this text a number under which an enterprise can be called?

use crate::Refusal;
use crate::people::{Phone, half_width};

/// A mobile number, or a landline as `0513-85123456` or `0513-85123456-8001`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactPhone(String);

impl ContactPhone {
    /// Takes full-width digits, spaces and any dash; the area code may stand with or without one.
    ///
    /// # Errors
    /// One refusal on `phone`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).map(half_width).map(plain_dash).collect();
        if text.is_empty() {
            return Err(Refusal::on("phone", "enterprises.phone_missing"));
        }
        if let Ok(mobile) = Phone::parse(&text) {
            return Ok(Self(mobile.as_str().to_owned()));
        }
        landline(&text).map(Self).ok_or_else(|| Refusal::on("phone", "enterprises.phone_shape"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn plain_dash(c: char) -> char {
    if matches!(c, '‐' | '‑' | '–' | '—' | '－') { '-' } else { c }
}

fn landline(text: &str) -> Option<String> {
    let (code, rest) = text.split_at_checked(code_length(text))?;
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let (number, extension) =
        rest.split_once('-').map_or((rest, None), |(number, extension)| (number, Some(extension)));
    let has = |text: &str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_right = code.starts_with('0')
        && has(code, 3..=4)
        && has(number, 7..=8)
        && extension.is_none_or(|extension| has(extension, 1..=6));
    let tail = extension.map(|extension| format!("-{extension}")).unwrap_or_default();
    is_right.then(|| format!("{code}-{number}{tail}"))
}

/// Only 010 and 02x are three digits long.
fn code_length(text: &str) -> usize {
    if text.starts_with("010") || text.starts_with("02") { 3 } else { 4 }
}
