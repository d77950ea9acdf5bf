//! Do orders pay what attendance says was earned (R-056 未足额, R-061 both differences)?

use std::collections::BTreeMap;

use uuid::Uuid;

use super::money::{ratio_fen, sum_fen};
use crate::calendar::Month;
use crate::workers::{Contract, Pay, PayBasis};
use crate::{Day, Refusal};

/// What one worker earned in one month by attendance or measured work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earned {
    /// The worker's registration.
    pub worker: Uuid,
    pub month: Month,
    pub earned_fen: i64,
}

/// What orders ask for one worker's month: 应发.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payable {
    /// The worker's registration.
    pub worker: Uuid,
    pub month: Month,
    pub payable_fen: i64,
}

/// Work as attendance or measurement gives it; days and months may be halves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Months { hundredths: i64 },
    Days { hundredths: i64 },
    Minutes(i64),
    Pieces { hundredths: i64 },
}

/// What attendance says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayWorked {
    pub day: Day,
    pub minutes: i64,
}

/// One worker's month on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconciled {
    pub worker: Uuid,
    pub month: Month,
    pub earned_fen: i64,
    /// 应发 of the orders
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
        /// Ordered, with nothing earned.
        PaidWithoutAttendance = "paid_without_attendance",
        /// Earned, and in no order.
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

/// What was earned by so much work at the agreed rate, half a fen rounded up; nothing where no rate is known.
///
/// # Errors
/// When the work is measured otherwise than the pay, is negative, or does not fit.
pub fn earned_fen(pay: &Pay, work: Work) -> Result<Option<i64>, Refusal> {
    let Some(rate) = pay.rate_fen.map(i128::from) else { return Ok(None) };
    let earned = match (pay.basis, work) {
        (PayBasis::Month, Work::Months { hundredths: count })
        | (PayBasis::Day, Work::Days { hundredths: count })
        | (PayBasis::Piece, Work::Pieces { hundredths: count }) => ratio_fen(i128::from(count), rate, 100),
        (PayBasis::Hour, Work::Minutes(minutes)) => ratio_fen(i128::from(minutes), rate, 60),
        _ => Err(Refusal::on("work", "wages.work_of_another_basis").with("basis", pay.basis.code())),
    };
    earned.map(Some)
}

/// What days come to under contracts that follow each other (the oldest first), each at the price of its own: a rise in the
/// middle of a month is none for the days before it. A day that no contract covers counts to the last one. `None` where one
/// of them is paid by what attendance cannot tell, or names no price.
///
/// # Errors
/// When a sum does not fit.
pub fn earned_by_days(days: &[DayWorked], contracts: &[&Contract]) -> Result<Option<i64>, Refusal> {
    let mut parts: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
    for one in days {
        let covering = contracts.iter().rposition(|contract| contract.covers(one.day));
        let Some(place) = covering.or(contracts.len().checked_sub(1)) else { return Ok(None) };
        parts.entry(place).or_default().push(one.minutes);
    }
    let mut earned = 0;
    for (place, minutes) in parts {
        let Some(pay) = contracts.get(place).map(|contract| &contract.pay) else { return Ok(None) };
        let days = i64::try_from(minutes.len()).unwrap_or(i64::MAX);
        let Some(work) = Work::attended(pay.basis, days, sum_fen(minutes)?) else { return Ok(None) };
        let Some(part) = earned_fen(pay, work)? else { return Ok(None) };
        earned = sum_fen([earned, part])?;
    }
    Ok(Some(earned))
}

/// What is owed after lawful deductions: what the orders ask for, and never less than what attendance comes to (R-056 足额).
/// `asked` are 应发 and 实发 of the orders together; `None` where neither says anything.
pub fn owed_fen(asked: Option<(i64, i64)>, earned_fen: Option<i64>) -> Option<i64> {
    let Some((payable_fen, net_fen)) = asked else { return earned_fen };
    let short_fen = earned_fen.map_or(0, |earned| earned.saturating_sub(payable_fen).max(0));
    Some(net_fen.saturating_add(short_fen))
}

/// What is ordered beside what was earned. Rows of one worker and month are added up on each side.
///
/// # Errors
/// When a sum does not fit.
pub fn reconcile(ordered: &[Payable], earned: &[Earned]) -> Result<Reconciliation, Refusal> {
    let mut sides: BTreeMap<(Month, Uuid), (Option<i64>, Option<i64>)> = BTreeMap::new();
    for one in earned {
        let side = &mut sides.entry((one.month, one.worker)).or_default().0;
        *side = Some(sum_fen([side.unwrap_or(0), one.earned_fen])?);
    }
    for line in ordered {
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

impl Work {
    /// So much attendance as this basis counts it; `None` where it is measured otherwise.
    pub(super) fn attended(basis: PayBasis, days: i64, minutes: i64) -> Option<Self> {
        match basis {
            PayBasis::Day => Some(Self::Days { hundredths: days.saturating_mul(100) }),
            PayBasis::Hour => Some(Self::Minutes(minutes)),
            PayBasis::Month | PayBasis::Piece => None,
        }
    }
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
