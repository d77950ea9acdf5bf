//! Which invented issuer, holder and keys do the tests of this crate use?

use crate::code::Code;
use crate::credential::{Achievement, Issuer, NewCredential};
use crate::did;
use crate::ids::{CertificateNumber, PathId};
use crate::keys::private::SigningKey;
use crate::keys::{KeyRecord, KeyState, Purpose};
use crate::proof;
use crate::public_url::PublicUrl;
use crate::signer::Signer;
use crate::status::StatusRef;
use crate::times::Moment;
use serde_json::Value;

pub fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

/// The key of the golden files: its secret bytes are 1 to 32.
pub fn key(purpose: Purpose) -> SigningKey {
    SigningKey::from_random(&std::array::from_fn(|place| place as u8 + 1), purpose)
}

pub fn other_key(purpose: Purpose) -> SigningKey {
    SigningKey::from_random(&[7; 32], purpose)
}

pub fn record(key: &SigningKey) -> KeyRecord {
    KeyRecord {
        public_key: key.public_key(),
        purpose: key.purpose(),
        not_before: at("2026-01-01T00:00:00Z"),
        not_after: None,
        state: KeyState::Active,
    }
}

pub fn keys() -> Vec<KeyRecord> {
    vec![record(&other_key(Purpose::StatusLists)), record(&key(Purpose::Certificates))]
}

pub fn public_url() -> PublicUrl {
    PublicUrl::parse("https://cert.example").unwrap()
}

pub fn issuer_did() -> String {
    did::did_web(&public_url())
}

pub fn path_id() -> PathId {
    PathId::parse("7K3F9QXW2M4T8RNC").unwrap()
}

pub fn status() -> StatusRef {
    StatusRef::new(3, 77_001).unwrap()
}

pub fn new_credential() -> NewCredential {
    NewCredential {
        public_url: public_url(),
        issuer: Issuer { did: issuer_did(), name: "示例市住房和城乡建设局".to_owned() },
        path_id: path_id(),
        number: CertificateNumber::new("NTLZ", "320613", 2026, 123).unwrap(),
        number_word: "通劳资".to_owned(),
        title: "南通市建筑工人劳资员上岗证".to_owned(),
        // A character outside the basic plane, and a middle dot.
        subject_name: "𠮷尔·买买提".to_owned(),
        valid_from: at("2026-11-20T01:00:00Z"),
        valid_until: None,
        achievement: Achievement {
            id: "https://cert.example/achievements/labour-wage-officer".to_owned(),
            name: "劳资专管员".to_owned(),
            description: "完成培训并通过考试。".to_owned(),
            criteria: "培训学时合格，考试合格。".to_owned(),
        },
        status: status(),
        predecessor: None,
    }
}

pub fn verification_method(key: &SigningKey) -> String {
    did::verification_method(&issuer_did(), key.public_key().kid())
}

pub fn signed_credential() -> Value {
    let document = new_credential().document().unwrap();
    let key = key(Purpose::Certificates);
    let proof = proof::sign_jcs(&document, &key, at("2026-11-20T01:00:05Z"), &verification_method(&key)).unwrap();
    proof::attach(&document, vec![proof])
}

pub fn code() -> Code {
    let day = at("2026-11-20T01:00:00Z").day_in_shanghai();
    Code::new(path_id(), "𠮷尔·买买提", day, status().code_index()).unwrap()
}
