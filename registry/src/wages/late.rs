//! Which wages are late, by how many days, and how much is missing?

use std::collections::BTreeMap;

use uuid::Uuid;

use super::batches::PaymentBatch;
use super::due::days_late;
use super::money::sum_fen;
use crate::calendar::{Due, Month};
use crate::{Day, Refusal};

/// What one worker is to get for one month, after lawful deductions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The worker's registration.
    pub worker: Uuid,
    pub month: Month,
    pub due: Due,
    pub owed_fen: i64,
}

/// What reached a worker's card for a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    pub worker: Uuid,
    pub month: Month,
    pub on: Day,
    pub paid_fen: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lateness {
    /// Something is missing, and the last day is not past, or not certain.
    NotDue { missing_fen: i64 },
    /// All of it was paid in time; without a day when nothing was owed.
    InTime { paid_on: Option<Day> },
    /// All of it was paid, so many days after the last day.
    PaidLate { paid_on: Day, days: i64 },
    /// So much is still missing, so many days after the last day.
    Overdue { days: i64, missing_fen: i64 },
}

/// One line of the list of late wages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateWages {
    pub owed: Owed,
    pub lateness: Lateness,
}

/// Where one worker's wages of one month stand today. Payments of other workers and months, and later ones, are passed over.
///
/// # Errors
/// When a sum does not fit.
pub fn lateness(owed: &Owed, payments: &[Paid], today: Day) -> Result<Lateness, Refusal> {
    let is_for = |paid: &&Paid| paid.worker == owed.worker && paid.month == owed.month && paid.on <= today;
    let mut paid: Vec<&Paid> = payments.iter().filter(is_for).collect();
    paid.sort_by_key(|payment| payment.on);
    if owed.owed_fen <= 0 {
        return Ok(Lateness::InTime { paid_on: None });
    }
    let mut sum = 0;
    for payment in paid {
        sum = sum_fen([sum, payment.paid_fen])?;
        if sum >= owed.owed_fen {
            let paid_on = payment.on;
            return Ok(match days_late(owed.due, paid_on) {
                0 => Lateness::InTime { paid_on: Some(paid_on) },
                days => Lateness::PaidLate { paid_on, days },
            });
        }
    }
    let missing_fen = owed.owed_fen.saturating_sub(sum);
    Ok(match days_late(owed.due, today) {
        0 => Lateness::NotDue { missing_fen },
        days => Lateness::Overdue { days, missing_fen },
    })
}

/// The late ones: what is overdue, longest first, then what was paid late.
///
/// # Errors
/// When a sum does not fit.
pub fn late_wages(owed: &[Owed], payments: &[Paid], today: Day) -> Result<Vec<LateWages>, Refusal> {
    let mut of_worker: BTreeMap<(Uuid, Month), Vec<Paid>> = BTreeMap::new();
    for payment in payments {
        of_worker.entry((payment.worker, payment.month)).or_default().push(*payment);
    }
    let mut late = Vec::new();
    for one in owed {
        let payments = of_worker.get(&(one.worker, one.month)).map_or(&[][..], Vec::as_slice);
        let lateness = lateness(one, payments, today)?;
        if lateness.is_late() {
            late.push(LateWages { owed: *one, lateness });
        }
    }
    late.sort_by_key(|line| (line.lateness.rank(), line.owed.month, line.owed.worker));
    Ok(late)
}

/// What reached the cards by these batches; failed and returned lines are nothing.
pub fn paid_by<'a>(batches: impl IntoIterator<Item = &'a PaymentBatch>) -> Vec<Paid> {
    let lines = batches.into_iter().flat_map(|batch| batch.lines.iter());
    lines
        .filter_map(|line| {
            let on = line.paid_on()?;
            Some(Paid { worker: line.worker, month: line.month, on, paid_fen: line.paid_fen() })
        })
        .collect()
}

impl Lateness {
    pub fn is_late(self) -> bool {
        matches!(self, Self::PaidLate { .. } | Self::Overdue { .. })
    }

    fn rank(self) -> (bool, std::cmp::Reverse<i64>) {
        match self {
            Self::Overdue { days, .. } => (false, std::cmp::Reverse(days)),
            Self::PaidLate { days, .. } => (true, std::cmp::Reverse(days)),
            Self::NotDue { .. } | Self::InTime { .. } => (true, std::cmp::Reverse(0)),
        }
    }
}
