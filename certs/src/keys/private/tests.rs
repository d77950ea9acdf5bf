use super::*;

const GOLDEN: &str = include_str!("../../../testdata/golden/key.pem");
const PASSPHRASE: &[u8] = b"a passphrase for tests";

fn key() -> SigningKey {
    SigningKey::from_random(&std::array::from_fn(|at| at as u8 + 1), Purpose::Certificates)
}

#[test]
fn a_key_file_is_what_it_was_and_opens() {
    let randomness = FileRandomness { salt: [3; 16], iv: [4; 16] };
    assert_eq!(*key().to_encrypted_pem(PASSPHRASE, randomness).unwrap(), GOLDEN);
    let opened = SigningKey::from_encrypted_pem(GOLDEN, PASSPHRASE, Purpose::Log).unwrap();
    assert_eq!(opened.public_key(), key().public_key());
    assert_eq!(opened.purpose(), Purpose::Log);
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let refused = SigningKey::from_encrypted_pem(GOLDEN, b"another", Purpose::Certificates);
    assert_eq!(refused.unwrap_err(), KeyFileFault::Passphrase);
    let randomness = FileRandomness { salt: [3; 16], iv: [4; 16] };
    assert_eq!(key().to_encrypted_pem(b"", randomness).unwrap_err(), KeyFileFault::EmptyPassphrase);
}

#[test]
fn a_damaged_file_does_not_open_as_another_key() {
    // The encrypted data are the last 96 bytes: a change garbles one block of 16 and flips one bit of the next.
    for from_end in [96 - 20, 20] {
        let (_, document) = SecretDocument::from_pem(GOLDEN).unwrap();
        let mut bytes = document.as_bytes().to_vec();
        let at = bytes.len() - from_end;
        bytes[at] ^= 1;
        let damaged = SecretDocument::try_from(bytes.as_slice()).unwrap();
        let pem = damaged.to_pem(EncryptedPrivateKeyInfoRef::PEM_LABEL, LineEnding::LF).unwrap();
        let refused = SigningKey::from_encrypted_pem(&pem, PASSPHRASE, Purpose::Certificates).unwrap_err();
        assert!(matches!(refused, KeyFileFault::Key | KeyFileFault::Passphrase), "{from_end}: {refused}");
    }
}

#[test]
fn other_files_are_refused() {
    let plain = key().key.to_pkcs8_pem(LineEnding::LF).unwrap();
    let damaged = GOLDEN.replacen('M', "N", 1);
    for text in ["", "no key", plain.as_str(), damaged.as_str(), &GOLDEN[..200], &"-".repeat(5_000)] {
        let refused = SigningKey::from_encrypted_pem(text, PASSPHRASE, Purpose::Certificates);
        assert_eq!(refused.unwrap_err(), KeyFileFault::Format, "{text}");
    }
}

#[test]
fn a_file_that_asks_for_all_memory_is_refused() {
    let cost = scrypt::Params::new(20, 8, 1).unwrap();
    let scheme = pbes2::Parameters::generate_scrypt_aes256cbc(cost, &[3; 16], [4; 16]).unwrap();
    let data = pkcs8::der::asn1::OctetStringRef::new(&[0; 64]).unwrap();
    let info = EncryptedPrivateKeyInfoRef { encryption_algorithm: scheme.into(), encrypted_data: data };
    let document = SecretDocument::try_from(&info).unwrap();
    let pem = document.to_pem(EncryptedPrivateKeyInfoRef::PEM_LABEL, LineEnding::LF).unwrap();
    let refused = SigningKey::from_encrypted_pem(&pem, PASSPHRASE, Purpose::Certificates);
    assert_eq!(refused.unwrap_err(), KeyFileFault::Cost);
}

#[test]
fn printing_a_key_shows_only_its_name() {
    let printed = format!("{:?}", key());
    assert_eq!(printed, format!("SigningKey({}, Certificates)", key().public_key().kid()));
}
