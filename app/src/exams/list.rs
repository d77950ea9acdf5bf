//! Which exams may this person sit, and what came of earlier attempts?

use leptos::prelude::*;
use registry::Instant;
use registry::exams::list::{CandidateExam, OwnAttempt, for_candidate};

use super::words;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let exams = for_candidate(&visit.ctx).await.or_page(&visit)?;
    let (lang, now) = (visit.lang, visit.ctx.now());
    let title = lang.t("exams.title");
    Ok(page(&visit, title.clone())
        .content(|| {
            let nothing = exams.is_empty().then(|| {
                let learn = ("/courses".to_owned(), lang.t("exams.to_courses"));
                empty(lang.t("exams.none_title"), lang.t("exams.none"), Some(learn))
            });
            view! {
                <h1>{title}</h1>
                {nothing}
                {exams.iter().map(|exam| card(lang, exam, now)).collect_view()}
                <p><a href="/complaints">{lang.t("complaints.own")}</a></p>
            }
            .into_any()
        })
        .respond())
}

fn card(lang: Lang, candidate: &CandidateExam, now: Instant) -> AnyView {
    let exam = &candidate.exam;
    let open = candidate.attempts.iter().find(|attempt| attempt.is_open);
    let (path, key, class) = match open {
        Some(attempt) => (format!("/attempts/{}", attempt.id), "exams.go_on", "button"),
        None => (format!("/exams/{}", exam.id), "exams.to_rules", "button secondary"),
    };
    let known = facts(vec![
        Fact::text(lang.t("exams.kind"), lang.code("exam_kinds", exam.kind.code())),
        Fact::text(lang.t("exams.office"), exam.office.clone()),
        Fact::text(lang.t("exams.window"), words::window(lang, exam)),
        Fact::text(lang.t("exams.limit"), words::time_allowed(lang, candidate)),
    ]);
    view! {
        <section class="card">
            <h2>{exam.title.clone()}" "{words::state_badge(lang, exam, now)}</h2>
            {known}
            {attempts(lang, &candidate.attempts)}
            <p class="actions"><a class=class href=path>{lang.t(key)}</a></p>
        </section>
    }
    .into_any()
}

fn attempts(lang: Lang, attempts: &[OwnAttempt]) -> Option<AnyView> {
    if attempts.is_empty() {
        return None;
    }
    let lines = attempts.iter().zip(1..).map(|(attempt, number)| {
        let name = lang.fill("exams.attempt_number", &[("n", &number.to_string())]);
        let result = match (attempt.outcome, attempt.score) {
            (Some(outcome), Some(score)) => {
                let path = format!("/attempts/{}/result", attempt.id);
                let score = words::points(lang, score);
                view! { {words::outcome_badge(lang, outcome)}" "<a href=path>{score}</a> }.into_any()
            }
            _ if attempt.is_void => {
                let path = format!("/attempts/{}/complaint", attempt.id);
                let state = badge(Tone::Danger, lang.t("exams.attempt_states.void"));
                view! { {state}" "<a href=path>{lang.t("complaints.to_void")}</a> }.into_any()
            }
            _ => badge(Tone::Info, lang.t("exams.runs")),
        };
        view! { <li>{name}" · "{lang.time(attempt.started_at)}" "{result}</li> }
    });
    Some(view! { <h3>{lang.t("exams.own_attempts")}</h3><ul>{lines.collect_view()}</ul> }.into_any())
}
