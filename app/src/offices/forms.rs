//! What do the forms of an office do?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use registry::offices::store::{self, Grantee};
use registry::offices::{NewOffice, OfficeKind};
use registry::permissions::{Object, Role, Verb, require};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::pages;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct OfficeForm {
    pub name: String,
    pub kind: String,
    pub area: String,
    pub industry: String,
}

pub async fn create(SignedVisit(visit): SignedVisit, Form(form): Form<OfficeForm>) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::Office).or_page(&visit)?;
    let done = match OfficeKind::parse(&form.kind) {
        None => Err(Refusal::on("kind", "offices.kind_missing").into()),
        Some(kind) => {
            let industry = Some(form.industry.clone()).filter(|industry| !industry.is_empty());
            let new = NewOffice { name: form.name.clone(), kind, area: form.area.clone(), industry };
            store::create(&visit.ctx, &new).await
        }
    };
    match outcome(&visit, done) {
        Outcome::Done(office) => {
            Ok(Redirect::to(&format!("/office/offices/{office}?done=office_created")).into_response())
        }
        Outcome::Mistaken(mistakes) => pages::list_page(&visit, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct GrantForm {
    pub sign_in: String,
    pub role: String,
}

pub async fn grant(
    SignedVisit(visit): SignedVisit,
    Path(office): Path<Uuid>,
    Form(form): Form<GrantForm>,
) -> PageResult {
    let done = match Role::parse(&form.role) {
        None => Err(Refusal::on("role", "offices.role_missing").into()),
        Some(role) => store::grant(&visit.ctx, &Grantee::SignIn(form.sign_in.clone()), role, office).await,
    };
    match outcome(&visit, done) {
        Outcome::Done(_) => Ok(Redirect::to(&format!("/office/offices/{office}?done=role_granted")).into_response()),
        Outcome::Mistaken(mistakes) => pages::office_page(&visit, office, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn second(SignedVisit(visit): SignedVisit, Path((office, grant)): Path<(Uuid, Uuid)>) -> PageResult {
    let done = store::second_grant(&visit.ctx, grant).await;
    back(&visit, office, done, "role_confirmed").await
}

pub async fn end(SignedVisit(visit): SignedVisit, Path((office, grant)): Path<(Uuid, Uuid)>) -> PageResult {
    let done = store::end_grant(&visit.ctx, grant).await;
    back(&visit, office, done, "role_ended").await
}

async fn back(visit: &Visit, office: Uuid, done: Result<(), Fault>, word: &str) -> PageResult {
    match outcome(visit, done) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/office/offices/{office}?done={word}")).into_response()),
        Outcome::Mistaken(mistakes) => pages::office_page(visit, office, &GrantForm::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub fn no_mistakes(visit: &Visit) -> Mistakes {
    Mistakes::none(visit.lang)
}
