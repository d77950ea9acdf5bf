use super::*;
use crate::cast::{at, code, key, keys, other_key, path_id, public_url, record, signed_credential};
use crate::code::{Code, qr_text, sign};
use crate::signer::{Signer as _, ToBeSigned};
use crate::times::Moment;
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

fn now() -> Moment {
    at("2026-11-21T00:00:00Z")
}

fn result_of(checks: &[Check], name: CheckName) -> (CheckResult, Option<Reason>) {
    let check = checks.iter().find(|check| check.name == name).unwrap();
    (check.result, check.reason)
}

fn text_of(code: &Code) -> String {
    qr_text(&public_url(), path_id(), &sign(code, &key(Purpose::Certificates)).unwrap()).unwrap()
}

fn with_state(state: KeyState) -> Vec<KeyRecord> {
    vec![KeyRecord { state, ..record(&key(Purpose::Certificates)) }]
}

#[test]
fn a_genuine_code_is_good_in_every_line() {
    let report = check_code(&text_of(&code()), &keys(), now());
    let names = [CheckName::Format, CheckName::Signature, CheckName::IssuerKey, CheckName::Dates];
    assert_eq!(report.checks, names.map(Check::good));
    assert_eq!(report.code, Some(code()));
    assert_eq!(report.host.as_deref(), Some("cert.example"));
}

#[test]
fn a_genuine_credential_is_good_in_every_line() {
    let report = check_credential(&signed_credential().to_string(), &keys(), now());
    assert!(report.checks.iter().all(|check| check.result == CheckResult::Good), "{report:?}");
    assert_eq!(report.checks.len(), 4);
    assert_eq!(report.credential.unwrap().path_id, path_id());
}

/// Every leaf of a JSON value changed, one at a time, with the path of the leaf.
fn mutations(value: &Value) -> Vec<(String, Value)> {
    let children: Vec<(String, Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, child)| (key.clone(), child.clone())).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, child)| (at.to_string(), child.clone())).collect(),
        Value::String(text) => return vec![(String::new(), Value::from(format!("{text}x")))],
        Value::Bool(flag) => return vec![(String::new(), Value::from(!flag))],
        _ => return vec![(String::new(), Value::from("changed"))],
    };
    let mut found = Vec::new();
    for (key, child) in children {
        for (path, changed) in mutations(&child) {
            let mut whole = value.clone();
            *whole.pointer_mut(&format!("/{key}")).unwrap() = changed;
            found.push((format!("/{key}{path}"), whole));
        }
        let mut without = value.clone();
        match &mut without {
            Value::Object(members) => drop(members.remove(&key)),
            Value::Array(items) => drop(items.remove(key.parse().unwrap())),
            _ => {}
        }
        found.push((format!("/{key} left out"), without));
    }
    found
}

#[test]
fn a_change_of_any_single_field_is_found_at_the_signature() {
    let mutations = mutations(&signed_credential());
    assert!(mutations.len() > 60, "{}", mutations.len());
    for (path, changed) in mutations {
        let report = check_credential(&changed.to_string(), &keys(), now());
        let name = if path.starts_with("/proof/verificationMethod") && !path.ends_with("out") {
            CheckName::IssuerKey
        } else {
            CheckName::Signature
        };
        assert_eq!(result_of(&report.checks, name).0, CheckResult::Bad, "{path}: {:?}", report.checks);
        assert_eq!(report.credential, None, "{path}");
    }
}

#[test]
fn an_added_member_is_found_at_the_signature() {
    let mut changed = signed_credential();
    changed["credentialSubject"]["score"] = 100.into();
    let report = check_credential(&changed.to_string(), &keys(), now());
    assert_eq!(result_of(&report.checks, CheckName::Signature), (CheckResult::Bad, Some(Reason::Tampered)));
}

#[test]
fn unreadable_credentials_are_bad_in_format_and_nothing_else_is_claimed() {
    let twice = signed_credential().to_string().replacen('{', "{\"name\":\"另一张证\",", 1);
    let fraction = signed_credential().to_string().replacen('{', "{\"score\":0.5,", 1);
    let faulty = [
        (String::new(), Reason::Unreadable),
        (twice, Reason::AmbiguousJson),
        (fraction, Reason::AmbiguousJson),
        (" ".repeat(100_000), Reason::TooLong),
    ];
    for (text, reason) in faulty {
        let report = check_credential(&text, &keys(), now());
        assert_eq!(report.checks[0], Check::bad(CheckName::Format, reason));
        assert!(report.checks[1..].iter().all(|check| check.result == CheckResult::Unchecked));
        assert_eq!(report.credential, None);
    }
}

#[test]
fn a_credential_without_a_known_proof_is_bad() {
    let mut unsigned = signed_credential();
    let mut proof = unsigned.as_object_mut().unwrap().remove("proof").unwrap();
    let bad = (CheckResult::Bad, Some(Reason::NoKnownProof));
    let check = |document: &Value| {
        result_of(&check_credential(&document.to_string(), &keys(), now()).checks, CheckName::Signature)
    };
    assert_eq!(check(&unsigned), bad);
    proof["cryptosuite"] = "eddsa-rdfc-2022".into();
    unsigned["proof"] = proof;
    assert_eq!(check(&unsigned), bad);
}

#[test]
fn the_key_must_be_known_for_certificates_in_its_period_and_safe() {
    let since = at("2026-11-20T12:00:00Z");
    let ours = record(&key(Purpose::Certificates));
    let cases = [
        (vec![], CheckResult::Bad, Some(Reason::KeyUnknown)),
        (vec![record(&other_key(Purpose::Certificates))], CheckResult::Bad, Some(Reason::KeyUnknown)),
        (vec![record(&key(Purpose::Log))], CheckResult::Bad, Some(Reason::KeyForOtherPurpose)),
        (vec![KeyRecord { not_before: now(), ..ours }], CheckResult::Bad, Some(Reason::KeyOutsidePeriod)),
        (
            vec![KeyRecord { not_after: Some(at("2026-11-19T00:00:00Z")), ..ours }],
            CheckResult::Bad,
            Some(Reason::KeyOutsidePeriod),
        ),
        (with_state(KeyState::Compromised { since }), CheckResult::Bad, Some(Reason::KeyCompromised)),
        (with_state(KeyState::Retired), CheckResult::Good, None),
    ];
    for (keys, result, reason) in cases {
        let report = check_credential(&signed_credential().to_string(), &keys, now());
        assert_eq!(result_of(&report.checks, CheckName::IssuerKey), (result, reason), "{keys:?}");
        let report = check_code(&text_of(&code()), &keys, now());
        assert_eq!(result_of(&report.checks, CheckName::IssuerKey), (result, reason), "{keys:?}");
    }
}

/// A proof whose signature fits although its issuer is not the controller: `sign_jcs` refuses to make one.
fn signed_for_another_issuer() -> Value {
    let mut document = signed_credential();
    let mut proof = document.as_object_mut().unwrap().remove("proof").unwrap();
    proof.as_object_mut().unwrap().remove("proofValue");
    document["issuer"]["id"] = "did:web:other.example".into();
    let hash = |value: &Value| Sha256::digest(crate::json::canonical(value).unwrap()).to_vec();
    let message = ToBeSigned::new([hash(&proof), hash(&document)].concat());
    let signature = key(Purpose::Certificates).sign(&message).unwrap();
    proof["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
    crate::proof::attach(&document, vec![proof])
}

#[test]
fn an_issuer_who_is_not_the_controller_is_bad_at_the_key() {
    let report = check_credential(&signed_for_another_issuer().to_string(), &keys(), now());
    assert_eq!(result_of(&report.checks, CheckName::Signature), (CheckResult::Good, None));
    let bad = (CheckResult::Bad, Some(Reason::IssuerIsNotController));
    assert_eq!(result_of(&report.checks, CheckName::IssuerKey), bad);
}

#[test]
fn dates_are_kept() {
    let early = at("2026-11-19T00:00:00Z");
    let not_yet = (CheckResult::Bad, Some(Reason::NotYetValid));
    let report = check_credential(&signed_credential().to_string(), &keys(), early);
    assert_eq!(result_of(&report.checks, CheckName::Dates), not_yet);
    let report = check_code(&text_of(&code()), &keys(), early);
    assert_eq!(result_of(&report.checks, CheckName::Dates), not_yet);
    let mut ending = crate::cast::new_credential();
    ending.valid_until = Some(at("2026-11-20T12:00:00Z"));
    let report = check_credential(&ending.document().unwrap().to_string(), &keys(), now());
    assert_eq!(result_of(&report.checks, CheckName::Dates), (CheckResult::Bad, Some(Reason::Expired)));
}

#[test]
fn a_code_beside_another_address_is_bad() {
    let other = crate::ids::PathId::from_random([1; 10]);
    let text = qr_text(&public_url(), other, &sign(&code(), &key(Purpose::Certificates)).unwrap()).unwrap();
    let report = check_code(&text, &keys(), now());
    assert_eq!(result_of(&report.checks, CheckName::Signature), (CheckResult::Bad, Some(Reason::OtherAddress)));
    assert_eq!(report.code, None);
}

#[test]
fn a_fragment_is_checked_as_a_page_has_it() {
    let text = text_of(&code());
    let (_, fragment) = text.split_once('#').unwrap();
    let report = check_fragment("7k3f9qxw2m4t8rnc", &format!("#{fragment}"), &keys());
    assert_eq!(report.code, Some(code()));
    assert_eq!(first_bad(&report.checks), None);
    let empty = check_fragment("7K3F9QXW2M4T8RNC", "", &keys());
    assert_eq!(first_bad(&empty.checks), Some(Check::bad(CheckName::Format, Reason::NoCode)));
    let no_id = check_fragment("x", fragment, &keys());
    assert_eq!(first_bad(&no_id.checks), Some(Check::bad(CheckName::Format, Reason::Unreadable)));
}

#[test]
fn old_certificates_verify_after_five_rotations() {
    let mut records = vec![KeyRecord { state: KeyState::Retired, ..record(&key(Purpose::Certificates)) }];
    for seed in 50..55 {
        let next = crate::keys::private::SigningKey::from_random(&[seed; 32], Purpose::Certificates);
        records.push(KeyRecord { state: KeyState::Retired, ..record(&next) });
    }
    let later = at("2031-01-01T00:00:00Z");
    let report = check_credential(&signed_credential().to_string(), &records, later);
    assert!(report.checks.iter().all(|check| check.result == CheckResult::Good));
    assert_eq!(first_bad(&check_code(&text_of(&code()), &records, later).checks), None);
}

#[test]
fn checks_are_written_in_plain_words() {
    let check = Check::bad(CheckName::IssuerKey, Reason::KeyCompromised);
    let text = serde_json::to_value(check).unwrap();
    assert_eq!(text, serde_json::json!({ "name": "issuer-key", "result": "bad", "reason": "key-compromised" }));
    for reason in Reason::ALL {
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
    }
    for name in [CheckName::Format, CheckName::Signature, CheckName::IssuerKey, CheckName::Dates, CheckName::Status] {
        assert_eq!(serde_json::to_value(name).unwrap(), name.as_str());
    }
    for result in [CheckResult::Good, CheckResult::Unchecked, CheckResult::Bad] {
        assert_eq!(serde_json::to_value(result).unwrap(), result.as_str());
    }
}

#[test]
fn the_golden_files_verify_with_the_golden_keys() {
    let keys = crate::keys::parse_records(include_str!("../../testdata/golden/keys.json")).unwrap();
    assert_eq!(keys, [record(&key(Purpose::Certificates))]);
    let code = include_str!("../../testdata/golden/code.txt").trim_end();
    assert_eq!(first_bad(&check_code(code, &keys, now()).checks), None);
    let credential = include_str!("../../testdata/golden/credential.json");
    assert_eq!(first_bad(&check_credential(credential, &keys, now()).checks), None);
}

proptest! {
    // Signatures take milliseconds in unoptimised builds.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_panics_and_none_is_good(text in ".{0,200}", digits in "[1-9][0-9]{0,380}") {
        prop_assert!(first_bad(&check_credential(&text, &keys(), now()).checks).is_some());
        prop_assert!(first_bad(&check_code(&text, &keys(), now()).checks).is_some());
        let address = format!("https://cert.example/v/7K3F9QXW2M4T8RNC#{digits}");
        prop_assert!(first_bad(&check_code(&address, &keys(), now()).checks).is_some());
    }
}
