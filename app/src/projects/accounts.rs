//! Which wage account (农民工工资专用账户) does a project have?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::Fault;
use registry::permissions::Verb;
use registry::projects::store::{AccountView, NewAccount, ProjectPage, check_reach, page as one, record_account};
use registry::workers::{Codes, Table as CodeTable};
use serde::Deserialize;
use uuid::Uuid;

use super::papers::{self, Papers};
use super::typed::{self, entry};
use super::withdraw::{Kind, actions, heading, in_place_of};
use super::{address, below, done, words};
use crate::error::{OrPage, PageResult};
use crate::form::{FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done as said;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// the record that this takes the place of
    row: String,
    reason: String,
    holder: String,
    bank: String,
    branch: String,
    number: String,
    opened_on: String,
    closed_on: String,
    document: String,
}

/// The account stays the same unless another number is typed.
impl From<&AccountView> for Typed {
    fn from(view: &AccountView) -> Self {
        Self {
            row: view.id.to_string(),
            reason: String::new(),
            holder: view.holder.clone(),
            bank: view.bank.clone(),
            branch: view.branch.clone(),
            number: String::new(),
            opened_on: view.held.period.first().to_string(),
            closed_on: view.held.period.last().map(|day| day.to_string()).unwrap_or_default(),
            document: view.held.evidence.clone().unwrap_or_default(),
        }
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    let row = Query::of(&visit.path).filter("row").map(typed::id);
    let typed = found.accounts.iter().find(|view| Some(view.id) == row).map(Typed::from).unwrap_or_default();
    respond(&visit, &found, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn save(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    FormWithFile { mut typed, file }: FormWithFile<Typed>,
) -> PageResult {
    match outcome(&visit, recorded(&visit, project, &mut typed, file).await) {
        Outcome::Done(_) => Ok(done(project, "/accounts", "project_recorded")),
        Outcome::Mistaken(mistakes) => {
            let found = one(&visit.ctx, project).await.or_page(&visit)?;
            respond(&visit, &found, &typed, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

async fn recorded(visit: &Visit, project: Uuid, typed: &mut Typed, mut file: Upload) -> Result<Uuid, Fault> {
    check_reach(&visit.ctx, Verb::Edit, project).await?;
    papers::keep(visit, project, &mut file, &mut typed.document).await?;
    let new = NewAccount {
        holder: typed.holder.clone(),
        bank: typed.bank.clone(),
        branch: typed.branch.clone(),
        number: typed.number.clone(),
        open: typed::period(("opened_on", &typed.opened_on), ("closed_on", &typed.closed_on))?,
        document: typed::chosen(&typed.document),
        batch: None,
    };
    record_account(&visit.ctx, project, &new, &entry(&typed.row, &typed.reason)).await
}

async fn respond(visit: &Visit, found: &ProjectPage, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let papers = Papers::of(visit, found.project.id).await.or_page(visit)?;
    Ok(shown(visit, found, typed, &papers, mistakes))
}

fn shown(visit: &Visit, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.groups.accounts"));
    below(visit, found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {table(lang, found, title)}
                {found.may_edit.then(|| form(lang, found, typed, papers, mistakes))}
            }
            .into_any()
        })
        .respond()
}

pub fn table(lang: Lang, found: &ProjectPage, caption: String) -> AnyView {
    let columns = ["holder", "bank", "number", "period", "checked_on", "document", "actions"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.accounts", key))).to_vec();
    let rows = found.accounts.iter().map(|view| {
        let bank = Codes::built_in().name(CodeTable::Bank, &view.bank).unwrap_or(&view.bank);
        let paper = papers::link(lang, found.project.id, view.held.evidence.as_deref());
        vec![
            Cell::from(view.holder.clone()),
            Cell::from(format!("{bank} · {}", view.branch)),
            Cell::from(view! { <span class="code">{view.number_masked.clone()}</span> }.into_any()),
            Cell::from(words::period(lang, view.held.period)),
            Cell::from(words::or_dash(view.held.checked_on.map(|day| lang.day(day)))),
            paper.map_or_else(|| Cell::from("—"), Cell::from),
            Cell::from(actions(lang, found, "accounts", Kind::Account, view.id)),
        ]
    });
    let nothing = empty(lang.t("projects.accounts.none_title"), lang.t("projects.accounts.none"), None);
    Table::new(caption, columns, rows.collect()).empty(nothing).view(lang)
}

fn form(lang: Lang, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> AnyView {
    let (title, button) = heading(lang, "accounts", &typed.row);
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("projects.accounts", name), value);
    let number = field("number", &typed.number).autocomplete("off").inputmode("numeric").maxlength(40);
    let number = match typed.row.is_empty() {
        true => number,
        false => number.hint(lang.t("projects.accounts.same_number")).optional(),
    };
    let choose = Choosable::new("", lang.t("projects.choose"));
    let banks = Codes::built_in().all(CodeTable::Bank).map(|(code, name)| Choosable::new(code, name));
    let banks = std::iter::once(choose).chain(banks).collect();
    let action = format!("{}/accounts", address(found.project.id));
    view! {
        <section class="card">
            <h2>{title}</h2>
            <form method="post" action=action enctype="multipart/form-data" novalidate>
                {field("holder", &typed.holder).maxlength(100).view(mistakes)}
                {Choice::list("bank", lang.t("projects.accounts.bank"), banks, &typed.bank).view(mistakes)}
                {field("branch", &typed.branch).maxlength(100).view(mistakes)}
                {number.view(mistakes)}
                {field("opened_on", &typed.opened_on).kind("date").short().view(mistakes)}
                {field("closed_on", &typed.closed_on)
                    .kind("date")
                    .hint(lang.t("projects.accounts.closed_on_hint"))
                    .short()
                    .optional()
                    .view(mistakes)}
                {papers.view(&typed.document, mistakes)}
                {in_place_of(lang, &typed.row, &typed.reason, mistakes)}
                <p class="actions"><button>{button}</button></p>
            </form>
        </section>
    }
    .into_any()
}
