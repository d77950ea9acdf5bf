//! What stands behind the stars? Shown to an office once, for a reason that is kept.

use axum::extract::Path;
use registry::workers::store::{registration_on, reveal as revealed};
use serde::Deserialize;
use uuid::Uuid;

use super::one;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::visit::SignedVisit;

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    pub reason: String,
}

pub async fn reveal(
    SignedVisit(visit): SignedVisit,
    Path((project, person)): Path<(Uuid, Uuid)>,
    Form(form): Form<Reason>,
) -> PageResult {
    let registration = registration_on(&visit.ctx, project, person).await.or_page(&visit)?;
    match outcome(&visit, revealed(&visit.ctx, registration, &form.reason).await) {
        Outcome::Done(values) => {
            one::record(&visit, (project, person), &Mistakes::none(visit.lang), Some(values)).await
        }
        Outcome::Mistaken(mistakes) => one::record(&visit, (project, person), &mistakes, None).await,
        Outcome::Other(response) => Err(response),
    }
}
