//! Which questions do candidates find wrong? The queue of the bank's editors and reviewers, and the answer to each report.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::permissions::{Object, Verb, widest};
use registry::practice::ReportOutcome;
use registry::practice::reports::{ReportView, Which, answer as reply, get, list as read};
use registry::questions::drafts;
use serde::Deserialize;
use uuid::Uuid;

use super::reports::{known, state, state_badge, words_field};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::facts::facts;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::sheet::{AT_ONCE, Value, every};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

const PER_PAGE: u64 = 50;
const LIST: &str = "/office/questions/reports";

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let which = asked(&query);
    let (reports, total) = read(&visit.ctx, which, query.page() - 1, PER_PAGE).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("practice.desk.title"));
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let body = if reports.is_empty() {
                let key = if which == Which::Open { "none" } else { "none_answered" };
                empty(lang.code("practice.desk", &format!("{key}_title")), lang.code("practice.desk", key), None)
            } else {
                let table = table(lang, &reports).driven_by(&query, query.paging(PER_PAGE, total));
                table.export(format!("{LIST}.xlsx")).view(lang)
            };
            view! {
                <h1>{title.clone()}</h1>
                <p class="hint">{lang.t("practice.desk.intro")}</p>
                {done(lang, &visit.path)}
                {tabs(lang, which)}
                {body}
            }
            .into_any()
        })
        .respond())
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let which = asked(&Query::of(&visit.path));
    let reports = every(|page| read(&visit.ctx, which, page, AT_ONCE)).await.or_page(&visit)?;
    table(visit.lang, &reports).file(visit.ctx.now()).or_page(&visit)
}

fn asked(query: &Query) -> Which {
    if query.filter("which") == Some("answered") { Which::Answered } else { Which::Open }
}

fn table<'a>(lang: Lang, reports: &[ReportView]) -> Table<'a> {
    let columns = ["made", "kind", "question", "words", "outcome"];
    let columns = columns.map(|key| Column::text(key, lang.code("practice.desk.columns", key)));
    let rows = reports.iter().map(|report| row(lang, report)).collect();
    Table::new(lang.t("practice.desk.title"), columns.to_vec(), rows)
}

fn tabs(lang: Lang, which: Which) -> AnyView {
    let tab = |key: &str, path: String, own: Which| {
        let here = (which == own).then_some("page");
        view! { <a href=path aria-current=here>{lang.code("practice.desk", key)}</a> }
    };
    view! {
        <nav class="actions tabs" aria-label=lang.t("practice.desk.title")>
            {tab("open", LIST.to_owned(), Which::Open)}
            {tab("answered", format!("{LIST}?which=answered"), Which::Answered)}
        </nav>
    }
    .into_any()
}

fn row(lang: Lang, report: &ReportView) -> Vec<Cell> {
    vec![
        Cell::link(format!("{LIST}/{}", report.id), lang.time(report.made_at)).told(Value::Time(report.made_at)),
        lang.code("practice.report_kinds", report.kind.code()).into(),
        report.question.clone().into(),
        report.words.clone().into(),
        Cell::from(state_badge(lang, report)).in_words(state(lang, report)),
    ]
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Answered {
    outcome: String,
    words: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(report): Path<Uuid>) -> PageResult {
    respond(&visit, report, &Answered::default(), &Mistakes::none(visit.lang)).await
}

pub async fn answer(
    SignedVisit(visit): SignedVisit,
    Path(report): Path<Uuid>,
    Form(form): Form<Answered>,
) -> PageResult {
    match outcome(&visit, reply(&visit.ctx, report, ReportOutcome::parse(&form.outcome), &form.words).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{LIST}?done=report_answered")).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, report, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, report: Uuid, form: &Answered, mistakes: &Mistakes) -> PageResult {
    let report = get(&visit.ctx, report).await.or_page(visit)?;
    let draft = drafts::open_of(&visit.ctx, &report.question).await.or_page(visit)?;
    let lang = visit.lang;
    let kind = lang.code("practice.report_kinds", report.kind.code());
    let title = lang.fill("practice.desk.one_title", &[("kind", &kind)]);
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("practice.desk.title"), LIST)
        .content(|| {
            view! {
                <h1>{title.clone()}" "{state_badge(lang, &report)}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <section class="card">{facts(known(lang, &report))}</section>
                {deeds(visit, &report, draft)}
                {report.answer.is_none().then(|| answer_form(lang, &report, form, mistakes))}
            }
            .into_any()
        })
        .respond())
}

/// To the question, and to what changes it.
fn deeds(visit: &Visit, report: &ReportView, draft: Option<Uuid>) -> AnyView {
    let (lang, at) = (visit.lang, format!("/office/questions/{}", report.question));
    let may_write = widest(&visit.ctx, Verb::Create, Object::QuestionBank).is_some();
    let revise = match draft {
        Some(draft) => {
            let path = format!("/office/questions/drafts/{draft}");
            Some(view! { <a class="button secondary" href=path>{lang.t("practice.desk.to_draft")}</a> }.into_any())
        }
        None => may_write.then(|| {
            let (action, words) = (format!("{at}/versions"), lang.t("practice.desk.revise"));
            view! { <form method="post" action=action><button class="secondary">{words}</button></form> }.into_any()
        }),
    };
    view! { <div class="actions"><a class="button secondary" href=at>{lang.t("practice.desk.to_question")}</a>{revise}</div> }
        .into_any()
}

fn answer_form(lang: Lang, report: &ReportView, form: &Answered, mistakes: &Mistakes) -> AnyView {
    let outcomes = ReportOutcome::ALL
        .map(|outcome| Choosable::new(outcome.code(), lang.code("practice.report_outcomes", outcome.code())));
    view! {
        <form class="card" method="post" action=format!("{LIST}/{}", report.id) novalidate>
            {Choice::one("outcome", lang.t("practice.desk.outcome"), outcomes.to_vec(), &form.outcome).view(mistakes)}
            {words_field(lang, "practice.desk", &form.words, mistakes)}
            <button>{lang.t("practice.desk.send")}</button>
        </form>
    }
    .into_any()
}
