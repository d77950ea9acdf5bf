//! Which text stands in the QR code, and what does a scanned text hold?
//!
//! `https://HOST/v/ID#DIGITS`, where DIGITS is the decimal number of `0x01 ‖ COSE`. The leading 1 keeps leading zeros.
//! A browser never sends what follows the `#`.

use super::digits::{from_digits, to_digits};
use super::{CODE_BYTES_MAX, CodeFault};
use crate::ids::PathId;
use crate::public_url::PublicUrl;

/// Longest text that is read, in bytes.
const TEXT_BYTES_MAX: usize = 1_000;
/// What comes before the COSE bytes.
const LEAD: u8 = 0x01;

/// A scanned text, taken apart. Nothing is verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeText {
    /// Where the text leads, to be shown: a look-alike host can be noticed.
    pub public_url: PublicUrl,
    pub path_id: PathId,
    pub cose: Vec<u8>,
}

/// Why a scanned text is not one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Not an address like `https://HOST/v/ID#DIGITS`.
    #[error("the text is not the address of a certificate")]
    Address,
    /// An address without digits: it leads to the page, but there is nothing to verify offline.
    #[error("the address carries no signed code")]
    NoCode,
    /// Other than decimal digits of `0x01` and a code.
    #[error("the digits are not a code")]
    Digits,
}

impl CodeText {
    #[must_use]
    pub fn host(&self) -> &str {
        self.public_url.host()
    }
}

/// The text of the QR code for signed bytes.
///
/// # Errors
/// [`CodeFault::TooLong`] for more than [`CODE_BYTES_MAX`] bytes.
pub fn qr_text(public_url: &PublicUrl, path_id: PathId, cose: &[u8]) -> Result<String, CodeFault> {
    if cose.len() > CODE_BYTES_MAX {
        return Err(CodeFault::TooLong);
    }
    Ok(format!("{}#{}", public_url.page(path_id), to_digits(&[&[LEAD], cose].concat())))
}

/// Takes a scanned text apart.
///
/// # Errors
/// [`TextFault`]
pub fn parse_qr_text(text: &str) -> Result<CodeText, TextFault> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(TextFault::Address);
    }
    let (page, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (origin, path_id) = page.split_once("/v/").ok_or(TextFault::Address)?;
    let public_url = PublicUrl::parse(origin).map_err(|_| TextFault::Address)?;
    let path_id = PathId::parse(path_id).map_err(|_| TextFault::Address)?;
    Ok(CodeText { public_url, path_id, cose: parse_fragment(fragment)? })
}

/// The signed bytes in the part of an address after its `#`; a leading `#` is passed over.
///
/// # Errors
/// [`TextFault::NoCode`] when it is empty, [`TextFault::Digits`] for other texts.
pub fn parse_fragment(fragment: &str) -> Result<Vec<u8>, TextFault> {
    let digits = fragment.strip_prefix('#').unwrap_or(fragment);
    if digits.is_empty() {
        return Err(TextFault::NoCode);
    }
    let bytes = from_digits(digits, CODE_BYTES_MAX + 1).ok_or(TextFault::Digits)?;
    match bytes.split_first() {
        Some((&LEAD, cose)) => Ok(cose.to_vec()),
        _ => Err(TextFault::Digits),
    }
}
