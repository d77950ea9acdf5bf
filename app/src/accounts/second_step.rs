//! How does a sign-in go on where a second factor is set up? One more page, which asks for the code.

use axum::extract::Query as Params;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::accounts::store::enter_with_code;
use serde::Deserialize;

use super::{cookies, forms};
use crate::error::PageResult;
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::page::page;
use crate::ui::field::{Field, mistakes_summary};
use crate::visit::{Visit, cookie, encoded, local_path};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Code {
    code: String,
    next: String,
}

/// The second step, which leads on to `next`.
pub fn path(next: &str) -> String {
    format!("/sign-in/code?next={}", encoded(local_path(next).unwrap_or("/")))
}

pub async fn show(visit: Visit, headers: HeaderMap, Params(asked): Params<Code>) -> Response {
    match token(&visit, &headers) {
        Some(_) => code_form(&visit, &asked.next, &forms::fresh(&visit)),
        None => Redirect::to("/sign-in").into_response(),
    }
}

pub async fn enter(visit: Visit, headers: HeaderMap, Form(form): Form<Code>) -> PageResult {
    let token = token(&visit, &headers).unwrap_or_default();
    let attempt = enter_with_code(&visit.ctx, &token, &form.code, &forms::device(&headers)).await;
    match outcome(&visit, attempt) {
        Outcome::Done(session) => forms::admitted(&visit, &session, &form.next).await,
        Outcome::Mistaken(mistakes) => Ok(code_form(&visit, &form.next, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

fn token(visit: &Visit, headers: &HeaderMap) -> Option<String> {
    cookie(headers, cookies::half_name(&visit.state.site))
}

fn code_form(visit: &Visit, next: &str, mistakes: &Mistakes) -> Response {
    let title = visit.t("security.step_title");
    let next = local_path(next).unwrap_or("/").to_owned();
    page(visit, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                <p>{visit.t("security.step_intro")}</p>
                {mistakes_summary(visit.t("ui.mistakes_title"), mistakes)}
                <form method="post" action="/sign-in/code" novalidate>
                    <input type="hidden" name="next" value=next/>
                    {code_field("code", visit.t("security.code"))
                        .hint(visit.t("security.code_hint"))
                        .view(mistakes)}
                    <button>{visit.t("security.step_go_on")}</button>
                </form>
                <p class="hint">{visit.t("security.step_lost")}</p>
                <p><a href="/sign-in">{visit.t("security.step_back")}</a></p>
            }
            .into_any()
        })
        .respond()
}

/// Six digits or a recovery code; telephones offer the code by themselves.
pub fn code_field(name: &'static str, label: String) -> Field {
    Field::text(name, label, "").autocomplete("one-time-code").maxlength(20).short()
}
