use serde_json::json;

use super::*;

fn pack(name: &str, area: &str, version: i32, minutes: i64) -> RulePack {
    RulePack {
        pack: name.into(),
        area: area.into(),
        version,
        effective_from: Day::from_ymd(2026, 1, 1).unwrap(),
        parameters: [("exam.minutes".to_owned(), json!(minutes))].into(),
    }
}

#[test]
fn the_most_specific_area_wins_and_says_so() {
    let (city, county) = (pack("B", "320600", 3, 90), pack("A", "320613", 1, 60));
    let rules = Rules::combine([&city, &county]);
    assert_eq!(rules.integer("exam.minutes").unwrap(), 60);
    assert_eq!(rules.sources(&["exam.minutes"]), "A/320613/1");
    assert!(rules.integer("exam.seconds").is_err());
}

#[test]
fn spans_have_units() {
    assert_eq!(parse_span("24 h"), Some(86_400_000));
    assert_eq!(parse_span("5 s"), Some(5_000));
    assert_eq!(parse_span("1 month"), None);
    assert_eq!(parse_span("24"), None);
}

#[test]
fn working_days_are_no_span_of_time() {
    let rules = Rules::default().with("a", json!("5 working_day"), "test").with("b", json!("5 day"), "test");
    assert_eq!(rules.working_days("a").unwrap(), 5);
    assert!(rules.working_days("b").is_err() && rules.span_ms("a").is_err());
}

#[test]
fn months_are_at_least_one_and_no_span_of_time() {
    let with = |value: Value| Rules::default().with("a", value, "test");
    assert_eq!(with(json!("3 month")).months("a").unwrap(), 3);
    assert!(with(json!("3 month")).span_ms("a").is_err() && with(json!("3 month")).working_days("a").is_err());
    for wrong in [json!("30 day"), json!("0 month"), json!("-1 month"), json!("month"), json!(1)] {
        assert!(with(wrong.clone()).months("a").is_err(), "{wrong}");
    }
    assert!(with(json!(1)).has("a") && !with(json!(1)).has("b"));
}

#[cfg(feature = "db")]
mod stored {
    use super::super::store;
    use super::*;

    crate::on_both! {
        async fn loading_the_built_in_packs_twice_changes_nothing(bed) {
            let before = store::list(&bed.ctx).await.unwrap();
            store::load_built_in(&bed.ctx).await.unwrap();
            assert_eq!(store::list(&bed.ctx).await.unwrap(), before);
            assert_eq!(before.len(), 3);
        }

        async fn a_later_version_counts_from_its_day(bed) {
            let mut next = pack("B", store::CITY, 2, 45);
            next.effective_from = Day::from_ymd(2026, 12, 1).unwrap();
            store::store(&bed.ctx, &next).await.unwrap();
            let minutes = async |day: &str| {
                let rules = store::in_force(&bed.ctx, store::CITY, Day::parse(day).unwrap()).await.unwrap();
                rules.integer("exam.minutes").unwrap()
            };
            assert_eq!(minutes("2026-11-30").await, 90);
            assert_eq!(minutes("2026-12-01").await, 45);
        }
    }
}
