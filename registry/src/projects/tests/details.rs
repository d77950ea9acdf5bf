use proptest::prelude::*;

use super::super::completeness::{Share, completeness};
use super::super::quantities::{Position, decimal_text, parse_decimal};
use super::*;

fn draft() -> Draft {
    Draft {
        name: " 城东安置房三期 ".into(),
        area: "320613".into(),
        industry: "housing".into(),
        street: "观音山街道".into(),
        address: "通京大道以东".into(),
        longitude: "120.912345678912345".into(),
        latitude: "32.0".into(),
        works: "housing".into(),
        nature: "new".into(),
        size: "medium".into(),
        floor_area: "12345.67".into(),
        length: String::new(),
        investment: "8650.123456".into(),
        planned_start: "2026-03-01".into(),
        planned_finish: "2028-02-29".into(),
    }
}

#[test]
fn a_draft_becomes_whole_numbers() {
    let details = draft().check().unwrap();
    assert_eq!(details.name, "城东安置房三期");
    assert_eq!(details.floor_area_dm2, Some(1_234_567));
    assert_eq!(details.investment_fen, Some(8_650_123_456));
    let position = Position { longitude_nanodegrees: 120_912_345_678, latitude_nanodegrees: 32_000_000_000 };
    assert_eq!(details.position, Some(position));
    assert_eq!(details.planned_finish, Some(day("2028-02-29")));
    assert_eq!(details.length_cm, None);
}

#[test]
fn name_area_and_industry_are_enough() {
    let draft = Draft { name: "某项目".into(), area: "320623".into(), industry: "water".into(), ..Draft::default() };
    let details = draft.check().unwrap();
    let lines = completeness(&details.counts());
    assert_eq!(lines[0].share, Share { filled: 2, of: 11 });
}

#[test]
fn one_measure_is_enough_for_the_scale() {
    let missing = |draft: Draft| {
        let lines = completeness(&draft.check().unwrap().counts());
        lines[0].items.iter().find(|line| line.item == Item::Scale).unwrap().missing.clone()
    };
    assert_eq!(missing(draft()), Vec::<&str>::new());
    assert_eq!(missing(Draft { floor_area: String::new(), length: "3200".into(), ..draft() }), Vec::<&str>::new());
    assert_eq!(missing(Draft { floor_area: String::new(), ..draft() }), ["floor_area_dm2"]);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let wrong = Draft {
        name: "某".into(),
        area: " ".into(),
        industry: "mining".into(),
        street: "街".repeat(51),
        address: "a\u{0}b".into(),
        longitude: "181".into(),
        latitude: "32".into(),
        works: "castle".into(),
        nature: "old".into(),
        size: "huge".into(),
        floor_area: "0".into(),
        length: "1.234".into(),
        investment: "-5".into(),
        planned_start: "2026-02-29".into(),
        planned_finish: "1.3.2026".into(),
    };
    let fields: Vec<_> = wrong.check().unwrap_err().iter().filter_map(|refusal| refusal.field).collect();
    let expected = [
        "name",
        "street",
        "address",
        "longitude",
        "works",
        "nature",
        "size",
        "floor_area",
        "length",
        "investment",
        "planned_start",
        "planned_finish",
        "area",
        "industry",
    ];
    assert_eq!(fields, expected);
    let backwards = Draft { planned_finish: "2026-02-28".into(), ..draft() };
    assert_eq!(codes(backwards.check().unwrap_err()), ["projects.finish_before_start"]);
    let one_day = Draft { planned_finish: "2026-03-01".into(), ..draft() };
    assert!(one_day.check().is_ok());
    let half_a_position = Draft { latitude: String::new(), ..draft() };
    assert_eq!(codes(half_a_position.check().unwrap_err()), ["projects.position_shape"]);
}

#[test]
fn decimals_are_read_exactly_or_not_at_all() {
    let cases = [
        ("12.5", 2, Some(1_250)),
        ("12", 2, Some(1_200)),
        ("0.000001", 6, Some(1)),
        ("-1.5", 1, Some(-15)),
        ("12.345", 2, None),
        ("12.", 2, None),
        (".5", 2, None),
        ("", 2, None),
        ("-", 2, None),
        ("1e3", 2, None),
        ("+1", 2, None),
        ("1 2", 2, None),
        ("１２", 2, None),
        ("99999999999999999999", 2, None),
    ];
    for (text, decimals, value) in cases {
        assert_eq!(parse_decimal(text, decimals), value, "{text}");
    }
    assert_eq!(decimal_text(8_650_123_400, 6), "8650.1234");
    assert_eq!(decimal_text(-5, 2), "-0.05");
    assert_eq!(decimal_text(700, 2), "7");
    assert_eq!(decimal_text(7, 0), "7");
}

proptest! {
    #[test]
    fn what_is_shown_is_read_back(value in -1_000_000_000_000_i64..1_000_000_000_000, decimals in 0_u32..9) {
        prop_assert_eq!(parse_decimal(&decimal_text(value, decimals), decimals), Some(value));
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC*", decimals in 0_u32..12) {
        let _ = parse_decimal(&text, decimals);
        let _ = Position::parse(&text, &text);
        let _ = PermitNumber::parse(&text);
        let _ = Draft { name: text.clone(), investment: text.clone(), planned_start: text, ..Draft::default() }.check();
    }
}
