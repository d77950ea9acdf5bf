//! What do the sites of a city come to in numbers?

use std::collections::BTreeMap;

use super::Status;
use crate::Day;

/// What was counted of one project, on the day that ran then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteCount {
    pub day: Day,
    /// on record and not gone
    pub workers: u64,
    /// those of them with a contract in force
    pub signed: u64,
    /// seen on the day
    pub attended: u64,
    /// seen on the day before
    pub attended_before: u64,
}

/// Sums over projects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// by today's status; some have none yet
    pub projects: BTreeMap<Option<Status>, u64>,
    pub workers: u64,
    pub signed: u64,
    pub today: u64,
    pub yesterday: u64,
}

impl SiteCount {
    /// Who came today and yesterday, as far as it was counted: what is older says nothing about either.
    fn seen_by(&self, today: Day) -> (u64, u64) {
        match self.day {
            day if day == today => (self.attended, self.attended_before),
            day if day == today.previous() => (0, self.attended),
            _ => (0, 0),
        }
    }
}

impl Figures {
    pub fn add(&mut self, status: Option<Status>, count: Option<&SiteCount>, today: Day) {
        *self.projects.entry(status).or_default() += 1;
        if let Some(count) = count {
            let (seen_today, seen_yesterday) = count.seen_by(today);
            self.workers += count.workers;
            self.signed += count.signed;
            self.today += seen_today;
            self.yesterday += seen_yesterday;
        }
    }

    pub fn all_projects(&self) -> u64 {
        self.projects.values().sum()
    }

    pub fn with_status(&self, status: Status) -> u64 {
        self.projects.get(&Some(status)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn what_was_counted_yesterday_says_nothing_about_today() {
        let count = SiteCount { day: day("2026-11-20"), workers: 9, signed: 8, attended: 7, attended_before: 6 };
        let sums = |today: &str| {
            let mut sums = Figures::default();
            sums.add(Some(Status::Building), Some(&count), day(today));
            (sums.today, sums.yesterday, sums.workers, sums.signed)
        };
        assert_eq!(sums("2026-11-20"), (7, 6, 9, 8));
        assert_eq!(sums("2026-11-21"), (0, 7, 9, 8));
        assert_eq!(sums("2026-11-22"), (0, 0, 9, 8));
    }

    #[test]
    fn projects_count_without_anybody_having_counted_their_people() {
        let mut sums = Figures::default();
        sums.add(Some(Status::Building), None, day("2026-11-20"));
        sums.add(None, None, day("2026-11-20"));
        assert_eq!((sums.all_projects(), sums.with_status(Status::Building), sums.workers), (2, 1, 0));
    }
}
