//! On which sites that build did nobody pass since a day? From the last-seen rows alone.

use leptos::prelude::*;
use registry::Day;
use registry::attendance::store::{SILENT_PER_PAGE, SilentSite, silent_sites};

use super::{SILENT, address};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, download, workbook};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

const COLUMNS: [&str; 3] = ["project", "area", "last_at"];
/// Looked at when nobody says since when: a working week.
const DAYS: i64 = 7;

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let since = since(&visit, &query);
    let (sites, total) = silent_sites(&visit.ctx, since, query.page() - 1).await.or_page(&visit)?;
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
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

fn since(visit: &Visit, query: &Query) -> Day {
    let asked = query.filter("since").and_then(Day::parse);
    asked.unwrap_or_else(|| visit.ctx.now().day().plus_days(-DAYS))
}

fn row(lang: Lang, site: &SilentSite) -> Vec<Cell> {
    vec![Cell::link(address(site.project), site.name.clone()), site.area_name.clone().into(), last(lang, site).into()]
}

fn last(lang: Lang, site: &SilentSite) -> String {
    site.last_at.map_or_else(|| lang.t("attendance.silent.never"), |at| lang.time(at))
}

/// All of them, not one page.
pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let since = since(&visit, &query);
    let (mut rows, mut page) = (Vec::new(), 0);
    loop {
        let (sites, total) = silent_sites(&visit.ctx, since, page).await.or_page(&visit)?;
        rows.extend(sites.iter().map(|site| {
            vec![Value::text(site.name.clone()), Value::text(site.area_name.clone()), Value::text(last(lang, site))]
        }));
        page += 1;
        if sites.is_empty() || page * SILENT_PER_PAGE >= total {
            break;
        }
    }
    let titles: Vec<String> = COLUMNS.iter().map(|key| lang.code("attendance.silent", key)).collect();
    let bytes = workbook(visit.ctx.now(), &titles, &rows).or_page(&visit)?;
    Ok(download(&format!("silent-since-{since}.xlsx"), bytes))
}
