//! Which six digits does an authenticator show now? RFC 6238 with HMAC-SHA-1 and steps of thirty seconds, as every
//! authenticator speaks it.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::Instant;
use crate::instant::SECOND_MS;
use crate::vault::same;

/// As long as the hash, which RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;
const STEP_MS: i64 = 30 * SECOND_MS;
const DIGITS: usize = 6;
/// Clocks of phones go wrong by so many steps, either way.
const TOLERANCE: i64 = 1;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step that the moment lies in.
pub fn step_at(now: Instant) -> i64 {
    now.0.div_euclid(STEP_MS)
}

/// Six digits.
pub fn code(secret: &[u8], step: i64) -> String {
    format!("{:0DIGITS$}", truncated(secret, step) % 1_000_000)
}

/// The step whose code was typed, when it is within the tolerance and later than the last one used.
pub fn matching_step(secret: &[u8], typed: &str, now: Instant, last_step: i64) -> Option<i64> {
    let here = step_at(now);
    (here - TOLERANCE..=here + TOLERANCE)
        .filter(|step| *step > last_step)
        .find(|step| same(code(secret, *step).as_bytes(), typed.as_bytes()))
}

/// The key as people type it: base32 without padding, in groups of four.
pub fn key_text(secret: &[u8]) -> String {
    let letters: Vec<char> = base32(secret).chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// What the QR code of the enrolment says.
pub fn enrolment_uri(secret: &[u8], issuer: &str, holder: &str) -> String {
    let (issuer, holder) = (percent_encoded(issuer), percent_encoded(holder));
    format!("otpauth://totp/{issuer}:{holder}?secret={}&issuer={issuer}", base32(secret))
}

/// RFC 4226, 5.3: four bytes of the hash, chosen by its last four bits, without the sign.
fn truncated(secret: &[u8], step: i64) -> u32 {
    let mut mac =
        Hmac::<Sha1>::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(&step.to_be_bytes());
    let hash: [u8; 20] = mac.finalize().into_bytes().into();
    let at = usize::from(hash[19] & 0xF);
    u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]) & 0x7FFF_FFFF
}

/// RFC 4648 without padding.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(5) {
        let mut bits = [0; 8];
        bits[3..3 + group.len()].copy_from_slice(group);
        let bits = u64::from_be_bytes(bits);
        let letters = (group.len() * 8).div_ceil(5);
        text.extend((0..letters).map(|at| char::from(BASE32[usize::from((bits >> (35 - 5 * at)) as u8 & 31)])));
    }
    text
}

fn percent_encoded(text: &str) -> String {
    let letter = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of RFC 4226, appendix D, and RFC 6238, appendix B.
    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_published_vectors_come_out() {
        let hotp = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (count, expected) in hotp.into_iter().enumerate() {
            assert_eq!(code(SECRET, i64::try_from(count).unwrap()), expected);
        }
        let totp = [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ];
        for (seconds, expected) in totp {
            let step = step_at(Instant(seconds * SECOND_MS));
            assert_eq!(truncated(SECRET, step) % 100_000_000, expected, "{seconds}");
        }
        // RFC 4648, section 10
        for (plain, expected) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), expected);
        }
    }

    #[test]
    fn a_code_fits_one_step_to_either_side_and_once_only() {
        let now = Instant(1_795_136_400_000);
        let here = step_at(now);
        let fits = |step: i64, last: i64| matching_step(SECRET, &code(SECRET, step), now, last);
        for step in [here - 1, here, here + 1] {
            assert_eq!(fits(step, 0), Some(step));
            assert_eq!(fits(step, step), None, "used already");
        }
        assert_eq!((fits(here - 2, 0), fits(here + 2, 0)), (None, None));
        for typed in ["", "12345", "1234567", "abcdef"] {
            assert_eq!(matching_step(SECRET, typed, now, 0), None);
        }
    }

    #[test]
    fn the_key_is_readable_and_the_uri_is_one() {
        assert_eq!(key_text(SECRET), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let uri = enrolment_uri(SECRET, "上岗", "138****5678");
        assert_eq!(
            uri,
            "otpauth://totp/%E4%B8%8A%E5%B2%97:138%2A%2A%2A%2A5678?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%E4%B8%8A%E5%B2%97"
        );
    }
}
