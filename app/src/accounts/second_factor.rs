//! How does one set up the second factor, replace it and turn it off?

use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::accounts::second_factor::{
    Offer, Standing, begin_factor, confirm_factor, offered, own_standing, renew_recovery_codes, turn_off_factor,
};
use serde::Deserialize;

use super::forms::fresh;
use super::second_step::code_field;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::qr::qr;
use crate::ui::tone::Tone;
use crate::visit::{SECOND_FACTOR, SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Codes {
    code: String,
    /// A code of the factor that is being replaced.
    current: String,
    password: String,
}

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    factor_page(&visit, &fresh(&visit)).await
}

pub async fn begin(SignedVisit(visit): SignedVisit) -> PageResult {
    begin_factor(&visit.ctx).await.or_page(&visit)?;
    Ok(Redirect::to(SECOND_FACTOR).into_response())
}

pub async fn confirm(SignedVisit(visit): SignedVisit, Form(form): Form<Codes>) -> PageResult {
    let codes = confirm_factor(&visit.ctx, &form.code, &form.current).await;
    answer(&visit, codes).await
}

pub async fn renew(SignedVisit(visit): SignedVisit, Form(form): Form<Codes>) -> PageResult {
    let codes = renew_recovery_codes(&visit.ctx, &form.code).await;
    answer(&visit, codes).await
}

pub async fn turn_off(SignedVisit(visit): SignedVisit, Form(form): Form<Codes>) -> PageResult {
    match outcome(&visit, turn_off_factor(&visit.ctx, &form.password, &form.code).await) {
        Outcome::Done(()) => Ok(Redirect::to("/account/second-factor?done=second_factor_off").into_response()),
        Outcome::Mistaken(mistakes) => factor_page(&visit, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn answer(visit: &Visit, codes: Result<Vec<String>, registry::Fault>) -> PageResult {
    match outcome(visit, codes) {
        Outcome::Done(codes) => Ok(recovery_codes(visit, codes)),
        Outcome::Mistaken(mistakes) => factor_page(visit, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn factor_page(visit: &Visit, mistakes: &Mistakes) -> PageResult {
    let standing = own_standing(&visit.ctx).await.or_page(visit)?;
    let offer = offered(&visit.ctx, &visit.t("frame.product")).await.or_page(visit)?;
    let title = visit.t("security.factor_title");
    Ok(page(visit, title.clone())
        .mistakes(mistakes)
        .under(visit.t("accounts.account_title"), "/account")
        .content(|| {
            let owes = standing.is_required && standing.confirmed_at.is_none();
            view! {
                <h1>{title}</h1>
                {done(visit.lang, &visit.path)}
                {mistakes_summary(visit.t("ui.mistakes_title"), mistakes)}
                {owes.then(|| notice(visit.lang, Tone::Warning, visit.t("security.factor_owed")))}
                {state(visit, &standing)}
                {match offer {
                    Some(offer) => offer_form(visit, &standing, &offer, mistakes),
                    None => begin_form(visit, &standing),
                }}
                {standing.confirmed_at.is_some().then(|| renew_form(visit, mistakes))}
                {off_form(visit, &standing, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn state(visit: &Visit, standing: &Standing) -> AnyView {
    let lang = visit.lang;
    let mut lines = vec![match standing.confirmed_at {
        Some(at) => {
            let since = lang.fill("security.factor_since", &[("at", &lang.time(at))]);
            let on = badge(Tone::Success, lang.t("security.factor_on"));
            Fact::shown(lang.t("security.factor_state"), view! { {on} " " {since} }.into_any())
        }
        None => Fact::shown(lang.t("security.factor_state"), badge(Tone::Warning, lang.t("security.factor_off"))),
    }];
    if standing.confirmed_at.is_some() {
        let left = lang.fill("security.codes_left", &[("left", &standing.recovery_codes_left.to_string())]);
        lines.push(Fact::text(lang.t("security.codes"), left));
    }
    view! { <p>{lang.t("security.factor_intro")}</p> <section class="card">{facts(lines)}</section> }.into_any()
}

fn begin_form(visit: &Visit, standing: &Standing) -> AnyView {
    let key = if standing.confirmed_at.is_some() { "replace" } else { "begin" };
    view! {
        <section class="card">
            <h2>{visit.code("security", &format!("{key}_title"))}</h2>
            <p>{visit.code("security", &format!("{key}_advice"))}</p>
            <form method="post" action="/account/second-factor/begin">
                <button>{visit.code("security", key)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn offer_form(visit: &Visit, standing: &Standing, offer: &Offer, mistakes: &Mistakes) -> AnyView {
    let current = standing.confirmed_at.is_some().then(|| {
        code_field("current", visit.t("security.current_code")).hint(visit.t("security.current_hint")).view(mistakes)
    });
    view! {
        <section class="card">
            <h2>{visit.t("security.scan_title")}</h2>
            <p>{visit.t("security.scan_advice")}</p>
            {qr(&offer.uri, visit.t("security.scan_label"))}
            <p>{visit.t("security.key_advice")}</p>
            <p class="code key">{offer.key_text.clone()}</p>
            <form method="post" action="/account/second-factor/confirm" novalidate>
                {code_field("code", visit.t("security.first_code"))
                    .hint(visit.t("security.first_code_hint"))
                    .inputmode("numeric")
                    .view(mistakes)}
                {current}
                <button>{visit.t("security.confirm")}</button>
            </form>
        </section>
    }
    .into_any()
}

fn renew_form(visit: &Visit, mistakes: &Mistakes) -> AnyView {
    view! {
        <details class="card fold">
            <summary>{visit.t("security.renew_title")}</summary>
            <p>{visit.t("security.renew_advice")}</p>
            <form method="post" action="/account/second-factor/recovery-codes" novalidate>
                {code_field("code", visit.t("security.code")).id("renew-code").view(mistakes)}
                <button class="secondary">{visit.t("security.renew")}</button>
            </form>
        </details>
    }
    .into_any()
}

fn off_form(visit: &Visit, standing: &Standing, mistakes: &Mistakes) -> Option<AnyView> {
    standing.confirmed_at?;
    if standing.is_required {
        return Some(view! { <p class="hint">{visit.t("security.factor_kept")}</p> }.into_any());
    }
    Some(
        view! {
            <details class="card fold">
                <summary>{visit.t("security.off_title")}</summary>
                <p>{visit.t("security.off_advice")}</p>
                <form method="post" action="/account/second-factor/off" novalidate>
                    {Field::password("password", visit.t("accounts.password"), "current-password")
                        .maxlength(128)
                        .view(mistakes)}
                    {code_field("code", visit.t("security.code")).id("off-code").view(mistakes)}
                    <button class="danger">{visit.t("security.off")}</button>
                </form>
            </details>
        }
        .into_any(),
    )
}

/// Shown once, in the answer itself: no address leads here again.
fn recovery_codes(visit: &Visit, codes: Vec<String>) -> Response {
    let title = visit.t("security.codes_title");
    page(visit, title.clone())
        .under(visit.t("accounts.account_title"), "/account")
        .under(visit.t("security.factor_title"), SECOND_FACTOR)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {notice(visit.lang, Tone::Success, visit.t("security.codes_made"))}
                <section class="card">
                    <p>{visit.t("security.codes_advice")}</p>
                    <ol class="recovery-codes">
                        {codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view()}
                    </ol>
                </section>
                <p><a class="button" href="/">{visit.t("security.codes_kept")}</a></p>
            }
            .into_any()
        })
        .respond()
}
