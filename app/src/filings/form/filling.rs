//! What does the officer complete in the form? The records fill in what they know.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::filings::form::FormDraft;
use registry::filings::store::filing::{Prefilled, draw_up, prefilled};
use serde::Deserialize;
use uuid::Uuid;

use super::path;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::visit::{SignedVisit, Visit};

/// The form as it was sent.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    planned_start: String,
    planned_finish: String,
    address: String,
    owner: String,
    owner_lead: String,
    owner_phone: String,
    supervisor: String,
    chief_supervisor: String,
    supervisor_phone: String,
    project_manager: String,
    manager_phone: String,
    officer_phone: String,
    joined: String,
}

impl From<Typed> for FormDraft {
    fn from(typed: Typed) -> Self {
        Self {
            planned_start: typed.planned_start,
            planned_finish: typed.planned_finish,
            address: typed.address,
            owner: typed.owner,
            owner_lead: typed.owner_lead,
            owner_phone: typed.owner_phone,
            supervisor: typed.supervisor,
            chief_supervisor: typed.chief_supervisor,
            supervisor_phone: typed.supervisor_phone,
            project_manager: typed.project_manager,
            manager_phone: typed.manager_phone,
            officer_phone: typed.officer_phone,
            joined: typed.joined,
        }
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(binding): Path<Uuid>) -> PageResult {
    respond(&visit, binding, None, &Mistakes::none(visit.lang)).await
}

pub async fn draw(SignedVisit(visit): SignedVisit, Path(binding): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    let draft = FormDraft::from(typed);
    match outcome(&visit, draw_up(&visit.ctx, binding, &draft).await) {
        Outcome::Done(_) => Ok(Redirect::to(&format!("{}?done=filing_drawn_up", path(binding))).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, binding, Some(draft), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, binding: Uuid, typed: Option<FormDraft>, mistakes: &Mistakes) -> PageResult {
    let Prefilled { known, draft, goes_on_from } = prefilled(&visit.ctx, binding).await.or_page(visit)?;
    let draft = typed.unwrap_or(draft);
    let (lang, title) = (visit.lang, visit.t("filing_forms.fill_title"));
    let intro = match goes_on_from {
        Some(version) => lang.fill("filing_forms.fill_again", &[("version", &version.to_string())]),
        None => lang.t("filing_forms.fill_intro"),
    };
    Ok(page(visit, title.clone())
        .under(lang.t("filings.one"), format!("/bindings/{binding}"))
        .under(lang.t("filing_forms.title"), path(binding))
        .mistakes(mistakes)
        .content(|| {
            let fixed = vec![
                Fact::text(lang.t("filing_forms.unit"), known.contractor.clone()),
                Fact::text(lang.t("filing_forms.date"), lang.day(visit.ctx.now().day())),
                Fact::text(lang.t("filing_forms.project"), known.project.clone()),
                Fact::text(lang.t("filing_forms.contractor"), known.contractor.clone()),
                Fact::text(lang.t("filing_forms.officer"), known.officer.clone()),
            ];
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{intro}</p>
                <section class="card">{facts(fixed)}</section>
                <form method="post" action=format!("{}/form", path(binding)) class="card" novalidate>
                    {fields(lang, &draft, mistakes)}
                    <p class="hint">{lang.t("filing_forms.fill_frozen")}</p>
                    <p class="actions"><button>{lang.t("filing_forms.draw_up")}</button></p>
                </form>
            }
            .into_any()
        })
        .respond())
}

/// In the order of the annex.
fn fields(lang: Lang, draft: &FormDraft, mistakes: &Mistakes) -> AnyView {
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("filing_forms", name), value);
    let day = |name: &'static str, value: &str| field(name, value).kind("date").short().view(mistakes);
    let text = |name: &'static str, value: &str| field(name, value).maxlength(100).view(mistakes);
    let name = |name: &'static str, value: &str| field(name, value).maxlength(50).autocomplete("off").view(mistakes);
    let phone = |name: &'static str, value: &str| {
        let field = field(name, value).kind("tel").autocomplete("off").maxlength(30).short();
        field.hint(lang.t("filing_forms.phone_hint")).view(mistakes)
    };
    let maybe = |one: Field| one.optional().view(mistakes);
    view! {
        {day("planned_start", &draft.planned_start)}
        {day("planned_finish", &draft.planned_finish)}
        {text("address", &draft.address)}
        {text("owner", &draft.owner)}
        {name("owner_lead", &draft.owner_lead)}
        {phone("owner_phone", &draft.owner_phone)}
        {maybe(field("supervisor", &draft.supervisor).maxlength(100).hint(lang.t("filing_forms.supervision_hint")))}
        {maybe(field("chief_supervisor", &draft.chief_supervisor).maxlength(50).autocomplete("off"))}
        {maybe(field("supervisor_phone", &draft.supervisor_phone).kind("tel").maxlength(30).short())}
        {name("project_manager", &draft.project_manager)}
        {phone("manager_phone", &draft.manager_phone)}
        {phone("officer_phone", &draft.officer_phone)}
        {day("joined", &draft.joined)}
    }
    .into_any()
}
