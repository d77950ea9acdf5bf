//! What does one payment order pay to whom, may it go to the bank, and what did the bank answer?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::Fault;
use registry::wages::store::{
    BatchView, LineView, PaySite, answers, batch, differences, findings, send, site, withdraw,
};
use registry::wages::{BatchState, Effect, Finding, LineState};
use serde::Deserialize;
use uuid::Uuid;

use super::answers as answered;
use super::differences as compared;
use super::frame::{below_payments, payments};
use super::{again, results, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::confirm::{CONFIRMATION, Confirm, is_typed};
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::{done, notice, notice_with};
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit, Path((project, payment)): Path<(Uuid, Uuid)>) -> PageResult {
    respond(&visit, project, payment, &Mistakes::none(visit.lang), None).await
}

/// The order, if it is one of this project.
pub async fn of_project(visit: &Visit, project: Uuid, payment: Uuid) -> Result<BatchView, Fault> {
    let found = batch(&visit.ctx, payment).await?;
    if found.head.project == project { Ok(found) } else { Err(Fault::NotFound) }
}

/// The page of an order; `said` is what a form has to tell besides its mistakes.
pub async fn respond(
    visit: &Visit,
    project: Uuid,
    payment: Uuid,
    mistakes: &Mistakes,
    said: Option<AnyView>,
) -> Result<Response, Response> {
    let found = of_project(visit, project, payment).await.or_page(visit)?;
    let place = site(&visit.ctx, project).await.or_page(visit)?;
    let wrong = match found.head.state {
        BatchState::Drafted => findings(&visit.ctx, payment).await.or_page(visit)?,
        _ => Vec::new(),
    };
    let odd = match found.head.state {
        BatchState::Withdrawn => Vec::new(),
        _ => differences(&visit.ctx, payment).await.or_page(visit)?,
    };
    let handed_in = answers(&visit.ctx, payment).await.or_page(visit)?;
    let lang = visit.lang;
    let title = lang.fill("wages.order_of", &[("unit", &found.head.unit_name)]);
    let page = below_payments(visit, &place, title.clone()).mistakes(mistakes);
    let page = if said.is_some() { page.status(axum::http::StatusCode::UNPROCESSABLE_ENTITY) } else { page };
    Ok(page
        .content(|| {
            view! {
                {done(lang, &visit.path)}
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {said}
                {known(lang, &found)}
                {told(lang, &found, &wrong)}
                {main_action(lang, &place, &found, &wrong)}
                <h2>{lang.t("wages.lines")}</h2>
                {line_table(lang, project, &found, &wrong)}
                {compared::section(lang, project, &odd)}
                {answered::section(lang, &place, payment, &handed_in)}
                {taken_back(lang, &found)}
                {dangerous(lang, &place, &found, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn known(lang: Lang, found: &BatchView) -> AnyView {
    let head = &found.head;
    let months: Vec<String> = head.months.iter().map(|month| words::month(lang, *month)).collect();
    let sent = head.sent_at.map_or_else(|| lang.t("wages.not_sent"), |at| lang.time(at));
    facts(vec![
        Fact::shown(lang.t("wages.state"), words::state(lang, head.state)),
        Fact::text(lang.t("wages.month"), months.join(&lang.t("wages.between_months"))),
        Fact::text(lang.t("wages.account"), found.account_masked.clone()),
        Fact::text(lang.t("wages.drafted_at"), lang.time(head.drafted_at)),
        Fact::text(lang.t("wages.sent_at"), sent),
        Fact::text(lang.t("wages.payable"), words::sum(head.payable_fen)),
        Fact::text(lang.t("wages.ordered"), words::sum(head.amount_fen)),
        Fact::text(lang.t("wages.arrived"), words::sum(head.paid_fen)),
    ])
}

/// What keeps a draft from the bank, and what of a sent order has to be looked at.
fn told(lang: Lang, found: &BatchView, wrong: &[Finding]) -> AnyView {
    let is_rejecting = |finding: &&Finding| finding.check.effect() != Effect::Flags;
    let rejecting: Vec<&Finding> = wrong.iter().filter(is_rejecting).collect();
    let of = |finding: &&Finding| view! { <li>{words::check(lang, finding.check)}</li> };
    let stopped = (!rejecting.is_empty()).then(|| {
        let list = view! { <ul>{rejecting.iter().map(of).collect_view()}</ul> }.into_any();
        notice_with(lang, Tone::Danger, lang.t("wages.cannot_go"), list)
    });
    let flagged: Vec<&Finding> = wrong.iter().filter(|finding| finding.check.effect() == Effect::Flags).collect();
    let flagged = (!flagged.is_empty()).then(|| {
        let list = view! { <ul>{flagged.iter().map(of).collect_view()}</ul> }.into_any();
        notice_with(lang, Tone::Warning, lang.t("wages.goes_flagged"), list)
    });
    let undone = found.lines.iter().filter(|line| is_undone(line)).count();
    let undone = (undone > 0)
        .then(|| notice(lang, Tone::Danger, lang.fill("wages.undone_lines", &[("count", &undone.to_string())])));
    let under =
        found.underpaid.iter().filter(|place| found.lines.get(**place).is_some_and(|line| line.paid_fen > 0)).count();
    let under = (under > 0)
        .then(|| notice(lang, Tone::Warning, lang.fill("wages.underpaid", &[("count", &under.to_string())])));
    view! { {stopped}{flagged}{undone}{under} }.into_any()
}

fn is_undone(line: &LineView) -> bool {
    matches!(line.state, LineState::Failed | LineState::Returned)
}

/// One thing is next: to the bank, its answer, or again what did not arrive.
fn main_action(lang: Lang, place: &PaySite, found: &BatchView, wrong: &[Finding]) -> Option<AnyView> {
    if !place.may_order {
        return None;
    }
    let path = format!("{}/{}", payments(place.project), found.head.id);
    match found.head.state {
        BatchState::Drafted if wrong.iter().all(|finding| finding.check.effect() == Effect::Flags) => Some(
            view! {
                <form class="card" method="post" action=format!("{path}/send")>
                    <h2>{lang.t("wages.send_title")}</h2>
                    <p>{lang.t("wages.send_intro")}</p>
                    <p><a href=format!("{path}/lines.xlsx")>{lang.t("wages.lines_sheet")}</a></p>
                    <p class="actions"><button>{lang.t("wages.send")}</button></p>
                </form>
            }
            .into_any(),
        ),
        BatchState::Drafted | BatchState::Withdrawn => None,
        _ => {
            let undone = found.lines.iter().any(is_undone);
            Some(view! { {undone.then(|| again::form(lang, &path))}{results::form(lang, &path)} }.into_any())
        }
    }
}

fn line_table(lang: Lang, project: Uuid, found: &BatchView, wrong: &[Finding]) -> AnyView {
    let columns = vec![
        Column::text("reference", lang.t("wages.reference")).unbroken(),
        Column::text("name", lang.code("wages.columns", "name")),
        Column::text("month", lang.t("wages.month")).unbroken(),
        Column::text("card", lang.t("wages.card")).unbroken(),
        Column::number("payable", lang.t("wages.payable")),
        Column::number("deducted", lang.t("wages.deducted")),
        Column::number("amount", lang.t("wages.ordered")),
        Column::text("state", lang.t("wages.state")),
        Column::number("paid", lang.t("wages.arrived")),
        Column::text("told", lang.t("wages.told")).wide(),
    ];
    let rows =
        found.lines.iter().enumerate().map(|(at, line)| row(lang, project, line, &reasons(lang, at, line, wrong)));
    Table::new(lang.t("wages.lines"), columns, rows.collect()).view(lang)
}

fn row(lang: Lang, project: Uuid, line: &LineView, reasons: &[String]) -> Vec<Cell> {
    let name = match line.person {
        Some(person) => Cell::link(format!("/projects/{project}/workers/{person}"), line.name.clone()),
        None => line.holder.clone().into(),
    };
    let kind = lang.code("wages.kinds", line.kind.code());
    let month = words::month(lang, line.month);
    let month = lang.fill("wages.month_and_kind", &[("month", &month), ("kind", &kind)]);
    let told = reasons.iter().map(|reason| view! { <p>{reason.clone()}</p> }).collect_view();
    vec![
        line.reference.clone().into(),
        name,
        month.into(),
        line.card_masked.clone().into(),
        words::sum(line.payable_fen).into(),
        words::sum(line.deducted_fen).into(),
        words::sum(line.amount_fen).into(),
        words::line_state(lang, line.state).into(),
        words::sum(line.paid_fen).into(),
        told.into_any().into(),
    ]
}

/// What is wrong with a line, or what the bank said, and how it is put right.
fn reasons(lang: Lang, at: usize, line: &LineView, wrong: &[Finding]) -> Vec<String> {
    let found = wrong.iter().filter(|finding| finding.rows.contains(&at));
    let mut said: Vec<String> = found.map(|finding| words::check(lang, finding.check)).collect();
    if let Some(reason) = &line.reason {
        said.push(lang.fill("wages.bank_says", &[("reason", reason)]));
    }
    if is_undone(line) {
        said.push(lang.t("wages.repair"));
    }
    if let Some(day) = line.paid_on {
        said.push(lang.fill("wages.arrived_on", &[("day", &lang.day(day))]));
    }
    said
}

fn taken_back(lang: Lang, found: &BatchView) -> Option<AnyView> {
    if found.taken_back.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("reference", lang.t("wages.reference")),
        Column::text("reason", lang.t("wages.taken_back_reason")),
    ];
    let row = |(reference, reason): &(String, String)| -> Vec<Cell> {
        let reason = if reason == "feed_correction" { lang.t("wages.by_feed") } else { reason.clone() };
        vec![reference.clone().into(), reason.into()]
    };
    let table = Table::new(lang.t("wages.taken_back"), columns, found.taken_back.iter().map(row).collect());
    Some(view! { <h2>{lang.t("wages.taken_back")}</h2>{table.view(lang)} }.into_any())
}

fn dangerous(lang: Lang, place: &PaySite, found: &BatchView, mistakes: &Mistakes) -> Option<AnyView> {
    let is_open = place.may_order && found.head.state == BatchState::Drafted;
    is_open.then(|| {
        let path = format!("{}/{}/withdraw", payments(place.project), found.head.id);
        let (title, consequence) = (lang.t("wages.withdraw"), lang.t("wages.withdraw_consequence"));
        let is_about_it = mistakes.of(CONFIRMATION).is_some();
        let none = Mistakes::none(lang);
        Confirm::new(path, title, consequence, lang.t("wages.withdraw_word"))
            .view(lang, if is_about_it { mistakes } else { &none })
    })
}

pub async fn send_one(SignedVisit(visit): SignedVisit, Path((project, payment)): Path<(Uuid, Uuid)>) -> PageResult {
    of_project(&visit, project, payment).await.or_page(&visit)?;
    match outcome(&visit, send(&visit.ctx, payment).await) {
        Outcome::Done(_) => Ok(back(project, payment, "payment_sent")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, payment, &mistakes, None).await,
        Outcome::Other(response) => Err(response),
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Confirmation {
    confirmation: String,
}

pub async fn take_back(
    SignedVisit(visit): SignedVisit,
    Path((project, payment)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Confirmation>,
) -> PageResult {
    of_project(&visit, project, payment).await.or_page(&visit)?;
    let taken = match is_typed(&typed.confirmation, &visit.t("wages.withdraw_word")) {
        true => withdraw(&visit.ctx, payment).await,
        false => Err(registry::Refusal::on(CONFIRMATION, "confirmation.not_typed").into()),
    };
    match outcome(&visit, taken) {
        Outcome::Done(()) => Ok(back(project, payment, "payment_withdrawn")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, payment, &mistakes, None).await,
        Outcome::Other(response) => Err(response),
    }
}

/// Back to the order, which says what was done.
pub fn back(project: Uuid, payment: Uuid, word: &str) -> Response {
    Redirect::to(&format!("{}/{payment}?done={word}", payments(project))).into_response()
}

/// The order as a sheet for the bank's counter; cards stay masked, as on the page.
pub async fn export(SignedVisit(visit): SignedVisit, Path((project, payment)): Path<(Uuid, Uuid)>) -> PageResult {
    let found = of_project(&visit, project, payment).await.or_page(&visit)?;
    let (lang, at) = (visit.lang, visit.ctx.now());
    let titles = ["reference", "name", "month", "card", "payable", "deducted", "ordered", "state", "arrived"];
    let titles =
        titles.map(|key| if key == "name" { lang.code("wages.columns", key) } else { lang.code("wages", key) });
    let values = |line: &LineView| {
        vec![
            Value::text(line.reference.clone()),
            Value::text(line.name.clone()),
            Value::text(line.month.to_string()),
            Value::text(line.card_masked.clone()),
            Value::Hundredths(line.payable_fen),
            Value::Hundredths(line.deducted_fen),
            Value::Hundredths(line.amount_fen),
            Value::text(lang.code("wages.line_states", line.state.code())),
            Value::Hundredths(line.paid_fen),
        ]
    };
    let rows: Vec<Vec<Value>> = found.lines.iter().map(values).collect();
    exported(at, &lang.t("wages.lines"), &titles, &rows).or_page(&visit)
}
