//! How does an enterprise file one shutdown for all its sites, such as the Spring Festival's?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::projects::store::{Site, file_shutdown_for_all, offered_spring_festival, running_sites};
use registry::{Fault, Refusal};
use uuid::Uuid;

use super::address;
use super::shutdowns::{Typed, fields};
use crate::error::{OrPage, PageResult, sentences};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::notice;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// For one project: filed, or why not.
struct Line {
    project: Uuid,
    name: String,
    /// in sentences why not
    filed: Result<(), Vec<String>>,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    let sites = running_sites(&visit.ctx, enterprise).await.or_page(&visit)?;
    Ok(respond(&visit, enterprise, &sites, &offered(&visit).await.or_page(&visit)?, &Mistakes::none(visit.lang)))
}

/// The Spring Festival that comes next, where its calendar is published.
async fn offered(visit: &Visit) -> Result<Typed, Fault> {
    let today = visit.ctx.now().day();
    let mut festivals = Vec::new();
    for year in [today.year(), today.year() + 1] {
        festivals.extend(offered_spring_festival(&visit.ctx, year).await?);
    }
    let next = festivals.into_iter().find(|period| period.first() > today);
    let Some(period) = next else { return Ok(Typed::default()) };
    Ok(Typed {
        first_day: period.first().to_string(),
        last_day: period.last().map(|day| day.to_string()).unwrap_or_default(),
        reason: "spring_festival".to_owned(),
        statement: visit.t("projects.for_all.statement"),
        ..Typed::default()
    })
}

pub async fn file(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let sites = running_sites(&visit.ctx, enterprise).await.or_page(&visit)?;
    match outcome(&visit, filed(&visit, enterprise, &sites, &typed).await) {
        Outcome::Done(lines) => Ok(told(&visit, enterprise, &lines)),
        Outcome::Mistaken(mistakes) => Ok(respond(&visit, enterprise, &sites, &typed, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

async fn filed(visit: &Visit, enterprise: Uuid, sites: &[Site], typed: &Typed) -> Result<Vec<Line>, Fault> {
    let new = typed.new_shutdown(None)?;
    let name = |project: Uuid| sites.iter().find(|site| site.project == project).map(|site| site.name.clone());
    let results = file_shutdown_for_all(&visit.ctx, enterprise, &new).await?;
    if let Some(wrong) = refused_everywhere(&results) {
        return Err(Fault::Refused(wrong.to_vec()));
    }
    let line = |(project, result): (Uuid, Result<Uuid, Fault>)| Line {
        project,
        name: name(project).unwrap_or_default(),
        filed: result.map(|_| ()).map_err(|fault| sentences(visit, fault)),
    };
    Ok(results.into_iter().map(line).collect())
}

/// What is wrong with the filing itself is wrong everywhere, and put right in the form.
fn refused_everywhere(results: &[(Uuid, Result<Uuid, Fault>)]) -> Option<&[Refusal]> {
    let is_refused = |result: &(Uuid, Result<Uuid, Fault>)| matches!(&result.1, Err(Fault::Refused(_)));
    match &results.first()?.1 {
        Err(Fault::Refused(wrong)) if results.iter().all(is_refused) => Some(wrong),
        _ => None,
    }
}

fn respond(visit: &Visit, enterprise: Uuid, sites: &[Site], typed: &Typed, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.pages.shutdowns_for_all"));
    page(visit, title.clone())
        .mistakes(mistakes)
        .of_own_projects()
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("projects.for_all.advice")}</p>
                {if sites.is_empty() {
                    empty(lang.t("projects.for_all.none_title"), lang.t("projects.for_all.none"), None)
                } else {
                    form(lang, enterprise, sites, typed, mistakes)
                }}
            }
            .into_any()
        })
        .respond()
}

fn form(lang: Lang, enterprise: Uuid, sites: &[Site], typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let heading = lang.fill("projects.for_all.sites", &[("count", &sites.len().to_string())]);
    let names = sites.iter().map(|site| {
        let path = address(site.project);
        view! { <li><a href=path>{site.name.clone()}</a></li> }
    });
    view! {
        <form class="card" method="post" action=format!("/enterprises/{enterprise}/shutdowns") novalidate>
            {fields(lang, typed, mistakes)}
            <h2>{heading}</h2>
            <ul>{names.collect_view()}</ul>
            <p class="actions"><button>{lang.t("projects.for_all.file")}</button></p>
        </form>
    }
    .into_any()
}

/// One line per project: what was refused for one of them did not touch the others.
fn told(visit: &Visit, enterprise: Uuid, lines: &[Line]) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.pages.shutdowns_for_all"));
    let filed = lines.iter().filter(|line| line.filed.is_ok()).count();
    let tone = if filed == lines.len() { Tone::Success } else { Tone::Warning };
    page(visit, title.clone())
        .of_own_projects()
        .content(|| {
            let columns = ["name", "outcome"].map(|key| Column::text(key, lang.code("projects.for_all", key)));
            let rows = lines.iter().map(|line| {
                let outcome = match &line.filed {
                    Ok(()) => badge(Tone::Success, lang.t("projects.for_all.filed")),
                    Err(why) => {
                        view! { {badge(Tone::Danger, lang.t("projects.for_all.not_filed"))} " " {why.join(" ")} }
                            .into_any()
                    }
                };
                vec![Cell::link(format!("{}/shutdowns", address(line.project)), line.name.clone()), outcome.into()]
            });
            let counts = [("filed", filed.to_string()), ("all", lines.len().to_string())];
            let counts: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
            let again = format!("/enterprises/{enterprise}/shutdowns");
            view! {
                <h1>{title.clone()}</h1>
                {notice(lang, tone, lang.fill("projects.for_all.done", &counts))}
                {Table::new(title, columns.to_vec(), rows.collect()).view(lang)}
                <p class="actions"><a class="button secondary" href=again>{lang.t("projects.back")}</a></p>
            }
            .into_any()
        })
        .respond()
}
