//! What was written by hand and waits for somebody else's word, and what is that word?

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::attendance::Purpose;
use registry::attendance::store::{
    BY_HAND_PER_PAGE, Decision, HandRow, HandView, Place, approve, check_decides, place, refuse_by_hand,
    waiting_by_hand,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::below;
use super::{address, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::pager::pager;
use crate::ui::query::Query;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    event: Vec<Uuid>,
    decision: String,
    reason: String,
}

pub async fn list(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    respond(&visit, project, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn decide(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    match outcome(&visit, decided(&visit, project, &typed).await) {
        Outcome::Done(word) => Ok(Redirect::to(&format!("{}/by-hand?done={word}", address(project))).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// What was done, as the page says it.
async fn decided(visit: &Visit, project: Uuid, typed: &Typed) -> Result<&'static str, Fault> {
    let ctx = &visit.ctx;
    check_decides(ctx, project).await?;
    let rows: BTreeSet<Uuid> = typed.event.iter().copied().collect();
    if rows.is_empty() {
        return Err(Refusal::on("event", "attendance.nothing_chosen").into());
    }
    match Decision::parse(&typed.decision) {
        Some(Decision::Approved) => approve(ctx, project, &rows).await.map(|_| "attendance_approved"),
        Some(Decision::Refused) => {
            refuse_by_hand(ctx, project, &rows, &typed.reason).await.map(|()| "attendance_refused")
        }
        None => Err(Refusal::on("decision", "attendance.no_decision").into()),
    }
}

async fn respond(visit: &Visit, project: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let ctx = &visit.ctx;
    let place = place(ctx, project).await.or_page(visit)?;
    let query = Query::of(&visit.path);
    let (rows, total) = waiting_by_hand(ctx, project, query.page() - 1).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("attendance.by_hand"));
    Ok(below(visit, &place, title.clone())
        .mistakes(mistakes)
        .content(|| {
            let content = match rows.is_empty() {
                true => empty(lang.t("attendance.nothing_waits_title"), lang.t("attendance.nothing_waits"), None),
                false => waiting(visit, &place, &rows, typed, mistakes),
            };
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("attendance.by_hand_intro")}</p>
                {content}
                <div class="below">{pager(lang, &query, query.paging(BY_HAND_PER_PAGE, total))}</div>
            }
            .into_any()
        })
        .respond())
}

/// The own rows stand there to be read; the others can be ticked.
fn waiting(visit: &Visit, place: &Place, rows: &[HandView], typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    let account = visit.who().map(|who| who.account);
    let (own, others): (Vec<&HandView>, Vec<&HandView>) =
        rows.iter().partition(|row| !place.may_decide || Some(row.written_by) == account);
    let read =
        own.iter().map(|row| view! { <li>{spoken(lang, row)}<br/><span class="muted">{beside(lang, row)}</span></li> });
    let read = (!own.is_empty()).then(|| {
        let own_word = place.may_write.then(|| notice(lang, Tone::Info, lang.t("attendance.own_rows")));
        view! { <section class="card">{own_word}<ul>{read.collect_view()}</ul></section> }
    });
    view! { {(!others.is_empty()).then(|| form(lang, place, &others, typed, mistakes))}{read} }.into_any()
}

fn form(lang: Lang, place: &Place, others: &[&HandView], typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let rows =
        others.iter().map(|row| Choosable::new(row.event.to_string(), spoken(lang, row)).hint(beside(lang, row)));
    let chosen: Vec<String> = typed.event.iter().map(Uuid::to_string).collect();
    let decisions = Decision::ALL
        .map(|decision| Choosable::new(decision.code(), lang.code("attendance.decisions", decision.code())));
    view! {
        <form class="card" method="post" action=format!("{}/by-hand", address(place.project))>
            {Choice::several("event", lang.t("attendance.rows"), rows.collect(), &chosen).view(mistakes)}
            {Choice::one("decision", lang.t("attendance.decision"), decisions.to_vec(), &typed.decision).view(mistakes)}
            {Field::text("reason", lang.t("attendance.refusal_reason"), typed.reason.clone())
                .hint(lang.t("attendance.refusal_reason_hint"))
                .maxlength(200)
                .optional()
                .view(mistakes)}
            <p class="actions"><button>{lang.t("attendance.decide")}</button></p>
        </form>
    }
    .into_any()
}

fn spoken(lang: Lang, row: &HandView) -> String {
    lang.fill(
        "attendance.hand_row",
        &[("name", &row.name), ("what", &what(lang, &row.row)), ("time", &lang.time(row.row.at))],
    )
}

fn beside(lang: Lang, row: &HandView) -> String {
    let written = lang.fill("attendance.written_by", &[("name", &row.writer), ("time", &lang.time(row.written_at))]);
    lang.fill("attendance.reason_and_writer", &[("reason", &row.reason), ("written", &written)])
}

/// What a row by hand says: a passage, a correction or that a passage should not stand.
pub fn what(lang: Lang, row: &HandRow) -> String {
    let key = match row.purpose {
        Purpose::Record => "attendance.hand_record",
        Purpose::Correct(_) => "attendance.hand_correct",
        Purpose::Withdraw(_) => "attendance.hand_withdraw",
    };
    lang.fill(key, &[("direction", &words::direction(lang, row.direction))])
}
