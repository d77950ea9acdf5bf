//! Which details of a project changed, when, by whom and why?

use axum::extract::Path;
use leptos::prelude::*;
use registry::offices::store::{AreaView, OfficeView, list as offices, list_areas};
use registry::projects::quantities::decimal_text;
use registry::projects::store::{Change, PER_PAGE, Past, PastView, changes, page as one, past};
use uuid::Uuid;

use super::{below, words};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    let (lines, total) = changes(&visit.ctx, project, query.page() - 1).await.or_page(&visit)?;
    let past = past(&visit.ctx, project).await.or_page(&visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(&visit)?;
    let offices = offices(&visit.ctx).await.or_page(&visit)?;
    let title = lang.t("projects.groups.history");
    Ok(below(&visit, &found, title.clone())
        .content(|| {
            let columns = ["at", "field", "before", "after", "by", "reason"];
            let columns = columns.map(|key| column(key, lang.code("projects.changes", key))).to_vec();
            let rows = lines.iter().map(|line| row(lang, (&areas, &offices), line)).collect();
            let nothing = empty(lang.t("projects.changes.none_title"), lang.t("projects.changes.none"), None);
            let table = Table::new(title.clone(), columns, rows)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .empty(nothing);
            view! {
                <h1>{title.clone()}</h1>
                {table.view(lang)}
                {(!past.is_empty()).then(|| withdrawn(lang, &past))}
            }
            .into_any()
        })
        .respond())
}

type Names<'a> = (&'a [AreaView], &'a [OfficeView]);

fn row(lang: Lang, names: Names<'_>, change: &Change) -> Vec<Cell> {
    let said = |value: Option<&String>| {
        Cell::from(words::or_dash(value.map(|stored| in_words(lang, names, &change.field, stored))))
    };
    vec![
        Cell::from(lang.time(change.at)),
        Cell::from(lang.code("projects.fields", &change.field)),
        said(change.before.as_ref()),
        said(change.after.as_ref()),
        Cell::from(change.by_name.clone().unwrap_or_else(|| lang.t("audit.actors.system"))),
        Cell::from(words::or_dash(change.reason.clone())),
    ]
}

/// What a column holds, as a form would show it.
fn in_words(lang: Lang, (areas, offices): Names<'_>, field: &str, stored: &str) -> String {
    let number = |decimals| stored.parse().map_or_else(|_| stored.to_owned(), |number| decimal_text(number, decimals));
    match field {
        "area" => words::area(areas, stored),
        "industry" => lang.code("projects.industries", stored),
        "works" => lang.code("projects.works", stored),
        "nature" => lang.code("projects.natures", stored),
        "size" => lang.code("projects.sizes", stored),
        "permit_need" => lang.code("projects.permit_needs", stored),
        "supervising_office" => {
            let office = offices.iter().find(|office| office.id.to_string() == stored);
            office.map_or_else(|| stored.to_owned(), |office| office.name.clone())
        }
        "floor_area_dm2" | "length_cm" => number(2),
        "investment_fen" => number(6),
        "longitude_nanodegrees" | "latitude_nanodegrees" => number(9),
        _ => stored.to_owned(),
    }
}

/// What stood in the groups and no longer counts.
fn withdrawn(lang: Lang, past: &[PastView]) -> AnyView {
    let title = lang.t("projects.past.title");
    let columns = ["at", "kind", "was", "by", "reason"];
    let columns = columns.map(|key| column(key, lang.code("projects.past", key))).to_vec();
    let rows = past.iter().map(|view| {
        let (group, was) = what(lang, &view.was);
        vec![
            Cell::from(lang.time(view.withdrawn_at)),
            Cell::from(lang.code("projects.groups", group)),
            Cell::from(was),
            Cell::from(view.withdrawn_by.clone().unwrap_or_else(|| lang.t("audit.actors.system"))),
            Cell::from(words::or_dash(view.reason.as_deref().map(|reason| why(lang, reason)))),
        ]
    });
    view! { <h2>{title.clone()}</h2> {Table::new(title, columns, rows.collect()).view(lang)} }.into_any()
}

/// A reason is somebody's sentence.
fn column(key: &'static str, title: String) -> Column {
    let column = Column::text(key, title);
    if key == "reason" { column.wide() } else { column }
}

/// The group it stood in, and what it said.
fn what(lang: Lang, was: &Past) -> (&'static str, String) {
    match was {
        Past::Code { scheme, code } => ("codes", format!("{scheme} {code}")),
        Past::Party { enterprise, role, period } => {
            let role = lang.code("projects.party_roles", role.code());
            ("parties", format!("{enterprise} · {role} · {}", words::period(lang, *period)))
        }
        Past::Manager { enterprise, post, period } => {
            let post = lang.code("projects.posts", post.code());
            ("managers", format!("{enterprise} · {post} · {}", words::period(lang, *period)))
        }
        Past::Permit { number, issued_on } => ("permits", format!("{number} · {}", lang.day(*issued_on))),
        Past::Milestone { milestone, on } => {
            let milestone = lang.code("projects.milestones", milestone.code());
            ("milestones", format!("{milestone} · {}", lang.day(*on)))
        }
        Past::Account { holder, number_masked } => ("accounts", format!("{holder} · {number_masked}")),
        Past::Deposit { provider, number } => ("deposits", format!("{provider} · {number}")),
        Past::Task { task, on } => {
            let task = lang.code("projects.tasks.names", task.code());
            ("tasks", format!("{task} · {}", lang.day(*on)))
        }
        Past::Status { status, period } => {
            let status = lang.code("projects.statuses", status.code());
            ("status", format!("{status} · {}", words::period(lang, *period)))
        }
    }
}

/// What the program itself gave as a reason has words of its own; what somebody wrote stands as it is.
fn why(lang: Lang, reason: &str) -> String {
    match reason {
        "merged" | "changed" | "stated_again" | "confirmed_anew" | "status" => {
            lang.code("projects.past.reasons", reason)
        }
        of_feed if of_feed.starts_with("feed:") => lang.t("wages.by_feed"),
        written => written.to_owned(),
    }
}
