//! Is a site silent, or the supplier that should report it (`requirements.md` section 9.3: no data is not feed down)?
//!
//! A supplier is silent when nothing at all arrived from any project of its feed. Whether a site is silent is asked only
//! while its supplier is not.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Seen;
use crate::rulepacks::Rules;
use crate::{Day, Fault, Period};

/// Both in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SilenceRules {
    /// So many whole days without anything from anywhere make a supplier silent (`feed.silent_days`).
    pub supplier_days: u32,
    /// So many whole days without a passage make a site silent (`attendance.site_silent_days`).
    pub site_days: u32,
}

impl SilenceRules {
    /// # Errors
    /// When no rule pack names a parameter, or it is no number of days from 1 to 366.
    pub fn from_rules(rules: &Rules) -> Result<Self, Fault> {
        let days = |name: &str| {
            let found = u32::try_from(rules.integer(name)?).ok().filter(|days| (1..=366).contains(days));
            found.ok_or_else(|| Fault::internal(format!("{name} is no number of days")))
        };
        Ok(Self { supplier_days: days("feed.silent_days")?, site_days: days("attendance.site_silent_days")? })
    }
}

/// One project of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedProject {
    pub seen: Seen,
    /// since when the feed reports it
    pub since: Day,
    /// when it was and is in construction
    pub running: Vec<Period>,
    /// approved shutdowns of the project, approved outages of its devices
    pub exempt: Vec<Period>,
}

impl FeedProject {
    /// Whether passages were to be expected on the day.
    pub fn is_expected_on(&self, day: Day) -> bool {
        let within = |periods: &[Period]| periods.iter().any(|period| period.contains(day));
        self.since <= day && within(&self.running) && !within(&self.exempt)
    }
}

/// What one supplier delivers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    pub seen: Seen,
    pub projects: Vec<FeedProject>,
    /// outages of the whole feed that a regulator confirmed
    pub outages: Vec<Period>,
    /// what [`suspected_outages`] found so far
    pub suspected: Vec<Period>,
}

/// How a project's data stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    Reporting,
    /// Nothing is expected: not in construction, or an approved shutdown or outage of the project.
    NotExpected,
    /// The whole feed's outage is confirmed.
    Outage,
    /// Nothing from any project of the feed since that day: a suspected outage.
    SupplierSilent {
        since: Day,
    },
    /// The feed delivers, this site has had nothing since that day.
    SiteSilent {
        since: Day,
    },
}

impl Health {
    pub fn code(self) -> &'static str {
        match self {
            Self::Reporting => "reporting",
            Self::NotExpected => "not_expected",
            Self::Outage => "outage",
            Self::SupplierSilent { .. } => "supplier_silent",
            Self::SiteSilent { .. } => "site_silent",
        }
    }
}

/// Since when the feed is silent, on the morning of `today`: days on which something was expected of any of its projects
/// and nothing at all arrived, counted after the last arrival and before today.
pub fn feed_is_silent(feed: &Feed, rules: SilenceRules, today: Day) -> Option<Day> {
    let is_missed =
        |day: Day| feed.projects.iter().any(|project| project.is_expected_on(day)) && !is_out(&feed.outages, day);
    let last = feed.seen.last_received_at.map(|at| at.day());
    let begins = feed.projects.iter().map(|project| project.since).min()?;
    silent_since(last, begins, rules.supplier_days, today, is_missed)
}

/// How `project`, one of the feed's, stands on the morning of `today`; `silent_feed` is what [`feed_is_silent`] said of the
/// feed, asked once for all its projects. Days of a suspected outage do not count against a site.
pub fn health(feed: &Feed, silent_feed: Option<Day>, project: &FeedProject, rules: SilenceRules, today: Day) -> Health {
    if !project.is_expected_on(today) {
        return Health::NotExpected;
    }
    if is_out(&feed.outages, today) {
        return Health::Outage;
    }
    if let Some(since) = silent_feed {
        return Health::SupplierSilent { since };
    }
    let is_missed =
        |day: Day| project.is_expected_on(day) && !is_out(&feed.outages, day) && !is_out(&feed.suspected, day);
    match silent_since(project.seen.last_day(), project.since, rules.site_days, today, is_missed) {
        Some(since) => Health::SiteSilent { since },
        None => Health::Reporting,
    }
}

/// The suspected outages of a feed up to and with `last`, from the days on which anything arrived: runs of at least
/// `feed.silent_days` missed days. A rule whose period overlaps one goes to a person (9.3). What is delivered afterwards
/// does not undo that the feed was down.
pub fn suspected_outages(feed: &Feed, arrivals: &BTreeSet<Day>, rules: SilenceRules, last: Day) -> Vec<Period> {
    let Some(begins) = feed.projects.iter().map(|project| project.since).min() else { return Vec::new() };
    let mut found = Vec::new();
    let mut run: Option<(Day, Day, u32)> = None;
    let mut close = |run: Option<(Day, Day, u32)>| {
        let long = run.filter(|(_, _, days)| *days >= rules.supplier_days);
        found.extend(long.and_then(|(from, until, _)| Period::new(from, Some(until)).ok()));
    };
    for day in Period::since(begins).days_until(last) {
        if arrivals.contains(&day) {
            close(run.take());
        } else if feed.projects.iter().any(|project| project.is_expected_on(day)) && !is_out(&feed.outages, day) {
            let (from, _, days) = run.unwrap_or((day, day, 0));
            run = Some((from, day, days + 1));
        }
    }
    close(run);
    found
}

fn is_out(outages: &[Period], day: Day) -> bool {
    outages.iter().any(|period| period.contains(day))
}

/// The first missed day after `last` (from `begins` if there was none), once there are as many of them before `today` as
/// it takes.
fn silent_since(last: Option<Day>, begins: Day, days: u32, today: Day, is_missed: impl Fn(Day) -> bool) -> Option<Day> {
    let from = last.map_or(begins, |last| last.next().max(begins));
    let mut missed = Period::since(from).days_until(today.previous()).filter(|day| is_missed(*day));
    let since = missed.next()?;
    let others = usize::try_from(days).unwrap_or(usize::MAX).saturating_sub(1);
    (missed.take(others).count() == others).then_some(since)
}
