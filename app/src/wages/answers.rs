//! Which answers of the bank were handed in to an order, and what would taking one back change?

use axum::extract::Path;
use leptos::prelude::*;
use registry::wages::store::{Answer, PaySite, Retraction, retraction, site, withdraw_answer};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::batch::{back, of_project, respond};
use super::frame::{below_payments, payments};
use super::words;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::confirm::{CONFIRMATION, Confirm, is_typed};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

/// The answers to an order, with the way to take each back for whoever could.
pub fn section(lang: Lang, place: &PaySite, payment: Uuid, all: &[Answer]) -> Option<AnyView> {
    if all.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("taken_at", lang.t("wages.answer_taken_at")).unbroken(),
        Column::number("lines", lang.t("wages.answer_lines")),
        Column::text("state", lang.t("wages.state")).wide(),
    ];
    let row = |one: &Answer| -> Vec<Cell> {
        let state = match &one.withdrawn {
            Some((at, reason)) => {
                lang.fill("wages.answer_withdrawn", &[("at", &lang.time(*at)), ("reason", reason)]).into()
            }
            None if place.may_order => {
                let path = format!("{}/{payment}/answers/{}", payments(place.project), one.id);
                Cell::link(path, lang.t("wages.answer_withdraw"))
            }
            None => lang.t("wages.answer_stands").into(),
        };
        vec![lang.time(one.taken_at).into(), one.lines.to_string().into(), state]
    };
    let table = Table::new(lang.t("wages.answers"), columns, all.iter().map(row).collect());
    Some(view! { <h2>{lang.t("wages.answers")}</h2>{table.view(lang)} }.into_any())
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Undoing {
    reason: String,
    confirmation: String,
}

type Named = (Uuid, Uuid, Uuid);

pub async fn ask(SignedVisit(visit): SignedVisit, Path(named): Path<Named>) -> PageResult {
    shown(&visit, named, &Undoing::default(), &Mistakes::none(visit.lang)).await
}

pub async fn take_back(
    SignedVisit(visit): SignedVisit,
    Path((project, payment, answer)): Path<Named>,
    Form(typed): Form<Undoing>,
) -> PageResult {
    of_project(&visit, project, payment).await.or_page(&visit)?;
    let done = match is_typed(&typed.confirmation, &visit.t("wages.withdraw_word")) {
        true => withdraw_answer(&visit.ctx, payment, answer, &typed.reason).await,
        // whoever may not is told so before anything else
        false => match retraction(&visit.ctx, payment, answer).await {
            Ok(_) => Err(Fault::refused(Refusal::on(CONFIRMATION, "confirmation.not_typed"))),
            Err(fault) => Err(fault),
        },
    };
    match outcome(&visit, done) {
        Outcome::Done(()) => Ok(back(project, payment, "payment_answer_withdrawn")),
        Outcome::Mistaken(mistakes) => shown(&visit, (project, payment, answer), &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// What would follow, and the form. Where it cannot be taken back, the page of the order says why.
async fn shown(visit: &Visit, (project, payment, answer): Named, typed: &Undoing, mistakes: &Mistakes) -> PageResult {
    let order = of_project(visit, project, payment).await.or_page(visit)?;
    let place = site(&visit.ctx, project).await.or_page(visit)?;
    let (answer, found) = match outcome(visit, retraction(&visit.ctx, payment, answer).await) {
        Outcome::Done(found) => found,
        Outcome::Mistaken(mistakes) => return respond(visit, project, payment, &mistakes, None).await,
        Outcome::Other(response) => return Err(response),
    };
    let (lang, title, path) = (visit.lang, visit.t("wages.answer_withdraw"), payments(project));
    let reason = Field::text("reason", lang.t("wages.answer_reason"), &typed.reason).maxlength(500).view(mistakes);
    let confirm = Confirm::new(
        format!("{path}/{payment}/answers/{}", answer.id),
        title.clone(),
        lang.t("wages.answer_consequence"),
        lang.t("wages.withdraw_word"),
    );
    let about = [("at", lang.time(answer.taken_at)), ("lines", answer.lines.to_string())];
    let about = about.each_ref().map(|(name, value)| (*name, value.as_str()));
    let order = lang.fill("wages.order_of", &[("unit", &order.head.unit_name)]);
    Ok(below_payments(visit, &place, title.clone())
        .mistakes(mistakes)
        .under(order, format!("{path}/{payment}"))
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.fill("wages.answer_about", &about)}</p>
                {consequences(lang, &found)}
                {confirm.with(reason).opened().view(lang, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn consequences(lang: Lang, found: &Retraction) -> AnyView {
    let counted = [
        ("waiting", found.waiting),
        ("as_before", found.as_before),
        ("arrived", found.arrived),
        ("failed", found.failed),
        ("returned", found.returned),
    ];
    let shown = counted.into_iter().filter(|(_, count)| *count > 0);
    let mut rows: Vec<Vec<Cell>> =
        shown.map(|(code, count)| vec![lang.code("wages.retraction", code).into(), count.to_string().into()]).collect();
    if found.arrived_fen > 0 {
        rows.push(vec![lang.code("wages.retraction", "arrived_fen").into(), words::sum(found.arrived_fen).into()]);
    }
    let columns = vec![
        Column::text("what", lang.t("wages.consequence")),
        Column::number("count", lang.t("wages.consequence_count")),
    ];
    Table::new(lang.t("wages.consequences"), columns, rows).titled().view(lang)
}
