//! How is a contract ended before its term, and what if it never was?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::workers::store::{ContractView, dissolve_contract, withdraw_contract};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::acts::OnDay;
use super::frame::form_page;
use super::papers;
use super::person::About;
use crate::error::{self, PageResult};
use crate::form::{Form, Mistakes, Outcome, by_field, outcome};
use crate::ui::confirm::{CONFIRMATION, Confirm, is_typed};
use crate::ui::field::Field;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct TakenBack {
    pub reason: String,
    pub confirmation: String,
}

/// One contract, with what may be done about it.
pub async fn show(
    SignedVisit(visit): SignedVisit,
    Path((project, person, contract)): Path<(Uuid, Uuid, Uuid)>,
) -> PageResult {
    let (about, view) = found(&visit, project, person, contract).await?;
    let typed = OnDay { day: visit.ctx.now().day().to_string() };
    Ok(acts(&visit, &about, &view, &typed, &Mistakes::none(visit.lang), Act::None))
}

async fn found(visit: &Visit, project: Uuid, person: Uuid, contract: Uuid) -> Result<(About, ContractView), Response> {
    let about = About::to_write(visit, project, person).await?;
    let view = about.worker.contracts.iter().find(|view| view.contract.id == contract).cloned();
    match view {
        Some(view) => Ok((about, view)),
        None => Err(error::page(visit, Fault::NotFound)),
    }
}

pub async fn end(
    SignedVisit(visit): SignedVisit,
    Path((project, person, contract)): Path<(Uuid, Uuid, Uuid)>,
    Form(typed): Form<OnDay>,
) -> PageResult {
    let (about, view) = found(&visit, project, person, contract).await?;
    let done = match typed.day() {
        Ok(day) => dissolve_contract(&visit.ctx, contract, day).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome(&visit, done.map_err(|fault| by_field(fault, &[("dissolved_on", "day")]))) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{}?done=contract_ended", about.path())).into_response()),
        Outcome::Mistaken(mistakes) => Ok(acts(&visit, &about, &view, &typed, &mistakes, Act::End)),
        Outcome::Other(response) => Err(response),
    }
}

pub async fn withdraw(
    SignedVisit(visit): SignedVisit,
    Path((project, person, contract)): Path<(Uuid, Uuid, Uuid)>,
    Form(typed): Form<TakenBack>,
) -> PageResult {
    let (about, view) = found(&visit, project, person, contract).await?;
    let done = match is_typed(&typed.confirmation, &about.worker.name) {
        true => withdraw_contract(&visit.ctx, contract, &typed.reason).await,
        false => Err(Refusal::on(CONFIRMATION, "confirmation.not_typed").into()),
    };
    match outcome(&visit, done) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{}?done=contract_withdrawn", about.path())).into_response()),
        Outcome::Mistaken(mistakes) => {
            let today = OnDay { day: visit.ctx.now().day().to_string() };
            Ok(acts(&visit, &about, &view, &today, &mistakes, Act::Withdraw))
        }
        Outcome::Other(response) => Err(response),
    }
}

/// Which act the mistakes of the page belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    None,
    End,
    Withdraw,
}

fn acts(visit: &Visit, about: &About, view: &ContractView, typed: &OnDay, mistakes: &Mistakes, of: Act) -> Response {
    let lang = visit.lang;
    let path = format!("{}/contracts/{}", about.path(), view.contract.id);
    let title = lang.fill("workers.contract.title", &[("name", &about.worker.name)]);
    let none = Mistakes::none(lang);
    let of_act = |act: Act| if of == act { mistakes } else { &none };
    let is_standing = view.withdrawn.is_none();
    let page = about.below(visit, title.clone());
    form_page(visit, page, (title, lang.t("workers.contract.one_intro")), mistakes, || {
        let end = (is_standing && view.contract.dissolved_on.is_none()).then(|| {
            view! {
                <form method="post" action=format!("{path}/end") class="card" novalidate>
                    <h2>{lang.t("workers.contract.end")}</h2>
                    {Field::text("day", lang.t("workers.contract.dissolved_on"), &typed.day)
                        .kind("date")
                        .short()
                        .view(of_act(Act::End))}
                    <button>{lang.t("workers.contract.end_it")}</button>
                </form>
            }
        });
        let withdraw = is_standing.then(|| {
            let (action, act) = (format!("{path}/withdraw"), lang.t("workers.contract.withdraw"));
            Confirm::new(action, act, lang.t("workers.contract.consequence"), about.worker.name.clone())
                .with(papers::reason_field(lang, of_act(Act::Withdraw)))
                .view(lang, of_act(Act::Withdraw))
        });
        let renew = format!("{}/contracts/new?renews={}", about.path(), view.contract.id);
        view! {
            <section class="card">
                {papers::contract_facts(lang, view)}
                <p><a class="button secondary" href=renew>{lang.t("workers.contract.renew")}</a></p>
            </section>
            {end}
            {withdraw}
        }
        .into_any()
    })
}
