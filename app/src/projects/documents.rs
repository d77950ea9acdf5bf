//! Which papers were brought as evidence, and how does one look at them?

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::blobs::Blob;
use registry::permissions::Verb;
use registry::projects::store::{
    DocumentAbout, DocumentView, Paper, ProjectPage, bring_document, check_reach, documents, find_document,
    open_document, page as one,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::{address, below, done};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done as said;
use crate::ui::table::{Cell, Column, Table};
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

/// Why a file about people is opened.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    pub reason: String,
}

/// Nothing is typed beside the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    respond(&visit, project, &Mistakes::none(visit.lang)).await
}

pub async fn bring(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    FormWithFile { file, .. }: FormWithFile<Typed>,
) -> PageResult {
    check_reach(&visit.ctx, Verb::View, project).await.or_page(&visit)?;
    match outcome(&visit, brought(&visit, project, file).await) {
        Outcome::Done(()) => Ok(done(project, "/documents", "project_document_brought")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn brought(visit: &Visit, project: Uuid, file: Upload) -> Result<(), Fault> {
    if file.bytes.is_empty() {
        // whoever brings nothing here is told so first
        let may = one(&visit.ctx, project).await?;
        let may = may.may_edit || may.may_decide;
        return Err(if may { Refusal::on("file", "projects.document_choose").into() } else { Fault::Forbidden });
    }
    bring_document(&visit.ctx, project, DocumentAbout::Project, &file.file_name, file.bytes).await?;
    Ok(())
}

/// The file itself, or for what reason it opens when it is about people.
pub async fn open(SignedVisit(visit): SignedVisit, Path((project, hash)): Path<(Uuid, String)>) -> PageResult {
    let found = find_document(&visit.ctx, project, &hash).await.or_page(&visit)?;
    match found.ok_or(Fault::NotFound).or_page(&visit)? {
        Paper::Open(blob) => itself(&visit, blob),
        Paper::ForReason(document) => {
            reason_asked(&visit, project, &document, &Reason::default(), &Mistakes::none(visit.lang)).await
        }
    }
}

/// A file about people, once the reason is on record.
pub async fn open_for_reason(
    SignedVisit(visit): SignedVisit,
    Path((project, hash)): Path<(Uuid, String)>,
    Form(typed): Form<Reason>,
) -> PageResult {
    let found = find_document(&visit.ctx, project, &hash).await.or_page(&visit)?;
    let Paper::ForReason(document) = found.ok_or(Fault::NotFound).or_page(&visit)? else {
        return Ok(Redirect::to(&format!("{}/documents/{hash}", address(project))).into_response());
    };
    match outcome(&visit, open_document(&visit.ctx, project, &hash, &typed.reason).await) {
        Outcome::Done(blob) => itself(&visit, blob),
        Outcome::Mistaken(mistakes) => reason_asked(&visit, project, &document, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// A browser shows what it is and runs nothing of it.
pub fn itself(visit: &Visit, blob: Blob) -> PageResult {
    let kind = HeaderValue::from_str(&blob.media_type).map_err(Fault::internal).or_page(visit)?;
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, blob.content).into_response())
}

async fn reason_asked(
    visit: &Visit,
    project: Uuid,
    document: &DocumentView,
    typed: &Reason,
    mistakes: &Mistakes,
) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(visit)?;
    let (lang, base) = (visit.lang, format!("{}/documents", address(project)));
    let action = format!("{base}/{}", document.hash);
    Ok(below(visit, &found, document.name.clone())
        .under(lang.t("projects.groups.documents"), base)
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{document.name.clone()}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("projects.documents.about_people")}</p>
                <form method="post" action=action class="card" novalidate>
                    {Field::text("reason", lang.t("ui.reason"), &typed.reason)
                        .hint(lang.t("ui.reason_hint"))
                        .autocomplete("off")
                        .maxlength(200)
                        .view(mistakes)}
                    <p class="actions"><button>{lang.t("ui.show_recorded")}</button></p>
                </form>
            }
            .into_any()
        })
        .respond())
}

async fn respond(visit: &Visit, project: Uuid, mistakes: &Mistakes) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(visit)?;
    let brought = documents(&visit.ctx, project).await.or_page(visit)?;
    Ok(shown(visit, &found, &brought, mistakes))
}

fn shown(visit: &Visit, found: &ProjectPage, brought: &[DocumentView], mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.groups.documents"));
    below(visit, found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            let columns = ["name", "brought_at"].map(|key| Column::text(key, lang.code("projects.documents", key)));
            let base = address(found.project.id);
            let rows = brought.iter().map(|one| {
                vec![
                    Cell::link(format!("{base}/documents/{}", one.hash), one.name.clone()),
                    Cell::from(lang.time(one.brought_at)),
                ]
            });
            let nothing = empty(lang.t("projects.documents.none_title"), lang.t("projects.documents.none"), None);
            view! {
                <h1>{title.clone()}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {Table::new(title, columns.to_vec(), rows.collect()).empty(nothing).view(lang)}
                {(found.may_edit || found.may_decide).then(|| form(lang, found, mistakes))}
            }
            .into_any()
        })
        .respond()
}

fn form(lang: Lang, found: &ProjectPage, mistakes: &Mistakes) -> AnyView {
    let action = format!("{}/documents", address(found.project.id));
    view! {
        <section class="card">
            <h2>{lang.t("projects.documents.bring_title")}</h2>
            <form method="post" action=action enctype="multipart/form-data" novalidate>
                {Field::text("file", lang.t("projects.papers.file"), "")
                    .kind("file")
                    .hint(lang.t("projects.papers.file_hint"))
                    .view(mistakes)}
                <p class="actions"><button>{lang.t("projects.documents.bring")}</button></p>
            </form>
        </section>
    }
    .into_any()
}
