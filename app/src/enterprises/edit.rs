//! How does an enterprise say something else of itself than before?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Fault;
use registry::enterprises::Profile;
use registry::enterprises::store::{acts, change, detail};
use serde::Deserialize;
use uuid::Uuid;

use super::{address, framed, kind_choices};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::ui::area::SafeTextarea;
use crate::ui::choice::Choice;
use crate::ui::field::{Field, mistakes_summary};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    revision: String,
    name: String,
    short_name: String,
    kinds: Vec<String>,
    legal_representative: String,
    address: String,
    phone: String,
    reason: String,
}

impl Typed {
    fn profile(&self) -> Profile {
        Profile {
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            kinds: self.kinds.clone(),
            legal_representative: self.legal_representative.clone(),
            address: self.address.clone(),
            phone: self.phone.clone(),
        }
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    let found = detail(&visit.ctx, enterprise).await.or_page(&visit)?;
    let typed = Typed {
        revision: found.enterprise.revision.to_string(),
        name: found.enterprise.name,
        short_name: found.enterprise.short_name.unwrap_or_default(),
        kinds: found.enterprise.kinds.iter().map(|kind| kind.code().to_owned()).collect(),
        legal_representative: found.legal_representative.unwrap_or_default(),
        address: found.address.unwrap_or_default(),
        phone: found.phone.unwrap_or_default(),
        reason: String::new(),
    };
    respond(&visit, enterprise, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn save(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    // a revision that cannot be read is one that is not in force
    let revision = typed.revision.parse().unwrap_or(-1);
    match outcome(&visit, change(&visit.ctx, enterprise, revision, &typed.profile(), &typed.reason).await) {
        Outcome::Done(_) => {
            Ok(Redirect::to(&format!("{}?done=enterprise_changed", address(enterprise))).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, enterprise, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, enterprise: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let may = acts(&visit.ctx, enterprise).await.or_page(visit)?;
    if !may.edits {
        return Err(crate::error::page(visit, Fault::Forbidden));
    }
    let found = detail(&visit.ctx, enterprise).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("enterprises.ways.edit"));
    Ok(framed(visit, title.clone())
        .mistakes(mistakes)
        .under(found.enterprise.name.clone(), address(enterprise))
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p class="hint">{lang.t("enterprises.edit_advice")}</p>
                {fields(visit, enterprise, typed, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn fields(visit: &Visit, enterprise: Uuid, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("enterprises.fields", name), value);
    view! {
        <form class="card" method="post" action=format!("{}/edit", address(enterprise)) novalidate>
            <input type="hidden" name="revision" value=typed.revision.clone()/>
            {field("name", &typed.name).hint(lang.t("enterprises.name_hint")).maxlength(100).view(mistakes)}
            {field("short_name", &typed.short_name).maxlength(30).optional().view(mistakes)}
            {Choice::several("kinds", lang.t("enterprises.fields.kinds"), kind_choices(lang), &typed.kinds)
                .hint(lang.t("enterprises.kinds_hint"))
                .view(mistakes)}
            {field("legal_representative", &typed.legal_representative).maxlength(50).view(mistakes)}
            {field("address", &typed.address).maxlength(200).view(mistakes)}
            {field("phone", &typed.phone)
                .hint(lang.t("enterprises.phone_hint"))
                .inputmode("tel")
                .maxlength(40)
                .view(mistakes)}
            {SafeTextarea::new("reason", lang.t("enterprises.reason"), typed.reason.clone())
                .hint(lang.t("enterprises.reason_hint"))
                .rows(2)
                .maxlength(200)
                .view(mistakes)}
            <p class="actions">
                <button>{lang.t("enterprises.save")}</button>
                <a href=address(enterprise)>{lang.t("enterprises.back")}</a>
            </p>
        </form>
    }
    .into_any()
}
