//! Is the text of one field acceptable, and how is it written inside?

use unicode_normalization::UnicodeNormalization;

use super::{ID_LIMIT, ParseReason};

/// NFC without blanks at the ends; must not be empty. `limit` counts characters.
pub(super) fn required(field: &'static str, text: &str, limit: usize) -> Result<String, ParseReason> {
    let clean = clean(field, text, limit)?;
    if clean.is_empty() { Err(ParseReason::Missing(field)) } else { Ok(clean) }
}

/// As [`required`], but may be absent or empty.
pub(crate) fn optional(field: &'static str, text: Option<&str>, limit: usize) -> Result<String, ParseReason> {
    clean(field, text.unwrap_or_default(), limit)
}

pub(super) fn list(field: &'static str, texts: Option<Vec<String>>, limit: usize) -> Result<Vec<String>, ParseReason> {
    let texts = texts.filter(|texts| !texts.is_empty()).ok_or(ParseReason::Missing(field))?;
    texts.iter().map(|text| required(field, text, limit)).collect()
}

/// Whether an id is made of a-z, 0-9 and `-`, and of nothing else.
pub(crate) fn is_code(id: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=ID_LIMIT).contains(&id.len()) && id.bytes().all(is_known)
}

/// The first characters of a text that may be of any length.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(ID_LIMIT).collect()
}

fn clean(field: &'static str, text: &str, limit: usize) -> Result<String, ParseReason> {
    let clean: String = text.trim().nfc().collect();
    if clean.chars().count() > limit {
        return Err(ParseReason::TooLong { field, limit });
    }
    if clean.chars().any(|c| c.is_control() && c != '\n') {
        return Err(ParseReason::Control(field));
    }
    Ok(clean)
}
