//! Which wage deposit (农民工工资保证金) does a project have, in which form?

use leptos::prelude::*;
use registry::projects::quantities::parse_decimal;
use registry::projects::store::{DepositForm, DepositView, Entry, NewDeposit, ProjectPage, record_deposit};
use registry::{Ctx, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::group::{Group, Row};
use super::withdraw::{Kind, actions};
use super::{papers, typed, words};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::choice::Choice;
use crate::ui::empty::empty;
use crate::ui::field::Field;
use crate::ui::table::{Cell, Column, Table};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    form: String,
    amount: String,
    provider: String,
    number: String,
    first_day: String,
    last_day: String,
}

impl From<&DepositView> for Typed {
    fn from(view: &DepositView) -> Self {
        Self {
            form: view.form.code().to_owned(),
            amount: words::yuan(view.amount_fen),
            provider: view.provider.clone(),
            number: view.number.clone(),
            first_day: view.held.period.first().to_string(),
            last_day: view.held.period.last().map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

impl Group for Typed {
    const PART: &'static str = "deposits";
    const TABLE: fn(Lang, &ProjectPage, String) -> AnyView = table;

    fn of_row(found: &ProjectPage, row: Uuid) -> Option<(Self, Option<String>)> {
        let view = found.deposits.iter().find(|view| view.id == row)?;
        Some((Self::from(view), view.held.evidence.clone()))
    }

    fn fields(&self, lang: Lang, _: Row, mistakes: &Mistakes) -> AnyView {
        let field = |name: &'static str, value: &str| Field::text(name, lang.code("projects.deposits", name), value);
        let forms = words::choices(lang, "projects.deposit_forms", &DepositForm::ALL.map(DepositForm::code));
        view! {
            {Choice::list("form", lang.t("projects.deposits.form"), forms, &self.form).view(mistakes)}
            {field("amount", &self.amount).inputmode("decimal").short().view(mistakes)}
            {field("provider", &self.provider)
                .hint(lang.t("projects.deposits.provider_hint"))
                .maxlength(100)
                .view(mistakes)}
            {field("number", &self.number)
                .hint(lang.t("projects.deposits.number_hint"))
                .maxlength(100)
                .view(mistakes)}
            {field("first_day", &self.first_day).kind("date").short().view(mistakes)}
            {field("last_day", &self.last_day)
                .kind("date")
                .hint(lang.t("projects.deposits.last_day_hint"))
                .short()
                .optional()
                .view(mistakes)}
        }
        .into_any()
    }

    async fn record(&self, ctx: &Ctx, project: Uuid, document: Option<String>, entry: &Entry) -> Result<Uuid, Fault> {
        let form = DepositForm::parse(&self.form).ok_or_else(|| Refusal::on("form", "projects.form_choose"))?;
        let amount_fen =
            parse_decimal(&self.amount, 2).ok_or_else(|| Refusal::on("amount", "projects.deposit_amount"))?;
        let new = NewDeposit {
            form,
            amount_fen,
            provider: self.provider.clone(),
            number: self.number.clone(),
            period: typed::period(("first_day", &self.first_day), ("last_day", &self.last_day))?,
            document,
            batch: None,
        };
        record_deposit(ctx, project, &new, entry).await
    }
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
