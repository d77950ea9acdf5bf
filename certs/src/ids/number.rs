//! Which number does a certificate bear, and is a typed number right?

use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Largest serial of one prefix, region and year: six digits.
pub const SERIAL_MAX: u32 = 999_999;
/// Letters of a prefix.
const PREFIX_LETTERS: std::ops::RangeInclusive<usize> = 2..=8;
/// Longest typed number in bytes, with room for spaces and full-width forms.
const TYPED_BYTES_MAX: usize = 200;

/// A certificate's number. A prefix belongs to one issuer; the serial is unique per prefix, region and year.
/// Has no personal data and is never used twice. Stored and sent in its machine form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CertificateNumber {
    prefix: String,
    region: String,
    year: u16,
    serial: u32,
}

/// Why a number was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberFault {
    /// A prefix is 2 to 8 letters A to Z.
    #[error("the prefix is not 2 to 8 letters")]
    Prefix,
    /// A region is the six digits of 行政区划代码.
    #[error("the region is not six digits")]
    Region,
    /// A year is four digits from 2000 on.
    #[error("the year is not four digits from 2000 on")]
    Year,
    /// A serial is 1 to [`SERIAL_MAX`].
    #[error("the serial is not 1 to 999999")]
    Serial,
    /// Neither the machine form nor, where asked for, the human form.
    #[error("the text is not a certificate number")]
    Malformed,
    /// A character was typed wrongly or two were swapped.
    #[error("the check character does not match")]
    Check,
}

impl CertificateNumber {
    /// # Errors
    /// [`NumberFault`] naming the part that is out of its range.
    pub fn new(prefix: &str, region: &str, year: u16, serial: u32) -> Result<Self, NumberFault> {
        if !PREFIX_LETTERS.contains(&prefix.len()) || !prefix.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(NumberFault::Prefix);
        }
        if region.len() != 6 || !region.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NumberFault::Region);
        }
        if !(2000..=9999).contains(&year) {
            return Err(NumberFault::Year);
        }
        if !(1..=SERIAL_MAX).contains(&serial) {
            return Err(NumberFault::Serial);
        }
        Ok(Self { prefix: prefix.to_owned(), region: region.to_owned(), year, serial })
    }

    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    #[must_use]
    pub fn year(&self) -> u16 {
        self.year
    }

    #[must_use]
    pub fn serial(&self) -> u32 {
        self.serial
    }

    /// `NTLZ320613-2026-000123-O`: the last character checks the letters and digits (ISO 7064 MOD 37,36).
    #[must_use]
    pub fn machine(&self) -> String {
        let Self { prefix, region, year, serial } = self;
        let check = check_character(&format!("{prefix}{region}{year:04}{serial:06}"));
        format!("{prefix}{region}-{year:04}-{serial:06}-{check}")
    }

    /// `通劳资〔2026〕000123号`; the word is the issuer's own for its prefix.
    #[must_use]
    pub fn human(&self, word: &str) -> String {
        format!("{word}〔{:04}〕{:06}号", self.year, self.serial)
    }

    /// Reads the machine form as people type it: any case, spaces, full-width characters, any dashes or none.
    ///
    /// # Errors
    /// [`NumberFault::Check`] when only the check character is wrong, otherwise the part at fault.
    pub fn parse(text: &str) -> Result<Self, NumberFault> {
        let dense = dense(text)?.to_ascii_uppercase();
        let letters = dense.bytes().take_while(u8::is_ascii_uppercase).count();
        let (prefix, rest) = dense.split_at(letters);
        // Region 6, year 4, serial 6, check 1; anything outside ASCII would be longer or fail below.
        if rest.len() != 17 || !rest.is_ascii() || !rest[..16].bytes().all(|b| b.is_ascii_digit()) {
            return Err(NumberFault::Malformed);
        }
        let year = rest[6..10].parse().map_err(|_| NumberFault::Malformed)?;
        let serial = rest[10..16].parse().map_err(|_| NumberFault::Malformed)?;
        let number = Self::new(prefix, &rest[..6], year, serial)?;
        let check = check_character(&dense[..dense.len() - 1]);
        if dense.ends_with(check) { Ok(number) } else { Err(NumberFault::Check) }
    }

    /// Reads the human form of an issuer's numbers, given its word, prefix and region; spaces, full-width digits and
    /// any kind of brackets are accepted.
    ///
    /// # Errors
    /// [`NumberFault::Malformed`] for any other text, or the part at fault.
    pub fn parse_human(text: &str, word: &str, prefix: &str, region: &str) -> Result<Self, NumberFault> {
        let typed = dense(text)?;
        let rest = typed.strip_prefix(&dense(word)?).ok_or(NumberFault::Malformed)?;
        let rest = rest.strip_prefix(['〔', '[', '(', '【', '［']).ok_or(NumberFault::Malformed)?;
        let (year, rest) = rest.split_once(['〕', ']', ')', '】']).ok_or(NumberFault::Malformed)?;
        let serial = rest.strip_suffix('号').ok_or(NumberFault::Malformed)?;
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || serial.len() != 6 || !all_digits(year) || !all_digits(serial) {
            return Err(NumberFault::Malformed);
        }
        let year = year.parse().map_err(|_| NumberFault::Malformed)?;
        let serial = serial.parse().map_err(|_| NumberFault::Malformed)?;
        Self::new(prefix, region, year, serial)
    }
}

/// Compatibility forms folded (full-width letters and digits become ASCII); white space and dashes left out.
fn dense(text: &str) -> Result<String, NumberFault> {
    if text.len() > TYPED_BYTES_MAX {
        return Err(NumberFault::Malformed);
    }
    let is_dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    Ok(text.nfkc().filter(|&c| !c.is_whitespace() && !is_dash(c)).collect())
}

/// ISO 7064 MOD 37,36 over letters A to Z and digits; other characters count as nothing.
fn check_character(text: &str) -> char {
    const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut product = 36;
    for byte in text.bytes() {
        let Some(value) = ALPHABET.iter().position(|&letter| letter == byte) else { continue };
        let sum = match (product + value) % 36 {
            0 => 36,
            sum => sum,
        };
        product = sum * 2 % 37;
    }
    char::from(ALPHABET[(37 - product) % 36])
}

impl fmt::Display for CertificateNumber {
    /// The machine form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.machine())
    }
}

impl From<CertificateNumber> for String {
    fn from(number: CertificateNumber) -> Self {
        number.machine()
    }
}

impl TryFrom<String> for CertificateNumber {
    type Error = NumberFault;

    fn try_from(text: String) -> Result<Self, NumberFault> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::check_character;

    #[test]
    fn the_published_example_of_mod_37_36_holds() {
        // The Global Release Identifier standard prints A1-2425G-ABC1234002-M.
        assert_eq!(check_character("A12425GABC1234002"), 'M');
    }
}
