#![allow(clippy::unwrap_used)]

mod anomalies;
mod events;
mod naming;
mod orders;
mod pairs;
mod records;
mod reports;
mod silences;
mod unmatched;

use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::calendar::Month;
use crate::instant::{HOUR_MS, MINUTE_MS};
use crate::rulepacks::Rules;
use crate::workers::{Registration, Role, Stay, Stays};
use crate::{Day, Instant, Period};

const PACK: &str = include_str!("../../data/rulepacks/c2.toml");
const RULES: PairingRules = PairingRules { repeat_ms: 5 * MINUTE_MS, shortest_ms: MINUTE_MS, longest_ms: 16 * HOUR_MS };
const SITE: Uuid = Uuid::from_u128(0xA);
const OTHER_SITE: Uuid = Uuid::from_u128(0xB);
const WORKER: Uuid = Uuid::from_u128(0xC);
const TEAM: Uuid = Uuid::from_u128(0xD);

/// What pack C says of this noun, read without a TOML parser: that one comes with the database.
fn rules() -> Rules {
    let lines = PACK.lines().filter(|line| line.starts_with("\"attendance.") || line.starts_with("\"feed."));
    lines.fold(Rules::default(), |rules, line| {
        let (name, value) = line.split_once(" = ").unwrap();
        rules.with(name.trim_matches('"'), serde_json::from_str(value).unwrap(), "C/320600/1")
    })
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// What was entered and left, as known at the end of 2026.
fn stays(spans: &[(&str, Option<&str>)]) -> Stays {
    let stay = |(entered, left): &(&str, Option<&str>)| Stay { entered: day(entered), left: left.map(day) };
    Stays::new(spans.iter().map(stay).collect(), day("2026-12-31")).unwrap()
}

/// `20 08:00` and `20 08:00:30` are in November 2026.
fn at(text: &str) -> Instant {
    let (day, time) = text.split_once(' ').unwrap();
    Instant::parse_form_value(&format!("2026-11-{day}T{time}")).unwrap()
}

/// `20 08:00 in`
fn press(text: &str) -> Press {
    let (instant, direction) = text.rsplit_once(' ').unwrap();
    Press { at: at(instant), direction: Direction::parse(direction).unwrap() }
}

fn rows_of(presses: &[&str]) -> Vec<DayRow> {
    let presses: Vec<Press> = presses.iter().map(|text| press(text)).collect();
    day_rows(&presses, &RULES)
}

/// The one row of presses that fall on one day.
fn row_of(presses: &[&str]) -> DayRow {
    let mut rows = rows_of(presses);
    assert_eq!(rows.len(), 1);
    rows.pop().unwrap()
}

#[test]
fn the_pack_names_every_parameter_and_pairing_can_keep_it() {
    assert_eq!(PairingRules::from_rules(&rules()).unwrap(), RULES);
    assert_eq!(SilenceRules::from_rules(&rules()).unwrap(), SilenceRules { supplier_days: 2, site_days: 3 });
    for name in ["attendance.clock_slack", "attendance.late_after", "attendance.report_due"] {
        assert!(rules().span_ms(name).is_ok(), "{name}");
    }
}

#[test]
fn spans_that_contradict_each_other_are_nobodys_rules() {
    for (name, value) in [
        ("attendance.longest_shift", "25 h"),
        ("attendance.shortest_stay", "17 h"),
        ("attendance.repeat_window", "2 h"),
        ("attendance.repeat_window", "-1 min"),
    ] {
        assert!(PairingRules::from_rules(&rules().with(name, json!(value), "test")).is_err(), "{name} {value}");
    }
    for days in [0, 367] {
        assert!(SilenceRules::from_rules(&rules().with("feed.silent_days", json!(days), "test")).is_err());
    }
}

#[test]
fn codes_are_read_back() {
    for one in Direction::ALL {
        assert_eq!(Direction::parse(one.code()), Some(one));
    }
    for one in Method::ALL {
        assert_eq!(Method::parse(one.code()), Some(one));
        assert_eq!(Method::parse_national(one.national_code()), Some(one));
    }
    for one in Origin::ALL {
        assert_eq!(Origin::parse(one.code()), Some(one));
    }
    for one in Odd::ALL {
        assert_eq!(Odd::parse(one.code()), Some(one));
    }
    for one in Anomaly::ALL {
        assert_eq!(Anomaly::parse(one.code()), Some(one));
    }
    for one in Unmatched::ALL {
        assert_eq!(Unmatched::parse(one.code()), Some(one));
    }
    assert_eq!(Direction::parse_national("01"), Some(Direction::In));
    assert_eq!(Direction::parse_national("02"), Some(Direction::Out));
    assert_eq!(Direction::parse_national("03"), None);
}

#[test]
fn methods_carry_the_codes_of_the_published_table() {
    let codes: Vec<&str> = Method::ALL.iter().map(|method| method.national_code()).collect();
    let published: Vec<String> = (1..=11).map(|number| format!("{number:03}")).collect();
    assert_eq!(codes, published);
    assert!(!Method::Clearance.is_passage() && Method::OpenedGate.is_passage());
}

#[test]
fn a_code_is_what_json_says() {
    assert_eq!(serde_json::to_value(Method::QrCode).unwrap(), json!(Method::QrCode.code()));
    assert_eq!(serde_json::to_value(Odd::DirectionGuessed).unwrap(), json!(Odd::DirectionGuessed.code()));
    let row = row_of(&["20 08:00 in", "20 17:00 out"]);
    assert_eq!(serde_json::from_value::<DayRow>(serde_json::to_value(&row).unwrap()).unwrap(), row);
}
