//! When is it? An instant is milliseconds UTC; a day is a date in Asia/Shanghai, which has kept +08:00 since 1991.

mod period;

pub use period::{Period, days_in_any};

use std::fmt;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike, Utc};
use serde::{Deserialize, Serialize};

use crate::Refusal;

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// Those that are written with four digits: days are stored and compared as texts.
const YEARS: std::ops::RangeInclusive<i32> = 0..=9_999;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

/// A calendar day in Asia/Shanghai.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub NaiveDate);

fn shanghai() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| unreachable!("+08:00 is an offset"))
}

impl Instant {
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    pub fn minus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_sub(ms))
    }

    /// Milliseconds from `earlier` to `self`; negative when `earlier` is later.
    pub fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    fn utc(self) -> DateTime<Utc> {
        Utc.timestamp_millis_opt(self.0).single().unwrap_or(DateTime::UNIX_EPOCH)
    }

    pub fn local(self) -> DateTime<FixedOffset> {
        self.utc().with_timezone(&shanghai())
    }

    pub fn day(self) -> Day {
        Day(self.local().date_naive())
    }

    /// What the clocks in Shanghai show.
    pub fn from_local(naive: NaiveDateTime) -> Self {
        Self(naive.and_utc().timestamp_millis() - 8 * HOUR_MS)
    }

    /// RFC 3339 in UTC to the second, as credentials carry it: `2026-11-20T01:00:00Z`.
    pub fn rfc3339_utc(self) -> String {
        self.utc().format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// RFC 3339 with +08:00 and milliseconds, as the API carries it.
    pub fn rfc3339(self) -> String {
        let local = self.local();
        if !YEARS.contains(&local.year()) {
            return local.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string();
        }
        // by hand: three of them go out with every answer that is saved
        let mut text = *b"0000-00-00T00:00:00.000+08:00";
        let mut put = |places: std::ops::Range<usize>, mut number: u32| {
            for place in places.rev() {
                text[place] += u8::try_from(number % 10).unwrap_or(0);
                number /= 10;
            }
        };
        put(0..4, local.year().unsigned_abs());
        put(5..7, local.month());
        put(8..10, local.day());
        put(11..13, local.hour());
        put(14..16, local.minute());
        put(17..19, local.second());
        put(20..23, local.timestamp_subsec_millis());
        text.map(char::from).iter().collect()
    }

    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| Self(at.timestamp_millis()))
    }

    /// The value of an `<input type="datetime-local">`: local time to the minute.
    pub fn form_value(self) -> String {
        self.local().format("%Y-%m-%dT%H:%M").to_string()
    }

    pub fn parse_form_value(text: &str) -> Option<Self> {
        let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
            .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"))
            .ok()?;
        YEARS.contains(&naive.year()).then(|| Self::from_local(naive))
    }

    /// `2026年11月20日 9:05`
    pub fn chinese(self) -> String {
        let local = self.local();
        format!("{} {}", self.day().chinese(), local.format("%-H:%M"))
    }
}

/// A day on which something on record began or happened: a person's birth and an enterprise's founding are no such days.
///
/// # Errors
/// One refusal on the field when it lies before [`Day::EARLIEST`].
pub fn check_first_day(field: &'static str, day: Day) -> Result<(), Refusal> {
    if day < Day::EARLIEST {
        return Err(Refusal::on(field, "calendar.day_too_early").with("earliest", Day::EARLIEST.chinese()));
    }
    Ok(())
}

impl Day {
    /// Before it nothing on record began; a year was typed wrongly.
    pub const EARLIEST: Self = match NaiveDate::from_ymd_opt(1990, 1, 1) {
        Some(day) => Self(day),
        None => Self(NaiveDate::MIN),
    };

    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    pub fn parse(text: &str) -> Option<Self> {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self);
        day.filter(|day| YEARS.contains(&day.year()))
    }

    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// 1 to 31
    pub fn of_month(self) -> u32 {
        self.0.day()
    }

    /// The day so many days later, or earlier when the number is negative. Beyond the calendar's ends it stays.
    pub fn plus_days(self, days: i64) -> Self {
        TimeDelta::try_days(days).and_then(|delta| self.0.checked_add_signed(delta)).map_or(self, Self)
    }

    pub fn next(self) -> Self {
        self.plus_days(1)
    }

    pub fn previous(self) -> Self {
        self.plus_days(-1)
    }

    /// Full years from `born` to this day; from 29 February they are full on 1 March of other years.
    pub fn years_since(self, born: Self) -> i32 {
        let before_birthday = (self.0.month(), self.0.day()) < (born.0.month(), born.0.day());
        self.year() - born.year() - i32::from(before_birthday)
    }

    /// `2026年11月20日`, months and days without leading zero (GB/T 9704-2012: 月、日不编虚位).
    pub fn chinese(self) -> String {
        format!("{}年{}月{}日", self.0.year(), self.0.month(), self.0.day())
    }

    /// The first instant of the day in Asia/Shanghai.
    pub fn starts_at(self) -> Instant {
        Instant::from_local(self.0.and_hms_opt(0, 0, 0).unwrap_or_default())
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> u32 {
        u32::try_from(self.starts_at().plus_ms(8 * HOUR_MS).0 / DAY_MS).unwrap_or(0)
    }

    pub fn from_number(days: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(1970, 1, 1)?.checked_add_days(chrono::Days::new(u64::from(days))).map(Self)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interface_writes_moments_as_the_calendar_library_does() {
        let library = |at: Instant| at.local().format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string();
        let days = (-800_000_i64..3_000_000).step_by(9_973).map(|day| day * DAY_MS + day * 7_919 % DAY_MS);
        for at in days.chain([0, -1, 1_795_136_400_007, 253_402_271_999_999, 253_402_272_000_000]).map(Instant) {
            assert_eq!(at.rfc3339(), library(at));
        }
        assert_eq!(Instant(1_795_136_400_007).rfc3339(), "2026-11-20T09:00:00.007+08:00");
    }

    #[test]
    fn nothing_on_record_began_before_the_earliest_day() {
        for (day, is_right) in
            [("1990-01-01", true), ("2026-11-20", true), ("1989-12-31", false), ("0001-01-01", false)]
        {
            let outcome = check_first_day("first_day", Day::parse(day).unwrap());
            assert_eq!(outcome.is_ok(), is_right, "{day}");
            let told = outcome.err().map(|refusal| (refusal.field, refusal.code, refusal.details));
            let expected = (Some("first_day"), "calendar.day_too_early", vec![("earliest", "1990年1月1日".to_owned())]);
            assert!(is_right || told == Some(expected), "{day}");
        }
    }

    #[test]
    fn a_day_begins_at_midnight_in_shanghai() {
        let day = Day::from_ymd(2026, 11, 20).unwrap();
        assert_eq!(day.starts_at().rfc3339_utc(), "2026-11-19T16:00:00Z");
        assert_eq!(day.starts_at().day(), day);
        assert_eq!(day.starts_at().minus_ms(1).day().to_string(), "2026-11-19");
        assert_eq!(Day::from_number(day.number()), Some(day));
        assert_eq!(day.chinese(), "2026年11月20日");
    }

    #[test]
    fn days_follow_each_other_over_month_ends() {
        let day = |text: &str| Day::parse(text).unwrap();
        assert_eq!((day("2026-02-28").next(), day("2024-02-28").next()), (day("2026-03-01"), day("2024-02-29")));
        assert_eq!(
            (day("2026-01-01").previous(), day("2026-01-01").plus_days(-366)),
            (day("2025-12-31"), day("2024-12-31"))
        );
        assert_eq!(
            (Day(NaiveDate::MAX).next(), Day(NaiveDate::MIN).previous()),
            (Day(NaiveDate::MAX), Day(NaiveDate::MIN))
        );
        assert_eq!(day("2026-01-01").plus_days(i64::MAX), day("2026-01-01"));
    }

    #[test]
    fn no_day_has_a_year_that_is_not_written_with_four_digits() {
        for text in ["+10000-01-01", "-0001-01-01", " +262142-12-31", "12026-01-01"] {
            assert_eq!(Day::parse(text), None, "{text}");
            assert_eq!(Instant::parse_form_value(&format!("{text}T08:00")), None, "{text}");
        }
        assert!(Day::parse("0000-01-01").is_some() && Day::parse("9999-12-31").is_some());
    }

    #[test]
    fn years_are_full_on_the_birthday() {
        let day = |text: &str| Day::parse(text).unwrap();
        let years = |text: &str| day(text).years_since(day("2012-02-29"));
        assert_eq!(
            (years("2029-02-28"), years("2029-03-01"), years("2028-02-28"), years("2028-02-29")),
            (16, 17, 15, 16)
        );
    }

    #[test]
    fn form_values_are_local_time() {
        let at = Instant::parse_form_value("2026-11-20T09:05").unwrap();
        assert_eq!(at.rfc3339_utc(), "2026-11-20T01:05:00Z");
        assert_eq!(at.form_value(), "2026-11-20T09:05");
        assert_eq!(Instant::parse_rfc3339(&at.rfc3339()), Some(at));
    }
}
