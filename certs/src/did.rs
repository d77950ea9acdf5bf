//! Under which identifier does the issuer sign, and which keys does it publish?

use crate::keys::{KeyRecord, KeyState, Kid};
use crate::public_url::PublicUrl;
use serde_json::{Value, json};

/// `did:web:HOST`, with the colon of a port percent-encoded: `did:web:localhost%3A8080`.
#[must_use]
pub fn did_web(public_url: &PublicUrl) -> String {
    format!("did:web:{}", public_url.host().replace(':', "%3A"))
}

/// The name of a key, `did:web:HOST#a1b2c3d4`.
#[must_use]
pub fn verification_method(did: &str, kid: Kid) -> String {
    format!("{did}#{kid}")
}

/// Who controls a verification method: all before its `#`, or `None` without one.
#[must_use]
pub fn controller_of(verification_method: &str) -> Option<&str> {
    verification_method.split_once('#').map(|(controller, _)| controller).filter(|did| !did.is_empty())
}

/// The controller document for `/.well-known/did.json`: every key that was ever used, with its period and state.
///
/// A retired key stays under `assertionMethod`, because its old signatures are valid. A compromised one has
/// `revoked`, the term of the W3C Controlled Identifiers, so that other verifiers refuse it too.
#[must_use]
pub fn controller_document(public_url: &PublicUrl, keys: &[KeyRecord]) -> Value {
    let did = did_web(public_url);
    let names: Vec<String> = keys.iter().map(|key| verification_method(&did, key.kid())).collect();
    let methods: Vec<Value> = keys.iter().zip(&names).map(|(key, name)| method(&did, name, key)).collect();
    json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": names,
    })
}

fn method(did: &str, name: &str, key: &KeyRecord) -> Value {
    // A record is plain strings, so it always becomes an object.
    let mut method = serde_json::to_value(key).unwrap_or_else(|_| json!({}));
    method["id"] = name.into();
    method["type"] = "Multikey".into();
    method["controller"] = did.into();
    if let KeyState::Compromised { since } = key.state {
        method["revoked"] = since.to_string().into();
    }
    method
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{PublicKey, Purpose, parse_records};
    use crate::times::Moment;

    fn record(state: KeyState) -> KeyRecord {
        KeyRecord {
            public_key: PublicKey::from_multibase("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2").unwrap(),
            purpose: Purpose::Certificates,
            not_before: Moment::parse("2026-01-01T00:00:00Z").unwrap(),
            not_after: None,
            state,
        }
    }

    #[test]
    fn a_port_is_percent_encoded() {
        assert_eq!(did_web(&PublicUrl::parse("https://cert.example").unwrap()), "did:web:cert.example");
        assert_eq!(did_web(&PublicUrl::parse("http://localhost:8080").unwrap()), "did:web:localhost%3A8080");
    }

    #[test]
    fn a_controller_stands_before_the_hash() {
        assert_eq!(controller_of("did:web:cert.example#a1b2c3d4"), Some("did:web:cert.example"));
        assert_eq!(controller_of("did:web:cert.example"), None);
        assert_eq!(controller_of("#a1b2c3d4"), None);
    }

    #[test]
    fn every_key_is_published_and_read_back() {
        let since = Moment::parse("2026-05-01T00:00:00Z").unwrap();
        let mut retired = record(KeyState::Retired);
        retired.not_after = Some(since);
        let keys = [record(KeyState::Active), retired, record(KeyState::Compromised { since })];
        let document = controller_document(&PublicUrl::parse("https://cert.example").unwrap(), &keys);
        assert_eq!(document["id"], "did:web:cert.example");
        assert_eq!(document["assertionMethod"].as_array().unwrap().len(), 3);
        let method = &document["verificationMethod"][0];
        assert_eq!(method["id"], document["assertionMethod"][0]);
        assert_eq!(method["type"], "Multikey");
        assert_eq!(method["state"], "active");
        assert_eq!(method["notBefore"], "2026-01-01T00:00:00Z");
        assert_eq!(document["verificationMethod"][1]["notAfter"], "2026-05-01T00:00:00Z");
        assert_eq!(document["verificationMethod"][2]["revoked"], "2026-05-01T00:00:00Z");
        assert_eq!(parse_records(&document.to_string()).unwrap(), keys);
    }
}
