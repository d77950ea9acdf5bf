//! How is a group of what stands on record shown, and a row of it written down with the paper that proves it?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::permissions::Verb;
use registry::projects::store::{Entry, ProjectPage, check_reach, page as one};
use registry::{Ctx, Fault};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::papers::{self, Papers};
use super::typed::{self, entry};
use super::withdraw::{heading, in_place_of};
use super::{address, below, done};
use crate::error::{OrPage, PageResult};
use crate::form::{FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::done as said;
use crate::ui::query::Query;
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

/// What a row of a group says, as it is typed.
pub trait Group: Default + DeserializeOwned + Send + Sync + 'static {
    /// The last step of the group's address, and its name in the catalogue.
    const PART: &'static str;
    /// What stands on record.
    const TABLE: fn(Lang, &ProjectPage, String) -> AnyView;

    /// As a row stands, with its paper.
    fn of_row(found: &ProjectPage, row: Uuid) -> Option<(Self, Option<String>)>;

    /// The fields of its form.
    fn fields(&self, lang: Lang, kind: Row, mistakes: &Mistakes) -> AnyView;

    /// # Errors
    /// What cannot be read, each on its field, and whatever the use case refuses.
    fn record(
        &self,
        ctx: &Ctx,
        project: Uuid,
        document: Option<String>,
        entry: &Entry,
    ) -> impl Future<Output = Result<Uuid, Fault>> + Send;
}

/// Whether a row is typed anew or in the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    New,
    InPlaceOfAnother,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed<G> {
    /// the record that this takes the place of
    row: String,
    reason: String,
    document: String,
    #[serde(flatten)]
    said: G,
}

impl<G: Group> Typed<G> {
    fn of_row(found: &ProjectPage, row: Uuid) -> Option<Self> {
        let (said, document) = G::of_row(found, row)?;
        Some(Self { row: row.to_string(), reason: String::new(), document: document.unwrap_or_default(), said })
    }
}

pub async fn show<G: Group>(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    let row = Query::of(&visit.path).filter("row").map(typed::id);
    let typed = row.and_then(|row| Typed::<G>::of_row(&found, row)).unwrap_or_default();
    respond(&visit, &found, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn save<G: Group>(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    FormWithFile { mut typed, file }: FormWithFile<Typed<G>>,
) -> PageResult {
    match outcome(&visit, recorded(&visit, project, &mut typed, file).await) {
        Outcome::Done(_) => Ok(done(project, &format!("/{}", G::PART), "project_recorded")),
        Outcome::Mistaken(mistakes) => {
            let found = one(&visit.ctx, project).await.or_page(&visit)?;
            respond(&visit, &found, &typed, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

async fn recorded<G: Group>(
    visit: &Visit,
    project: Uuid,
    typed: &mut Typed<G>,
    mut file: Upload,
) -> Result<Uuid, Fault> {
    check_reach(&visit.ctx, Verb::Edit, project).await?;
    papers::keep(visit, project, &mut file, &mut typed.document).await?;
    let (document, entry) = (typed::chosen(&typed.document), entry(&typed.row, &typed.reason));
    typed.said.record(&visit.ctx, project, document, &entry).await
}

async fn respond<G: Group>(visit: &Visit, found: &ProjectPage, typed: &Typed<G>, mistakes: &Mistakes) -> PageResult {
    let papers = Papers::of(visit, found.project.id).await.or_page(visit)?;
    Ok(shown(visit, found, typed, &papers, mistakes))
}

fn shown<G: Group>(
    visit: &Visit,
    found: &ProjectPage,
    typed: &Typed<G>,
    papers: &Papers,
    mistakes: &Mistakes,
) -> Response {
    let (lang, title) = (visit.lang, visit.lang.code("projects.groups", G::PART));
    below(visit, found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {(G::TABLE)(lang, found, title)}
                {found.may_edit.then(|| form(lang, found, typed, papers, mistakes))}
            }
            .into_any()
        })
        .respond()
}

fn form<G: Group>(lang: Lang, found: &ProjectPage, typed: &Typed<G>, papers: &Papers, mistakes: &Mistakes) -> AnyView {
    let (title, button) = heading(lang, G::PART, &typed.row);
    let kind = if typed.row.is_empty() { Row::New } else { Row::InPlaceOfAnother };
    let action = format!("{}/{}", address(found.project.id), G::PART);
    view! {
        <section class="card">
            <h2>{title}</h2>
            <form method="post" action=action enctype="multipart/form-data" novalidate>
                {typed.said.fields(lang, kind, mistakes)}
                {papers.view(&typed.document, mistakes)}
                {in_place_of(lang, &typed.row, &typed.reason, mistakes)}
                <p class="actions"><button>{button}</button></p>
            </form>
        </section>
    }
    .into_any()
}
