//! What is arranged for one person alone? More time, the room and, where the exam asks for the lockdown browser, leave to do
//! without; all of it before the exam and while it runs.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::exams::arranging::{Lockdown, change_extra_time, change_lockdown, change_room};
use registry::exams::list::{RosterLine, for_desk, roster};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use crate::error::{self, OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::field::{Field, mistakes_summary};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TimeForm {
    extra_minutes: String,
    extra_reason: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LockdownForm {
    /// `waived` or `required`.
    lockdown: String,
    lockdown_reason: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RoomForm {
    room: String,
}

/// What was typed into one of the forms, or nothing yet.
#[derive(Default)]
struct Typed {
    time: Option<TimeForm>,
    room: Option<String>,
    lockdown_reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path((exam, person)): Path<(Uuid, Uuid)>) -> PageResult {
    respond(&visit, exam, person, Typed::default(), &Mistakes::none(visit.lang)).await
}

async fn respond(visit: &Visit, exam: Uuid, person: Uuid, typed: Typed, mistakes: &Mistakes) -> PageResult {
    let lines = roster(&visit.ctx, exam).await.or_page(visit)?;
    let Some(line) = lines.into_iter().find(|line| line.person == person) else {
        return Err(error::page(visit, Fault::NotFound));
    };
    let exam = for_desk(&visit.ctx, exam).await.or_page(visit)?.exam;
    let (lang, title) = (visit.lang, visit.lang.fill("rooms.extra.title", &[("name", &line.name)]));
    Ok(page(visit, title.clone())
        .in_office()
        .under(lang.t("exams.list.title"), "/office/exams")
        .under(exam.title.clone(), format!("/office/exams/{}", exam.id))
        .mistakes(mistakes)
        .content(|| {
            let action = format!("/office/exams/{}/roster/{person}", exam.id);
            view! {
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <h1>{title}</h1>
                {time_form(lang, &action, &line, typed.time, mistakes)}
                {room_form(lang, &action, &line, typed.room, mistakes)}
                {exam.lockdown.is_some().then(|| lockdown_form(lang, &action, &line, &typed.lockdown_reason, mistakes))}
            }
            .into_any()
        })
        .respond())
}

fn time_form(lang: Lang, action: &str, line: &RosterLine, typed: Option<TimeForm>, mistakes: &Mistakes) -> AnyView {
    let form = typed.unwrap_or_else(|| TimeForm {
        extra_minutes: line.extra_minutes.to_string(),
        extra_reason: line.extra_reason.clone().unwrap_or_default(),
    });
    view! {
        <form class="card" method="post" action=action.to_owned()>
            <h2>{lang.t("rooms.extra.time")}</h2>
            <p>{lang.t("rooms.extra.advice")}</p>
            {Field::text("extra_minutes", lang.t("exams.roster.extra_minutes"), form.extra_minutes)
                .inputmode("numeric")
                .short()
                .view(mistakes)}
            {Field::text("extra_reason", lang.t("exams.roster.extra_reason"), form.extra_reason)
                .maxlength(200)
                .view(mistakes)}
            <p class="actions"><button>{lang.t("rooms.extra.save")}</button></p>
        </form>
    }
    .into_any()
}

fn room_form(lang: Lang, action: &str, line: &RosterLine, typed: Option<String>, mistakes: &Mistakes) -> AnyView {
    let room = typed.or_else(|| line.room.clone()).unwrap_or_default();
    view! {
        <form class="card" method="post" action=format!("{action}/room")>
            <h2>{lang.t("exams.roster.room")}</h2>
            {Field::text("room", lang.t("exams.roster.room"), room)
                .hint(lang.t("exams.roster.room_hint"))
                .maxlength(30)
                .optional()
                .view(mistakes)}
            <p class="actions"><button class="secondary">{lang.t("rooms.extra.save_room")}</button></p>
        </form>
    }
    .into_any()
}

fn lockdown_form(lang: Lang, action: &str, line: &RosterLine, typed: &str, mistakes: &Mistakes) -> AnyView {
    let (stands, next) = match line.without_lockdown {
        true => ("rooms.extra.lockdown_waived", "required"),
        false => ("rooms.extra.lockdown_required", "waived"),
    };
    view! {
        <form class="card" method="post" action=format!("{action}/lockdown")>
            <h2>{lang.t("rooms.arrange.lockdown")}</h2>
            <p>{lang.t(stands)}</p>
            {line.lockdown_reason.clone().map(|why| {
                view! { <p class="muted">{lang.fill("rooms.extra.lockdown_why", &[("why", &why)])}</p> }
            })}
            {Field::text("lockdown_reason", lang.t("rooms.extra.lockdown_reason"), typed.to_owned())
                .hint(lang.t("rooms.extra.lockdown_hint"))
                .maxlength(200)
                .view(mistakes)}
            <p class="actions">
                <button class="secondary" name="lockdown" value=next>{lang.code("rooms.extra.lockdown_ask", next)}</button>
            </p>
        </form>
    }
    .into_any()
}

pub async fn change(
    SignedVisit(visit): SignedVisit,
    Path((exam, person)): Path<(Uuid, Uuid)>,
    Form(form): Form<TimeForm>,
) -> PageResult {
    let changed = match form.extra_minutes.trim().parse() {
        Ok(minutes) => change_extra_time(&visit.ctx, exam, person, minutes, &form.extra_reason).await,
        Err(_) => Err(Refusal::on("extra_minutes", "exams.extra_time_range").into()),
    };
    match outcome(&visit, changed) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/office/exams/{exam}?done=extra_time_changed")).into_response()),
        Outcome::Mistaken(mistakes) => {
            respond(&visit, exam, person, Typed { time: Some(form), ..Typed::default() }, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

pub async fn change_browser(
    SignedVisit(visit): SignedVisit,
    Path((exam, person)): Path<(Uuid, Uuid)>,
    Form(form): Form<LockdownForm>,
) -> PageResult {
    let lockdown = if form.lockdown == "waived" { Lockdown::Waived } else { Lockdown::Required };
    let changed = change_lockdown(&visit.ctx, exam, person, lockdown, &form.lockdown_reason).await;
    match outcome(&visit, changed) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/office/exams/{exam}?done=lockdown_changed")).into_response()),
        Outcome::Mistaken(mistakes) => {
            let typed = Typed { lockdown_reason: form.lockdown_reason, ..Typed::default() };
            respond(&visit, exam, person, typed, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

pub async fn move_to_room(
    SignedVisit(visit): SignedVisit,
    Path((exam, person)): Path<(Uuid, Uuid)>,
    Form(form): Form<RoomForm>,
) -> PageResult {
    match outcome(&visit, change_room(&visit.ctx, exam, person, &form.room).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/office/exams/{exam}?done=room_changed")).into_response()),
        Outcome::Mistaken(mistakes) => {
            let typed = Typed { room: Some(form.room), ..Typed::default() };
            respond(&visit, exam, person, typed, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}
