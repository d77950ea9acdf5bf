//! When did something happen, and how is that written in what we sign?

use serde::{Deserialize, Serialize};
use std::fmt;

#[cfg(test)]
mod tests;

/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;
/// Asia/Shanghai is UTC+8 all year. Its summer time (1986 to 1991) ended before anything here was signed.
const SHANGHAI_SECONDS: i64 = 8 * 3_600;
/// 9999-12-31T23:59:59Z, the last second that four digits of a year can write.
const LAST_SECOND: i64 = 253_402_300_799;

/// A second in UTC between 1970 and 9999, written `2026-11-20T01:00:00Z` (XML Schema `dateTimeStamp`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(i64);

/// Why a time was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeFault {
    /// Before 1970 or after 9999.
    #[error("the time is outside 1970 to 9999")]
    OutOfRange,
    /// Not an XML Schema `dateTimeStamp`; a time zone is required.
    #[error("the time is not written as 2026-11-20T01:00:00Z")]
    Malformed,
}

impl Moment {
    /// # Errors
    /// [`TimeFault::OutOfRange`] before 1970 or after 9999.
    pub fn from_unix_seconds(seconds: i64) -> Result<Self, TimeFault> {
        if (0..=LAST_SECOND).contains(&seconds) { Ok(Self(seconds)) } else { Err(TimeFault::OutOfRange) }
    }

    /// Milliseconds since 1970 in UTC; parts of a second are dropped.
    ///
    /// # Errors
    /// [`TimeFault::OutOfRange`] before 1970 or after 9999.
    pub fn from_unix_millis(millis: i64) -> Result<Self, TimeFault> {
        Self::from_unix_seconds(millis.div_euclid(1_000))
    }

    /// Reads an XML Schema `dateTimeStamp`: any time zone, parts of a second are dropped.
    ///
    /// # Errors
    /// [`TimeFault`] for any other text; days that do not exist and a missing time zone are malformed.
    pub fn parse(text: &str) -> Result<Self, TimeFault> {
        let (date_and_time, rest) = text.split_at_checked(19).ok_or(TimeFault::Malformed)?;
        let bytes = date_and_time.as_bytes();
        let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        if separators.iter().any(|&(at, byte)| bytes[at] != byte) {
            return Err(TimeFault::Malformed);
        }
        let (year, month, day) = (digits(&bytes[0..4])?, digits(&bytes[5..7])?, digits(&bytes[8..10])?);
        let (hour, minute, second) = (digits(&bytes[11..13])?, digits(&bytes[14..16])?, digits(&bytes[17..19])?);
        if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
            return Err(TimeFault::Malformed);
        }
        if hour > 23 || minute > 59 || second > 59 {
            return Err(TimeFault::Malformed);
        }
        let local = day_number(year, month, day) * DAY_SECONDS + hour * 3_600 + minute * 60 + second;
        Self::from_unix_seconds(local - zone_seconds(without_fraction(rest)?)?)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.0
    }

    /// The day in Asia/Shanghai, as days since 1970-01-01.
    #[must_use]
    pub fn day_in_shanghai(self) -> u32 {
        // At most 2 932 897 for the year 9999, so the conversion cannot fail.
        u32::try_from((self.0 + SHANGHAI_SECONDS) / DAY_SECONDS).unwrap_or(u32::MAX)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_day(self.0 / DAY_SECONDS);
        let second = self.0 % DAY_SECONDS;
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = TimeFault;

    fn try_from(text: String) -> Result<Self, TimeFault> {
        Self::parse(&text)
    }
}

fn digits(bytes: &[u8]) -> Result<i64, TimeFault> {
    bytes.iter().try_fold(0, |number, byte| match byte {
        b'0'..=b'9' => Ok(number * 10 + i64::from(byte - b'0')),
        _ => Err(TimeFault::Malformed),
    })
}

fn without_fraction(rest: &str) -> Result<&str, TimeFault> {
    let Some(fraction) = rest.strip_prefix('.') else { return Ok(rest) };
    let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    if zone.len() == fraction.len() { Err(TimeFault::Malformed) } else { Ok(zone) }
}

fn zone_seconds(zone: &str) -> Result<i64, TimeFault> {
    if zone == "Z" {
        return Ok(0);
    }
    let bytes = zone.as_bytes();
    let &[sign @ (b'+' | b'-'), _, _, b':', _, _] = bytes else { return Err(TimeFault::Malformed) };
    let (hours, minutes) = (digits(&bytes[1..3])?, digits(&bytes[4..6])?);
    // XML Schema allows at most 14:00.
    if minutes > 59 || hours * 60 + minutes > 14 * 60 {
        return Err(TimeFault::Malformed);
    }
    let seconds = hours * 3_600 + minutes * 60;
    Ok(if sign == b'-' { -seconds } else { seconds })
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a Gregorian date. The year is counted from March, so that the leap day comes last.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let from_march = (month + 9) % 12;
    let years = if month < 3 { year - 1 } else { year };
    let leap_days = years.div_euclid(4) - years.div_euclid(100) + years.div_euclid(400);
    365 * years + leap_days + (153 * from_march + 2) / 5 + day - 1 - 719_468
}

/// The Gregorian date of a day since 1970-01-01, by stepping back from an estimate of the year.
fn civil_day(days: i64) -> (i64, i64, i64) {
    let estimate = 1970 + days / 365;
    let year = (0..=estimate).rev().find(|&year| day_number(year, 1, 1) <= days).unwrap_or(1970);
    let month = (1..=12).rev().find(|&month| day_number(year, month, 1) <= days).unwrap_or(1);
    (year, month, days - day_number(year, month, 1) + 1)
}
