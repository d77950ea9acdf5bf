//! When is it? An instant is milliseconds UTC; a day is a date in Asia/Shanghai, which has kept +08:00 since 1991.

use std::fmt;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeZone, Utc};
use serde::{Deserialize, Serialize};

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;

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

    /// RFC 3339 in UTC to the second, as credentials carry it: `2026-11-20T01:00:00Z`.
    pub fn rfc3339_utc(self) -> String {
        self.utc().format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// RFC 3339 with +08:00 and milliseconds, as the API carries it.
    pub fn rfc3339(self) -> String {
        self.local().format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
    }

    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| Self(at.timestamp_millis()))
    }

    /// The value of an `<input type="datetime-local">`: local time to the minute.
    pub fn form_value(self) -> String {
        self.local().format("%Y-%m-%dT%H:%M").to_string()
    }

    pub fn parse_form_value(text: &str) -> Option<Self> {
        let naive = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
            .or_else(|_| chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"))
            .ok()?;
        shanghai().from_local_datetime(&naive).single().map(|at| Self(at.timestamp_millis()))
    }

    /// `2026年11月20日 9:05`
    pub fn chinese(self) -> String {
        let local = self.local();
        format!("{} {}", self.day().chinese(), local.format("%-H:%M"))
    }
}

impl Day {
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    pub fn parse(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self)
    }

    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// `2026年11月20日`, months and days without leading zero (GB/T 9704-2012: 月、日不编虚位).
    pub fn chinese(self) -> String {
        format!("{}年{}月{}日", self.0.year(), self.0.month(), self.0.day())
    }

    /// The first instant of the day in Asia/Shanghai.
    pub fn starts_at(self) -> Instant {
        let midnight = self.0.and_hms_opt(0, 0, 0).unwrap_or_default();
        Instant(midnight.and_utc().timestamp_millis() - 8 * HOUR_MS)
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
    fn a_day_begins_at_midnight_in_shanghai() {
        let day = Day::from_ymd(2026, 11, 20).unwrap();
        assert_eq!(day.starts_at().rfc3339_utc(), "2026-11-19T16:00:00Z");
        assert_eq!(day.starts_at().day(), day);
        assert_eq!(day.starts_at().minus_ms(1).day().to_string(), "2026-11-19");
        assert_eq!(Day::from_number(day.number()), Some(day));
        assert_eq!(day.chinese(), "2026年11月20日");
    }

    #[test]
    fn form_values_are_local_time() {
        let at = Instant::parse_form_value("2026-11-20T09:05").unwrap();
        assert_eq!(at.rfc3339_utc(), "2026-11-20T01:05:00Z");
        assert_eq!(at.form_value(), "2026-11-20T09:05");
        assert_eq!(Instant::parse_rfc3339(&at.rfc3339()), Some(at));
    }
}
