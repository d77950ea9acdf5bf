//! Does a batch pay what attendance says was earned (R-056 未足额, R-061 both differences)?

use std::collections::BTreeMap;

use uuid::Uuid;

use super::batches::PaymentBatch;
use super::money::{ratio_fen, sum_fen};
use crate::Refusal;
use crate::calendar::Month;
use crate::workers::{Pay, PayBasis};

/// What one worker earned in one month by attendance or measured work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earned {
    /// The worker's registration.
    pub worker: Uuid,
    pub month: Month,
    pub earned_fen: i64,
}

/// Work as attendance or measurement gives it; days and months may be halves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Months { hundredths: i64 },
    Days { hundredths: i64 },
    Minutes(i64),
    Pieces { hundredths: i64 },
}

/// One worker's month on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconciled {
    pub worker: Uuid,
    pub month: Month,
    pub earned_fen: i64,
    /// 应发 of the batch
    pub payable_fen: i64,
    /// 应发 less what was earned
    pub difference_fen: i64,
    pub agreement: Agreement,
}

closed_set! {
    Agreement {
        Agrees = "agrees",
        /// Less than was earned.
        TooLittle = "too_little",
        TooMuch = "too_much",
        /// In the batch, with nothing earned.
        PaidWithoutAttendance = "paid_without_attendance",
        /// Earned, and not in the batch.
        AttendedWithoutPay = "attended_without_pay",
    }
}

/// Each worker and month of either side once, in order, and the sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    pub rows: Vec<Reconciled>,
    pub earned_fen: i64,
    pub payable_fen: i64,
    pub difference_fen: i64,
}

/// What was earned by so much work at the agreed rate, half a fen rounded up.
///
/// # Errors
/// When the work is measured otherwise than the pay, is negative, or does not fit.
pub fn earned_fen(pay: &Pay, work: Work) -> Result<i64, Refusal> {
    let rate = i128::from(pay.rate_fen);
    match (pay.basis, work) {
        (PayBasis::Month, Work::Months { hundredths: count })
        | (PayBasis::Day, Work::Days { hundredths: count })
        | (PayBasis::Piece, Work::Pieces { hundredths: count }) => ratio_fen(i128::from(count), rate, 100),
        (PayBasis::Hour, Work::Minutes(minutes)) => ratio_fen(i128::from(minutes), rate, 60),
        _ => Err(Refusal::on("work", "wages.work_of_another_basis").with("basis", pay.basis.code())),
    }
}

/// A batch beside what was earned in the months that it pays. Rows of one worker and month are added up on each side.
///
/// # Errors
/// When a sum does not fit.
pub fn reconcile(batch: &PaymentBatch, earned: &[Earned]) -> Result<Reconciliation, Refusal> {
    let mut sides: BTreeMap<(Month, Uuid), (Option<i64>, Option<i64>)> = BTreeMap::new();
    for one in earned {
        let side = &mut sides.entry((one.month, one.worker)).or_default().0;
        *side = Some(sum_fen([side.unwrap_or(0), one.earned_fen])?);
    }
    for line in &batch.lines {
        let side = &mut sides.entry((line.month, line.worker)).or_default().1;
        *side = Some(sum_fen([side.unwrap_or(0), line.payable_fen])?);
    }
    let rows = sides.into_iter().map(|((month, worker), (earned, payable))| row(worker, month, earned, payable));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(Reconciliation {
        earned_fen: sum_fen(rows.iter().map(|row| row.earned_fen))?,
        payable_fen: sum_fen(rows.iter().map(|row| row.payable_fen))?,
        difference_fen: sum_fen(rows.iter().map(|row| row.difference_fen))?,
        rows,
    })
}

fn row(worker: Uuid, month: Month, earned: Option<i64>, payable: Option<i64>) -> Result<Reconciled, Refusal> {
    let (earned_fen, payable_fen) = (earned.unwrap_or(0), payable.unwrap_or(0));
    let too_large = || Refusal::on("amount", "wages.amount_too_large");
    let difference_fen = payable_fen.checked_sub(earned_fen).ok_or_else(too_large)?;
    let agreement = match difference_fen {
        0 => Agreement::Agrees,
        _ if payable.is_none() => Agreement::AttendedWithoutPay,
        _ if earned_fen == 0 => Agreement::PaidWithoutAttendance,
        less if less < 0 => Agreement::TooLittle,
        _ => Agreement::TooMuch,
    };
    Ok(Reconciled { worker, month, earned_fen, payable_fen, difference_fen, agreement })
}
