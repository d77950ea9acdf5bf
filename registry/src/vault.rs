//! Where are the keys, and what do they protect? The key ring seals columns, indexes sealed values, signs tickets and
//! holds a signing key per purpose.

pub mod resealing;
pub mod ring;

use std::sync::RwLock;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::Fault;
use crate::random::Random;
pub use ring::{Purpose, Ring, RingKey};

const NONCE: usize = 24;

pub struct Vault {
    ring: RwLock<Ring>,
}

impl Vault {
    pub fn new(ring: Ring) -> Self {
        Self { ring: RwLock::new(ring) }
    }

    /// Seals a value for one column: `key number (1) ‖ nonce (24) ‖ XChaCha20-Poly1305 ciphertext`. `column` is bound
    /// to the ciphertext, so that a value moved to another column does not open.
    pub fn seal(&self, random: &dyn Random, column: &str, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let ring = self.read()?;
        let (number, key) = ring.sealing_key()?;
        let nonce: [u8; NONCE] = random.array();
        let sealed = cipher(key)
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: column.as_bytes() })
            .map_err(|_| Fault::internal("sealing failed"))?;
        Ok([&[number], nonce.as_slice(), &sealed].concat())
    }

    pub fn open(&self, column: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let broken = || Fault::internal(format!("a sealed value of {column} does not open"));
        let (number, rest) = sealed.split_first().ok_or_else(broken)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or_else(broken)?;
        let ring = self.read()?;
        let key = ring.opening_key(*number).ok_or_else(broken)?;
        cipher(key).decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: column.as_bytes() }).map_err(|_| broken())
    }

    /// The number of the key that seals now: the first byte of what it sealed.
    pub fn sealing_number(&self) -> Result<u8, Fault> {
        Ok(self.read()?.sealing_key()?.0)
    }

    pub fn open_text(&self, column: &str, sealed: &[u8]) -> Result<String, Fault> {
        String::from_utf8(self.open(column, sealed)?).map_err(Fault::internal)
    }

    /// The keyed hash under which a sealed value is found again: HMAC-SHA-256 over kind and value, in hex.
    pub fn index(&self, kind: &str, value: &str) -> Result<String, Fault> {
        Ok(hex(&mac(&self.read()?.index_key, &[kind.as_bytes(), &[0], value.as_bytes()])))
    }

    /// The keyed hash of a ticket's content.
    pub fn ticket(&self, content: &[u8]) -> Result<[u8; 32], Fault> {
        Ok(mac(&self.read()?.ticket_key, &[content]))
    }

    /// Every signing key of a purpose, newest last, retired ones included.
    pub fn signing_keys(&self, purpose: Purpose) -> Result<Vec<RingKey>, Fault> {
        Ok(self.read()?.signing.iter().filter(|key| key.purpose == purpose).cloned().collect())
    }

    /// The key that signs now.
    pub fn signing_key(&self, purpose: Purpose) -> Result<RingKey, Fault> {
        self.signing_keys(purpose)?
            .into_iter()
            .rfind(|key| key.retired_at.is_none())
            .ok_or_else(|| Fault::internal("no signing key in force"))
    }

    /// Replaces the ring, after it was stored.
    pub fn replace(&self, ring: Ring) -> Result<(), Fault> {
        *self.ring.write().map_err(Fault::internal)? = ring;
        Ok(())
    }

    pub fn ring(&self) -> Result<Ring, Fault> {
        Ok(self.read()?.clone())
    }

    fn read(&self) -> Result<std::sync::RwLockReadGuard<'_, Ring>, Fault> {
        self.ring.read().map_err(Fault::internal)
    }
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(*key).into())
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

pub fn hex(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(half.into(), 16)).collect()
}

/// Compares without telling by its time where the difference is.
pub fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |found, (a, b)| found | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instant;
    use crate::random::SeededRandom;

    fn vault() -> Vault {
        Vault::new(Ring::make(&SeededRandom::new(1), Instant(0)))
    }

    #[test]
    fn what_was_sealed_opens_only_in_its_own_column() {
        let (vault, random) = (vault(), SeededRandom::new(2));
        let sealed = vault.seal(&random, "people.phone", b"13800000000").unwrap();
        assert_eq!(vault.open("people.phone", &sealed).unwrap(), b"13800000000");
        assert!(vault.open("people.id_number", &sealed).is_err());
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(vault.open("people.phone", &changed).is_err());
        assert!(vault.open("people.phone", &sealed[..5]).is_err());
    }

    #[test]
    fn an_older_key_still_opens_what_it_sealed() {
        let (vault, random) = (vault(), SeededRandom::new(3));
        let sealed = vault.seal(&random, "people.phone", b"1").unwrap();
        let mut ring = vault.ring().unwrap();
        ring.add_sealing_key(&random);
        vault.replace(ring).unwrap();
        assert_eq!(vault.open("people.phone", &sealed).unwrap(), b"1");
        assert_ne!(vault.seal(&random, "people.phone", b"1").unwrap()[0], sealed[0]);
    }

    #[test]
    fn the_index_depends_on_kind_and_value() {
        let vault = vault();
        assert_eq!(vault.index("phone", "1").unwrap(), vault.index("phone", "1").unwrap());
        assert_ne!(vault.index("phone", "1").unwrap(), vault.index("id_number", "1").unwrap());
    }
}
