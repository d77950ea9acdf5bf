//! Which day rows can one event change, and what must be read to write them anew?
//!
//! Read are the presses in force of that one person on that one project in `read_from..read_before` ([`Touched`]) through an
//! index on (project, person, at): five days around the event, six close to midnight; for one row alone the day and both
//! its neighbours. Nothing else: no other person, no older day, no day row. A correction that moves an event touches the
//! days around both instants; one that moves it to another person or project is a withdrawal there and a record here.
//! Before that the family of the arriving row is read by its record's id ([`super::in_force`]).

use std::ops::RangeInclusive;

use super::pairs::{DayRow, PairingRules, Press, day_rows};
use crate::{Day, Instant};

/// A run of days to write anew, and the presses that they rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touched {
    pub first: Day,
    pub last: Day,
    /// the first instant to read
    pub read_from: Instant,
    /// the first instant not to read any more
    pub read_before: Instant,
}

impl Touched {
    /// The run of these days, and what their rows rest on: the days before and after, and twice the repeat window.
    pub fn on(days: RangeInclusive<Day>, rules: &PairingRules) -> Self {
        let (first, last) = days.into_inner();
        Self {
            first,
            last,
            read_from: first.previous().starts_at().minus_ms(2 * rules.repeat_ms),
            read_before: last.plus_days(2).starts_at().plus_ms(2 * rules.repeat_ms),
        }
    }

    pub fn days(&self) -> impl Iterator<Item = Day> {
        let last = self.last.0;
        self.first.0.iter_days().take_while(move |day| *day <= last).map(Day)
    }
}

/// What presses that come, go or change at these instants can change: runs in order that share no day. Give the instants
/// of the event before and after the change.
pub fn touched(instants: &[Instant], rules: &PairingRules) -> Vec<Touched> {
    // a press decides about repeats up to two windows away, each of those about its day, that about both neighbours
    let margin_ms = 2 * rules.repeat_ms;
    let mut spans: Vec<(Day, Day)> = instants
        .iter()
        .map(|at| (at.minus_ms(margin_ms).day().previous(), at.plus_ms(margin_ms).day().next()))
        .collect();
    spans.sort_unstable();
    let mut runs: Vec<(Day, Day)> = Vec::new();
    for (first, last) in spans {
        match runs.last_mut() {
            Some(run) if first <= run.1.next() => run.1 = run.1.max(last),
            _ => runs.push((first, last)),
        }
    }
    runs.into_iter().map(|(first, last)| Touched::on(first..=last, rules)).collect()
}

/// Each touched day with its new row, or with none when no press is left on it. `presses` are those of the span to read;
/// more do no harm.
pub fn rows_after(touched: &Touched, presses: &[Press], rules: &PairingRules) -> Vec<(Day, Option<DayRow>)> {
    let mut rows = day_rows(presses, rules).into_iter().peekable();
    let mut found = Vec::new();
    for day in touched.days() {
        while rows.next_if(|row| row.day < day).is_some() {}
        found.push((day, rows.next_if(|row| row.day == day)));
    }
    found
}
