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

#[test]
fn what_is_in_force_names_its_source() {
    let (city, county) = (pack("B", "320600", 3, 90), pack("A", "320613", 1, 60));
    let day = Day::from_ymd(2026, 11, 20).unwrap();
    let in_force = InForce::of("320613".into(), day, [&city, &county]);
    let labels: Vec<String> = in_force.packs.iter().map(Source::label).collect();
    assert_eq!(labels, ["B/320600/3", "A/320613/1"]);
    let [minutes] = in_force.parameters.as_slice() else { panic!("{in_force:?}") };
    assert_eq!((minutes.name.as_str(), &minutes.value), ("exam.minutes", &json!(60)));
    assert_eq!(minutes.source.label(), "A/320613/1");
}

#[cfg(feature = "fixtures")]
mod changing;
mod knowing;
#[cfg(feature = "db")]
mod stored;
