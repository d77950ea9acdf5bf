//! Why was it not done? A use case ends in a result or in one of these; only the edge turns them into words.

use std::ops::RangeInclusive;

use thiserror::Error;

/// One reason that the person can do something about. `code` is a key of the catalogue (`refusals.<code>`), `field`
/// the form field it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub field: Option<&'static str>,
    pub code: &'static str,
    pub details: Vec<(&'static str, String)>,
}

impl Refusal {
    pub fn new(code: &'static str) -> Self {
        Self { field: None, code, details: Vec::new() }
    }

    pub fn on(field: &'static str, code: &'static str) -> Self {
        Self { field: Some(field), code, details: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.details.push((name, value.to_string()));
        self
    }
}

#[derive(Debug, Error)]
pub enum Fault {
    /// The rules say no, and say why.
    #[error("refused: {0:?}")]
    Refused(Vec<Refusal>),
    /// No such row, or none that this actor may see.
    #[error("not found")]
    NotFound,
    /// The row is visible, the act is not this actor's.
    #[error("forbidden")]
    Forbidden,
    /// Nobody is signed in and somebody must be.
    #[error("sign-in required")]
    Anonymous,
    /// Another writer was faster; trying again may succeed.
    #[error("busy")]
    Busy,
    /// Ours, not theirs: logged once at the edge.
    #[error("internal: {0}")]
    Internal(String),
}

impl Fault {
    pub fn refused(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }

    pub fn internal(cause: impl ToString) -> Self {
        Self::Internal(cause.to_string())
    }

    /// The first refusal's code, for tests and for programs.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Refused(reasons) => reasons.first().map(|reason| reason.code),
            _ => None,
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

/// Turns collected reasons into an outcome: none means yes.
pub fn refuse_unless_empty(reasons: Vec<Refusal>) -> Result<(), Fault> {
    if reasons.is_empty() { Ok(()) } else { Err(Fault::Refused(reasons)) }
}

/// A text that somebody must give, such as a reason: trimmed, of so many characters, which may stand on several lines.
///
/// # Errors
/// The refusal when it is shorter, longer, or has characters that nobody can read.
pub fn worded(
    text: &str,
    characters: RangeInclusive<usize>,
    refusal: impl FnOnce() -> Refusal,
) -> Result<String, Refusal> {
    let text = text.trim();
    let is_readable = !text.chars().any(|letter| letter.is_control() && !letter.is_whitespace());
    if is_readable && characters.contains(&text.chars().count()) { Ok(text.to_owned()) } else { Err(refusal()) }
}

/// The same on one line, such as a name.
///
/// # Errors
/// As for [`worded`], and when it has several lines.
pub fn named(
    text: &str,
    characters: RangeInclusive<usize>,
    refusal: impl FnOnce() -> Refusal,
) -> Result<String, Refusal> {
    if text.trim().chars().any(char::is_control) { Err(refusal()) } else { worded(text, characters, refusal) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_may_have_lines_and_a_name_has_one() {
        let no = || Refusal::on("reason", "form.unreadable");
        assert_eq!(worded(" 第一行\n第二行\t。 ", 4..=10, no).unwrap(), "第一行\n第二行\t。");
        assert_eq!(named(" 名称 ", 2..=4, no).unwrap(), "名称");
        for wrong in ["", "  字 ", "一二三四五", "一二\0三", "一二\u{1b}三"] {
            assert!(worded(wrong, 2..=4, no).is_err() && named(wrong, 2..=4, no).is_err(), "{wrong:?}");
        }
        assert!(named("一\n二", 2..=4, no).is_err());
    }
}
