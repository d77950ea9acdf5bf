//! How are exams put into words? Names, badges and spans that several pages say alike.

use leptos::prelude::*;
use registry::Instant;
use registry::exams::finishing::Outcome;
use registry::exams::list::{CandidateExam, ExamView};
use registry::instant::{HOUR_MS, MINUTE_MS};

use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;

/// Draft, not open yet, open, over.
pub fn state(exam: &ExamView, now: Instant) -> (Tone, &'static str) {
    match exam.state.as_str() {
        "published" if now < exam.opens_at => (Tone::Info, "soon"),
        "published" if now < exam.closes_at => (Tone::Success, "open"),
        "published" => (Tone::Neutral, "over"),
        _ => (Tone::Warning, "draft"),
    }
}

pub fn state_badge(lang: Lang, exam: &ExamView, now: Instant) -> AnyView {
    let (tone, key) = state(exam, now);
    badge(tone, lang.code("exams.states", key))
}

pub fn outcome_badge(lang: Lang, outcome: Outcome) -> AnyView {
    let tone = if outcome == Outcome::Passed { Tone::Success } else { Tone::Danger };
    badge(tone, lang.code("exams.outcomes", outcome.code()))
}

pub fn held_badge(lang: Lang) -> AnyView {
    badge(Tone::Warning, lang.t("exams.held"))
}

pub fn window(lang: Lang, exam: &ExamView) -> String {
    let (from, until) = (lang.time(exam.opens_at), lang.time(exam.closes_at));
    lang.fill("exams.window_words", &[("from", &from), ("until", &until)])
}

/// Whole minutes, as `90分钟`.
pub fn minutes(lang: Lang, ms: i64) -> String {
    lang.fill("exams.minutes_words", &[("n", &(ms / MINUTE_MS).to_string())])
}

/// The limit of all, and of whom the roster gives more the own minutes.
pub fn time_allowed(lang: Lang, own: &CandidateExam) -> String {
    let [limit, extra, all] = [own.exam.policy.limit_ms, own.extra_ms, own.allowed_ms()].map(|ms| minutes(lang, ms));
    match own.extra_ms {
        0 => limit,
        _ => lang.fill("exams.limit_extended", &[("limit", &limit), ("extra", &extra), ("all", &all)]),
    }
}

/// Hours where they come out even, else minutes.
pub fn span(lang: Lang, ms: i64) -> String {
    if ms % HOUR_MS == 0 {
        lang.fill("exams.hours_words", &[("n", &(ms / HOUR_MS).to_string())])
    } else {
        minutes(lang, ms)
    }
}

/// Hundredths as `60分`.
pub fn points(lang: Lang, hundredths: i64) -> String {
    lang.fill("exams.points_words", &[("n", &lang.points(hundredths))])
}
