//! What do the forms about a correction do? Propose, agree, say no.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use registry::certificates::issuing::issue_for_attempt;
use registry::exams::regrading::{confirm, decline, propose};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::asked::Asked;
use super::{new, proposal};
use crate::error::PageResult;
use crate::form::{Form, Outcome, outcome};
use crate::ui::confirm::{CONFIRMATION, is_typed};
use crate::visit::{SignedVisit, Visit};

pub async fn propose_one(
    SignedVisit(visit): SignedVisit,
    Path(exam): Path<Uuid>,
    Form(form): Form<Asked>,
) -> PageResult {
    let proposed = match form.change() {
        Some(Ok(change)) => propose(&visit.ctx, exam, &change, &form.reason, form.complaint()).await,
        Some(Err(refusal)) => Err(refusal.into()),
        None => Err(Refusal::on("correct", "exams.correction_missing").into()),
    };
    match outcome(&visit, proposed) {
        Outcome::Done(id) => {
            let path = format!("/office/exams/{exam}/corrections/{id}?done=correction_proposed");
            Ok(Redirect::to(&path).into_response())
        }
        Outcome::Mistaken(mistakes) => new::respond(&visit, exam, &form, mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Decision {
    hash: String,
    confirmation: String,
    reason: String,
}

pub async fn confirm_one(
    SignedVisit(visit): SignedVisit,
    Path((exam, regrade)): Path<(Uuid, Uuid)>,
    Form(form): Form<Decision>,
) -> PageResult {
    let confirmed = match is_typed(&form.confirmation, &visit.t("corrections.confirm_word")) {
        true => confirm(&visit.ctx, exam, regrade, &form.hash).await,
        false => Err(Fault::from(Refusal::on(CONFIRMATION, "confirmation.not_typed"))),
    };
    match outcome(&visit, confirmed) {
        Outcome::Done(due) => {
            certify(&visit, &due).await;
            let path = format!("/office/exams/{exam}/corrections/{regrade}?done=correction_confirmed");
            Ok(Redirect::to(&path).into_response())
        }
        Outcome::Mistaken(mistakes) => proposal::respond(&visit, exam, regrade, &form.reason, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// In the same breath, as after a hand-in; the job issues whatever fails here.
async fn certify(visit: &Visit, due: &[Uuid]) {
    let Some(desk) = &visit.state.desk else { return };
    for attempt in due {
        if let Err(fault) = issue_for_attempt(&visit.ctx, desk, *attempt).await {
            tracing::warn!(%fault, %attempt, "a certificate was not issued at once");
        }
    }
}

pub async fn decline_one(
    SignedVisit(visit): SignedVisit,
    Path((exam, regrade)): Path<(Uuid, Uuid)>,
    Form(form): Form<Decision>,
) -> PageResult {
    match outcome(&visit, decline(&visit.ctx, exam, regrade, &form.reason).await) {
        Outcome::Done(()) => {
            let path = format!("/office/exams/{exam}/corrections/{regrade}?done=correction_declined");
            Ok(Redirect::to(&path).into_response())
        }
        Outcome::Mistaken(mistakes) => proposal::respond(&visit, exam, regrade, &form.reason, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}
