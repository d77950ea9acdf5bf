//! Where do I want letters sent? An address that I give, prove by the link in the first letter, and may take away.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Fault;
use registry::accounts::mail::{NewMail, OwnMail, address_of_link, confirm_mail, give_mail, own_mail, remove_mail};
use registry::notices::letters::Words;
use serde::Deserialize;

use super::second_step::code_field;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::page::page;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub const MAIL: &str = "/account/mail";

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    address: String,
    password: String,
    code: String,
    /// Which form it was, so that a mistake opens it again.
    what: String,
}

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    mail_page(&visit, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn give(SignedVisit(visit): SignedVisit, Form(form): Form<Typed>) -> PageResult {
    let Some(site) = letters_from(&visit) else {
        return mail_page(&visit, &form, &Mistakes::none(visit.lang)).await;
    };
    let new = NewMail { address: &form.address, password: &form.password, code: &form.code, lang: visit.lang.tag() };
    let words = |token: &str| Words {
        subject: visit.t("mail.letter_subject"),
        body: visit.lang.fill("mail.letter", &[("url", &format!("{site}/mail/{token}"))]),
    };
    let given = give_mail(&visit.ctx, &new, words).await;
    answer(&visit, &form, given.map(|()| "mail_given")).await
}

pub async fn remove(SignedVisit(visit): SignedVisit, Form(form): Form<Typed>) -> PageResult {
    let removed = remove_mail(&visit.ctx, &form.password, &form.code).await;
    answer(&visit, &form, removed.map(|()| "mail_removed")).await
}

async fn answer(visit: &Visit, form: &Typed, done: Result<&'static str, Fault>) -> PageResult {
    match outcome(visit, done) {
        Outcome::Done(word) => Ok(Redirect::to(&format!("{MAIL}?done={word}")).into_response()),
        Outcome::Mistaken(mistakes) => mail_page(visit, form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// The address of the site, where it sends letters: a link needs both.
fn letters_from(visit: &Visit) -> Option<String> {
    visit.state.postman.as_ref().and(visit.state.site.public_url.clone())
}

async fn mail_page(visit: &Visit, form: &Typed, mistakes: &Mistakes) -> PageResult {
    let own = own_mail(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("mail.title"));
    let has_any = own.confirmed.is_some() || own.waiting.is_some();
    Ok(page(visit, title.clone())
        .mistakes(mistakes)
        .under(visit.t("accounts.account_title"), "/account")
        .content(|| {
            let closed = || notice(lang, Tone::Info, lang.t("mail.closed"));
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("mail.intro")}</p>
                {standing(visit, &own)}
                {match letters_from(visit) {
                    Some(_) => give_form(visit, form, mistakes),
                    None => closed(),
                }}
                {has_any.then(|| remove_form(visit, form, mistakes))}
            }
            .into_any()
        })
        .respond())
}

fn standing(visit: &Visit, own: &OwnMail) -> AnyView {
    let lang = visit.lang;
    let mut lines = Vec::new();
    lines.push(match &own.confirmed {
        Some((address, at)) => {
            let since = lang.fill("mail.since", &[("address", address), ("day", &lang.day(at.day()))]);
            Fact::text(lang.t("mail.confirmed"), since)
        }
        None => Fact::text(lang.t("mail.confirmed"), lang.t("mail.none")),
    });
    lines.extend(own.waiting.as_ref().map(|(address, until)| {
        let until = lang.fill("mail.until", &[("address", address), ("time", &lang.time(*until))]);
        Fact::text(lang.t("mail.waiting"), until)
    }));
    facts(lines)
}

fn give_form(visit: &Visit, form: &Typed, mistakes: &Mistakes) -> AnyView {
    // a mistake in the other form is not this one's
    let (none, address) = (Mistakes::none(visit.lang), if form.what == "remove" { "" } else { form.address.as_str() });
    let mistakes = if form.what == "remove" { &none } else { mistakes };
    view! {
        <section class="card">
            <h2>{visit.t("mail.give_title")}</h2>
            <form method="post" action=MAIL novalidate>
                <input type="hidden" name="what" value="give"/>
                {Field::text("address", visit.t("mail.address"), address)
                    .kind("email")
                    .autocomplete("email")
                    .inputmode("email")
                    .hint(visit.t("mail.address_hint"))
                    .maxlength(254)
                    .view(mistakes)}
                {Field::password("password", visit.t("accounts.password"), "current-password")
                    .maxlength(128)
                    .view(mistakes)}
                {code_field("code", visit.t("security.code")).hint(visit.t("my_data.code_hint")).optional().view(mistakes)}
                <button>{visit.t("mail.give")}</button>
            </form>
        </section>
    }
    .into_any()
}

fn remove_form(visit: &Visit, form: &Typed, mistakes: &Mistakes) -> AnyView {
    let none = Mistakes::none(visit.lang);
    let is_open = form.what == "remove";
    let mistakes = if is_open { mistakes } else { &none };
    view! {
        <details class="card fold" open=is_open>
            <summary>{visit.t("mail.remove_title")}</summary>
            <p>{visit.t("mail.remove_advice")}</p>
            <form method="post" action=format!("{MAIL}/remove") novalidate>
                <input type="hidden" name="what" value="remove"/>
                {Field::password("password", visit.t("accounts.password"), "current-password")
                    .id("remove-password")
                    .maxlength(128)
                    .view(mistakes)}
                {code_field("code", visit.t("security.code"))
                    .id("remove-code")
                    .hint(visit.t("my_data.code_hint"))
                    .optional()
                    .view(mistakes)}
                <button class="danger">{visit.t("mail.remove")}</button>
            </form>
        </details>
    }
    .into_any()
}

/// The page behind the link. To look at it changes nothing: mail servers look at links, too.
pub async fn link(visit: Visit, Path(token): Path<String>) -> PageResult {
    let address = address_of_link(&visit.ctx, &token).await.or_page(&visit)?;
    let title = visit.t("mail.confirm_title");
    Ok(page(&visit, title.clone())
        .content(|| {
            view! {
                <h1>{title}</h1>
                <p>{visit.lang.fill("mail.confirm_advice", &[("address", &address)])}</p>
                <form method="post" action=format!("/mail/{token}")>
                    <button>{visit.t("mail.confirm")}</button>
                </form>
            }
            .into_any()
        })
        .respond())
}

pub async fn follow(visit: Visit, Path(token): Path<String>) -> PageResult {
    confirm_mail(&visit.ctx, &token).await.or_page(&visit)?;
    let next = if visit.who().is_some() { MAIL } else { "/sign-in" };
    Ok(Redirect::to(&format!("{next}?done=mail_confirmed")).into_response())
}
