//! What may I ask about my data? Another phone by my own proof, another name or deletion by request.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Fault;
use registry::people::changing_phone::{NewPhone, PhoneChange, change_phone, confirm_phone};
use registry::people::requests::{
    Kept, RequestKind, RequestView, own_kept, own_requests, request_deletion, request_name, withdraw_request,
};
use serde::Deserialize;
use uuid::Uuid;

use crate::accounts::code_field;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    name: String,
    reason: String,
    phone: String,
    password: String,
    code: String,
    phone_code: String,
    /// Which form it was, so that a mistake opens it again.
    what: String,
}

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    requests_page(&visit, &Asked::default(), &Mistakes::none(visit.lang)).await
}

pub async fn name(SignedVisit(visit): SignedVisit, Form(form): Form<Asked>) -> PageResult {
    let asked = request_name(&visit.ctx, &form.name, &form.reason).await;
    answer(&visit, &form, asked.map(|()| "request_made")).await
}

pub async fn deletion(SignedVisit(visit): SignedVisit, Form(form): Form<Asked>) -> PageResult {
    let asked = request_deletion(&visit.ctx, &form.reason).await;
    answer(&visit, &form, asked.map(|()| "request_made")).await
}

pub async fn withdraw(SignedVisit(visit): SignedVisit, Path(request): Path<Uuid>) -> PageResult {
    let withdrawn = withdraw_request(&visit.ctx, request).await;
    answer(&visit, &Asked::default(), withdrawn.map(|()| "request_withdrawn")).await
}

pub async fn phone(SignedVisit(visit): SignedVisit, Form(form): Form<Asked>) -> PageResult {
    let new = NewPhone { phone: &form.phone, password: &form.password, code: &form.code };
    let text = |code: &str| visit.lang.fill("my_data.phone_message", &[("code", code)]);
    let changed = change_phone(&visit.ctx, visit.state.messenger.as_deref(), &new, text).await;
    let word = changed.map(|change| match change {
        PhoneChange::Done => "phone_changed",
        PhoneChange::CodeSent => "phone_code_sent",
    });
    answer(&visit, &form, word).await
}

pub async fn phone_code(SignedVisit(visit): SignedVisit, Form(form): Form<Asked>) -> PageResult {
    let confirmed = confirm_phone(&visit.ctx, &form.phone_code).await;
    answer(&visit, &form, confirmed.map(|()| "phone_changed")).await
}

async fn answer(visit: &Visit, form: &Asked, done: Result<&'static str, Fault>) -> PageResult {
    match outcome(visit, done) {
        Outcome::Done(word) => Ok(Redirect::to(&format!("/account/requests?done={word}")).into_response()),
        Outcome::Mistaken(mistakes) => requests_page(visit, form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn requests_page(visit: &Visit, form: &Asked, mistakes: &Mistakes) -> PageResult {
    let requests = own_requests(&visit.ctx).await.or_page(visit)?;
    let kept = own_kept(&visit.ctx).await.or_page(visit)?;
    let title = visit.t("my_data.requests_title");
    Ok(page(visit, title.clone())
        .mistakes(mistakes)
        .under(visit.t("accounts.account_title"), "/account")
        .under(visit.t("my_data.title"), "/account/data")
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(visit.lang, &visit.path)}
                {mistakes_summary(visit.t("ui.mistakes_title"), mistakes)}
                {requests.iter().map(|request| card(visit.lang, request)).collect_view()}
                {phone_form(visit, form, mistakes)}
                {name_form(visit, form, mistakes)}
                {deletion_form(visit, form, &kept, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn card(lang: Lang, request: &RequestView) -> AnyView {
    let (tone, state) = match request.decision.as_deref() {
        None => (Tone::Warning, "open"),
        Some("refused") => (Tone::Danger, "refused"),
        Some("restricted") if request.lifted_at.is_some() => (Tone::Info, "lifted"),
        Some(decision) => (Tone::Info, decision),
    };
    let mut lines = vec![
        Fact::shown(lang.t("my_data.state"), badge(tone, lang.code("my_data.states", state))),
        Fact::text(lang.t("my_data.made_at"), lang.time(request.made_at.0)),
    ];
    if let Some(name) = &request.new_name {
        lines.push(Fact::text(lang.t("my_data.new_name"), name.clone()));
    }
    lines.push(Fact::text(lang.t("my_data.reason"), request.reason.clone()));
    if let Some(reply) = &request.reply {
        lines.push(Fact::text(lang.t("my_data.reply"), reply.clone()));
    }
    if let Some(lifted) = &request.lifted_at {
        lines.push(Fact::text(lang.t("my_data.lifted_at"), lang.time(lifted.0)));
    }
    let withdraw = request.decision.is_none().then(|| {
        let action = format!("/account/requests/{}/withdraw", request.id);
        view! { <form method="post" action=action><button class="secondary">{lang.t("my_data.withdraw")}</button></form> }
    });
    view! {
        <section class="card">
            <h2>{kind_words(lang, request.kind)}</h2>
            {facts(lines)}
            {withdraw}
        </section>
    }
    .into_any()
}

pub fn kind_words(lang: Lang, kind: RequestKind) -> String {
    lang.code("my_data.kinds", kind.code())
}

/// What the law keeps, each with its reason.
pub fn kept_list(lang: Lang, kept: &[Kept]) -> AnyView {
    let lines = kept.iter().map(|kept| view! { <li>{lang.code("my_data.kept", kept.code())}</li> }).collect_view();
    view! { <ul>{lines}</ul> }.into_any()
}

fn phone_form(visit: &Visit, form: &Asked, mistakes: &Mistakes) -> AnyView {
    let is_open = ["phone", "phone_code"].contains(&form.what.as_str()) || visit.path.ends_with("done=phone_code_sent");
    let second = visit.state.messenger.is_some().then(|| {
        view! {
            <form method="post" action="/account/phone/code" novalidate>
                <input type="hidden" name="what" value="phone_code"/>
                {code_field("phone_code", visit.t("my_data.phone_code"))
                    .hint(visit.t("my_data.phone_code_hint"))
                    .inputmode("numeric")
                    .view(mistakes)}
                <button class="secondary">{visit.t("my_data.phone_confirm")}</button>
            </form>
        }
    });
    let advice = if second.is_some() { "phone_advice_code" } else { "phone_advice" };
    view! {
        <details class="card fold" open=is_open>
            <summary>{visit.t("my_data.phone_title")}</summary>
            <p>{visit.code("my_data", advice)}</p>
            <form method="post" action="/account/phone" novalidate>
                <input type="hidden" name="what" value="phone"/>
                {Field::text("phone", visit.t("my_data.new_phone"), &form.phone)
                    .kind("tel")
                    .autocomplete("tel")
                    .inputmode("tel")
                    .maxlength(30)
                    .view(mistakes)}
                {Field::password("password", visit.t("accounts.password"), "current-password")
                    .maxlength(128)
                    .view(mistakes)}
                {code_field("code", visit.t("security.code")).hint(visit.t("my_data.code_hint")).optional().view(mistakes)}
                <button>{visit.t("my_data.phone_change")}</button>
            </form>
            {second}
        </details>
    }
    .into_any()
}

fn name_form(visit: &Visit, form: &Asked, mistakes: &Mistakes) -> AnyView {
    view! {
        <details class="card fold" open=form.what == "name">
            <summary>{visit.t("my_data.name_title")}</summary>
            <p>{visit.t("my_data.name_advice")}</p>
            <form method="post" action="/account/requests/name" novalidate>
                <input type="hidden" name="what" value="name"/>
                {Field::text("name", visit.t("my_data.new_name"), &form.name)
                    .hint(visit.t("accounts.name_hint"))
                    .autocomplete("name")
                    .maxlength(50)
                    .view(mistakes)}
                {Field::text("reason", visit.t("my_data.reason"), if form.what == "name" { &form.reason } else { "" })
                    .id("name-reason")
                    .hint(visit.t("my_data.reason_hint"))
                    .autocomplete("off")
                    .maxlength(300)
                    .view(mistakes)}
                <button>{visit.t("my_data.send")}</button>
            </form>
        </details>
    }
    .into_any()
}

fn deletion_form(visit: &Visit, form: &Asked, kept: &[Kept], mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    let what_stays = if kept.is_empty() {
        notice(lang, Tone::Warning, lang.t("my_data.deletion_erases"))
    } else {
        view! { <p>{lang.t("my_data.deletion_kept")}</p> {kept_list(lang, kept)} }.into_any()
    };
    view! {
        <details class="card fold" open=form.what == "deletion">
            <summary>{lang.t("my_data.deletion_title")}</summary>
            <p>{lang.t("my_data.deletion_advice")}</p>
            {what_stays}
            <form method="post" action="/account/requests/deletion" novalidate>
                <input type="hidden" name="what" value="deletion"/>
                {Field::text("reason", lang.t("my_data.reason"), if form.what == "deletion" { &form.reason } else { "" })
                    .id("deletion-reason")
                    .hint(lang.t("my_data.reason_hint"))
                    .autocomplete("off")
                    .maxlength(300)
                    .view(mistakes)}
                <button class="danger">{lang.t("my_data.deletion_send")}</button>
            </form>
        </details>
    }
    .into_any()
}
