//! What does the code in print say, and who signed it?
//!
//! COSE_Sign1 (RFC 9052) in deterministic CBOR (RFC 8949, 4.2.1), at most 150 bytes:
//!
//! ```text
//! d2 84                        tag 18, list of 4
//!   49 a2 01 27 04 44 KKKKKKKK   protected {1: -8 (EdDSA), 4: kid}     kid = first 4 bytes of SHA-256(public key)
//!   a0                           unprotected {}
//!   58 NN                        payload, a map:
//!     01 4a ..                     1: path id, 10 bytes
//!     02 78 NN ..                  2: name, NFC, 1 to 30 bytes of UTF-8, cut at a character
//!     03 f5                        3: true, only if the name was cut
//!     04 19 NNNN                   4: day of issue, days since 1970-01-01 (Asia/Shanghai)
//!     05 1a NNNNNNNN               5: status index = list number × 131 072 + index
//!   58 40 ..                     Ed25519 signature over the Sig_structure, 64 bytes
//! ```
//!
//! Integers take their shortest form. Every other encoding of the same content is refused, so a code has one form only.

use crate::ids::PathId;
use crate::keys::{PublicKey, Purpose};
use crate::names::{self, NameFault};
use crate::signer::{self, SignFault, Signer, ToBeSigned};
use ciborium::Value;
use coset::{CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};

mod digits;
#[cfg(test)]
#[cfg(feature = "issue")]
mod tests;
mod text;

pub use text::{CodeText, TextFault, parse_fragment, parse_qr_text, qr_text};

/// Budget of a signed code in bytes; version 10-M leaves a host of 32 characters beside it.
pub const CODE_BYTES_MAX: usize = 150;
/// Bytes of the name that a code has room for.
pub const CODE_NAME_BYTES_MAX: usize = 30;

/// What a code says. Made by [`Code::new`] or [`verify`] only.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Code {
    /// Binds the address that the code stands beside.
    pub path_id: PathId,
    /// The holder's name, or its beginning.
    pub name: String,
    /// Was the name longer?
    pub cut: bool,
    /// Days since 1970-01-01, Asia/Shanghai.
    pub issued_day: u32,
    /// See [`crate::status::StatusRef::from_code_index`].
    pub status_index: u64,
}

/// Why a code was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    /// More than [`CODE_BYTES_MAX`] bytes.
    #[error("the code is too long")]
    TooLong,
    /// Not a COSE_Sign1 with EdDSA, or with bytes after its end.
    #[error("the code is not a signed certificate")]
    NotCose,
    /// Well formed, but not in the one form that we write.
    #[error("the code is not in its canonical form")]
    NotCanonical,
    /// No key of ours has this kid.
    #[error("the code names a key that is not known")]
    UnknownKey,
    #[error("the signature of the code does not fit")]
    Signature,
    /// Signed by us, but with fields that we do not write.
    #[error("the signed content is not a certificate")]
    Content,
}

impl Code {
    /// The name is brought to normal form C and cut at 30 bytes between two characters.
    ///
    /// # Errors
    /// [`NameFault`] for a name that no certificate bears.
    pub fn new(path_id: PathId, name: &str, issued_day: u32, status_index: u64) -> Result<Self, NameFault> {
        let whole = names::normalised(name)?;
        let name = names::beginning(&whole, CODE_NAME_BYTES_MAX).trim_end().to_owned();
        Ok(Self { path_id, cut: name != whole, name, issued_day, status_index })
    }

    fn payload(&self) -> Option<Vec<u8>> {
        let has_room = (1..=CODE_NAME_BYTES_MAX).contains(&self.name.len());
        if !has_room || !names::is_normalised(&self.name) {
            return None;
        }
        let mut fields = vec![
            (1, Value::Bytes(self.path_id.as_bytes().to_vec())),
            (2, Value::Text(self.name.clone())),
            (4, Value::from(self.issued_day)),
            (5, Value::from(self.status_index)),
        ];
        if self.cut {
            fields.insert(2, (3, Value::Bool(true)));
        }
        let map = fields.into_iter().map(|(key, value)| (Value::from(key), value)).collect();
        Value::Map(map).to_vec().ok()
    }

    fn from_payload(payload: &[u8]) -> Option<Self> {
        let Value::Map(fields) = Value::from_slice(payload).ok()? else { return None };
        let field = |key: u8| fields.iter().find(|(other, _)| *other == Value::from(key)).map(|(_, value)| value);
        let integer = |key: u8| field(key)?.as_integer().and_then(|value| u64::try_from(value).ok());
        let path_id: [u8; 10] = field(1)?.as_bytes()?.as_slice().try_into().ok()?;
        let code = Self {
            path_id: PathId::from_random(path_id),
            name: field(2)?.as_text()?.to_owned(),
            cut: field(3).is_some(),
            issued_day: u32::try_from(integer(4)?).ok()?,
            status_index: integer(5)?,
        };
        // Writing it again catches further fields, other orders, longer integers, `3: false` and odd names.
        (code.payload()? == payload).then_some(code)
    }
}

/// Signs with the key for certificates; the answer is a COSE_Sign1 of at most [`CODE_BYTES_MAX`] bytes.
///
/// # Errors
/// [`SignFault`]; [`SignFault::Code`] when the fields were changed to something that does not fit.
pub fn sign(code: &Code, signer: &dyn Signer) -> Result<Vec<u8>, SignFault> {
    let payload = code.payload().ok_or(SignFault::Code)?;
    let envelope = envelope(signer.public_key(), payload).build();
    let message = ToBeSigned::new(envelope.tbs_data(&[]));
    let signature = signer::sign(signer, Purpose::Certificates, &message)?;
    let cose = CoseSign1 { signature: signature.to_vec(), ..envelope };
    let bytes = cose.to_tagged_vec().map_err(|_| SignFault::Code)?;
    if bytes.len() > CODE_BYTES_MAX { Err(SignFault::Code) } else { Ok(bytes) }
}

/// Verifies with every key that has the code's kid, strictly, before anything inside is used.
///
/// # Errors
/// [`CodeFault`]
pub fn verify(cose: &[u8], keys: &[PublicKey]) -> Result<Code, CodeFault> {
    verify_with_key(cose, keys).map(|(code, _)| code)
}

/// [`verify`], with the key that fits.
pub(crate) fn verify_with_key(cose: &[u8], keys: &[PublicKey]) -> Result<(Code, PublicKey), CodeFault> {
    if cose.len() > CODE_BYTES_MAX {
        return Err(CodeFault::TooLong);
    }
    let signed = CoseSign1::from_tagged_slice(cose).map_err(|_| CodeFault::NotCose)?;
    let payload = signed.payload.clone().ok_or(CodeFault::NotCose)?;
    let signature: [u8; 64] = signed.signature.as_slice().try_into().map_err(|_| CodeFault::NotCose)?;
    let kid = signed.protected.header.key_id.as_slice();
    let canonical = header(kid).and_then(|header| {
        let rebuilt = CoseSign1Builder::new().protected(header).payload(payload.clone());
        rebuilt.signature(signature.to_vec()).build().to_tagged_vec().ok()
    });
    if canonical.as_deref() != Some(cose) {
        return Err(CodeFault::NotCanonical);
    }
    let message = signed.tbs_data(&[]);
    let mut candidates = keys.iter().filter(|key| key.kid().0 == kid).peekable();
    candidates.peek().ok_or(CodeFault::UnknownKey)?;
    let key = candidates.find(|key| key.verifies(&message, &signature)).ok_or(CodeFault::Signature)?;
    Ok((Code::from_payload(&payload).ok_or(CodeFault::Content)?, *key))
}

fn envelope(key: PublicKey, payload: Vec<u8>) -> CoseSign1Builder {
    let header = HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).key_id(key.kid().0.to_vec()).build();
    CoseSign1Builder::new().protected(header).payload(payload)
}

/// The one protected header that a code may have; `None` for a kid of another length.
fn header(kid: &[u8]) -> Option<coset::Header> {
    let is_short = kid.len() == 4;
    is_short.then(|| HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).key_id(kid.to_vec()).build())
}
