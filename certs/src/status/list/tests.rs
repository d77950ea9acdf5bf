use super::*;
use crate::cast::{at, issuer_did, key, keys, other_key, public_url, record, status, verification_method};
use crate::keys::private::SigningKey;
use proptest::prelude::*;

fn list_with<'a>(bits: &'a StatusBits, url: &'a PublicUrl, did: &'a str) -> NewStatusList<'a> {
    NewStatusList {
        public_url: url,
        issuer_did: did,
        list: status().list(),
        purpose: StatusPurpose::Revocation,
        valid_from: at("2026-11-21T00:00:00Z"),
        valid_until: at("2026-11-22T00:00:00Z"),
        bits,
    }
}

fn document(indexes: &[u32]) -> Value {
    let bits = StatusBits::with_set(indexes.iter().copied()).unwrap();
    list_with(&bits, &public_url(), &issuer_did()).document()
}

fn signed(document: &Value, signer: &SigningKey) -> String {
    let proof = proof::sign_jcs(document, signer, at("2026-11-21T00:00:01Z"), &verification_method(signer)).unwrap();
    proof::attach(document, vec![proof]).to_string()
}

fn check(text: &str) -> Result<StatusReading, StatusFault> {
    check_status(text, &keys(), &public_url(), status(), StatusPurpose::Revocation)
}

#[test]
fn a_revoked_certificate_is_found_and_another_is_not() {
    let signer = other_key(Purpose::StatusLists);
    let reading = check(&signed(&document(&[5, 77_001]), &signer)).unwrap();
    assert_eq!(reading.value, StatusValue::Set);
    assert_eq!(reading.valid_from, at("2026-11-21T00:00:00Z"));
    assert_eq!(reading.valid_until, at("2026-11-22T00:00:00Z"));
    assert_eq!(check(&signed(&document(&[77_000, 77_002]), &signer)).unwrap().value, StatusValue::Clear);
}

#[test]
fn index_zero_is_the_left_most_bit() {
    let bits = StatusBits::with_set([0, 13, LIST_LENGTH - 1]).unwrap();
    assert_eq!((bits.0[0], bits.0[1], bits.0[LIST_BYTES - 1]), (0b1000_0000, 0b0000_0100, 0b0000_0001));
    assert_eq!(bits.value(LIST_LENGTH), Err(StatusFault::Range));
    assert_eq!(StatusBits::with_set([LIST_LENGTH]), Err(StatusFault::Range));
}

#[test]
fn an_empty_list_is_small_and_always_the_same() {
    let encoded = StatusBits::with_set([]).unwrap().encoded();
    assert!(encoded.len() < 80, "{}", encoded.len());
    assert_eq!(encoded, StatusBits::with_set([]).unwrap().encoded());
    assert_eq!(StatusBits::decode(&encoded), StatusBits::with_set([]));
}

#[test]
fn the_empty_list_of_the_standard_is_read() {
    // Printed in the examples of Bitstring Status List v1.0.
    let published = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";
    assert_eq!(StatusBits::decode(published), StatusBits::with_set([]));
}

fn gzipped(bytes: &[u8]) -> String {
    let mut gzip = GzBuilder::new().write(Vec::new(), Compression::best());
    gzip.write_all(bytes).unwrap();
    format!("u{}", URL_SAFE_NO_PAD.encode(gzip.finish().unwrap()))
}

#[test]
fn lists_of_another_length_are_refused_without_expanding_them() {
    for length in [0, 1, LIST_BYTES - 1, LIST_BYTES + 1, 50_000_000] {
        assert_eq!(StatusBits::decode(&gzipped(&vec![0; length])), Err(StatusFault::Length), "{length}");
    }
    // The damage behind the first 16 KiB is never reached.
    let mut bomb = gzipped(&vec![0; 50_000_000]);
    bomb.truncate(1 + bomb.len() / 8 * 4);
    assert_eq!(StatusBits::decode(&bomb), Err(StatusFault::Length));
    for text in ["", "u", "uAAAA", "zAAAA", "u====", "H4sI"] {
        assert_eq!(StatusBits::decode(text), Err(StatusFault::Retrieval), "{text}");
    }
}

#[test]
fn a_list_that_is_not_ours_is_refused() {
    let signer = other_key(Purpose::StatusLists);
    let good = signed(&document(&[1]), &signer);
    assert_eq!(check(&good.replace("2026-11-22", "2026-12-22")), Err(StatusFault::Verification), "tampered");
    assert_eq!(check(&document(&[1]).to_string()), Err(StatusFault::Verification), "unsigned");
    assert_eq!(check("{"), Err(StatusFault::Retrieval));
    let stranger = SigningKey::from_random(&[9; 32], Purpose::StatusLists);
    assert_eq!(check(&signed(&document(&[1]), &stranger)), Err(StatusFault::Verification));
    // The certificates' key with a wrong label signs a list.
    let mislabelled = key(Purpose::StatusLists);
    assert_eq!(check(&signed(&document(&[1]), &mislabelled)), Err(StatusFault::Verification));
}

#[test]
fn a_list_by_a_key_that_is_compromised_or_out_of_its_period_is_refused() {
    let signer = other_key(Purpose::StatusLists);
    let text = signed(&document(&[1]), &signer);
    let check_with = |key: KeyRecord| {
        check_status(&text, &[key], &public_url(), status(), StatusPurpose::Revocation).map(|reading| reading.value)
    };
    assert_eq!(check_with(record(&signer)), Ok(StatusValue::Clear));
    let since = at("2026-11-01T00:00:00Z");
    let compromised = KeyRecord { state: KeyState::Compromised { since }, ..record(&signer) };
    assert_eq!(check_with(compromised), Err(StatusFault::Verification));
    assert_eq!(check_with(KeyRecord { not_after: Some(since), ..record(&signer) }), Err(StatusFault::Verification));
}

#[test]
fn the_list_must_be_the_one_that_the_certificate_names() {
    let text = signed(&document(&[1]), &other_key(Purpose::StatusLists));
    let other_purpose = check_status(&text, &keys(), &public_url(), status(), StatusPurpose::Suspension);
    assert_eq!(other_purpose, Err(StatusFault::Retrieval));
    let other_list = StatusRef::new(4, 77_001).unwrap();
    let refused = check_status(&text, &keys(), &public_url(), other_list, StatusPurpose::Revocation);
    assert_eq!(refused, Err(StatusFault::Retrieval));
    let mut other_subject = document(&[1]);
    other_subject["credentialSubject"]["statusPurpose"] = "suspension".into();
    assert_eq!(check(&signed(&other_subject, &other_key(Purpose::StatusLists))), Err(StatusFault::Retrieval));
}

#[test]
fn a_revoked_entry_never_returns() {
    let older = StatusBits::with_set([5, 9]).unwrap();
    assert_eq!(StatusBits::with_set([5, 9, 10]).unwrap().check_follows(&older), Ok(()));
    assert_eq!(older.check_follows(&older), Ok(()));
    assert_eq!(StatusBits::with_set([9, 10]).unwrap().check_follows(&older), Err(RevokedReturns { index: 5 }));
}

#[test]
fn faults_carry_the_problem_types_of_the_standard() {
    assert!(StatusFault::Length.problem_type().ends_with("#STATUS_LIST_LENGTH_ERROR"));
    assert!(StatusFault::Range.problem_type().ends_with("#RANGE_ERROR"));
}

proptest! {
    // Signatures take milliseconds in unoptimised builds.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn lists_round_trip(indexes in prop::collection::btree_set(0..LIST_LENGTH, 0..200)) {
        let bits = StatusBits::with_set(indexes.iter().copied()).unwrap();
        let again = StatusBits::decode(&bits.encoded()).unwrap();
        prop_assert_eq!(&again, &bits);
        for index in indexes {
            prop_assert_eq!(again.value(index), Ok(StatusValue::Set));
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,60}", bytes: Vec<u8>) {
        let _ = StatusBits::decode(&text);
        let _ = StatusBits::decode(&format!("u{}", URL_SAFE_NO_PAD.encode(&bytes)));
        let _ = check(&text);
    }
}
