//! What do the presses of one person on one project say about each day?
//!
//! Every step looks only at neighbours, so that a day's row never depends on presses further away than the day before and
//! the day after (and twice the repeat window): that is what lets one event be taken without reading all of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Direction;
use crate::instant::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::rulepacks::Rules;
use crate::{Day, Fault, Instant};

/// An in and an out further apart never belong together.
pub(super) const REACH_MS: i64 = DAY_MS;

/// A passage as pairing sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Press {
    pub at: Instant,
    pub direction: Direction,
}

/// Spans in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairingRules {
    /// Presses that say the same within it are one (`attendance.repeat_window`).
    pub repeat_ms: i64,
    /// A shorter stay is no stay (`attendance.shortest_stay`).
    pub shortest_ms: i64,
    /// A longer stay is no stay either (`attendance.longest_shift`).
    pub longest_ms: i64,
}

impl PairingRules {
    /// # Errors
    /// When no rule pack names a parameter, or the spans cannot be kept: windows of more than an hour, shifts of more than
    /// a day.
    pub fn from_rules(rules: &Rules) -> Result<Self, Fault> {
        let found = Self {
            repeat_ms: rules.span_ms("attendance.repeat_window")?,
            shortest_ms: rules.span_ms("attendance.shortest_stay")?,
            longest_ms: rules.span_ms("attendance.longest_shift")?,
        };
        let is_sound = (0..=HOUR_MS).contains(&found.repeat_ms)
            && (0..=found.longest_ms).contains(&found.shortest_ms)
            && found.longest_ms <= REACH_MS;
        if is_sound { Ok(found) } else { Err(Fault::internal("the spans of attendance contradict each other")) }
    }
}

/// Whether a stay of this length can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    Plausible,
    TooShort,
    TooLong,
}

/// One stay: in, and the out that followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    pub from: Instant,
    pub until: Instant,
    pub length: Length,
}

impl Pair {
    fn new(from: Instant, until: Instant, rules: &PairingRules) -> Self {
        let length = match until.since(from) {
            ms if ms < rules.shortest_ms => Length::TooShort,
            ms if ms > rules.longest_ms => Length::TooLong,
            _ => Length::Plausible,
        };
        Self { from, until, length }
    }

    /// Milliseconds that count: none of a stay that cannot be.
    pub fn counted_ms(&self) -> i64 {
        if self.length == Length::Plausible { self.until.since(self.from) } else { 0 }
    }
}

closed_set! {
    /// What is unusual about a day.
    Odd {
        MissingOut = "missing_out",
        MissingIn = "missing_in",
        ImpossibleInterval = "impossible_interval",
        OverMidnight = "over_midnight",
        Repeated = "repeated",
        DirectionGuessed = "direction_guessed",
    }
}

/// One person's day on one project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRow {
    pub day: Day,
    /// Presses of this day by the clock, the end of yesterday's shift included.
    pub presses: u32,
    /// Stays that began on this day, in order; they do not overlap.
    pub pairs: Vec<Pair>,
    /// Ins of this day that no out followed.
    pub missing_out: Vec<Instant>,
    /// Outs of this day that no in came before.
    pub missing_in: Vec<Instant>,
    /// Presses that only repeated another.
    pub repeated: u32,
    /// Presses without a direction of which one was made.
    pub guessed: u32,
}

impl DayRow {
    fn empty(day: Day) -> Self {
        Self {
            day,
            presses: 0,
            pairs: Vec::new(),
            missing_out: Vec::new(),
            missing_in: Vec::new(),
            repeated: 0,
            guessed: 0,
        }
    }

    /// Whether something began or stands alone here; a day that only saw the end of yesterday's shift is none.
    pub fn is_attended(&self) -> bool {
        !(self.pairs.is_empty() && self.missing_out.is_empty() && self.missing_in.is_empty())
    }

    pub fn first_in(&self) -> Option<Instant> {
        self.pairs.iter().map(|pair| pair.from).chain(self.missing_out.iter().copied()).min()
    }

    /// May lie on the next day.
    pub fn last_out(&self) -> Option<Instant> {
        self.pairs.iter().map(|pair| pair.until).chain(self.missing_in.iter().copied()).max()
    }

    /// Whole minutes of the stays that can be.
    pub fn minutes(&self) -> u32 {
        let ms: i64 = self.pairs.iter().map(Pair::counted_ms).sum();
        u32::try_from(ms / MINUTE_MS).unwrap_or(u32::MAX)
    }

    pub fn odd(&self) -> BTreeSet<Odd> {
        let any = |claim: fn(&Pair) -> bool| self.pairs.iter().any(claim);
        let found = [
            (Odd::MissingOut, !self.missing_out.is_empty()),
            (Odd::MissingIn, !self.missing_in.is_empty()),
            (Odd::ImpossibleInterval, any(|pair| pair.length != Length::Plausible)),
            (Odd::OverMidnight, any(|pair| pair.from.day() != pair.until.day())),
            (Odd::Repeated, self.repeated > 0),
            (Odd::DirectionGuessed, self.guessed > 0),
        ];
        found.into_iter().filter(|(_, is_found)| *is_found).map(|(odd, _)| odd).collect()
    }
}

/// The rows of all days that have presses of one person on one project, in order of days. O(n log n).
///
/// 1. Equal presses are one. Presses of the same direction within the repeat window, with nothing between them, are one: the
///    first of ins, the last of outs. A press without a direction is nothing beside one that has it.
/// 2. A press without a direction is an out when an in came before it on the same day, else an in.
/// 3. An in and the out that follows it, within a day, are a pair. Any other press is missing its partner.
pub fn day_rows(presses: &[Press], rules: &PairingRules) -> Vec<DayRow> {
    let mut sorted = presses.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut rows = Rows::default();
    for press in &sorted {
        rows.on(press.at.day()).presses += 1;
    }
    let directed = without_shadows(&sorted, rules.repeat_ms, &mut rows);
    let mut kept = without_repeats(&directed, rules.repeat_ms, &mut rows);
    guess_directions(&mut kept, &mut rows);
    let mut rest = kept.as_slice();
    while let Some((press, after)) = rest.split_first() {
        let out = after.first().filter(|next| {
            press.direction == Direction::In && next.direction == Direction::Out && next.at.since(press.at) <= REACH_MS
        });
        let row = rows.on(press.at.day());
        rest = after;
        match (out, press.direction) {
            (Some(out), _) => {
                row.pairs.push(Pair::new(press.at, out.at, rules));
                rest = after.get(1..).unwrap_or_default();
            }
            (None, Direction::Out) => row.missing_in.push(press.at),
            (None, Direction::In | Direction::Unknown) => row.missing_out.push(press.at),
        }
    }
    rows.0.into_values().collect()
}

#[derive(Default)]
struct Rows(BTreeMap<Day, DayRow>);

impl Rows {
    fn on(&mut self, day: Day) -> &mut DayRow {
        self.0.entry(day).or_insert_with(|| DayRow::empty(day))
    }
}

/// Drops presses without a direction that lie within the window of one with a direction.
fn without_shadows(sorted: &[Press], repeat_ms: i64, rows: &mut Rows) -> Vec<Press> {
    if sorted.iter().all(|press| press.direction != Direction::Unknown) {
        return sorted.to_vec();
    }
    let known = |press: &Press| (press.direction != Direction::Unknown).then_some(press.at);
    let mut next_known: Vec<Option<Instant>> = Vec::with_capacity(sorted.len());
    for press in sorted.iter().rev() {
        next_known.push(known(press).or(next_known.last().copied().flatten()));
    }
    let mut last_known = None;
    let mut directed = Vec::with_capacity(sorted.len());
    for (press, next) in sorted.iter().zip(next_known.into_iter().rev()) {
        last_known = known(press).or(last_known);
        let is_near = |at: Instant| press.at.since(at).abs() <= repeat_ms;
        if known(press).is_some() || !(last_known.is_some_and(is_near) || next.is_some_and(is_near)) {
            directed.push(*press);
        } else {
            rows.on(press.at.day()).repeated += 1;
        }
    }
    directed
}

fn without_repeats(directed: &[Press], repeat_ms: i64, rows: &mut Rows) -> Vec<Press> {
    let repeats = |earlier: Option<&Press>, later: Option<&Press>| match (earlier, later) {
        (Some(earlier), Some(later)) => earlier.direction == later.direction && later.at.since(earlier.at) <= repeat_ms,
        _ => false,
    };
    let mut kept = Vec::with_capacity(directed.len());
    let mut earlier = None;
    for (number, press) in directed.iter().enumerate() {
        let is_repeat = match press.direction {
            Direction::In | Direction::Unknown => repeats(earlier, Some(press)),
            Direction::Out => repeats(Some(press), directed.get(number + 1)),
        };
        if is_repeat {
            rows.on(press.at.day()).repeated += 1;
        } else {
            kept.push(*press);
        }
        earlier = Some(press);
    }
    kept
}

fn guess_directions(kept: &mut [Press], rows: &mut Rows) {
    let mut is_inside = false;
    let mut today = None;
    for press in kept {
        let day = press.at.day();
        // parity must not run on over midnight: one forgotten press would turn every later day around
        is_inside &= today == Some(day);
        today = Some(day);
        if press.direction == Direction::Unknown {
            press.direction = if is_inside { Direction::Out } else { Direction::In };
            rows.on(day).guessed += 1;
        }
        is_inside = press.direction == Direction::In;
    }
}
