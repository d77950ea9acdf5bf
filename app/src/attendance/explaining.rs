//! What does the site say to an anomaly, and what can be done about it?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::attendance::Anomaly;
use registry::attendance::store::{AnomalyLine, AnomalyState, Place, anomaly_of, check_writes, explain, place};
use registry::calendar::Month;
use serde::Deserialize;
use uuid::Uuid;

use super::anomalies::{read, spoken};
use super::frame::below;
use super::{address, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::{done, notice};
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    words: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path((project, anomaly)): Path<(Uuid, Uuid)>) -> PageResult {
    respond(&visit, project, anomaly, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn say(
    SignedVisit(visit): SignedVisit,
    Path((project, anomaly)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    check_writes(&visit.ctx, project).await.or_page(&visit)?;
    match outcome(&visit, explain(&visit.ctx, project, anomaly, &typed.words).await) {
        Outcome::Done(()) => {
            let back = format!("{}/anomalies/{anomaly}?done=anomaly_explained", address(project));
            Ok(Redirect::to(&back).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, project, anomaly, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, project: Uuid, anomaly: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let ctx = &visit.ctx;
    let line = anomaly_of(ctx, project, anomaly).await.or_page(visit)?;
    let place = place(ctx, project).await.or_page(visit)?;
    let (lang, title) = (visit.lang, spoken(visit.lang, &line));
    Ok(below(visit, &place, title.clone())
        .under(lang.t("attendance.anomalies_title"), format!("{}/anomalies", address(project)))
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {known(lang, project, &line)}
                {said(lang, &line)}
                {form(lang, &place, &line, typed, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn known(lang: Lang, project: Uuid, line: &AnomalyLine) -> AnyView {
    let view = &line.view;
    let person = format!("{}/{}?month={}", address(project), view.person, Month::of(view.finding.day));
    let mut known = vec![
        Fact::shown(lang.t("attendance.state"), words::state(lang, line.state())),
        Fact::link(lang.t("attendance.name"), person, line.name.clone()),
        Fact::text(lang.t("attendance.day"), lang.day(view.finding.day)),
    ];
    known.extend(line.team_name.clone().map(|team| Fact::text(lang.t("attendance.team"), team)));
    known.push(Fact::text(lang.t("attendance.found_at"), lang.time(view.found_at)));
    known.push(Fact::text(lang.code("attendance.anomaly_columns", "read"), read(lang, line)));
    known.extend(view.settled_at.map(|at| Fact::text(lang.t("attendance.settled_at"), lang.time(at))));
    let advice = lang.code("attendance.anomaly_advice", view.finding.anomaly.code());
    view! { <section class="card">{facts(known)}<p class="hint">{advice}</p></section> }.into_any()
}

fn said(lang: Lang, line: &AnomalyLine) -> Option<AnyView> {
    let moments = line.explanations.iter().map(|said| {
        Moment::new(lang.time(said.at), said.words.clone())
            .tone(Tone::Info)
            .detail(view! { <p class="muted">{said.by.clone()}</p> }.into_any())
    });
    (!line.explanations.is_empty()).then(|| {
        let title = lang.t("attendance.explanations");
        view! { <section class="card"><h2>{title}</h2>{timeline(moments.collect())}</section> }.into_any()
    })
}

fn form(lang: Lang, place: &Place, line: &AnomalyLine, typed: &Typed, mistakes: &Mistakes) -> Option<AnyView> {
    if !place.may_write {
        return None;
    }
    if line.state() == AnomalyState::Settled {
        return Some(notice(lang, Tone::Success, lang.t("attendance.settled_words")));
    }
    let base = address(place.project);
    let (remedy, name) = remedy(lang, place, line);
    Some(
        view! {
            <form class="card" method="post" action=format!("{base}/anomalies/{}", line.view.id)>
                {SafeTextarea::new("words", lang.t("attendance.explanation"), typed.words.clone())
                    .hint(lang.t("attendance.explanation_hint"))
                    .maxlength(200)
                    .view(mistakes)}
                <p class="actions">
                    <button>{lang.t("attendance.explain")}</button>
                    <a class="button secondary" href=remedy>{name}</a>
                </p>
            </form>
        }
        .into_any(),
    )
}

/// Where one writes down what was missing.
fn remedy(lang: Lang, place: &Place, line: &AnomalyLine) -> (String, String) {
    let person = line.view.person;
    match line.view.finding.anomaly {
        Anomaly::EnteredWithoutContract => {
            let path = format!("/projects/{}/workers/{person}/contracts/new", place.project);
            (path, lang.t("workers.contract.new"))
        }
        _ => {
            let path = format!("{}/{person}/write?day={}", address(place.project), line.view.finding.day);
            (path, lang.t("attendance.write.title"))
        }
    }
}
