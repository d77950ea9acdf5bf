//! How is a contract or written agreement put down, or renewed?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::workers::store::{ContractView, NewContract, Origin, UnitView, record_contract, units};
use registry::workers::{ContractKind, Pay, PayBasis, PayDay, PayMonth, Table, Term};
use registry::{Day, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::{bring, form_page};
use super::person::About;
use super::words;
use crate::error::{OrPage, PageResult};
use crate::form::{FormWithFile, Mistakes, Outcome, by_field, outcome};
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::Field;
use crate::ui::query::Query;
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub kind: String,
    pub employer: String,
    pub term: String,
    pub signed_on: String,
    pub starts_on: String,
    pub ends_on: String,
    pub basis: String,
    pub rate: String,
    pub measure: String,
    pub pay_day: String,
    pub pay_month: String,
    pub interval_months: String,
}

/// `?renews=` names the contract that the new one goes on from.
pub async fn show(SignedVisit(visit): SignedVisit, Path((project, person)): Path<(Uuid, Uuid)>) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    let renewed = Query::of(&visit.path).filter("renews").and_then(|id| id.parse::<Uuid>().ok());
    let known = about.worker.contracts.iter().find(|view| Some(view.contract.id) == renewed);
    let typed = match known {
        Some(view) => going_on(view),
        None => Typed {
            kind: ContractKind::LabourContract.code().to_owned(),
            employer: about.worker.registration.registration.unit.to_string(),
            term: Term::FixedTerm.code().to_owned(),
            basis: PayBasis::Day.code().to_owned(),
            ..Typed::default()
        },
    };
    form(&visit, &about, &typed, &Mistakes::none(visit.lang)).await
}

/// The same terms again, from the day after the last.
fn going_on(view: &ContractView) -> Typed {
    let (contract, pay) = (&view.contract, &view.contract.pay);
    let text = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    Typed {
        kind: contract.kind.code().to_owned(),
        employer: contract.employer.to_string(),
        term: contract.term.code().to_owned(),
        starts_on: contract.last_day().map(|last| last.next().to_string()).unwrap_or_default(),
        basis: pay.basis.code().to_owned(),
        rate: pay.rate_fen.map(words::yuan).unwrap_or_default(),
        measure: pay.measure.clone().unwrap_or_default(),
        pay_day: text(pay.pay_day.map(|pay_day| pay_day.day_of_month)),
        pay_month: pay.pay_day.map(|pay_day| pay_day.month.code().to_owned()).unwrap_or_default(),
        interval_months: text(pay.interval_months),
        ..Typed::default()
    }
}

pub async fn record(
    SignedVisit(visit): SignedVisit,
    Path((project, person)): Path<(Uuid, Uuid)>,
    FormWithFile { typed, file }: FormWithFile<Typed>,
) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    match outcome(&visit, put_down(&visit, &about, &typed, file).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{}?done=contract_recorded", about.path())).into_response()),
        Outcome::Mistaken(mistakes) => form(&visit, &about, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn put_down(visit: &Visit, about: &About, typed: &Typed, file: Upload) -> Result<(), Fault> {
    let mut new = typed.read(about.worker.person).map_err(Fault::Refused)?;
    new.signed_copy = bring(visit, about.place.project, file).await?;
    let done = record_contract(&visit.ctx, about.place.project, &new, Origin::ByHand).await;
    done.map(|_| ()).map_err(|fault| by_field(fault, &[("signed_copy", "file")]))
}

impl Typed {
    fn read(&self, person: Uuid) -> Result<NewContract, Vec<Refusal>> {
        let mut wrong = Vec::new();
        let employer = self.employer.parse::<Uuid>();
        if employer.is_err() {
            wrong.push(Refusal::on("employer", "workers.unit_missing"));
        }
        let signed_on = day("signed_on", &self.signed_on, &mut wrong);
        let starts_on = day("starts_on", &self.starts_on, &mut wrong);
        let ends_on = super::new::day_or_none("ends_on", &self.ends_on, &mut wrong);
        let pay = self.pay(&mut wrong);
        let kind = ContractKind::parse(&self.kind);
        let term = Term::parse(&self.term);
        if kind.is_none() {
            wrong.push(Refusal::on("kind", "workers.contract_kind_missing"));
        }
        if term.is_none() {
            wrong.push(Refusal::on("term", "workers.term_missing"));
        }
        match (employer, kind, term, signed_on, starts_on, pay) {
            (Ok(employer), Some(kind), Some(term), Some(signed_on), Some(starts_on), Some(pay)) if wrong.is_empty() => {
                Ok(NewContract { person, employer, kind, term, signed_on, starts_on, ends_on, pay, signed_copy: None })
            }
            _ => Err(wrong),
        }
    }

    fn pay(&self, wrong: &mut Vec<Refusal>) -> Option<Pay> {
        let basis = PayBasis::parse(&self.basis);
        if basis.is_none() {
            wrong.push(Refusal::on("basis", "workers.pay_basis_missing"));
        }
        let rate_fen = fen(&self.rate);
        if rate_fen.is_none() {
            wrong.push(Refusal::on("rate", "workers.rate_shape"));
        }
        let pay_day = match (whole("pay_day", &self.pay_day, wrong), PayMonth::parse(&self.pay_month)) {
            (Some(day_of_month), Some(month)) => Some(PayDay { day_of_month, month }),
            (Some(_), None) => {
                wrong.push(Refusal::on("pay_month", "workers.pay_month_missing"));
                None
            }
            (None, _) => None,
        };
        let interval_months = whole("interval_months", &self.interval_months, wrong);
        let measure = Some(self.measure.trim().to_owned()).filter(|measure| !measure.is_empty());
        Some(Pay { basis: basis?, rate_fen: Some(rate_fen?), measure, pay_day, interval_months })
    }
}

fn day(field: &'static str, typed: &str, wrong: &mut Vec<Refusal>) -> Option<Day> {
    let day = Day::parse(typed.trim());
    if day.is_none() {
        wrong.push(Refusal::on(field, "calendar.day_shape"));
    }
    day
}

fn whole(field: &'static str, typed: &str, wrong: &mut Vec<Refusal>) -> Option<u32> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let number = typed.parse().ok();
    if number.is_none() {
        wrong.push(Refusal::on(field, "workers.whole_number"));
    }
    number
}

/// Yuan with at most two decimals.
fn fen(typed: &str) -> Option<i64> {
    let typed = typed.trim().replace([',', '，'], "");
    let (yuan, rest) = typed.split_once('.').unwrap_or((&typed, ""));
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if yuan.is_empty() || rest.len() > 2 || !is_number(yuan) || !is_number(rest) {
        return None;
    }
    let fen: i64 = format!("{rest:0<2}").parse().ok()?;
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(fen)
}

async fn form(visit: &Visit, about: &About, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let units = units(&visit.ctx, about.place.project).await.or_page(visit)?;
    Ok(shown(visit, about, &units, typed, mistakes))
}

fn shown(visit: &Visit, about: &About, units: &[UnitView], typed: &Typed, mistakes: &Mistakes) -> Response {
    let lang = visit.lang;
    let title = lang.fill("workers.contract.new_title", &[("name", &about.worker.name)]);
    form_page(visit, about.below(visit, title.clone()), (title, lang.t("workers.contract.intro")), mistakes, || {
        let file = Field::text("file", lang.t("workers.contract.copy"), "").kind("file").optional();
        view! {
            <form
                method="post"
                action=format!("{}/contracts/new", about.path())
                enctype="multipart/form-data"
                class="card"
                novalidate
            >
                {terms(lang, units, typed, mistakes)}
                {wages(lang, typed, mistakes)}
                {file.hint(lang.t("workers.file_hint")).view(mistakes)}
                <button>{lang.t("workers.contract.record")}</button>
            </form>
        }
        .into_any()
    })
}

fn terms(lang: Lang, units: &[UnitView], typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let kinds = words::options(lang, "workers.contract_kinds", ContractKind::ALL.map(ContractKind::code));
    let known = words::options(lang, "workers.terms", Term::ALL.map(Term::code));
    let employers = units.iter().map(|unit| Choosable::new(unit.id.to_string(), unit.name.clone())).collect();
    let day = |name: &'static str, value: &str| {
        Field::text(name, lang.code("workers.contract", name), value).kind("date").short()
    };
    view! {
        {Choice::one("kind", lang.t("workers.contract.kind"), kinds, &typed.kind)
            .hint(lang.t("workers.contract.kind_hint"))
            .view(mistakes)}
        {Choice::list("employer", lang.t("workers.contract.employer"), employers, &typed.employer).view(mistakes)}
        {Choice::one("term", lang.t("workers.contract.term"), known, &typed.term).view(mistakes)}
        {day("signed_on", &typed.signed_on).view(mistakes)}
        {day("starts_on", &typed.starts_on).view(mistakes)}
        {day("ends_on", &typed.ends_on).hint(lang.t("workers.contract.ends_hint")).optional().view(mistakes)}
    }
    .into_any()
}

fn wages(lang: Lang, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let bases = words::options(lang, "workers.pay_bases", PayBasis::ALL.map(PayBasis::code));
    let months = words::options(lang, "workers.pay_months", PayMonth::ALL.map(PayMonth::code));
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("workers.contract", name), value);
    let measures =
        words::table_choice("measure", lang.t("workers.contract.measure"), Table::Measure, &typed.measure, lang);
    view! {
        {Choice::one("basis", lang.t("workers.contract.basis"), bases, &typed.basis).view(mistakes)}
        {field("rate", &typed.rate).inputmode("decimal").short().hint(lang.t("workers.contract.rate_hint")).view(mistakes)}
        {measures.hint(lang.t("workers.contract.measure_hint")).optional().view(mistakes)}
        {Choice::one("pay_month", lang.t("workers.contract.pay_month"), months, &typed.pay_month)
            .optional()
            .view(mistakes)}
        {field("pay_day", &typed.pay_day)
            .inputmode("numeric")
            .short()
            .optional()
            .hint(lang.t("workers.contract.pay_day_hint"))
            .view(mistakes)}
        {field("interval_months", &typed.interval_months)
            .inputmode("numeric")
            .short()
            .hint(lang.t("workers.contract.interval_hint"))
            .optional()
            .view(mistakes)}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::fen;

    #[test]
    fn yuan_become_fen_and_nothing_else_does() {
        let read: Vec<_> = ["350", "350.5", "350.05", "1,200", " 8000.00 "].into_iter().map(fen).collect();
        assert_eq!(read, [Some(35_000), Some(35_050), Some(35_005), Some(120_000), Some(800_000)]);
        for bad in ["", "-1", "1.234", "一百", "1e3", ".5", "99999999999999999999"] {
            assert_eq!(fen(bad), None, "{bad}");
        }
    }
}
