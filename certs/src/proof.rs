//! Does the proof inside a credential hold, and how is one made?
//!
//! `eddsa-jcs-2022` of the W3C Recommendation "Data Integrity EdDSA Cryptosuites v1.0" (2025-05-15):
//!
//! ```text
//! proof config = the proof without proofValue, with the document's @context
//! hash data    = SHA-256(JCS(proof config)) ‖ SHA-256(JCS(document without proof))      64 bytes, proof first
//! proofValue   = "z" ‖ base58btc(Ed25519(hash data))
//! ```

use crate::did::controller_of;
use crate::json::{self, JsonFault};
use crate::keys::{PublicKey, Purpose, decode_multibase};
use crate::signer::{self, SignFault, Signer, ToBeSigned};
use crate::times::Moment;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

#[cfg(test)]
#[cfg(feature = "issue")]
mod tests;

/// The one suite that is made and checked here.
pub const SUITE: &str = "eddsa-jcs-2022";
/// Most proofs that one document may carry.
const PROOFS_MAX: usize = 8;
/// Members that a proof of [`SUITE`] may have. Chains (`previousProof`), challenges and the like are not for
/// certificates, and a member that is not understood must not be passed over.
const MEMBERS: [&str; 8] =
    ["type", "id", "cryptosuite", "created", "verificationMethod", "proofPurpose", "@context", "proofValue"];

/// A proof that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedProof {
    pub verification_method: String,
    pub created: Moment,
    pub key: PublicKey,
}

/// What a document's proofs amount to: at least one holds, none of a known suite and key fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub proofs: Vec<VerifiedProof>,
    /// Suites of the proofs that were not checked, to be reported.
    pub unchecked_suites: Vec<String>,
}

/// Why a document's proofs do not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofFault {
    #[error("the document is not an object with 1 to 8 proofs")]
    NoProof,
    /// A proof of [`SUITE`] with a missing, unknown or ill-formed member, `created` among them.
    #[error("the proof is malformed at {0}")]
    Malformed(&'static str),
    /// The document's contexts do not begin with those of the proof.
    #[error("the contexts of the document and of the proof differ")]
    Context,
    #[error("the signature does not fit the document")]
    Signature,
    /// No proof is of a known suite.
    #[error("no proof is of a suite that can be checked")]
    NoKnownSuite,
    /// Proofs of [`SUITE`] are there, but their keys are not ours.
    #[error("the key of the proof is not known")]
    UnknownKey,
    /// The issuer is not the controller of the key that signed.
    #[error("the issuer is not the controller of the key")]
    IssuerIsNotController,
    #[error(transparent)]
    Json(#[from] JsonFault),
}

/// Makes a proof over a document without proofs; the document itself is not touched.
///
/// # Errors
/// [`SignFault`] when the key is for something else, the issuer is not the controller, or the document is unfit.
pub fn sign_jcs(
    document: &Value,
    signer: &dyn Signer,
    created: Moment,
    verification_method: &str,
) -> Result<Value, SignFault> {
    let purpose = purpose_of(document).ok_or(SignFault::UnknownType)?;
    if document.get("proof").is_some() {
        return Err(SignFault::AlreadySigned);
    }
    if issuer_id(document).is_none() || issuer_id(document) != controller_of(verification_method) {
        return Err(SignFault::IssuerIsNotController);
    }
    let mut proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created.to_string(),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    });
    if let Some(context) = document.get("@context") {
        proof["@context"] = context.clone();
    }
    let message = ToBeSigned::new(hash_data(&proof, document)?.to_vec());
    let signature = signer::sign(signer, purpose, &message)?;
    proof["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
    Ok(proof)
}

/// The document with its proofs: one as an object, more as a set. None signs over another.
#[must_use]
pub fn attach(document: &Value, mut proofs: Vec<Value>) -> Value {
    let mut signed = document.clone();
    signed["proof"] = if proofs.len() == 1 { proofs.remove(0) } else { Value::Array(proofs) };
    signed
}

/// Verifies every proof of a known suite and key, strictly, and that the issuer is the controller of each key.
/// `resolve` names the key of a verification method, or `None` for a stranger's.
///
/// # Errors
/// [`ProofFault`]; a proof of a suite we do not know is reported in the answer, not counted.
pub fn verify_jcs(signed: &Value, resolve: impl Fn(&str) -> Option<PublicKey>) -> Result<Verified, ProofFault> {
    let verified = verify_signatures(signed, resolve)?;
    if verified.proofs.iter().all(|proof| is_by_issuer(signed, proof)) {
        Ok(verified)
    } else {
        Err(ProofFault::IssuerIsNotController)
    }
}

/// [`verify_jcs`] without the rule about the issuer.
pub(crate) fn verify_signatures(
    signed: &Value,
    resolve: impl Fn(&str) -> Option<PublicKey>,
) -> Result<Verified, ProofFault> {
    let mut document = signed.as_object().ok_or(ProofFault::NoProof)?.clone();
    let proofs = match document.remove("proof") {
        Some(Value::Array(proofs)) => proofs,
        Some(proof) => vec![proof],
        None => return Err(ProofFault::NoProof),
    };
    if proofs.is_empty() || proofs.len() > PROOFS_MAX {
        return Err(ProofFault::NoProof);
    }
    let mut verified = Verified { proofs: Vec::new(), unchecked_suites: Vec::new() };
    let mut strangers = 0;
    for proof in &proofs {
        let proof = proof.as_object().ok_or(ProofFault::NoProof)?;
        match unknown_suite(proof) {
            Some(suite) => verified.unchecked_suites.push(suite),
            None => match verify_one(&document, proof, &resolve)? {
                Some(proof) => verified.proofs.push(proof),
                None => strangers += 1,
            },
        }
    }
    match (verified.proofs.is_empty(), strangers) {
        (false, _) => Ok(verified),
        (true, 0) => Err(ProofFault::NoKnownSuite),
        (true, _) => Err(ProofFault::UnknownKey),
    }
}

/// `issuer` as a string, or its `id`.
pub(crate) fn issuer_id(document: &Value) -> Option<&str> {
    let issuer = document.get("issuer")?;
    issuer.as_str().or_else(|| issuer.get("id")?.as_str())
}

pub(crate) fn is_by_issuer(document: &Value, proof: &VerifiedProof) -> bool {
    issuer_id(document).is_some_and(|issuer| controller_of(&proof.verification_method) == Some(issuer))
}

/// Which of our keys signs documents of this type?
pub(crate) fn purpose_of(document: &Value) -> Option<Purpose> {
    document.get("type")?.as_array()?.iter().find_map(|kind| match kind.as_str()? {
        "OpenBadgeCredential" => Some(Purpose::Certificates),
        "BitstringStatusListCredential" => Some(Purpose::StatusLists),
        "ReceiptCredential" => Some(Purpose::Receipts),
        _ => None,
    })
}

fn unknown_suite(proof: &Map<String, Value>) -> Option<String> {
    let text = |member: &str| proof.get(member).and_then(Value::as_str).unwrap_or_default();
    let (kind, suite) = (text("type"), text("cryptosuite"));
    if kind != "DataIntegrityProof" {
        return Some(kind.to_owned());
    }
    if suite == SUITE { None } else { Some(suite.to_owned()) }
}

/// `None` when the key is a stranger's.
fn verify_one(
    document: &Map<String, Value>,
    proof: &Map<String, Value>,
    resolve: impl Fn(&str) -> Option<PublicKey>,
) -> Result<Option<VerifiedProof>, ProofFault> {
    if proof.keys().any(|member| !MEMBERS.contains(&member.as_str())) {
        return Err(ProofFault::Malformed("an unknown member"));
    }
    let text = |member: &'static str| proof.get(member).and_then(Value::as_str).ok_or(ProofFault::Malformed(member));
    if text("proofPurpose")? != "assertionMethod" {
        return Err(ProofFault::Malformed("proofPurpose"));
    }
    let created = Moment::parse(text("created")?).map_err(|_| ProofFault::Malformed("created"))?;
    let signature = decode_signature(text("proofValue")?).ok_or(ProofFault::Malformed("proofValue"))?;
    let verification_method = text("verificationMethod")?;
    let Some(key) = resolve(verification_method) else { return Ok(None) };
    let mut config = proof.clone();
    config.remove("proofValue");
    let document = Value::Object(with_context_of(document, &config)?);
    if !key.verifies(&hash_data(&Value::Object(config), &document)?, &signature) {
        return Err(ProofFault::Signature);
    }
    Ok(Some(VerifiedProof { verification_method: verification_method.to_owned(), created, key }))
}

/// The document's contexts must begin with the proof's, and are then set to them.
fn with_context_of(
    document: &Map<String, Value>,
    config: &Map<String, Value>,
) -> Result<Map<String, Value>, ProofFault> {
    let mut document = document.clone();
    if let Some(context) = config.get("@context") {
        let own = document.get("@context").map(as_list).unwrap_or_default();
        if !own.starts_with(as_list(context)) {
            return Err(ProofFault::Context);
        }
        document.insert("@context".to_owned(), context.clone());
    }
    Ok(document)
}

fn as_list(context: &Value) -> &[Value] {
    context.as_array().map_or(std::slice::from_ref(context), Vec::as_slice)
}

fn decode_signature(proof_value: &str) -> Option<[u8; 64]> {
    decode_multibase(proof_value)?.try_into().ok()
}

fn hash_data(config: &Value, document: &Value) -> Result<[u8; 64], JsonFault> {
    let mut hashes = [0; 64];
    hashes[..32].copy_from_slice(&Sha256::digest(json::canonical(config)?));
    hashes[32..].copy_from_slice(&Sha256::digest(json::canonical(document)?));
    Ok(hashes)
}
