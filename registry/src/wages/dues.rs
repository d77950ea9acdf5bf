//! Where do one registration's wages of a month stand? From what is owed, by when, and what was paid.

use uuid::Uuid;

use super::due::days_late;
use super::money::sum_fen;
use crate::calendar::{Due, Month};
use crate::{Day, Refusal};

/// A month's wages of one registration. Nothing may be known of the sum (pieces that nobody measured, no contract) or of
/// the day (no entry in or before the month is on record).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dues {
    /// The worker's registration.
    pub worker: Uuid,
    pub unit: Uuid,
    pub month: Month,
    /// days with attendance
    pub days: u32,
    /// after lawful deductions
    pub owed_fen: Option<i64>,
    pub due: Option<Due>,
    pub paid_fen: i64,
    /// The day on which all of it had been paid.
    pub settled_on: Option<Day>,
}

/// What reached a worker's card for a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The worker's registration.
    pub worker: Uuid,
    pub month: Month,
    pub on: Day,
    pub paid_fen: i64,
}

closed_set! {
    Standing {
        /// Something is missing, and its last day is past.
        Late = "late",
        /// Nothing says what is owed, or by when.
        Unknown = "unknown",
        /// Something is missing, and its last day is not past, or not certain.
        Open = "open",
        PaidLate = "paid_late",
        /// All of it was paid in time, or nothing was owed.
        Settled = "settled",
    }
}

impl Dues {
    /// Counts the payments of this registration and month in.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn counting(self, payments: &[Paid]) -> Result<Self, Refusal> {
        let mut own: Vec<&Paid> =
            payments.iter().filter(|paid| paid.worker == self.worker && paid.month == self.month).collect();
        own.sort_by_key(|paid| paid.on);
        let (mut paid_fen, mut settled_on) = (0, None);
        for payment in own {
            paid_fen = sum_fen([paid_fen, payment.paid_fen])?;
            let is_all = self.owed_fen.is_some_and(|owed| owed > 0 && paid_fen >= owed);
            settled_on = settled_on.or(is_all.then_some(payment.on));
        }
        Ok(Self { paid_fen, settled_on, ..self })
    }

    pub fn standing(&self, today: Day) -> Standing {
        if let Some(after) = self.late_after() {
            return if today > after { Standing::Late } else { Standing::Open };
        }
        match (self.settled_on, self.due, self.owed_fen) {
            (Some(settled), Some(due), _) if due.is_past_on(settled) => Standing::PaidLate,
            (Some(_), ..) => Standing::Settled,
            (None, _, Some(owed)) if owed <= 0 => Standing::Settled,
            (None, Some(_), Some(_)) => Standing::Open,
            (None, ..) => Standing::Unknown,
        }
    }

    /// The day after which it is late; none once all is paid, and while the day may still move. Whoever worked is owed
    /// something: where nobody knows how much, nothing at all is late too.
    pub fn late_after(&self) -> Option<Day> {
        let is_missing = match self.owed_fen {
            Some(owed) => self.paid_fen < owed,
            None => self.paid_fen == 0 && self.days > 0,
        };
        let due = self.due.filter(|due| is_missing && !due.is_provisional());
        due.map(Due::day)
    }

    /// What is missing of a known sum.
    pub fn missing_fen(&self) -> Option<i64> {
        self.owed_fen.map(|owed| owed.saturating_sub(self.paid_fen).max(0))
    }

    /// Whole days after the last day, today or on the day of payment; 0 in time.
    pub fn days_late(&self, today: Day) -> i64 {
        let until = self.settled_on.unwrap_or(today);
        let is_counted = matches!(self.standing(today), Standing::Late | Standing::PaidLate);
        self.due.filter(|_| is_counted).map_or(0, |due| days_late(due, until))
    }
}
