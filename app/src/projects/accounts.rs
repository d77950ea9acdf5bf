//! Which wage account (农民工工资专用账户) does a project have?

use leptos::prelude::*;
use registry::projects::store::{AccountView, Entry, NewAccount, ProjectPage, record_account};
use registry::workers::{Codes, Table as CodeTable};
use registry::{Ctx, Fault};
use serde::Deserialize;
use uuid::Uuid;

use super::group::{Group, Row};
use super::withdraw::{Kind, actions};
use super::{papers, typed, words};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::field::Field;
use crate::ui::table::{Cell, Column, Table};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    holder: String,
    bank: String,
    branch: String,
    number: String,
    opened_on: String,
    closed_on: String,
}

/// The account stays the same unless another number is typed.
impl From<&AccountView> for Typed {
    fn from(view: &AccountView) -> Self {
        Self {
            holder: view.holder.clone(),
            bank: view.bank.clone(),
            branch: view.branch.clone(),
            number: String::new(),
            opened_on: view.held.period.first().to_string(),
            closed_on: view.held.period.last().map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

impl Group for Typed {
    const PART: &'static str = "accounts";
    const TABLE: fn(Lang, &ProjectPage, String) -> AnyView = table;

    fn of_row(found: &ProjectPage, row: Uuid) -> Option<(Self, Option<String>)> {
        let view = found.accounts.iter().find(|view| view.id == row)?;
        Some((Self::from(view), view.held.evidence.clone()))
    }

    fn fields(&self, lang: Lang, row: Row, mistakes: &Mistakes) -> AnyView {
        let field = |name: &'static str, value: &str| Field::text(name, lang.code("projects.accounts", name), value);
        let number = field("number", &self.number).autocomplete("off").inputmode("numeric").maxlength(40);
        let number = match row {
            Row::New => number,
            Row::InPlaceOfAnother => number.hint(lang.t("projects.accounts.same_number")).optional(),
        };
        let choose = Choosable::new("", lang.t("projects.choose"));
        let banks = Codes::built_in().all(CodeTable::Bank).map(|(code, name)| Choosable::new(code, name));
        let banks = std::iter::once(choose).chain(banks).collect();
        view! {
            {field("holder", &self.holder).maxlength(100).view(mistakes)}
            {Choice::list("bank", lang.t("projects.accounts.bank"), banks, &self.bank).view(mistakes)}
            {field("branch", &self.branch).maxlength(100).view(mistakes)}
            {number.view(mistakes)}
            {field("opened_on", &self.opened_on).kind("date").short().view(mistakes)}
            {field("closed_on", &self.closed_on)
                .kind("date")
                .hint(lang.t("projects.accounts.closed_on_hint"))
                .short()
                .optional()
                .view(mistakes)}
        }
        .into_any()
    }

    async fn record(&self, ctx: &Ctx, project: Uuid, document: Option<String>, entry: &Entry) -> Result<Uuid, Fault> {
        let new = NewAccount {
            holder: self.holder.clone(),
            bank: self.bank.clone(),
            branch: self.branch.clone(),
            number: self.number.clone(),
            open: typed::period(("opened_on", &self.opened_on), ("closed_on", &self.closed_on))?,
            document,
            batch: None,
        };
        record_account(ctx, project, &new, entry).await
    }
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
