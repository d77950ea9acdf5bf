//! Which public keys are ours, for what and when were they used?

use crate::times::Moment;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

#[cfg(feature = "issue")]
pub mod private;
#[cfg(test)]
pub(crate) mod tests;

/// Multicodec prefix of an Ed25519 public key.
const ED25519_PUBLIC: [u8; 2] = [0xed, 0x01];
/// Longest multibase text that is decoded; ours have 48 characters.
const MULTIBASE_BYTES_MAX: usize = 100;

/// An Ed25519 public key: a canonical point that is not of small order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; 32]);

/// First four bytes of SHA-256 over the public key. A hint that finds keys, never a proof.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kid(pub [u8; 4]);

/// Why a key or a list of keys was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Not `z` and base58btc of `0xed 0x01` and 32 bytes.
    #[error("the text is not an Ed25519 public key in multibase")]
    Multibase,
    /// Not a point of the curve, not in canonical form, or of small order.
    #[error("the bytes are not a sound Ed25519 public key")]
    Point,
    /// Neither a list of key records nor a controller document.
    #[error("the text is not a list of keys")]
    List,
}

/// What a key signs: one key, one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Credentials and the codes beside them.
    Certificates,
    StatusLists,
    /// Checkpoints of the log.
    Log,
    /// Receipts for hand-ins and for checks.
    Receipts,
}

/// Where a key stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum KeyState {
    Active,
    /// Old signatures stay valid, no new ones are made.
    Retired,
    /// In other hands since this time: only the log can tell which signatures are ours.
    Compromised {
        since: Moment,
    },
}

/// A key that was ever used, with its period. As JSON: `publicKeyMultibase`, `purpose`, `notBefore`, `notAfter` (if it
/// ended), `state` and, for a compromised one, `since`. Published in the controller document ([`crate::did`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyRecord {
    #[serde(rename = "publicKeyMultibase")]
    pub public_key: PublicKey,
    pub purpose: Purpose,
    pub not_before: Moment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<Moment>,
    #[serde(flatten)]
    pub state: KeyState,
}

impl PublicKey {
    /// # Errors
    /// [`KeyFault::Point`] unless the bytes are the canonical form of a point that is not of small order.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, KeyFault> {
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyFault::Point)?;
        if key.is_weak() || !is_canonical(&bytes) { Err(KeyFault::Point) } else { Ok(Self(bytes)) }
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    #[must_use]
    pub fn kid(&self) -> Kid {
        let hash = Sha256::digest(self.0);
        Kid([hash[0], hash[1], hash[2], hash[3]])
    }

    /// `z6Mk..`: base58btc of the multicodec prefix and the key.
    #[must_use]
    pub fn multibase(&self) -> String {
        let mut bytes = ED25519_PUBLIC.to_vec();
        bytes.extend(self.0);
        format!("z{}", bs58::encode(bytes).into_string())
    }

    /// # Errors
    /// [`KeyFault::Multibase`] for another kind of key or text, [`KeyFault::Point`] for an unsound key.
    pub fn from_multibase(text: &str) -> Result<Self, KeyFault> {
        let bytes = decode_multibase(text).ok_or(KeyFault::Multibase)?;
        let key = bytes.strip_prefix(&ED25519_PUBLIC).ok_or(KeyFault::Multibase)?;
        Self::from_bytes(key.try_into().map_err(|_| KeyFault::Multibase)?)
    }

    /// Strict verification: refuses points of small order and non-canonical S (RFC 8032, 5.1.7, and stricter).
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = Signature::from_bytes(signature);
        VerifyingKey::from_bytes(&self.0).is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
    }
}

impl KeyRecord {
    #[must_use]
    pub fn kid(&self) -> Kid {
        self.public_key.kid()
    }

    /// Was the key in use at that time?
    #[must_use]
    pub fn covers(&self, at: Moment) -> bool {
        self.not_before <= at && self.not_after.is_none_or(|end| at <= end)
    }

    /// Was the key in use on that day (days since 1970-01-01, Asia/Shanghai), if only for a part of it?
    #[must_use]
    pub fn covers_day(&self, day: u32) -> bool {
        let end = self.not_after.map(Moment::day_in_shanghai);
        self.not_before.day_in_shanghai() <= day && end.is_none_or(|end| day <= end)
    }
}

/// Reads a JSON list of key records, or the controller document that publishes them.
///
/// # Errors
/// [`KeyFault::List`] for anything else, or for more than [`crate::json::TEXT_BYTES_MAX`] bytes.
pub fn parse_records(text: &str) -> Result<Vec<KeyRecord>, KeyFault> {
    let mut value = crate::json::parse(text).map_err(|_| KeyFault::List)?;
    let list = match value.get_mut("verificationMethod") {
        Some(methods) => methods.take(),
        None => value,
    };
    serde_json::from_value(list).map_err(|_| KeyFault::List)
}

/// `z` and base58btc; `None` for other encodings and for long texts.
pub(crate) fn decode_multibase(text: &str) -> Option<Vec<u8>> {
    if text.len() > MULTIBASE_BYTES_MAX {
        return None;
    }
    bs58::decode(text.strip_prefix('z')?).into_vec().ok()
}

/// Is the y coordinate below 2^255 - 19? The 19 values above it name points a second time.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let top_is_full = bytes[31] & 0x7f == 0x7f && bytes[1..31].iter().all(|&byte| byte == 0xff);
    !(top_is_full && bytes[0] >= 0xed)
}

impl fmt::Display for Kid {
    /// Eight lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kid({self})")
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.multibase())
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.multibase()
    }
}

impl TryFrom<String> for PublicKey {
    type Error = KeyFault;

    fn try_from(text: String) -> Result<Self, KeyFault> {
        Self::from_multibase(&text)
    }
}
