use super::super::permits::{PermitNeed, built_without_permit, check_permit, earliest};
use super::*;

fn milestones() -> Milestones {
    Milestones {
        planned_start: Some(day("2026-01-15")),
        planned_finish: Some(day("2026-10-31")),
        actual_start: Some(day("2026-01-20")),
        completion_acceptance: Some(day("2026-11-10")),
        settlement: Some(day("2026-11-05")),
    }
}

#[test]
fn the_days_of_a_project_stand_in_their_order() {
    let today = day("2026-11-20");
    assert!(milestones().check(today).is_ok());
    assert!(Milestones::default().check(today).is_ok());
    let same_day = Some(day("2026-01-20"));
    let one_day = Milestones { completion_acceptance: same_day, settlement: same_day, ..milestones() };
    assert!(one_day.check(today).is_ok());
    let upside_down = Milestones {
        planned_start: Some(day("2026-11-01")),
        completion_acceptance: Some(day("2026-01-19")),
        settlement: Some(day("2026-11-21")),
        ..milestones()
    };
    let expected = ["projects.finish_before_start", "projects.day_in_future", "projects.day_before_start"];
    assert_eq!(codes(upside_down.check(today).unwrap_err()), expected);
    let ancient = Milestones { actual_start: Some(day("1989-12-31")), ..milestones() };
    assert_eq!(codes(ancient.check(today).unwrap_err()), ["calendar.day_too_early"]);
    let never_started = Milestones { actual_start: None, ..milestones() };
    let expected = ["projects.day_without_start", "projects.day_without_start"];
    assert_eq!(codes(never_started.check(today).unwrap_err()), expected);
    let tomorrow = Milestones { actual_start: Some(day("2026-11-21")), ..Milestones::default() };
    assert_eq!(codes(tomorrow.check(today).unwrap_err()), ["projects.day_in_future"]);
}

#[test]
fn a_project_is_closed_when_it_is_accepted_and_settled() {
    assert_eq!(milestones().closed_on(), Some(day("2026-11-10")));
    let settled_later = Milestones { settlement: Some(day("2026-12-01")), ..milestones() };
    assert_eq!(settled_later.closed_on(), Some(day("2026-12-01")));
    assert_eq!(Milestones { settlement: None, ..milestones() }.closed_on(), None);
}

#[test]
fn days_that_disagree_with_the_status_are_doubted() {
    let history = History::begin(Status::Building, day("2026-01-20"), decision("2026-01-20")).unwrap();
    assert_eq!(milestones().doubts(&history), [Doubt::AcceptedBeforeCompleted]);
    let done = history.change(Status::Completed, day("2026-11-01"), decision("2026-11-01"), day("2026-11-20")).unwrap();
    assert_eq!(milestones().doubts(&done), []);
    let other =
        Milestones { actual_start: Some(day("2026-01-19")), planned_start: Some(day("2026-12-01")), ..milestones() };
    assert_eq!(other.doubts(&done), [Doubt::StartDiffersFromStatus, Doubt::AcceptedBeforePlannedStart]);
}

fn permit(number: &str, issued_on: &str) -> Permit {
    Permit { number: PermitNumber::parse(number).unwrap(), issued_on: day(issued_on), works: "一标段".into() }
}

#[test]
fn permits_of_other_forms_are_kept() {
    assert!(!permit("320613202601100101", "2026-01-10").number.is_unusual());
    assert!(permit("320613202613100101", "2026-01-10").number.is_unusual());
    assert_eq!(permit(" ３２０６１３202601100101 ", "2026-01-10").number.as_str(), "320613202601100101");
    assert!(permit("[2018]施[朝]建字0072号", "2018-01-10").number.is_unusual());
    let refused = |text: &str| PermitNumber::parse(text).unwrap_err().code;
    assert_eq!(refused(" "), "projects.permit_missing");
    assert_eq!(refused("1\u{7}2"), "projects.permit_characters");
    assert_eq!(refused(&"号".repeat(51)), "projects.permit_too_long");
    assert!(PermitNumber::parse(&"号".repeat(50)).is_ok());
}

#[test]
fn a_project_has_several_permits_each_once() {
    let all = [permit("320613202601200101", "2026-01-20"), permit("320613202606010101", "2026-06-01")];
    let today = day("2026-06-01");
    assert!(check_permit(&permit("320613202606010201", "2026-06-01"), &all, today).is_ok());
    let wrong = check_permit(&permit("320613202601200101", "2026-06-02"), &all, today).unwrap_err();
    assert_eq!(codes(wrong), ["projects.day_in_future", "projects.permit_twice"]);
    let ancient = check_permit(&permit("320613202601200102", "1989-12-31"), &all, today).unwrap_err();
    assert_eq!(codes(ancient), ["calendar.day_too_early"]);
    assert_eq!(earliest(&all).map(|permit| permit.issued_on), Some(day("2026-01-20")));
    assert_eq!(earliest(&[]), None);
}

#[test]
fn building_without_a_permit_shows_until_the_permit() {
    let permits = [permit("320613202606010101", "2026-06-01"), permit("320613202601200101", "2026-01-20")];
    let start = Some(day("2026-01-05"));
    let without = |start, permits: &[Permit], need| built_without_permit(start, permits, need);
    // scenario S2
    assert_eq!(without(start, &permits, PermitNeed::Needed), Some(period("2026-01-05", "2026-01-19")));
    assert_eq!(without(start, &[], PermitNeed::Needed), Some(since("2026-01-05")));
    assert_eq!(without(Some(day("2026-01-20")), &permits, PermitNeed::Needed), None);
    assert_eq!(without(start, &[], PermitNeed::NotNeeded), None);
    assert_eq!(without(None, &[], PermitNeed::Needed), None);
}
