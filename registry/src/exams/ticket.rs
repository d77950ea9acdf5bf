//! Which attempt may this request write to? A signed ticket stands for the session in the exam room, so that saving an
//! answer asks for no further statement.
//!
//! ```text
//! base64url( attempt (16) ‖ person (16) ‖ device epoch (8, big-endian) ‖ HMAC-SHA-256 over the 40 bytes (32) )
//! ```

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use uuid::Uuid;

use crate::Fault;
use crate::vault::{Vault, same};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub attempt: Uuid,
    pub person: Uuid,
    /// Rises by one each time another device takes the room over; only the newest may save.
    pub epoch: i64,
}

impl Ticket {
    pub fn seal(&self, vault: &Vault) -> Result<String, Fault> {
        let content = self.content();
        let mac = vault.ticket(&content)?;
        Ok(B64.encode([content.as_slice(), &mac].concat()))
    }

    /// `Fault::Anonymous` for anything that this site did not sign.
    pub fn open(vault: &Vault, text: &str) -> Result<Self, Fault> {
        let bytes = B64.decode(text).map_err(|_| Fault::Anonymous)?;
        let (content, mac) = bytes.split_first_chunk::<40>().ok_or(Fault::Anonymous)?;
        if !same(&vault.ticket(content)?, mac) {
            return Err(Fault::Anonymous);
        }
        let field = |range: std::ops::Range<usize>| Uuid::from_slice(&content[range]).map_err(Fault::internal);
        let epoch = content.last_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes));
        Ok(Self { attempt: field(0..16)?, person: field(16..32)?, epoch })
    }

    /// The key under which the candidate's browser keeps what it could not send: one for this person's attempt on every
    /// device, and nobody else gets it.
    pub fn drawer_key(&self, vault: &Vault) -> Result<[u8; 32], Fault> {
        // no ticket's content is as short
        vault.ticket(&[b"drawer".as_slice(), self.attempt.as_bytes(), self.person.as_bytes()].concat())
    }

    fn content(&self) -> [u8; 40] {
        let mut content = [0; 40];
        content[..16].copy_from_slice(self.attempt.as_bytes());
        content[16..32].copy_from_slice(self.person.as_bytes());
        content[32..].copy_from_slice(&self.epoch.to_be_bytes());
        content
    }
}
