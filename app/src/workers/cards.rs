//! To which card do the wages go from now on, and which one was written down wrongly?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::workers::Table;
use registry::workers::store::{CardSet, NewCard, Origin, change_card, withdraw_card};
use registry::{Day, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::form_page;
use super::person::About;
use super::trainings::Reason;
use super::words;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::ui::field::Field;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub card_number: String,
    pub bank: String,
    pub bank_name: String,
    pub branch: String,
    pub link_number: String,
    pub card_since: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path((project, person)): Path<(Uuid, Uuid)>) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    let typed = Typed { card_since: visit.ctx.now().day().to_string(), ..Typed::default() };
    Ok(form(&visit, &about, &typed, &Mistakes::none(visit.lang)))
}

pub async fn change(
    SignedVisit(visit): SignedVisit,
    Path((project, person)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    match outcome(&visit, changed(&visit, &about, &typed).await) {
        Outcome::Done(set) => {
            let done = if set.shared_with > 0 { "card_shared" } else { "card_recorded" };
            Ok(Redirect::to(&format!("{}?done={done}", about.path())).into_response())
        }
        Outcome::Mistaken(mistakes) => Ok(form(&visit, &about, &typed, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

async fn changed(visit: &Visit, about: &About, typed: &Typed) -> Result<CardSet, Fault> {
    let since = Day::parse(typed.card_since.trim()).ok_or_else(|| Refusal::on("card_since", "calendar.day_shape"))?;
    let new = NewCard {
        number: &typed.card_number,
        bank: &typed.bank,
        bank_name: &typed.bank_name,
        branch: &typed.branch,
        link_number: &typed.link_number,
        holder: "",
        since,
    };
    change_card(&visit.ctx, about.registration(), &new, Origin::ByHand).await
}

fn form(visit: &Visit, about: &About, typed: &Typed, mistakes: &Mistakes) -> Response {
    let lang = visit.lang;
    let title = lang.fill("workers.card.new_title", &[("name", &about.worker.name)]);
    form_page(visit, about.below(visit, title.clone()), (title, lang.t("workers.card.intro")), mistakes, || {
        let field = |name: &'static str, value: &str| Field::text(name, lang.code("workers.card", name), value);
        view! {
            <form method="post" action=format!("{}/cards/new", about.path()) class="card" novalidate>
                {field("card_number", &typed.card_number)
                    .inputmode("numeric")
                    .autocomplete("off")
                    .maxlength(30)
                    .hint(lang.fill("workers.card.holder_hint", &[("name", &about.worker.name)]))
                    .view(mistakes)}
                {words::table_choice("bank", lang.t("workers.card.bank"), Table::Bank, &typed.bank, lang).view(mistakes)}
                {field("bank_name", &typed.bank_name).maxlength(50).view(mistakes)}
                {field("branch", &typed.branch).maxlength(50).optional().view(mistakes)}
                {field("link_number", &typed.link_number).inputmode("numeric").maxlength(12).optional().view(mistakes)}
                {field("card_since", &typed.card_since).kind("date").short().view(mistakes)}
                <button>{lang.t("workers.card.record")}</button>
            </form>
        }
        .into_any()
    })
}

pub async fn withdraw(
    SignedVisit(visit): SignedVisit,
    Path((project, person, card)): Path<(Uuid, Uuid, Uuid)>,
    Form(typed): Form<Reason>,
) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    withdraw_card(&visit.ctx, about.registration(), card, &typed.reason).await.or_page(&visit)?;
    Ok(Redirect::to(&format!("{}?done=card_withdrawn", about.path())).into_response())
}
