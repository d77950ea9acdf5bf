//! By which day must wages be paid?
//!
//! Months are counted as section 9.1 of the requirements counts them: entered on 3 March, a month is full on 3 April.

use crate::Day;
use crate::calendar::{Calendar, Due, Month, Roll, months_after};
use crate::workers::{PayDay, PayMonth, Stay};

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
/// (条例第十四条); pieces also go by [`piece_wages_due`].
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

/// The last day for the wages of a month of piece-rate work: so many months after the payment before, or after the entry
/// where there was none. Months before this one have gaps of their own, so it is never counted from before the month.
pub fn piece_wages_due(
    stay: Stay,
    month: Month,
    last_paid: Option<Day>,
    interval_months: u32,
    roll: Roll,
    calendar: &Calendar,
) -> Option<Due> {
    let is_in_month = stay.entered <= month.last_day() && stay.left.is_none_or(|left| left >= month.first_day());
    if !is_in_month {
        return None;
    }
    if let Some(left) = stay.left.filter(|_| !has_full_month(stay)) {
        return Some(Due::Fixed(left));
    }
    let from = last_paid.unwrap_or(stay.entered).max(month.first_day());
    Some(calendar.add_months(from, interval_months, roll))
}

/// Whole days from the last day to `until`; 0 in time, and never more for a day that may still move.
pub(super) fn days_late(due: Due, until: Day) -> i64 {
    if due.is_past_on(until) { (until.0 - due.day().0).num_days() } else { 0 }
}
