//! Does the county agree that an officer looks after a further project (D-01)?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Refusal;
use registry::filings::capacity::Consent;
use registry::filings::store::consenting::{ConsentView, decide_consent};
use serde::Deserialize;
use uuid::Uuid;

use super::{one, path};
use crate::error::PageResult;
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::Field;
use crate::ui::notice::{notice, notice_with};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    verdict: String,
    reason: String,
}

pub async fn decide(
    SignedVisit(visit): SignedVisit,
    Path(binding): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let decided = match Consent::parse(&typed.verdict) {
        Some(consent) => decide_consent(&visit.ctx, binding, consent, &typed.reason).await,
        // whether there is such a binding comes before what is chosen
        None => {
            registry::filings::store::consenting::consent_of(&visit.ctx, binding).await.and_then(|found| {
                match found.is_some_and(|found| found.may_decide) {
                    true => Err(Refusal::on("verdict", "filings.consent_choose").into()),
                    false => Err(registry::Fault::Forbidden),
                }
            })
        }
    };
    match outcome(&visit, decided) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{}?done=consent_decided", path(binding))).into_response()),
        Outcome::Mistaken(mistakes) => one::respond_to_consent(&visit, binding, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// How the county stands to it, and its form where the reader is the county.
pub fn section(lang: Lang, binding: Uuid, found: &ConsentView, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let said = match &found.verdict {
        None => notice(lang, Tone::Warning, lang.t("filings.consent.waits")),
        Some((consent, reason)) => {
            let (tone, key) = match consent {
                Consent::Granted => (Tone::Success, "filings.consent.granted"),
                Consent::Refused => (Tone::Danger, "filings.consent.refused"),
            };
            let because = lang.fill("filings.because", &[("reason", reason)]);
            notice_with(lang, tone, lang.t(key), view! { <p>{because}</p> }.into_any())
        }
    };
    let form = found.may_decide.then(|| form(lang, binding, typed, mistakes));
    view! { {said}{form} }.into_any()
}

fn form(lang: Lang, binding: Uuid, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let verdicts = Consent::ALL.map(|one| Choosable::new(one.code(), lang.code("filings.consents", one.code())));
    view! {
        <section class="card">
            <h2>{lang.t("filings.consent.title")}</h2>
            <p>{lang.t("filings.consent.advice")}</p>
            <form method="post" action=format!("{}/consent", path(binding)) novalidate>
                {Choice::one("verdict", lang.t("filings.consent.verdict"), verdicts.to_vec(), &typed.verdict)
                    .view(mistakes)}
                {Field::text("reason", lang.t("filings.reason"), &typed.reason)
                    .hint(lang.t("filings.reason_hint"))
                    .maxlength(200)
                    .view(mistakes)}
                <p class="actions"><button>{lang.t("filings.consent.decide")}</button></p>
            </form>
        </section>
    }
    .into_any()
}
