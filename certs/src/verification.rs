//! Is this certificate genuine? A list of named checks, never one yes or no.
//!
//! Everything here works offline, from what is on paper or in a file. Whether a certificate still stands (`status`) and
//! whether it was logged (`log`) need data from the issuer: whoever has them adds those two checks, and whoever has not
//! must say so. A genuine certificate may be revoked.

use crate::keys::{KeyRecord, KeyState, Purpose};
use serde::{Deserialize, Serialize};

mod codes;
mod credentials;
#[cfg(test)]
#[cfg(feature = "issue")]
mod tests;

pub use codes::{CodeReport, check_code, check_fragment};
pub use credentials::{CredentialReport, check_credential};

/// One line of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub name: CheckName,
    pub result: CheckResult,
    /// Why it is not good; the catalogues have the words.
    pub reason: Option<Reason>,
}

/// In the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckName {
    /// It can be read and has what it must have.
    Format,
    /// Nobody changed it.
    Signature,
    /// The key is ours, for certificates, and was in use when it signed.
    IssuerKey,
    /// It is inside its validity.
    Dates,
    /// Not made here.
    Status,
    /// Not made here.
    Log,
}

/// Good is green, unchecked amber, bad red.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckResult {
    Good,
    Unchecked,
    Bad,
}

/// Why a check is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// An earlier check failed, so this one could not be made.
    NotReached,
    /// Not JSON, not a code.
    Unreadable,
    TooLong,
    /// A JSON object names a member twice, or a number is not an integer.
    AmbiguousJson,
    /// Not in the one form that we write.
    NotCanonical,
    /// A member is missing or ill-formed.
    Incomplete,
    /// The address carries no signed code.
    NoCode,
    /// The signature does not fit: changed after signing, or never signed by us.
    Tampered,
    /// A genuine code beside the address of another certificate.
    OtherAddress,
    /// No proof, or none of a suite that can be checked here.
    NoKnownProof,
    KeyUnknown,
    /// The key is ours, but signs something else.
    KeyForOtherPurpose,
    /// The key was not in use when it signed.
    KeyOutsidePeriod,
    /// The key got into other hands. Only the log can tell that a certificate is older than that.
    KeyCompromised,
    IssuerIsNotController,
    NotYetValid,
    Expired,
}

impl Check {
    #[must_use]
    pub fn good(name: CheckName) -> Self {
        Self { name, result: CheckResult::Good, reason: None }
    }

    #[must_use]
    pub fn unchecked(name: CheckName, reason: Reason) -> Self {
        Self { name, result: CheckResult::Unchecked, reason: Some(reason) }
    }

    #[must_use]
    pub fn bad(name: CheckName, reason: Reason) -> Self {
        Self { name, result: CheckResult::Bad, reason: Some(reason) }
    }

    fn from_outcome(name: CheckName, outcome: Result<(), Reason>) -> Self {
        outcome.map_or_else(|reason| Self::bad(name, reason), |()| Self::good(name))
    }

    fn not_reached(names: &[CheckName]) -> impl Iterator<Item = Self> {
        names.iter().map(|&name| Self::unchecked(name, Reason::NotReached))
    }
}

impl CheckName {
    /// The word in JSON and in keys of the catalogues.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Signature => "signature",
            Self::IssuerKey => "issuer-key",
            Self::Dates => "dates",
            Self::Status => "status",
            Self::Log => "log",
        }
    }
}

impl CheckResult {
    /// The word in JSON and in keys of the catalogues.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Unchecked => "unchecked",
            Self::Bad => "bad",
        }
    }
}

impl Reason {
    pub const ALL: [Self; 17] = [
        Self::NotReached,
        Self::Unreadable,
        Self::TooLong,
        Self::AmbiguousJson,
        Self::NotCanonical,
        Self::Incomplete,
        Self::NoCode,
        Self::Tampered,
        Self::OtherAddress,
        Self::NoKnownProof,
        Self::KeyUnknown,
        Self::KeyForOtherPurpose,
        Self::KeyOutsidePeriod,
        Self::KeyCompromised,
        Self::IssuerIsNotController,
        Self::NotYetValid,
        Self::Expired,
    ];

    /// The word in JSON and in keys of the catalogues.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotReached => "not-reached",
            Self::Unreadable => "unreadable",
            Self::TooLong => "too-long",
            Self::AmbiguousJson => "ambiguous-json",
            Self::NotCanonical => "not-canonical",
            Self::Incomplete => "incomplete",
            Self::NoCode => "no-code",
            Self::Tampered => "tampered",
            Self::OtherAddress => "other-address",
            Self::NoKnownProof => "no-known-proof",
            Self::KeyUnknown => "key-unknown",
            Self::KeyForOtherPurpose => "key-for-other-purpose",
            Self::KeyOutsidePeriod => "key-outside-period",
            Self::KeyCompromised => "key-compromised",
            Self::IssuerIsNotController => "issuer-is-not-controller",
            Self::NotYetValid => "not-yet-valid",
            Self::Expired => "expired",
        }
    }
}

/// The first bad check, which makes the whole list red.
#[must_use]
pub fn first_bad(checks: &[Check]) -> Option<Check> {
    checks.iter().copied().find(|check| check.result == CheckResult::Bad)
}

/// May this key have signed a certificate, apart from the time?
fn check_key(key: Option<&KeyRecord>) -> Result<&KeyRecord, Reason> {
    let key = key.ok_or(Reason::KeyUnknown)?;
    if key.purpose != Purpose::Certificates {
        return Err(Reason::KeyForOtherPurpose);
    }
    match key.state {
        KeyState::Active | KeyState::Retired => Ok(key),
        KeyState::Compromised { .. } => Err(Reason::KeyCompromised),
    }
}
