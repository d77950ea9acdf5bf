//! What do the forms of an enterprise do?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use registry::enterprises::store;
use registry::people::Document;
use registry::people::store::confirm_identity as confirm;
use serde::Deserialize;
use uuid::Uuid;

use super::pages;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Outcome, outcome};
use crate::people::certify_released;
use crate::visit::SignedVisit;

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Registration {
    pub name: String,
    pub credit_code: String,
    pub area: String,
}

pub async fn register(SignedVisit(visit): SignedVisit, Form(form): Form<Registration>) -> PageResult {
    match outcome(&visit, store::register(&visit.ctx, &form.name, &form.credit_code, &form.area).await) {
        Outcome::Done(_) => Ok(Redirect::to("/account/enterprises?done=enterprise_registered").into_response()),
        Outcome::Mistaken(mistakes) => pages::own_page(&visit, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

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
        Outcome::Done(_) => Ok(Redirect::to(&format!("/enterprises/{enterprise}?done=employee_added")).into_response()),
        Outcome::Mistaken(mistakes) => pages::enterprise_page(&visit, enterprise, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn remove_employee(
    SignedVisit(visit): SignedVisit,
    Path((enterprise, person)): Path<(Uuid, Uuid)>,
) -> PageResult {
    store::remove_employee(&visit.ctx, enterprise, person).await.or_page(&visit)?;
    Ok(Redirect::to(&format!("/enterprises/{enterprise}?done=removed")).into_response())
}

pub async fn confirm_identity(
    SignedVisit(visit): SignedVisit,
    Path((enterprise, person)): Path<(Uuid, Uuid)>,
) -> PageResult {
    // the employer knows its people from its own files
    match outcome(&visit, confirm(&visit.ctx, person, Document::PersonnelFile).await) {
        Outcome::Done(()) => {
            certify_released(&visit, person).await.or_page(&visit)?;
            Ok(Redirect::to(&format!("/enterprises/{enterprise}?done=identity_confirmed")).into_response())
        }
        Outcome::Mistaken(mistakes) => {
            pages::enterprise_page(&visit, enterprise, &NewEmployee::default(), &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}
