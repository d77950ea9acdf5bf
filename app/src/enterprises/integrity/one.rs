//! What does one integrity record say, and what becomes of it?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::permissions::{Object, Verb, require};
use registry::projects::integrity::{Content, Finding, SubjectKind};
use registry::projects::store::{IntegrityDetail, IntegrityView, get_integrity, settle_complaint, withdraw_integrity};
use registry::{Day, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::{check_office, words};
use crate::enterprises::address;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    finding: String,
    on: String,
    reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(record): Path<Uuid>) -> PageResult {
    let typed = Typed { on: visit.ctx.now().day().to_string(), ..Typed::default() };
    respond(&visit, record, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn settle(SignedVisit(visit): SignedVisit, Path(record): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::IntegrityRecord).or_page(&visit)?;
    let settled = match Finding::parse(&typed.finding).filter(|finding| *finding != Finding::Open) {
        Some(finding) => settle_complaint(&visit.ctx, record, finding).await,
        None => Err(Refusal::on("finding", "projects.finding_missing").into()),
    };
    match outcome(&visit, settled) {
        Outcome::Done(id) => {
            Ok(Redirect::to(&format!("/office/integrity/{id}?done=complaint_settled")).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, record, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn withdraw(
    SignedVisit(visit): SignedVisit,
    Path(record): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::IntegrityRecord).or_page(&visit)?;
    match outcome(&visit, withdrawn(&visit, record, &typed).await) {
        Outcome::Done(()) => {
            Ok(Redirect::to(&format!("/office/integrity/{record}?done=integrity_withdrawn")).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, record, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn withdrawn(visit: &Visit, record: Uuid, typed: &Typed) -> Result<(), Fault> {
    let on = Day::parse(typed.on.trim()).ok_or_else(|| Refusal::on("on", "calendar.day_shape"))?;
    withdraw_integrity(&visit.ctx, record, on, &typed.reason).await
}

async fn respond(visit: &Visit, record: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    check_office(visit).or_page(visit)?;
    let found = get_integrity(&visit.ctx, record).await.or_page(visit)?;
    let lang = visit.lang;
    let title = lang.fill("integrity.of", &[("name", &found.view.name)]);
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("integrity.title"), "/office/integrity")
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {taken_back(lang, &found.view)}
                {facts(said(lang, &found.view, visit.ctx.now().day()))}
                {settling(lang, &found, typed, mistakes)}
                {withdrawing(lang, &found, typed, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn taken_back(lang: Lang, view: &IntegrityView) -> Option<AnyView> {
    let (since, _) = view.record.withdrawn?;
    let reason = view.withdrawn_reason.clone().unwrap_or_default();
    let words = lang.fill("integrity.was_withdrawn", &[("on", &lang.day(since)), ("reason", &reason)]);
    Some(notice(lang, Tone::Info, words))
}

fn said(lang: Lang, view: &IntegrityView, today: Day) -> Vec<Fact> {
    let record = &view.record;
    let column = |key: &str| lang.code("integrity.columns", key);
    let mut lines = vec![match record.subject_kind {
        SubjectKind::Enterprise => Fact::link(column("name"), address(record.subject), view.name.clone()),
        SubjectKind::Person => Fact::text(column("name"), view.name.clone()),
    }];
    lines.push(Fact::shown(column("kind"), words::kind_badge(lang, record)));
    lines.push(Fact::text(column("what"), words::what(lang, record)));
    lines.push(Fact::text(column("source"), words::source(lang, record)));
    if let Content::Complaint { case, .. } = &record.content {
        lines.push(Fact::shown(lang.t("integrity.case"), view! { <code>{case.to_string()}</code> }.into_any()));
    }
    lines.push(Fact::text(column("happened"), lang.day(record.on)));
    lines.push(Fact::text(column("valid"), words::valid(lang, record)));
    lines.push(Fact::shown(column("weight"), words::weight_badge(lang, record, today)));
    if let Some((project, name)) = record.project.zip(view.project_name.clone()) {
        lines.push(Fact::link(column("project"), format!("/projects/{project}"), name));
    }
    lines.push(Fact::text(column("office"), view.office_name.clone().unwrap_or_else(|| lang.t("audit.actors.system"))));
    lines.push(Fact::text(lang.t("integrity.recorded_at"), lang.time(view.recorded_at)));
    lines
}

fn settling(lang: Lang, found: &IntegrityDetail, typed: &Typed, mistakes: &Mistakes) -> Option<AnyView> {
    let findings = [Finding::Substantiated, Finding::Unsubstantiated].map(|finding| {
        Choosable::new(finding.code(), lang.code("integrity.findings", finding.code()))
            .hint(lang.code("integrity.finding_hints", finding.code()))
    });
    let action = format!("/office/integrity/{}/settle", found.view.id);
    found.settles.then(|| {
        view! {
            <form class="card" method="post" action=action novalidate>
                <h2>{lang.t("integrity.settle")}</h2>
                {Choice::one("finding", lang.t("integrity.finding"), findings.to_vec(), &typed.finding).view(mistakes)}
                <p class="actions"><button>{lang.t("integrity.settle_send")}</button></p>
            </form>
        }
        .into_any()
    })
}

fn withdrawing(lang: Lang, found: &IntegrityDetail, typed: &Typed, mistakes: &Mistakes) -> Option<AnyView> {
    let action = format!("/office/integrity/{}/withdraw", found.view.id);
    let is_open = mistakes.of("on").or_else(|| mistakes.of("reason")).is_some();
    found.withdraws.then(|| {
        view! {
            <details class="confirm" open=is_open>
                <summary>{lang.t("integrity.withdraw")}</summary>
                <form method="post" action=action novalidate>
                    {notice(lang, Tone::Warning, lang.t("integrity.withdraw_consequence"))}
                    {Field::text("on", lang.t("integrity.withdrawn_on"), &typed.on).kind("date").short().view(mistakes)}
                    {SafeTextarea::new("reason", lang.t("enterprises.reason"), typed.reason.clone())
                        .hint(lang.t("enterprises.reason_hint"))
                        .rows(2)
                        .maxlength(200)
                        .view(mistakes)}
                    <button class="danger">{lang.t("integrity.withdraw")}</button>
                </form>
            </details>
        }
        .into_any()
    })
}
