//! By which day must wages be paid?
//!
//! Months are counted as section 9.1 of the requirements counts them: entered on 3 March, a month is full on 3 April.

use crate::Day;
use crate::calendar::{Calendar, Due, Month, months_after};
use crate::workers::{PayDay, PayMonth, Stay};

/// A span without payment for piece-rate work that is or was longer than allowed, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentGap {
    /// The entry, or the payment before.
    pub from: Day,
    pub due: Due,
    pub paid_on: Option<Day>,
    /// Whole days after the last day allowed, on the day of payment or of the question; 0 in time.
    pub days_late: i64,
}

/// Whether the stay lasted a month (用工满一个月). Who has not left yet is judged when leaving.
pub fn has_full_month(stay: Stay) -> bool {
    let full = months_after(stay.entered, 1);
    stay.left.is_none_or(|left| full.is_some_and(|full| left >= full))
}

/// The last day for the wages of a month; `None` when the stay has no day in it. `stay` is the time with one unit: a change
/// of team does not end it.
///
/// 甲文第九条: left before a month was full, they are due on the day of leaving. The article says so of daily rates; here it
/// holds for every pay basis, pieces too, because whoever has left has no later pay-day to wait for and is the hardest
/// to find. Otherwise they are due on the agreed day, and where that is a rest day, on the last working day before it
/// (条例第十四条); pieces then go by [`payment_gaps`].
pub fn wages_due(stay: Stay, month: Month, pay_day: PayDay, calendar: &Calendar) -> Option<Due> {
    let is_in_month = stay.entered <= month.last_day() && stay.left.is_none_or(|left| left >= month.first_day());
    if !is_in_month {
        return None;
    }
    if let Some(left) = stay.left.filter(|_| !has_full_month(stay)) {
        return Some(Due::Fixed(left));
    }
    let paid_in = match pay_day.month {
        PayMonth::Same => month,
        PayMonth::Next => month.next(),
    };
    Some(calendar.on_or_before_working_day(paid_in.day(pay_day.day_of_month)))
}

/// Every gap from the entry on, in order. `due` says the last day for the payment after an entry or a payment
/// ([`Calendar::add_months`] by [`super::Policy::piece_interval`]; the day of leaving for a stay without a full month).
/// `settled_on` is the day from which nothing more was owed; without it the last gap is open and runs until `today`.
pub fn payment_gaps(
    entered: Day,
    paid_on: &[Day],
    settled_on: Option<Day>,
    today: Day,
    due: impl Fn(Day) -> Due,
) -> Vec<PaymentGap> {
    let mut days: Vec<Day> = paid_on.iter().copied().filter(|day| *day >= entered && *day <= today).collect();
    days.sort_unstable();
    days.dedup();
    let mut gaps = Vec::new();
    let mut from = entered;
    for day in days {
        gaps.push(gap(from, due(from), Some(day), day));
        from = day;
    }
    if settled_on.is_none_or(|settled| settled > from) {
        gaps.push(gap(from, due(from), None, settled_on.map_or(today, |settled| settled.min(today))));
    }
    gaps
}

fn gap(from: Day, due: Due, paid_on: Option<Day>, until: Day) -> PaymentGap {
    PaymentGap { from, due, paid_on, days_late: days_late(due, until) }
}

/// Whole days from the last day to `until`; 0 in time, and never more for a day that may still move.
pub(super) fn days_late(due: Due, until: Day) -> i64 {
    if due.is_past_on(until) { (until.0 - due.day().0).num_days() } else { 0 }
}
