//! How much time is left by the server's clock? The page counts on its own steady clock and is corrected by every reply;
//! the computer's date plays no part.

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const SHANGHAI_MS: i64 = 8 * 60 * MINUTE_MS;

/// `now` below is always the page's steady clock in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The server's clock minus the page's.
    offset: i64,
    pub deadline: i64,
}

/// What is said aloud when so much time is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    Minutes15,
    Minutes5,
}

impl Clock {
    /// The server wrote `server_now` into the page, which began to arrive at `arrived`.
    pub fn new(deadline: i64, server_now: i64, arrived: i64) -> Self {
        Self { offset: server_now - arrived, deadline }
    }

    /// A reply: the server read its clock somewhere between sending and receiving.
    pub fn correct(&mut self, deadline: i64, server_now: i64, sent: i64, received: i64) {
        *self = Self { offset: server_now - (sent + received) / 2, deadline };
    }

    pub fn left(self, now: i64) -> i64 {
        (self.deadline - self.offset - now).max(0)
    }
}

impl Warning {
    /// The warning that falls into the span between two readings of the time left.
    pub fn between(before: i64, after: i64) -> Option<Self> {
        [(Self::Minutes5, 5 * MINUTE_MS), (Self::Minutes15, 15 * MINUTE_MS)]
            .into_iter()
            .find(|(_, limit)| before > *limit && after <= *limit)
            .map(|(warning, _)| warning)
    }

    /// Which warning stands while so much is left.
    pub fn standing(left: i64) -> Option<Self> {
        Self::between(i64::MAX, left)
    }
}

/// `1:29:58`, or `9:05` below an hour; a begun second counts.
pub fn digits(left: i64) -> String {
    let seconds = (left + SECOND_MS - 1) / SECOND_MS;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The time of day in Asia/Shanghai: `10:32:07`.
pub fn time_of_day(at: i64) -> String {
    let seconds = (at + SHANGHAI_MS).div_euclid(SECOND_MS).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// RFC 3339 with any offset and any number of decimals, in milliseconds UTC.
pub fn parse_rfc3339(text: &str) -> Option<i64> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (day, hours, minutes, seconds) =
        (day_number(number(0..4)?, number(5..7)?, number(8..10)?), number(11..13)?, number(14..16)?, number(17..19)?);
    let rest = text.get(19..)?;
    let zone = rest.find(['Z', 'z', '+', '-'])?;
    let decimals: String = rest[..zone].chars().filter(char::is_ascii_digit).chain("000".chars()).take(3).collect();
    let local = ((day * 24 + hours) * 60 + minutes) * MINUTE_MS + seconds * SECOND_MS + decimals.parse::<i64>().ok()?;
    let zone = &rest[zone..];
    if zone.len() == 1 {
        return Some(local);
    }
    let ahead = zone.get(1..3)?.parse::<i64>().ok()? * 60 + zone.get(4..6)?.parse::<i64>().ok()?;
    Some(if zone.starts_with('-') { local + ahead * MINUTE_MS } else { local - ahead * MINUTE_MS })
}

/// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin on 1 March.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day
        - 719_469
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_the_server_and_not_the_page() {
        let mut clock = Clock::new(90_000, 30_000, 500);
        assert_eq!(clock.left(500), 60_000);
        clock.correct(150_000, 40_000, 10_000, 10_400);
        assert_eq!(clock.left(10_200), 110_000);
        assert_eq!(clock.left(1_000_000), 0);
    }

    #[test]
    fn each_warning_is_said_once_when_its_moment_passes() {
        let minutes = |minutes: i64| minutes * MINUTE_MS;
        assert_eq!(Warning::between(minutes(15) + 1, minutes(15)), Some(Warning::Minutes15));
        assert_eq!(Warning::between(minutes(15), minutes(14)), None);
        assert_eq!(Warning::between(minutes(16), minutes(4)), Some(Warning::Minutes5), "after a sleep the nearer one");
        assert_eq!(Warning::standing(minutes(16)), None);
    }

    #[test]
    fn times_read_as_people_write_them() {
        let read: Vec<String> = [5_398_000, 545_000, 999, 0].iter().map(|left| digits(*left)).collect();
        assert_eq!(read, ["1:29:58", "9:05", "0:01", "0:00"]);
        assert_eq!(time_of_day(parse_rfc3339("2026-11-20T02:32:07Z").unwrap()), "10:32:07");
    }

    #[test]
    fn instants_of_every_zone_are_read() {
        let at = parse_rfc3339("2026-11-20T02:32:07.5Z");
        assert_eq!(at, Some(1_795_141_927_500));
        assert_eq!(parse_rfc3339("2026-11-20T10:32:07.500123+08:00"), at);
        assert_eq!(parse_rfc3339("2026-11-19T21:32:07.500-05:00"), at);
        assert_eq!(parse_rfc3339("2024-02-29T00:00:00Z"), Some(1_709_164_800_000));
        for wrong in ["", "2026-11-20", "2026-11-20T10:32:07", "yesterday at ten o'clock sharp"] {
            assert_eq!(parse_rfc3339(wrong), None, "{wrong}");
        }
    }
}
