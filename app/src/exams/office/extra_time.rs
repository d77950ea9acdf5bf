//! How much more time does somebody get? Changed before the exam and while it runs.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::exams::arranging::change_extra_time;
use registry::exams::list::{get, roster};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use crate::error::{self, OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::page::{Layout, page};
use crate::ui::field::{Field, mistakes_summary};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TimeForm {
    extra_minutes: String,
    extra_reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path((exam, person)): Path<(Uuid, Uuid)>) -> PageResult {
    respond(&visit, exam, person, None, &Mistakes::none(visit.lang)).await
}

async fn respond(visit: &Visit, exam: Uuid, person: Uuid, typed: Option<&TimeForm>, mistakes: &Mistakes) -> PageResult {
    let lines = roster(&visit.ctx, exam).await.or_page(visit)?;
    let Some(line) = lines.into_iter().find(|line| line.person == person) else {
        return Err(error::page(visit, Fault::NotFound));
    };
    let exam = get(&visit.ctx, exam).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.lang.fill("rooms.extra.title", &[("name", &line.name)]));
    let stored = TimeForm {
        extra_minutes: line.extra_minutes.to_string(),
        extra_reason: line.extra_reason.clone().unwrap_or_default(),
    };
    let form = typed.cloned().unwrap_or(stored);
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page(visit, title.clone())
        .layout(Layout::Office)
        .under(lang.t("frame.office"), "/office")
        .under(lang.t("exams.list.title"), "/office/exams")
        .under(exam.title.clone(), format!("/office/exams/{}", exam.id))
        .status(status)
        .content(|| {
            view! {
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <h1>{title}</h1>
                <form class="card" method="post" action=format!("/office/exams/{}/roster/{person}", exam.id)>
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
        })
        .respond())
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
        Outcome::Mistaken(mistakes) => respond(&visit, exam, person, Some(&form), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}
