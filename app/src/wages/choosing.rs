//! For whom is a payment order, from which account and for which month? Then it comes as a sheet or is typed.

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::calendar::Month;
use registry::sheets::LineFault;
use registry::wages::store::{Choices, OrderHead, choices, site};
use registry::{Fault, Refusal};
use uuid::Uuid;

use super::frame::{below_payments, payments};
use super::sheet::fault_table;
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::notice;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// What was chosen, as it was sent.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    pub unit: String,
    pub account: String,
    pub month: String,
}

impl Chosen {
    /// # Errors
    /// Each field that was not chosen.
    pub fn head(&self) -> Result<OrderHead, Fault> {
        let mut refusals = Vec::new();
        let mut id = |text: &str, refusal: Refusal| Uuid::try_parse(text).map_err(|_| refusals.push(refusal)).ok();
        let unit = id(&self.unit, Refusal::on("unit", "wages.unit_missing"));
        let account = id(&self.account, Refusal::on("account", "wages.account_missing"));
        let month = Month::parse(&self.month).map_err(|_| refusals.push(Refusal::on("month", "wages.month_missing")));
        match (unit, account, month) {
            (Some(unit), Some(account), Ok(month)) => Ok(OrderHead { unit, account, month }),
            _ => Err(Fault::Refused(refusals)),
        }
    }

    /// Of the address.
    pub fn of(visit: &Visit) -> Self {
        let query = crate::ui::query::Query::of(&visit.path);
        let said = |name: &str| query.filter(name).unwrap_or_default().to_owned();
        Self { unit: said("unit"), account: said("account"), month: said("month") }
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    respond(&visit, project, Chosen::of(&visit), &[], &Mistakes::none(visit.lang)).await
}

/// The page of the choice, with what was wrong with a sheet or with the choice itself.
pub async fn respond(
    visit: &Visit,
    project: Uuid,
    chosen: Chosen,
    faults: &[LineFault],
    mistakes: &Mistakes,
) -> Result<Response, Response> {
    let place = site(&visit.ctx, project).await.or_page(visit)?;
    let open = choices(&visit.ctx, project).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("wages.new"));
    let month = Month::of(Month::of(visit.ctx.now().day()).first_day().previous()).to_string();
    let chosen = if chosen.month.is_empty() { Chosen { month, ..chosen } } else { chosen };
    let page = below_payments(visit, &place, title.clone()).mistakes(mistakes);
    let page = match faults.is_empty() {
        true => page,
        false => page.status(axum::http::StatusCode::UNPROCESSABLE_ENTITY),
    };
    Ok(page
        .content(|| {
            let body = match open.accounts.is_empty() || open.units.is_empty() {
                true => no_account(lang, project, &open),
                false => forms(lang, project, &open, &chosen, mistakes),
            };
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("wages.new_intro")}</p>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {fault_table(lang, faults)}
                {body}
            }
            .into_any()
        })
        .respond())
}

/// 条例第三十条: wages go from the wage account and from no other.
fn no_account(lang: Lang, project: Uuid, open: &Choices) -> AnyView {
    let (key, path, way) = match open.units.is_empty() {
        true => ("wages.no_units", "parties", "wages.to_parties"),
        false => ("wages.no_account", "accounts", "wages.to_accounts"),
    };
    view! {
        {notice(lang, Tone::Warning, lang.t(key))}
        <p><a class="button" href=format!("/projects/{project}/{path}")>{lang.t(way)}</a></p>
    }
    .into_any()
}

fn forms(lang: Lang, project: Uuid, open: &Choices, chosen: &Chosen, mistakes: &Mistakes) -> AnyView {
    let base = payments(project);
    let file = Field::text("file", lang.t("sheets.file"), "").kind("file").hint(lang.t("sheets.file_hint"));
    view! {
        <form class="card" method="post" action=format!("{base}/sheet") enctype="multipart/form-data">
            <h2>{lang.t("wages.by_sheet")}</h2>
            <p>{lang.t("wages.by_sheet_intro")}</p>
            <p><a href=format!("{base}/template.xlsx")>{lang.t("wages.template")}</a></p>
            {heads(lang, open, chosen, mistakes)}
            {file.view(mistakes)}
            <p class="actions"><button>{lang.t("wages.upload")}</button></p>
        </form>
        <form class="card" method="get" action=format!("{base}/typed")>
            <h2>{lang.t("wages.by_form")}</h2>
            <p>{lang.t("wages.by_form_intro")}</p>
            {heads_again(lang, open, chosen)}
            <p class="actions"><button class="secondary">{lang.t("wages.to_form")}</button></p>
        </form>
    }
    .into_any()
}

fn heads(lang: Lang, open: &Choices, chosen: &Chosen, mistakes: &Mistakes) -> AnyView {
    let choosable = |all: &[(Uuid, String)]| -> Vec<Choosable> {
        all.iter().map(|(id, name)| Choosable::new(id.to_string(), name.clone())).collect()
    };
    let month = Field::text("month", lang.t("wages.month"), chosen.month.clone())
        .hint(lang.t("wages.month_hint"))
        .kind("month")
        .short();
    view! {
        {Choice::list("unit", lang.t("wages.unit"), choosable(&open.units), &chosen.unit).view(mistakes)}
        {Choice::list("account", lang.t("wages.account"), choosable(&open.accounts), &chosen.account)
            .hint(lang.t("wages.account_hint"))
            .view(mistakes)}
        {month.view(mistakes)}
    }
    .into_any()
}

/// The second form of the page: its fields have names of their own for the eye, and the same for the address.
fn heads_again(lang: Lang, open: &Choices, chosen: &Chosen) -> AnyView {
    let list = |id: &'static str, name: &'static str, label: String, all: &[(Uuid, String)], value: &str| {
        let options = all
            .iter()
            .map(|(id, text)| {
                let id = id.to_string();
                let selected = id == value;
                view! { <option value=id selected=selected>{text.clone()}</option> }
            })
            .collect_view();
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <select id=id name=name required=true>{options}</select>
            </div>
        }
        .into_any()
    };
    let month = Field::text("month", lang.t("wages.month"), chosen.month.clone())
        .id("typed-month")
        .hint(lang.t("wages.month_hint"))
        .kind("month")
        .short();
    view! {
        {list("typed-unit", "unit", lang.t("wages.unit"), &open.units, &chosen.unit)}
        {list("typed-account", "account", lang.t("wages.account"), &open.accounts, &chosen.account)}
        {month.view(&Mistakes::none(lang))}
    }
    .into_any()
}
