//! What about a person's day has to be told to the worker and the team (甲文第八条, R-034)?

use serde::{Deserialize, Serialize};

use super::pairs::{DayRow, Length, Pair, PairingRules};
use crate::workers::Stays;
use crate::{Day, Instant};

closed_set! {
    Anomaly {
        /// Expected ([`Expectation`]), the day is over, and nothing of the person stands on it.
        AbsentWhileRostered = "absent_while_rostered",
        /// An in that no out followed within the longest shift.
        EntryWithoutExit = "entry_without_exit",
        /// An out that no in came before.
        ExitWithoutEntry = "exit_without_entry",
        /// The same document was on another project during the stay, or passed there meanwhile.
        DuplicateIdentity = "duplicate_identity",
        /// A stay shorter than anybody takes to pass twice, or longer than the longest shift.
        ImpossibleInterval = "impossible_interval",
        /// 未签合同进场: attended on a day that no contract which counts on the site covers.
        EnteredWithoutContract = "entered_without_contract",
    }
}

/// One anomaly of one person on one project; `day`, `anomaly` and `at` tell it apart from any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Finding {
    pub day: Day,
    pub anomaly: Anomaly,
    /// the press or the stay's begin; none for what is about the whole day
    pub at: Option<Instant>,
}

impl Anomaly {
    /// An absence and a missing contract are no matter of one press.
    pub fn is_of_whole_day(self) -> bool {
        matches!(self, Self::AbsentWhileRostered | Self::EnteredWithoutContract)
    }
}

/// Whether a contract that counts on the site covers the person on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    Signed,
    Unsigned,
}

/// What kind of day the project had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteDay {
    Running,
    /// In construction, and nobody passed at all: the project's gap, not each worker's absence.
    Silent,
    /// Approved, or not in construction.
    Shutdown,
    /// An approved outage of the devices or the feed.
    Outage,
}

/// Whether somebody had to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    Expected,
    Excused(Excuse),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Excuse {
    NotOnRoster,
    Silent,
    Shutdown,
    Outage,
}

impl Excuse {
    pub fn code(self) -> &'static str {
        match self {
            Self::NotOnRoster => "not_on_roster",
            Self::Silent => "silent",
            Self::Shutdown => "shutdown",
            Self::Outage => "outage",
        }
    }
}

/// The roster of a day is whoever has entered and not left, on a site that runs and whose devices work.
pub fn expectation(day: Day, stays: &Stays, site: SiteDay) -> Expectation {
    if stays.on(day).is_none() {
        return Expectation::Excused(Excuse::NotOnRoster);
    }
    match site {
        SiteDay::Running => Expectation::Expected,
        SiteDay::Silent => Expectation::Excused(Excuse::Silent),
        SiteDay::Shutdown => Expectation::Excused(Excuse::Shutdown),
        SiteDay::Outage => Expectation::Excused(Excuse::Outage),
    }
}

/// What is to be told about a day, as known at `as_of`, in order. `row` is the day's row; `elsewhere` the rows of the same
/// document on other projects from the day before to the day after.
pub fn anomalies(
    day: Day,
    (expected, cover): (Expectation, Cover),
    row: Option<&DayRow>,
    elsewhere: &[&DayRow],
    rules: &PairingRules,
    as_of: Instant,
) -> Vec<Finding> {
    let found = |anomaly, at| Finding { day, anomaly, at: Some(at) };
    let Some(row) = row.filter(|row| row.is_attended()) else {
        let is_over = as_of >= day.next().starts_at();
        let absence = Finding { day, anomaly: Anomaly::AbsentWhileRostered, at: None };
        return if is_over && expected == Expectation::Expected { vec![absence] } else { Vec::new() };
    };
    let mut findings = Vec::new();
    if cover == Cover::Unsigned {
        findings.push(Finding { day, anomaly: Anomaly::EnteredWithoutContract, at: None });
    }
    // until the longest shift is over the person may still be inside
    let is_settled = |at: &&Instant| as_of.since(**at) > rules.longest_ms;
    findings.extend(row.missing_out.iter().filter(is_settled).map(|at| found(Anomaly::EntryWithoutExit, *at)));
    findings.extend(row.missing_in.iter().map(|at| found(Anomaly::ExitWithoutEntry, *at)));
    for pair in &row.pairs {
        if pair.length != Length::Plausible {
            findings.push(found(Anomaly::ImpossibleInterval, pair.from));
        } else if elsewhere.iter().any(|other| is_met_by(pair, other)) {
            findings.push(found(Anomaly::DuplicateIdentity, pair.from));
        }
    }
    let passes = row.missing_out.iter().chain(&row.missing_in);
    let is_inside_elsewhere = |at: &&Instant| {
        let mut stays = elsewhere.iter().flat_map(|other| &other.pairs);
        stays.any(|pair| pair.length == Length::Plausible && pair.from < **at && **at < pair.until)
    };
    findings.extend(passes.filter(is_inside_elsewhere).map(|at| found(Anomaly::DuplicateIdentity, *at)));
    findings.sort_unstable();
    findings
}

/// Whether a stay overlaps one of the other row, or a lone press of it falls inside. To go over at the same moment is
/// none: sites may share a gate.
fn is_met_by(pair: &Pair, other: &DayRow) -> bool {
    let stays = other.pairs.iter().filter(|stay| stay.length == Length::Plausible);
    let mut lone = other.missing_out.iter().chain(&other.missing_in);
    stays.into_iter().any(|stay| stay.from < pair.until && pair.from < stay.until)
        || lone.any(|at| pair.from < *at && *at < pair.until)
}

/// What a new look at a day means for the notices that were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// to be told
    pub appeared: Vec<Finding>,
    /// told before, and no longer true: a late event, a correction or a registration has settled it
    pub settled: Vec<Finding>,
}

/// Both in order, each finding once.
pub fn changes(before: &[Finding], after: &[Finding]) -> Changes {
    let missing_in = |from: &[Finding], others: &[Finding]| {
        let others: std::collections::BTreeSet<&Finding> = others.iter().collect();
        let mut rest: Vec<Finding> = from.iter().filter(|finding| !others.contains(finding)).copied().collect();
        rest.sort_unstable();
        rest.dedup();
        rest
    };
    Changes { appeared: missing_in(after, before), settled: missing_in(before, after) }
}
