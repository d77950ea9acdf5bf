//! How are months, marks, hours and passages said?

use leptos::prelude::*;
use registry::Instant;
use registry::attendance::store::AnomalyState;
use registry::attendance::{Anomaly, DayRow, Direction, Mark, Sums};
use registry::calendar::Month;

use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;

pub fn month(lang: Lang, month: Month) -> String {
    let text = month.to_string();
    let (year, number) = text.split_once('-').unwrap_or((&text, ""));
    lang.fill("attendance.month", &[("year", year), ("month", number.trim_start_matches('0'))])
}

/// The short sign in the cell of a day.
pub fn sign(lang: Lang, mark: Mark) -> String {
    lang.code("attendance.signs", mark.code())
}

pub fn mark(lang: Lang, mark: Mark) -> AnyView {
    let tone = match mark {
        Mark::Attended { .. } => Tone::Success,
        Mark::Incomplete { .. } => Tone::Warning,
        Mark::Absent => Tone::Danger,
        Mark::NotOnSite | Mark::Open => Tone::Neutral,
    };
    badge(tone, lang.code("attendance.marks", mark.code()))
}

/// `9.5`, from minutes.
pub fn hours(lang: Lang, sums: &Sums) -> String {
    lang.points(i64::try_from(sums.hours_hundredths()).unwrap_or(i64::MAX))
}

pub fn minutes_as_hours(lang: Lang, minutes: u64) -> String {
    hours(lang, &Sums { minutes, ..Sums::default() })
}

pub fn direction(lang: Lang, direction: Direction) -> String {
    lang.code("attendance.directions", direction.code())
}

/// `7:30`
pub fn clock(at: Instant) -> String {
    at.local().format("%-H:%M").to_string()
}

pub fn anomaly(lang: Lang, anomaly: Anomaly) -> String {
    lang.code("attendance.anomalies", anomaly.code())
}

pub fn state(lang: Lang, state: AnomalyState) -> AnyView {
    let tone = match state {
        AnomalyState::Open => Tone::Warning,
        AnomalyState::Explained => Tone::Info,
        AnomalyState::Settled => Tone::Success,
    };
    badge(tone, lang.code("attendance.states", state.code()))
}

/// The stays of a day: `7:30–17:30`, and what is missing.
pub fn stays(lang: Lang, row: &DayRow) -> String {
    let pair = |from: Instant, until: Instant| {
        let key = if from.day() == until.day() { "attendance.stay" } else { "attendance.stay_over_midnight" };
        lang.fill(key, &[("from", &clock(from)), ("until", &clock(until))])
    };
    let mut told: Vec<(Instant, String)> = row.pairs.iter().map(|one| (one.from, pair(one.from, one.until))).collect();
    let alone = |key: &str, at: Instant| (at, lang.fill(key, &[("time", &clock(at))]));
    told.extend(row.missing_out.iter().map(|at| alone("attendance.no_exit", *at)));
    told.extend(row.missing_in.iter().map(|at| alone("attendance.no_entry", *at)));
    told.sort();
    told.into_iter().map(|(_, words)| words).collect::<Vec<_>>().join(&lang.t("attendance.and"))
}
