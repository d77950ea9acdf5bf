use proptest::prelude::*;

use super::*;
use crate::workers::{Pay, PayBasis};

fn pay(basis: PayBasis, rate_fen: i64) -> Pay {
    Pay { basis, rate_fen, measure: None, pay_day: None, interval_months: None }
}

fn earned(number: u128, earned_fen: i64) -> Earned {
    Earned { worker: worker(number), month: month("2026-10"), earned_fen }
}

#[test]
fn work_is_paid_at_the_agreed_rate() {
    let of = |basis, rate_fen, work| earned_fen(&pay(basis, rate_fen), work).map_err(|refusal| refusal.code);
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
    let payable = |number: u128, payable_fen: i64| PaymentLine { payable_fen, ..line(number) };
    let batch = batch(vec![payable(1, 1_000), payable(2, 900), payable(3, 1_100), payable(4, 500), payable(6, 0)]);
    let earned = [earned(1, 1_000), earned(2, 1_000), earned(3, 1_000), earned(5, 700), earned(6, 0), earned(7, 0)];
    let outcome = reconcile(&batch, &earned).unwrap();
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
    let back = PaymentLine { month: month("2026-09"), payable_fen: 300, ..line(1) };
    let batch =
        batch(vec![PaymentLine { payable_fen: 400, ..line(1) }, PaymentLine { payable_fen: 600, ..line(1) }, back]);
    let rows = reconcile(&batch, &[earned(1, 1_000)]).unwrap().rows;
    let agreements: Vec<(String, Agreement)> = rows.iter().map(|row| (row.month.to_string(), row.agreement)).collect();
    assert_eq!(
        agreements,
        [("2026-09".to_owned(), Agreement::PaidWithoutAttendance), ("2026-10".to_owned(), Agreement::Agrees)]
    );
    assert_eq!(reconcile(&super::batch(vec![]), &[]).unwrap().rows, []);
}

#[test]
fn sums_that_do_not_fit_are_refused() {
    let huge = |number: u128| PaymentLine { payable_fen: i64::MAX, ..line(number) };
    let code = |batch: &PaymentBatch, earned: &[Earned]| reconcile(batch, earned).unwrap_err().code;
    assert_eq!(code(&batch(vec![huge(1), huge(2)]), &[]), "wages.amount_too_large");
    assert_eq!(code(&batch(vec![huge(1), huge(1)]), &[]), "wages.amount_too_large");
    assert_eq!(code(&batch(vec![]), &[earned(1, i64::MAX), earned(2, 1)]), "wages.amount_too_large");
    assert_eq!(code(&batch(vec![huge(1)]), &[earned(1, -1)]), "wages.amount_too_large");
}

proptest! {
    /// Nobody is lost or doubled, and what differs row by row is what differs in all.
    #[test]
    fn the_books_balance(
        lines in prop::collection::vec((0_u128..8, 0_i64..1_000_000), 0..30),
        work in prop::collection::vec((0_u128..8, 0_i64..1_000_000), 0..30),
    ) {
        let batch = batch(lines.iter().map(|(number, fen)| PaymentLine { payable_fen: *fen, ..line(*number) }).collect());
        let earned: Vec<Earned> = work.iter().map(|(number, fen)| earned(*number, *fen)).collect();
        let outcome = reconcile(&batch, &earned).unwrap();
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
