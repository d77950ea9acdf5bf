//! Is this text a resident identity number (公民身份号码, GB 11643-1999), and what does it say?
//!
//! 18 characters: 6 division of first registration, 8 birth date, 3 sequence (odd is male), 1 check (ISO 7064 MOD 11-2).

use std::fmt;

use super::{Sex, half_width};
use crate::{Day, Refusal};

const LENGTH: usize = 18;
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// 83 stands on residence permits of people from Taiwan.
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
];

/// The only city whose counties are known here, abolished ones included; elsewhere no county is called unknown.
const CITY: &str = "3206";
const COUNTIES: [&str; 19] = [
    "320600", "320601", "320602", "320611", "320612", "320613", "320614", "320621", "320622", "320623", "320624",
    "320625", "320626", "320671", "320681", "320682", "320683", "320684", "320685",
];

/// A checked number, upper-case and half-width.
#[derive(Clone, PartialEq, Eq)]
pub struct IdNumber {
    text: String,
    birth_day: Day,
}

impl IdNumber {
    /// Takes full-width digits, spaces and a lower-case `x`. `today` is the day that no birth lies after.
    ///
    /// # Errors
    /// One refusal on `id_number` that names the first rule broken.
    pub fn parse(text: &str, today: Day) -> Result<Self, Refusal> {
        let text: String =
            text.chars().filter(|c| !c.is_whitespace()).map(|c| half_width(c).to_ascii_uppercase()).collect();
        let refuse = |code| Err(Refusal::on("id_number", code));
        if text.is_empty() {
            return refuse("people.id_number_missing");
        }
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if text.len() == 15 && digits(&text) {
            return refuse("people.id_number_fifteen_digits");
        }
        let has_shape = text.len() == LENGTH && text.is_ascii() && {
            let (body, check) = text.split_at(LENGTH - 1);
            digits(body) && (digits(check) || check == "X")
        };
        if !has_shape {
            return refuse("people.id_number_shape");
        }
        if text.starts_with('9') {
            return refuse("people.id_number_foreign_permit");
        }
        if !PROVINCES.contains(&&text[..2]) {
            return refuse("people.id_number_province");
        }
        let Some(birth_day) = birth_day(&text) else { return refuse("people.id_number_date") };
        if birth_day > today || birth_day.year() < 1900 {
            return refuse("people.id_number_date");
        }
        if with_check_character(&text) != text {
            return refuse("people.id_number_check");
        }
        Ok(Self { text, birth_day })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn birth_day(&self) -> Day {
        self.birth_day
    }

    pub fn sex(&self) -> Sex {
        let sequence = self.text.as_bytes()[16] - b'0';
        if sequence % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// Full years of age on a day.
    pub fn age_on(&self, day: Day) -> i32 {
        day.years_since(self.birth_day)
    }

    /// The first four characters, then fourteen stars: what staff see and what the card shows.
    pub fn masked(&self) -> String {
        masked(&self.text)
    }

    /// A warning, never a refusal: codes are those of first registration and many are abolished.
    pub fn has_unknown_county(&self) -> bool {
        self.text.starts_with(CITY) && !COUNTIES.contains(&&self.text[..6])
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdNumber({})", self.masked())
    }
}

/// Of another document than a resident identity card fewer characters, and none of a very short number.
pub(super) fn masked(text: &str) -> String {
    let count = text.chars().count();
    let shown = match count {
        LENGTH => 4,
        0..=4 => 0,
        _ => 2,
    };
    text.chars().take(shown).chain(std::iter::repeat_n('*', count - shown)).collect()
}

fn birth_day(text: &str) -> Option<Day> {
    Day::from_ymd(text[6..10].parse().ok()?, text[10..12].parse().ok()?, text[12..14].parse().ok()?)
}

/// The first 17 digits with the check character that belongs to them.
pub fn with_check_character(digits: &str) -> String {
    let digits: String = digits.chars().take(LENGTH - 1).collect();
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte.wrapping_sub(b'0')) * weight).sum();
    format!("{digits}{}", char::from(CHECKS[(sum % 11) as usize]))
}
