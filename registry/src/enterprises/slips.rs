//! Which codes may somebody have meant who typed a wrong one?
//!
//! One wrong character, or two neighbours the wrong way round. The check character alone leaves a candidate at nearly
//! every position; what a code must look like, the check inside it (GB 11714), and what people mistake for what put
//! the likely ones first.

use std::collections::BTreeSet;

use super::credit_code::{ALPHABET, has_doubtful_organisation_code, has_right_check, value};

/// More would be a list to guess from.
pub const MOST: usize = 3;

/// Registering authorities (GB 32100), letters among them.
const AUTHORITIES: &str = "123456789ANY";
const CLASSES: &str = "1234569";
/// First two digits of a division; 10 stands for codes that the State gives out itself.
const PROVINCES: [&str; 35] = [
    "10", "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
    "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
];
/// Divisions of Nantong begin so.
const HOME: &str = "3206";
const LOOK_ALIKE: [&str; 21] = [
    "0D", "0Q", "0U", "17", "1L", "1T", "7T", "35", "38", "58", "69", "6G", "8B", "4A", "CG", "EF", "HN", "MN", "PR",
    "XY", "KX",
];

/// At most [`MOST`] right codes, the likeliest first, for a text of 18 characters without spaces, in capitals.
pub(super) fn suggestions(text: &str) -> Vec<String> {
    let typed: Vec<char> = text.chars().collect();
    let found: BTreeSet<(Likelihood, String)> = one_other_character(&typed)
        .into_iter()
        .chain(neighbours_swapped(&typed))
        .filter(|slip| has_the_shape(&slip.code))
        .map(|slip| (slip.likelihood(), slip.code))
        .collect();
    found.into_iter().take(MOST).map(|(_, code)| code).collect()
}

/// Smaller is likelier.
type Likelihood = (bool, bool, bool);

struct Slip {
    code: String,
    is_common: bool,
}

impl Slip {
    fn likelihood(&self) -> Likelihood {
        let is_from_here = self.code.chars().skip(2).zip(HOME.chars()).all(|(c, home)| c == home);
        (has_doubtful_organisation_code(&self.code), !self.is_common, !is_from_here)
    }
}

fn one_other_character(typed: &[char]) -> Vec<Slip> {
    let mut values: Vec<usize> = typed.iter().map(|c| value(*c).unwrap_or(0)).collect();
    let foreign: Vec<usize> = (0..typed.len()).filter(|at| value(typed[*at]).is_none()).collect();
    let places: Vec<usize> = match foreign.as_slice() {
        [] => (0..typed.len()).collect(),
        [one] => vec![*one],
        _ => return Vec::new(),
    };
    let mut slips = Vec::new();
    for at in places {
        let before = values[at];
        for (other, c) in ALPHABET.chars().enumerate().filter(|(_, c)| *c != typed[at]) {
            values[at] = other;
            if has_right_check(&values) {
                let code = typed.iter().enumerate().map(|(index, old)| if index == at { c } else { *old }).collect();
                slips.push(Slip { code, is_common: look_alike(typed[at], c) });
            }
        }
        values[at] = before;
    }
    slips
}

fn neighbours_swapped(typed: &[char]) -> Vec<Slip> {
    let swapped = |at: usize| {
        let mut chars = typed.to_vec();
        chars.swap(at - 1, at);
        let values: Vec<usize> = chars.iter().map(|c| value(*c)).collect::<Option<_>>()?;
        has_right_check(&values).then(|| Slip { code: chars.into_iter().collect(), is_common: true })
    };
    (1..typed.len()).filter(|at| typed[*at - 1] != typed[*at]).filter_map(swapped).collect()
}

fn look_alike(one: char, other: char) -> bool {
    LOOK_ALIKE.iter().any(|pair| pair.contains(one) && pair.contains(other))
}

fn has_the_shape(code: &str) -> bool {
    let mut chars = code.chars();
    let is_known = |c: Option<char>, known: &str| c.is_some_and(|c| known.contains(c));
    is_known(chars.next(), AUTHORITIES)
        && is_known(chars.next(), CLASSES)
        && chars.take(6).all(|c| c.is_ascii_digit())
        && code.get(2..4).is_some_and(|province| PROVINCES.contains(&province))
}
