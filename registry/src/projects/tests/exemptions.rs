use proptest::prelude::*;

use super::super::exemptions::{Filing, Timeliness, Verdict, days_of, excused_on, last_excused_before};
use super::*;

fn filing(kind: ExemptionKind, period: Period) -> Filing {
    let reason = kind.reasons()[0].to_owned();
    Filing { kind, period, reason, statement: "春节期间工人返乡，工地停工".into(), document: None }
}

fn check(filing: &Filing, today: &str) -> Result<Timeliness, Vec<&'static str>> {
    filing.check(filing.kind.reasons(), &POLICY, day(today)).map_err(codes)
}

fn approved(kind: ExemptionKind, period: Period) -> Exemption {
    Exemption { kind, period, filed: act(1, "2026-01-20"), decided: Some((Verdict::Approved, act(2, "2026-01-21"))) }
}

#[test]
fn each_kind_excuses_what_it_is_for() {
    let excuses = |kind: ExemptionKind| Missing::ALL.iter().filter(|one| kind.excuses(**one)).count();
    assert_eq!(ExemptionKind::ALL.iter().map(|kind| excuses(*kind)).collect::<Vec<_>>(), [2, 1, 1]);
    assert!(ExemptionKind::DeviceOutage.excuses(Missing::Attendance));
    assert!(ExemptionKind::SpecialCircumstances.excuses(Missing::Payment));
}

#[test]
fn a_filing_says_whether_it_comes_in_time() {
    let shutdown = filing(ExemptionKind::Shutdown, period("2026-01-31", "2026-03-02"));
    assert_eq!(check(&shutdown, "2026-01-30"), Ok(Timeliness::Ahead));
    assert_eq!(check(&shutdown, "2026-01-31"), Ok(Timeliness::SameDay));
    assert_eq!(check(&shutdown, "2026-02-01"), Err(vec!["projects.past_needs_document"]));
    let shutdown = Filing { document: Some("hash".into()), ..shutdown };
    assert_eq!(check(&shutdown, "2026-02-01"), Ok(Timeliness::Afterwards));
    // one month from 31 January ends with February
    assert_eq!(check(&shutdown, "2026-02-28"), Ok(Timeliness::Afterwards));
    assert_eq!(check(&shutdown, "2026-03-01"), Ok(Timeliness::PastReportLimit));
    let leap = Filing { period: period("2024-01-31", "2024-03-31"), ..shutdown };
    assert_eq!(check(&leap, "2024-02-29"), Ok(Timeliness::Afterwards));
}

#[test]
fn everything_that_a_filing_lacks_is_told() {
    let outage = Filing {
        reason: "holiday".into(),
        statement: "坏了".into(),
        ..filing(ExemptionKind::DeviceOutage, since("2026-02-02"))
    };
    let expected = [
        "projects.reason_unknown",
        "projects.statement_length",
        "projects.exemption_without_end",
        "projects.outage_in_future",
    ];
    assert_eq!(check(&outage, "2026-02-01"), Err(expected.to_vec()));
    let open = filing(ExemptionKind::Shutdown, since("2026-02-02"));
    assert!(check(&open, "2026-02-01").is_ok());
    let special = filing(ExemptionKind::SpecialCircumstances, since("2026-02-02"));
    assert_eq!(check(&special, "2026-02-01"), Err(vec!["projects.exemption_without_end"]));
}

#[test]
fn a_filing_is_decided_once_and_by_somebody_else() {
    let filed = Exemption { decided: None, ..approved(ExemptionKind::Shutdown, since("2026-02-01")) };
    let (own, other) = (act(1, "2026-01-22"), act(2, "2026-01-22"));
    let refused = |verdict, by| filed.check_decision(verdict, by).err().map(|refusal| refusal.code);
    assert_eq!(refused(Verdict::Approved, other), None);
    assert_eq!(refused(Verdict::Refused, other), None);
    assert_eq!(refused(Verdict::Withdrawn, own), None);
    assert_eq!(refused(Verdict::Approved, own), Some("projects.own_approval"));
    assert_eq!(refused(Verdict::Refused, own), Some("projects.own_approval"));
    assert_eq!(refused(Verdict::Withdrawn, other), Some("projects.not_own_filing"));
    let decided = approved(ExemptionKind::Shutdown, since("2026-02-01"));
    assert_eq!(decided.check_decision(Verdict::Refused, other).unwrap_err().code, "projects.exemption_decided_already");
}

#[test]
fn only_what_was_approved_excuses_and_only_its_days() {
    let outage = approved(ExemptionKind::DeviceOutage, period("2026-03-01", "2026-03-10"));
    let refused = Exemption { decided: Some((Verdict::Refused, act(2, "2026-01-21"))), ..outage.clone() };
    let waiting = Exemption { decided: None, ..outage.clone() };
    let attendance = |all: &[Exemption], on: &str| excused_on(all, Missing::Attendance, day(on));
    let outage = [outage];
    assert_eq!(attendance(&outage, "2026-02-28"), Excused::No);
    assert_eq!(attendance(&outage, "2026-03-01"), Excused::Until(day("2026-03-10")));
    assert_eq!(attendance(&outage, "2026-03-10"), Excused::Until(day("2026-03-10")));
    assert_eq!(attendance(&outage, "2026-03-11"), Excused::No);
    assert_eq!(excused_on(&outage, Missing::Payment, day("2026-03-05")), Excused::No);
    assert_eq!(attendance(&[refused, waiting], "2026-03-05"), Excused::No);
}

#[test]
fn exemptions_that_touch_count_as_one() {
    let all = [
        approved(ExemptionKind::DeviceOutage, period("2026-03-01", "2026-03-10")),
        approved(ExemptionKind::Shutdown, period("2026-03-08", "2026-03-12")),
        approved(ExemptionKind::DeviceOutage, period("2026-03-13", "2026-03-15")),
        approved(ExemptionKind::DeviceOutage, period("2026-03-17", "2026-03-20")),
    ];
    assert_eq!(excused_on(&all, Missing::Attendance, day("2026-03-02")), Excused::Until(day("2026-03-15")));
    assert_eq!(excused_on(&all, Missing::Payment, day("2026-03-09")), Excused::Until(day("2026-03-12")));
    let open = [all[3].clone(), approved(ExemptionKind::Shutdown, since("2026-03-21"))];
    assert_eq!(excused_on(&open, Missing::Attendance, day("2026-03-18")), Excused::Open);
}

#[test]
fn special_circumstances_move_the_day_of_scenario_s5() {
    let special = [approved(ExemptionKind::SpecialCircumstances, period("2026-06-20", "2026-07-31"))];
    assert_eq!(excused_on(&special, Missing::Payment, day("2026-06-30")), Excused::Until(day("2026-07-31")));
    assert_eq!(excused_on(&special, Missing::Attendance, day("2026-06-30")), Excused::No);
}

#[test]
fn the_end_of_a_shutdown_is_where_the_clock_of_scenario_s3_starts() {
    let all = [
        approved(ExemptionKind::Shutdown, period("2026-02-10", "2026-03-02")),
        approved(ExemptionKind::SpecialCircumstances, period("2026-02-10", "2026-03-09")),
    ];
    let last = |on: &str| last_excused_before(&all, Missing::Attendance, day(on));
    assert_eq!(last("2026-03-02"), None);
    assert_eq!(last("2026-03-03"), Some(day("2026-03-02")));
    assert_eq!(last_excused_before(&all, Missing::Payment, day("2026-03-10")), Some(day("2026-03-09")));
}

#[test]
fn shutdown_days_inside_a_range_are_counted_once() {
    let all = [
        approved(ExemptionKind::Shutdown, period("2026-02-10", "2026-03-02")),
        approved(ExemptionKind::Shutdown, period("2026-02-20", "2026-03-05")),
        approved(ExemptionKind::DeviceOutage, period("2026-03-01", "2026-03-31")),
        Exemption { decided: None, ..approved(ExemptionKind::Shutdown, period("2026-03-06", "2026-03-31")) },
    ];
    let shutdown = |from: &str, until: &str| days_of(&all, ExemptionKind::Shutdown, day(from), day(until));
    assert_eq!(shutdown("2026-01-01", "2026-12-31"), 24);
    assert_eq!(shutdown("2026-03-01", "2026-03-31"), 5);
    assert_eq!(shutdown("2026-04-01", "2026-04-30"), 0);
}

proptest! {
    #[test]
    fn whoever_is_excused_is_excused_on_each_day_until_then(
        ends in prop::collection::vec((0_u32..60, 0_u32..12, 0_usize..3), 0..6), on in 0_u32..80,
    ) {
        let at = |number: u32| Day::from_number(20_000 + number).unwrap();
        let all: Vec<Exemption> = ends
            .iter()
            .map(|(first, length, kind)| {
                approved(ExemptionKind::ALL[*kind], Period::new(at(*first), Some(at(first + length))).unwrap())
            })
            .collect();
        for missing in Missing::ALL {
            let holds = |number: u32| all.iter().any(|one| one.kind.excuses(missing) && one.period.contains(at(number)));
            match excused_on(&all, missing, at(on)) {
                Excused::No => prop_assert!(!holds(on)),
                Excused::Open => prop_assert!(false, "all have an end"),
                Excused::Until(last) => {
                    prop_assert!((on..=last.number() - 20_000).all(holds));
                    prop_assert!(!holds(last.number() - 20_000 + 1));
                }
            }
        }
    }
}
