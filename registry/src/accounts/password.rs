//! Is this password good enough?

use crate::Refusal;
use crate::people::{IdNumber, Phone};

const LEAST: usize = 8;
const MOST: usize = 128;

/// At least eight characters of at least two classes, none of the best-known ones, and nothing of the person inside.
///
/// # Errors
/// One refusal on `password`.
pub fn check_password(password: &str, number: Option<&IdNumber>, phone: Option<&Phone>) -> Result<(), Refusal> {
    let refuse = |code| Err(Refusal::on("password", code));
    let length = password.chars().count();
    if password.is_empty() {
        return refuse("accounts.password_missing");
    }
    if length < LEAST {
        return Err(Refusal::on("password", "accounts.password_short").with("least", LEAST));
    }
    if length > MOST {
        return Err(Refusal::on("password", "accounts.password_long").with("most", MOST));
    }
    let lower = password.to_lowercase();
    if COMMON.contains(&lower.as_str()) {
        return refuse("accounts.password_common");
    }
    if classes(password) < 2 {
        return refuse("accounts.password_one_class");
    }
    let number = number.map(|number| number.as_str().to_lowercase());
    // the last six of the identity number are the first guess of everybody
    let of_number = number.iter().flat_map(|number| [&number[6..14], &number[12..]]);
    if of_number.chain(phone.map(Phone::as_str)).any(|own| lower.contains(own)) {
        return refuse("accounts.password_own_data");
    }
    Ok(())
}

/// Small letters, capitals, digits, and everything else.
fn classes(password: &str) -> usize {
    let class = |c: char| match c {
        'a'..='z' => 0,
        'A'..='Z' => 1,
        '0'..='9' => 2,
        _ => 3,
    };
    let mut seen = [false; 4];
    for c in password.chars() {
        seen[class(c)] = true;
    }
    seen.into_iter().filter(|seen| *seen).count()
}

/// Those among the best-known passwords that the other rules would let pass.
const COMMON: &[&str] = &[
    "123456789a",
    "12345678a",
    "1234567a",
    "123456aa",
    "123456ab",
    "123456abc",
    "1234abcd",
    "1234qwer",
    "123qweasd",
    "147258369a",
    "1a2b3c4d",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "1qaz2wsx3edc",
    "a1234567",
    "a12345678",
    "a123456789",
    "aa123123",
    "aa123456",
    "aa123456789",
    "aaa123456",
    "abc12345",
    "abc123456",
    "abcd1234",
    "abcde12345",
    "admin123",
    "admin888",
    "admin123456",
    "asd12345",
    "asd123456",
    "asdf1234",
    "iloveyou1",
    "iloveyou520",
    "ll123456",
    "p@ssw0rd",
    "p@ssword",
    "passw0rd",
    "password1",
    "password12",
    "password123",
    "password@123",
    "q1w2e3r4",
    "qaz123456",
    "qazwsx123",
    "qq123456",
    "qq123456789",
    "qwe12345",
    "qwe123456",
    "qwer1234",
    "qwerty12",
    "qwerty123",
    "qwerty123456",
    "test1234",
    "wang123456",
    "welcome1",
    "woaini123",
    "woaini1314",
    "woaini520",
    "wy123456",
    "xx123456",
    "z123456789",
    "zhang123",
    "zhang123456",
    "zxc123456",
    "zxcv1234",
    "zz123456",
    "admin@123",
    "abc@1234",
    "huawei@123",
    "china123",
];
