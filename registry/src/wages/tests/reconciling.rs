use proptest::prelude::*;

use super::*;
use crate::workers::{Contract, ContractKind, Pay, PayBasis, Term};

fn pay(basis: PayBasis, rate_fen: i64) -> Pay {
    Pay { basis, rate_fen: Some(rate_fen), measure: None, pay_day: None, interval_months: None }
}

/// What the lines of these numbers ask for in October.
fn asked(lines: &[(u128, i64)]) -> Vec<Payable> {
    let month = month("2026-10");
    lines
        .iter()
        .map(|(number, payable_fen)| Payable { worker: worker(*number), month, payable_fen: *payable_fen })
        .collect()
}

fn earned(number: u128, earned_fen: i64) -> Earned {
    Earned { worker: worker(number), month: month("2026-10"), earned_fen }
}

#[test]
fn work_is_paid_at_the_agreed_rate() {
    let of = |basis, rate_fen, work| {
        earned_fen(&pay(basis, rate_fen), work).map(Option::unwrap_or_default).map_err(|refusal| refusal.code)
    };
    let unknown = Pay { rate_fen: None, ..pay(PayBasis::Day, 1) };
    assert_eq!(earned_fen(&unknown, Work::Days { hundredths: 100 }), Ok(None));
    assert_eq!(of(PayBasis::Day, 35_000, Work::Days { hundredths: 2_650 }), Ok(927_500));
    assert_eq!(of(PayBasis::Month, 900_000, Work::Months { hundredths: 100 }), Ok(900_000));
    // 7 h 20 min at 45.00, then half a fen rounded up: 1 min at 0.30 is half a fen
    assert_eq!(of(PayBasis::Hour, 4_500, Work::Minutes(440)), Ok(33_000));
    assert_eq!(of(PayBasis::Hour, 30, Work::Minutes(1)), Ok(1));
    assert_eq!(of(PayBasis::Hour, 29, Work::Minutes(1)), Ok(0));
    assert_eq!(of(PayBasis::Piece, 1_850, Work::Pieces { hundredths: 12_345 }), Ok(228_383));
    assert_eq!(of(PayBasis::Day, 35_000, Work::Days { hundredths: 0 }), Ok(0));
    assert_eq!(of(PayBasis::Day, 35_000, Work::Minutes(440)), Err("wages.work_of_another_basis"));
    assert_eq!(of(PayBasis::Day, 35_000, Work::Days { hundredths: -1 }), Err("wages.amount_negative"));
    assert_eq!(of(PayBasis::Day, i64::MAX, Work::Days { hundredths: 101 }), Err("wages.amount_too_large"));
    assert_eq!(of(PayBasis::Day, i64::MAX, Work::Days { hundredths: 100 }), Ok(i64::MAX));
}

#[test]
fn each_worker_agrees_or_differs_in_one_way() {
    let ordered = asked(&[(1, 1_000), (2, 900), (3, 1_100), (4, 500), (6, 0)]);
    let earned = [earned(1, 1_000), earned(2, 1_000), earned(3, 1_000), earned(5, 700), earned(6, 0), earned(7, 0)];
    let outcome = reconcile(&ordered, &earned).unwrap();
    let rows: Vec<(u128, i64, Agreement)> =
        outcome.rows.iter().map(|row| (row.worker.as_u128() - 1_000, row.difference_fen, row.agreement)).collect();
    assert_eq!(
        rows,
        [
            (1, 0, Agreement::Agrees),
            (2, -100, Agreement::TooLittle),
            (3, 100, Agreement::TooMuch),
            (4, 500, Agreement::PaidWithoutAttendance),
            (5, -700, Agreement::AttendedWithoutPay),
            (6, 0, Agreement::Agrees),
            (7, 0, Agreement::Agrees),
        ]
    );
    assert_eq!((outcome.earned_fen, outcome.payable_fen, outcome.difference_fen), (3_700, 3_500, -200));
}

#[test]
fn months_are_kept_apart_and_rows_of_one_month_together() {
    let mut ordered = asked(&[(1, 400), (1, 600)]);
    ordered.push(Payable { worker: worker(1), month: month("2026-09"), payable_fen: 300 });
    let rows = reconcile(&ordered, &[earned(1, 1_000)]).unwrap().rows;
    let agreements: Vec<(String, Agreement)> = rows.iter().map(|row| (row.month.to_string(), row.agreement)).collect();
    assert_eq!(
        agreements,
        [("2026-09".to_owned(), Agreement::PaidWithoutAttendance), ("2026-10".to_owned(), Agreement::Agrees)]
    );
    assert_eq!(reconcile(&[], &[]).unwrap().rows, []);
}

#[test]
fn sums_that_do_not_fit_are_refused() {
    let huge = |numbers: &[u128]| asked(&numbers.iter().map(|number| (*number, i64::MAX)).collect::<Vec<_>>());
    let code = |ordered: &[Payable], earned: &[Earned]| reconcile(ordered, earned).unwrap_err().code;
    assert_eq!(code(&huge(&[1, 2]), &[]), "wages.amount_too_large");
    assert_eq!(code(&huge(&[1, 1]), &[]), "wages.amount_too_large");
    assert_eq!(code(&[], &[earned(1, i64::MAX), earned(2, 1)]), "wages.amount_too_large");
    assert_eq!(code(&huge(&[1]), &[earned(1, -1)]), "wages.amount_too_large");
}

fn contract(from: &str, until: Option<&str>, basis: PayBasis, rate_fen: Option<i64>) -> Contract {
    Contract {
        id: Uuid::nil(),
        project: SITE,
        employer: UNIT,
        kind: ContractKind::LabourContract,
        term: Term::FixedTerm,
        signed_on: day(from),
        starts_on: day(from),
        ends_on: until.map(day),
        dissolved_on: None,
        pay: Pay { rate_fen, ..pay(basis, 1) },
        signed_copy: None,
    }
}

#[test]
fn a_rise_in_the_middle_of_a_month_is_none_for_the_days_before_it() {
    let worked = |days: &[&str]| -> Vec<DayWorked> {
        days.iter().map(|text| DayWorked { day: day(text), minutes: 60 }).collect()
    };
    let before = contract("2026-10-01", Some("2026-10-15"), PayBasis::Day, Some(300));
    let after = contract("2026-10-16", None, PayBasis::Day, Some(400));
    let days = worked(&["2026-10-14", "2026-10-15", "2026-10-16"]);
    assert_eq!(earned_by_days(&days, &[&before, &after]), Ok(Some(1_000)));
    let by_hours = contract("2026-10-16", None, PayBasis::Hour, Some(50));
    assert_eq!(earned_by_days(&days, &[&before, &by_hours]), Ok(Some(650)));
    assert_eq!(earned_by_days(&worked(&["2026-09-30"]), &[&before, &after]), Ok(Some(400)), "before any of them");
    let by_pieces = contract("2026-10-16", None, PayBasis::Piece, Some(400));
    let unpriced = contract("2026-10-16", None, PayBasis::Day, None);
    for untold in [&by_pieces, &unpriced] {
        assert_eq!(earned_by_days(&days, &[&before, untold]), Ok(None));
    }
    assert_eq!(earned_by_days(&days, &[]), Ok(None));
}

#[test]
fn what_is_owed_is_never_less_than_what_was_earned() {
    assert_eq!(owed_fen(None, None), None);
    assert_eq!(owed_fen(None, Some(900)), Some(900));
    assert_eq!(owed_fen(Some((1_000, 950)), None), Some(950));
    assert_eq!(owed_fen(Some((1_000, 950)), Some(900)), Some(950));
    // an order of one yuan for a month's work; what it rightly holds back stays held back
    assert_eq!(owed_fen(Some((100, 60)), Some(900_000)), Some(899_960));
    assert_eq!(owed_fen(Some((i64::MAX, i64::MAX)), Some(i64::MAX)), Some(i64::MAX));
}

proptest! {
    /// Nobody is lost or doubled, and what differs row by row is what differs in all.
    #[test]
    fn the_books_balance(
        lines in prop::collection::vec((0_u128..8, 0_i64..1_000_000), 0..30),
        work in prop::collection::vec((0_u128..8, 0_i64..1_000_000), 0..30),
    ) {
        let earned: Vec<Earned> = work.iter().map(|(number, fen)| earned(*number, *fen)).collect();
        let outcome = reconcile(&asked(&lines), &earned).unwrap();
        prop_assert_eq!(outcome.payable_fen, lines.iter().map(|(_, fen)| fen).sum::<i64>());
        prop_assert_eq!(outcome.earned_fen, work.iter().map(|(_, fen)| fen).sum::<i64>());
        prop_assert_eq!(outcome.difference_fen, outcome.payable_fen - outcome.earned_fen);
        let mut workers: Vec<u128> = lines.iter().chain(&work).map(|(number, _)| 1_000 + number).collect();
        workers.sort_unstable();
        workers.dedup();
        let mut found: Vec<u128> = outcome.rows.iter().map(|row| row.worker.as_u128()).collect();
        found.sort_unstable();
        prop_assert_eq!(found, workers);
        for row in &outcome.rows {
            prop_assert_eq!(row.agreement == Agreement::Agrees, row.difference_fen == 0);
        }
    }
}
