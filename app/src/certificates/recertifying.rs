//! How does an office approve that somebody whose certificate was revoked is certified again? A part of the certificate's record.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::certificates::recertifying::{Approval, Recertification, approve as store};
use serde::Deserialize;

use super::office::{record_path, respond};
use crate::error::PageResult;
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::Field;
use crate::visit::SignedVisit;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ApprovalForm {
    credit_code: String,
    reason: String,
}

pub async fn approve(
    SignedVisit(visit): SignedVisit,
    Path(number): Path<String>,
    Form(form): Form<ApprovalForm>,
) -> PageResult {
    match outcome(&visit, store(&visit.ctx, &number, &form.credit_code, &form.reason).await) {
        Outcome::Done(()) => {
            let path = format!("{}?done=recertification_approved", record_path(&number));
            Ok(Redirect::to(&path).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, &number, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// What stands about it, and the form for whoever may approve.
pub fn part(lang: Lang, number: &str, stands: &Recertification, typed: &ApprovalForm, mistakes: &Mistakes) -> AnyView {
    let inside = match (&stands.approval, stands.may_approve) {
        (Some(approval), _) => approved(lang, approval),
        (None, true) => form(lang, number, typed, mistakes),
        (None, false) => view! { <p>{word(lang, "waits")}</p> }.into_any(),
    };
    view! {
        <section class="card">
            <h2>{word(lang, "title")}</h2>
            {inside}
        </section>
    }
    .into_any()
}

fn approved(lang: Lang, approval: &Approval) -> AnyView {
    let known = vec![
        Fact::text(word(lang, "enterprise"), approval.enterprise.clone()),
        Fact::text(word(lang, "reason"), approval.reason.clone()),
        Fact::text(word(lang, "at"), lang.time(approval.at)),
    ];
    view! { <p>{word(lang, "approved")}</p>{facts(known)} }.into_any()
}

fn form(lang: Lang, number: &str, typed: &ApprovalForm, mistakes: &Mistakes) -> AnyView {
    view! {
        <form method="post" action=format!("{}/recertification", record_path(number))>
            <p>{word(lang, "waits")}" "{word(lang, "advice")}</p>
            {Field::text("credit_code", word(lang, "credit_code"), typed.credit_code.clone()).view(mistakes)}
            {Field::text("reason", word(lang, "reason"), typed.reason.clone())
                .hint(word(lang, "reason_hint"))
                .maxlength(200)
                .view(mistakes)}
            <p class="actions"><button>{word(lang, "approve")}</button></p>
        </form>
    }
    .into_any()
}

fn word(lang: Lang, key: &str) -> String {
    lang.code("recertifying", key)
}
