//! Who was responsible for a project on a day, by which certificate, and was it valid then? Nobody is an answer.

use axum::extract::Path;
use leptos::prelude::*;
use registry::filings::store::{Held, Officer, Officers, day_asked, officers_of_project, responsible_history};
use registry::projects::store::page as one;
use registry::{Day, Fault};
use uuid::Uuid;

use super::post;
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::projects::below_project;
use crate::ui::badge::badge;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::notice;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    let typed = Query::of(&visit.path).filter("day").map(str::to_owned);
    let (lang, today) = (visit.lang, visit.ctx.now().day());
    let asked = day_asked(typed.as_deref(), today).map_err(Fault::from);
    let (day, mistakes) = match outcome(&visit, asked) {
        Outcome::Done(day) => (Some(day), Mistakes::none(lang)),
        Outcome::Mistaken(mistakes) => (None, mistakes),
        Outcome::Other(response) => return Err(response),
    };
    let officers = match day {
        Some(day) => Some((day, officers_of_project(&visit.ctx, project, day).await.or_page(&visit)?)),
        None => None,
    };
    let held = responsible_history(&visit.ctx, project).await.or_page(&visit)?;
    let title = lang.t("filings.responsible.title");
    let shown = typed.unwrap_or_else(|| today.to_string());
    Ok(below_project(&visit, project, &found.project.details.name, title.clone())
        .mistakes(&mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), &mistakes)}
                <p>{lang.t("filings.responsible.intro")}</p>
                <form method="get" action=format!("/projects/{project}/responsible") novalidate>
                    {Field::text("day", lang.t("filings.responsible.day"), &shown).kind("date").short().view(&mistakes)}
                    <button class="secondary">{lang.t("filings.responsible.ask")}</button>
                </form>
                {officers.map(|(day, officers)| answer(lang, day, &officers))}
                <h2>{lang.t("filings.responsible.history")}</h2>
                {history(lang, &held)}
            }
            .into_any()
        })
        .respond())
}

fn answer(lang: Lang, day: Day, officers: &Officers) -> AnyView {
    let heading = lang.fill("filings.responsible.of_day", &[("day", &lang.day(day))]);
    let responsible = match &officers.responsible {
        Some(officer) => known(lang, officer),
        None => notice(lang, Tone::Danger, lang.t("filings.responsible.nobody")),
    };
    let assistants = (!officers.assistants.is_empty()).then(|| {
        let all = officers.assistants.iter().map(|officer| known(lang, officer)).collect_view();
        view! { <h3>{lang.t("filings.responsible.assistants")}</h3>{all} }
    });
    view! { <section class="card" id="answer"><h2>{heading}</h2>{responsible}{assistants}</section> }.into_any()
}

fn known(lang: Lang, officer: &Officer) -> AnyView {
    let name = officer.person.as_ref().map_or_else(|| "***".to_owned(), |person| person.name.clone());
    let certified = match officer.is_certified {
        true => badge(Tone::Success, lang.t("filings.responsible.certified")),
        false => badge(Tone::Danger, lang.t("filings.responsible.not_certified")),
    };
    let binding = &officer.binding;
    let mut lines = vec![
        Fact::text(lang.t("filings.officer"), name),
        Fact::text(lang.t("filings.as"), post(lang, binding)),
        Fact::text(lang.t("filings.certificate"), officer.certificate_number.clone()),
        Fact::shown(lang.t("filings.responsible.that_day"), certified),
        Fact::text(lang.t("filings.joined"), lang.day(binding.joined)),
    ];
    lines.extend(binding.confirmed_at.map(|at| Fact::text(lang.t("filings.responsible.since"), lang.time(at))));
    lines.extend(binding.ended_at.map(|at| Fact::text(lang.t("filings.responsible.until"), lang.time(at))));
    facts(lines)
}

/// Bindings as they were recorded; nothing of it is ever changed.
fn history(lang: Lang, held: &[Held]) -> AnyView {
    let columns = ["officer", "since", "until"];
    let columns = columns.map(|key| Column::text(key, lang.code("filings.responsible", key))).to_vec();
    let rows = held.iter().map(|one| {
        let until = one.until.map_or_else(|| lang.t("filings.responsible.still"), |at| lang.time(at));
        vec![Cell::from(one.officer.clone()), Cell::from(lang.time(one.since)), Cell::from(until)]
    });
    Table::new(lang.t("filings.responsible.history"), columns, rows.collect())
        .empty(notice(lang, Tone::Info, lang.t("filings.responsible.never")))
        .view(lang)
}
