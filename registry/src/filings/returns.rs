//! When is a county's monthly return due, how does it stand, and what differs between two versions of it (R-107, D-04)?
//!
//! The return about a month is due on the 10th of the next, at 24:00 in Shanghai. The 10th does not move, whatever day it is.

mod differing;

pub use differing::{Differences, Point, ProjectDifference};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::calendar::{Calendar, Month};
use crate::{Day, Instant, Refusal};

/// How many days before it is due the county is reminded first (D-04).
const FIRST_REMINDER_DAYS: i64 = 5;

closed_set! {
    /// How a county's return stands on a day.
    Standing {
        OnTime = "on_time",
        Late = "late",
        /// it may still come in time
        Waiting = "waiting",
        /// it is over, and nothing came
        Missing = "missing",
    }
}

closed_set! {
    /// Which reminder it is.
    Occasion {
        /// 5 days before
        Ahead = "ahead",
        /// the last working day before the 10th
        LastDay = "last_day",
    }
}

closed_set! {
    /// How a project's filing stands in the return.
    FiledAs {
        /// both receivers have accepted it
        Accepted = "accepted",
        /// sent in, and not accepted by both
        Waiting = "waiting",
        /// there is an officer, and no filing; of assistants alone nobody is filed
        NotFiled = "not_filed",
        /// nobody with a valid certificate is bound
        NoOfficer = "no_officer",
    }
}

/// The sums of a county, or of one industry in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// 在建项目
    pub projects: u64,
    /// with a filing sent in
    pub filed: u64,
    /// accepted by both receivers
    pub accepted: u64,
    /// sent in on the day of the start or after it
    pub late: u64,
    /// without an officer
    pub without_officer: u64,
    /// with a pledge that is kept
    pub pledges: u64,
    /// changes of officers in the month
    pub changes: u64,
}

/// One running project of the return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub project: Uuid,
    pub name: String,
    /// a code
    pub industry: String,
    pub contractor: Option<String>,
    pub officer: Option<String>,
    pub filed_on: Option<Day>,
    pub filed_as: FiledAs,
    pub is_late: bool,
    pub has_pledge: bool,
}

/// What a return says. It is stored as it is and never worked out again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// the county's code and name
    pub county: String,
    pub county_name: String,
    pub month: Month,
    /// of which moment the figures are
    pub as_of: Instant,
    pub whole: Sums,
    /// by the industry's code, in its order
    pub industries: Vec<(String, Sums)>,
    pub lines: Vec<Line>,
}

/// One figure of two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// one of [`Sums::NAMES`]
    pub name: &'static str,
    pub before: u64,
    pub after: u64,
}

impl Sums {
    pub const NAMES: [&'static str; 7] =
        ["projects", "filed", "accepted", "late", "without_officer", "pledges", "changes"];

    /// In the order of [`Sums::NAMES`].
    pub fn figures(&self) -> [u64; 7] {
        [self.projects, self.filed, self.accepted, self.late, self.without_officer, self.pledges, self.changes]
    }

    pub fn add(&mut self, line: &Line, changes: u64) {
        self.projects += 1;
        self.filed += u64::from(matches!(line.filed_as, FiledAs::Accepted | FiledAs::Waiting));
        self.accepted += u64::from(line.filed_as == FiledAs::Accepted);
        self.late += u64::from(line.is_late);
        self.without_officer += u64::from(line.filed_as == FiledAs::NoOfficer);
        self.pledges += u64::from(line.has_pledge);
        self.changes += changes;
    }

    /// Those figures that are others now.
    pub fn differences(&self, after: &Self) -> Vec<Difference> {
        let all = Self::NAMES.into_iter().zip(self.figures().into_iter().zip(after.figures()));
        let told = all.map(|(name, (before, after))| Difference { name, before, after });
        told.filter(|one| one.before != one.after).collect()
    }
}

/// The month whose return is next, or is being made, on a day: the one before.
pub fn month_before(today: Day) -> Month {
    Month::of(Month::of(today).first_day().previous())
}

/// The last day on which the return about a month is in time; `due_day` is `filing.monthly_due`.
pub fn due_on(month: Month, due_day: u32) -> Day {
    month.next().day(due_day)
}

/// How a return stands that came then, or did not come yet. The day of the deadline counts to its end.
pub fn standing(due: Day, submitted: Option<Day>, today: Day) -> Standing {
    match submitted {
        Some(day) if day <= due => Standing::OnTime,
        Some(_) => Standing::Late,
        None if today <= due => Standing::Waiting,
        None => Standing::Missing,
    }
}

/// Whether a month can be returned: it is over.
///
/// # Errors
/// On `month`, while it runs.
pub fn check_month(month: Month, today: Day) -> Result<(), Refusal> {
    match month.last_day() < today {
        true => Ok(()),
        false => Err(Refusal::on("month", "returns.month_runs").with("month", month)),
    }
}

/// The reminder that is due on a day, if one is: whoever was away on the day itself is told later, until it is over.
pub fn occasion(due: Day, today: Day, calendar: &Calendar) -> Option<Occasion> {
    let last = calendar.on_or_before_working_day(due.previous()).day();
    match today {
        day if day > due => None,
        day if day >= last => Some(Occasion::LastDay),
        day if day >= due.plus_days(-FIRST_REMINDER_DAYS) => Some(Occasion::Ahead),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
