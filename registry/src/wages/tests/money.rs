use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::rulepacks::Rules;
use crate::workers::{PayDay, PayMonth};

fn read(text: &str) -> Result<i64, &'static str> {
    parse_yuan(text).map_err(|refusal| refusal.code)
}

#[test]
fn yuan_are_read_as_people_and_files_write_them() {
    for (text, fen) in [
        ("12345.67", 1_234_567),
        ("12,345.67", 1_234_567),
        ("¥12,345.6", 1_234_560),
        ("￥ 12,345", 1_234_500),
        ("１２３．４５", 12_345),
        ("0", 0),
        ("0.07", 7),
        ("00012", 1_200),
        ("99999999999999.99", 9_999_999_999_999_999),
    ] {
        assert_eq!(read(text), Ok(fen), "{text}");
    }
}

#[test]
fn what_is_no_amount_says_why() {
    assert_eq!(read(" "), Err("wages.amount_missing"));
    assert_eq!(read("¥"), Err("wages.amount_missing"));
    for text in
        ["-1", "1.234", "1.", ".5", "1e5", "一万", "12,34", "1234,567", ",123", "1.2.3", "=1+1", "NaN", "1.,000"]
    {
        assert_eq!(read(text), Err("wages.amount_shape"), "{text}");
    }
    assert_eq!(read("100000000000000"), Err("wages.amount_too_large"));
    assert_eq!(read(&"9".repeat(400)), Err("wages.amount_too_large"));
}

#[test]
fn any_amount_is_written() {
    for (fen, text) in [(0, "0.00"), (-5, "-0.05"), (-1_234, "-12.34"), (i64::MIN, "-92233720368547758.08")] {
        assert_eq!(yuan(fen), text);
    }
}

#[test]
fn sums_that_do_not_fit_are_refused() {
    assert_eq!(sum_fen([]), Ok(0));
    assert_eq!(sum_fen([1, 2, -3]), Ok(0));
    assert_eq!(sum_fen([i64::MAX, 1]).unwrap_err().code, "wages.amount_too_large");
    assert_eq!(sum_fen([i64::MIN, -1]).unwrap_err().code, "wages.amount_too_large");
}

#[test]
fn the_policy_takes_what_the_packs_say() {
    let base = || {
        let rules = Rules::default().with("worker.min_age", json!(16), "C");
        rules.with("wage.default_pay_day", json!(31), "C").with("wage.default_pay_month", json!("next"), "C")
    };
    let outside = Policy::from_rules(&base()).unwrap();
    let default_pay_day = PayDay { day_of_month: 31, month: PayMonth::Next };
    let expected =
        Policy { piece_interval_months: None, default_pay_day, roll: Roll::AfterRest, min_age: 16, minimum: None };
    assert_eq!(outside, expected);
    assert_eq!((outside.piece_interval(None), outside.piece_interval(Some(2))), (None, Some(2)));
    let pack_a = base()
        .with("piece_rate.max_interval", json!("1 month"), "A")
        .with("period.roll_on_holiday", json!(false), "A")
        .with("wage.minimum_month_fen", json!(249_000), "C")
        .with("wage.month_days_hundredths", json!(2_175), "C");
    let inside = Policy::from_rules(&pack_a).unwrap();
    assert_eq!((inside.piece_interval(Some(2)), inside.roll), (Some(1), Roll::Stays));
    assert_eq!(inside.minimum.unwrap().month_fen, 249_000);
    for wrong in [json!("30 day"), json!("0 month"), json!("month"), json!(1)] {
        assert!(Policy::from_rules(&base().with("piece_rate.max_interval", wrong, "A")).is_err());
    }
    for wrong in [json!(0), json!(32), json!(-1), json!("31")] {
        assert!(Policy::from_rules(&base().with("wage.default_pay_day", wrong, "C")).is_err());
    }
    assert!(Policy::from_rules(&base().with("wage.default_pay_month", json!("later"), "C")).is_err());
    let zero = base().with("wage.minimum_month_fen", json!(0), "C");
    assert!(Policy::from_rules(&zero).is_err());
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(fen in 0_i64..10_000_000_000_000_000) {
        prop_assert_eq!(read(&yuan(fen)), Ok(fen));
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in "\\PC*") {
        let _ = (read(&text), AccountNumber::parse(&text));
    }
}
