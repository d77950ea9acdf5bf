//! How is the key ring kept? A file beside the data, mode 0600, made at first start; sealed under a passphrase when one
//! is given.
//!
//! ```text
//! { "version": 1, "kdf": null | { "salt": b64 }, "nonce": b64, "ring": <ring> | b64(ciphertext) }
//! ```

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};

use crate::random::Random;
use crate::{Fault, Instant};

/// What a signing key signs; one key serves one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Certificates,
    StatusLists,
    Log,
    Receipts,
}

impl Purpose {
    pub const ALL: [Self; 4] = [Self::Certificates, Self::StatusLists, Self::Log, Self::Receipts];
}

/// The 32-byte Ed25519 seed of a signing key and its life.
#[derive(Clone, Serialize, Deserialize)]
pub struct RingKey {
    pub purpose: Purpose,
    #[serde(with = "key_text")]
    pub seed: [u8; 32],
    pub made_at: Instant,
    pub retired_at: Option<Instant>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Ring {
    /// Position is the number that each ciphertext names; the last one seals.
    sealing: Vec<SealingKey>,
    #[serde(with = "key_text")]
    pub(super) index_key: [u8; 32],
    #[serde(with = "key_text")]
    pub(super) ticket_key: [u8; 32],
    pub signing: Vec<RingKey>,
}

#[derive(Clone, Serialize, Deserialize)]
struct SealingKey(#[serde(with = "key_text")] [u8; 32]);

impl Ring {
    pub fn make(random: &dyn Random, now: Instant) -> Self {
        let signing = Purpose::ALL
            .map(|purpose| RingKey { purpose, seed: random.array(), made_at: now, retired_at: None })
            .to_vec();
        Self {
            sealing: vec![SealingKey(random.array())],
            index_key: random.array(),
            ticket_key: random.array(),
            signing,
        }
    }

    pub fn add_sealing_key(&mut self, random: &dyn Random) {
        self.sealing.push(SealingKey(random.array()));
    }

    /// The signing key in force retires and a new one takes its place.
    pub fn rotate_signing(&mut self, purpose: Purpose, random: &dyn Random, now: Instant) {
        for key in self.signing.iter_mut().filter(|key| key.purpose == purpose && key.retired_at.is_none()) {
            key.retired_at = Some(now);
        }
        self.signing.push(RingKey { purpose, seed: random.array(), made_at: now, retired_at: None });
    }

    pub(super) fn sealing_key(&self) -> Result<(u8, &[u8; 32]), Fault> {
        let last = self.sealing.len().checked_sub(1).ok_or_else(|| Fault::internal("the key ring is empty"))?;
        Ok((u8::try_from(last).map_err(Fault::internal)?, &self.sealing[last].0))
    }

    pub(super) fn opening_key(&self, number: u8) -> Option<&[u8; 32]> {
        self.sealing.get(usize::from(number)).map(|key| &key.0)
    }

    /// Reads the ring, or makes and stores a new one when the file does not exist.
    pub fn load_or_make(
        path: &Path,
        passphrase: Option<&str>,
        random: &dyn Random,
        now: Instant,
    ) -> Result<Self, Fault> {
        if path.exists() {
            return Self::load(path, passphrase);
        }
        let ring = Self::make(random, now);
        ring.store(path, passphrase, random)?;
        Ok(ring)
    }

    fn load(path: &Path, passphrase: Option<&str>) -> Result<Self, Fault> {
        let text =
            fs::read_to_string(path).map_err(|e| Fault::internal(format!("key ring {}: {e}", path.display())))?;
        let file: RingFile = serde_json::from_str(&text)?;
        match (file.kdf, passphrase) {
            (None, _) => Ok(serde_json::from_value(file.ring)?),
            (Some(_), None) => Err(Fault::internal("the key ring asks for its passphrase file")),
            (Some(kdf), Some(passphrase)) => {
                let sealed = B64.decode(file.ring.as_str().unwrap_or_default()).map_err(Fault::internal)?;
                let plain = passphrase_cipher(passphrase, &kdf.salt)?
                    .decrypt(&nonce_of(&file.nonce)?, sealed.as_slice())
                    .map_err(|_| Fault::internal("the passphrase does not open the key ring"))?;
                Ok(serde_json::from_slice(&plain)?)
            }
        }
    }

    /// Writes beside the old file, syncs, then renames: a crash leaves one whole ring.
    pub fn store(&self, path: &Path, passphrase: Option<&str>, random: &dyn Random) -> Result<(), Fault> {
        let nonce: [u8; 24] = random.array();
        let file = match passphrase {
            None => RingFile { version: 1, kdf: None, nonce: String::new(), ring: serde_json::to_value(self)? },
            Some(passphrase) => {
                let salt = B64.encode(random.array::<16>());
                let sealed = passphrase_cipher(passphrase, &salt)?
                    .encrypt(&XNonce::from(nonce), serde_json::to_vec(self)?.as_slice())
                    .map_err(|_| Fault::internal("sealing the key ring failed"))?;
                RingFile {
                    version: 1,
                    kdf: Some(Kdf { salt }),
                    nonce: B64.encode(nonce),
                    ring: B64.encode(sealed).into(),
                }
            }
        };
        let fresh = path.with_extension("new");
        let write = || -> std::io::Result<()> {
            let mut out = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
            out.write_all(serde_json::to_string_pretty(&file)?.as_bytes())?;
            out.sync_all()?;
            fs::rename(&fresh, path)
        };
        write().map_err(|e| Fault::internal(format!("key ring {}: {e}", path.display())))
    }
}

#[derive(Serialize, Deserialize)]
struct RingFile {
    version: u32,
    kdf: Option<Kdf>,
    nonce: String,
    ring: serde_json::Value,
}

#[derive(Serialize, Deserialize)]
struct Kdf {
    salt: String,
}

fn passphrase_cipher(passphrase: &str, salt: &str) -> Result<XChaCha20Poly1305, Fault> {
    let salt = B64.decode(salt).map_err(Fault::internal)?;
    let mut key = [0; 32];
    argon2::Argon2::default()
        .hash_password_into(passphrase.trim().as_bytes(), &salt, &mut key)
        .map_err(Fault::internal)?;
    Ok(XChaCha20Poly1305::new(&key.into()))
}

fn nonce_of(text: &str) -> Result<XNonce, Fault> {
    let bytes: [u8; 24] =
        B64.decode(text).ok().and_then(|b| b.try_into().ok()).ok_or_else(|| Fault::internal("key ring: bad nonce"))?;
    Ok(XNonce::from(bytes))
}

mod key_text {
    use base64::{Engine, engine::general_purpose::STANDARD as B64};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(key: &[u8; 32], out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&B64.encode(key))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(input)?;
        B64.decode(text)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| D::Error::custom("a key of 32 bytes"))
    }
}
