//! Which enterprises take part, as what, from when until when (参建单位, 分包企业, 劳务企业)?

use axum::extract::Path;
use leptos::prelude::*;
use registry::permissions::Verb;
use registry::projects::PartyRole;
use registry::projects::store::{
    NewParty, PartyView, ProjectPage, check_reach, enterprise_of_code, page as one, record_party,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::typed::{self, entry};
use super::withdraw::{Kind, actions, heading, in_place_of};
use super::{address, below, done, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::choice::Choice;
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done as said;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// the record that this takes the place of
    row: String,
    reason: String,
    credit_code: String,
    role: String,
    entered_on: String,
    left_on: String,
}

impl From<&PartyView> for Typed {
    fn from(view: &PartyView) -> Self {
        Self {
            row: view.id.to_string(),
            reason: String::new(),
            credit_code: view.credit_code.clone(),
            role: view.party.role.code().to_owned(),
            entered_on: view.party.period.first().to_string(),
            left_on: view.party.period.last().map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    let row = Query::of(&visit.path).filter("row").map(typed::id);
    let typed = found.parties.iter().find(|view| Some(view.id) == row).map(Typed::from).unwrap_or_default();
    Ok(respond(&visit, &found, &typed, &Mistakes::none(visit.lang)))
}

pub async fn save(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    check_reach(&visit.ctx, Verb::View, project).await.or_page(&visit)?;
    match outcome(&visit, recorded(&visit, project, &typed).await) {
        Outcome::Done(_) => Ok(done(project, "/parties", "project_recorded")),
        Outcome::Mistaken(mistakes) => {
            let found = one(&visit.ctx, project).await.or_page(&visit)?;
            Ok(respond(&visit, &found, &typed, &mistakes))
        }
        Outcome::Other(response) => Err(response),
    }
}

async fn recorded(visit: &Visit, project: Uuid, typed: &Typed) -> Result<Uuid, Fault> {
    // whoever changes nothing here is told so before the form is read
    if PartyRole::parse(&typed.role) != Some(PartyRole::GeneralContractor) {
        check_reach(&visit.ctx, Verb::Edit, project).await?;
    }
    let role = PartyRole::parse(&typed.role).ok_or_else(|| Refusal::on("role", "projects.role_choose"))?;
    let period = typed::period(("entered_on", &typed.entered_on), ("left_on", &typed.left_on))?;
    let found = one(&visit.ctx, project).await?;
    let former = found.parties.iter().find(|view| view.id == typed::id(&typed.row));
    // what was merged since leaves under the name that it came by
    let enterprise = match former.filter(|view| view.credit_code == typed.credit_code.trim()) {
        Some(former) => former.party.enterprise,
        None => enterprise_of_code(&visit.ctx, &typed.credit_code).await?,
    };
    let new = NewParty { enterprise, role, period, batch: None };
    record_party(&visit.ctx, project, &new, &entry(&typed.row, &typed.reason)).await
}

fn respond(visit: &Visit, found: &ProjectPage, typed: &Typed, mistakes: &Mistakes) -> axum::response::Response {
    let (lang, title) = (visit.lang, visit.t("projects.groups.parties"));
    // an office names a general contractor where none is left
    let may_write = found.may_edit || (found.may_decide && found.contractor.is_none());
    below(visit, found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {table(lang, found, title)}
                {may_write.then(|| form(lang, found, typed, mistakes))}
            }
            .into_any()
        })
        .respond()
}

pub fn table(lang: Lang, found: &ProjectPage, caption: String) -> AnyView {
    let columns = ["name", "credit_code", "role", "period", "actions"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.parties", key))).to_vec();
    let rows = found.parties.iter().map(|view| {
        vec![
            Cell::from(view.name.clone()),
            Cell::from(view! { <span class="code">{view.credit_code.clone()}</span> }.into_any()),
            Cell::from(lang.code("projects.party_roles", view.party.role.code())),
            Cell::from(words::period(lang, view.party.period)),
            Cell::from(actions(lang, found, "parties", Kind::Party, view.id)),
        ]
    });
    let nothing = empty(lang.t("projects.parties.none_title"), lang.t("projects.parties.none"), None);
    let file = format!("{}/parties.xlsx", address(found.project.id));
    Table::new(caption, columns, rows.collect()).empty(nothing).export(file).view(lang)
}

pub async fn export(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    let lang = visit.lang;
    let titles = ["name", "credit_code", "role", "period"].map(|key| lang.code("projects.parties", key));
    let row = |view: &PartyView| {
        let role = lang.code("projects.party_roles", view.party.role.code());
        let period = words::period(lang, view.party.period);
        [view.name.clone(), view.credit_code.clone(), role, period].map(Value::Text).to_vec()
    };
    let rows: Vec<Vec<Value>> = found.parties.iter().map(row).collect();
    exported(visit.ctx.now(), &lang.t("projects.groups.parties"), &titles, &rows).or_page(&visit)
}

fn form(lang: Lang, found: &ProjectPage, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let roles = words::choices(lang, "projects.party_roles", &PartyRole::ALL.map(PartyRole::code));
    let (title, button) = heading(lang, "parties", &typed.row);
    view! {
        <section class="card">
            <h2>{title}</h2>
            <form method="post" action=format!("{}/parties", address(found.project.id)) novalidate>
                {Field::text("credit_code", lang.t("projects.parties.credit_code"), &typed.credit_code)
                    .hint(lang.t("projects.parties.credit_code_hint"))
                    .maxlength(30)
                    .view(mistakes)}
                {Choice::list("role", lang.t("projects.parties.role"), roles, &typed.role).view(mistakes)}
                {Field::text("entered_on", lang.t("projects.parties.entered_on"), &typed.entered_on)
                    .kind("date")
                    .short()
                    .view(mistakes)}
                {Field::text("left_on", lang.t("projects.parties.left_on"), &typed.left_on)
                    .kind("date")
                    .hint(lang.t("projects.parties.left_on_hint"))
                    .short()
                    .optional()
                    .view(mistakes)}
                {in_place_of(lang, &typed.row, &typed.reason, mistakes)}
                <p class="actions"><button>{button}</button></p>
            </form>
        </section>
    }
    .into_any()
}
