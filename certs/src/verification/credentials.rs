//! Is the full credential genuine?

use super::{Check, CheckName, Reason, check_key};
use crate::credential::CredentialView;
use crate::json::{self, JsonFault};
use crate::keys::KeyRecord;
use crate::proof::{self, ProofFault, Verified, is_by_issuer};
use crate::times::Moment;
use serde_json::Value;

/// The checks of a credential, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialReport {
    /// `format`, `signature`, `issuer-key`, `dates`.
    pub checks: Vec<Check>,
    /// Only if the format and the signature are good.
    pub credential: Option<CredentialView>,
    /// Suites of proofs that were not checked.
    pub unchecked_suites: Vec<String>,
}

/// Checks the text of a signed credential at a time, against all keys of the issuer.
#[must_use]
pub fn check_credential(text: &str, keys: &[KeyRecord], at: Moment) -> CredentialReport {
    let document = match json::parse(text) {
        Ok(document) => document,
        Err(fault) => return unreadable(fault),
    };
    let view = CredentialView::read(&document);
    let verified = proof::verify_signatures(&document, |name| find(keys, name).map(|key| key.public_key));
    let format = Check::from_outcome(CheckName::Format, view.as_ref().map(|_| ()).map_err(|_| Reason::Incomplete));
    let issuer_key = match &verified {
        Ok(verified) => Check::from_outcome(CheckName::IssuerKey, check_issuer(&document, verified, keys)),
        Err(ProofFault::UnknownKey) => Check::bad(CheckName::IssuerKey, Reason::KeyUnknown),
        Err(_) => Check::unchecked(CheckName::IssuerKey, Reason::NotReached),
    };
    let dates = match &view {
        Ok(view) => Check::from_outcome(CheckName::Dates, check_dates(view, at)),
        Err(_) => Check::unchecked(CheckName::Dates, Reason::NotReached),
    };
    let signature = signature_check(verified.as_ref().err());
    let unchecked_suites = verified.as_ref().map(|it| it.unchecked_suites.clone()).unwrap_or_default();
    let credential = view.ok().filter(|_| verified.is_ok());
    CredentialReport { checks: vec![format, signature, issuer_key, dates], credential, unchecked_suites }
}

fn signature_check(fault: Option<&ProofFault>) -> Check {
    let Some(fault) = fault else { return Check::good(CheckName::Signature) };
    let reason = match fault {
        ProofFault::UnknownKey => return Check::unchecked(CheckName::Signature, Reason::NotReached),
        ProofFault::NoProof | ProofFault::NoKnownSuite => Reason::NoKnownProof,
        ProofFault::Malformed(_)
        | ProofFault::Context
        | ProofFault::Signature
        | ProofFault::IssuerIsNotController
        | ProofFault::Json(_) => Reason::Tampered,
    };
    Check::bad(CheckName::Signature, reason)
}

/// The key whose kid stands behind the `#`. That the name before it is the issuer's own is checked apart, so that a
/// changed issuer shows as a broken signature too.
fn find<'a>(keys: &'a [KeyRecord], verification_method: &str) -> Option<&'a KeyRecord> {
    let (_, fragment) = verification_method.split_once('#')?;
    keys.iter().find(|key| key.kid().to_string() == fragment)
}

fn check_issuer(document: &Value, verified: &Verified, keys: &[KeyRecord]) -> Result<(), Reason> {
    verified.proofs.iter().try_for_each(|proof| {
        if !is_by_issuer(document, proof) {
            return Err(Reason::IssuerIsNotController);
        }
        let key = check_key(keys.iter().find(|key| key.public_key == proof.key))?;
        if key.covers(proof.created) { Ok(()) } else { Err(Reason::KeyOutsidePeriod) }
    })
}

fn check_dates(view: &CredentialView, at: Moment) -> Result<(), Reason> {
    if at < view.valid_from {
        return Err(Reason::NotYetValid);
    }
    if view.valid_until.is_some_and(|end| end < at) { Err(Reason::Expired) } else { Ok(()) }
}

fn unreadable(fault: JsonFault) -> CredentialReport {
    let reason = match fault {
        JsonFault::TooLong => Reason::TooLong,
        JsonFault::Syntax => Reason::Unreadable,
        JsonFault::DuplicateKey | JsonFault::UnsafeNumber => Reason::AmbiguousJson,
    };
    let mut checks = vec![Check::bad(CheckName::Format, reason)];
    checks.extend(Check::not_reached(&[CheckName::Signature, CheckName::IssuerKey, CheckName::Dates]));
    CredentialReport { checks, credential: None, unchecked_suites: Vec::new() }
}
