//! By when is a change of the officer filed, how much of that time is left, and was it kept? Pure.

use crate::Day;
use crate::calendar::{Calendar, Due};

/// 乙文 附件二: so many working days after the day of the change.
pub const CHANGE_DEADLINE: &str = "filing.change_deadline";

/// Why somebody's place was free, as the record of a change closes.
pub const FILED: &str = "filed";
/// The project was completed before anybody took the place.
pub const NOT_NEEDED: &str = "not_needed";

closed_set! {
    /// How a change filing stands to its deadline.
    Timeliness {
        InTime = "in_time",
        Late = "late",
        /// After a day that may still move: nothing is held against it.
        Provisional = "provisional",
    }
}

/// How much time is left on a day, in days of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    Left(u32),
    /// the last day
    Today,
    Overdue(u32),
    /// Past a day that may still move.
    Unsure(u32),
}

/// The day of the change is not counted; make-up Saturdays and Sundays count, days off do not.
pub fn deadline(calendar: &Calendar, changed_on: Day, working_days: u32) -> Due {
    calendar.add_working_days(changed_on, working_days)
}

pub fn clock(due: Due, today: Day) -> Clock {
    let days = (due.day().0 - today.0).num_days();
    let number = u32::try_from(days.unsigned_abs()).unwrap_or(u32::MAX);
    match days {
        0 => Clock::Today,
        1.. => Clock::Left(number),
        _ if due.is_past_on(today) => Clock::Overdue(number),
        _ => Clock::Unsure(number),
    }
}

/// What a filing on this day is.
pub fn judged(due: Due, filed_on: Day) -> Timeliness {
    match clock(due, filed_on) {
        Clock::Left(_) | Clock::Today => Timeliness::InTime,
        Clock::Overdue(_) => Timeliness::Late,
        Clock::Unsure(_) => Timeliness::Provisional,
    }
}

/// On which day before the last one is somebody reminded: the working day before it, or the day before where that is not
/// known; never before the change.
pub fn warned_on(calendar: &Calendar, due: Due, changed_on: Day) -> Day {
    let mut day = due.day().previous();
    while day > changed_on && calendar.is_working_day(day) == Some(false) {
        day = day.previous();
    }
    day.max(changed_on)
}

#[cfg(test)]
mod tests;
