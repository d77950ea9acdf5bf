//! Is this text a mobile number of mainland China?

use std::fmt;

use super::half_width;
use crate::Refusal;

/// Eleven digits, `^1[3-9]\d{9}$`.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Takes spaces, hyphens, full-width digits and the country code as `+86` or `0086`.
    ///
    /// # Errors
    /// One refusal on `phone`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text: String = text
            .chars()
            .map(half_width)
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–' | '—' | '－'))
            .collect();
        if text.is_empty() {
            return Err(Refusal::on("phone", "people.phone_missing"));
        }
        let number = text.strip_prefix("+86").or_else(|| text.strip_prefix("0086")).unwrap_or(&text);
        let is_mobile = match number.as_bytes() {
            [b'1', b'3'..=b'9', rest @ ..] => rest.len() == 9 && rest.iter().all(u8::is_ascii_digit),
            _ => false,
        };
        if is_mobile { Ok(Self(number.to_owned())) } else { Err(Refusal::on("phone", "people.phone_shape")) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `138****5678`
    pub fn masked(&self) -> String {
        masked(&self.0)
    }
}

/// Empty of somebody without a phone.
pub(super) fn masked(text: &str) -> String {
    match (text.get(..3), text.get(7..)) {
        (Some(first), Some(last)) => format!("{first}****{last}"),
        _ => String::new(),
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}
