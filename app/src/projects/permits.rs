//! Which construction permits (施工许可证) are on record?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::Fault;
use registry::permissions::Verb;
use registry::projects::store::{NewPermit, PermitView, ProjectPage, check_reach, page as one, record_permit};
use serde::Deserialize;
use uuid::Uuid;

use super::papers::{self, Papers};
use super::typed::{self, entry};
use super::withdraw::{Kind, actions, heading, in_place_of};
use super::{address, below, done};
use crate::error::{OrPage, PageResult};
use crate::form::{FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done as said;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// the record that this takes the place of
    row: String,
    reason: String,
    number: String,
    issued_on: String,
    works: String,
    document: String,
}

impl From<&PermitView> for Typed {
    fn from(view: &PermitView) -> Self {
        Self {
            row: view.id.to_string(),
            reason: String::new(),
            number: view.permit.number.as_str().to_owned(),
            issued_on: view.permit.issued_on.to_string(),
            works: view.permit.works.clone(),
            document: view.document.clone().unwrap_or_default(),
        }
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    let row = Query::of(&visit.path).filter("row").map(typed::id);
    let typed = found.permits.iter().find(|view| Some(view.id) == row).map(Typed::from).unwrap_or_default();
    respond(&visit, &found, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn save(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    FormWithFile { mut typed, file }: FormWithFile<Typed>,
) -> PageResult {
    match outcome(&visit, recorded(&visit, project, &mut typed, file).await) {
        Outcome::Done(_) => Ok(done(project, "/permits", "project_recorded")),
        Outcome::Mistaken(mistakes) => {
            let found = one(&visit.ctx, project).await.or_page(&visit)?;
            respond(&visit, &found, &typed, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

async fn recorded(visit: &Visit, project: Uuid, typed: &mut Typed, mut file: Upload) -> Result<Uuid, Fault> {
    check_reach(&visit.ctx, Verb::Edit, project).await?;
    papers::keep(visit, project, &mut file, &mut typed.document).await?;
    let new = NewPermit {
        number: typed.number.clone(),
        issued_on: typed::day(("issued_on", &typed.issued_on))?,
        works: typed.works.clone(),
        document: typed::chosen(&typed.document),
        batch: None,
    };
    record_permit(&visit.ctx, project, &new, &entry(&typed.row, &typed.reason)).await
}

async fn respond(visit: &Visit, found: &ProjectPage, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let papers = Papers::of(visit, found.project.id).await.or_page(visit)?;
    Ok(shown(visit, found, typed, &papers, mistakes))
}

fn shown(visit: &Visit, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.groups.permits"));
    below(visit, found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {table(lang, found, title)}
                {found.may_edit.then(|| form(lang, found, typed, papers, mistakes))}
            }
            .into_any()
        })
        .respond()
}

pub fn table(lang: Lang, found: &ProjectPage, caption: String) -> AnyView {
    let columns = ["number", "issued_on", "works", "document", "actions"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.permits", key))).to_vec();
    let rows = found.permits.iter().map(|view| {
        let unusual = view.permit.number.is_unusual().then(|| badge(Tone::Warning, lang.t("projects.permits.unusual")));
        let number = view! { <span class="code">{view.permit.number.as_str().to_owned()}</span> " " {unusual} };
        let paper = papers::link(lang, found.project.id, view.document.as_deref());
        vec![
            Cell::from(number.into_any()),
            Cell::from(lang.day(view.permit.issued_on)),
            Cell::from(view.permit.works.clone()),
            paper.map_or_else(|| Cell::from("—"), Cell::from),
            Cell::from(actions(lang, found, "permits", Kind::Permit, view.id)),
        ]
    });
    let nothing = empty(lang.t("projects.permits.none_title"), lang.t("projects.permits.none"), None);
    Table::new(caption, columns, rows.collect()).empty(nothing).view(lang)
}

fn form(lang: Lang, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> AnyView {
    let (title, button) = heading(lang, "permits", &typed.row);
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("projects.permits", name), value);
    let action = format!("{}/permits", address(found.project.id));
    view! {
        <section class="card">
            <h2>{title}</h2>
            <form method="post" action=action enctype="multipart/form-data" novalidate>
                {field("number", &typed.number)
                    .hint(lang.t("projects.permits.number_hint"))
                    .maxlength(50)
                    .view(mistakes)}
                {field("issued_on", &typed.issued_on).kind("date").short().view(mistakes)}
                {field("works", &typed.works)
                    .hint(lang.t("projects.permits.works_hint"))
                    .maxlength(200)
                    .view(mistakes)}
                {papers.view(&typed.document, mistakes)}
                {in_place_of(lang, &typed.row, &typed.reason, mistakes)}
                <p class="actions"><button>{button}</button></p>
            </form>
        </section>
    }
    .into_any()
}
