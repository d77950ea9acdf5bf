//! What do the forms of a person's record do?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use registry::exams::finishing::release_holds;
use registry::people::Document;
use registry::people::store::{confirm_identity as confirm, reveal as reveal_values, withdraw_confirmation};
use registry::{Fault, Refusal, certificates};
use serde::Deserialize;
use uuid::Uuid;

use super::pages;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Confirmation {
    pub document: String,
}

pub async fn confirm_identity(
    SignedVisit(visit): SignedVisit,
    Path(person): Path<Uuid>,
    Form(form): Form<Confirmation>,
) -> PageResult {
    let done = match Document::parse(&form.document) {
        Some(document) => confirm(&visit.ctx, person, document).await,
        None => Err(Refusal::on("document", "people.document_missing").into()),
    };
    match outcome(&visit, done) {
        Outcome::Done(()) => {
            certify_released(&visit, person).await.or_page(&visit)?;
            Ok(Redirect::to(&format!("/office/people/{person}?done=identity_confirmed")).into_response())
        }
        Outcome::Mistaken(mistakes) => pages::record(&visit, person, &mistakes, pages::Asked::default()).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn withdraw_identity(
    SignedVisit(visit): SignedVisit,
    Path(person): Path<Uuid>,
    Form(form): Form<Reason>,
) -> PageResult {
    match outcome(&visit, withdraw_confirmation(&visit.ctx, person, &form.reason).await) {
        Outcome::Done(()) => {
            Ok(Redirect::to(&format!("/office/people/{person}?done=identity_withdrawn")).into_response())
        }
        Outcome::Mistaken(mistakes) => {
            let asked = pages::Asked { withdrawal: Some(form.reason), full: None };
            pages::record(&visit, person, &mistakes, asked).await
        }
        Outcome::Other(response) => Err(response),
    }
}

/// A pass that waited for this identity is final now, and its certificate is issued in the same breath.
pub async fn certify_released(visit: &Visit, person: Uuid) -> Result<(), Fault> {
    let released = release_holds(&visit.ctx, person).await?;
    let Some(desk) = &visit.state.desk else { return Ok(()) };
    for attempt in released {
        // the job issues whatever is refused or fails here; the confirmation itself stands
        if let Err(fault) = certificates::issuing::issue_for_attempt(&visit.ctx, desk, attempt).await {
            tracing::error!(%fault, %attempt, "a certificate was not issued at once");
        }
    }
    Ok(())
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    pub reason: String,
}

pub async fn reveal(SignedVisit(visit): SignedVisit, Path(person): Path<Uuid>, Form(form): Form<Reason>) -> PageResult {
    match outcome(&visit, reveal_values(&visit.ctx, person, &form.reason).await) {
        Outcome::Done(values) => {
            let asked = pages::Asked { full: Some(values), withdrawal: None };
            pages::record(&visit, person, &Mistakes::none(visit.lang), asked).await
        }
        Outcome::Mistaken(mistakes) => pages::record(&visit, person, &mistakes, pages::Asked::default()).await,
        Outcome::Other(response) => Err(response),
    }
}
