//! Which 16 characters stand in the address of a certificate?

use serde::{Deserialize, Serialize};
use std::fmt;

/// Crockford's base32 digits; without I, L, O and U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a path id: 80 bits, 5 per character.
const LENGTH: usize = 16;

/// 80 random bits that name a certificate in addresses, so that pages cannot be enumerated. Written as 16 upper-case
/// characters of Crockford's base32, most significant bits first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PathId([u8; 10]);

/// The text is not 16 characters of Crockford's base32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id is not 16 characters of base32")]
pub struct PathIdFault;

impl PathId {
    /// Ten bytes from the caller's random source.
    #[must_use]
    pub fn from_random(bytes: [u8; 10]) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 10] {
        &self.0
    }

    /// Reads 16 characters in either case; I and L count as 1, O as 0. `Display` is the one
    /// written form.
    ///
    /// # Errors
    /// [`PathIdFault`] for any other text.
    pub fn parse(text: &str) -> Result<Self, PathIdFault> {
        if text.len() != LENGTH {
            return Err(PathIdFault);
        }
        let mut bits: u128 = 0;
        for byte in text.bytes() {
            bits = bits << 5 | u128::from(digit_value(byte).ok_or(PathIdFault)?);
        }
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&bits.to_be_bytes()[6..]);
        Ok(Self(bytes))
    }
}

fn digit_value(byte: u8) -> Option<u8> {
    let byte = match byte.to_ascii_uppercase() {
        b'I' | b'L' => b'1',
        b'O' => b'0',
        other => other,
    };
    DIGITS.iter().position(|&digit| digit == byte).and_then(|value| u8::try_from(value).ok())
}

impl fmt::Display for PathId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut wide = [0; 16];
        wide[6..].copy_from_slice(&self.0);
        let bits = u128::from_be_bytes(wide);
        for place in (0..LENGTH).rev() {
            // Five bits index the 32 digits.
            let value = (bits >> (5 * place)) as usize & 31;
            write!(f, "{}", char::from(DIGITS[value]))?;
        }
        Ok(())
    }
}

impl fmt::Debug for PathId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PathId({self})")
    }
}

impl From<PathId> for String {
    fn from(id: PathId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for PathId {
    type Error = PathIdFault;

    fn try_from(text: String) -> Result<Self, PathIdFault> {
        Self::parse(&text)
    }
}
