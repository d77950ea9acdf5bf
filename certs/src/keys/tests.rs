use super::*;
use proptest::prelude::*;

const W3C_KEY: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";

fn hex<const N: usize>(text: &str) -> [u8; N] {
    let byte = |at: usize| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap();
    std::array::from_fn(byte)
}

/// The eight encodings of points of small order, then the non-canonical ones of RFC 8032's curve.
const UNSOUND: [&str; 12] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0200000000000000000000000000000000000000000000000000000000000000",
];

#[test]
fn a_published_key_is_read_and_written() {
    let key = PublicKey::from_multibase(W3C_KEY).unwrap();
    assert_eq!(key.multibase(), W3C_KEY);
    assert_eq!(key.kid().to_string().len(), 8);
    let published = include_str!("../../testdata/w3c-eddsa/keyPair.json");
    assert!(published.contains(&key.multibase()));
}

#[test]
fn other_multibase_texts_are_refused() {
    // A secret key (0x80 0x26), another base, a digit that base58 has not, a key of 31 bytes.
    let secret = format!("z{}", bs58::encode([&[0x80, 0x26][..], &[7; 32]].concat()).into_string());
    let short = format!("z{}", bs58::encode([&ED25519_PUBLIC[..], &[7; 31]].concat()).into_string());
    for text in ["", "z", "u6Mk", &W3C_KEY[1..], "z0OIl", &"z1".repeat(200), &secret, &short] {
        assert_eq!(PublicKey::from_multibase(text), Err(KeyFault::Multibase), "{text}");
    }
}

#[test]
fn points_of_small_order_and_non_canonical_forms_are_refused() {
    for text in UNSOUND {
        assert_eq!(PublicKey::from_bytes(hex(text)), Err(KeyFault::Point), "{text}");
    }
}

#[test]
fn the_vectors_of_rfc_8032_verify() {
    let key = PublicKey::from_bytes(hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")).unwrap();
    let signature = hex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    );
    assert!(key.verifies(b"", &signature));
    assert!(!key.verifies(b"x", &signature));
    let key = PublicKey::from_bytes(hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")).unwrap();
    let signature = hex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
    assert!(key.verifies(&[0x72], &signature));
}

/// S + L for S below L: the same number modulo the group order, so a lenient verifier would take it.
pub(crate) fn with_larger_s(signature: [u8; 64]) -> [u8; 64] {
    let order: [u8; 32] = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut larger = signature;
    let mut carry = 0;
    for (byte, add) in larger[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    larger
}

#[test]
fn strange_signatures_are_refused() {
    let key = PublicKey::from_bytes(hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")).unwrap();
    let right: [u8; 64] = hex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    );
    assert!(!key.verifies(b"", &[0; 64]), "all zero");
    assert!(!key.verifies(b"", &with_larger_s(right)), "non-canonical S");
    for point in UNSOUND {
        let mut signature = right;
        signature[..32].copy_from_slice(&hex::<32>(point));
        assert!(!key.verifies(b"", &signature), "R = {point}");
        signature[32..].fill(0);
        assert!(!key.verifies(b"", &signature), "R = {point}, S = 0");
    }
}

#[test]
fn a_signature_with_a_point_of_small_order_is_refused_even_if_its_equation_holds() {
    use ed25519_dalek::Verifier as _;
    // Made with the secret key 1, 2 .. 32: R is the neutral point and S = hash × secret.
    let bytes = hex("79b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664");
    let signature = hex(
        "01000000000000000000000000000000000000000000000000000000000000009996c3a905ee73cce245b34861ffb243af666ad22ca233e5af94b0cd8e73360c",
    );
    let lenient = VerifyingKey::from_bytes(&bytes).unwrap();
    assert!(lenient.verify(b"message", &Signature::from_bytes(&signature)).is_ok(), "the equation holds");
    assert!(!PublicKey::from_bytes(bytes).unwrap().verifies(b"message", &signature));
}

fn record() -> KeyRecord {
    KeyRecord {
        public_key: PublicKey::from_multibase(W3C_KEY).unwrap(),
        purpose: Purpose::StatusLists,
        not_before: Moment::parse("2026-01-01T00:00:00Z").unwrap(),
        not_after: Some(Moment::parse("2026-12-31T20:00:00Z").unwrap()),
        state: KeyState::Compromised { since: Moment::parse("2026-06-01T00:00:00Z").unwrap() },
    }
}

#[test]
fn a_record_is_written_in_plain_words() {
    let text = serde_json::to_value([record()]).unwrap().to_string();
    for part in ["\"purpose\":\"status-lists\"", "\"state\":\"compromised\"", "\"since\":\"2026-06-01T00:00:00Z\""] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(parse_records(&text), Ok(vec![record()]));
    for text in ["", "{}", "[1]", "[{}]", "{\"verificationMethod\":{}}", &text.replace("compromised", "lost")] {
        assert_eq!(parse_records(text), Err(KeyFault::List), "{text}");
    }
}

#[test]
fn a_key_covers_its_period() {
    let at = |text| Moment::parse(text).unwrap();
    assert!(record().covers(at("2026-01-01T00:00:00Z")));
    assert!(record().covers(at("2026-12-31T20:00:00Z")));
    assert!(!record().covers(at("2025-12-31T23:59:59Z")));
    assert!(!record().covers(at("2026-12-31T20:00:01Z")));
    // The period ends on 1 January in Shanghai.
    assert!(record().covers_day(at("2027-01-01T00:00:00Z").day_in_shanghai()));
    assert!(!record().covers_day(at("2027-01-02T00:00:00Z").day_in_shanghai()));
    assert!(!record().covers_day(at("2025-12-31T00:00:00Z").day_in_shanghai()));
}

proptest! {
    // Signatures take milliseconds in unoptimised builds.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_and_no_bytes_panic(text in ".{0,80}", bytes: [u8; 32], signature: Vec<u8>) {
        let _ = PublicKey::from_multibase(&text);
        let _ = PublicKey::from_multibase(&format!("z{text}"));
        let _ = parse_records(&text);
        if let Ok(key) = PublicKey::from_bytes(bytes) {
            prop_assert_eq!(PublicKey::from_multibase(&key.multibase()), Ok(key));
            let mut whole = [0; 64];
            whole.iter_mut().zip(signature).for_each(|(to, from)| *to = from);
            prop_assert!(!key.verifies(b"message", &whole));
        }
    }
}
