//! How are the details of a project changed, without writing over what somebody else saved meanwhile?

use axum::extract::Path;
use leptos::prelude::*;
use registry::offices::store::list_areas;
use registry::permissions::Verb;
use registry::projects::Draft;
use registry::projects::store::{change_details, check_reach, page as one};
use serde::Deserialize;
use uuid::Uuid;

use super::details::{Details, fields};
use super::{address, below, done};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::ui::field::mistakes_summary;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    revision: String,
    #[serde(flatten)]
    details: Details,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    let details = Details::from(Draft::from(&found.project.details));
    let typed = Typed { revision: found.project.revision.to_string(), details };
    respond(&visit, project, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn save(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    // a revision that cannot be read is one that is not in force
    let revision = typed.revision.parse().unwrap_or(-1);
    match outcome(&visit, change_details(&visit.ctx, project, revision, &typed.details.draft(), None).await) {
        Outcome::Done(()) => Ok(done(project, "", "project_saved")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, project: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    check_reach(&visit.ctx, Verb::Edit, project).await.or_page(visit)?;
    let found = one(&visit.ctx, project).await.or_page(visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("projects.pages.edit"));
    Ok(below(visit, &found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {found.project.accepted_at.map(|_| view! { <p class="hint">{lang.t("projects.place_hint")}</p> })}
                <form class="card" method="post" action=format!("{}/edit", address(project)) novalidate>
                    <input type="hidden" name="revision" value=typed.revision.clone()/>
                    {fields(lang, &typed.details, &areas, mistakes)}
                    <p class="actions">
                        <button>{lang.t("projects.save")}</button>
                        <a href=address(project)>{lang.t("projects.back")}</a>
                    </p>
                </form>
            }
            .into_any()
        })
        .respond())
}
