//! How do sign-up, sign-in and the own account look?

use axum::extract::{Path, Query as Params};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::Fault;
use registry::accounts::PRIVACY_NOTICE;
use registry::accounts::store::{own_sessions, setup_link_is_open};
use registry::people::store::{PersonView, own};
use serde::Deserialize;

use super::forms::{SignIn, SignUp, fresh};
use super::mail::MAIL;
use crate::error::{self, OrPage, PageResult};
use crate::form::Mistakes;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::choice::{Choosable, tick};
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::tone::Tone;
use crate::visit::{SECOND_FACTOR, SignedVisit, Visit, local_path};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
}

pub async fn sign_up(visit: Visit) -> Response {
    if visit.who().is_some() {
        return Redirect::to("/").into_response();
    }
    sign_up_form(&visit, &SignUp::default(), &fresh(&visit))
}

pub fn sign_up_form(visit: &Visit, form: &SignUp, mistakes: &Mistakes) -> Response {
    let title = visit.t("accounts.sign_up_title");
    page(visit, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                <p>{visit.t("accounts.sign_up_intro")}</p>
                {mistakes_summary(visit.t("ui.mistakes_title"), mistakes)}
                <form method="post" action="/sign-up" novalidate>
                    {person_fields(visit, form, mistakes)}
                    <button>{visit.t("accounts.sign_up")}</button>
                </form>
                <p>{visit.t("accounts.have_account")} " " <a href="/sign-in">{visit.t("frame.sign_in")}</a></p>
            }
            .into_any()
        })
        .respond()
}

fn person_fields(visit: &Visit, form: &SignUp, mistakes: &Mistakes) -> AnyView {
    let notice = view! { <a href="/privacy" target="_blank" rel="noopener">{visit.t("frame.privacy")}</a> };
    let consent = Choosable::new(PRIVACY_NOTICE, visit.t("accounts.privacy_accept"));
    view! {
        {Field::text("name", visit.t("accounts.name"), &form.name)
            .hint(visit.t("accounts.name_hint"))
            .autocomplete("name")
            .maxlength(50)
            .view(mistakes)}
        {Field::text("id_number", visit.t("accounts.id_number"), &form.id_number)
            .hint(visit.t("accounts.id_number_hint"))
            .autocomplete("off")
            .maxlength(40)
            .view(mistakes)}
        {Field::text("phone", visit.t("accounts.phone"), &form.phone)
            .kind("tel")
            .hint(visit.t("accounts.phone_hint"))
            .autocomplete("tel")
            .inputmode("tel")
            .maxlength(30)
            .view(mistakes)}
        {Field::password("password", visit.t("accounts.password"), "new-password")
            .hint(visit.t("accounts.password_hint"))
            .maxlength(128)
            .view(mistakes)}
        <p>{visit.t("accounts.privacy_read")} " " {notice}</p>
        {tick("privacy_notice", consent, form.privacy_notice.as_deref().unwrap_or_default(), mistakes)}
    }
    .into_any()
}

pub async fn sign_in(visit: Visit, Params(params): Params<Next>) -> Response {
    let next = local_path(&params.next).unwrap_or("/").to_owned();
    if visit.who().is_some() {
        return Redirect::to(&next).into_response();
    }
    sign_in_form(&visit, &SignIn { next, ..SignIn::default() }, &fresh(&visit))
}

pub fn sign_in_form(visit: &Visit, form: &SignIn, mistakes: &Mistakes) -> Response {
    let title = visit.t("accounts.sign_in_title");
    let next = local_path(&form.next).unwrap_or("/").to_owned();
    page(visit, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(visit.lang, &visit.path)}
                {(next != "/").then(|| notice(visit.lang, Tone::Info, visit.t("accounts.sign_in_first")))}
                {mistakes_summary(visit.t("ui.mistakes_title"), mistakes)}
                <form method="post" action="/sign-in" novalidate>
                    <input type="hidden" name="next" value=next/>
                    {Field::text("sign_in", visit.t("accounts.sign_in_name"), &form.sign_in)
                        .autocomplete("username")
                        .maxlength(40)
                        .view(mistakes)}
                    {Field::password("password", visit.t("accounts.password"), "current-password")
                        .maxlength(128)
                        .view(mistakes)}
                    <button>{visit.t("frame.sign_in")}</button>
                </form>
                <p>{visit.t("accounts.no_account")} " " <a href="/sign-up">{visit.t("frame.sign_up")}</a></p>
                <p><a href="/reset">{visit.t("security.forgotten")}</a></p>
            }
            .into_any()
        })
        .respond()
}

pub async fn setup(visit: Visit, Path(token): Path<String>) -> PageResult {
    if !setup_link_is_open(&visit.ctx, &token).await.or_page(&visit)? {
        return Err(error::page(&visit, Fault::NotFound));
    }
    Ok(setup_form(&visit, &token, &SignUp::default(), &fresh(&visit)))
}

pub fn setup_form(visit: &Visit, token: &str, form: &SignUp, mistakes: &Mistakes) -> Response {
    let title = visit.t("accounts.setup_title");
    page(visit, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                <p>{visit.t("accounts.setup_intro")}</p>
                {mistakes_summary(visit.t("ui.mistakes_title"), mistakes)}
                <form method="post" action=format!("/setup/{token}") novalidate>
                    {person_fields(visit, form, mistakes)}
                    <button>{visit.t("accounts.setup")}</button>
                </form>
            }
            .into_any()
        })
        .respond()
}

pub async fn account(SignedVisit(visit): SignedVisit) -> PageResult {
    account_page(&visit, &fresh(&visit)).await
}

/// The own account; forms that were mistaken come back to it.
pub async fn account_page(visit: &Visit, mistakes: &Mistakes) -> PageResult {
    let person = own(&visit.ctx).await.or_page(visit)?;
    let sessions = own_sessions(&visit.ctx).await.or_page(visit)?;
    let title = visit.t("accounts.account_title");
    Ok(page(visit, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(visit.lang, &visit.path)}
                {mistakes_summary(visit.t("ui.mistakes_title"), mistakes)}
                {profile(visit, &person)}
                {photo_form(visit, &person, mistakes)}
                {password_form(visit, mistakes)}
                {second_factor(visit)}
                {session_list(visit, sessions.len())}
            }
            .into_any()
        })
        .respond())
}

fn profile(visit: &Visit, person: &PersonView) -> AnyView {
    let lang = visit.lang;
    let identity = match &person.identity {
        Some(confirmation) => {
            let words = lang.fill(
                "accounts.identity_confirmed",
                &[("by", confirmation.by.name()), ("day", &lang.day(confirmation.at.day()))],
            );
            view! { {badge(Tone::Success, lang.t("accounts.identity_yes"))} " " {words} }.into_any()
        }
        None => view! {
            {badge(Tone::Warning, lang.t("accounts.identity_no"))}
            <p class="hint">{lang.t("accounts.identity_advice")}</p>
        }
        .into_any(),
    };
    let lines = vec![
        Fact::text(lang.t("accounts.name"), person.name.clone()),
        Fact::text(lang.t("accounts.id_number"), person.id_number_masked.clone()),
        Fact::text(lang.t("accounts.phone"), person.phone_masked.clone()),
        Fact::text(lang.t("accounts.sex"), lang.code("accounts.sexes", person.sex.code())),
        Fact::text(lang.t("accounts.birth_day"), lang.day(person.birth_day)),
        Fact::shown(lang.t("accounts.identity"), identity),
    ];
    view! {
        <section class="card">
            <h2>{lang.t("accounts.profile")}</h2>
            {facts(lines)}
            <p class="actions">
                <a href="/account/data">{lang.t("my_data.title")}</a>
                <a href="/account/requests">{lang.t("my_data.requests_title")}</a>
                <a href="/account/integrity">{lang.t("integrity.own_title")}</a>
                <a href="/account/attendance">{lang.t("attendance.own.title")}</a>
                <a href=MAIL>{lang.t("mail.title")}</a>
                <a href="/account/enterprises">{lang.t("accounts.my_enterprises")}</a>
            </p>
        </section>
    }
    .into_any()
}

fn photo_form(visit: &Visit, person: &PersonView, mistakes: &Mistakes) -> AnyView {
    let photo = person.photo.as_ref().map(|hash| {
        let path = format!("/account/photo?v={}", &hash[..8]);
        view! { <p><img class="photo" src=path alt=visit.t("accounts.photo_alt") width="179" height="221"/></p> }
    });
    view! {
        <section class="card">
            <h2>{visit.t("accounts.photo")}</h2>
            {photo}
            <form method="post" action="/account/photo" enctype="multipart/form-data">
                {Field::text("photo", visit.t("accounts.photo_file"), "")
                    .kind("file")
                    .hint(visit.t("accounts.photo_hint"))
                    .view(mistakes)}
                <button class="secondary">{visit.t("accounts.photo_store")}</button>
            </form>
        </section>
    }
    .into_any()
}

fn password_form(visit: &Visit, mistakes: &Mistakes) -> AnyView {
    view! {
        <section class="card">
            <h2>{visit.t("accounts.change_password")}</h2>
            <form method="post" action="/account/password" novalidate>
                {Field::password("old_password", visit.t("accounts.old_password"), "current-password")
                    .maxlength(128)
                    .view(mistakes)}
                {Field::password("new_password", visit.t("accounts.new_password"), "new-password")
                    .hint(visit.t("accounts.password_hint"))
                    .maxlength(128)
                    .view(mistakes)}
                <button class="secondary">{visit.t("accounts.change_password")}</button>
            </form>
        </section>
    }
    .into_any()
}

fn second_factor(visit: &Visit) -> AnyView {
    view! {
        <section class="card">
            <h2>{visit.t("security.factor_title")}</h2>
            <p>{visit.t("security.factor_intro")}</p>
            <p><a class="button secondary" href=SECOND_FACTOR>{visit.t("security.factor_manage")}</a></p>
        </section>
    }
    .into_any()
}

fn session_list(visit: &Visit, open: usize) -> AnyView {
    view! {
        <section class="card">
            <h2>{visit.t("accounts.sessions")}</h2>
            <p>{visit.lang.fill("security.sessions_open", &[("count", &open.to_string())])}</p>
            <p><a class="button secondary" href="/account/sessions">{visit.t("security.sessions_manage")}</a></p>
        </section>
    }
    .into_any()
}
