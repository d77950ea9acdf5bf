use super::super::known::{KNOWN, Kind, find};
use super::*;

fn parse(name: &str, typed: &str) -> Result<Value, &'static str> {
    find(name).unwrap().parse(typed).map_err(|refusal| {
        assert_eq!(refusal.field, Some(find(name).unwrap().name));
        refusal.code
    })
}

#[test]
fn every_parameter_is_known_once() {
    let mut names: Vec<&str> = KNOWN.iter().map(|known| known.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), KNOWN.len());
}

#[test]
fn values_are_held_to_their_kind_and_bounds() {
    assert_eq!(parse("exam.minutes", " 100 "), Ok(json!(100)));
    for wrong in ["9", "601", "", "-1", "1.5", "百", "99999999999999999999"] {
        assert_eq!(parse("exam.minutes", wrong), Err("rulepacks.value_beyond"), "{wrong}");
    }
    assert_eq!(parse("exam.resit_wait", "48"), Ok(json!("48 h")));
    assert_eq!(parse("exam.resit_wait", "48 h"), Err("rulepacks.value_beyond"));
    assert_eq!(parse("bank.allow_secondary", "on"), Ok(json!(true)));
    assert_eq!(parse("bank.allow_secondary", "yes"), Err("rulepacks.value_not_offered"));
    assert_eq!(parse("revocation.mode", "A"), Ok(json!("A")));
    assert_eq!(parse("revocation.mode", "C"), Err("rulepacks.value_not_offered"));
    assert_eq!(parse("filing.before_start", "on_or_before"), Ok(json!("on_or_before")));
    assert_eq!(parse("filing.before_start", "after"), Err("rulepacks.value_not_offered"));
    assert_eq!(parse("revocation.warn_days", "14、7，3"), Ok(json!([14, 7, 3])));
    for wrong in ["", "3、14", "14、14", "91", "0", "9、8、7、6、5、4", "x"] {
        assert_eq!(parse("revocation.warn_days", wrong), Err("rulepacks.days_shape"), "{wrong}");
    }
}

#[test]
fn what_a_form_shows_is_what_it_takes() {
    for known in KNOWN {
        let value = match known.kind {
            Kind::Switch => json!(true),
            Kind::Number { least, .. } => json!(least),
            Kind::Span { unit, least, .. } => json!(format!("{least} {unit}")),
            Kind::Code(codes) => json!(codes[0]),
            Kind::DaysBefore { greatest } => json!([greatest, 1]),
        };
        assert_eq!(known.parse(&known.typed(&value)), Ok(value), "{}", known.name);
        assert!(known.check(&json!(null)).is_err(), "{}", known.name);
    }
}

#[test]
fn no_law_is_undercut_and_what_leaves_no_choice_is_not_offered() {
    assert_eq!(parse("worker.min_age", "15"), Err("rulepacks.value_beyond"));
    assert_eq!(parse("ledger.retention", "2"), Err("rulepacks.value_beyond"));
    for fixed in ["worker.adult_age", "scope.supervised_by"] {
        assert!(!find(fixed).unwrap().has_a_choice(), "{fixed}");
    }
}
