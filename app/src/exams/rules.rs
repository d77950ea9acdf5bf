//! What does a candidate agree to before the start? The rules with the figures of this exam, and whether one may begin.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::complaints::days_to_complain;
use registry::exams::arranging::seb_file;
use registry::exams::conduct::{Begins, Conduct, Order};
use registry::exams::list::{CandidateExam, ExamView, one_for_candidate};
use registry::exams::starting::may_start;
use registry::exams::{Late, Policy};
use registry::instant::MINUTE_MS;
use registry::{Fault, Refusal};
use uuid::Uuid;

use super::office::conduct;
use super::words;
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::{Script, page};
use crate::ui::choice::{Choosable, tick};
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::{notice, notice_with};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// While one waits for the word.
const LOOKS_AGAIN_S: u32 = 15;

pub async fn show(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    respond(&visit, exam, &Mistakes::none(visit.lang)).await
}

/// What the page knows about the visitor's way into this exam.
struct Standing {
    candidate: CandidateExam,
    may_start: Result<(), Refusal>,
    /// Working days within which a result may be doubted.
    complaint_days: u32,
    /// Minutes that a start now would give, where the end of the window cuts them short.
    shortened: Option<i64>,
}

/// The page; after a mistaken start with status 422 and what was wrong.
pub async fn respond(visit: &Visit, exam: Uuid, mistakes: &Mistakes) -> PageResult {
    let standing = standing(visit, exam).await.or_page(visit)?;
    let (lang, exam) = (visit.lang, &standing.candidate.exam);
    let rules = page(visit, exam.title.clone())
        .under(lang.t("exams.title"), "/exams")
        .mistakes(mistakes)
        .script(if exam.lockdown.is_some() { Script::Module("lockdown.js") } else { Script::None });
    let rules = if waits(&standing) { rules.refresh(LOOKS_AGAIN_S) } else { rules };
    let response: Response = rules
        .content(|| {
            view! {
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <h1>{exam.title.clone()}</h1>
                {known(lang, &standing)}
                {rules_text(lang, &exam.policy, standing.complaint_days)}
                {more_rules(lang, exam)}
                <p><a href=format!("/exams/{}/proof", exam.id)>{lang.t("proof.exam.to_page")}</a></p>
                {start(lang, &standing, mistakes)}
            }
            .into_any()
        })
        .respond();
    Ok(response)
}

/// Whoever waits for the word hears it without pressing anything.
fn waits(standing: &Standing) -> bool {
    standing.may_start.as_ref().is_err_and(|refusal| refusal.code == "exams.awaits_command")
}

async fn standing(visit: &Visit, exam: Uuid) -> Result<Standing, Fault> {
    let ctx = &visit.ctx;
    let candidate = one_for_candidate(ctx, exam).await?;
    let given = candidate.given_ms(ctx.now());
    let shortened = (given < candidate.allowed_ms()).then_some(given / MINUTE_MS);
    Ok(Standing {
        may_start: may_start(ctx, exam).await?,
        complaint_days: days_to_complain(ctx, exam).await?,
        candidate,
        shortened,
    })
}

fn known(lang: Lang, standing: &Standing) -> AnyView {
    let exam = &standing.candidate.exam;
    let mut known = vec![
        Fact::text(lang.t("exams.kind"), lang.code("exam_kinds", exam.kind.code())),
        Fact::text(lang.t("exams.office"), exam.office.clone()),
        Fact::text(lang.t("exams.window"), words::window(lang, exam)),
        Fact::text(
            lang.t("exams.questions"),
            lang.fill("exams.questions_words", &[("n", &exam.blueprint.question_count().to_string())]),
        ),
        Fact::text(lang.t("exams.limit"), words::time_allowed(lang, &standing.candidate)),
        Fact::text(lang.t("exams.pass_mark"), pass_mark(lang, exam)),
    ];
    known.extend(conduct::known(lang, &exam.policy.conduct));
    if exam.kind.is_official() {
        known.push(Fact::text(lang.t("exams.attempts_left"), attempts_left(lang, standing)));
    }
    view! { <section class="card">{facts(known)}</section> }.into_any()
}

fn pass_mark(lang: Lang, exam: &ExamView) -> String {
    let full = i64::try_from(exam.blueprint.total()).unwrap_or(i64::MAX);
    lang.fill(
        "exams.pass_mark_words",
        &[("pass", &lang.points(exam.policy.pass_score.into())), ("full", &lang.points(full))],
    )
}

fn attempts_left(lang: Lang, standing: &Standing) -> String {
    let policy = &standing.candidate.exam.policy;
    let used = u32::try_from(standing.candidate.attempts.len()).unwrap_or(u32::MAX);
    lang.fill(
        "exams.attempts_left_words",
        &[
            ("left", &policy.attempts.saturating_sub(used).to_string()),
            ("all", &policy.attempts.to_string()),
            ("wait", &words::span(lang, policy.resit_wait_ms)),
        ],
    )
}

/// 考场规则, with the figures of the exam's own policy and of the rules in force.
fn rules_text(lang: Lang, policy: &Policy, complaint_days: u32) -> AnyView {
    let entry = match policy.late_entry_ms {
        Some(late) => lang.fill("exams.rules.entry_fixed", &[("late_entry", &(late / MINUTE_MS).to_string())]),
        None => lang.t("exams.rules.entry_any_time"),
    };
    let identity = if policy.hold_without_identity { "exams.rules.identity" } else { "exams.rules.identity_unheld" };
    let paragraphs = [
        lang.t(identity),
        entry,
        lang.t("exams.rules.conduct"),
        lang.t("exams.rules.time_up"),
        lang.t("exams.rules.misconduct"),
        lang.t("exams.rules.after_issue"),
        lang.fill("exams.rules.review", &[("days", &complaint_days.to_string())]),
    ];
    let paragraphs = paragraphs.into_iter().map(|paragraph| view! { <p>{paragraph}</p> }).collect_view();
    view! { <section class="card"><h2>{lang.t("exams.rules.title")}</h2>{paragraphs}</section> }.into_any()
}

/// What this exam has beyond the rules of all: its end, its review, what is recorded, practice, the lockdown browser.
fn more_rules(lang: Lang, exam: &ExamView) -> AnyView {
    let late = match exam.policy.late {
        Late::Grace { span_ms } => lang.fill("rooms.rules.late.grace", &[("n", &(span_ms / MINUTE_MS).to_string())]),
        late => lang.code("rooms.rules.late", late.code()),
    };
    let practice = exam.practice.map(|practice| {
        let path = format!("/exams/{practice}");
        view! { <p>{lang.t("rooms.rules.practice")}" "<a href=path>{lang.t("rooms.rules.to_practice")}</a></p> }
    });
    let lockdown = exam.lockdown.map(|_| {
        let path = format!("/exams/{}/settings.seb", exam.id);
        view! {
            <h3>{lang.t("rooms.lockdown.title")}</h3>
            <p>{lang.t("rooms.lockdown.asked")}</p>
            <p><a class="button secondary" href=path download="exam.seb">{lang.t("rooms.lockdown.download")}</a></p>
            <p class="hint">{lang.t("rooms.lockdown.limits")}</p>
        }
    });
    view! {
        <section class="card">
            <h2>{lang.t("rooms.rules.title")}</h2>
            <p>{late}</p>
            {conducted(lang, &exam.policy.conduct)}
            <p>{lang.code("rooms.rules.review", exam.policy.review().code())}</p>
            <p>{lang.t("rooms.rules.recorded")}</p>
            {practice}
            {lockdown}
        </section>
    }
    .into_any()
}

/// What there is beyond the usual, in sentences that the candidate agrees to.
fn conducted(lang: Lang, conduct: &Conduct) -> AnyView {
    let mut said = Vec::new();
    if !conduct.demands.is_empty() {
        let demands = conduct::demands(lang, &conduct.demands).join(&lang.t("exams.conduct.between"));
        said.push(lang.fill("exams.conduct.rule_demands", &[("demands", &demands)]));
    }
    if conduct.order == Order::Sequential {
        said.push(lang.t("exams.conduct.rule_sequential"));
    }
    if conduct.begins == Begins::OnCommand {
        said.push(lang.t("exams.conduct.rule_command"));
    }
    if !conduct.networks.is_empty() {
        said.push(lang.t("exams.conduct.rule_networks"));
    }
    said.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view().into_any()
}

/// The settings of the lockdown browser, to be opened with it.
pub async fn settings_file(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let site = visit.state.site.public_url.clone().unwrap_or_default();
    let file = seb_file(&visit.ctx, exam, &site).await.or_page(&visit)?;
    let headers = [
        (header::CONTENT_TYPE, "application/seb"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"exam.seb\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, file).into_response())
}

/// The address that ends the lockdown browser; any other goes on to the list.
pub async fn left(SignedVisit(_): SignedVisit) -> Redirect {
    Redirect::to("/exams")
}

fn start(lang: Lang, standing: &Standing, mistakes: &Mistakes) -> AnyView {
    let exam = &standing.candidate.exam;
    if let Some(open) = standing.candidate.attempts.iter().find(|attempt| attempt.is_open) {
        let path = format!("/attempts/{}", open.id);
        let way = view! { <p><a class="button" href=path>{lang.t("exams.go_on")}</a></p> }.into_any();
        return notice_with(lang, Tone::Info, lang.t("exams.runs_already"), way);
    }
    if let Err(refusal) = &standing.may_start {
        let (path, key) = match refusal.code {
            "exams.hours_missing" => ("/courses", "exams.to_courses"),
            _ => ("/exams", "exams.to_exams"),
        };
        let way = view! { <p><a class="button secondary" href=path>{lang.t(key)}</a></p> }.into_any();
        return notice_with(lang, Tone::Warning, lang.refusal(refusal), way);
    }
    let shortened = standing.shortened.map(|minutes| {
        let sentence = lang.fill("exams.shortened", &[("n", &minutes.to_string())]);
        notice(lang, Tone::Warning, sentence)
    });
    let consent = Choosable::new("yes", lang.t("exams.consent")).hint(lang.t("exams.consent_hint"));
    view! {
        <form method="post" action=format!("/exams/{}/attempts", exam.id) id="lockdown">
            {exam.lockdown.is_some().then(|| view! {
                <input type="hidden" name="seb_url" value=""/>
                <input type="hidden" name="seb_hash" value=""/>
            })}
            {shortened}
            {tick("consent", consent, "", mistakes)}
            <p class="actions"><button>{lang.t("exams.start")}</button></p>
        </form>
    }
    .into_any()
}
