//! Which certificates of a list are revoked or suspended, and how is that published and read?

use super::{LIST_LENGTH, StatusPurpose, StatusRef};
use crate::credential::VC_CONTEXT;
use crate::did;
use crate::json;
use crate::keys::{KeyRecord, KeyState, Purpose};
use crate::proof;
use crate::public_url::PublicUrl;
use crate::times::Moment;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};

#[cfg(test)]
mod tests;

/// 16 KiB: one bit per entry.
const LIST_BYTES: usize = LIST_LENGTH as usize / 8;

/// One bit per certificate: 1 is revoked or suspended. Index 0 is the most significant bit of byte 0.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusBits(Vec<u8>);

/// A list to be published. Signed like any document, with the key for status lists.
#[derive(Clone, Debug)]
pub struct NewStatusList<'a> {
    pub public_url: &'a PublicUrl,
    pub issuer_did: &'a str,
    pub list: u32,
    pub purpose: StatusPurpose,
    pub valid_from: Moment,
    /// Short, for example 24 hours: a holder can show an old list while it is valid.
    pub valid_until: Moment,
    pub bits: &'a StatusBits,
}

/// What a published list says about one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusReading {
    pub value: StatusValue,
    /// When the list was made.
    pub valid_from: Moment,
    /// After this time the list is too old to rely on.
    pub valid_until: Moment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusValue {
    Clear,
    Set,
}

/// Why a list gives no answer; the errors of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatusFault {
    /// Unreadable, another type, purpose or address than asked for.
    #[error("the status list is not the one that the certificate names")]
    Retrieval,
    /// The proof does not hold, or its key is not ours for status lists.
    #[error("the proof of the status list does not hold")]
    Verification,
    /// Not exactly [`LIST_LENGTH`] entries.
    #[error("the status list has the wrong length")]
    Length,
    #[error("the index is outside the status list")]
    Range,
}

/// A bit that was set in the older of two lists is not set in the newer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {index} was revoked before and would return")]
pub struct RevokedReturns {
    pub index: u32,
}

impl StatusFault {
    /// The problem type (RFC 9457) that the standard gives the error.
    #[must_use]
    pub fn problem_type(self) -> &'static str {
        match self {
            Self::Retrieval => "https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR",
            Self::Verification => "https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR",
            Self::Length => "https://www.w3.org/ns/credentials/status-list#STATUS_LIST_LENGTH_ERROR",
            Self::Range => "https://www.w3.org/ns/credentials/status-list#RANGE_ERROR",
        }
    }
}

impl StatusBits {
    /// A list with these entries set.
    ///
    /// # Errors
    /// [`StatusFault::Range`]
    pub fn with_set(indexes: impl IntoIterator<Item = u32>) -> Result<Self, StatusFault> {
        let mut bytes = vec![0; LIST_BYTES];
        for index in indexes {
            let (byte, mask) = place(index)?;
            bytes[byte] |= mask;
        }
        Ok(Self(bytes))
    }

    /// # Errors
    /// [`StatusFault::Range`]
    pub fn value(&self, index: u32) -> Result<StatusValue, StatusFault> {
        let (byte, mask) = place(index)?;
        Ok(if self.0[byte] & mask == 0 { StatusValue::Clear } else { StatusValue::Set })
    }

    /// May this revocation list follow the older one? A revoked certificate never returns.
    ///
    /// # Errors
    /// [`RevokedReturns`] naming the first entry that would.
    pub fn check_follows(&self, older: &Self) -> Result<(), RevokedReturns> {
        let returns = |index: &u32| place(*index).is_ok_and(|(byte, mask)| older.0[byte] & !self.0[byte] & mask != 0);
        match (0..LIST_LENGTH).find(returns) {
            Some(index) => Err(RevokedReturns { index }),
            None => Ok(()),
        }
    }

    /// `u` and base64url of the gzipped bits. The same bits give the same text: no time, no name inside.
    #[must_use]
    pub fn encoded(&self) -> String {
        let mut gzip = GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::best());
        // Writing into memory cannot fail.
        let gzipped = gzip.write_all(&self.0).and_then(|()| gzip.finish()).unwrap_or_default();
        format!("u{}", URL_SAFE_NO_PAD.encode(gzipped))
    }

    /// Never expands more than one byte beyond a whole list.
    ///
    /// # Errors
    /// [`StatusFault::Length`] for another length, [`StatusFault::Retrieval`] for other text.
    pub fn decode(encoded: &str) -> Result<Self, StatusFault> {
        let text = encoded.strip_prefix('u').ok_or(StatusFault::Retrieval)?;
        let gzipped = URL_SAFE_NO_PAD.decode(text).map_err(|_| StatusFault::Retrieval)?;
        let mut bytes = Vec::with_capacity(LIST_BYTES + 1);
        let limit = LIST_BYTES as u64 + 1;
        GzDecoder::new(&gzipped[..]).take(limit).read_to_end(&mut bytes).map_err(|_| StatusFault::Retrieval)?;
        if bytes.len() == LIST_BYTES { Ok(Self(bytes)) } else { Err(StatusFault::Length) }
    }
}

impl NewStatusList<'_> {
    /// The unsigned credential of type `BitstringStatusListCredential`.
    #[must_use]
    pub fn document(&self) -> Value {
        let id = self.public_url.status_list(self.list, self.purpose);
        json!({
            "@context": [VC_CONTEXT],
            "id": &id,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.issuer_did,
            "validFrom": self.valid_from.to_string(),
            "validUntil": self.valid_until.to_string(),
            "credentialSubject": {
                "id": format!("{id}#list"),
                "type": "BitstringStatusList",
                "statusPurpose": self.purpose.as_str(),
                "encodedList": self.bits.encoded(),
            },
        })
    }
}

/// Reads a published list for one certificate: its proof, address, purpose, length and the entry. Whether the list is
/// fresh enough is the caller's question to the answer's dates.
///
/// # Errors
/// [`StatusFault`]
pub fn check_status(
    list_text: &str,
    keys: &[KeyRecord],
    public_url: &PublicUrl,
    place: StatusRef,
    purpose: StatusPurpose,
) -> Result<StatusReading, StatusFault> {
    let document = json::parse(list_text).map_err(|_| StatusFault::Retrieval)?;
    check_proof(&document, keys, &did::did_web(public_url))?;
    let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str).ok_or(StatusFault::Retrieval);
    let moment = |pointer: &str| Moment::parse(text(pointer)?).map_err(|_| StatusFault::Retrieval);
    let is_asked_for = text("/id")? == public_url.status_list(place.list, purpose)
        && text("/credentialSubject/type")? == "BitstringStatusList"
        && text("/credentialSubject/statusPurpose")? == purpose.as_str();
    if !is_asked_for {
        return Err(StatusFault::Retrieval);
    }
    let value = StatusBits::decode(text("/credentialSubject/encodedList")?)?.value(place.index)?;
    Ok(StatusReading { value, valid_from: moment("/validFrom")?, valid_until: moment("/validUntil")? })
}

/// One of our keys for status lists, in its period and not compromised, must have signed as the issuer.
fn check_proof(document: &Value, keys: &[KeyRecord], did: &str) -> Result<(), StatusFault> {
    let find = |name: &str| keys.iter().find(|key| did::verification_method(did, key.kid()) == name);
    let resolve = |name: &str| find(name).map(|key| key.public_key);
    let verified = proof::verify_jcs(document, resolve).map_err(|_| StatusFault::Verification)?;
    let is_for_lists = proof::purpose_of(document) == Some(Purpose::StatusLists);
    let all_hold = verified.proofs.iter().all(|proof| {
        find(&proof.verification_method).is_some_and(|key| {
            let compromised = matches!(key.state, KeyState::Compromised { .. });
            key.purpose == Purpose::StatusLists && key.covers(proof.created) && !compromised
        })
    });
    if is_for_lists && all_hold { Ok(()) } else { Err(StatusFault::Verification) }
}

fn place(index: u32) -> Result<(usize, u8), StatusFault> {
    if index >= LIST_LENGTH {
        return Err(StatusFault::Range);
    }
    Ok((index as usize / 8, 0x80 >> (index % 8)))
}

impl std::fmt::Debug for StatusBits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let set: u32 = self.0.iter().map(|byte| byte.count_ones()).sum();
        write!(f, "StatusBits({set} set)")
    }
}
