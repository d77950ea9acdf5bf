//! Where does a private key live, and how is it kept in a file?

use super::{PublicKey, Purpose};
use crate::signer::{Signer, SignerUnavailable, ToBeSigned};
use ed25519_dalek::Signer as _;
use pkcs8::der::pem::PemLabel;
use pkcs8::pkcs5::{pbes2, scrypt};
use pkcs8::{
    DecodePrivateKey, EncodePrivateKey, EncryptedPrivateKeyInfoRef, LineEnding, PrivateKeyInfoRef, SecretDocument,
};
use std::fmt;
use zeroize::Zeroizing;

#[cfg(test)]
mod tests;

/// Cost of the passphrase: scrypt with N = 2^LOG_N, r = 8, p = 1 (16 MiB), the recommendation of `pkcs5`.
const LOG_N: u8 = 14;
/// Largest scrypt N that a key file may ask for, so that a forged file cannot take all memory: 128 MiB.
const SCRYPT_N_MAX: u64 = 1 << 17;
/// Most rounds of PBKDF2 that a key file may ask for.
const PBKDF2_ROUNDS_MAX: u32 = 10_000_000;
/// Longest key file that is read, in bytes; ours have about 400.
const FILE_BYTES_MAX: usize = 4_096;

/// A private Ed25519 key with its purpose. Wiped from memory when dropped; never printed, never sent.
pub struct SigningKey {
    key: ed25519_dalek::SigningKey,
    purpose: Purpose,
}

/// Random bytes for one encryption, from the caller's random source; never used twice.
#[derive(Clone, Copy)]
pub struct FileRandomness {
    pub salt: [u8; 16],
    pub iv: [u8; 16],
}

/// Why a key file could not be written or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileFault {
    /// Not a PEM file `ENCRYPTED PRIVATE KEY` with PBES2.
    #[error("the file is not an encrypted private key")]
    Format,
    /// Asks for more memory or time than a key file may.
    #[error("the key file asks for too much work")]
    Cost,
    /// Wrong passphrase or damaged file; nobody can tell which.
    #[error("the passphrase is wrong or the file is damaged")]
    Passphrase,
    /// Decrypted, but not an Ed25519 key that fits its own public key.
    #[error("the file has no sound Ed25519 key")]
    Key,
    #[error("the passphrase is empty")]
    EmptyPassphrase,
}

impl SigningKey {
    /// 32 bytes from the caller's random source (RFC 8032); the caller's copy is the caller's to wipe.
    #[must_use]
    pub fn from_random(secret: &[u8; 32], purpose: Purpose) -> Self {
        Self { key: ed25519_dalek::SigningKey::from_bytes(secret), purpose }
    }

    /// The key as an encrypted PKCS#8 file in PEM (PBES2: scrypt, AES-256-CBC). The public key is inside (RFC 5958,
    /// version 2), so that a damaged file does not open as another key; OpenSSL 3.0 does not read that version.
    ///
    /// # Errors
    /// [`KeyFileFault::EmptyPassphrase`]; [`KeyFileFault::Format`] should the encoding fail.
    pub fn to_encrypted_pem(
        &self,
        passphrase: &[u8],
        randomness: FileRandomness,
    ) -> Result<Zeroizing<String>, KeyFileFault> {
        if passphrase.is_empty() {
            return Err(KeyFileFault::EmptyPassphrase);
        }
        let cost = scrypt::Params::new(LOG_N, 8, 1).map_err(|_| KeyFileFault::Cost)?;
        let scheme = pbes2::Parameters::generate_scrypt_aes256cbc(cost, &randomness.salt, randomness.iv)
            .map_err(|_| KeyFileFault::Format)?;
        let plain = self.key.to_pkcs8_der().map_err(|_| KeyFileFault::Format)?;
        let info = PrivateKeyInfoRef::try_from(plain.as_bytes()).map_err(|_| KeyFileFault::Format)?;
        let encrypted = info.encrypt_with_params(scheme, passphrase).map_err(|_| KeyFileFault::Format)?;
        encrypted.to_pem(EncryptedPrivateKeyInfoRef::PEM_LABEL, LineEnding::LF).map_err(|_| KeyFileFault::Format)
    }

    /// # Errors
    /// [`KeyFileFault`]
    pub fn from_encrypted_pem(pem: &str, passphrase: &[u8], purpose: Purpose) -> Result<Self, KeyFileFault> {
        if pem.len() > FILE_BYTES_MAX {
            return Err(KeyFileFault::Format);
        }
        let (label, document) = SecretDocument::from_pem(pem).map_err(|_| KeyFileFault::Format)?;
        if label != EncryptedPrivateKeyInfoRef::PEM_LABEL {
            return Err(KeyFileFault::Format);
        }
        let info = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|_| KeyFileFault::Format)?;
        check_cost(&info)?;
        let plain = info.decrypt(passphrase).map_err(|_| KeyFileFault::Passphrase)?;
        let key = ed25519_dalek::SigningKey::from_pkcs8_der(plain.as_bytes()).map_err(|_| KeyFileFault::Key)?;
        Ok(Self { key, purpose })
    }
}

fn check_cost(info: &EncryptedPrivateKeyInfoRef<'_>) -> Result<(), KeyFileFault> {
    let kdf = &info.encryption_algorithm.pbes2().ok_or(KeyFileFault::Format)?.kdf;
    let scrypt_holds = kdf.scrypt().is_none_or(|scrypt| {
        scrypt.cost_parameter <= SCRYPT_N_MAX && scrypt.block_size <= 8 && scrypt.parallelization <= 4
    });
    let pbkdf2_holds = kdf.pbkdf2().is_none_or(|pbkdf2| pbkdf2.iteration_count <= PBKDF2_ROUNDS_MAX);
    if scrypt_holds && pbkdf2_holds { Ok(()) } else { Err(KeyFileFault::Cost) }
}

impl Signer for SigningKey {
    fn public_key(&self) -> PublicKey {
        PublicKey(self.key.verifying_key().to_bytes())
    }

    fn purpose(&self) -> Purpose {
        self.purpose
    }

    fn sign(&self, message: &ToBeSigned) -> Result<[u8; 64], SignerUnavailable> {
        Ok(self.key.sign(message.as_bytes()).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, {:?})", self.public_key().kid(), self.purpose)
    }
}
