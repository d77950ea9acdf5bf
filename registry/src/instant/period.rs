//! From which day to which? Both ends are included; without a last day it still runs.

use chrono::NaiveDate;

use super::Day;
use crate::Refusal;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    first: Day,
    last: Option<Day>,
}

impl Period {
    /// # Errors
    /// One refusal on `last_day` when it lies before the first.
    pub fn new(first: Day, last: Option<Day>) -> Result<Self, Refusal> {
        match last {
            Some(last) if last < first => Err(Refusal::on("last_day", "calendar.period_backwards")),
            _ => Ok(Self { first, last }),
        }
    }

    /// From this day on.
    pub fn since(first: Day) -> Self {
        Self { first, last: None }
    }

    pub fn first(self) -> Day {
        self.first
    }

    pub fn last(self) -> Option<Day> {
        self.last
    }

    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.end()
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.end() && other.first <= self.end()
    }

    pub fn lies_within(self, outer: Self) -> bool {
        outer.first <= self.first && self.end() <= outer.end()
    }

    /// Whether each of its days lies in one of the others, which may adjoin or overlap.
    pub fn is_covered_by(self, others: impl IntoIterator<Item = Self>) -> bool {
        let mut others: Vec<Self> = others.into_iter().collect();
        others.sort();
        let mut uncovered = self.first;
        for other in others.iter().filter(|other| other.end() >= self.first) {
            if other.first > uncovered {
                return false;
            }
            if other.end() >= self.end() {
                return true;
            }
            uncovered = uncovered.max(other.end().next());
        }
        false
    }

    /// The days that are in both.
    pub fn common(self, other: Self) -> Option<Self> {
        let last = match (self.last, other.last) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Self::new(self.first.max(other.first), last).ok()
    }

    /// How many days; `None` while it runs.
    pub fn days(self) -> Option<u32> {
        let last = self.last?;
        u32::try_from((last.0 - self.first.0).num_days() + 1).ok()
    }

    /// Its days, up to and with `last`.
    pub fn days_until(self, last: Day) -> impl Iterator<Item = Day> {
        let last = self.end().min(last);
        self.first.0.iter_days().take_while(move |day| *day <= last.0).map(Day)
    }

    /// The last day, or the end of time while it runs.
    pub fn end(self) -> Day {
        self.last.unwrap_or(Day(NaiveDate::MAX))
    }
}

/// How many days lie in any of the periods, from `from` until `until`, both included. Days in several count once.
pub fn days_in_any(periods: impl IntoIterator<Item = Period>, from: Day, until: Day) -> u32 {
    let Ok(range) = Period::new(from, Some(until)) else { return 0 };
    let mut inside: Vec<Period> = periods.into_iter().filter_map(|period| period.common(range)).collect();
    inside.sort();
    let (mut days, mut uncounted) = (0, from);
    for period in inside {
        let rest = Period { first: period.first.max(uncounted), ..period };
        if let Some(counted) = rest.days().filter(|_| rest.first <= rest.end()) {
            days += counted;
            uncounted = rest.end().next();
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn period(first: &str, last: &str) -> Period {
        Period::new(day(first), Some(day(last))).unwrap()
    }

    fn since(first: &str) -> Period {
        Period::since(day(first))
    }

    #[test]
    fn both_ends_of_a_period_are_in_it() {
        let month = period("2026-02-01", "2026-02-28");
        assert!(month.contains(day("2026-02-01")) && month.contains(day("2026-02-28")));
        assert!(!month.contains(day("2026-01-31")) && !month.contains(day("2026-03-01")));
        assert_eq!(month.days(), Some(28));
        assert_eq!(period("2024-02-29", "2024-02-29").days(), Some(1));
        assert_eq!(since("2026-01-01").days(), None);
        assert!(since("2026-01-01").contains(day("2999-12-31")));
        let backwards = Period::new(day("2026-01-02"), Some(day("2026-01-01"))).unwrap_err();
        assert_eq!((backwards.field, backwards.code), (Some("last_day"), "calendar.period_backwards"));
    }

    #[test]
    fn periods_that_touch_do_not_overlap() {
        let (one, two) = (period("2026-01-01", "2026-01-31"), period("2026-02-01", "2026-02-28"));
        assert!(!one.overlaps(two) && one.common(two).is_none());
        let last = period("2026-01-31", "2026-01-31");
        assert!(one.overlaps(last) && last.overlaps(one) && last.overlaps(last));
        assert_eq!(one.common(since("2026-01-31")), Some(period("2026-01-31", "2026-01-31")));
        assert!(
            period("2026-01-15", "2026-02-14").is_covered_by([two, one])
                && !since("2026-01-15").is_covered_by([one, two])
        );
        assert!(
            !period("2026-01-15", "2026-02-14").is_covered_by([one, since("2026-02-02")]) && !one.is_covered_by([])
        );
        assert!(since("2026-01-15").is_covered_by([one, since("2026-01-20")]));
        assert!(one.lies_within(since("2026-01-01")) && !since("2026-01-01").lies_within(one));
        assert_eq!(since("2026-01-01").common(since("2026-02-01")), Some(since("2026-02-01")));
    }

    #[test]
    fn days_in_several_periods_count_once() {
        let all = [
            period("2026-02-10", "2026-02-20"),
            period("2026-02-15", "2026-03-02"),
            period("2026-02-12", "2026-02-13"),
        ];
        assert_eq!(days_in_any(all, day("2026-02-01"), day("2026-03-31")), 21);
        assert_eq!(days_in_any(all, day("2026-02-20"), day("2026-02-20")), 1);
        assert_eq!(days_in_any(all, day("2026-03-03"), day("2026-03-31")), 0);
        assert_eq!(days_in_any(all, day("2026-03-31"), day("2026-02-01")), 0);
    }

    #[test]
    fn the_days_of_a_period_are_enumerated_up_to_a_day() {
        let days =
            |period: Period, last: &str| period.days_until(day(last)).map(|day| day.to_string()).collect::<Vec<_>>();
        assert_eq!(days(period("2026-02-27", "2026-03-01"), "2026-03-31"), ["2026-02-27", "2026-02-28", "2026-03-01"]);
        assert_eq!(days(since("2026-02-27"), "2026-02-28"), ["2026-02-27", "2026-02-28"]);
        assert_eq!(days(since("2026-02-27"), "2026-02-26"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn days_are_counted_as_one_would_by_hand(
            ends in prop::collection::vec((0_u32..60, 0_u32..20, any::<bool>()), 0..6), from in 0_u32..60, until in 0_u32..90,
        ) {
            let at = |number: u32| Day::from_number(20_000 + number).unwrap();
            let periods: Vec<Period> = ends
                .iter()
                .map(|(first, length, runs)| Period::new(at(*first), (!runs).then(|| at(first + length))).unwrap())
                .collect();
            let by_hand = (from..=until).filter(|number| periods.iter().any(|one| one.contains(at(*number)))).count();
            prop_assert_eq!(days_in_any(periods.iter().copied(), at(from), at(until)) as usize, by_hand);
            if let Ok(asked) = Period::new(at(from), Some(at(until))) {
                let is_whole = asked.days().unwrap() as usize == by_hand;
                prop_assert_eq!(asked.is_covered_by(periods.iter().copied()), is_whole);
            }
            for one in &periods {
                for two in &periods {
                    prop_assert_eq!(one.overlaps(*two), one.common(*two).is_some());
                    prop_assert_eq!(one.common(*two), two.common(*one));
                    prop_assert_eq!(one.lies_within(*two), one.common(*two) == Some(*one));
                }
            }
        }
    }
}
