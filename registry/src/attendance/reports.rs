//! What does the project manager read about one day (甲文第八条, R-035), and on which days is the report missing?

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::anomalies::{Anomaly, Expectation, Finding};
use super::pairs::DayRow;
use super::unmatched::Unmatched;
use crate::rulepacks::Rules;
use crate::{Day, Fault, Instant, Period};

/// One worker of the project on one day: who was expected, who came, or both.
#[derive(Clone, Debug)]
pub struct PersonDay<'a> {
    pub worker: Uuid,
    pub team: Option<Uuid>,
    pub expected: Expectation,
    pub row: Option<&'a DayRow>,
    pub findings: &'a [Finding],
}

impl PersonDay<'_> {
    pub fn is_present(&self) -> bool {
        self.row.is_some_and(DayRow::is_attended)
    }
}

/// One team's day. `expected` is always `absent` and those of the present who were expected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamLine {
    pub expected: u32,
    pub present: u32,
    /// present without being expected: 停工, outage, or not on the roster
    pub unexpected: u32,
    pub absent: Vec<Uuid>,
    pub minutes: u64,
    pub anomalies: BTreeMap<Anomaly, u32>,
}

impl TeamLine {
    fn add(&mut self, person: &PersonDay<'_>) {
        let is_expected = person.expected == Expectation::Expected;
        self.expected += u32::from(is_expected);
        match (person.is_present(), is_expected) {
            (true, true) => self.present += 1,
            (true, false) => (self.present, self.unexpected) = (self.present + 1, self.unexpected + 1),
            (false, true) => self.absent.push(person.worker),
            (false, false) => {}
        }
        self.minutes += person.row.map_or(0, |row| u64::from(row.minutes()));
        for finding in person.findings {
            *self.anomalies.entry(finding.anomaly).or_default() += 1;
        }
    }
}

/// One project's calendar day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyReport {
    pub project: Uuid,
    pub day: Day,
    /// those without a team first
    pub teams: Vec<(Option<Uuid>, TeamLine)>,
    /// all teams together
    pub all: TeamLine,
    /// persons with presses that match no registered worker
    pub unmatched: BTreeMap<Unmatched, u32>,
}

impl DailyReport {
    /// `people` in any order, each worker once; whoever changed teams on the day stands in the new one. `unmatched` one entry per document.
    pub fn new(project: Uuid, day: Day, people: &[PersonDay<'_>], unmatched: &[Unmatched]) -> Self {
        let mut teams = BTreeMap::<Option<Uuid>, TeamLine>::new();
        let mut all = TeamLine::default();
        for person in people {
            all.add(person);
            teams.entry(person.team).or_default().add(person);
        }
        for line in teams.values_mut().chain([&mut all]) {
            line.absent.sort_unstable();
        }
        let mut reasons = BTreeMap::new();
        for reason in unmatched {
            *reasons.entry(*reason).or_default() += 1;
        }
        Self { project, day, teams: teams.into_iter().collect(), all, unmatched: reasons }
    }
}

/// When the reminder for a day's report is due if there is none: on the next day at `attendance.report_due` after
/// midnight (R-035: 09:00).
///
/// # Errors
/// When no rule pack names the parameter.
pub fn reminder_at(day: Day, rules: &Rules) -> Result<Instant, Fault> {
    Ok(day.next().starts_at().plus_ms(rules.span_ms("attendance.report_due")?))
}

/// The days in construction (`running`) before `today` for which there is no report, in order. Periods may overlap.
pub fn days_without_report(running: &[Period], reported: &BTreeSet<Day>, today: Day) -> Vec<Day> {
    let last = today.previous();
    let days: BTreeSet<Day> = running.iter().flat_map(|period| period.days_until(last)).collect();
    days.difference(reported).copied().collect()
}
