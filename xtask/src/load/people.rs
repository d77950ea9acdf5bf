//! Who comes? Invented people with numbers of counties that were never allotted; anybody is the same in every run.

use serde_json::{Value, json};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";
const FAMILY: [char; 20] = [
    '赵', '孙', '冯', '卫', '蒋', '韩', '朱', '许', '吕', '魏', '陶', '戚', '柏', '窦', '章', '苏', '葛', '范', '彭',
    '鲁',
];
const GIVEN: [char; 20] = [
    '思', '雨', '文', '景', '若', '知', '远', '安', '清', '琪', '宁', '昕', '桐', '岚', '珂', '航', '屿', '衡', '舟',
    '言',
];
pub const PASSWORD: &str = "xue-xi-2026";
/// The version of the notice that the program asks to be accepted (`registry/src/accounts.rs`).
const PRIVACY_NOTICE: &str = "2026-11";

pub struct Person {
    pub name: String,
    pub id_number: String,
    pub phone: String,
}

/// Up to 299,700 people.
pub fn person(nth: u32) -> Person {
    let at = |letters: &[char; 20], place: u32| letters[place as usize % letters.len()];
    let name = [at(&FAMILY, nth), at(&GIVEN, nth / 20), at(&GIVEN, nth / 400)].iter().collect();
    let (county, sequence, year) = (320_690 + nth / 999 % 10, 1 + nth % 999, 1970 + nth / 9_990);
    let digits = format!("{county}{year}0716{sequence:03}");
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = char::from(CHECKS[sum as usize % CHECKS.len()]);
    Person { name, id_number: format!("{digits}{check}"), phone: format!("196{nth:08}") }
}

impl Person {
    pub fn sign_up(&self) -> Value {
        json!({
            "name": self.name, "id_number": self.id_number, "phone": self.phone, "password": PASSWORD,
            "privacy_notice": PRIVACY_NOTICE,
        })
    }

    pub fn sign_in(&self) -> Value {
        json!({ "sign_in": self.phone, "password": PASSWORD, "device": "load" })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn nobody_has_the_number_of_another_and_the_check_character_is_right() {
        let numbers: BTreeSet<String> = (0..20_000).map(|nth| person(nth).id_number).collect();
        assert_eq!(numbers.len(), 20_000);
        // worked out by hand: 320690 1970 0716 001
        assert_eq!(person(0).id_number.len(), 18);
        let sum: u32 = "32069019700716001".bytes().zip(WEIGHTS).map(|(d, w)| u32::from(d - b'0') * w).sum();
        assert_eq!(person(0).id_number.chars().last(), Some(char::from(CHECKS[sum as usize % 11])));
    }
}
