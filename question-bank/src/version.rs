//! By which name does a paper pin the exact content of a question for ever?

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Identity of one immutable version: the SHA-256 of its content. Written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VersionId([u8; 32]);

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a version: 64 lower-case hexadecimal digits expected")]
pub struct NotAVersion(pub String);

impl VersionId {
    #[must_use]
    pub const fn from_hash(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VersionId({self})")
    }
}

impl FromStr for VersionId {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_hex(text.as_bytes()).map(Self).ok_or_else(|| NotAVersion(text.to_owned()))
    }
}

impl TryFrom<String> for VersionId {
    type Error = NotAVersion;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<VersionId> for String {
    fn from(version: VersionId) -> Self {
        version.to_string()
    }
}

/// SHA-256 over [`canonical_json`].
pub(crate) fn canonical_hash<T: Serialize>(value: &T) -> [u8; 32] {
    Sha256::digest(canonical_json(value)).into()
}

/// Canonical JSON (RFC 8785) of a value. Only for this crate's own types: they hold strings, integers, lists, maps with
/// string keys and JSON values, for which canonical JSON cannot fail.
pub(crate) fn canonical_json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).expect("strings, integers and lists have a canonical form")
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_hex(digits: &[u8]) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if digits.len() != 2 * bytes.len() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = (nibble(pair[0])? << 4) | nibble(pair[1])?;
    }
    Some(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_survives_writing_and_reading() {
        let version = VersionId::from_hash(std::array::from_fn(|i| u8::try_from(i * 7).unwrap()));
        assert_eq!(version.to_string().parse(), Ok(version));
    }

    #[test]
    fn upper_case_and_short_texts_are_no_versions() {
        assert!("AB".repeat(32).parse::<VersionId>().is_err());
        assert!("ab".repeat(31).parse::<VersionId>().is_err());
    }

    #[test]
    fn the_hash_does_not_depend_on_the_order_of_the_keys() {
        let one: serde_json::Value = serde_json::from_str(r#"{"b":1,"a":"工资"}"#).unwrap();
        let other: serde_json::Value = serde_json::from_str(r#"{"a":"工资","b":1}"#).unwrap();
        assert_eq!(canonical_hash(&one), canonical_hash(&other));
    }
}
