//! How does whoever forgot the password get a new one? By a code on the phone, or one that a clerk handed over.

use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::accounts::store::{ask_reset, reset_password};
use serde::Deserialize;

use super::forms::fresh;
use super::second_step::code_field;
use crate::error::PageResult;
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::page::page;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{notice, notice_with};
use crate::ui::tone::Tone;
use crate::visit::Visit;

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Reset {
    sign_in: String,
    code: String,
    new_password: String,
}

/// What was done before the form for the code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Asked,
}

pub async fn show(visit: Visit) -> Response {
    ask_form(&visit, &Reset::default(), &fresh(&visit))
}

/// The same answer whether or not anybody is known by this name.
pub async fn ask(visit: Visit, Form(form): Form<Reset>) -> PageResult {
    let subject = visit.t("security.message_subject");
    let Some(channels) = visit.state.channels(&subject) else {
        return Ok(ask_form(&visit, &form, &fresh(&visit)));
    };
    let text = |code: &str| visit.lang.fill("security.message", &[("code", code)]);
    match outcome(&visit, ask_reset(&visit.ctx, channels, &form.sign_in, text).await) {
        Outcome::Done(()) => Ok(code_form(&visit, &form, Before::Asked, &fresh(&visit))),
        Outcome::Mistaken(mistakes) => Ok(ask_form(&visit, &form, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

pub async fn show_code(visit: Visit) -> Response {
    code_form(&visit, &Reset::default(), Before::Nothing, &fresh(&visit))
}

pub async fn set(visit: Visit, Form(form): Form<Reset>) -> PageResult {
    let done = reset_password(&visit.ctx, &form.sign_in, &form.code, &form.new_password).await;
    match outcome(&visit, done) {
        Outcome::Done(()) => Ok(Redirect::to("/sign-in?done=password_reset").into_response()),
        Outcome::Mistaken(mistakes) => Ok(code_form(&visit, &form, Before::Nothing, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

fn ask_form(visit: &Visit, form: &Reset, mistakes: &Mistakes) -> Response {
    let title = visit.t("security.reset_title");
    page(visit, title.clone())
        .mistakes(mistakes)
        .under(visit.t("accounts.sign_in_title"), "/sign-in")
        .content(|| {
            let ask = match intro(visit) {
                Some(intro) => view! {
                    <p>{visit.t(intro)}</p>
                    <form method="post" action="/reset" novalidate>
                        {sign_in_field(visit, form, mistakes)}
                        <button>{visit.t("security.reset_ask")}</button>
                    </form>
                }
                .into_any(),
                None => {
                    let where_to = view! { <p>{visit.t("security.reset_in_person")}</p> }.into_any();
                    notice_with(visit.lang, Tone::Info, visit.t("security.reset_no_channel"), where_to)
                }
            };
            view! {
                <h1>{title}</h1>
                {mistakes_summary(visit.t("ui.mistakes_title"), mistakes)}
                {ask}
                <p><a href="/reset/code">{visit.t("security.reset_have_code")}</a></p>
                {visit.state.sends_codes().then(|| {
                    view! { <p class="hint">{visit.t("security.reset_in_person")}</p> }
                })}
            }
            .into_any()
        })
        .respond()
}

fn code_form(visit: &Visit, form: &Reset, before: Before, mistakes: &Mistakes) -> Response {
    let title = visit.t("security.reset_code_title");
    page(visit, title.clone())
        .mistakes(mistakes)
        .under(visit.t("accounts.sign_in_title"), "/sign-in")
        .under(visit.t("security.reset_title"), "/reset")
        .content(|| {
            let asked = || notice(visit.lang, Tone::Info, visit.t("security.reset_asked"));
            view! {
                <h1>{title}</h1>
                {(before == Before::Asked).then(asked)}
                {mistakes_summary(visit.t("ui.mistakes_title"), mistakes)}
                <form method="post" action="/reset/code" novalidate>
                    {sign_in_field(visit, form, mistakes)}
                    {code_field("code", visit.t("security.reset_code"))
                        .hint(visit.t("security.reset_code_hint"))
                        .inputmode("numeric")
                        .view(mistakes)}
                    {Field::password("new_password", visit.t("accounts.new_password"), "new-password")
                        .hint(visit.t("accounts.password_hint"))
                        .maxlength(128)
                        .view(mistakes)}
                    <button>{visit.t("security.reset_set")}</button>
                </form>
            }
            .into_any()
        })
        .respond()
}

/// By which ways a code is sent here.
fn intro(visit: &Visit) -> Option<&'static str> {
    match (visit.state.messenger.is_some(), visit.state.postman.is_some()) {
        (true, true) => Some("security.reset_intro_both"),
        (true, false) => Some("security.reset_intro"),
        (false, true) => Some("security.reset_intro_mail"),
        (false, false) => None,
    }
}

fn sign_in_field(visit: &Visit, form: &Reset, mistakes: &Mistakes) -> AnyView {
    Field::text("sign_in", visit.t("accounts.sign_in_name"), &form.sign_in)
        .autocomplete("username")
        .maxlength(40)
        .view(mistakes)
}
