//! On which sites that build did nobody pass since a day? From the last-seen rows alone.

use leptos::prelude::*;
use registry::attendance::store::{SILENT_PER_PAGE, SilentFor, SilentSite, silent_sites};
use registry::permissions::{Object, Verb, widest};
use registry::projects::store::{Filter as Narrowed, Which, count};
use registry::{Day, Fault};

use super::{SILENT, address};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::notice::notice_with;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, every, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const COLUMNS: [&str; 4] = ["project", "area", "last_at", "known"];
/// The list of those that say that they are finished: they are expected to pass no more, and stand on this list no longer.
const FINISHED: &str = "/office/projects?which=completion_unconfirmed";
/// Looked at when nobody says since when: a working week.
const DAYS: i64 = 7;

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let since = since(&visit, &query);
    let (sites, total) = silent_sites(&visit.ctx, since, query.page() - 1).await.or_page(&visit)?;
    let finished = finished(&visit).await.or_page(&visit)?;
    let title = lang.t("attendance.silent.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let columns = COLUMNS.map(|key| Column::text(key, lang.code("attendance.silent", key)));
            let nothing = empty(lang.t("attendance.silent.none_title"), lang.t("attendance.silent.none"), None);
            let table = Table::new(title.clone(), columns.to_vec(), sites.iter().map(|site| row(lang, site)).collect())
                .driven_by(&query, query.paging(SILENT_PER_PAGE, total))
                .filters(vec![Filter::day("since", lang.t("attendance.silent.since"))])
                .export(format!("{SILENT}.xlsx"))
                .empty(nothing);
            view! {
                <h1>{title}</h1>
                <p>{lang.fill("attendance.silent.intro", &[("day", &lang.day(since))])}</p>
                {(finished > 0).then(|| finished_notice(lang, finished))}
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

/// How many are finished by their own word alone.
async fn finished(visit: &Visit) -> Result<u64, Fault> {
    if widest(&visit.ctx, Verb::View, Object::Project).is_none() {
        return Ok(0);
    }
    count(&visit.ctx, &Narrowed { which: Which::CompletionUnconfirmed, ..Narrowed::default() }).await
}

fn finished_notice(lang: Lang, count: u64) -> AnyView {
    let link = view! { <p><a href=FINISHED>{lang.t("attendance.silent.to_completed")}</a></p> };
    let sentence = lang.fill("attendance.silent.completed", &[("count", &count.to_string())]);
    notice_with(lang, Tone::Info, sentence, link.into_any())
}

fn since(visit: &Visit, query: &Query) -> Day {
    let asked = query.filter("since").and_then(Day::parse);
    asked.unwrap_or_else(|| visit.ctx.now().day().plus_days(-DAYS))
}

fn row(lang: Lang, site: &SilentSite) -> Vec<Cell> {
    let badges = site.reasons.iter().map(|reason| view! { {badge(tone(*reason), said(lang, *reason))} " " });
    let known = if site.reasons.is_empty() { "—".into() } else { Cell::from(badges.collect_view().into_any()) };
    let (project, area) = (Cell::link(address(site.project), site.name.clone()), site.area_name.clone().into());
    vec![project, area, last(lang, site).into(), known]
}

fn tone(reason: SilentFor) -> Tone {
    match reason {
        SilentFor::DeviceOutage { .. } | SilentFor::SupplierOutage => Tone::Neutral,
        SilentFor::SupplierSilent { .. } => Tone::Warning,
    }
}

fn said(lang: Lang, reason: SilentFor) -> String {
    match reason {
        SilentFor::DeviceOutage { until } => lang.fill("attendance.silent.device_outage", &[("day", &lang.day(until))]),
        SilentFor::SupplierOutage => lang.t("attendance.silent.supplier_outage"),
        SilentFor::SupplierSilent { since } => {
            lang.fill("attendance.silent.supplier_silent", &[("day", &lang.day(since))])
        }
    }
}

fn last(lang: Lang, site: &SilentSite) -> String {
    site.last_at.map_or_else(|| lang.t("attendance.silent.never"), |at| lang.time(at))
}

/// All of them, not one page.
pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let since = since(&visit, &query);
    let sites = every(|page| silent_sites(&visit.ctx, since, page)).await.or_page(&visit)?;
    let row = |site: &SilentSite| {
        let known: Vec<String> = site.reasons.iter().map(|reason| said(lang, *reason)).collect();
        let last = site.last_at.map_or_else(|| Value::text(last(lang, site)), Value::Time);
        let known = Value::text(known.join(&lang.t("attendance.and")));
        vec![Value::text(&site.name), Value::text(&site.area_name), last, known]
    };
    let rows: Vec<Vec<Value>> = sites.iter().map(row).collect();
    let titles: Vec<String> = COLUMNS.iter().map(|key| lang.code("attendance.silent", key)).collect();
    exported(visit.ctx.now(), &lang.t("attendance.silent.title"), &titles, &rows).or_page(&visit)
}
