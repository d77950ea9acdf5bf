//! How does one exam stand? Its rules, its publication, its roster and its results.

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::Fault;
use registry::exams::arranging::mocks;
use registry::exams::list::{DeskExam, ExamView, RosterLine, for_desk, roster as on_roster};
use registry::exams::mocking::may_mock;
use registry::exams::results::{AttemptColumn, AttemptLine};
use registry::exams::withdrawing::{self, PoolState};
use registry::exams::{Entry, results};
use registry::permissions::{Object, Verb};
use uuid::Uuid;

use super::arranging::{self, ArrangeForm};
use super::results as sheet;
use super::{PER_PAGE, conduct, may, pool, roster};
use crate::error::{OrPage, PageResult};
use crate::exams::words;
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::visit::{SignedVisit, Visit};

/// What stands in the roster's form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub people: String,
    pub extra_minutes: String,
    pub extra_reason: String,
    pub room: String,
    /// What stood in the form of the arrangement.
    pub arrangement: Option<ArrangeForm>,
}

/// Parts that the visitor has no right to see are not there.
struct Shown {
    exam: ExamView,
    may_publish: bool,
    may_see_corrections: bool,
    roster: Option<Vec<RosterLine>>,
    attempts: Option<(Vec<AttemptLine>, u64)>,
    /// Mock exams to practise with, by id and title, for a draft that this visitor arranges.
    mocks: Option<Vec<(Uuid, String)>>,
    may_mock: bool,
    /// What became of its questions since the publication.
    pool: PoolState,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    respond(&visit, exam, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn respond(visit: &Visit, exam: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    // after a form the address is the form's: the links of the table lead to the page
    let path = if mistakes.is_empty() { visit.path.clone() } else { format!("/office/exams/{exam}") };
    let query = Query::of(&path);
    let shown = read(visit, exam, &query).await.or_page(visit)?;
    let (lang, now) = (visit.lang, visit.ctx.now());
    let response: Response = page(visit, shown.exam.title.clone())
        .in_office()
        .under(lang.t("exams.list.title"), "/office/exams")
        .mistakes(mistakes)
        .content(|| {
            view! {
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <h1>{shown.exam.title.clone()}" "{words::state_badge(lang, &shown.exam, now)}</h1>
                {pool::warning(lang, &shown.pool)}
                {known(lang, &shown.exam)}
                {arranging::part(lang, &shown.exam, shown.mocks.as_deref(), typed.arrangement.as_ref(), mistakes)}
                {reports(lang, visit, &shown)}
                {shown.may_mock.then(|| mock_part(lang, &shown.exam))}
                {publication(lang, &shown)}
                {pool::part(lang, shown.exam.id, &shown.pool)}
                {shown.roster.as_ref().map(|lines| roster_part(lang, &shown.exam, lines, typed, mistakes))}
                {shown.attempts.as_ref().map(|(lines, total)| sheet::part(lang, &shown.exam, &query, lines, *total))}
            }
            .into_any()
        })
        .respond();
    Ok(response)
}

async fn read(visit: &Visit, exam: Uuid, query: &Query) -> Result<Shown, Fault> {
    let ctx = &visit.ctx;
    let DeskExam { exam, may_publish, may_admit, may_see_results, may_see_corrections } = for_desk(ctx, exam).await?;
    let roster = match may_admit {
        true => Some(on_roster(ctx, exam.id).await?),
        false => None,
    };
    let attempts = match may_see_results {
        true => {
            Some(results::of_exam(ctx, exam.id, query.sorted(AttemptColumn::parse), query.page() - 1, PER_PAGE).await?)
        }
        false => None,
    };
    let mocks = match exam.state == "draft" && may_admit {
        true => Some(mocks(ctx).await?),
        false => None,
    };
    let pool = withdrawing::of_exam(ctx, exam.id).await?;
    let may_mock = may_mock(ctx, exam.id).await?;
    Ok(Shown { exam, may_publish, may_see_corrections, roster, attempts, mocks, may_mock, pool })
}

fn known(lang: Lang, exam: &ExamView) -> AnyView {
    let policy = &exam.policy;
    let late = policy.late_entry_ms.map_or_else(|| lang.t("exams.sessions.any_time"), |late| words::span(lang, late));
    let full = i64::try_from(exam.blueprint.total()).unwrap_or(i64::MAX);
    let text = |key: &str, value: String| Fact::text(lang.code("exams", key), value);
    let known = vec![
        text("kind", lang.code("exam_kinds", exam.kind.code())),
        text("entry", lang.code("exams.entries", exam.entry.code())),
        text("office", exam.office.clone()),
        text("window", words::window(lang, exam)),
        text("late_entry", late),
        text("questions", lang.fill("exams.questions_words", &[("n", &exam.blueprint.question_count().to_string())])),
        text("full_score", words::points(lang, full)),
        text("pass_mark", words::points(lang, policy.pass_score.into())),
        text("limit", words::minutes(lang, policy.limit_ms)),
        text("attempts_allowed", policy.attempts.to_string()),
        text("resit_wait", words::span(lang, policy.resit_wait_ms)),
        text("multiple_rule", lang.code("multiple_rules", exam.blueprint.multiple_rule.code())),
        text("rule_pack", exam.rule_pack.clone()),
        Fact::text(lang.t("rooms.arrange.late"), arranging::late_words(lang, policy.late)),
        Fact::text(lang.t("rooms.arrange.review"), lang.code("rooms.reviews", policy.review().code())),
        Fact::text(lang.t("rooms.arrange.lockdown"), lang.code("rooms.lockdown", arranging::lockdown_code(exam))),
    ];
    let known = known.into_iter().chain(conduct::known(lang, &policy.conduct)).collect();
    view! { <section class="card">{facts(known)}</section> }.into_any()
}

/// The ways to what is told about the exam; a draft has nothing to tell.
fn reports(lang: Lang, visit: &Visit, shown: &Shown) -> Option<AnyView> {
    let exam = &shown.exam;
    if exam.state == "draft" {
        return None;
    }
    let base = format!("/office/exams/{}", exam.id);
    let link = |path: String, key: &str| view! { <a href=path>{lang.t(key)}</a> };
    let sees_figures = may(visit, Verb::View, Object::Statistics);
    let sees_people = sees_figures && may(visit, Verb::View, Object::Result);
    let statistics = sees_figures.then(|| link(format!("{base}/statistics"), "statistics.to_page"));
    let similarity = sees_people.then(|| link(format!("{base}/similarity"), "statistics.similarity.to_page"));
    let corrections = shown.may_see_corrections.then(|| link(format!("{base}/corrections"), "corrections.to_page"));
    let proof = link(format!("/exams/{}/proof", exam.id), "proof.exam.to_page");
    Some(view! { <p class="actions">{statistics}{similarity}{corrections}{proof}</p> }.into_any())
}

/// The way to a mock of an official exam.
fn mock_part(lang: Lang, exam: &ExamView) -> AnyView {
    view! {
        <section class="card">
            <h2>{lang.t("exams.mock")}</h2>
            <p>{lang.t("exams.mock_advice")}</p>
            <form method="post" action=format!("/office/exams/{}/mock", exam.id)>
                <button class="secondary">{lang.t("exams.mock_begin")}</button>
            </form>
        </section>
    }
    .into_any()
}

/// A draft is published here; what the bank lacks for it stands in the summary above, cell by cell. Whoever may not publish
/// it learns who does.
fn publication(lang: Lang, shown: &Shown) -> Option<AnyView> {
    let exam = &shown.exam;
    let part = match shown.may_publish {
        true => view! {
            <p>{lang.t("exams.publication.advice")}</p>
            <form method="post" action=format!("/office/exams/{}/publication", exam.id)>
                <p class="actions"><button>{lang.t("exams.publication.publish")}</button></p>
            </form>
        }
        .into_any(),
        false => view! { <p>{lang.code("exams.publication.waits", exam.kind.code())}</p> }.into_any(),
    };
    (exam.state == "draft").then(|| {
        view! {
            <section class="card" id="blueprint" tabindex="-1">
                <h2>{lang.t("exams.publication.title")}</h2>
                {part}
            </section>
        }
        .into_any()
    })
}

fn roster_part(lang: Lang, exam: &ExamView, lines: &[RosterLine], typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let nothing = empty(lang.t("exams.roster.none_title"), lang.t("exams.roster.none"), None);
    let hint = if exam.entry == Entry::Roster { "exams.roster.hint_roster" } else { "exams.roster.hint_open" };
    view! {
        <section>
            <h2>{lang.t("exams.roster.title")}</h2>
            <p class="hint">{lang.t(hint)}</p>
            {roster::table(lang, exam, lines).export(roster::path(exam.id)).empty(nothing).view(lang)}
            {admission(lang, exam, typed, mistakes)}
        </section>
    }
    .into_any()
}

fn admission(lang: Lang, exam: &ExamView, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    view! {
        <form class="card" method="post" action=format!("/office/exams/{}/roster", exam.id)>
            <h3>{lang.t("exams.roster.add")}</h3>
            {SafeTextarea::new("people", lang.t("exams.roster.people"), typed.people.clone())
                .hint(lang.t("exams.roster.people_hint"))
                .view(mistakes)}
            {Field::text("extra_minutes", lang.t("exams.roster.extra_minutes"), typed.extra_minutes.clone())
                .hint(lang.t("exams.roster.extra_hint"))
                .inputmode("numeric")
                .optional()
                .view(mistakes)}
            {Field::text("extra_reason", lang.t("exams.roster.extra_reason"), typed.extra_reason.clone())
                .maxlength(200)
                .optional()
                .view(mistakes)}
            {Field::text("room", lang.t("exams.roster.room"), typed.room.clone())
                .hint(lang.t("exams.roster.room_hint"))
                .maxlength(30)
                .optional()
                .view(mistakes)}
            <p class="actions"><button class="secondary">{lang.t("exams.roster.add")}</button></p>
        </form>
    }
    .into_any()
}
