//! What does the full certificate say, as a W3C Verifiable Credential 2.0 in the shape of Open Badges 3.0?
//!
//! No score, no identity number, no photo. Only strings, lists and `false`; numbers never appear. Names and texts are
//! in normal form C. The document is made once, stored, and then signed ([`crate::proof::sign_jcs`]).

use crate::ids::{CertificateNumber, PathId};
use crate::names::{self, NameFault};
use crate::public_url::PublicUrl;
use crate::status::StatusRef;
use crate::times::Moment;
use crate::wording::{ForbiddenWord, check_wording};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

mod reading;
#[cfg(test)]
#[cfg(feature = "issue")]
mod tests;

pub use reading::{CredentialView, Incomplete};

/// W3C Verifiable Credentials 2.0. Named, never loaded.
pub const VC_CONTEXT: &str = "https://www.w3.org/ns/credentials/v2";
/// Open Badges 3.0.3. Named, never loaded.
pub const OB_CONTEXT: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// Our own context, for `/contexts/cert/v1`. Never changes: another term is another address.
pub const CONTEXT_BYTES: &[u8] = include_bytes!("../contexts/cert-v1.json");
/// Longest text (title, description, criteria) in bytes.
const TEXT_BYTES_MAX: usize = 4_000;

/// Everything that a certificate says, before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCredential {
    pub public_url: PublicUrl,
    pub issuer: Issuer,
    pub path_id: PathId,
    pub number: CertificateNumber,
    /// The issuer's word in the human form of the number, for example 通劳资.
    pub number_word: String,
    pub title: String,
    pub subject_name: String,
    pub valid_from: Moment,
    /// `None` for 长期有效.
    pub valid_until: Option<Moment>,
    pub achievement: Achievement,
    pub status: StatusRef,
    /// The certificate that this one replaces.
    pub predecessor: Option<PathId>,
}

/// Who issues: an id that outlives the software, and a name for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// `did:web:HOST`, see [`crate::did::did_web`]. Must be the controller of the key that signs.
    pub did: String,
    pub name: String,
}

/// What was achieved; the same for all certificates of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Achievement {
    /// An absolute `https`, `http` or `urn` address.
    pub id: String,
    pub name: String,
    pub description: String,
    /// What had to be done, in Markdown.
    pub criteria: String,
}

/// Why no document was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialFault {
    #[error("the {field} has the forbidden word {}", word.word)]
    Wording { field: &'static str, word: ForbiddenWord },
    #[error("the name of the holder: {0}")]
    HolderName(NameFault),
    /// Empty, longer than 4 000 bytes, or with control characters other than line breaks.
    #[error("the {0} is empty, too long or has control characters")]
    Text(&'static str),
    #[error("the issuer's id is not a DID")]
    IssuerDid,
    #[error("the id of the achievement is not an absolute address")]
    AchievementId,
    #[error("the validity ends before it begins")]
    Validity,
}

impl NewCredential {
    /// The unsigned document.
    ///
    /// # Errors
    /// [`CredentialFault`]; a forbidden word is refused in every text but the holder's name.
    pub fn document(&self) -> Result<Value, CredentialFault> {
        let title = worded("title", &self.title)?;
        let holder = names::normalised(&self.subject_name).map_err(CredentialFault::HolderName)?;
        if self.valid_until.is_some_and(|end| end <= self.valid_from) {
            return Err(CredentialFault::Validity);
        }
        let mut document = json!({
            "@context": [VC_CONTEXT, OB_CONTEXT, self.public_url.context()],
            "id": self.public_url.page(self.path_id),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": title,
            "certificateNumber": self.number.machine(),
            "certificateNumberText": self.number.human(&worded("number word", &self.number_word)?),
            "issuer": self.issuer.claims()?,
            "validFrom": self.valid_from.to_string(),
            "credentialSubject": {
                "type": ["AchievementSubject"],
                // Open Badges wants an id or an identifier of the holder; the name is all that is published.
                "identifier": [{
                    "type": "IdentityObject",
                    "identityType": "name",
                    "hashed": false,
                    "identityHash": &holder,
                }],
                "holderName": &holder,
                "achievement": self.achievement.claims()?,
            },
            "credentialStatus": self.status.entries(&self.public_url),
        });
        if let Some(end) = self.valid_until {
            document["validUntil"] = end.to_string().into();
        }
        if let Some(predecessor) = self.predecessor {
            document["predecessor"] = self.public_url.page(predecessor).into();
        }
        Ok(document)
    }
}

impl Issuer {
    fn claims(&self) -> Result<Value, CredentialFault> {
        let is_did = self.did.starts_with("did:") && !self.did.contains(['#', '?', '/', ' ']);
        if !is_did {
            return Err(CredentialFault::IssuerDid);
        }
        Ok(json!({ "id": self.did, "type": ["Profile"], "name": worded("issuer's name", &self.name)? }))
    }
}

impl Achievement {
    fn claims(&self) -> Result<Value, CredentialFault> {
        let is_absolute = ["https://", "http://", "urn:"].iter().any(|scheme| self.id.starts_with(scheme));
        if !is_absolute || self.id.contains(char::is_whitespace) || self.id.len() > TEXT_BYTES_MAX {
            return Err(CredentialFault::AchievementId);
        }
        Ok(json!({
            "id": self.id,
            "type": ["Achievement"],
            // Not a License: no administrative licence (行政许可) is granted.
            "achievementType": "Certification",
            "name": worded("achievement's name", &self.name)?,
            "description": worded("description", &self.description)?,
            "criteria": { "narrative": worded("criteria", &self.criteria)? },
        }))
    }
}

fn worded(field: &'static str, value: &str) -> Result<String, CredentialFault> {
    check_wording(value).map_err(|word| CredentialFault::Wording { field, word })?;
    text(field, value)
}

fn text(field: &'static str, value: &str) -> Result<String, CredentialFault> {
    let value: String = value.trim().nfc().collect();
    let is_odd = |c: char| c.is_control() && c != '\n';
    if value.is_empty() || value.len() > TEXT_BYTES_MAX || value.contains(is_odd) {
        return Err(CredentialFault::Text(field));
    }
    Ok(value)
}
