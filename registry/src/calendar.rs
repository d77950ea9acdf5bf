//! Which days are worked, and when does a period of working days end? Pure.
//!
//! The days come from `registry/data/calendar.json`: per year the notices of the General Office of the State Council
//! (国务院办公厅关于…年部分节假日安排的通知), the days off that they name and the weekend days on which they have people
//! work; years that people bring come beside them (`years`). A period that runs into a year without a notice is provisional:
//! it may be shown, and nothing may be refused by it.

mod months;
pub mod notice;
#[cfg(feature = "db")]
pub mod years;

pub use months::{Month, Roll, months_after};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Deserialize;

use self::notice::Notice;
use crate::Day;

const BUILT_IN: &str = include_str!("../data/calendar.json");

/// The notices of the years that were published.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Calendar {
    years: BTreeMap<i32, Year>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    papers: Vec<String>,
    off: BTreeSet<NaiveDate>,
    work: BTreeSet<NaiveDate>,
}

/// The last day of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Every day that was counted stands in a published calendar.
    Fixed(Day),
    /// Counted by Monday to Friday where no calendar is published yet: the day may still move.
    Provisional(Day),
}

impl Due {
    pub fn day(self) -> Day {
        match self {
            Self::Fixed(day) | Self::Provisional(day) => day,
        }
    }

    pub fn is_provisional(self) -> bool {
        matches!(self, Self::Provisional(_))
    }

    /// Whether the period is over for certain on this day; a provisional one never is.
    pub fn is_past_on(self, today: Day) -> bool {
        match self {
            Self::Fixed(day) => today > day,
            Self::Provisional(_) => false,
        }
    }
}

impl Calendar {
    /// The calendar that comes with the program.
    pub fn built_in() -> &'static Self {
        static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::parse(BUILT_IN).unwrap_or_default());
        &CALENDAR
    }

    /// # Errors
    /// When the text is no calendar.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The same with a year as this notice has it.
    pub fn with(mut self, notice: &Notice) -> Self {
        let days = |days: &BTreeSet<Day>| days.iter().map(|day| day.0).collect();
        let year = Year { papers: notice.papers.clone(), off: days(&notice.off), work: days(&notice.work) };
        self.years.insert(notice.year, year);
        self
    }

    /// Whether the year is published.
    pub fn has(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    /// The notices that name a year's days; none when it is not published.
    pub fn papers(&self, year: i32) -> &[String] {
        self.years.get(&year).map_or(&[], |year| year.papers.as_slice())
    }

    /// Whether the day is worked; `None` when its year is not published.
    pub fn is_working_day(&self, day: Day) -> Option<bool> {
        let year = self.years.get(&day.year())?;
        Some(year.work.contains(&day.0) || (is_weekday(day) && !year.off.contains(&day.0)))
    }

    /// The last day of a period of so many working days after an event. The day of the event is not counted.
    pub fn add_working_days(&self, event: Day, days: u32) -> Due {
        let (mut day, mut left, mut is_published) = (event, days, true);
        while left > 0 {
            let Some(next) = day.0.checked_add_days(Days::new(1)) else { break };
            day = Day(next);
            let known = self.is_working_day(day);
            is_published &= known.is_some();
            left -= u32::from(known.unwrap_or_else(|| is_weekday(day)));
        }
        if is_published { Due::Fixed(day) } else { Due::Provisional(day) }
    }

    /// How many working days lie after `from`, up to and with `until`; `None` when a year between is not published.
    pub fn count_working_days(&self, from: Day, until: Day) -> Option<u32> {
        let days = from.0.iter_days().skip(1).take_while(|day| *day <= until.0);
        days.map(|day| self.is_working_day(Day(day))).try_fold(0, |count, worked| Some(count + u32::from(worked?)))
    }
}

impl Default for Calendar {
    /// Nothing is published: every period is provisional.
    fn default() -> Self {
        Self { years: BTreeMap::new() }
    }
}

fn is_weekday(day: Day) -> bool {
    !matches!(day.0.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
pub(crate) mod tests;
