use super::*;
use crate::cast::{at, key, new_credential, other_key, signed_credential, verification_method};
use crate::keys::private::SigningKey;
use crate::signer::SignerUnavailable;
use sha2::{Digest, Sha256};

macro_rules! w3c {
    ($name:literal) => {
        include_str!(concat!("../../testdata/w3c-eddsa/", $name))
    };
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse(text: &str) -> Value {
    json::parse(text).unwrap()
}

/// The key inside a `did:key`, as the vectors name theirs.
fn did_key(verification_method: &str) -> Option<PublicKey> {
    PublicKey::from_multibase(verification_method.split_once('#')?.1).ok()
}

fn ours(verification_method: &str) -> Option<PublicKey> {
    let ours = key(Purpose::Certificates);
    (verification_method == self::verification_method(&ours)).then(|| ours.public_key())
}

use crate::cast::verification_method as name_of;

#[test]
fn the_w3c_vectors_are_equal_byte_for_byte_at_every_step() {
    let document = parse(w3c!("unsigned.json"));
    let config = parse(w3c!("eddsa-jcs-2022/proofConfigJCS.json"));
    assert_eq!(json::canonical(&document).unwrap(), w3c!("eddsa-jcs-2022/canonDocJCS.txt").as_bytes());
    assert_eq!(json::canonical(&config).unwrap(), w3c!("eddsa-jcs-2022/proofCanonJCS.txt").as_bytes());
    let document_hash = Sha256::digest(json::canonical(&document).unwrap());
    let config_hash = Sha256::digest(json::canonical(&config).unwrap());
    assert_eq!(hex(&document_hash), w3c!("eddsa-jcs-2022/docHashJCS.txt").trim());
    assert_eq!(hex(&config_hash), w3c!("eddsa-jcs-2022/proofHashJCS.txt").trim());
    let combined = hash_data(&config, &document).unwrap();
    assert_eq!(hex(&combined), w3c!("eddsa-jcs-2022/combinedHashJCS.txt").trim());
    let signature = decode_signature(w3c!("eddsa-jcs-2022/sigBTC58JCS.txt").trim()).unwrap();
    assert_eq!(hex(&signature), w3c!("eddsa-jcs-2022/sigHexJCS.txt").trim());
    let encoded = format!("z{}", bs58::encode(signature).into_string());
    assert_eq!(encoded, w3c!("eddsa-jcs-2022/sigBTC58JCS.txt").trim());
    assert!(did_key(config["verificationMethod"].as_str().unwrap()).unwrap().verifies(&combined, &signature));
}

#[test]
fn the_signed_w3c_vector_verifies_but_its_issuer_is_not_its_controller() {
    let signed = parse(w3c!("eddsa-jcs-2022/signedJCS.json"));
    let verified = verify_signatures(&signed, did_key).unwrap();
    assert_eq!(verified.proofs[0].created, at("2023-02-24T23:36:38Z"));
    assert_eq!(verify_jcs(&signed, did_key), Err(ProofFault::IssuerIsNotController));
}

#[test]
fn proofs_of_another_suite_are_reported_and_not_counted() {
    let mut signed = parse(w3c!("eddsa-rdfc-2022/signedDataInt.json"));
    assert_eq!(verify_signatures(&signed, did_key), Err(ProofFault::NoKnownSuite));
    let rdfc = signed["proof"].take();
    let jcs = parse(w3c!("eddsa-jcs-2022/signedJCS.json"))["proof"].take();
    for set in [json!([jcs, rdfc]), json!([rdfc, jcs])] {
        signed["proof"] = set;
        let verified = verify_signatures(&signed, did_key).unwrap();
        assert_eq!(verified.proofs.len(), 1);
        assert_eq!(verified.unchecked_suites, ["eddsa-rdfc-2022"]);
    }
    let configs = [
        parse(w3c!("proof-set-chain/proofSetConfigSigned1.json")),
        parse(w3c!("proof-set-chain/proofSetConfigSigned2.json")),
    ];
    let set = attach(&parse(w3c!("proof-set-chain/unsigned.json")), configs.to_vec());
    assert_eq!(verify_signatures(&set, did_key), Err(ProofFault::NoKnownSuite));
}

#[test]
fn a_known_proof_that_fails_fails_the_whole_set() {
    let mut signed = signed_credential();
    let good = signed["proof"].take();
    let mut bad = good.clone();
    bad["created"] = "2026-11-20T01:00:06Z".into();
    for set in [json!([good, bad]), json!([bad, good]), json!([bad])] {
        signed["proof"] = set;
        assert_eq!(verify_jcs(&signed, ours), Err(ProofFault::Signature));
    }
    signed["proof"] = json!([good, good]);
    assert_eq!(verify_jcs(&signed, ours).unwrap().proofs.len(), 2);
}

#[test]
fn a_strangers_proof_is_not_counted() {
    let signed = signed_credential();
    assert_eq!(verify_jcs(&signed, |_| None), Err(ProofFault::UnknownKey));
    let mut set = signed.clone();
    let mut stranger = signed["proof"].clone();
    stranger["verificationMethod"] = "did:web:other.example#k1".into();
    set["proof"] = json!([stranger, signed["proof"]]);
    assert_eq!(verify_jcs(&set, ours).unwrap().proofs.len(), 1);
}

#[test]
fn what_is_signed_verifies_and_says_by_whom_and_when() {
    let verified = verify_jcs(&signed_credential(), ours).unwrap();
    assert_eq!(verified.proofs[0].created, at("2026-11-20T01:00:05Z"));
    assert_eq!(verified.proofs[0].key, key(Purpose::Certificates).public_key());
    assert_eq!(signed_credential()["proof"]["@context"], signed_credential()["@context"]);
    assert_eq!(signed_credential(), signed_credential(), "the same bytes give the same signature");
}

#[test]
fn contexts_may_be_added_behind_those_of_the_proof_only() {
    let mut signed = signed_credential();
    signed["@context"].as_array_mut().unwrap().push("https://example.org/more".into());
    assert!(verify_jcs(&signed, ours).is_ok());
    signed["@context"].as_array_mut().unwrap().swap(0, 1);
    assert_eq!(verify_jcs(&signed, ours), Err(ProofFault::Context));
    signed.as_object_mut().unwrap().remove("@context");
    assert_eq!(verify_jcs(&signed, ours), Err(ProofFault::Context));
}

#[test]
fn malformed_proofs_are_refused() {
    let faulty = [
        ("created", json!("2026-11-20"), "created"),
        ("created", json!("2026-11-20T01:00:05"), "created"),
        ("created", json!(5), "created"),
        ("proofPurpose", json!("authentication"), "proofPurpose"),
        ("proofValue", json!("u6Mk"), "proofValue"),
        ("proofValue", json!("z6Mk"), "proofValue"),
        ("proofValue", json!(null), "proofValue"),
        ("previousProof", json!("urn:x"), "an unknown member"),
        ("expires", json!("2027-01-01T00:00:00Z"), "an unknown member"),
    ];
    for (member, value, fault) in faulty {
        let mut signed = signed_credential();
        signed["proof"][member] = value;
        assert_eq!(verify_jcs(&signed, ours), Err(ProofFault::Malformed(fault)), "{member}");
    }
    let mut signed = signed_credential();
    for proof in [json!([]), json!(null), json!("z"), json!([1]), Value::Array(vec![signed["proof"].clone(); 9])] {
        signed["proof"] = proof;
        assert_eq!(verify_jcs(&signed, ours), Err(ProofFault::NoProof));
    }
    assert_eq!(verify_jcs(&json!([]), ours), Err(ProofFault::NoProof));
    assert_eq!(verify_jcs(&json!({}), ours), Err(ProofFault::NoProof));
}

#[test]
fn signatures_that_strict_verification_refuses_are_refused() {
    let mut forged = signed_credential();
    let point_of_small_order = [&[1][..], &[0; 63]].concat();
    for signature in [vec![0; 64], vec![0xff; 64], point_of_small_order] {
        forged["proof"]["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
        assert_eq!(verify_jcs(&forged, ours), Err(ProofFault::Signature));
    }
}

#[test]
fn only_the_right_key_signs_a_document() {
    let document = new_credential().document().unwrap();
    let sign = |document: &Value, signer: &SigningKey| {
        sign_jcs(document, signer, at("2026-11-20T01:00:05Z"), &name_of(signer))
    };
    let lists = other_key(Purpose::StatusLists);
    let required = Purpose::Certificates;
    assert_eq!(sign(&document, &lists), Err(SignFault::Purpose { required, actual: Purpose::StatusLists }));
    let right = key(Purpose::Certificates);
    assert_eq!(sign(&signed_credential(), &right), Err(SignFault::AlreadySigned));
    let of_type = |kind: &str| json!({ "type": [kind], "issuer": "did:web:cert.example" });
    assert_eq!(sign(&of_type("Anything"), &right), Err(SignFault::UnknownType));
    assert!(sign(&of_type("BitstringStatusListCredential"), &lists).is_ok());
    assert!(sign(&of_type("ReceiptCredential"), &other_key(Purpose::Receipts)).is_ok());
}

#[test]
fn an_issuer_who_is_not_the_controller_is_refused() {
    let right = key(Purpose::Certificates);
    let mut document = new_credential().document().unwrap();
    let sign = |document: &Value| sign_jcs(document, &right, at("2026-11-20T01:00:05Z"), &name_of(&right));
    document["issuer"]["id"] = "did:web:other.example".into();
    assert_eq!(sign(&document), Err(SignFault::IssuerIsNotController));
    document.as_object_mut().unwrap().remove("issuer");
    assert_eq!(sign(&document), Err(SignFault::IssuerIsNotController));
    let document = new_credential().document().unwrap();
    let nameless = sign_jcs(&document, &right, at("2026-11-20T01:00:05Z"), "did:web:cert.example");
    assert_eq!(nameless, Err(SignFault::IssuerIsNotController));
}

#[test]
fn fractions_are_not_signed() {
    let mut document = new_credential().document().unwrap();
    document["score"] = json!(92.5);
    let right = key(Purpose::Certificates);
    let refused = sign_jcs(&document, &right, at("2026-11-20T01:00:05Z"), &name_of(&right));
    assert_eq!(refused, Err(SignFault::Json(JsonFault::UnsafeNumber)));
}

/// Announces one public key and signs with another.
struct Mismatched;

impl Signer for Mismatched {
    fn public_key(&self) -> PublicKey {
        key(Purpose::Certificates).public_key()
    }

    fn purpose(&self) -> Purpose {
        Purpose::Certificates
    }

    fn sign(&self, message: &ToBeSigned) -> Result<[u8; 64], SignerUnavailable> {
        other_key(Purpose::Certificates).sign(message)
    }
}

#[test]
fn a_signature_that_does_not_fit_its_key_is_never_handed_out() {
    let document = new_credential().document().unwrap();
    let name = name_of(&key(Purpose::Certificates));
    let refused = sign_jcs(&document, &Mismatched, at("2026-11-20T01:00:05Z"), &name);
    assert_eq!(refused, Err(SignFault::Unsound));
}
