//! What do both sides see of one complaint? What it is about, and every step with its day.

use leptos::prelude::*;
use registry::complaints::{ComplaintView, Made, Step, Verdict};

use super::{about, day, state_badge, waits};
use crate::lang::Lang;
use crate::ui::facts::{Fact, facts};
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;

/// Whether the names of those who acted are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Names {
    Shown,
    Hidden,
}

pub fn known(lang: Lang, view: &ComplaintView, names: Names) -> AnyView {
    let line = &view.line;
    let mut known = vec![
        Fact::shown(lang.t("complaints.state"), state_badge(lang, line.step, line.verdict)),
        Fact::text(lang.t("complaints.exam"), line.exam_title.clone()),
        Fact::text(lang.t("complaints.about"), about(lang, line.about)),
    ];
    if names == Names::Shown {
        known.insert(1, Fact::text(lang.t("complaints.name"), line.name.clone()));
        known.push(Fact::text(
            lang.t("complaints.attempt"),
            lang.fill("exams.attempt_number", &[("n", &view.ordinal.to_string())]),
        ));
    }
    if let (Some(score), Some(outcome)) = (view.score, view.outcome) {
        let outcome = lang.code("exams.outcomes", outcome.code());
        let score = lang.fill("exams.points_words", &[("n", &lang.points(score))]);
        known.push(Fact::text(
            lang.t("complaints.score"),
            lang.fill("corrections.was", &[("score", &score), ("outcome", &outcome)]),
        ));
    }
    if let Some(void) = &view.void {
        known.push(Fact::text(lang.t("complaints.void_at"), lang.time(void.at)));
        known.push(Fact::text(lang.t("complaints.void_reason"), void.reason.clone()));
        if let Some(decision) = &void.lift {
            let state = decision.as_deref().unwrap_or("waiting");
            known.push(Fact::text(lang.t("complaints.lift"), lang.code("complaints.lifts", state)));
        }
    }
    if let Some(sentence) = waits(lang, line) {
        known.push(Fact::text(lang.t("complaints.due"), sentence));
    }
    view! { <section class="card">{facts(known)}</section> }.into_any()
}

pub fn history(lang: Lang, view: &ComplaintView, names: Names) -> AnyView {
    let moment = |made: &Made| {
        let tone = match (made.step, made.verdict) {
            (_, Some(Verdict::Upheld)) => Tone::Success,
            (_, Some(Verdict::Rejected)) => Tone::Neutral,
            _ => Tone::Info,
        };
        let title = match made.verdict {
            Some(verdict) => lang.fill(
                "complaints.with_verdict",
                &[
                    ("step", &lang.code("complaints.steps", made.step.code())),
                    ("verdict", &lang.code("complaints.verdicts", verdict.code())),
                ],
            ),
            None => lang.code("complaints.steps", made.step.code()),
        };
        let is_offices = matches!(made.step, Step::Answered | Step::Reviewed);
        let name = view.names.iter().find(|(id, _)| *id == made.account).map(|(_, name)| name.clone());
        let by = name.filter(|_| names == Names::Shown && is_offices).map(|name| {
            view! { <p class="muted">{lang.fill("complaints.by", &[("name", &name)])}</p> }
        });
        let due = made.due.filter(|_| made.step == Step::Answered).map(|due| {
            view! { <p class="muted">{lang.fill("complaints.review_by", &[("day", &day(lang, due))])}</p> }
        });
        let words = made.words.clone();
        Moment::new(lang.time(made.at), title)
            .tone(tone)
            .detail(view! { <p class="words">{words}</p>{by}{due} }.into_any())
    };
    view! {
        <section class="card">
            <h2>{lang.t("complaints.history")}</h2>
            {timeline(view.made.iter().map(moment).collect())}
        </section>
    }
    .into_any()
}
