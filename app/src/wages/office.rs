//! On which projects in reach are wages late?

use leptos::prelude::*;
use registry::offices::store::{AreaView, list_areas};
use registry::permissions::{Object, Scope, Verb, widest};
use registry::wages::store::{LateProject, PER_PAGE, all_late_projects, count_late_projects, late_projects};
use registry::{Day, Fault};

use super::frame::payments;
use super::words;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::stat::Stat;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const PATH: &str = "/office/payments/late";
const KEYS: [&str; 6] = ["project", "area", "contractor", "people", "since", "missing"];
const NUMBERS: [&str; 2] = ["people", "missing"];

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let (lines, total) = late_projects(&visit.ctx, query.search(), query.page() - 1).await.or_page(&visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(&visit)?;
    let (lang, title, today) = (visit.lang, visit.t("wages.late_title"), visit.ctx.now().day());
    Ok(crate::page::page(&visit, title.clone())
        .for_staff()
        .content(|| {
            let columns = KEYS.map(|key| match NUMBERS.contains(&key) {
                true => Column::number(key, lang.code("wages.late", key)),
                false => Column::text(key, lang.code("wages.late", key)),
            });
            let rows = lines.iter().map(|line| row(lang, &areas, line, today)).collect();
            let table = Table::new(title.clone(), columns.to_vec(), rows)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(vec![Filter::search(lang.t("wages.late_search"))])
                .export("/office/payments/late.xlsx")
                .empty(empty(lang.t("wages.none_late_title"), lang.t("wages.none_late"), None));
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("wages.late_intro")}</p>
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

fn row(lang: Lang, areas: &[AreaView], line: &LateProject, today: Day) -> Vec<Cell> {
    let people = format!("{}/people?standing=late", payments(line.project));
    vec![
        Cell::link(payments(line.project), line.name.clone()),
        area_name(areas, &line.area).into(),
        line.contractor.clone().unwrap_or_else(|| "—".into()).into(),
        Cell::link(people, line.people.to_string()),
        since(lang, line.since, today).into(),
        words::sum(line.missing_fen).into(),
    ]
}

fn area_name(areas: &[AreaView], code: &str) -> String {
    areas.iter().find(|area| area.code == code).map_or_else(|| code.to_owned(), |area| area.name.clone())
}

fn since(lang: Lang, since: Day, today: Day) -> String {
    let days = (today.0 - since.0).num_days().to_string();
    lang.fill("wages.late_since", &[("day", &lang.day(since)), ("days", &days)])
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let lines = all_late_projects(&visit.ctx, query.search()).await.or_page(&visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(&visit)?;
    let (lang, at) = (visit.lang, visit.ctx.now());
    let titles = KEYS.map(|key| lang.code("wages.late", key));
    let values = |line: &LateProject| {
        vec![
            Value::text(line.name.clone()),
            Value::text(area_name(&areas, &line.area)),
            Value::text(line.contractor.clone().unwrap_or_default()),
            Value::number(line.people),
            Value::Day(line.since),
            Value::Hundredths(line.missing_fen),
        ]
    };
    let rows: Vec<Vec<Value>> = lines.iter().map(values).collect();
    exported(at, &lang.t("wages.late_title"), &titles, &rows).or_page(&visit)
}

/// For the page that an office begins with: nothing where nobody may look.
pub async fn late_tile(visit: &Visit) -> Result<Option<Stat>, Fault> {
    if widest(&visit.ctx, Verb::View, Object::Payment).is_none_or(|scope| scope <= Scope::Own) {
        return Ok(None);
    }
    let count = count_late_projects(&visit.ctx).await?;
    let tone = if count > 0 { Tone::Danger } else { Tone::Neutral };
    Ok(Some(Stat::new(visit.t("wages.late_tile"), count).leads_to(PATH).tone(tone)))
}
