//! When was it to begin and end, when did it, when was it accepted and settled, and has an office confirmed it (开竣工时间)?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::permissions::Verb;
use registry::projects::store::{
    Milestone, MilestoneView, NewMilestone, ProjectPage, check_reach, confirm_milestone, page as one, record_milestone,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::papers::{self, Papers};
use super::withdraw::{Kind, actions};
use super::{address, below, done, typed, words};
use crate::error::{OrPage, PageResult};
use crate::form::{FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::choice::Choice;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done as said, notice};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    milestone: String,
    on: String,
    document: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    respond(&visit, project, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn save(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    FormWithFile { mut typed, file }: FormWithFile<Typed>,
) -> PageResult {
    match outcome(&visit, recorded(&visit, project, &mut typed, file).await) {
        Outcome::Done(_) => Ok(done(project, "/milestones", "project_stated")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn confirm(SignedVisit(visit): SignedVisit, Path((project, milestone)): Path<(Uuid, Uuid)>) -> PageResult {
    match outcome(&visit, confirm_milestone(&visit.ctx, project, milestone).await) {
        Outcome::Done(()) => Ok(done(project, "/milestones", "project_confirmed")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &Typed::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn recorded(visit: &Visit, project: Uuid, typed: &mut Typed, mut file: Upload) -> Result<Uuid, Fault> {
    check_reach(&visit.ctx, Verb::Edit, project).await?;
    papers::keep(visit, project, &mut file, &mut typed.document).await?;
    let milestone = Milestone::parse(&typed.milestone);
    let milestone = milestone.ok_or_else(|| Refusal::on("milestone", "projects.milestone_choose"))?;
    let on = typed::day(("on", &typed.on))?;
    let new = NewMilestone { milestone, on, document: typed::chosen(&typed.document), batch: None };
    record_milestone(&visit.ctx, project, &new).await
}

async fn respond(visit: &Visit, project: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(visit)?;
    let papers = Papers::of(visit, project).await.or_page(visit)?;
    Ok(shown(visit, &found, typed, &papers, mistakes))
}

fn shown(visit: &Visit, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.groups.milestones"));
    below(visit, found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {planned(lang, found)}
                {doubts(lang, found)}
                {table(lang, found, title)}
                {found.may_edit.then(|| form(lang, found, typed, papers, mistakes))}
            }
            .into_any()
        })
        .respond()
}

/// What the details say; they are changed there.
fn planned(lang: Lang, found: &ProjectPage) -> AnyView {
    let day = |day: Option<registry::Day>| words::or_dash(day.map(|day| lang.day(day)));
    facts(vec![
        Fact::text(lang.t("projects.fields.planned_start"), day(found.days.planned_start)),
        Fact::text(lang.t("projects.fields.planned_finish"), day(found.days.planned_finish)),
    ])
}

pub fn doubts(lang: Lang, found: &ProjectPage) -> Vec<AnyView> {
    let doubts = found.doubts.iter();
    doubts.map(|doubt| notice(lang, Tone::Warning, lang.code("projects.doubts", doubt.code()))).collect()
}

pub fn table(lang: Lang, found: &ProjectPage, caption: String) -> AnyView {
    let columns = ["milestone", "on", "state", "document", "actions"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.days", key))).to_vec();
    let rows = found.milestones.iter().map(|view| row(lang, found, view)).collect();
    let nothing = empty(lang.t("projects.days.none_title"), lang.t("projects.days.none"), None);
    Table::new(caption, columns, rows).empty(nothing).view(lang)
}

fn row(lang: Lang, found: &ProjectPage, view: &MilestoneView) -> Vec<Cell> {
    let state = match view.confirmed_at {
        Some(_) => badge(Tone::Success, lang.t("projects.confirmed")),
        None => badge(Tone::Warning, lang.t("projects.not_confirmed")),
    };
    let action = format!("{}/milestones/{}/confirm", address(found.project.id), view.id);
    let confirm = (found.may_decide && view.confirmed_at.is_none()).then(|| {
        view! { <form method="post" action=action><button class="secondary">{lang.t("projects.confirm")}</button></form> }
    });
    let back = (view.confirmed_at.is_none() && found.may_edit)
        .then(|| actions(lang, found, "milestones", Kind::Milestone, view.id));
    let paper = papers::link(lang, found.project.id, view.document.as_deref());
    vec![
        Cell::from(lang.code("projects.milestones", view.milestone.code())),
        Cell::from(lang.day(view.on)),
        Cell::from(state),
        paper.map_or_else(|| Cell::from("—"), Cell::from),
        Cell::from(view! { <div class="actions">{confirm} {back}</div> }.into_any()),
    ]
}

fn form(lang: Lang, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> AnyView {
    let milestones = words::choices(lang, "projects.milestones", &Milestone::ALL.map(Milestone::code));
    let action = format!("{}/milestones", address(found.project.id));
    view! {
        <section class="card">
            <h2>{lang.t("projects.days.add")}</h2>
            <p>{lang.t("projects.days.advice")}</p>
            <form method="post" action=action enctype="multipart/form-data" novalidate>
                {Choice::list("milestone", lang.t("projects.days.milestone"), milestones, &typed.milestone)
                    .view(mistakes)}
                {Field::text("on", lang.t("projects.days.on"), &typed.on).kind("date").short().view(mistakes)}
                {papers.view(&typed.document, mistakes)}
                <p class="actions"><button>{lang.t("projects.days.state_it")}</button></p>
            </form>
        </section>
    }
    .into_any()
}
