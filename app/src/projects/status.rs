//! Which status has it had since when, who said so and who approved it (筹备, 立项, 在建, 停工, 完工)?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::permissions::Verb;
use registry::projects::Status;
use registry::projects::store::{
    Correction, ProjectPage, StatusView, approve_status, change_status, check_reach, correct_status, page as one,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::papers::{self, Papers};
use super::withdraw::why;
use super::{address, below, done, typed, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done as said;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    status: String,
    first_day: String,
    document: String,
}

/// How an office puts a status right.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Corrected {
    correction: String,
    first_day: String,
    reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    respond(&visit, project, &Typed::default(), None, &Mistakes::none(visit.lang)).await
}

pub async fn save(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    FormWithFile { mut typed, file }: FormWithFile<Typed>,
) -> PageResult {
    match outcome(&visit, changed(&visit, project, &mut typed, file).await) {
        Outcome::Done(()) => Ok(done(project, "/status", "project_status_changed")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &typed, None, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn changed(visit: &Visit, project: Uuid, typed: &mut Typed, mut file: Upload) -> Result<(), Fault> {
    check_reach(&visit.ctx, Verb::Edit, project).await?;
    papers::keep(visit, project, &mut file, &mut typed.document).await?;
    let next = Status::parse(&typed.status).ok_or_else(|| Refusal::on("status", "projects.status_choose"))?;
    let from = typed::day(("first_day", &typed.first_day))?;
    let document = typed::chosen(&typed.document);
    change_status(&visit.ctx, project, next, from, document.as_deref()).await
}

pub async fn approve(SignedVisit(visit): SignedVisit, Path((project, status)): Path<(Uuid, Uuid)>) -> PageResult {
    match outcome(&visit, approve_status(&visit.ctx, project, status).await) {
        Outcome::Done(()) => Ok(done(project, "/status", "project_confirmed")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &Typed::default(), None, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn correct(
    SignedVisit(visit): SignedVisit,
    Path((project, status)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Corrected>,
) -> PageResult {
    match outcome(&visit, corrected(&visit, project, status, &typed).await) {
        Outcome::Done(()) => Ok(done(project, "/status", "project_corrected")),
        Outcome::Mistaken(mistakes) => {
            respond(&visit, project, &Typed::default(), Some((status, &typed)), &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

async fn corrected(visit: &Visit, project: Uuid, status: Uuid, typed: &Corrected) -> Result<(), Fault> {
    check_reach(&visit.ctx, Verb::Decide, project).await?;
    let correction = match typed.correction.as_str() {
        "never_began" => Correction::NeverBegan,
        _ => Correction::FirstDay(typed::day(("first_day", &typed.first_day))?),
    };
    correct_status(&visit.ctx, project, status, correction, &typed.reason).await
}

type Opened<'a> = Option<(Uuid, &'a Corrected)>;

async fn respond(visit: &Visit, project: Uuid, typed: &Typed, opened: Opened<'_>, mistakes: &Mistakes) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(visit)?;
    let papers = Papers::of(visit, project).await.or_page(visit)?;
    Ok(shown(visit, &found, (typed, opened), &papers, mistakes))
}

fn shown(
    visit: &Visit,
    found: &ProjectPage,
    (typed, opened): (&Typed, Opened<'_>),
    papers: &Papers,
    mistakes: &Mistakes,
) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.groups.status"));
    let none = Mistakes::none(lang);
    // two forms of one page have a first day each: the mistakes belong to the one that was sent
    let (of_change, of_correction) = if opened.is_some() { (&none, mistakes) } else { (mistakes, &none) };
    below(visit, found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            let base = address(found.project.id);
            view! {
                <h1>{title.clone()}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {table(lang, found, title)}
                <p><a href=format!("{base}/shutdowns")>{lang.t("projects.groups.shutdowns")}</a></p>
                {found.may_edit.then(|| form(lang, found, typed, papers, of_change))}
                {found.may_decide.then(|| corrections(lang, found, opened, of_correction))}
            }
            .into_any()
        })
        .respond()
}

pub fn table(lang: Lang, found: &ProjectPage, caption: String) -> AnyView {
    let columns = ["status", "period", "filed", "approved", "document", "actions"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.status", key))).to_vec();
    let rows = found.statuses.iter().map(|view| row(lang, found, view)).collect();
    Table::new(caption, columns, rows).view(lang)
}

fn row(lang: Lang, found: &ProjectPage, view: &StatusView) -> Vec<Cell> {
    let decision = view.period.decision;
    let approved = match decision.approved {
        Some(act) => Cell::from(words::act(lang, found, act)),
        None => Cell::from(badge(Tone::Warning, lang.t("projects.not_confirmed"))),
    };
    let action = format!("{}/status/{}/approve", address(found.project.id), view.id);
    let approve = (found.may_decide && decision.approved.is_none()).then(|| {
        view! { <form method="post" action=action><button class="secondary">{lang.t("projects.confirm")}</button></form> }
    });
    let paper = papers::link(lang, found.project.id, view.document.as_deref());
    vec![
        Cell::from(words::status(lang, Some(view.period.status))),
        Cell::from(words::period(lang, view.period.period)),
        Cell::from(words::act(lang, found, decision.filed)),
        approved,
        paper.map_or_else(|| Cell::from("—"), Cell::from),
        approve.map_or_else(|| Cell::from("—"), |form| Cell::from(form.into_any())),
    ]
}

fn form(lang: Lang, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> AnyView {
    // what can follow; a shutdown is filed
    let next = Status::ALL
        .into_iter()
        .filter(|next| *next != Status::ShutDown && found.status.is_some_and(|now| now.may_become(*next)));
    let next: Vec<&'static str> = next.map(Status::code).collect();
    if next.is_empty() {
        return view! { <p class="hint">{lang.t("projects.status.final")}</p> }.into_any();
    }
    let action = format!("{}/status", address(found.project.id));
    view! {
        <section class="card">
            <h2>{lang.t("projects.status.change")}</h2>
            <p>{lang.t("projects.status.advice")}</p>
            <form method="post" action=action enctype="multipart/form-data" novalidate>
                {Choice::list(
                    "status",
                    lang.t("projects.status.next"),
                    words::choices(lang, "projects.statuses", &next),
                    &typed.status,
                )
                    .view(mistakes)}
                {Field::text("first_day", lang.t("projects.status.first_day"), &typed.first_day)
                    .kind("date")
                    .hint(lang.t("projects.status.first_day_hint"))
                    .short()
                    .view(mistakes)}
                {papers.view(&typed.document, mistakes)}
                <p class="actions"><button>{lang.t("projects.status.save")}</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// An office puts a status right: folded away, one form, for the status that is chosen by its own button.
fn corrections(lang: Lang, found: &ProjectPage, opened: Opened<'_>, mistakes: &Mistakes) -> AnyView {
    let latest = found.statuses.iter().rev().find(|view| view.period.status != Status::ShutDown);
    let Some(latest) = latest else { return ().into_any() };
    let typed = opened.map(|(_, typed)| typed.clone()).unwrap_or_default();
    let ways = ["first_day", "never_began"];
    let ways = ways.map(|way| Choosable::new(way, lang.code("projects.corrections", way))).to_vec();
    let chosen = if typed.correction.is_empty() { "first_day" } else { &typed.correction };
    let action = format!("{}/status/{}/correct", address(found.project.id), latest.id);
    let status = lang.code("projects.statuses", latest.period.status.code());
    view! {
        <details class="card" open=opened.is_some()>
            <summary>{lang.fill("projects.status.correct", &[("status", &status)])}</summary>
            <form method="post" action=action novalidate>
                {Choice::one("correction", lang.t("projects.status.correction"), ways, chosen).view(mistakes)}
                {Field::text("first_day", lang.t("projects.status.right_day"), &typed.first_day)
                    .id("right_day")
                    .kind("date")
                    .short()
                    .optional()
                    .view(mistakes)}
                {why(lang, &typed.reason, mistakes)}
                <p class="actions"><button class="danger">{lang.t("projects.put_right")}</button></p>
            </form>
        </details>
    }
    .into_any()
}
