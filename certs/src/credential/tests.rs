use super::*;
use crate::cast::{at, new_credential, signed_credential};
use proptest::prelude::*;
use serde_json::json;

/// Terms that the W3C and Open Badges contexts define, as far as we use them.
const STANDARD_TERMS: [&str; 27] = [
    "@context",
    "id",
    "type",
    "name",
    "description",
    "issuer",
    "validFrom",
    "validUntil",
    "credentialSubject",
    "credentialStatus",
    "statusPurpose",
    "statusListIndex",
    "statusListCredential",
    "identifier",
    "identityType",
    "hashed",
    "identityHash",
    "achievement",
    "achievementType",
    "criteria",
    "narrative",
    "proof",
    "cryptosuite",
    "created",
    "verificationMethod",
    "proofPurpose",
    "proofValue",
];

type TextOf = fn(&mut NewCredential) -> &mut String;
/// The texts that are signed or printed, by the name that a fault gives them.
const WORDED: [(&str, TextOf); 6] = [
    ("title", |new| &mut new.title),
    ("number word", |new| &mut new.number_word),
    ("issuer's name", |new| &mut new.issuer.name),
    ("achievement's name", |new| &mut new.achievement.name),
    ("description", |new| &mut new.achievement.description),
    ("criteria", |new| &mut new.achievement.criteria),
];

fn own_context() -> Value {
    // JSON-LD wants "@version" as the number 1.1, which we would never sign.
    serde_json::from_slice(CONTEXT_BYTES).unwrap()
}

fn for_each_key(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, member)| {
            visit(key);
            for_each_key(member, visit);
        }),
        Value::Array(items) => items.iter().for_each(|item| for_each_key(item, visit)),
        _ => {}
    }
}

#[test]
fn every_claim_has_a_term_in_a_named_context() {
    let mut full = new_credential();
    full.valid_until = Some(at("2030-01-01T00:00:00Z"));
    full.predecessor = Some(PathId::from_random([9; 10]));
    let own = own_context();
    for document in [full.document().unwrap(), signed_credential()] {
        for_each_key(&document, &mut |key| {
            assert!(STANDARD_TERMS.contains(&key) || own["@context"].get(key).is_some(), "{key} has no term");
        });
    }
}

#[test]
fn our_context_is_protected_and_catches_nothing_by_default() {
    let own = own_context();
    assert_eq!(own["@context"]["@protected"], true);
    for_each_key(&own, &mut |key| assert_ne!(key, "@vocab"));
    for (term, definition) in own["@context"].as_object().unwrap() {
        if !term.starts_with('@') {
            assert!(definition["@id"].as_str().unwrap().ends_with(&format!("#{term}")), "{term}");
            assert!(!STANDARD_TERMS.contains(&term.as_str()), "{term} is the standards' own");
        }
    }
}

#[test]
fn both_status_lists_are_named_from_the_first() {
    let document = new_credential().document().unwrap();
    let purposes: Vec<&str> = document["credentialStatus"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["statusPurpose"].as_str().unwrap())
        .collect();
    assert_eq!(purposes, ["revocation", "suspension"]);
    assert!(document.get("validUntil").is_none(), "长期有效");
}

#[test]
fn a_document_has_no_number_and_no_score() {
    fn has_number(value: &Value) -> bool {
        match value {
            Value::Number(_) => true,
            Value::Array(items) => items.iter().any(has_number),
            Value::Object(members) => members.values().any(has_number),
            _ => false,
        }
    }
    assert!(!has_number(&new_credential().document().unwrap()));
}

#[test]
fn forbidden_words_are_refused_in_every_text_but_the_holders_name() {
    for word in crate::wording::FORBIDDEN_WORDS {
        for (field, text_of) in WORDED {
            let mut new = new_credential();
            text_of(&mut new).push_str(word);
            let refused = new.document().unwrap_err();
            assert!(matches!(refused, CredentialFault::Wording { field: of, .. } if of == field), "{field}: {word}");
        }
    }
    let mut named = new_credential();
    named.subject_name = "国家亮".to_owned();
    assert!(named.document().is_ok(), "a person may be called anything");
}

#[test]
fn unfit_content_is_refused() {
    let refused = |change: fn(&mut NewCredential)| {
        let mut new = new_credential();
        change(&mut new);
        new.document().unwrap_err()
    };
    assert_eq!(refused(|new| new.title.clear()), CredentialFault::Text("title"));
    assert_eq!(refused(|new| new.title = "证\u{0}书".to_owned()), CredentialFault::Text("title"));
    assert_eq!(refused(|new| new.achievement.criteria = "字".repeat(2_000)), CredentialFault::Text("criteria"));
    assert_eq!(refused(|new| new.subject_name.clear()), CredentialFault::HolderName(NameFault::Empty));
    assert_eq!(refused(|new| new.issuer.did = "https://cert.example".to_owned()), CredentialFault::IssuerDid);
    assert_eq!(refused(|new| new.issuer.did = "did:web:a#k".to_owned()), CredentialFault::IssuerDid);
    assert_eq!(refused(|new| new.achievement.id = "achievement 1".to_owned()), CredentialFault::AchievementId);
    assert_eq!(refused(|new| new.valid_until = Some(new.valid_from)), CredentialFault::Validity);
}

#[test]
fn names_are_composed_once_before_anything_is_stored() {
    let mut new = new_credential();
    new.subject_name = " Zoe\u{308} ".to_owned();
    let document = new.document().unwrap();
    assert_eq!(document["credentialSubject"]["holderName"], "Zo\u{eb}");
    assert_eq!(document["credentialSubject"]["identifier"][0]["identityHash"], "Zo\u{eb}");
}

#[test]
fn what_was_written_is_read() {
    let mut new = new_credential();
    new.valid_until = Some(at("2030-01-01T00:00:00Z"));
    let view = CredentialView::read(&new.document().unwrap()).unwrap();
    assert_eq!(view.public_url, new.public_url);
    assert_eq!(view.path_id, new.path_id);
    assert_eq!(view.number, new.number);
    assert_eq!(view.title, new.title);
    assert_eq!(view.holder_name, new.subject_name);
    assert_eq!(view.issuer_did, new.issuer.did);
    assert_eq!(view.issuer_name, new.issuer.name);
    assert_eq!((view.valid_from, view.valid_until), (new.valid_from, new.valid_until));
    assert_eq!(view.status, new.status);
}

#[test]
fn an_incomplete_document_is_not_read() {
    let faulty = [
        ("/id", json!("https://cert.example/v/7k3f9qxw2m4t8rnc"), "id"),
        ("/id", json!("https://other.example/v/7K3F9QXW2M4T8RNC"), "@context"),
        ("/@context", json!(["https://www.w3.org/ns/credentials/v2"]), "@context"),
        ("/type", json!(["VerifiableCredential"]), "type"),
        ("/certificateNumber", json!("NTLZ320613-2026-000124-O"), "certificateNumber"),
        ("/validFrom", json!("2026-11-20"), "validFrom"),
        ("/credentialSubject/holderName", json!("Zoe\u{308}"), "holderName"),
        ("/credentialSubject/achievement/name", json!(""), "achievement"),
        ("/issuer", json!("did:web:cert.example"), "issuer"),
        ("/credentialStatus/0/statusListIndex", json!("131072"), "credentialStatus"),
        ("/credentialStatus/0/statusListIndex", json!("077001"), "credentialStatus"),
        ("/credentialStatus/1/statusListIndex", json!("1"), "credentialStatus"),
        ("/credentialStatus/1/statusPurpose", json!("revocation"), "credentialStatus"),
    ];
    for (pointer, value, fault) in faulty {
        let mut document = new_credential().document().unwrap();
        *document.pointer_mut(pointer).unwrap() = value;
        assert_eq!(CredentialView::read(&document), Err(Incomplete(fault)), "{pointer}");
    }
    assert_eq!(CredentialView::read(&json!(null)), Err(Incomplete("id")));
}

#[test]
fn the_golden_credential_is_what_it_was() {
    let golden = include_str!("../../testdata/golden/credential.json");
    assert_eq!(signed_credential(), crate::json::parse(golden).unwrap());
}

proptest! {
    #[test]
    fn names_round_trip(name in "[\\u{4e00}-\\u{9fff}\\u{20000}-\\u{2ffff}·A-Za-z ]{1,20}") {
        prop_assume!(!name.trim().is_empty());
        let mut new = new_credential();
        new.subject_name = name.clone();
        let text = new.document().unwrap().to_string();
        let view = CredentialView::read(&crate::json::parse(&text).unwrap()).unwrap();
        prop_assert_eq!(view.holder_name, names::normalised(&name).unwrap());
    }
}
