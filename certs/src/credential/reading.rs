//! Does a document have the shape of our credential, and what does it say?

use super::{OB_CONTEXT, VC_CONTEXT};
use crate::ids::{CertificateNumber, PathId};
use crate::names;
use crate::public_url::PublicUrl;
use crate::status::{LIST_LENGTH, StatusRef};
use crate::times::Moment;
use serde_json::Value;

/// What a credential says, read from its document. Says nothing about whether it is genuine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialView {
    pub public_url: PublicUrl,
    pub path_id: PathId,
    pub number: CertificateNumber,
    pub title: String,
    pub holder_name: String,
    pub issuer_did: String,
    pub issuer_name: String,
    pub valid_from: Moment,
    pub valid_until: Option<Moment>,
    pub status: StatusRef,
}

/// A member is missing or is not what it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the credential is incomplete at {0}")]
pub struct Incomplete(pub &'static str);

impl CredentialView {
    /// # Errors
    /// [`Incomplete`] naming the first member that is not as [`super::NewCredential::document`] writes it.
    pub fn read(document: &Value) -> Result<Self, Incomplete> {
        let (public_url, path_id) = read_id(text(document, "/id", "id")?).ok_or(Incomplete("id"))?;
        let contexts = [VC_CONTEXT, OB_CONTEXT, &public_url.context()];
        if document.get("@context") != Some(&Value::from(contexts.as_slice())) {
            return Err(Incomplete("@context"));
        }
        let types = document.get("type").and_then(Value::as_array).ok_or(Incomplete("type"))?;
        if !["VerifiableCredential", "OpenBadgeCredential"].iter().all(|&kind| types.contains(&kind.into())) {
            return Err(Incomplete("type"));
        }
        let number = text(document, "/certificateNumber", "certificateNumber")?;
        let holder_name = text(document, "/credentialSubject/holderName", "holderName")?;
        if !names::is_normalised(holder_name) {
            return Err(Incomplete("holderName"));
        }
        for member in ["id", "name", "description"] {
            text(document, &format!("/credentialSubject/achievement/{member}"), "achievement")?;
        }
        let valid_until = document.get("validUntil").map(|_| moment(document, "/validUntil", "validUntil"));
        Ok(Self {
            number: CertificateNumber::parse(number).map_err(|_| Incomplete("certificateNumber"))?,
            title: text(document, "/name", "name")?.to_owned(),
            holder_name: holder_name.to_owned(),
            issuer_did: text(document, "/issuer/id", "issuer")?.to_owned(),
            issuer_name: text(document, "/issuer/name", "issuer")?.to_owned(),
            valid_from: moment(document, "/validFrom", "validFrom")?,
            valid_until: valid_until.transpose()?,
            status: read_status(document, &public_url).ok_or(Incomplete("credentialStatus"))?,
            public_url,
            path_id,
        })
    }
}

fn text<'a>(document: &'a Value, pointer: &str, name: &'static str) -> Result<&'a str, Incomplete> {
    document.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty()).ok_or(Incomplete(name))
}

fn moment(document: &Value, pointer: &str, name: &'static str) -> Result<Moment, Incomplete> {
    Moment::parse(text(document, pointer, name)?).map_err(|_| Incomplete(name))
}

/// `https://HOST/v/ID` with the id in its one written form.
fn read_id(id: &str) -> Option<(PublicUrl, PathId)> {
    let (origin, path_id) = id.split_once("/v/")?;
    let (public_url, path_id) = (PublicUrl::parse(origin).ok()?, PathId::parse(path_id).ok()?);
    (public_url.page(path_id) == id).then_some((public_url, path_id))
}

/// Both entries, exactly as they are written for one place.
fn read_status(document: &Value, public_url: &PublicUrl) -> Option<StatusRef> {
    let entries = document.get("credentialStatus")?;
    let index: u32 = entries.pointer("/0/statusListIndex")?.as_str()?.parse().ok()?;
    let list = entries.pointer("/0/statusListCredential")?.as_str()?;
    let list = list.strip_prefix(&format!("{public_url}/status/"))?.strip_suffix("/revocation")?;
    let status = StatusRef::new(list.parse().ok()?, index.min(LIST_LENGTH)).ok()?;
    (*entries == Value::from(status.entries(public_url).to_vec())).then_some(status)
}
