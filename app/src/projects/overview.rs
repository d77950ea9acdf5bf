//! What stands on record about one project: every item of 甲文第七条 with what is missing, and what follows from it?

mod article;
mod groups;

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::feeds::store::sees_feeds;
use registry::offices::store::{AreaView, list_areas};
use registry::permissions::Object;
use registry::projects::completeness::CategoryLine;
use registry::projects::panel::{Line, System};
use registry::projects::store::{ProjectPage, completeness, page as one};
use uuid::Uuid;

use super::neighbours::sees;
use super::{address, framed, milestones, papers, words};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::holds_office;
use crate::ui::notice::{done, notice, notice_with};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    let complete = completeness(&visit.ctx, project).await.or_page(&visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(&visit)?;
    let ways = Ways { sees_feeds: sees_feeds(&visit.ctx, project).await.or_page(&visit)? };
    Ok(shown(&visit, &found, &complete, &areas, &ways))
}

/// What of the ways onwards the project alone does not tell.
struct Ways {
    sees_feeds: bool,
}

fn shown(
    visit: &Visit,
    found: &ProjectPage,
    complete: &[CategoryLine],
    areas: &[AreaView],
    further: &Ways,
) -> Response {
    let (lang, name) = (visit.lang, found.project.details.name.clone());
    framed(visit, name.clone())
        .content(|| {
            view! {
                <h1>{name}</h1>
                {done(lang, &visit.path)}
                <p>
                    {words::status(lang, found.status)} " "
                    {words::acceptance(lang, found.project.accepted_at)}
                </p>
                {notices(lang, found)}
                {ways(visit, found, further)}
                <h2>{lang.t("projects.panel_title")}</h2>
                {panel(visit, found)}
                <h2>{lang.t("projects.article_title")}</h2>
                {article::shown(lang, found, areas)}
                <h2>{lang.t("projects.completeness_title")}</h2>
                {article::completeness(lang, complete)}
                {groups::shown(lang, found)}
            }
            .into_any()
        })
        .respond()
}

fn notices(lang: Lang, found: &ProjectPage) -> AnyView {
    let merged = found.project.merged_into.map(|into| {
        let link = view! { <p><a href=address(into)>{lang.t("projects.merged_link")}</a></p> };
        notice_with(lang, Tone::Warning, lang.t("projects.merged"), link.into_any())
    });
    let waits = (found.project.accepted_at.is_none() && merged.is_none() && !found.may_decide)
        .then(|| notice(lang, Tone::Info, lang.t("projects.waits_for_acceptance")));
    let unbuilt = found.built_without_permit.map(|period| {
        let days = words::period(lang, period);
        notice(lang, Tone::Danger, lang.fill("projects.without_permit", &[("period", &days)]))
    });
    let alone = (found.contractor.is_none() && merged.is_none())
        .then(|| notice(lang, Tone::Danger, lang.t("projects.without_contractor")));
    view! { {merged} {waits} {alone} {unbuilt} {milestones::doubts(lang, found)} }.into_any()
}

/// To what else is known of the site, and to what can be done here.
fn ways(visit: &Visit, found: &ProjectPage, further: &Ways) -> AnyView {
    let lang = visit.lang;
    let base = address(found.project.id);
    let sees = |object| sees(visit, object);
    let ways = [
        ("work", "/work", found.may_edit),
        ("workers", "/workers", sees(Object::Worker)),
        ("teams", "/teams", sees(Object::Worker)),
        ("contracts", "/contracts", sees(Object::Contract)),
        // a subcontractor has no gate of its own
        ("gate", "/gate", sees(Object::Worker) && (holds_office(visit) || found.may_edit)),
        ("attendance", "/attendance", sees(Object::Attendance)),
        ("attendance_record", "/attendance/record", sees(Object::Attendance)),
        ("payments", "/payments", sees(Object::Payment)),
        ("feeds", "/feeds", further.sees_feeds),
        ("responsible", "/responsible", true),
        ("import", "/import", found.may_edit),
    ];
    let links = ways.into_iter().filter(|(.., is_open)| *is_open).map(|(key, part, _)| {
        let path = format!("{base}{part}");
        view! { <li><a href=path>{lang.code("projects.ways", key)}</a></li> }
    });
    let decide = found.may_decide.then(|| {
        view! { <p class="actions"><a class="button" href=format!("{base}/office")>{lang.t("projects.pages.office")}</a></p> }
    });
    view! {
        {decide}
        <nav aria-label=lang.t("projects.ways_title")><ul class="office-ways">{links.collect_view()}</ul></nav>
    }
    .into_any()
}

/// The four systems (甲文第二条).
fn panel(visit: &Visit, found: &ProjectPage) -> AnyView {
    let lang = visit.lang;
    let columns = ["system", "standing", "reason", "evidence", "checked_on"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.panel", key))).to_vec();
    let sees_payments = sees(visit, Object::Payment);
    let behind = |line: &Line| match line.system {
        System::MonthlyPayment if sees_payments => Some("/payments"),
        System::WageAccount => Some("/accounts"),
        System::WageDeposit => Some("/deposits"),
        System::RealNameAttendance => Some("/tasks"),
        System::MonthlyPayment => None,
    };
    let rows = found.panel.iter().map(|line| panel_row(lang, found, line, behind(line))).collect();
    Table::new(lang.t("projects.panel_title"), columns, rows).view(lang)
}

/// Each leads to what it rests on.
fn panel_row(lang: Lang, found: &ProjectPage, line: &Line, behind: Option<&str>) -> Vec<Cell> {
    let system = lang.code("projects.systems", line.system.code());
    let system = match behind {
        Some(part) => Cell::link(format!("{}{part}", address(found.project.id)), system),
        None => Cell::from(system),
    };
    let day = line.day.map(|day| lang.day(day));
    let reason = lang.code("projects.reasons", line.reason.code());
    let reason = match day {
        Some(day) => lang.fill("projects.reason_on", &[("reason", &reason), ("day", &day)]),
        None => reason,
    };
    let paper = papers::link(lang, found.project.id, line.evidence.as_deref());
    vec![
        system,
        Cell::from(words::standing(lang, line.standing)),
        Cell::from(reason),
        paper.map_or_else(|| Cell::from("—"), Cell::from),
        Cell::from(words::or_dash(line.checked_on.map(|day| lang.day(day)))),
    ]
}
