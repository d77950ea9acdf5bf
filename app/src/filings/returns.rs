//! Which counties have told the city about their filings of a month, in time or late?

mod book;
mod county;
mod differing;
mod one;
pub mod words;

use axum::http::StatusCode;
use leptos::prelude::*;
use registry::calendar::Month;
use registry::filings::returns::{Content, Standing, month_before};
use registry::filings::store::returns::{CountyLine, ReturnsPage, returns};
use registry::permissions::{Object, Verb, widest};
use registry::{Day, Fault};
use uuid::Uuid;

pub use county::{show as show_county, submit};
pub use one::{file as version_file, show as show_version};

use crate::attendance::words::month as month_name;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::icons::{Icon, icon};
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub const PATH: &str = "/office/returns";

/// Where one version stands.
pub fn path(version: Uuid) -> String {
    format!("{PATH}/versions/{version}")
}

/// `return-320613-2026-11`
pub fn file_name(content: &Content) -> String {
    format!("return-{}-{}", content.county, content.month)
}

fn county_path(county: &str, month: Month) -> String {
    format!("{PATH}/counties/{county}?month={month}")
}

/// The month that the address asks for, or else the one before this.
fn month_of(visit: &Visit, query: &Query) -> Month {
    let asked = query.filter("month").and_then(|month| Month::parse(month).ok());
    asked.unwrap_or_else(|| month_before(visit.ctx.now().day()))
}

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let found = returns(&visit.ctx, month_of(&visit, &query)).await.or_page(&visit)?;
    let (lang, today) = (visit.lang, visit.ctx.now().day());
    let title = visit.t("returns.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .status(StatusCode::OK)
        .content(|| {
            let named = lang.fill("returns.of_month", &[("month", &month_name(lang, found.month))]);
            let nothing = empty(lang.t("returns.none_title"), lang.t("returns.none"), None);
            let table = table(lang, &found, today).empty(nothing);
            let export = (found.counties.len() > 1).then(|| format!("{PATH}.xlsx?month={}", found.month));
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                <p>{lang.t("returns.intro")}</p>
                {months(lang, &query, found.month, today)}
                <h2>{named}</h2>
                {(found.counties.len() > 1).then(|| stats(tiles(lang, &found)))}
                {table.view(lang)}
                {export.map(|way| crate::ui::table::export_link(lang, way))}
            }
            .into_any()
        })
        .respond())
}

pub async fn file(SignedVisit(visit): SignedVisit) -> PageResult {
    let month = month_of(&visit, &Query::of(&visit.path));
    let found = returns(&visit.ctx, month).await.or_page(&visit)?;
    table(visit.lang, &found, visit.ctx.now().day()).file(visit.ctx.now()).or_page(&visit)
}

/// What an office sees first: its own return that is to be made, or how many counties have not answered.
///
/// # Errors
/// As of [`returns`].
pub async fn tile(visit: &Visit) -> Result<Option<Stat>, Fault> {
    if widest(&visit.ctx, Verb::View, Object::MonthlyReturn).is_none() {
        return Ok(None);
    }
    let month = month_before(visit.ctx.now().day());
    let found = returns(&visit.ctx, month).await?;
    let of = |standing| found.counties.iter().filter(|line| line.standing == standing).count();
    let (waiting, missing) = (of(Standing::Waiting), of(Standing::Missing));
    if found.counties.is_empty() || waiting + missing == 0 {
        return Ok(None);
    }
    let tone = if missing > 0 { Tone::Danger } else { Tone::Warning };
    let note = visit.lang.fill("returns.tile_note", &[("month", &month_name(visit.lang, month))]);
    Ok(Some(Stat::new(visit.t("returns.tile"), waiting + missing).leads_to(PATH).note(note).tone(tone)))
}

fn months(lang: Lang, query: &Query, month: Month, today: Day) -> AnyView {
    let link = |month: Month, picture: Icon| {
        let way = query.filtered("month", &month.to_string());
        view! { <a class="button secondary" href=way>{icon(picture)}{month_name(lang, month)}</a> }
    };
    let before = link(Month::of(month.first_day().previous()), Icon::Left);
    let after = (month < month_before(today)).then(|| link(month.next(), Icon::Right));
    view! { <nav class="actions" aria-label=lang.t("returns.months")>{before}{after}</nav> }.into_any()
}

fn tiles(lang: Lang, found: &ReturnsPage) -> Vec<Stat> {
    let tile = |standing: Standing| {
        let count = found.counties.iter().filter(|line| line.standing == standing).count();
        let tile = Stat::new(lang.code("returns.standings", standing.code()), count);
        if count > 0 { tile.tone(tone(standing)) } else { tile }
    };
    Standing::ALL.into_iter().map(tile).collect()
}

fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::OnTime => Tone::Success,
        Standing::Late => Tone::Warning,
        Standing::Waiting => Tone::Info,
        Standing::Missing => Tone::Danger,
    }
}

fn standing_badge(lang: Lang, standing: Standing) -> AnyView {
    badge(tone(standing), lang.code("returns.standings", standing.code()))
}

fn table<'a>(lang: Lang, found: &ReturnsPage, today: Day) -> Table<'a> {
    let keys = ["county", "due_on", "standing", "first_at", "version", "act"];
    let columns = keys.map(|key| Column::text(key, lang.code("returns.columns", key)));
    let rows = found.counties.iter().map(|line| row(lang, found.month, line, today)).collect();
    let caption = lang.fill("returns.of_month", &[("month", &month_name(lang, found.month))]);
    Table::new(caption, columns.to_vec(), rows)
}

fn row(lang: Lang, month: Month, line: &CountyLine, today: Day) -> Vec<Cell> {
    let late = match (line.standing, line.first_at) {
        (Standing::Late, Some(at)) => Some(words::days_late(line.due_on, at.day())),
        (Standing::Missing, None) => Some(words::days_late(line.due_on, today)),
        _ => None,
    };
    let late = late.map(|days| lang.fill("returns.days_late", &[("days", &days.to_string())]));
    let said = lang.code("returns.standings", line.standing.code());
    let in_words = late.as_ref().map_or_else(|| said.clone(), |late| format!("{said} {late}"));
    let standing = view! { {standing_badge(lang, line.standing)}{late.map(|late| view! { " "<small>{late}</small> })} };
    let version = line
        .latest
        .as_ref()
        .map(|one| Cell::link(path(one.id), lang.fill("returns.version", &[("version", &one.version.to_string())])));
    let act = if line.may_submit { "returns.to_submit" } else { "returns.to_preview" };
    vec![
        Cell::from(line.county.name.clone()),
        Cell::day(lang, Some(line.due_on)),
        Cell::from(standing.into_any()).in_words(in_words),
        Cell::time(lang, line.first_at),
        version.unwrap_or_else(|| Cell::from("")),
        Cell::from(view! { <a href=county_path(&line.county.code, month)>{lang.t(act)}</a> }.into_any()),
    ]
}
