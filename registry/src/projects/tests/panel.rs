use super::super::panel::{Facts, Held, Line, MonthWages, Reason, Standing, System, panel};
use super::*;
use crate::calendar::{Due, Month};

fn held(period: Period) -> Held {
    Held { period, evidence: Some("hash".into()), checked_on: Some(day("2026-04-01")) }
}

fn month(first: &str, due: &str, payable_fen: i64, paid_fen: i64) -> MonthWages {
    MonthWages { month: Month::of(day(first)), due: Due::Fixed(day(due)), payable_fen, paid_fen }
}

/// Everything is in order on 20 April 2026.
fn facts() -> Facts {
    Facts {
        status: Some(Status::Building),
        deposits: vec![held(period("2026-01-01", "2026-12-31"))],
        accounts: vec![held(since("2026-01-01"))],
        devices: Some(held(since("2026-01-10"))),
        building_since: Some(day("2026-01-15")),
        last_attendance: Some(day("2026-04-19")),
        excused: Excused::No,
        last_excused: None,
        months: vec![month("2026-02-01", "2026-03-15", 500, 500), month("2026-03-01", "2026-04-15", 700, 700)],
    }
}

fn lines(facts: &Facts) -> [Line; 4] {
    panel(facts, &POLICY, day("2026-04-20"))
}

fn told(facts: &Facts, system: System) -> (Standing, Reason, Option<Day>) {
    let line = lines(facts).into_iter().find(|line| line.system == system).unwrap();
    (line.standing, line.reason, line.day)
}

#[test]
fn a_project_in_order_has_all_four() {
    let lines = lines(&facts());
    assert_eq!(lines.each_ref().map(|line| line.system), System::ALL);
    assert!(lines.iter().all(|line| line.standing == Standing::InPlace && line.checked_on.is_some()), "{lines:?}");
    assert_eq!(lines[2].evidence.as_deref(), Some("hash"));
    assert_eq!(lines[2].checked_on, Some(day("2026-04-01")));
}

#[test]
fn without_a_wage_account_the_panel_says_so_in_every_status() {
    for status in Status::ALL.into_iter().map(Some).chain([None]) {
        let without = Facts { accounts: vec![], status, ..facts() };
        assert_eq!(told(&without, System::WageAccount), (Standing::Missing, Reason::NeverProvided, None), "{status:?}");
    }
}

#[test]
fn deposits_and_accounts_hold_for_their_days() {
    let with = |periods: &[Period]| Facts { deposits: periods.iter().map(|one| held(*one)).collect(), ..facts() };
    let deposit = |periods: &[Period]| told(&with(periods), System::WageDeposit);
    let ended = period("2026-01-01", "2026-04-19");
    assert_eq!(deposit(&[ended]), (Standing::Missing, Reason::Ended, Some(day("2026-04-19"))));
    assert_eq!(deposit(&[since("2026-04-21")]), (Standing::Missing, Reason::BeginsLater, Some(day("2026-04-21"))));
    assert_eq!(deposit(&[period("2026-01-01", "2026-04-20")]).0, Standing::InPlace);
    assert_eq!(deposit(&[ended, since("2026-04-20"), since("2026-05-01")]).0, Standing::InPlace);
    let completed = Facts { status: Some(Status::Completed), ..with(&[ended]) };
    assert_eq!(told(&completed, System::WageDeposit), (Standing::NotExpected, Reason::ProjectCompleted, None));
}

#[test]
fn attendance_is_missing_when_a_site_that_builds_is_silent() {
    let attendance = |facts: &Facts| told(facts, System::RealNameAttendance);
    let silent = |last: &str| Facts { last_attendance: Some(day(last)), ..facts() };
    assert_eq!(attendance(&silent("2026-03-21")).0, Standing::InPlace, "30 days");
    assert_eq!(attendance(&silent("2026-03-20")), (Standing::Missing, Reason::Silent, Some(day("2026-03-21"))));
    let after_festival = Facts { last_excused: Some(day("2026-04-01")), ..silent("2026-02-01") };
    assert_eq!(attendance(&after_festival).0, Standing::InPlace);
    let resumed = Facts { building_since: Some(day("2026-04-02")), ..silent("2026-02-01") };
    assert_eq!(attendance(&resumed).0, Standing::InPlace);
    let excused = Facts { excused: Excused::Until(day("2026-04-30")), ..silent("2026-02-01") };
    assert_eq!(attendance(&excused), (Standing::NotExpected, Reason::NotBuilding, None));
    let shut = Facts { status: Some(Status::ShutDown), ..silent("2026-02-01") };
    assert_eq!(attendance(&shut), (Standing::NotExpected, Reason::NotBuilding, None));
    let completed = Facts { status: Some(Status::Completed), devices: None, ..facts() };
    assert_eq!(attendance(&completed), (Standing::NotExpected, Reason::ProjectCompleted, None));
}

#[test]
fn devices_come_before_attendance() {
    let attendance = |facts: &Facts| told(facts, System::RealNameAttendance);
    for status in [Status::Preparing, Status::Approved, Status::Building] {
        let without = Facts { status: Some(status), devices: None, last_attendance: None, ..facts() };
        assert_eq!(attendance(&without), (Standing::Missing, Reason::NoDevices, None), "{status:?}");
    }
    let removed = Facts { devices: Some(held(period("2026-01-10", "2026-04-19"))), ..facts() };
    assert_eq!(attendance(&removed).1, Reason::Ended);
    let installed = Facts { status: Some(Status::Approved), last_attendance: None, building_since: None, ..facts() };
    assert_eq!(attendance(&installed), (Standing::NotExpected, Reason::NotStarted, None));
    let young = Facts { building_since: Some(day("2026-04-18")), last_attendance: None, ..facts() };
    assert_eq!(attendance(&young), (Standing::NotExpected, Reason::NotStarted, None));
    let never = Facts { building_since: Some(day("2026-03-01")), last_attendance: None, ..facts() };
    assert_eq!(attendance(&never), (Standing::Missing, Reason::Silent, Some(day("2026-03-01"))));
}

#[test]
fn payment_is_missing_from_the_oldest_month_that_is_due_and_short() {
    let payment = |months: Vec<MonthWages>| told(&Facts { months, ..facts() }, System::MonthlyPayment);
    assert_eq!(payment(vec![]), (Standing::NotExpected, Reason::NoMonthDue, None));
    let due_today = month("2026-03-01", "2026-04-20", 700, 0);
    assert_eq!(payment(vec![due_today]), (Standing::NotExpected, Reason::NoMonthDue, None));
    let (short, unpaid) = (month("2026-03-01", "2026-04-15", 700, 699), month("2026-02-01", "2026-03-15", 500, 0));
    assert_eq!(payment(vec![short, unpaid]), (Standing::Missing, Reason::MonthUnpaid, Some(day("2026-02-01"))));
    assert_eq!(payment(vec![short]), (Standing::Missing, Reason::MonthUnpaid, Some(day("2026-03-01"))));
    assert_eq!(payment(vec![month("2026-03-01", "2026-04-15", 0, 0)]).0, Standing::InPlace);
    let may_move = MonthWages { due: Due::Provisional(day("2026-04-15")), ..short };
    assert_eq!(payment(vec![may_move]), (Standing::NotExpected, Reason::NoMonthDue, None));
}
