//! Who sent this, and just now? HMAC-SHA-256 over key, time, nonce, object and body.
//!
//! Headers: `X-Feed-Key`, `X-Feed-Time`, `X-Feed-Nonce`, `X-Feed-Signature` (64 hex digits). What is signed, each line ended by
//! one LF, the last one too; time and nonce are the headers' own texts, the object is the one of the path:
//!
//! ```text
//! SHANGGANG-FEED-1
//! 01935f6e-2f40-7c3a-9a52-7d2f6f0a1b2c         the key's id, lower case
//! 2026-11-20T09:00:00+08:00                    RFC 3339, within 5 minutes of the server's clock
//! 5f0c5e0e8a7b4d0d9b6a1c2d3e4f5061             16 to 64 letters, digits, `-` or `_`, never used before with this key
//! WorkerAttendance
//! 9f86d081884c7d659a2feaa0c55ad015…            SHA-256 of the body's bytes, 64 hex digits, lower case
//! ```
//!
//! The key of the HMAC is the secret as it was shown, as bytes of ASCII. Who asks what became of a batch signs in the same way:
//! in place of the object stands the word `batches`, and as the body counts the batch's id as it stands in the path.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::FeedObject;
use crate::instant::MINUTE_MS;
use crate::vault::hex;
use crate::{Instant, Refusal};

/// How far the sender's clock may be from the server's.
pub const MOMENTS_APART_MS: i64 = 5 * MINUTE_MS;
const HEADLINE: &str = "SHANGGANG-FEED-1";
/// What stands in the place of the object when a result is asked for.
pub const RESULTS: &str = "batches";

/// The four headers of a supplier's request as they came.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'a> {
    pub key: &'a str,
    pub time: &'a str,
    pub nonce: &'a str,
    pub signature: &'a str,
}

/// A batch as it came.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    pub signature: Signature<'a>,
    /// from the path
    pub object: FeedObject,
    pub body: &'a [u8],
}

/// Who asks what became of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub signature: Signature<'a>,
    /// as it stands in the path
    pub batch: &'a str,
}

impl Signature<'_> {
    pub fn key_id(&self) -> Option<Uuid> {
        Uuid::try_parse(self.key.trim()).ok()
    }
}

pub fn canonical_string(key: Uuid, time: &str, nonce: &str, object: &str, body: &[u8]) -> String {
    let body = hex(&Sha256::digest(body));
    format!("{HEADLINE}\n{}\n{time}\n{nonce}\n{object}\n{body}\n", key.hyphenated())
}

/// 64 hex digits.
pub fn sign(secret: &str, canonical: &str) -> String {
    hex(&mac_of(secret, canonical).finalize().into_bytes())
}

/// Compares without telling by its time where the difference is.
pub fn verify(secret: &str, canonical: &str, signature: &str) -> bool {
    let signature = signature.trim().to_ascii_lowercase();
    crate::vault::same(sign(secret, canonical).as_bytes(), signature.as_bytes())
}

fn mac_of(secret: &str, canonical: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(canonical.as_bytes());
    mac
}

/// The signed moment, and whether time and nonce are fit to keep a replay out.
///
/// # Errors
/// `feeds.time_shape`, `feeds.time_off` (with the server's time) or `feeds.nonce_shape`.
pub fn check_time(time: &str, nonce: &str, now: Instant) -> Result<Instant, Refusal> {
    let at = Instant::parse_rfc3339(time).ok_or(Refusal::new("feeds.time_shape"))?;
    if now.since(at).abs() > MOMENTS_APART_MS {
        return Err(Refusal::new("feeds.time_off").with("now", now.rfc3339()));
    }
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !(16..=64).contains(&nonce.len()) || !nonce.bytes().all(is_letter) {
        return Err(Refusal::new("feeds.nonce_shape"));
    }
    Ok(at)
}
