//! What do the sites of the city come to in numbers, and those of each county?

use leptos::prelude::*;
use registry::projects::Status;
use registry::projects::figures::Figures;
use registry::projects::store::{CityFigures, city_figures};

use super::OF_OFFICE;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::sheet::{Value, exported};
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Narrow, Table, export_link};
use crate::visit::SignedVisit;

pub const FIGURES: &str = "/office/projects/figures";
/// Of a county: its projects, those of each status, and its people.
const PEOPLE: [&str; 4] = ["workers", "signed", "today", "yesterday"];

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let found = city_figures(&visit.ctx).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("projects.figures.title"));
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let rows = found.counties.iter().map(|one| row(&one.code, &one.name, &one.figures)).collect();
            let nothing = empty(lang.t("projects.list.none_title"), lang.t("projects.list.none"), None);
            let table = Table::new(lang.t("projects.figures.counties"), columns(lang), rows)
                .narrow(Narrow::Scrolls)
                .titled()
                .empty(nothing);
            view! {
                <h1>{title}</h1>
                <p class="hint">{counted(lang, &found)}</p>
                {stats(tiles(lang, &found.whole))}
                {table.view(lang)}
                {(!found.counties.is_empty()).then(|| export_link(lang, format!("{FIGURES}.xlsx")))}
            }
            .into_any()
        })
        .respond())
}

/// How old the numbers are, and of how many sites there are none yet.
fn counted(lang: Lang, found: &CityFigures) -> String {
    let since = found.counted_since.map_or_else(
        || lang.t("projects.figures.not_counted"),
        |at| lang.fill("projects.figures.counted", &[("time", &lang.time(at))]),
    );
    let uncounted = match found.uncounted {
        0 => String::new(),
        some => lang.fill("projects.figures.uncounted", &[("n", &some.to_string())]),
    };
    format!("{since}{uncounted}")
}

fn tiles(lang: Lang, whole: &Figures) -> Vec<Stat> {
    let titled = |key: &str, number: u64| Stat::new(lang.code("projects.figures", key), number);
    let building = format!("{OF_OFFICE}?status={}", Status::Building.code());
    vec![
        titled("projects", whole.all_projects()).leads_to(OF_OFFICE),
        titled("building", whole.with_status(Status::Building)).leads_to(building),
        titled("workers", whole.workers),
        titled("signed", whole.signed).note(signed_share(lang, whole)),
        titled("today", whole.today),
        titled("yesterday", whole.yesterday),
    ]
}

fn signed_share(lang: Lang, figures: &Figures) -> String {
    let share = figures.signed.saturating_mul(10_000).checked_div(figures.workers);
    lang.fill("projects.figures.share", &[("share", &super::words::share(share))])
}

fn columns(lang: Lang) -> Vec<Column> {
    let titles = titles(lang).into_iter();
    let keys = ["county", "projects"].into_iter().chain(Status::ALL.map(Status::code)).chain(PEOPLE);
    keys.zip(titles)
        .enumerate()
        .map(
            |(at, (key, title))| if at == 0 { Column::text(key, title).unbroken() } else { Column::number(key, title) },
        )
        .collect()
}

fn titles(lang: Lang) -> Vec<String> {
    let own = |key: &str| lang.code("projects.figures", key);
    let statuses = Status::ALL.map(|status| lang.code("projects.statuses", status.code()));
    ["county", "projects"].map(own).into_iter().chain(statuses).chain(PEOPLE.map(own)).collect()
}

/// The numbers of a row, in the order of the titles.
fn numbers(figures: &Figures) -> Vec<u64> {
    let statuses = Status::ALL.map(|status| figures.with_status(status));
    let people = [figures.workers, figures.signed, figures.today, figures.yesterday];
    std::iter::once(figures.all_projects()).chain(statuses).chain(people).collect()
}

fn row(code: &str, name: &str, figures: &Figures) -> Vec<Cell> {
    let county = Cell::link(format!("{OF_OFFICE}?area={code}"), name);
    let numbers = numbers(figures).into_iter().map(|number| Cell::from(number.to_string()));
    std::iter::once(county).chain(numbers).collect()
}

/// The same as a file, with the whole city in its last line.
pub async fn sheet(SignedVisit(visit): SignedVisit) -> PageResult {
    let found = city_figures(&visit.ctx).await.or_page(&visit)?;
    let line = |name: &str, figures: &Figures| -> Vec<Value> {
        std::iter::once(Value::text(name)).chain(numbers(figures).into_iter().map(Value::number)).collect()
    };
    let counties = found.counties.iter().map(|one| line(&one.name, &one.figures));
    let rows: Vec<_> = counties.chain([line(&visit.t("projects.figures.whole"), &found.whole)]).collect();
    exported(visit.ctx.now(), &visit.t("projects.figures.counties"), &titles(visit.lang), &rows).or_page(&visit)
}
