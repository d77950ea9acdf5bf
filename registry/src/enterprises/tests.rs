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
        ("91320600MA00000070", Some("enterprises.credit_code_meant")),
        ("91320600MAI000007P", Some("enterprises.credit_code_meant")),
        // two foreign characters: no single slip explains it
        ("9132Z613MA00TEST2Q", Some("enterprises.credit_code_characters")),
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
    assert_eq!(CreditCode::parse("91320600MAO000007S").unwrap_err().code, "enterprises.credit_code_meant");
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

fn suggested(text: &str) -> Vec<String> {
    CreditCode::suggestions(text).iter().map(|code| code.as_str().to_owned()).collect()
}

#[test]
fn a_wrong_character_is_found_again() {
    let cases = [
        // the check character itself, a neighbour swapped, look-alikes, and one inside the organisation code
        ("91320600MA00000070", "91320600MA0000007P"),
        ("93120600MA0000007P", "91320600MA0000007P"),
        ("91320613MA00TET52Q", "91320613MA00TE5T2Q"),
        ("91320613MA00TE5T2D", "91320613MA00TE5T2Q"),
        ("91320613MAOOTE5T2D", "91320613MA00TE5T2Q"),
        ("91320613MA00TE3T2Q", "91320613MA00TE5T2Q"),
        ("9l11OOOO600037341L", "91110000600037341L"),
        ("91110000600037431L", "91110000600037341L"),
    ];
    for (typed, meant) in cases {
        assert!(suggested(typed).iter().any(|code| code == meant), "{typed}: {:?}", suggested(typed));
    }
}

#[test]
fn a_character_outside_the_alphabet_leaves_one_answer() {
    assert_eq!(suggested("91320600MAI000007P"), ["91320600MA0000007P"]);
    assert_eq!(suggested("91320613MA00TEST2Q"), ["91320613MA00TE5T2Q"]);
    let refusal = CreditCode::parse("91320613MA00TEST2Q").unwrap_err();
    assert_eq!(refusal.code, "enterprises.credit_code_meant");
    assert_eq!(refusal.details, [("suggestions", "91320613MA00TE5T2Q".to_owned())]);
    assert_eq!(suggested("9132Z613MA00TEST2Q"), Vec::<String>::new());
}

#[test]
fn a_wrong_check_character_is_refused_with_what_may_have_been_meant() {
    let refusal = CreditCode::parse("91320600MA00000070").unwrap_err();
    assert_eq!(refusal.code, "enterprises.credit_code_meant");
    let [("suggestions", codes)] = refusal.details.as_slice() else { panic!("{refusal:?}") };
    assert!(codes.split(' ').any(|code| code == "91320600MA0000007P"), "{codes}");
}

#[test]
fn right_codes_and_other_lengths_have_no_suggestions() {
    for text in ["91320600MA0000007P", "", "913206", "91320600MA0000007PP", "九一三二〇六〇〇MA0000007P"] {
        assert_eq!(suggested(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn enterprise_kinds_have_the_words_of_the_rules() {
    let codes: Vec<&str> = EnterpriseKind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(codes, ["general", "specialist", "labour", "epc", "owner", "supervisor"]);
    // the first four are construction enterprises
    assert_eq!(EnterpriseKind::ALL.map(EnterpriseKind::builds), [true, true, true, true, false, false]);
    for kind in EnterpriseKind::ALL {
        assert_eq!(EnterpriseKind::parse(kind.code()), Some(kind));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.code()));
    }
    assert_eq!(EnterpriseKind::parse("supplier"), None);
}

#[test]
fn enterprises_are_called_on_mobiles_and_landlines() {
    let cases = [
        ("138 1234 5678", Some("13812345678")),
        ("0513-85123456", Some("0513-85123456")),
        ("051385123456", Some("0513-85123456")),
        ("０５１３—８５１２３４５６—８００１", Some("0513-85123456-8001")),
        ("010-6512345", Some("010-6512345")),
        ("02165123456", Some("021-65123456")),
        ("0513-851234", None),
        ("0513-851234567", None),
        ("0513-85123456-", None),
        ("513-85123456", None),
        ("12345", None),
        ("电话", None),
    ];
    for (typed, stored) in cases {
        assert_eq!(ContactPhone::parse(typed).ok().as_ref().map(ContactPhone::as_str), stored, "{typed}");
    }
    assert_eq!(ContactPhone::parse(" ").unwrap_err().code, "enterprises.phone_missing");
}

fn profile() -> Profile {
    Profile {
        name: " 南通示例建设有限公司 ".into(),
        short_name: String::new(),
        kinds: vec!["epc".into(), "general".into(), "epc".into(), String::new()],
        legal_representative: " 王 明 ".into(),
        address: " 崇川区人民路1号 ".into(),
        phone: "0513-85123456".into(),
    }
}

#[test]
fn a_profile_is_refused_for_everything_that_is_wrong() {
    let wrong = Profile {
        kinds: vec!["general".into(), "supplier".into()],
        short_name: "企".into(),
        phone: "1".into(),
        ..Profile::default()
    };
    let wrong = wrong.check().unwrap_err();
    let fields: Vec<_> = wrong.iter().filter_map(|refusal| refusal.field).collect();
    assert_eq!(fields, ["name", "short_name", "kinds", "legal_representative", "address", "phone"]);
    let right = profile().check().unwrap();
    assert_eq!(right.kinds, [EnterpriseKind::General, EnterpriseKind::Epc]);
    assert_eq!((right.name.as_str(), right.legal_representative.as_str()), ("南通示例建设有限公司", "王明"));
    assert_eq!((right.address.as_str(), right.short_name), ("崇川区人民路1号", None));
    assert_eq!(Profile { kinds: Vec::new(), ..profile() }.check().unwrap().kinds, []);
}

#[test]
fn what_differs_is_told_field_by_field() {
    let checked = profile().check().unwrap();
    let same = checked.changes(|field| checked.value(field));
    assert_eq!(same, []);
    let stands = |field| match field {
        Field::Kinds => Some("general".to_owned()),
        Field::Address => None,
        other => checked.value(other),
    };
    let changes = checked.changes(stands);
    let told: Vec<_> = changes.iter().map(|one| (one.field, one.from.as_deref(), one.to.as_deref())).collect();
    assert_eq!(
        told,
        [(Field::Kinds, Some("general"), Some("general epc")), (Field::Address, None, Some("崇川区人民路1号"))]
    );
}

fn sheet(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

#[test]
fn a_sheet_is_read_line_by_line() {
    let rows = sheet(&[
        &["统一社会信用代码 *", "企业名称", "所属地区", "备注", "企业类别", "联系电话"],
        &["91320613MA00TE5T2Q", "南通示例建设有限公司", "崇川区", "好", "施工总承包、epc", "0513-85123456"],
        &["", " ", ""],
        &["93320623MA0000007U", "海门示例劳务有限公司", "320614"],
        &["91320613MA00TE5T2D", "甲", "", "", "供应商"],
        &["93320623ma0000007u", "海门示例劳务有限公司", "320614"],
    ]);
    let (lines, faults) = read_lines(&rows).unwrap();
    assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(lines[0].kinds, [EnterpriseKind::General, EnterpriseKind::Epc]);
    assert_eq!(lines[0].phone.as_ref().map(ContactPhone::as_str), Some("0513-85123456"));
    assert_eq!((lines[1].phone.clone(), lines[1].kinds.clone()), (None, Vec::new()));
    let told: Vec<_> = faults.iter().map(|fault| (fault.number, fault.reason.code)).collect();
    let expected = [
        (5, "enterprises.name_length"),
        (5, "enterprises.credit_code_meant"),
        (5, "offices.area_unknown"),
        (5, "enterprises.kind_unknown"),
        (6, "enterprises.sheet_code_twice"),
    ];
    assert_eq!(told, expected);
    assert_eq!(faults[4].reason.details, [("line", "4".to_owned())]);
}

#[test]
fn a_sheet_that_lacks_a_column_is_refused_as_a_whole() {
    let code = |rows: &[&[&str]]| read_lines(&sheet(rows)).unwrap_err().code;
    assert_eq!(code(&[]), "sheets.column_missing");
    assert_eq!(code(&[&["企业名称", "所属地区"]]), "sheets.column_missing");
    let head = ["企业名称", "所属地区", "统一社会信用代码", "企业名称"];
    assert_eq!(code(&[&head]), "sheets.column_twice");
    let mut long = sheet(&[&head[..3]]);
    long.resize(5_002, vec!["甲".to_owned()]);
    assert_eq!(read_lines(&long).unwrap_err().code, "sheets.too_long");
}

/// A code that keeps both checks, of an enterprise in Nantong.
fn code_of(organisation: u32) -> String {
    use super::credit_code::{ALPHABET, has_doubtful_organisation_code, has_right_check, value};
    let stem = format!("91320600MA{organisation:06}");
    let body =
        ALPHABET.chars().map(|check| format!("{stem}{check}")).find(|body| !has_doubtful_organisation_code(body));
    let body = body.unwrap_or_else(|| format!("{stem}0"));
    let is_right = |code: &String| has_right_check(&code.chars().filter_map(value).collect::<Vec<_>>());
    ALPHABET.chars().map(|check| format!("{body}{check}")).find(is_right).unwrap()
}

proptest! {
    #[test]
    fn what_is_suggested_is_right_and_one_slip_away(organisation in 0_u32..1_000_000, at in 0_usize..18, to in 0_usize..31) {
        let mut typed = code_of(organisation).into_bytes();
        typed[at] = b"0123456789ABCDEFGHJKLMNPQRTUWXY"[to];
        let text = String::from_utf8(typed).unwrap();
        let found = suggested(&text);
        prop_assert_eq!(found.is_empty(), CreditCode::parse(&text).is_ok());
        prop_assert!(found.len() <= MOST_SUGGESTIONS);
        for (index, code) in found.iter().enumerate() {
            prop_assert!(CreditCode::parse(code).is_ok());
            prop_assert!(!found[..index].contains(code));
            let other: Vec<usize> = (0..18).filter(|at| code.as_bytes()[*at] != text.as_bytes()[*at]).collect();
            let is_swap = matches!(other[..], [one, two] if two == one + 1
                && code.as_bytes()[one] == text.as_bytes()[two] && code.as_bytes()[two] == text.as_bytes()[one]);
            prop_assert!(other.len() == 1 || is_swap, "{} {}", text, code);
        }
    }

    #[test]
    fn a_slip_inside_the_organisation_code_is_put_right(organisation in 0_u32..1_000_000, at in 8_usize..17, to in 0_usize..31) {
        let right = code_of(organisation);
        let mut typed = right.clone().into_bytes();
        typed[at] = b"0123456789ABCDEFGHJKLMNPQRTUWXY"[to];
        let typed = String::from_utf8(typed).unwrap();
        prop_assume!(typed != right);
        prop_assert!(CreditCode::parse(&typed).is_err());
        // only codes that keep both checks too may stand before it
        let found = CreditCode::suggestions(&typed);
        let are_as_good = found.iter().filter(|code| !code.has_doubtful_organisation_code()).count() == MOST_SUGGESTIONS;
        prop_assert!(are_as_good || found.iter().any(|code| code.as_str() == right), "{typed} {right}");
    }
}
