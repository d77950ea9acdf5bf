//! Which month is it, and when does a period of months end (requirements, section 9.1)?

use std::fmt;

use chrono::{Datelike, Months};
use serde::{Deserialize, Serialize};

use super::{Calendar, Due, is_weekday};
use crate::{Day, Refusal};

/// No rest runs so far that a loop over its days would be felt.
const LONGEST_REST: u32 = 60;

/// A calendar month, kept as its first day and written `2026-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(Day);

/// What becomes of a last day that is a rest day (`period.roll_on_holiday`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roll {
    /// It moves to the day after the rest days.
    AfterRest,
    /// It stays.
    Stays,
}

impl Month {
    pub fn of(day: Day) -> Self {
        Self(Day(day.0.with_day(1).unwrap_or(day.0)))
    }

    /// Reads `2026-03`, both numbers in full.
    ///
    /// # Errors
    /// One refusal on `month`.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        let typed = typed.trim();
        let is_digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        let parts = typed.split_once('-').filter(|(year, month)| is_digits(year, 4) && is_digits(month, 2));
        let first = parts.and_then(|_| Day::parse(&format!("{typed}-01")));
        first.map(Self).ok_or(Refusal::on("month", "calendar.month_shape"))
    }

    pub fn first_day(self) -> Day {
        self.0
    }

    pub fn last_day(self) -> Day {
        self.next().0.previous()
    }

    /// After the last month of the calendar there is none: it stays.
    pub fn next(self) -> Self {
        months_after(self.0, 1).map_or(self, Self)
    }

    pub fn contains(self, day: Day) -> bool {
        Self::of(day) == self
    }

    pub fn days(self) -> impl Iterator<Item = Day> {
        self.0.0.iter_days().map(Day).take_while(move |day| self.contains(*day))
    }

    /// The day of this number; in shorter months their last day.
    pub fn day(self, number: u32) -> Day {
        self.0.0.with_day(number).map_or(self.last_day(), Day)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.0.format("%Y-%m"))
    }
}

impl TryFrom<String> for Month {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|_| format!("{text} is no month"))
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

/// The corresponding day so many months later; where there is none, the last day of that month (民法典第二百零二条). The
/// anchor is not counted.
pub fn months_after(anchor: Day, months: u32) -> Option<Day> {
    anchor.0.checked_add_months(Months::new(months)).map(Day)
}

impl Calendar {
    /// The last day of a period of so many months after an event. Weekends are rest days, make-up working days are none.
    pub fn add_months(&self, event: Day, months: u32, roll: Roll) -> Due {
        let Some(raw) = months_after(event, months) else { return Due::Provisional(event) };
        match roll {
            Roll::AfterRest => self.nearest_working_day(raw, Day::next),
            // without moving, the notice of a year says nothing about the day; yet 9.1, point 6, wants it loaded
            Roll::Stays if self.is_working_day(raw).is_none() => Due::Provisional(raw),
            Roll::Stays => Due::Fixed(raw),
        }
    }

    /// The day itself, or the last working day before it: 遇法定节假日或者休息日的，应当在…前支付.
    pub fn on_or_before_working_day(&self, day: Day) -> Due {
        self.nearest_working_day(day, Day::previous)
    }

    fn nearest_working_day(&self, day: Day, step: impl Fn(Day) -> Day) -> Due {
        let (mut day, mut is_published) = (day, true);
        for _ in 0..LONGEST_REST {
            let known = self.is_working_day(day);
            is_published &= known.is_some();
            if known.unwrap_or_else(|| is_weekday(day)) {
                break;
            }
            day = step(day);
        }
        if is_published { Due::Fixed(day) } else { Due::Provisional(day) }
    }
}
