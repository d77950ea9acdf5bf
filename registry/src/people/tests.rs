use proptest::prelude::*;

use super::*;
use crate::{Day, Refusal};

fn today() -> Day {
    Day::from_ymd(2026, 11, 20).unwrap()
}

fn number(text: &str) -> Result<IdNumber, Refusal> {
    IdNumber::parse(text, today())
}

#[test]
fn the_published_identity_numbers_are_judged_as_published() {
    let vectors = [
        ("320613199001010009", None),
        ("320602197812310007", None),
        ("320684198810100005", None),
        ("320614200002290008", None),
        ("320612198506300000", None),
        ("32061319900103000X", None),
        ("11010519491231002X", None),
        ("320613199902290001", Some("people.id_number_date")),
        ("320613209912310009", Some("people.id_number_date")),
        ("320613199001010000", Some("people.id_number_check")),
        ("320613201201010003", None),
        ("32061319900103000x", None),
        ("320613900101001", Some("people.id_number_fifteen_digits")),
    ];
    for (text, refused) in vectors {
        assert_eq!(number(text).err().map(|refusal| refusal.code), refused, "{text}");
    }
}

#[test]
fn what_input_methods_do_to_digits_is_undone() {
    for text in ["３２０６１３１９９００１０３０００ｘ", " 320613 19900103 000x ", "320613\u{3000}19900103000Ｘ"]
    {
        assert_eq!(number(text).unwrap().as_str(), "32061319900103000X", "{text}");
    }
}

#[test]
fn numbers_that_break_a_rule_are_told_which() {
    let cases = [
        ("", "people.id_number_missing"),
        ("  ", "people.id_number_missing"),
        ("3206131990010100", "people.id_number_shape"),
        ("3206131990010X0009", "people.id_number_shape"),
        ("32061319900101000Y", "people.id_number_shape"),
        ("三二〇六一三一九九〇〇一〇一〇", "people.id_number_shape"),
        ("911156199001010009", "people.id_number_foreign_permit"),
        ("020613199001010009", "people.id_number_province"),
        ("990613199001010009", "people.id_number_foreign_permit"),
        ("161105199001010009", "people.id_number_province"),
    ];
    for (text, code) in cases {
        assert_eq!(number(text).unwrap_err().code, code, "{text}");
    }
    let born_in_1899 = with_check_character("32061318991231001");
    assert_eq!(number(&born_in_1899).unwrap_err().code, "people.id_number_date");
    let born_tomorrow = with_check_character("32061320261121001");
    assert_eq!(number(&born_tomorrow).unwrap_err().code, "people.id_number_date");
    assert!(number(&with_check_character("32061320261120001")).is_ok());
}

#[test]
fn an_unknown_county_is_a_warning_only() {
    let invented = number(&with_check_character("32069619920817721")).unwrap();
    assert!(invented.has_unknown_county());
    assert!(!number("320684198810100005").unwrap().has_unknown_county());
    assert!(!number("11010519491231002X").unwrap().has_unknown_county());
}

#[test]
fn sex_birth_day_and_age_follow_from_the_number() {
    let woman = number("320614200002290008").unwrap();
    assert_eq!((woman.sex(), woman.birth_day()), (Sex::Female, Day::from_ymd(2000, 2, 29).unwrap()));
    assert_eq!(woman.age_on(Day::from_ymd(2026, 2, 28).unwrap()), 25);
    assert_eq!(woman.age_on(Day::from_ymd(2026, 3, 1).unwrap()), 26);
    assert_eq!(number(&with_check_character("32069619920817721")).unwrap().sex(), Sex::Male);
    let child = number("320613201201010003").unwrap();
    assert_eq!(child.age_on(Day::from_ymd(2027, 12, 31).unwrap()), 15);
    assert_eq!(child.age_on(Day::from_ymd(2028, 1, 1).unwrap()), 16);
}

#[test]
fn numbers_are_masked_in_every_print() {
    let id = number("32061319900103000X").unwrap();
    assert_eq!(id.masked(), "3206**************");
    assert_eq!(id.masked().chars().count(), 18);
    assert_eq!(format!("{id:?}"), "IdNumber(3206**************)");
    let phone = Phone::parse("13812345678").unwrap();
    assert_eq!(phone.masked(), "138****5678");
    assert_eq!(format!("{phone:?}"), "Phone(138****5678)");
}

#[test]
fn phones_lose_what_people_write_around_them() {
    for text in ["13812345678", "+86 138-1234-5678", "0086138 1234 5678", "１３８１２３４５６７８", "＋86 13812345678"]
    {
        assert_eq!(Phone::parse(text).unwrap().as_str(), "13812345678", "{text}");
    }
    for text in ["12812345678", "1381234567", "138123456789", "0513-85123456", "+1 3812345678", "1381234567八"] {
        assert_eq!(Phone::parse(text).unwrap_err().code, "people.phone_shape", "{text}");
    }
    assert_eq!(Phone::parse(" ").unwrap_err().code, "people.phone_missing");
}

#[test]
fn names_of_any_script_are_kept() {
    for name in ["王䶮", "阿依古丽·买买提", "𠮷田", "欧阳明月", "O'Brien Mary-Ann", "〇"] {
        assert_eq!(PersonName::parse(name).unwrap().as_str(), name);
    }
    assert_eq!(PersonName::parse(" Zoe\u{308} ").unwrap().as_str(), "Zo\u{eb}");
    assert_eq!(PersonName::parse("王　明").unwrap().as_str(), "王明");
    for dotted in ["阿依古丽•买买提", "阿依古丽・买买提", "阿依古丽.买买提", "阿依古丽．买买提", "阿依古丽‧买买提"]
    {
        assert_eq!(PersonName::parse(dotted).unwrap().as_str(), "阿依古丽·买买提", "{dotted}");
    }
    assert_eq!(PersonName::parse("J. Smith").unwrap().as_str(), "J. Smith");
}

#[test]
fn texts_that_are_no_names_are_refused() {
    let cases = [
        ("", "people.name_missing"),
        ("\u{3000}", "people.name_missing"),
        ("12345", "people.name_characters"),
        ("··", "people.name_characters"),
        ("王\u{0}明", "people.name_characters"),
        ("王\n明", "people.name_characters"),
        ("王\u{202E}明", "people.name_characters"),
        ("王\u{200B}明", "people.name_characters"),
    ];
    for (text, code) in cases {
        assert_eq!(PersonName::parse(text).unwrap_err().code, code, "{text:?}");
    }
    assert!(PersonName::parse(&"王".repeat(50)).is_ok());
    assert_eq!(PersonName::parse(&"王".repeat(51)).unwrap_err().code, "people.name_too_long");
}

#[test]
fn strangers_see_the_surname_only() {
    let cases = [
        ("王䶮", "王*"),
        ("王小明", "王*"),
        ("欧阳明月", "欧阳**"),
        ("欧阳", "欧*"),
        ("阿依古丽·买买提", "阿依古丽**"),
        ("𠮷田", "𠮷*"),
        ("", "*"),
    ];
    for (name, masked) in cases {
        assert_eq!(masked_name(name), masked);
    }
}

#[test]
fn the_pinyin_column_knows_how_surnames_are_read() {
    assert_eq!(pinyin_key("王明"), "wang ming wangming wm");
    assert_eq!(pinyin_key("单小明"), "shan xiao ming shanxiaoming sxm");
    assert_eq!(pinyin_key("仇英"), "qiu ying qiuying qy");
    assert_eq!(pinyin_key("尉迟恭"), "yu chi gong yuchigong ycg");
    assert_eq!(pinyin_key("O'Brien"), "o b r i e n obrien obrien");
    assert!(pinyin_key("王䶮").starts_with("wang "));
}

proptest! {
    #[test]
    fn no_text_makes_a_parser_panic(text in "\\PC*") {
        let _ = IdNumber::parse(&text, today());
        let _ = Phone::parse(&text);
        if let Ok(name) = PersonName::parse(&text) {
            prop_assert!(masked_name(name.as_str()).ends_with('*'));
            prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name.clone()));
            let _ = pinyin_key(name.as_str());
        }
    }

    #[test]
    fn one_wrong_digit_never_passes(day in 0_u32..36_000, sequence in 0_u16..1000, at in 0_usize..17, by in 1_u8..10) {
        let born = Day::from_number(day).unwrap();
        prop_assume!(born <= today());
        let right = with_check_character(&format!("320613{}{sequence:03}", born.0.format("%Y%m%d")));
        prop_assert!(number(&right).is_ok());
        let mut wrong = right.into_bytes();
        wrong[at] = b'0' + (wrong[at] - b'0' + by) % 10;
        prop_assert!(number(&String::from_utf8(wrong).unwrap()).is_err());
    }
}

#[test]
fn whoever_is_looked_for_by_number_is_asked_for_the_whole_of_it() {
    let today = today();
    for whole in ["32061319900103000x", "138 0000 0001", "+86 13800000001"] {
        assert_eq!(check_whole_number(whole, today), Ok(()), "{whole}");
    }
    for (text, code) in [
        (" ", "people.number_missing"),
        ("1380000", "people.phone_shape"),
        ("320613199001030001", "people.id_number_check"),
        ("320613199001", "people.phone_shape"),
        ("3206131990010300", "people.id_number_shape"),
    ] {
        let refusal = check_whole_number(text, today).unwrap_err();
        assert_eq!((refusal.field, refusal.code), (Some("number"), code), "{text}");
    }
}

#[test]
fn a_number_is_told_from_a_name_whole_or_not() {
    for number in ["32061319900103000X", "13800000001", "138-0000-0001", "１３８００００１", "3206131990"] {
        assert!(looks_like_number(number), "{number}");
    }
    for name in ["王小明", "wangxm", "ljm", "2班", "1380000", ""] {
        assert!(!looks_like_number(name), "{name}");
    }
}
