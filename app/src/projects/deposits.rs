//! Which wage deposit (农民工工资保证金) does a project have, in which form?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::permissions::Verb;
use registry::projects::quantities::parse_decimal;
use registry::projects::store::{
    DepositForm, DepositView, NewDeposit, ProjectPage, check_reach, page as one, record_deposit,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::papers::{self, Papers};
use super::typed::{self, entry};
use super::withdraw::{Kind, actions, heading, in_place_of};
use super::{address, below, done, words};
use crate::error::{OrPage, PageResult};
use crate::form::{FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::choice::Choice;
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
    form: String,
    amount: String,
    provider: String,
    number: String,
    first_day: String,
    last_day: String,
    document: String,
}

impl From<&DepositView> for Typed {
    fn from(view: &DepositView) -> Self {
        Self {
            row: view.id.to_string(),
            reason: String::new(),
            form: view.form.code().to_owned(),
            amount: words::yuan(view.amount_fen),
            provider: view.provider.clone(),
            number: view.number.clone(),
            first_day: view.held.period.first().to_string(),
            last_day: view.held.period.last().map(|day| day.to_string()).unwrap_or_default(),
            document: view.held.evidence.clone().unwrap_or_default(),
        }
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    let row = Query::of(&visit.path).filter("row").map(typed::id);
    let typed = found.deposits.iter().find(|view| Some(view.id) == row).map(Typed::from).unwrap_or_default();
    respond(&visit, &found, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn save(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    FormWithFile { mut typed, file }: FormWithFile<Typed>,
) -> PageResult {
    match outcome(&visit, recorded(&visit, project, &mut typed, file).await) {
        Outcome::Done(_) => Ok(done(project, "/deposits", "project_recorded")),
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
    let form = DepositForm::parse(&typed.form).ok_or_else(|| Refusal::on("form", "projects.form_choose"))?;
    let amount_fen = parse_decimal(&typed.amount, 2).ok_or_else(|| Refusal::on("amount", "projects.deposit_amount"))?;
    let new = NewDeposit {
        form,
        amount_fen,
        provider: typed.provider.clone(),
        number: typed.number.clone(),
        period: typed::period(("first_day", &typed.first_day), ("last_day", &typed.last_day))?,
        document: typed::chosen(&typed.document),
        batch: None,
    };
    record_deposit(&visit.ctx, project, &new, &entry(&typed.row, &typed.reason)).await
}

async fn respond(visit: &Visit, found: &ProjectPage, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let papers = Papers::of(visit, found.project.id).await.or_page(visit)?;
    Ok(shown(visit, found, typed, &papers, mistakes))
}

fn shown(visit: &Visit, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.groups.deposits"));
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
    let columns = ["form", "amount", "provider", "number", "period", "checked_on", "document", "actions"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.deposits", key))).to_vec();
    let rows = found.deposits.iter().map(|view| {
        let paper = papers::link(lang, found.project.id, view.held.evidence.as_deref());
        vec![
            Cell::from(lang.code("projects.deposit_forms", view.form.code())),
            Cell::from(words::yuan(view.amount_fen)),
            Cell::from(view.provider.clone()),
            Cell::from(view.number.clone()),
            Cell::from(words::period(lang, view.held.period)),
            Cell::from(words::or_dash(view.held.checked_on.map(|day| lang.day(day)))),
            paper.map_or_else(|| Cell::from("—"), Cell::from),
            Cell::from(actions(lang, found, "deposits", Kind::Deposit, view.id)),
        ]
    });
    let nothing = empty(lang.t("projects.deposits.none_title"), lang.t("projects.deposits.none"), None);
    Table::new(caption, columns, rows.collect()).empty(nothing).view(lang)
}

fn form(lang: Lang, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> AnyView {
    let (title, button) = heading(lang, "deposits", &typed.row);
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("projects.deposits", name), value);
    let forms = words::choices(lang, "projects.deposit_forms", &DepositForm::ALL.map(DepositForm::code));
    let action = format!("{}/deposits", address(found.project.id));
    view! {
        <section class="card">
            <h2>{title}</h2>
            <form method="post" action=action enctype="multipart/form-data" novalidate>
                {Choice::list("form", lang.t("projects.deposits.form"), forms, &typed.form).view(mistakes)}
                {field("amount", &typed.amount).inputmode("decimal").short().view(mistakes)}
                {field("provider", &typed.provider)
                    .hint(lang.t("projects.deposits.provider_hint"))
                    .maxlength(100)
                    .view(mistakes)}
                {field("number", &typed.number)
                    .hint(lang.t("projects.deposits.number_hint"))
                    .maxlength(100)
                    .view(mistakes)}
                {field("first_day", &typed.first_day).kind("date").short().view(mistakes)}
                {field("last_day", &typed.last_day)
                    .kind("date")
                    .hint(lang.t("projects.deposits.last_day_hint"))
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
