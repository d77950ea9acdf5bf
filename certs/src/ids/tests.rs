use super::*;
use proptest::prelude::*;

fn number() -> CertificateNumber {
    CertificateNumber::new("NTLZ", "320613", 2026, 123).unwrap()
}

#[test]
fn a_path_id_is_sixteen_characters() {
    assert_eq!(PathId::from_random([0; 10]).to_string(), "0000000000000000");
    assert_eq!(PathId::from_random([255; 10]).to_string(), "ZZZZZZZZZZZZZZZZ");
    assert_eq!(PathId::parse("0000000000000001").unwrap().as_bytes(), &[0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(PathId::parse("G000000000000000").unwrap().as_bytes()[0], 0x80);
}

#[test]
fn a_path_id_is_read_in_either_case_and_with_look_alikes() {
    let id = PathId::parse("7K3F9QXW2M4T8R10").unwrap();
    for text in ["7k3f9qxw2m4t8r10", "7K3F9QXW2M4T8RIO", "7k3f9qxw2m4t8rlo"] {
        assert_eq!(PathId::parse(text), Ok(id));
    }
    assert_eq!(id.to_string(), "7K3F9QXW2M4T8R10");
}

#[test]
fn other_texts_are_no_path_ids() {
    for text in ["", "7K3F9QXW2M4T8RN", "7K3F9QXW2M4T8RNCC", "7K3F9QXW2M4T8RNU", "7K3F-QXW2M4T8RNC", "七K3F9QXW2M4T8R"]
    {
        assert_eq!(PathId::parse(text), Err(PathIdFault), "{text}");
    }
}

#[test]
fn a_number_has_a_machine_form_and_a_human_form() {
    assert_eq!(number().machine(), "NTLZ320613-2026-000123-O");
    assert_eq!(number().human("通劳资"), "通劳资〔2026〕000123号");
}

#[test]
fn typed_numbers_are_understood() {
    for text in [
        "NTLZ320613-2026-000123-O",
        " ntlz320613 - 2026 - 000123 - o ",
        "ＮＴＬＺ３２０６１３－２０２６－０００１２３－Ｏ",
        "NTLZ320613—2026–000123−O",
        "NTLZ3206132026000123O",
    ] {
        assert_eq!(CertificateNumber::parse(text), Ok(number()), "{text}");
    }
    for text in
        ["通劳资〔2026〕000123号", "通劳资 [２０２６] 000123 号", "通劳资（2026）000123号", "通劳资【2026】000123号"]
    {
        assert_eq!(CertificateNumber::parse_human(text, "通劳资", "NTLZ", "320613"), Ok(number()), "{text}");
    }
}

#[test]
fn a_typing_mistake_is_found() {
    for text in
        ["NTLZ320613-2026-000124-O", "NTLZ320613-2026-000132-O", "NTLZ320613-2026-000123-K", "NTZL320613-2026-000123-O"]
    {
        assert_eq!(CertificateNumber::parse(text), Err(NumberFault::Check), "{text}");
    }
}

#[test]
fn every_single_wrong_character_is_found() {
    let right = "NTLZ3206132026000123O";
    for at in 4..right.len() {
        for other in '0'..='9' {
            let mut wrong = right.to_owned();
            wrong.replace_range(at..=at, &other.to_string());
            assert_eq!(CertificateNumber::parse(&wrong).is_ok(), wrong == right, "{wrong}");
        }
    }
}

#[test]
fn other_texts_are_no_numbers() {
    for text in [
        "",
        "NTLZ",
        "NTLZ320613-2026-000123",
        "NTLZ32061X-2026-000123-O",
        "320613-2026-000123-O-NTLZ",
        "NTLZ320613-2026-000123-O号",
    ] {
        assert_eq!(CertificateNumber::parse(text), Err(NumberFault::Malformed), "{text}");
    }
    let human = |text| CertificateNumber::parse_human(text, "通劳资", "NTLZ", "320613");
    for text in [
        "",
        "苏劳资〔2026〕000123号",
        "通劳资2026000123号",
        "通劳资〔2026〕123号",
        "通劳资〔2026〕000123",
        "通劳资〔+026〕000123号",
    ] {
        assert_eq!(human(text), Err(NumberFault::Malformed), "{text}");
    }
    assert_eq!(human("通劳资〔2026〕000000号"), Err(NumberFault::Serial));
}

#[test]
fn parts_out_of_range_are_refused() {
    assert_eq!(CertificateNumber::new("ntlz", "320613", 2026, 1), Err(NumberFault::Prefix));
    assert_eq!(CertificateNumber::new("N", "320613", 2026, 1), Err(NumberFault::Prefix));
    assert_eq!(CertificateNumber::new("NTLZ", "32061", 2026, 1), Err(NumberFault::Region));
    assert_eq!(CertificateNumber::new("NTLZ", "320613", 1999, 1), Err(NumberFault::Year));
    assert_eq!(CertificateNumber::new("NTLZ", "320613", 2026, 0), Err(NumberFault::Serial));
    assert_eq!(CertificateNumber::new("NTLZ", "320613", 2026, SERIAL_MAX + 1), Err(NumberFault::Serial));
}

proptest! {
    #[test]
    fn path_ids_round_trip(bytes: [u8; 10]) {
        let id = PathId::from_random(bytes);
        prop_assert_eq!(PathId::parse(&id.to_string()), Ok(id));
        prop_assert_eq!(PathId::parse(&id.to_string().to_lowercase()), Ok(id));
    }

    #[test]
    fn numbers_round_trip(
        prefix in "[A-Z]{2,8}",
        region in "[0-9]{6}",
        year in 2000u16..=9999,
        serial in 1..=SERIAL_MAX,
    ) {
        let number = CertificateNumber::new(&prefix, &region, year, serial).unwrap();
        prop_assert_eq!(CertificateNumber::parse(&number.machine()), Ok(number.clone()));
        prop_assert_eq!(CertificateNumber::parse_human(&number.human("通劳资"), "通劳资", &prefix, &region), Ok(number));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}") {
        let _ = PathId::parse(&text);
        let _ = CertificateNumber::parse(&text);
        let _ = CertificateNumber::parse_human(&text, "通劳资", "NTLZ", "320613");
        let _ = CertificateNumber::parse_human(&format!("通劳资{text}"), "通劳资", "NTLZ", "320613");
    }
}
