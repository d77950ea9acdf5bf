//! Is this text a unified social credit code (统一社会信用代码, GB 32100-2015)?
//!
//! 18 characters: 1 registering authority, 1 class, 6 division, 9 organisation code (GB 11714), 1 check.

use super::slips;
use crate::Refusal;
use crate::people::ungrouped;

/// No I, O, S, V, Z.
pub(super) const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
const LENGTH: usize = 18;

/// A checked code, upper-case and half-width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditCode(String);

impl CreditCode {
    /// Takes small letters, full-width characters, spaces and hyphens.
    ///
    /// # Errors
    /// One refusal on `credit_code`. Where O stands for 0 or I for 1 and the code is right otherwise, it is
    /// `enterprises.credit_code_slip` with the right code as `suggestion`. Where one other slip explains the code, it is
    /// `enterprises.credit_code_meant` with what [`CreditCode::suggestions`] finds as `suggestions`, with a space between.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = plain(text);
        let refuse = |code| Refusal::on("credit_code", code);
        if text.is_empty() {
            return Err(refuse("enterprises.credit_code_missing"));
        }
        if text.chars().count() != LENGTH {
            return Err(refuse("enterprises.credit_code_length"));
        }
        if is_right(&text) {
            return Ok(Self(text));
        }
        let corrected = without_look_alikes(&text);
        if is_right(&corrected) {
            return Err(refuse("enterprises.credit_code_slip").with("suggestion", corrected));
        }
        let refusal = match values(&text) {
            Some(_) => refuse("enterprises.credit_code_check"),
            None => refuse("enterprises.credit_code_characters"),
        };
        match suggestions(&text, &corrected) {
            codes if codes.is_empty() => Err(refusal),
            codes => Err(refuse("enterprises.credit_code_meant").with("suggestions", codes.join(" "))),
        }
    }

    /// The codes that a wrong one may stand for: one character replaced, or two neighbours swapped. At most
    /// [`super::MOST_SUGGESTIONS`], the likeliest first; none for a right code or a text of another length.
    pub fn suggestions(text: &str) -> Vec<Self> {
        let text = plain(text);
        if text.chars().count() != LENGTH || is_right(&text) {
            return Vec::new();
        }
        let corrected = without_look_alikes(&text);
        if is_right(&corrected) {
            return vec![Self(corrected)];
        }
        suggestions(&text, &corrected).into_iter().map(Self).collect()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A warning, never a refusal: characters 9 to 17 carry a check of their own (GB 11714), which not every
    /// registered code keeps.
    pub fn has_doubtful_organisation_code(&self) -> bool {
        has_doubtful_organisation_code(&self.0)
    }
}

/// Half-width capitals without spaces and dashes.
fn plain(text: &str) -> String {
    ungrouped(text).to_ascii_uppercase()
}

/// O and I do not occur: what was meant is 0 and 1.
fn without_look_alikes(text: &str) -> String {
    text.replace('O', "0").replace('I', "1")
}

/// A single character that does not occur has one place and one answer. Only where there are more of them are O and I
/// taken for 0 and 1.
fn suggestions(text: &str, corrected: &str) -> Vec<String> {
    match slips::suggestions(text) {
        codes if codes.is_empty() && text != corrected => slips::suggestions(corrected),
        codes => codes,
    }
}

pub(super) fn has_doubtful_organisation_code(code: &str) -> bool {
    let digit = |c: char| c.to_digit(36).map_or(0, |value| value as usize);
    let organisation: Vec<char> = code.chars().skip(8).take(9).collect();
    let sum: usize = organisation.iter().zip(ORGANISATION_WEIGHTS).map(|(c, weight)| digit(*c) * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        value => char::from_digit(u32::try_from(value).unwrap_or(0), 10).unwrap_or('0'),
    };
    organisation.last() != Some(&check)
}

fn values(text: &str) -> Option<Vec<usize>> {
    text.chars().map(value).collect()
}

/// Where a character stands in the alphabet.
pub(super) fn value(c: char) -> Option<usize> {
    ALPHABET.chars().position(|known| known == c)
}

fn is_right(text: &str) -> bool {
    values(text).is_some_and(|values| has_right_check(&values))
}

pub(super) fn has_right_check(values: &[usize]) -> bool {
    let sum: usize = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    // the outer remainder matters: a sum that 31 divides has check 0, not 31
    values.last() == Some(&((31 - sum % 31) % 31))
}
