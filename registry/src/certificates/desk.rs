//! In whose name and with which keys are certificates issued?

use std::sync::Arc;

use certs::did;
use certs::ids::PathId;
use certs::keys::private::SigningKey;
use certs::keys::{KeyRecord, KeyState};
use certs::public_url::PublicUrl;
use certs::qr::QrImage;
use certs::signer::Signer;
use certs::times::Moment;
use serde_json::Value;

use crate::vault::{Purpose, RingKey, Vault};
use crate::{Ctx, Fault, Instant, Refusal};

/// Everything that issuing needs besides `ctx`. Keys are read from the vault at each use, so a rotation counts at once.
#[derive(Clone)]
pub struct Desk {
    public_url: PublicUrl,
    vault: Arc<Vault>,
}

impl Desk {
    /// `public_url` as in the settings, `https://HOST`; plain `http` for this machine only.
    ///
    /// # Errors
    /// Refused when it is no such address, or when its host is too long for a code of version 10.
    pub fn new(ctx: &Ctx, public_url: &str) -> Result<Self, Fault> {
        let public_url = PublicUrl::parse(public_url)
            .map_err(|fault| Refusal::on("public_url", "certificates.public_url_invalid").with("reason", fault))?;
        // the longest code that is ever signed, beside the longest address of this host
        let longest = QrImage::draw(&public_url, PathId::from_random([0; 10]), &[0xff; certs::code::CODE_BYTES_MAX]);
        if longest.is_err() {
            let refusal = Refusal::on("public_url", "certificates.host_too_long");
            return Err(refusal.with("host", public_url.host()).into());
        }
        let desk = Self { public_url, vault: ctx.vault.clone() };
        for purpose in [Purpose::Certificates, Purpose::StatusLists] {
            desk.signer(purpose)?;
        }
        Ok(desk)
    }

    pub fn public_url(&self) -> &PublicUrl {
        &self.public_url
    }

    /// `did:web:HOST`, the issuer of every credential and list.
    pub fn did(&self) -> String {
        did::did_web(&self.public_url)
    }

    /// For `/.well-known/did.json`: every key that was ever used.
    pub fn did_document(&self, ctx: &Ctx) -> Result<Value, Fault> {
        Ok(did::controller_document(&self.public_url, &records(&ctx.vault)?))
    }

    /// Every key that was ever used, of each purpose, oldest first.
    pub fn public_keys(&self) -> Result<Vec<KeyRecord>, Fault> {
        records(&self.vault)
    }

    /// The key that signs now.
    pub(super) fn signer(&self, purpose: Purpose) -> Result<SigningKey, Fault> {
        Ok(signing_key(&self.vault.signing_key(purpose)?))
    }

    /// The key that a stored document was prepared for. It may have retired since: what it signs was stored before.
    pub(super) fn signer_named(&self, kid: &str) -> Result<SigningKey, Fault> {
        let keys = self.vault.signing_keys(Purpose::Certificates)?;
        keys.iter()
            .map(signing_key)
            .find(|key| key.public_key().kid().to_string() == kid)
            .ok_or_else(|| Fault::internal(format!("the key ring has no key {kid}")))
    }
}

pub(super) fn moment(at: Instant) -> Result<Moment, Fault> {
    Moment::from_unix_millis(at.0).map_err(Fault::internal)
}

fn records(vault: &Vault) -> Result<Vec<KeyRecord>, Fault> {
    vault.ring()?.signing.iter().map(record).collect()
}

fn record(key: &RingKey) -> Result<KeyRecord, Fault> {
    let signing = signing_key(key);
    Ok(KeyRecord {
        public_key: signing.public_key(),
        purpose: signing.purpose(),
        not_before: moment(key.made_at)?,
        not_after: key.retired_at.map(moment).transpose()?,
        state: if key.retired_at.is_some() { KeyState::Retired } else { KeyState::Active },
    })
}

pub(crate) fn signing_key(key: &RingKey) -> SigningKey {
    let purpose = match key.purpose {
        Purpose::Certificates => certs::keys::Purpose::Certificates,
        Purpose::StatusLists => certs::keys::Purpose::StatusLists,
        Purpose::Log => certs::keys::Purpose::Log,
        Purpose::Receipts => certs::keys::Purpose::Receipts,
    };
    SigningKey::from_random(&key.seed, purpose)
}
