//! What would a county submit about a month now, and has it done so before?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::calendar::Month;
use registry::filings::store::returns::{Preview, VersionLine, preview, submit as submit_return};
use serde::Deserialize;

use super::differing::differences;
use super::one::{lines_table, sums_table};
use super::{PATH, county_path, month_of, path};
use crate::attendance::words::month as month_name;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::notice;
use crate::ui::query::Query;
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    month: String,
    reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(county): Path<String>) -> PageResult {
    let month = month_of(&visit, &Query::of(&visit.path));
    respond(&visit, (&county, month), &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn submit(
    SignedVisit(visit): SignedVisit,
    Path(county): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let month = Month::parse(&typed.month).unwrap_or_else(|_| month_of(&visit, &Query::of(&visit.path)));
    match outcome(&visit, submit_return(&visit.ctx, &county, month, &typed.reason).await) {
        Outcome::Done(id) => Ok(Redirect::to(&format!("{}?done=return_submitted", path(id))).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, (&county, month), &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, (county, month): (&str, Month), typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let found = preview(&visit.ctx, county, month).await.or_page(visit)?;
    let lang = visit.lang;
    let title = lang
        .fill("returns.preview_title", &[("county", &found.content.county_name), ("month", &month_name(lang, month))]);
    Ok(page(visit, title.clone())
        .in_office()
        .under(lang.t("returns.title"), format!("{PATH}?month={month}"))
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {due(lang, &found)}
                <p class="hint">{lang.fill("returns.as_of", &[("time", &lang.time(found.content.as_of))])}</p>
                {sums_table(lang, &found.content)}
                {differences(lang, &found.differences)}
                {found.may_submit.then(|| form(lang, (county, month), &found, typed, mistakes))}
                {lines_table(lang, &found.content)}
                {versions(lang, &found.versions)}
            }
            .into_any()
        })
        .respond())
}

fn due(lang: Lang, found: &Preview) -> AnyView {
    let day = lang.day(found.due_on);
    match found.versions.first() {
        Some(latest) => {
            let said = [("version", latest.version.to_string()), ("time", lang.time(latest.submitted_at))];
            let said: Vec<(&str, &str)> = said.iter().map(|(name, value)| (*name, value.as_str())).collect();
            notice(lang, Tone::Success, lang.fill("returns.submitted", &said))
        }
        None => notice(lang, Tone::Info, lang.fill("returns.due", &[("day", &day)])),
    }
}

fn form(lang: Lang, (county, month): (&str, Month), found: &Preview, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let is_correction = !found.versions.is_empty();
    let (title, button) = match is_correction {
        true => ("returns.correct_title", "returns.correct"),
        false => ("returns.submit_title", "returns.submit"),
    };
    view! {
        <section class="card">
            <h2>{lang.t(title)}</h2>
            <p>{lang.t("returns.frozen")}</p>
            <form method="post" action=county_path(county, month) novalidate>
                <input type="hidden" name="month" value=month.to_string()/>
                {is_correction.then(|| {
                    Field::text("reason", lang.t("returns.reason"), &typed.reason)
                        .hint(lang.t("returns.reason_hint"))
                        .maxlength(200)
                        .view(mistakes)
                })}
                <p class="actions"><button>{lang.t(button)}</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// The newest first.
pub(super) fn versions(lang: Lang, versions: &[VersionLine]) -> Option<AnyView> {
    if versions.is_empty() {
        return None;
    }
    let moments = versions.iter().map(|one| {
        let name = lang.fill("returns.version", &[("version", &one.version.to_string())]);
        let by = one.submitted_by.clone().unwrap_or_default();
        let link = view! { <p><a href=path(one.id)>{lang.t("returns.open")}</a>" "{by}</p> };
        let reason = one.reason.clone();
        let because = reason.map(|reason| view! { <p>{lang.fill("returns.because", &[("reason", &reason)])}</p> });
        Moment::new(lang.time(one.submitted_at), name).detail(view! { {link}{because} }.into_any())
    });
    Some(
        view! {
            <section class="card">
                <h2>{lang.t("returns.versions")}</h2>
                {timeline(moments.collect())}
            </section>
        }
        .into_any(),
    )
}
