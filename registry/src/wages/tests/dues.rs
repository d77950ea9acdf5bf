use super::*;
use crate::calendar::Due;

fn dues(owed_fen: Option<i64>, due: Option<Due>) -> Dues {
    Dues {
        worker: worker(1),
        unit: UNIT,
        month: month("2026-10"),
        days: 3,
        owed_fen,
        due,
        paid_fen: 0,
        settled_on: None,
    }
}

fn fixed() -> Option<Due> {
    Some(Due::Fixed(day("2026-11-13")))
}

fn paid(on: &str, paid_fen: i64) -> Paid {
    Paid { worker: worker(1), month: month("2026-10"), on: day(on), paid_fen }
}

fn standing(dues: Dues, payments: &[Paid], today: &str) -> Standing {
    dues.counting(payments).unwrap().standing(day(today))
}

#[test]
fn wages_are_late_the_day_after_their_last_one() {
    let owed = dues(Some(1_000), fixed());
    assert_eq!(standing(owed, &[], "2026-11-13"), Standing::Open);
    assert_eq!(standing(owed, &[], "2026-11-14"), Standing::Late);
    assert_eq!(standing(owed, &[paid("2026-11-10", 999)], "2026-11-14"), Standing::Late);
    assert_eq!(standing(owed, &[paid("2026-11-13", 1_000)], "2026-12-01"), Standing::Settled);
    assert_eq!(standing(owed, &[paid("2026-11-10", 600), paid("2026-11-16", 400)], "2026-12-01"), Standing::PaidLate);
    let late = owed.counting(&[paid("2026-11-16", 1_000)]).unwrap();
    assert_eq!((late.days_late(day("2026-12-01")), late.settled_on), (3, Some(day("2026-11-16"))));
    assert_eq!(owed.days_late(day("2026-11-20")), 7);
}

#[test]
fn an_uncertain_day_makes_nothing_late() {
    let owed = dues(Some(1_000), Some(Due::Provisional(day("2027-01-15"))));
    assert_eq!(standing(owed, &[], "2030-01-01"), Standing::Open);
    assert_eq!(standing(owed, &[paid("2029-01-01", 1_000)], "2030-01-01"), Standing::Settled);
    assert_eq!(owed.late_after(), None);
}

#[test]
fn who_worked_is_owed_something_though_nobody_knows_how_much() {
    let unknown = dues(None, fixed());
    assert_eq!(standing(unknown, &[], "2026-11-14"), Standing::Late);
    assert_eq!(standing(unknown, &[], "2026-11-13"), Standing::Open);
    assert_eq!(standing(unknown, &[paid("2026-11-20", 1)], "2026-11-21"), Standing::Unknown);
    assert_eq!(standing(Dues { days: 0, ..unknown }, &[], "2026-11-14"), Standing::Unknown);
    assert_eq!((unknown.missing_fen(), dues(Some(5), None).missing_fen()), (None, Some(5)));
}

#[test]
fn without_a_day_nothing_is_late_and_nothing_owed_is_settled() {
    assert_eq!(standing(dues(Some(1_000), None), &[], "2030-01-01"), Standing::Unknown);
    assert_eq!(standing(dues(Some(1_000), None), &[paid("2029-01-01", 1_000)], "2030-01-01"), Standing::Settled);
    assert_eq!(standing(dues(Some(0), fixed()), &[], "2030-01-01"), Standing::Settled);
    assert_eq!(standing(dues(Some(0), None), &[], "2030-01-01"), Standing::Settled);
}

#[test]
fn other_peoples_and_other_months_payments_do_not_count() {
    let others = [
        Paid { worker: worker(2), ..paid("2026-11-10", 1_000) },
        Paid { month: month("2026-09"), ..paid("2026-11-10", 1_000) },
    ];
    assert_eq!(standing(dues(Some(1_000), fixed()), &others, "2026-11-14"), Standing::Late);
}
