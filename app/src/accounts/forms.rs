//! What do the account forms do?

use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use registry::Actor;
use registry::accounts::store::{self, Entered, Key, NewSession};
use registry::accounts::{NewAccount, SessionKind};
use serde::Deserialize;

use super::{cookies, pages, second_step};
use crate::error::{self, OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::visit::{SECOND_FACTOR, SignedVisit, Visit, local_path};

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
    let device = device(&headers);
    let key = Key { sign_in: &form.sign_in, password: &form.password, kind: SessionKind::Cookie, device: &device };
    match outcome(&visit, store::enter(&visit.ctx, key).await) {
        Outcome::Done(Entered::In(session)) => admitted(&visit, &session, &form.next).await,
        Outcome::Done(Entered::CodeDue(half)) => {
            Ok(cookies::half_signed_in(&visit, &half, &second_step::path(&form.next)))
        }
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

/// Signs a fresh account in, so that nobody types the same twice.
async fn enter(visit: &Visit, headers: &HeaderMap, sign_in: &str, password: &str, to: &str) -> PageResult {
    let session = store::sign_in(&visit.ctx, sign_in, password, SessionKind::Cookie, &device(headers)).await;
    admitted(visit, &session.or_page(visit)?, to).await
}

/// Leads on with the session; whose role rests without a second factor sets it up first.
pub async fn admitted(visit: &Visit, session: &NewSession, next: &str) -> PageResult {
    let who = store::find_session(&visit.ctx, &session.token).await.or_page(visit)?;
    let ctx = visit.ctx.acting_as(who.map_or(Actor::Anonymous, Actor::SignedIn));
    let owes = store::owes_second_factor(&ctx).await.or_page(visit)?;
    let to = if owes { SECOND_FACTOR } else { local_path(next).unwrap_or("/") };
    Ok(cookies::signed_in(visit, session, to))
}

/// How the list of own sessions names this device.
pub fn device(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// No mistakes yet.
pub fn fresh(visit: &Visit) -> Mistakes {
    Mistakes::none(visit.lang)
}
