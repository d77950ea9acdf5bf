//! How does a clerk help somebody in front back into an account? With a code to hand over, or by ending a lost second
//! factor.

use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::accounts::store::{GivenCode, Met, end_factor_in_person, make_reset_code};
use registry::people::Document;
use registry::people::requests::lift_restriction;
use registry::permissions::{Object, Verb, require};
use registry::{Fault, Refusal};
use serde::Deserialize;

use super::forms::fresh;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::page::{holds_office, page};
use crate::people::document_choice;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const PATH: &str = "/recovery";

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Help {
    sign_in: String,
    what: String,
    document: String,
    reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::AccountRecovery).or_page(&visit)?;
    Ok(help_page(&visit, &Help::default(), &fresh(&visit)))
}

pub async fn help(SignedVisit(visit): SignedVisit, Form(form): Form<Help>) -> PageResult {
    let helped = match (Document::parse(&form.document), form.what.as_str()) {
        (None, _) => Err(Refusal::on("document", "people.document_missing").into()),
        (Some(document), "password") => make_reset_code(&visit.ctx, &met(&form, document)).await.map(Helped::Code),
        (Some(document), "second_factor") => {
            end_factor_in_person(&visit.ctx, &met(&form, document)).await.map(|_| Helped::Done("second_factor_ended"))
        }
        (Some(document), "restriction") => {
            lift_restriction(&visit.ctx, &met(&form, document)).await.map(|()| Helped::Done("restriction_lifted"))
        }
        _ => Err(Fault::from(Refusal::on("what", "accounts.recovery_what"))),
    };
    match outcome(&visit, helped) {
        Outcome::Done(Helped::Code(given)) => Ok(code_page(&visit, &given)),
        Outcome::Done(Helped::Done(word)) => Ok(Redirect::to(&format!("/recovery?done={word}")).into_response()),
        Outcome::Mistaken(mistakes) => Ok(help_page(&visit, &form, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

enum Helped {
    Code(GivenCode),
    /// What the next page says was done.
    Done(&'static str),
}

fn met(form: &Help, document: Document) -> Met<'_> {
    Met { sign_in: &form.sign_in, document, reason: &form.reason }
}

fn help_page(visit: &Visit, form: &Help, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("security.help_title"));
    let kinds = ["password", "second_factor"].into_iter().chain(holds_office(visit).then_some("restriction"));
    let kinds = kinds
        .map(|what| Choosable::new(what, lang.code("security.help", what)).hint(lang.code("security.help_hints", what)))
        .collect();
    page(visit, title.clone())
        .for_staff()
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("security.help_intro")}</p>
                <form class="card" method="post" action=PATH novalidate>
                    {Field::text("sign_in", lang.t("security.help_whom"), &form.sign_in)
                        .hint(lang.t("security.help_whom_hint"))
                        .autocomplete("off")
                        .maxlength(40)
                        .view(mistakes)}
                    {Choice::one("what", lang.t("security.help_what"), kinds, &form.what).view(mistakes)}
                    {document_choice(lang, mistakes)}
                    {Field::text("reason", lang.t("security.help_reason"), &form.reason)
                        .hint(lang.t("security.help_reason_hint"))
                        .autocomplete("off")
                        .maxlength(200)
                        .view(mistakes)}
                    <button>{lang.t("security.help_go")}</button>
                </form>
            }
            .into_any()
        })
        .respond()
}

/// Shown once, in the answer itself; printed, it is a slip to hand over.
fn code_page(visit: &Visit, given: &GivenCode) -> Response {
    let (lang, title) = (visit.lang, visit.t("security.slip_title"));
    let (first, second) = given.code.split_at(given.code.len() / 2);
    let code = format!("{first} {second}");
    page(visit, title.clone())
        .for_staff()
        .content(|| {
            let lines = vec![
                Fact::text(lang.t("accounts.name"), given.name.clone()),
                Fact::text(lang.t("security.slip_until"), lang.time(given.expires_at)),
            ];
            view! {
                <h1>{title.clone()}</h1>
                {notice(lang, Tone::Success, lang.t("security.slip_made"))}
                <section class="card">
                    <p class="code slip">{code}</p>
                    {facts(lines)}
                    <p>{lang.t("security.slip_advice")}</p>
                </section>
                <p><a href=PATH>{lang.t("security.slip_next")}</a></p>
            }
            .into_any()
        })
        .respond()
}
