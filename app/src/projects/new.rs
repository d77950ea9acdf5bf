//! How does a project come in: by the administrator of its general contractor, or by an office?

use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::offices::store::{AreaView, list_areas};
use registry::permissions::{Object, Verb, require};
use registry::projects::Status;
use registry::projects::sheet::NATIONAL_SCHEME;
use registry::projects::store::{NewProject, enterprise_of_code, own_contractors, register};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::details::{Details, fields};
use super::{address, framed, typed, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::holds_office;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::{Field, mistakes_summary};
use crate::visit::{SignedVisit, Visit};

/// In which status a record can begin.
const FIRST: [Status; 4] = [Status::Preparing, Status::Approved, Status::Building, Status::Completed];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// one of the own
    enterprise: String,
    /// of any, for offices
    credit_code: String,
    status: String,
    since: String,
    code: String,
    #[serde(flatten)]
    details: Details,
}

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    respond(&visit, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn register_one(SignedVisit(visit): SignedVisit, Form(form): Form<Typed>) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::Project).or_page(&visit)?;
    match outcome(&visit, registered(&visit, &form).await) {
        Outcome::Done(project) => {
            Ok(Redirect::to(&format!("{}?done=project_registered", address(project))).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn registered(visit: &Visit, form: &Typed) -> Result<Uuid, Fault> {
    let mut refusals = Vec::new();
    let status = Status::parse(&form.status);
    if status.is_none() {
        refusals.push(Refusal::on("status", "projects.status_choose"));
    }
    let since = typed::day(("since", &form.since)).map_err(|refusal| refusals.push(refusal)).ok();
    // the use case says what is wrong with the details; here all of it is wanted at once
    let wrong = form.details.draft().check().err().unwrap_or_default();
    let contractor = match contractor(visit, form).await {
        Ok(contractor) => Some(contractor),
        Err(Fault::Refused(wrong)) => {
            refusals.extend(wrong);
            None
        }
        Err(fault) => return Err(fault),
    };
    let (Some(status), Some(since), Some(contractor)) = (status, since, contractor) else {
        return Err(Fault::Refused(refusals.into_iter().chain(wrong).collect()));
    };
    let code = form.code.trim();
    let codes = if code.is_empty() { Vec::new() } else { vec![(NATIONAL_SCHEME.to_owned(), code.to_owned())] };
    let new = NewProject { draft: form.details.draft(), contractor, status, since, codes, batch: None };
    register(&visit.ctx, &new).await
}

async fn contractor(visit: &Visit, form: &Typed) -> Result<Uuid, Fault> {
    match (form.enterprise.trim(), form.credit_code.trim()) {
        ("", "") if holds_office(visit) => Err(Refusal::on("credit_code", "projects.enterprise_choose").into()),
        ("", "") => Err(Refusal::on("enterprise", "projects.enterprise_choose").into()),
        ("", code) => enterprise_of_code(&visit.ctx, code).await,
        (chosen, _) => Ok(typed::id(chosen)),
    }
}

async fn respond(visit: &Visit, form: &Typed, mistakes: &Mistakes) -> PageResult {
    let own = own_contractors(&visit.ctx, Verb::Create).await.or_page(visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("projects.pages.new"));
    Ok(framed(visit, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("projects.register_advice")}</p>
                {whole(lang, form, &own, &areas, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn whole(lang: Lang, form: &Typed, own: &[(Uuid, String)], areas: &[AreaView], mistakes: &Mistakes) -> AnyView {
    let statuses = words::choices(lang, "projects.statuses", &FIRST.map(Status::code));
    view! {
        <form class="card" method="post" action="/projects" novalidate>
            {of_contractor(lang, form, own, mistakes)}
            {fields(lang, &form.details, areas, mistakes)}
            {Choice::list("status", lang.t("projects.fields.status"), statuses, &form.status).view(mistakes)}
            {Field::text("since", lang.t("projects.fields.since"), &form.since)
                .kind("date")
                .hint(lang.t("projects.fields.since_hint"))
                .short()
                .view(mistakes)}
            {Field::text("code", lang.t("projects.fields.code"), &form.code)
                .hint(lang.t("projects.fields.code_hint"))
                .maxlength(50)
                .optional()
                .view(mistakes)}
            <p class="actions"><button>{lang.t("projects.register")}</button></p>
        </form>
    }
    .into_any()
}

/// An enterprise chooses among the own; an office, which has none, writes the credit code.
fn of_contractor(lang: Lang, form: &Typed, own: &[(Uuid, String)], mistakes: &Mistakes) -> AnyView {
    if own.is_empty() {
        return Field::text("credit_code", lang.t("projects.fields.contractor_code"), &form.credit_code)
            .hint(lang.t("projects.fields.contractor_code_hint"))
            .maxlength(30)
            .view(mistakes);
    }
    let choose = Choosable::new("", lang.t("projects.choose"));
    let options = std::iter::once(choose).chain(own.iter().map(|(id, name)| Choosable::new(id.to_string(), name)));
    Choice::list("enterprise", lang.t("projects.fields.contractor"), options.collect(), &form.enterprise).view(mistakes)
}
