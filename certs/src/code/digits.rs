//! How do bytes become decimal digits, which a QR code packs three in ten bits?

/// Digits per step: the largest power of ten that leaves room for a carry in 64 bits.
const STEP_DIGITS: usize = 9;
const STEP: u64 = 1_000_000_000;

/// The decimal digits of the bytes as one big-endian number, without leading zeros.
pub(super) fn to_digits(bytes: &[u8]) -> String {
    // Least significant step first.
    let mut steps: Vec<u64> = vec![0];
    for &byte in bytes {
        let mut carry = u64::from(byte);
        for step in &mut steps {
            let value = *step * 256 + carry;
            (*step, carry) = (value % STEP, value / STEP);
        }
        if carry > 0 {
            steps.push(carry);
        }
    }
    let digits: String = steps.iter().rev().map(|step| format!("{step:09}")).collect();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() { "0".to_owned() } else { digits.to_owned() }
}

/// The bytes of a decimal number without leading zeros, big-endian; `None` for other texts and for more than
/// `bytes_max` bytes.
pub(super) fn from_digits(digits: &str, bytes_max: usize) -> Option<Vec<u8>> {
    // A byte has at least 2.4 digits, so longer texts cannot fit.
    let is_decimal = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_decimal || digits.starts_with('0') || digits.len() > bytes_max * 5 / 2 {
        return None;
    }
    // Least significant byte first.
    let mut bytes: Vec<u8> = Vec::with_capacity(bytes_max);
    for chunk in digits.as_bytes().chunks(STEP_DIGITS) {
        let scale = chunk.iter().fold(1, |scale: u64, _| scale * 10);
        let mut carry = chunk.iter().fold(0, |value: u64, digit| value * 10 + u64::from(digit - b'0'));
        for byte in &mut bytes {
            let value = u64::from(*byte) * scale + carry;
            *byte = value.to_le_bytes()[0];
            carry = value >> 8;
        }
        while carry > 0 {
            bytes.push(carry.to_le_bytes()[0]);
            carry >>= 8;
        }
    }
    bytes.reverse();
    (bytes.len() <= bytes_max).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_numbers_are_written() {
        assert_eq!(to_digits(&[]), "0");
        assert_eq!(to_digits(&[1]), "1");
        assert_eq!(to_digits(&[1, 0]), "256");
        assert_eq!(to_digits(&[0x3b, 0x9a, 0xca, 0x00]), "1000000000");
        assert_eq!(to_digits(&[0xff; 16]), u128::MAX.to_string());
        assert_eq!(from_digits("256", 2), Some(vec![1, 0]));
        assert_eq!(from_digits(&u128::MAX.to_string(), 16), Some(vec![0xff; 16]));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "0", "012", "-1", "+1", " 1", "1a", "１２", "65536", &"9".repeat(1_000)] {
            assert_eq!(from_digits(text, 2), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn bytes_round_trip(mut bytes: Vec<u8>) {
            bytes.insert(0, 1);
            prop_assert_eq!(from_digits(&to_digits(&bytes), bytes.len()), Some(bytes));
        }

        #[test]
        fn digits_round_trip(digits in "[1-9][0-9]{0,400}") {
            prop_assert_eq!(to_digits(&from_digits(&digits, 200).unwrap()), digits);
        }
    }
}
