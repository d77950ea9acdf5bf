//! What do the account forms do?

use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use registry::accounts::{NewAccount, SessionKind, store};
use serde::Deserialize;
use uuid::Uuid;

use super::{cookies, pages};
use crate::error::{self, OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::visit::{SignedVisit, Visit, local_path};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SignUp {
    pub name: String,
    pub id_number: String,
    pub phone: String,
    pub password: String,
    pub privacy_notice: Option<String>,
}

impl SignUp {
    fn account(&self) -> NewAccount {
        NewAccount {
            name: self.name.clone(),
            id_number: self.id_number.clone(),
            phone: self.phone.clone(),
            password: self.password.clone(),
            privacy_notice: self.privacy_notice.clone().filter(|version| !version.is_empty()),
        }
    }
}

pub async fn sign_up(visit: Visit, headers: HeaderMap, Form(form): Form<SignUp>) -> PageResult {
    match outcome(&visit, store::sign_up(&visit.ctx, &form.account()).await) {
        Outcome::Done(_) => enter(&visit, &headers, &form.phone, &form.password, "/").await,
        Outcome::Mistaken(mistakes) => Ok(pages::sign_up_form(&visit, &form, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SignIn {
    pub sign_in: String,
    pub password: String,
    pub next: String,
}

pub async fn sign_in(visit: Visit, headers: HeaderMap, Form(form): Form<SignIn>) -> PageResult {
    let next = local_path(&form.next).unwrap_or("/");
    let attempt =
        store::sign_in(&visit.ctx, &form.sign_in, &form.password, SessionKind::Cookie, &device(&headers)).await;
    match outcome(&visit, attempt) {
        Outcome::Done(session) => Ok(cookies::signed_in(&visit, &session, next)),
        Outcome::Mistaken(mistakes) => Ok(pages::sign_in_form(&visit, &form, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

pub async fn sign_out(visit: Visit) -> Response {
    // whoever is no longer signed in wants the same: no cookie, and the first page
    if let Err(fault) = store::sign_out(&visit.ctx).await
        && !matches!(fault, registry::Fault::Anonymous)
    {
        return error::page(&visit, fault);
    }
    cookies::signed_out(&visit, "/")
}

pub async fn setup(
    visit: Visit,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(form): Form<SignUp>,
) -> PageResult {
    match outcome(&visit, store::use_setup_link(&visit.ctx, &token, &form.account()).await) {
        Outcome::Done(_) => enter(&visit, &headers, &form.phone, &form.password, "/office").await,
        Outcome::Mistaken(mistakes) => Ok(pages::setup_form(&visit, &token, &form, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChangePassword {
    pub old_password: String,
    pub new_password: String,
}

pub async fn change_password(SignedVisit(visit): SignedVisit, Form(form): Form<ChangePassword>) -> PageResult {
    match outcome(&visit, store::change_password(&visit.ctx, &form.old_password, &form.new_password).await) {
        Outcome::Done(()) => Ok(Redirect::to("/account?done=password_changed").into_response()),
        Outcome::Mistaken(mistakes) => pages::account_page(&visit, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn end_session(SignedVisit(visit): SignedVisit, Path(session): Path<Uuid>) -> PageResult {
    store::end_session(&visit.ctx, session).await.or_page(&visit)?;
    Ok(Redirect::to("/account?done=session_ended").into_response())
}

/// Signs a fresh account in, so that nobody types the same twice.
async fn enter(visit: &Visit, headers: &HeaderMap, sign_in: &str, password: &str, to: &str) -> PageResult {
    let session = store::sign_in(&visit.ctx, sign_in, password, SessionKind::Cookie, &device(headers)).await;
    Ok(cookies::signed_in(visit, &session.or_page(visit)?, to))
}

/// How the list of own sessions names this device.
fn device(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// No mistakes yet.
pub fn fresh(visit: &Visit) -> Mistakes {
    Mistakes::none(visit.lang)
}
