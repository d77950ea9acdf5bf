//! What did the device see when somebody passed? Shown for a reason that is kept.

use axum::extract::Path;
use leptos::prelude::*;
use registry::Fault;
use registry::attendance::store::{Picture, PressOf, find_picture, open_picture};
use serde::Deserialize;
use uuid::Uuid;

use super::address;
use super::frame::{below_named, month_of};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::projects::itself;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::query::Query;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    pub reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(of): Path<(Uuid, Uuid)>) -> PageResult {
    asked(&visit, of, &Reason::default(), &Mistakes::none(visit.lang)).await
}

pub async fn open(
    SignedVisit(visit): SignedVisit,
    Path(of): Path<(Uuid, Uuid)>,
    Form(typed): Form<Reason>,
) -> PageResult {
    let press = press_of(&visit, of).or_page(&visit)?;
    match outcome(&visit, open_picture(&visit.ctx, &press, &typed.reason).await) {
        Outcome::Done(blob) => itself(&visit, blob),
        Outcome::Mistaken(mistakes) => asked(&visit, of, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// Where the picture of a press is.
pub fn path(project: Uuid, person: Uuid, (month, press): (registry::calendar::Month, Uuid)) -> String {
    format!("{}/{person}/picture?month={month}&press={press}", address(project))
}

fn press_of(visit: &Visit, (project, person): (Uuid, Uuid)) -> Result<PressOf, Fault> {
    let query = Query::of(&visit.path);
    let press = query.filter("press").and_then(|press| press.parse().ok()).ok_or(Fault::NotFound)?;
    Ok(PressOf { project, person, month: month_of(visit, &query), press })
}

/// The picture itself for whom it shows, and for others the question why.
async fn asked(visit: &Visit, of: (Uuid, Uuid), typed: &Reason, mistakes: &Mistakes) -> PageResult {
    let press = press_of(visit, of).or_page(visit)?;
    let (name, project_name) = match find_picture(&visit.ctx, &press).await.or_page(visit)? {
        Picture::Open(blob) => return itself(visit, blob),
        Picture::ForReason { name, project_name } => (name, project_name),
    };
    let (lang, title) = (visit.lang, visit.lang.fill("attendance.picture_of", &[("name", &name)]));
    let action = path(press.project, press.person, (press.month, press.press));
    let person = format!("{}/{}?month={}", address(press.project), press.person, press.month);
    Ok(below_named(visit, press.project, &project_name, title.clone())
        .under(name, person)
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <form method="post" action=action class="card" novalidate>
                    {Field::text("reason", lang.t("ui.reason"), &typed.reason)
                        .hint(lang.t("ui.reason_hint"))
                        .autocomplete("off")
                        .maxlength(200)
                        .view(mistakes)}
                    <p class="actions"><button>{lang.t("ui.show_recorded")}</button></p>
                </form>
            }
            .into_any()
        })
        .respond())
}
