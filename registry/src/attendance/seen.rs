//! When was a person, a project or a feed last heard of, and on which days was nothing?

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Day, Instant, Period};

/// The last-seen row of a worker, a project or a feed. Taking events in any order ends in the same row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// the earliest and the latest passage
    pub first_at: Option<Instant>,
    pub last_at: Option<Instant>,
    /// when anything last arrived, whatever it was about
    pub last_received_at: Option<Instant>,
}

impl Seen {
    pub fn of(at: Instant, received_at: Instant) -> Self {
        Self { first_at: Some(at), last_at: Some(at), last_received_at: Some(received_at) }
    }

    /// Both together.
    pub fn with(self, other: Self) -> Self {
        let first_at = match (self.first_at, other.first_at) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Self {
            first_at,
            last_at: self.last_at.max(other.last_at),
            last_received_at: self.last_received_at.max(other.last_received_at),
        }
    }

    /// Whether the row cannot do without a passage that is withdrawn: then the first and last passage in force are read
    /// anew (two look-ups in an index), and [`Seen::reread`] takes them.
    pub fn rests_on(&self, at: Instant) -> bool {
        self.first_at == Some(at) || self.last_at == Some(at)
    }

    pub fn reread(self, first_at: Option<Instant>, last_at: Option<Instant>) -> Self {
        Self { first_at, last_at, ..self }
    }

    pub fn last_day(&self) -> Option<Day> {
        self.last_at.map(Instant::day)
    }

    /// "Nothing since day D": nothing on that day or after it. Never seen is nothing since ever.
    pub fn has_nothing_since(&self, day: Day) -> bool {
        self.last_day().is_none_or(|last| last < day)
    }
}

/// A run of days on which people were expected and nobody passed. Days in between on which nobody was expected (停工, an
/// approved outage) do not end it and are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub from: Day,
    pub until: Day,
    /// days on which people were expected
    pub days: u32,
    /// it reaches the last day that was looked at: "nothing since `from`"
    pub is_open: bool,
}

/// The gaps of a project up to and with `last`, in order. `attended` are the days with a passage of a registered worker;
/// `running` when it is in construction; `exempt` the approved shutdowns and outages. All in any order, overlaps allowed.
pub fn gaps(attended: &BTreeSet<Day>, running: &[Period], exempt: &[Period], last: Day) -> Vec<Gap> {
    let Some(begins) = running.iter().map(|period| period.first()).min() else { return Vec::new() };
    let mut gaps: Vec<Gap> = Vec::new();
    let mut open: Option<Gap> = None;
    for day in Period::since(begins).days_until(last) {
        if attended.contains(&day) {
            gaps.extend(open.take());
            continue;
        }
        let is_expected =
            running.iter().any(|period| period.contains(day)) && !exempt.iter().any(|period| period.contains(day));
        if is_expected {
            let gap = open.get_or_insert(Gap { from: day, until: day, days: 0, is_open: false });
            (gap.until, gap.days) = (day, gap.days + 1);
        }
    }
    gaps.extend(open.map(|gap| Gap { is_open: true, ..gap }));
    gaps
}
