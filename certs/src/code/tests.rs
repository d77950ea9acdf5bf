use super::digits::to_digits;
use super::*;
use crate::cast::{code, key, other_key, path_id, public_url};
use crate::keys::private::SigningKey;
use crate::keys::tests::with_larger_s;
use crate::signer::Signer;
use ciborium::cbor;
use proptest::prelude::*;

fn signer() -> SigningKey {
    key(Purpose::Certificates)
}

fn signed() -> Vec<u8> {
    sign(&code(), &signer()).unwrap()
}

fn check(cose: &[u8]) -> Result<Code, CodeFault> {
    verify(cose, &[other_key(Purpose::Certificates).public_key(), signer().public_key()])
}

/// Any payload with a right signature, as only a broken signer of ours could make it.
fn forced(payload: Vec<u8>) -> Vec<u8> {
    let unsigned = envelope(signer().public_key(), payload).build();
    let message = ToBeSigned::new(unsigned.tbs_data(&[]));
    let signature = signer().sign(&message).unwrap().to_vec();
    CoseSign1 { signature, ..unsigned }.to_tagged_vec().unwrap()
}

#[test]
fn a_code_round_trips_with_rare_characters() {
    for name in ["王芳", "𠮷尔·买买提", "㐂𫖯𬱖", "阿卜杜拉·阿卜杜热合曼", "Ana"] {
        let code = Code::new(path_id(), name, 20_777, 470_217).unwrap();
        let cose = sign(&code, &signer()).unwrap();
        assert_eq!(check(&cose), Ok(code.clone()));
        let text = qr_text(&public_url(), path_id(), &cose).unwrap();
        let parts = parse_qr_text(&text).unwrap();
        assert_eq!((parts.host(), parts.path_id), ("cert.example", path_id()));
        assert_eq!(parts.cose, cose);
    }
}

#[test]
fn a_long_name_is_cut_between_two_characters() {
    let cut = |name: &str| Code::new(path_id(), name, 1, 1).map(|code| (code.name, code.cut)).unwrap();
    assert_eq!(cut("一二三四五六七八九十"), ("一二三四五六七八九十".to_owned(), false));
    assert_eq!(cut("一二三四五六七八九十百"), ("一二三四五六七八九十".to_owned(), true));
    assert_eq!(cut("一二三四五六七八九𠮷"), ("一二三四五六七八九".to_owned(), true));
    assert_eq!(cut("aaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbb"), ("a".repeat(29), true));
}

#[test]
fn the_longest_ordinary_code_has_139_bytes() {
    let code = Code::new(path_id(), &"王".repeat(11), 65_535, u64::from(u32::MAX)).unwrap();
    assert_eq!(sign(&code, &signer()).unwrap().len(), 139);
    let longest = Code::new(path_id(), &"王".repeat(11), u32::MAX, u64::MAX).unwrap();
    let cose = sign(&longest, &signer()).unwrap();
    assert_eq!(cose.len(), 145);
    assert_eq!(check(&cose), Ok(longest));
}

#[test]
fn the_golden_code_is_what_it_was() {
    let golden = include_str!("../../testdata/golden/code.txt").trim_end();
    let text = qr_text(&public_url(), path_id(), &signed()).unwrap();
    assert_eq!(text, golden);
    let text = parse_qr_text(golden).unwrap();
    assert_eq!(check(&text.cose), Ok(code()));
}

#[test]
fn the_bytes_are_as_drawn() {
    let cose = signed();
    assert_eq!(cose[..8], [0xd2, 0x84, 0x49, 0xa2, 0x01, 0x27, 0x04, 0x44]);
    assert_eq!(cose[8..12], signer().public_key().kid().0);
    assert_eq!(cose[12..14], [0xa0, 0x58]);
    assert_eq!(cose[15..18], [0xa4, 0x01, 0x4a]);
    assert_eq!(cose[cose.len() - 66..cose.len() - 64], [0x58, 0x40]);
}

#[test]
fn every_changed_byte_and_every_shortening_is_found() {
    let cose = signed();
    for at in 0..cose.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut changed = cose.clone();
            changed[at] ^= change;
            assert!(check(&changed).is_err(), "byte {at}");
        }
        assert!(check(&cose[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn every_changed_field_breaks_the_signature() {
    let with = |change: fn(&mut Code)| {
        let mut changed = code();
        change(&mut changed);
        let mut forged = CoseSign1::from_tagged_slice(&signed()).unwrap();
        forged.payload = changed.payload();
        check(&forged.to_tagged_vec().unwrap())
    };
    assert_eq!(with(|_| ()), Ok(code()));
    assert_eq!(with(|code| code.path_id = PathId::from_random([0; 10])), Err(CodeFault::Signature));
    assert_eq!(with(|code| code.name.push('王')), Err(CodeFault::Signature));
    assert_eq!(with(|code| code.cut = true), Err(CodeFault::Signature));
    assert_eq!(with(|code| code.issued_day -= 1), Err(CodeFault::Signature));
    assert_eq!(with(|code| code.status_index += 1), Err(CodeFault::Signature));
}

#[test]
fn every_changed_digit_is_found() {
    let text = qr_text(&public_url(), path_id(), &signed()).unwrap();
    let digits = text.split_once('#').unwrap().1;
    for at in 0..digits.len() {
        let digit = (digits.as_bytes()[at] - b'0' + 1) % 10;
        let mut changed = digits.to_owned();
        changed.replace_range(at..=at, &digit.to_string());
        assert!(parse_fragment(&changed).map(|cose| check(&cose).is_err()).unwrap_or(true), "digit {at}");
    }
}

#[test]
fn bytes_after_the_end_and_long_codes_are_refused() {
    let mut cose = signed();
    cose.push(0);
    assert_eq!(check(&cose), Err(CodeFault::NotCose));
    cose.resize(CODE_BYTES_MAX + 1, 0);
    assert_eq!(check(&cose), Err(CodeFault::TooLong));
    assert_eq!(qr_text(&public_url(), path_id(), &cose), Err(CodeFault::TooLong));
}

#[test]
fn other_encodings_of_the_same_content_are_refused() {
    let cose = signed();
    // The tag in two bytes, the list of indefinite length, the kid in a longer string head.
    let tag = [&[0xd8, 18][..], &cose[1..]].concat();
    let list = [&[0xd2, 0x9f][..], &cose[2..], &[0xff]].concat();
    let head = [&cose[..2], &[0x58, 0x09], &cose[3..]].concat();
    for other in [tag, list, head] {
        assert_eq!(check(&other), Err(CodeFault::NotCanonical), "{other:02x?}");
    }
    // The unprotected header must be empty.
    let mut unprotected = CoseSign1::from_tagged_slice(&cose).unwrap();
    unprotected.unprotected.key_id = vec![1];
    assert_eq!(check(&unprotected.to_tagged_vec().unwrap()), Err(CodeFault::NotCanonical));
    let mut detached = CoseSign1::from_tagged_slice(&cose).unwrap();
    detached.payload = None;
    assert_eq!(check(&detached.to_tagged_vec().unwrap()), Err(CodeFault::NotCose));
    // Without its tag it is not a COSE_Sign1 of ours.
    assert_eq!(check(&cose[1..]), Err(CodeFault::NotCose));
}

#[test]
fn other_algorithms_are_refused() {
    let mut cose = signed();
    // ES256 is -7.
    assert_eq!(cose[5], 0x27);
    cose[5] = 0x26;
    assert_eq!(check(&cose), Err(CodeFault::NotCanonical));
}

#[test]
fn signed_content_that_we_do_not_write_is_refused() {
    let id = Value::Bytes(path_id().as_bytes().to_vec());
    let contents = [
        cbor!({ 1 => id, 2 => "王芳", 4 => 20_777, 5 => 1, 6 => 92 }),
        cbor!({ 1 => id, 2 => "王芳", 3 => false, 4 => 20_777, 5 => 1 }),
        cbor!({ 2 => "王芳", 1 => id, 4 => 20_777, 5 => 1 }),
        cbor!({ 1 => id, 2 => "王芳", 4 => 20_777 }),
        cbor!({ 1 => id, 2 => "", 4 => 20_777, 5 => 1 }),
        cbor!({ 1 => id, 2 => "Zoe\u{308}", 4 => 20_777, 5 => 1 }),
        cbor!({ 1 => id, 2 => "一二三四五六七八九十百", 4 => 20_777, 5 => 1 }),
        cbor!({ 1 => id, 2 => "王芳", 4 => (-1), 5 => 1 }),
        cbor!({ 1 => id, 2 => "王芳", 4 => 1.5, 5 => 1 }),
        cbor!({ 1 => "7K3F9QXW2M", 2 => "王芳", 4 => 20_777, 5 => 1 }),
        cbor!([1, 2]),
    ];
    for content in contents {
        let content = content.unwrap();
        assert_eq!(check(&forced(content.clone().to_vec().unwrap())), Err(CodeFault::Content), "{content:?}");
    }
    // The day in four bytes where two would do.
    let payload = code().payload().unwrap();
    let at = payload.windows(2).position(|pair| pair == [0x04, 0x19]).unwrap();
    let longer = [&payload[..=at], &[0x1a, 0, 0], &payload[at + 2..]].concat();
    assert_eq!(check(&forced(longer)), Err(CodeFault::Content));
    assert_eq!(check(&forced(payload)), Ok(code()));
}

#[test]
fn unknown_keys_and_strange_signatures_are_refused() {
    assert_eq!(verify(&signed(), &[other_key(Purpose::Certificates).public_key()]), Err(CodeFault::UnknownKey));
    assert_eq!(verify(&signed(), &[]), Err(CodeFault::UnknownKey));
    let small_order = [&[1][..], &[0; 63]].concat();
    let right: [u8; 64] = signed()[signed().len() - 64..].try_into().unwrap();
    let larger_s = with_larger_s(right).to_vec();
    for signature in [vec![0; 64], small_order, larger_s] {
        let mut forged = CoseSign1::from_tagged_slice(&signed()).unwrap();
        forged.signature = signature;
        assert_eq!(check(&forged.to_tagged_vec().unwrap()), Err(CodeFault::Signature));
    }
}

#[test]
fn only_the_key_for_certificates_signs_codes() {
    let (required, actual) = (Purpose::Certificates, Purpose::Log);
    assert_eq!(sign(&code(), &other_key(actual)), Err(SignFault::Purpose { required, actual }));
    let mut changed = code();
    changed.name = "一二三四五六七八九十百".to_owned();
    assert_eq!(sign(&changed, &signer()), Err(SignFault::Code));
}

#[test]
fn other_texts_are_no_codes() {
    let digits = to_digits(&[&[1], &signed()[..]].concat());
    let faulty = [
        (String::new(), TextFault::Address),
        ("https://cert.example/".to_owned(), TextFault::Address),
        (format!("http://cert.example/v/7K3F9QXW2M4T8RNC#{digits}"), TextFault::Address),
        (format!("https://cert.example/x/7K3F9QXW2M4T8RNC#{digits}"), TextFault::Address),
        (format!("https://cert.example/v/7K3F9QXW2M4T8RN#{digits}"), TextFault::Address),
        ("https://cert.example/v/7K3F9QXW2M4T8RNC".to_owned(), TextFault::NoCode),
        ("https://cert.example/v/7K3F9QXW2M4T8RNC#".to_owned(), TextFault::NoCode),
        (format!("https://cert.example/v/7K3F9QXW2M4T8RNC#0{digits}"), TextFault::Digits),
        (format!("https://cert.example/v/7K3F9QXW2M4T8RNC#{digits}x"), TextFault::Digits),
        (format!("https://cert.example/v/7K3F9QXW2M4T8RNC#{}", to_digits(&[2, 3])), TextFault::Digits),
        (format!("https://cert.example/v/7K3F9QXW2M4T8RNC#{}", "1".repeat(400)), TextFault::Digits),
        ("1".repeat(2_000), TextFault::Address),
    ];
    for (text, fault) in faulty {
        assert_eq!(parse_qr_text(&text), Err(fault), "{text}");
    }
}

proptest! {
    // Signatures take milliseconds in unoptimised builds.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn codes_round_trip(
        id: [u8; 10],
        name in "[\\u{4e00}-\\u{9fff}\\u{20000}-\\u{2ffff}·a-z ]{1,20}",
        day: u32,
        index: u64,
    ) {
        prop_assume!(!name.trim().is_empty());
        let code = Code::new(PathId::from_random(id), &name, day, index).unwrap();
        let cose = sign(&code, &signer()).unwrap();
        prop_assert!(cose.len() <= CODE_BYTES_MAX);
        let text = qr_text(&public_url(), code.path_id, &cose).unwrap();
        prop_assert_eq!(check(&parse_qr_text(&text).unwrap().cose), Ok(code));
    }

    #[test]
    fn no_bytes_and_no_text_panic(bytes in prop::collection::vec(any::<u8>(), 0..160), text in ".{0,80}") {
        let _ = check(&bytes);
        let _ = check(&[&signed()[..12], &bytes[..]].concat());
        let _ = Code::from_payload(&bytes);
        let _ = parse_qr_text(&text);
        let _ = parse_qr_text(&format!("https://cert.example/v/{text}"));
        let _ = parse_fragment(&text);
    }
}
