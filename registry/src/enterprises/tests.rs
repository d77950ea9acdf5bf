use proptest::prelude::*;

use super::*;

#[test]
fn the_published_credit_codes_are_judged_as_published() {
    let vectors = [
        ("91320600MA0000007P", None),
        ("91320613MA00TE5T2Q", None),
        ("123206000000000004", None),
        ("N2320623MA0000007H", None),
        ("93320623MA0000007U", None),
        ("91110000600037341L", None),
        // made up: a sum that 31 divides has the check 0
        ("91320600MA00000290", None),
        ("91320600MA00000070", Some("enterprises.credit_code_check")),
        ("91320600MAI000007P", Some("enterprises.credit_code_characters")),
    ];
    for (text, refused) in vectors {
        assert_eq!(CreditCode::parse(text).err().map(|refusal| refusal.code), refused, "{text}");
    }
}

#[test]
fn small_letters_spaces_and_hyphens_are_forgiven() {
    for text in ["9132-0600-MA00-0000-7P", " 91320600ma0000007p", "９１３２０６００ＭＡ００００００７Ｐ"]
    {
        assert_eq!(CreditCode::parse(text).unwrap().as_str(), "91320600MA0000007P", "{text}");
    }
}

#[test]
fn a_letter_typed_for_a_digit_gets_a_suggestion() {
    let refusal = CreditCode::parse("9I32O600MAOOOOOO7P").unwrap_err();
    assert_eq!(refusal.code, "enterprises.credit_code_slip");
    assert_eq!(refusal.details, [("suggestion", "91320600MA0000007P".to_owned())]);
    assert_eq!(CreditCode::parse("91320600MAO000007S").unwrap_err().code, "enterprises.credit_code_characters");
}

#[test]
fn codes_of_another_length_are_refused() {
    for text in ["91320600MA000000", "91320600MA0000007PP", "913206"] {
        assert_eq!(CreditCode::parse(text).unwrap_err().code, "enterprises.credit_code_length");
    }
    assert_eq!(CreditCode::parse(" - ").unwrap_err().code, "enterprises.credit_code_missing");
}

#[test]
fn the_organisation_code_inside_only_warns() {
    assert!(!CreditCode::parse("91110000600037341L").unwrap().has_doubtful_organisation_code());
    assert!(!CreditCode::parse("91320613MA00TE5T2Q").unwrap().has_doubtful_organisation_code());
    assert!(CreditCode::parse("91320600MA0000008T").unwrap().has_doubtful_organisation_code());
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC*") {
        if let Ok(code) = CreditCode::parse(&text) {
            let _ = code.has_doubtful_organisation_code();
        }
    }
}
