//! How are sums, months and states of payments said?

use leptos::prelude::*;
use registry::calendar::{Due, Month};
use registry::wages::{BatchState, Check, LineState, Standing, yuan};

use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;

pub fn month(lang: Lang, month: Month) -> String {
    let text = month.to_string();
    let (year, number) = text.split_once('-').unwrap_or((text.as_str(), ""));
    lang.fill("wages.month_of", &[("year", year), ("month", number.trim_start_matches('0'))])
}

/// `12,345.60`
pub fn sum(fen: i64) -> String {
    let text = yuan(fen);
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{fraction}")
}

/// The sum, or that nobody knows it.
pub fn sum_or_unknown(lang: Lang, fen: Option<i64>) -> String {
    fen.map_or_else(|| lang.t("wages.unknown_sum"), sum)
}

pub fn due(lang: Lang, due: Option<Due>) -> String {
    match due {
        None => lang.t("wages.unknown_day"),
        Some(Due::Fixed(day)) => lang.day(day),
        Some(Due::Provisional(day)) => lang.fill("wages.provisional_day", &[("day", &lang.day(day))]),
    }
}

pub fn standing(lang: Lang, standing: Standing) -> AnyView {
    let tone = match standing {
        Standing::Late => Tone::Danger,
        Standing::PaidLate | Standing::Unknown => Tone::Warning,
        Standing::Open => Tone::Info,
        Standing::Settled => Tone::Success,
    };
    badge(tone, lang.code("wages.standings", standing.code()))
}

pub fn state(lang: Lang, state: BatchState) -> AnyView {
    let tone = match state {
        BatchState::Drafted | BatchState::Sent | BatchState::AnsweredInPart => Tone::Info,
        BatchState::Paid => Tone::Success,
        BatchState::PaidInPart => Tone::Warning,
        BatchState::Failed => Tone::Danger,
        BatchState::Withdrawn => Tone::Neutral,
    };
    badge(tone, lang.code("wages.states", state.code()))
}

pub fn line_state(lang: Lang, state: LineState) -> AnyView {
    let tone = match state {
        LineState::Drafted | LineState::Sent => Tone::Info,
        LineState::Succeeded => Tone::Success,
        LineState::Failed | LineState::Returned => Tone::Danger,
        LineState::Withdrawn => Tone::Neutral,
    };
    badge(tone, lang.code("wages.line_states", state.code()))
}

/// What is wrong, and how it is put right.
pub fn check(lang: Lang, check: Check) -> String {
    lang.code("wages.checks", check.code())
}
