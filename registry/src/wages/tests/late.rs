use proptest::prelude::*;

use super::*;
use crate::calendar::Due;

fn owed(number: u128, due: &str) -> Owed {
    Owed { worker: worker(number), month: month("2026-10"), due: Due::Fixed(day(due)), owed_fen: 1_000 }
}

fn paid(number: u128, on: &str, paid_fen: i64) -> Paid {
    Paid { worker: worker(number), month: month("2026-10"), on: day(on), paid_fen }
}

fn of(payments: &[Paid], today: &str) -> Lateness {
    lateness(&owed(1, "2026-11-13"), payments, day(today)).unwrap()
}

#[test]
fn the_last_day_itself_is_in_time() {
    let full = |on: &str| [paid(1, on, 1_000)];
    let in_time = |on: &str| Lateness::InTime { paid_on: Some(day(on)) };
    assert_eq!(of(&full("2026-11-01"), "2026-11-20"), in_time("2026-11-01"));
    assert_eq!(of(&full("2026-11-13"), "2026-11-20"), in_time("2026-11-13"));
    assert_eq!(of(&full("2026-11-14"), "2026-11-20"), Lateness::PaidLate { paid_on: day("2026-11-14"), days: 1 });
    assert_eq!(of(&[], "2026-11-13"), Lateness::NotDue { missing_fen: 1_000 });
    assert_eq!(of(&[], "2026-11-14"), Lateness::Overdue { days: 1, missing_fen: 1_000 });
    assert_eq!(of(&[], "2027-02-13"), Lateness::Overdue { days: 92, missing_fen: 1_000 });
}

#[test]
fn parts_count_until_the_whole_is_there() {
    let parts = [paid(1, "2026-11-16", 400), paid(1, "2026-11-10", 600)];
    assert_eq!(of(&parts, "2026-11-15"), Lateness::Overdue { days: 2, missing_fen: 400 });
    assert_eq!(of(&parts, "2026-11-16"), Lateness::PaidLate { paid_on: day("2026-11-16"), days: 3 });
    assert_eq!(of(&[paid(1, "2026-11-10", 999)], "2026-11-14"), Lateness::Overdue { days: 1, missing_fen: 1 });
}

#[test]
fn other_peoples_and_other_months_payments_do_not_count() {
    let other_month = Paid { month: month("2026-09"), ..paid(1, "2026-11-10", 1_000) };
    assert_eq!(
        of(&[paid(2, "2026-11-10", 1_000), other_month], "2026-11-14"),
        Lateness::Overdue { days: 1, missing_fen: 1_000 }
    );
}

#[test]
fn nothing_owed_is_never_late_and_a_provisional_day_neither() {
    let nothing = Owed { owed_fen: 0, ..owed(1, "2026-11-13") };
    assert_eq!(lateness(&nothing, &[], day("2030-01-01")), Ok(Lateness::InTime { paid_on: None }));
    let provisional = Owed { due: Due::Provisional(day("2027-01-15")), ..owed(1, "2026-11-13") };
    assert_eq!(lateness(&provisional, &[], day("2030-01-01")), Ok(Lateness::NotDue { missing_fen: 1_000 }));
    let late = lateness(&provisional, &[paid(1, "2029-01-01", 1_000)], day("2030-01-01")).unwrap();
    assert!(!late.is_late());
}

#[test]
fn sums_that_do_not_fit_are_refused() {
    let huge = Owed { owed_fen: i64::MAX, ..owed(1, "2026-11-13") };
    let payments = [paid(1, "2026-11-10", i64::MAX - 1), paid(1, "2026-11-11", i64::MAX - 1)];
    assert_eq!(lateness(&huge, &payments, day("2026-11-20")).unwrap_err().code, "wages.amount_too_large");
    assert!(late_wages(&[huge], &payments, day("2026-11-20")).is_err());
}

#[test]
fn the_list_begins_with_what_is_overdue_longest() {
    let all = [
        owed(1, "2026-11-13"),
        owed(2, "2026-11-01"),
        owed(3, "2026-11-10"),
        owed(4, "2026-11-20"),
        owed(5, "2026-11-02"),
    ];
    let payments = [paid(3, "2026-11-11", 1_000), paid(5, "2026-11-10", 1_000)];
    let list = late_wages(&all, &payments, day("2026-11-20")).unwrap();
    let workers: Vec<u128> = list.iter().map(|line| line.owed.worker.as_u128() - 1_000).collect();
    assert_eq!(workers, [2, 1, 5, 3]);
    assert_eq!(list[0].lateness, Lateness::Overdue { days: 19, missing_fen: 1_000 });
    assert_eq!(late_wages(&[], &payments, day("2026-11-20")), Ok(vec![]));
}

#[test]
fn only_what_stayed_on_a_card_is_paid() {
    let result = |outcome, on: &str, amount_fen| BankResult {
        outcome,
        amount_fen,
        at: day(on).starts_at(),
        receipt: None,
        reason: Some("原因".into()),
    };
    let mut batch = sent((1..=4).map(line).collect());
    batch.lines[0].results = vec![result(BankOutcome::Succeeded, "2026-11-13", 950_000)];
    batch.lines[1].results = vec![result(BankOutcome::Failed, "2026-11-13", 0)];
    batch.lines[2].results = vec![
        result(BankOutcome::Succeeded, "2026-11-13", 950_000),
        result(BankOutcome::Returned, "2026-11-14", 950_000),
    ];
    // one millisecond before midnight is still the day
    batch.lines[0].results[0].at = day("2026-11-14").starts_at().minus_ms(1);
    assert_eq!(paid_by([&batch]), [paid(1, "2026-11-13", 950_000)]);
}

proptest! {
    /// What is missing and what was paid make what is owed, and days never shrink as time goes on without payment.
    #[test]
    fn lateness_only_grows(parts in prop::collection::vec((0_u32..20, 1_i64..400), 0..6), offset in 0_u32..60) {
        let first = day("2026-11-01").number();
        let payments: Vec<Paid> = parts
            .iter()
            .map(|(at, fen)| Paid { on: Day::from_number(first + at).unwrap(), ..paid(1, "2026-11-01", *fen) })
            .collect();
        let today = Day::from_number(first + 20 + offset).unwrap();
        let sum: i64 = parts.iter().map(|(_, fen)| fen).sum();
        match lateness(&owed(1, "2026-11-13"), &payments, today).unwrap() {
            Lateness::Overdue { days, missing_fen } => {
                prop_assert_eq!(missing_fen, 1_000 - sum);
                prop_assert_eq!(days, i64::from(8 + offset));
            }
            Lateness::InTime { paid_on } => prop_assert!(sum >= 1_000 && paid_on.unwrap() <= day("2026-11-13")),
            Lateness::PaidLate { paid_on, days } => {
                prop_assert!(sum >= 1_000 && days >= 1);
                prop_assert_eq!(i64::from(paid_on.number()) - i64::from(day("2026-11-13").number()), days);
            }
            Lateness::NotDue { .. } => prop_assert!(false, "the last day is past"),
        }
    }
}
