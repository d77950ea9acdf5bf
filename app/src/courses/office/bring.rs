//! How does a course come in as files? A zip file like the one that is exported becomes a draft.

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::Response;
use leptos::prelude::*;
use registry::courses::{desk, drafts};
use registry::permissions::{Object, Verb, require};
use registry::{Fault, Refusal};
use uuid::Uuid;

use super::forms::to_draft;
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::page::page;
use crate::ui::field::{Field, mistakes_summary};
use crate::visit::{SignedVisit, Visit};

pub async fn form(SignedVisit(visit): SignedVisit) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::Course).or_page(&visit)?;
    Ok(asked(&visit, &Mistakes::none(visit.lang)))
}

pub async fn take(SignedVisit(visit): SignedVisit, multipart: Result<Multipart, MultipartRejection>) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::Course).or_page(&visit)?;
    match outcome(&visit, taken(&visit, multipart).await) {
        Outcome::Done(draft) => Ok(to_draft(draft, "course_imported")),
        Outcome::Mistaken(mistakes) => Ok(asked(&visit, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

async fn taken(visit: &Visit, multipart: Result<Multipart, MultipartRejection>) -> Result<Uuid, Fault> {
    let unreadable = || Fault::from(Refusal::on("file", "courses.upload_unreadable"));
    let mut multipart = multipart.map_err(|_| unreadable())?;
    let mut file = Vec::new();
    while let Some(part) = multipart.next_field().await.map_err(|_| unreadable())? {
        if part.name() == Some("file") {
            file = part.bytes().await.map_err(|_| unreadable())?.to_vec();
        }
    }
    if file.is_empty() {
        return Err(Refusal::on("file", "courses.file_missing").into());
    }
    drafts::take_in(&visit.ctx, &desk::read_archive(&file)?).await
}

fn asked(visit: &Visit, mistakes: &Mistakes) -> Response {
    let lang = visit.lang;
    let title = lang.t("courses.office.import");
    page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("courses.office.title"), "/office/courses")
        .content(|| {
            let file = Field::text("file", lang.t("courses.office.file"), "").kind("file");
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("courses.office.import_intro")}</p>
                {mistakes_summary(lang.t("courses.office.mistakes"), mistakes)}
                <form method="post" action="/office/courses/import" enctype="multipart/form-data" class="card">
                    {file.hint(lang.t("courses.office.file_hint")).view(mistakes)}
                    <p class="actions"><button>{lang.t("courses.office.take_in")}</button></p>
                </form>
            }
            .into_any()
        })
        .respond()
}
