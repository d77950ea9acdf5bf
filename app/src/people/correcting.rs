//! How does an office put right the name of somebody who is on record without an account?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::people::Document;
use registry::people::requests::{Correction, correct_name, correctable};
use serde::Deserialize;
use uuid::Uuid;

use super::pages::document_choice;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::page::page;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    document: String,
    reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(person): Path<Uuid>) -> PageResult {
    respond(&visit, person, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn correct(
    SignedVisit(visit): SignedVisit,
    Path(person): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let correction =
        Correction { name: &typed.name, document: Document::parse(&typed.document), reason: &typed.reason };
    match outcome(&visit, correct_name(&visit.ctx, person, &correction).await) {
        Outcome::Done(()) => {
            Ok(Redirect::to(&format!("/office/people/{person}/name?done=name_corrected")).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, person, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, person: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let known = correctable(&visit.ctx, person).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("correcting.title"));
    Ok(page(visit, title.clone())
        .for_staff()
        .mistakes(mistakes)
        .content(|| {
            let lines = vec![
                Fact::text(lang.t("my_data.present_name"), known.name.clone()),
                Fact::text(lang.t("accounts.id_number"), known.id_number_masked.clone()),
            ];
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("correcting.intro")}</p>
                {facts(lines)}
                <form class="card" method="post" action=format!("/office/people/{person}/name") novalidate>
                    {Field::text("name", lang.t("my_data.new_name"), &typed.name)
                        .autocomplete("off")
                        .maxlength(50)
                        .view(mistakes)}
                    {document_choice(lang, mistakes)}
                    {Field::text("reason", lang.t("my_data.reason"), &typed.reason)
                        .hint(lang.t("correcting.reason_hint"))
                        .autocomplete("off")
                        .maxlength(300)
                        .view(mistakes)}
                    <button>{lang.t("correcting.correct")}</button>
                </form>
            }
            .into_any()
        })
        .respond())
}
