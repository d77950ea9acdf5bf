//! How does an enterprise file one shutdown for all its sites, such as the Spring Festival's?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::projects::store::{Site, file_shutdown_for_all, offered_spring_festival, running_sites};
use registry::{Fault, Refusal};
use uuid::Uuid;

use super::address;
use super::shutdowns::{Typed, fields};
use crate::error::{OrPage, PageResult};
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
    filed: Result<(), Vec<Refusal>>,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    let sites = running_sites(&visit.ctx, enterprise).await.or_page(&visit)?;
    Ok(respond(&visit, enterprise, &sites, &offered(&visit), &Mistakes::none(visit.lang)))
}

/// The Spring Festival that comes next, where its calendar is published.
fn offered(visit: &Visit) -> Typed {
    let today = visit.ctx.now().day();
    let festival = [today.year(), today.year() + 1]
        .into_iter()
        .filter_map(offered_spring_festival)
        .find(|period| period.first() > today);
    let Some(period) = festival else { return Typed::default() };
    Typed {
        first_day: period.first().to_string(),
        last_day: period.last().map(|day| day.to_string()).unwrap_or_default(),
        reason: "spring_festival".to_owned(),
        statement: visit.t("projects.for_all.statement"),
        ..Typed::default()
    }
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
    let new = typed.new_shutdown()?;
    let name = |project: Uuid| sites.iter().find(|site| site.project == project).map(|site| site.name.clone());
    let mut lines = Vec::new();
    for (project, result) in file_shutdown_for_all(&visit.ctx, enterprise, &new).await? {
        let filed = match result {
            Ok(_) => Ok(()),
            Err(Fault::Refused(refusals)) => Err(refusals),
            Err(fault) => return Err(fault),
        };
        lines.push(Line { project, name: name(project).unwrap_or_default(), filed });
    }
    // what is wrong with the filing itself is wrong everywhere, and put right in the form
    match lines.iter().find_map(|line| line.filed.as_ref().err()) {
        Some(wrong) if lines.iter().all(|line| line.filed.is_err()) => Err(Fault::Refused(wrong.clone())),
        _ => Ok(lines),
    }
}

fn respond(visit: &Visit, enterprise: Uuid, sites: &[Site], typed: &Typed, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.pages.shutdowns_for_all"));
    page(visit, title.clone())
        .mistakes(mistakes)
        .under(lang.t("projects.pages.own"), "/projects")
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
    page(visit, title.clone())
        .under(lang.t("projects.pages.own"), "/projects")
        .content(|| {
            let columns = ["name", "outcome"].map(|key| Column::text(key, lang.code("projects.for_all", key)));
            let rows = lines.iter().map(|line| {
                let outcome = match &line.filed {
                    Ok(()) => badge(Tone::Success, lang.t("projects.for_all.filed")),
                    Err(refusals) => {
                        let why: Vec<String> = refusals.iter().map(|refusal| lang.refusal(refusal)).collect();
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
                {notice(lang, Tone::Success, lang.fill("projects.for_all.done", &counts))}
                {Table::new(title, columns.to_vec(), rows.collect()).view(lang)}
                <p class="actions"><a class="button secondary" href=again>{lang.t("projects.back")}</a></p>
            }
            .into_any()
        })
        .respond()
}
