//! What do the forms about an enterprise's employees do?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use registry::enterprises::store;
use registry::people::Document;
use registry::people::store::confirm_identity as confirm;
use serde::Deserialize;
use uuid::Uuid;

use super::{address, one};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Outcome, outcome};
use crate::people::certify_released;
use crate::visit::SignedVisit;

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewEmployee {
    pub id_number: String,
}

pub async fn add_employee(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
    Form(form): Form<NewEmployee>,
) -> PageResult {
    match outcome(&visit, store::add_employee(&visit.ctx, enterprise, &form.id_number).await) {
        Outcome::Done(_) => Ok(Redirect::to(&format!("{}?done=employee_added", address(enterprise))).into_response()),
        Outcome::Mistaken(mistakes) => one::respond(&visit, enterprise, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn remove_employee(
    SignedVisit(visit): SignedVisit,
    Path((enterprise, person)): Path<(Uuid, Uuid)>,
) -> PageResult {
    store::remove_employee(&visit.ctx, enterprise, person).await.or_page(&visit)?;
    Ok(Redirect::to(&format!("{}?done=removed", address(enterprise))).into_response())
}

pub async fn confirm_identity(
    SignedVisit(visit): SignedVisit,
    Path((enterprise, person)): Path<(Uuid, Uuid)>,
) -> PageResult {
    // the employer knows its people from its own files
    match outcome(&visit, confirm(&visit.ctx, person, Document::PersonnelFile).await) {
        Outcome::Done(()) => {
            certify_released(&visit, person).await.or_page(&visit)?;
            Ok(Redirect::to(&format!("{}?done=identity_confirmed", address(enterprise))).into_response())
        }
        Outcome::Mistaken(mistakes) => one::respond(&visit, enterprise, &NewEmployee::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}
