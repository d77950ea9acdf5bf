//! What proves to a candidate which answers were received? A document and a signature beside it.
//!
//! ```text
//! document   canonical JSON: { answersHash, attemptId, endedBy, lastSeq, paperHash, policyVersion, submittedAt, v }
//! signature  "z" and base58btc of the 64 bytes of pure Ed25519 (RFC 8032) over exactly the bytes of the document
//! keyId      the first four bytes of SHA-256 over the public key, eight hexadecimal digits
//! ```
//!
//! What the members mean is told in `docs/papers.md`. The key signs receipts and nothing else, so no other document can be
//! taken for one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json::{self, JsonFault};
use crate::keys::{KeyRecord, KeyState, Purpose, decode_multibase};
use crate::signer::{SignFault, Signer, ToBeSigned, sign as sign_bytes};
use crate::times::Moment;
use crate::verification::{Check, CheckName, Reason};

const MEMBERS: [&str; 8] =
    ["answersHash", "attemptId", "endedBy", "lastSeq", "paperHash", "policyVersion", "submittedAt", "v"];

/// As it is stored, shown and downloaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignedReceipt {
    /// The exact text that was signed.
    pub document: String,
    pub signature: String,
    pub key_id: String,
}

/// Signs the canonical JSON of a receipt.
///
/// # Errors
/// [`SignFault::UnknownType`] for anything but a receipt in its one form; else as the signer fails.
pub fn sign(document: &str, signer: &dyn Signer) -> Result<SignedReceipt, SignFault> {
    read(document).map_err(|_| SignFault::UnknownType)?;
    let signature = sign_bytes(signer, Purpose::Receipts, &ToBeSigned::new(document.as_bytes().to_vec()))?;
    Ok(SignedReceipt {
        document: document.to_owned(),
        signature: format!("z{}", bs58::encode(signature).into_string()),
        key_id: signer.public_key().kid().to_string(),
    })
}

/// The checks of a receipt, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptReport {
    /// `format`, `signature`, `issuer-key`.
    pub checks: Vec<Check>,
    /// Only if the format and the signature are good: the members with their values as text.
    pub members: Vec<(&'static str, String)>,
}

/// Checks a downloaded receipt against all keys of the issuer, offline.
#[must_use]
pub fn check(text: &str, keys: &[KeyRecord]) -> ReceiptReport {
    let outcome = json::parse(text).map_err(reason_of).and_then(|value| {
        let signed: SignedReceipt = serde_json::from_value(value).map_err(|_| Reason::Incomplete)?;
        let document = read(&signed.document)?;
        Ok((signed, document))
    });
    let (signed, document) = match outcome {
        Ok(read) => read,
        Err(reason) => {
            let mut checks = vec![Check::bad(CheckName::Format, reason)];
            let rest = [CheckName::Signature, CheckName::IssuerKey];
            checks.extend(rest.map(|name| Check::unchecked(name, Reason::NotReached)));
            return ReceiptReport { checks, members: Vec::new() };
        }
    };
    let key = keys.iter().find(|key| key.kid().to_string() == signed.key_id);
    let signature = match key {
        None => Check::unchecked(CheckName::Signature, Reason::NotReached),
        Some(key) if fits(key, &signed) => Check::good(CheckName::Signature),
        Some(_) => Check::bad(CheckName::Signature, Reason::Tampered),
    };
    let issuer_key = match check_key(key, &document) {
        Ok(()) => Check::good(CheckName::IssuerKey),
        Err(reason) => Check::bad(CheckName::IssuerKey, reason),
    };
    let members = if signature.reason.is_none() { members(&document) } else { Vec::new() };
    ReceiptReport { checks: vec![Check::good(CheckName::Format), signature, issuer_key], members }
}

/// Exactly the members of a receipt, in the one form.
fn read(document: &str) -> Result<Value, Reason> {
    let value = json::parse(document).map_err(reason_of)?;
    let object = value.as_object().ok_or(Reason::Incomplete)?;
    let is_whole = object.len() == MEMBERS.len() && MEMBERS.iter().all(|name| object.contains_key(*name));
    if !is_whole || value["v"] != 1 {
        return Err(Reason::Incomplete);
    }
    let canonical = json::canonical(&value).map_err(reason_of)?;
    if canonical == document.as_bytes() { Ok(value) } else { Err(Reason::NotCanonical) }
}

fn fits(key: &KeyRecord, signed: &SignedReceipt) -> bool {
    let signature = decode_multibase(&signed.signature).and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
    signature.is_some_and(|signature| key.public_key.verifies(signed.document.as_bytes(), &signature))
}

/// An attempt ends at its deadline even when the program noticed later, under a newer key: only the end of the key's
/// period counts.
fn check_key(key: Option<&KeyRecord>, document: &Value) -> Result<(), Reason> {
    let key = key.ok_or(Reason::KeyUnknown)?;
    if key.purpose != Purpose::Receipts {
        return Err(Reason::KeyForOtherPurpose);
    }
    if matches!(key.state, KeyState::Compromised { .. }) {
        return Err(Reason::KeyCompromised);
    }
    let submitted = document["submittedAt"].as_i64().and_then(|millis| Moment::from_unix_millis(millis).ok());
    let submitted = submitted.ok_or(Reason::Incomplete)?;
    if key.not_after.is_none_or(|end| submitted <= end) { Ok(()) } else { Err(Reason::KeyOutsidePeriod) }
}

fn members(document: &Value) -> Vec<(&'static str, String)> {
    let text = |name: &str| match &document[name] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    MEMBERS.iter().map(|name| (*name, text(name))).collect()
}

fn reason_of(fault: JsonFault) -> Reason {
    match fault {
        JsonFault::TooLong => Reason::TooLong,
        JsonFault::Syntax => Reason::Unreadable,
        JsonFault::DuplicateKey | JsonFault::UnsafeNumber => Reason::AmbiguousJson,
    }
}

#[cfg(test)]
#[cfg(feature = "issue")]
mod tests {
    use super::*;
    use crate::cast::{key, other_key, record};
    use crate::verification::first_bad;

    const DOCUMENT: &str = r#"{"answersHash":"aa","attemptId":"a-1","endedBy":"candidate","lastSeq":17,"paperHash":"bb","policyVersion":"p-1","submittedAt":1796000000000,"v":1}"#;

    fn given() -> SignedReceipt {
        sign(DOCUMENT, &key(Purpose::Receipts)).unwrap()
    }

    fn keys() -> Vec<KeyRecord> {
        vec![record(&other_key(Purpose::Certificates)), record(&key(Purpose::Receipts))]
    }

    fn first_reason(receipt: &SignedReceipt, keys: &[KeyRecord]) -> Option<Reason> {
        first_bad(&check(&serde_json::to_string(receipt).unwrap(), keys).checks).and_then(|check| check.reason)
    }

    #[test]
    fn a_receipt_is_checked_offline_and_says_what_it_says() {
        let report = check(&serde_json::to_string(&given()).unwrap(), &keys());
        assert_eq!(first_bad(&report.checks), None);
        assert!(report.members.contains(&("lastSeq", "17".to_owned())));
        assert_eq!(given(), given(), "the same again");
    }

    #[test]
    fn a_changed_answer_hash_or_signature_is_found() {
        let mut changed = given();
        changed.document = changed.document.replace("\"aa\"", "\"ab\"");
        assert_eq!(first_reason(&changed, &keys()), Some(Reason::Tampered));
        let other = SignedReceipt {
            signature: sign(&DOCUMENT.replace("17", "18"), &key(Purpose::Receipts)).unwrap().signature,
            ..given()
        };
        assert_eq!(first_reason(&other, &keys()), Some(Reason::Tampered));
    }

    #[test]
    fn a_key_that_is_not_for_receipts_signs_none_and_proves_none() {
        assert!(matches!(sign(DOCUMENT, &key(Purpose::Certificates)), Err(SignFault::Purpose { .. })));
        assert_eq!(first_reason(&given(), &[record(&key(Purpose::Log))]), Some(Reason::KeyForOtherPurpose));
        assert_eq!(first_reason(&given(), &[]), Some(Reason::KeyUnknown));
    }

    #[test]
    fn nothing_but_a_receipt_in_its_one_form_is_signed() {
        for other in ["{}", "{\"v\":1}", &DOCUMENT.replace("\"v\":1", "\"v\":2"), &DOCUMENT.replace(":17", ": 17")] {
            assert!(sign(other, &key(Purpose::Receipts)).is_err(), "{other}");
        }
        let longer = DOCUMENT.replace("\"v\":1", "\"v\":1,\"z\":1");
        assert!(sign(&longer, &key(Purpose::Receipts)).is_err());
    }

    #[test]
    fn a_key_that_ended_before_the_attempt_did_not_sign_it() {
        let mut ended = record(&key(Purpose::Receipts));
        ended.not_after = Some(Moment::parse("2026-01-02T00:00:00Z").unwrap());
        assert_eq!(first_reason(&given(), &[ended]), Some(Reason::KeyOutsidePeriod));
    }
}
