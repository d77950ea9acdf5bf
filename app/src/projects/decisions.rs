//! What waits for an office's decision about its projects, the oldest first, and what of it is late?

use leptos::prelude::*;
use registry::offices::store::{AreaView, list_areas};
use registry::projects::store::{
    Matter, MatterAbout, MatterLine, PER_PAGE, Waiting, export_waiting, waiting, waiting_counts,
};
use registry::{Ctx, Fault};

use super::{OF_OFFICE, address, words};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const PATH: &str = "/office/projects/decisions";
const COLUMNS: [&str; 5] = ["name", "area", "about", "since", "state"];

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let counts = waiting_counts(&visit.ctx).await.or_page(&visit)?;
    let matter = shown(&query, &counts);
    let (lines, total) = waiting(&visit.ctx, matter, query.page() - 1).await.or_page(&visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(&visit)?;
    let title = lang.t("projects.pages.decisions");
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("projects.pages.list"), OF_OFFICE)
        .content(|| {
            let kinds = counts.iter().map(|one| tile(lang, one)).collect();
            let rows = lines.iter().map(|line| row(lang, &areas, line)).collect();
            let columns = COLUMNS.map(|key| Column::text(key, lang.code("projects.decisions", key))).to_vec();
            let heading = lang.code("projects.matters", matter.code());
            let table = Table::new(heading.clone(), columns, rows)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .export(format!("{PATH}.xlsx"));
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {stats(kinds)}
                <h2>{heading}</h2>
                {if total == 0 { none_of(lang) } else { table.view(lang) }}
            }
            .into_any()
        })
        .respond())
}

/// The kind that was chosen, or what is most urgent: that stands first in the list of kinds.
fn shown(query: &Query, counts: &[Waiting]) -> Matter {
    let chosen = query.filter("kind").and_then(Matter::parse);
    let urgent = counts.iter().find(|one| one.count > 0).map(|one| one.matter);
    chosen.or(urgent).unwrap_or(Matter::Shutdown)
}

/// All that waits of the kind that is shown, as a file.
pub async fn sheet(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang, at) = (Query::of(&visit.path), visit.lang, visit.ctx.now());
    let matter = shown(&query, &waiting_counts(&visit.ctx).await.or_page(&visit)?);
    let lines = export_waiting(&visit.ctx, matter).await.or_page(&visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(&visit)?;
    let titles = COLUMNS.map(|key| lang.code("projects.decisions", key));
    let rows: Vec<Vec<Value>> = lines.iter().map(|line| values(lang, &areas, line)).collect();
    exported(at, &lang.code("projects.matters", matter.code()), &titles, &rows).or_page(&visit)
}

/// A kind that was chosen is no filter that hides something.
fn none_of(lang: Lang) -> AnyView {
    empty(lang.t("projects.decisions.none_title"), lang.t("projects.decisions.none"), None)
}

fn tile(lang: Lang, one: &Waiting) -> Stat {
    let tile = Stat::new(lang.code("projects.matters", one.matter.code()), one.count)
        .leads_to(format!("{PATH}?kind={}", one.matter.code()));
    if one.late > 0 {
        let late = lang.fill("projects.decisions.late_count", &[("count", &one.late.to_string())]);
        tile.note(late).tone(Tone::Danger)
    } else if one.count > 0 {
        tile.tone(Tone::Warning)
    } else {
        tile
    }
}

/// The same tiles for the office's first page: what waits and what is late.
pub async fn tiles(ctx: &Ctx, visit: &Visit) -> Result<Vec<Stat>, Fault> {
    let counts = waiting_counts(ctx).await?;
    Ok(counts.iter().filter(|one| one.count > 0).map(|one| tile(visit.lang, one)).collect())
}

fn row(lang: Lang, areas: &[AreaView], line: &MatterLine) -> Vec<Cell> {
    let base = address(line.project);
    let path = match &line.about {
        MatterAbout::Acceptance => format!("{base}/office"),
        MatterAbout::Shutdown(_) => format!("{base}/shutdowns"),
        MatterAbout::Exemption(..) => format!("{base}/exemptions"),
        MatterAbout::Status(..) => format!("{base}/status"),
        MatterAbout::Milestone(..) => format!("{base}/milestones"),
        MatterAbout::Merge(_) => super::merges::PATH.to_owned(),
    };
    let late = line.is_late.then(|| badge(Tone::Danger, lang.t("projects.decisions.late")));
    vec![
        Cell::link(path, line.project_name.clone()),
        Cell::from(words::area(areas, &line.area)),
        Cell::from(about(lang, &line.about)),
        Cell::from(lang.time(line.since)),
        Cell::from(view! { {badge(Tone::Warning, lang.t("projects.waits"))} " " {late} }.into_any()),
    ]
}

fn values(lang: Lang, areas: &[AreaView], line: &MatterLine) -> Vec<Value> {
    let state = if line.is_late { "projects.decisions.late" } else { "projects.waits" };
    vec![
        Value::text(line.project_name.clone()),
        Value::text(words::area(areas, &line.area)),
        Value::text(about(lang, &line.about)),
        Value::Time(line.since),
        Value::text(lang.t(state)),
    ]
}

/// What it is about, in words.
fn about(lang: Lang, about: &MatterAbout) -> String {
    match about {
        MatterAbout::Acceptance => lang.t("projects.not_accepted"),
        MatterAbout::Shutdown(period) => words::period(lang, *period),
        MatterAbout::Exemption(kind, period) => {
            let kind = lang.code("projects.exemption_kinds", kind.code());
            format!("{kind} · {}", words::period(lang, *period))
        }
        MatterAbout::Status(status, period) => {
            let status = lang.code("projects.statuses", status.code());
            format!("{status} · {}", words::period(lang, *period))
        }
        MatterAbout::Milestone(milestone, on) => {
            let milestone = lang.code("projects.milestones", milestone.code());
            format!("{milestone} · {}", lang.day(*on))
        }
        MatterAbout::Merge(into) => lang.fill("projects.merges.into", &[("name", into)]),
    }
}
