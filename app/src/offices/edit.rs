//! How does an office get another name, area or industry?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::offices::store::{OfficeView, change, get, list_areas};
use registry::offices::{NewOffice, OfficeKind, industries};
use registry::permissions::{Object, Verb, require};
use serde::Deserialize;
use uuid::Uuid;

use super::pages::{area_choice, industry_choice};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::notice;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    area: String,
    industry: String,
    reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(office): Path<Uuid>) -> PageResult {
    require(&visit.ctx, Verb::Edit, Object::Office).or_page(&visit)?;
    let found = get(&visit.ctx, office).await.or_page(&visit)?;
    let typed = Typed {
        name: found.name.clone(),
        area: found.area.clone(),
        industry: found.industry.clone().unwrap_or_default(),
        reason: String::new(),
    };
    respond(&visit, &found, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn save(SignedVisit(visit): SignedVisit, Path(office): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    require(&visit.ctx, Verb::Edit, Object::Office).or_page(&visit)?;
    let found = get(&visit.ctx, office).await.or_page(&visit)?;
    let to = NewOffice {
        name: typed.name.clone(),
        kind: found.kind,
        area: typed.area.clone(),
        industry: Some(typed.industry.clone()).filter(|code| !code.is_empty()),
    };
    match outcome(&visit, change(&visit.ctx, office, &to, &typed.reason).await) {
        Outcome::Done(()) => Ok(Redirect::to("/office/offices?done=office_changed").into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, &found, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, office: &OfficeView, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let areas = list_areas(&visit.ctx).await.or_page(visit)?;
    let industries = industries::list(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("offices.edit"));
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("offices.list_title"), "/office/offices")
        .content(|| {
            let of_industry = (office.kind == OfficeKind::Industry)
                .then(|| industry_choice(lang, &industries, &typed.industry).view(mistakes));
            view! {
                <h1>{title.clone()}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {notice(lang, Tone::Warning, lang.t("offices.edit_consequence"))}
                <form class="card" method="post" action=format!("/office/offices/{}/edit", office.id) novalidate>
                    {Field::text("name", lang.t("offices.name"), &typed.name).maxlength(100).view(mistakes)}
                    {area_choice(lang, &areas, &typed.area).view(mistakes)}
                    {of_industry}
                    {SafeTextarea::new("reason", lang.t("enterprises.reason"), typed.reason.clone())
                        .hint(lang.t("enterprises.reason_hint"))
                        .rows(2)
                        .maxlength(200)
                        .view(mistakes)}
                    <p class="actions">
                        <button>{lang.t("enterprises.save")}</button>
                        <a href="/office/offices">{lang.t("enterprises.back")}</a>
                    </p>
                </form>
            }
            .into_any()
        })
        .respond())
}
