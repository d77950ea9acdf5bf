//! Somebody doubts a result: how is that said, answered and looked at again? The candidate's pages and the office's.

mod filing;
mod office;
mod one;
mod own;

use leptos::prelude::*;
use registry::calendar::Due;
use registry::complaints::{About, ComplaintLine, Step, Verdict};

use crate::lang::Lang;
use crate::routes::Audience::{Concerned, Office, SignedIn};
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;

pub fn routes() -> Routes {
    Routes::new()
        .get("/attempts/{attempt}/complaint", Concerned, filing::show)
        .post("/attempts/{attempt}/complaint", Concerned, filing::file_one)
        .get("/complaints", SignedIn, own::list)
        .get("/complaints/{complaint}", Concerned, own::show)
        .post("/complaints/{complaint}/review", Concerned, own::review)
        .get("/office/complaints", Office, office::list)
        .get("/office/complaints.xlsx", Office, office::export)
        .get("/office/complaints/{complaint}", Office, office::show)
        .post("/office/complaints/{complaint}", Office, office::answer_one)
}

fn about(lang: Lang, about: About) -> String {
    match about {
        About::Score => lang.t("complaints.about_score"),
        About::Question(number) => lang.fill("complaints.about_question", &[("n", &number.to_string())]),
        About::Void => lang.t("complaints.about_void"),
    }
}

fn state_badge(lang: Lang, step: Step, verdict: Option<Verdict>) -> AnyView {
    let (tone, key) = state(step, verdict);
    badge(tone, lang.code("complaints.states", key))
}

fn state(step: Step, verdict: Option<Verdict>) -> (Tone, &'static str) {
    match (step, verdict) {
        (Step::Filed, _) => (Tone::Warning, "filed"),
        (Step::ReviewAsked, _) => (Tone::Warning, "review_asked"),
        (Step::Answered, Some(Verdict::Upheld)) => (Tone::Success, "answered_upheld"),
        (Step::Answered, _) => (Tone::Neutral, "answered_rejected"),
        (Step::Reviewed, Some(Verdict::Upheld)) => (Tone::Success, "reviewed_upheld"),
        (Step::Reviewed, _) => (Tone::Neutral, "reviewed_rejected"),
    }
}

/// A last day; where the calendar of its year is not out yet, with a word that it may move.
fn day(lang: Lang, due: Due) -> String {
    match due {
        Due::Fixed(day) => lang.day(day),
        Due::Provisional(day) => lang.fill("complaints.provisional", &[("day", &lang.day(day))]),
    }
}

/// Until when who has to do what.
fn waits(lang: Lang, line: &ComplaintLine) -> Option<String> {
    let key = match line.step {
        Step::Filed | Step::ReviewAsked => "complaints.answer_by",
        Step::Answered => "complaints.review_by",
        Step::Reviewed => return None,
    };
    line.due.map(|due| lang.fill(key, &[("day", &day(lang, due))]))
}
