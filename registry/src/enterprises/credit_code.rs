//! Is this text a unified social credit code (统一社会信用代码, GB 32100-2015)?
//!
//! 18 characters: 1 registering authority, 1 class, 6 division, 9 organisation code (GB 11714), 1 check.

use crate::Refusal;

/// No I, O, S, V, Z.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
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
    /// `enterprises.credit_code_slip` with the right code as `suggestion`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| match c {
                '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
                c => c,
            })
            .filter(|c| !matches!(c, '-' | '‐' | '‑' | '–' | '—'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let refuse = |code| Refusal::on("credit_code", code);
        if text.is_empty() {
            return Err(refuse("enterprises.credit_code_missing"));
        }
        if text.chars().count() != LENGTH {
            return Err(refuse("enterprises.credit_code_length"));
        }
        if values(&text).is_none() {
            let suggestion = text.replace('O', "0").replace('I', "1");
            return Err(match is_right(&suggestion) {
                true => refuse("enterprises.credit_code_slip").with("suggestion", suggestion),
                false => refuse("enterprises.credit_code_characters"),
            });
        }
        if is_right(&text) { Ok(Self(text)) } else { Err(refuse("enterprises.credit_code_check")) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A warning, never a refusal: characters 9 to 17 carry a check of their own (GB 11714), which not every
    /// registered code keeps.
    pub fn has_doubtful_organisation_code(&self) -> bool {
        let digit = |c: char| c.to_digit(36).map_or(0, |value| value as usize);
        let organisation: Vec<char> = self.0.chars().skip(8).take(9).collect();
        let sum: usize = organisation.iter().zip(ORGANISATION_WEIGHTS).map(|(c, weight)| digit(*c) * weight).sum();
        let check = match 11 - sum % 11 {
            10 => 'X',
            11 => '0',
            value => char::from_digit(u32::try_from(value).unwrap_or(0), 10).unwrap_or('0'),
        };
        organisation.last() != Some(&check)
    }
}

fn values(text: &str) -> Option<Vec<usize>> {
    text.chars().map(|c| ALPHABET.chars().position(|known| known == c)).collect()
}

fn is_right(text: &str) -> bool {
    let Some(values) = values(text) else { return false };
    let sum: usize = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    // the outer remainder matters: a sum that 31 divides has check 0, not 31
    values.last() == Some(&((31 - sum % 31) % 31))
}
