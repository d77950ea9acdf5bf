//! Who signs, and what may be signed?
//!
//! Nobody outside this crate can make a [`ToBeSigned`], so a [`Signer`] (a key in a file today, an HSM or SM2 module
//! later) only ever sees what [`crate::proof::sign_jcs`] and [`crate::code::sign`] made from a typed document.

use crate::json::JsonFault;
use crate::keys::{PublicKey, Purpose};

/// Bytes that a typed document was turned into for signing.
pub struct ToBeSigned(Vec<u8>);

/// A private key behind a door.
pub trait Signer {
    fn public_key(&self) -> PublicKey;

    fn purpose(&self) -> Purpose;

    /// Pure Ed25519 (RFC 8032) over the bytes.
    ///
    /// # Errors
    /// [`SignerUnavailable`] when the key cannot be reached; signing may be tried again.
    fn sign(&self, message: &ToBeSigned) -> Result<[u8; 64], SignerUnavailable>;
}

/// The signer could not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signer is not available")]
pub struct SignerUnavailable;

/// Why nothing was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignFault {
    #[error(transparent)]
    Unavailable(#[from] SignerUnavailable),
    /// The signature does not verify with the signer's own public key. Nothing may be published.
    #[error("the signer's signature does not fit its public key")]
    Unsound,
    /// The key is kept for something else.
    #[error("a key for {actual:?} must not sign for {required:?}")]
    Purpose { required: Purpose, actual: Purpose },
    /// The document names no type that any of our keys signs.
    #[error("no key signs documents of this type")]
    UnknownType,
    /// `issuer` of the document is not the controller of the verification method.
    #[error("the issuer is not the controller of the key")]
    IssuerIsNotController,
    /// The document has a proof already; each proof covers the document without any.
    #[error("the document has a proof already")]
    AlreadySigned,
    #[error(transparent)]
    Json(#[from] JsonFault),
    /// A code with fields out of range, or longer than its budget.
    #[error("the content does not fit a code")]
    Code,
}

impl ToBeSigned {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Signs with a key of the required purpose and verifies what came back before anybody sees it.
pub(crate) fn sign(signer: &dyn Signer, required: Purpose, message: &ToBeSigned) -> Result<[u8; 64], SignFault> {
    let actual = signer.purpose();
    if actual != required {
        return Err(SignFault::Purpose { required, actual });
    }
    let signature = signer.sign(message)?;
    if signer.public_key().verifies(message.as_bytes(), &signature) { Ok(signature) } else { Err(SignFault::Unsound) }
}
