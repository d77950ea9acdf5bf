//! Which projects are being built without an officer, since when, and whom does the office urge?

use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Fault;
use registry::filings::store::reminding::{Cause, LastReminder};
use registry::filings::store::without::{
    PER_PAGE, SiteWithout, WithoutColumn, WithoutFilter, count_in_reach, export_without, sites_without,
};
use registry::offices::INDUSTRIES;
use registry::offices::store::{AreaView, list_areas};
use registry::permissions::{Object, Scope, Verb, widest};

use super::urging::{self, Urged};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::field::mistakes_summary;
use crate::ui::filters::Filter;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::stat::Stat;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub const PATH: &str = "/office/filings/without";
const KEYS: [&str; 6] = ["project", "area", "contractor", "since", "days", "reminder"];

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let path = visit.path.clone();
    respond(&visit, &path, &Urged::default(), &Mistakes::none(visit.lang)).await
}

/// To those that were ticked.
pub async fn urge(SignedVisit(visit): SignedVisit, Form(typed): Form<Urged>) -> PageResult {
    match outcome(&visit, urging::send(&visit, Cause::WithoutOfficer, &typed).await) {
        Outcome::Done(word) => Ok(Redirect::to(&typed.back_to(PATH, word)).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, &typed.listed_at(PATH), &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, path: &str, typed: &Urged, mistakes: &Mistakes) -> PageResult {
    let query = Query::of(path);
    let sorted = query.sorted(WithoutColumn::parse);
    let page_asked = query.page() - 1;
    let (sites, total) = sites_without(&visit.ctx, &filter(&query), sorted, page_asked).await.or_page(visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(visit)?;
    let (lang, title, may_urge) = (visit.lang, visit.t("filings.without.title"), urging::may(visit));
    Ok(page(visit, title.clone())
        .for_staff()
        .mistakes(mistakes)
        .content(|| {
            let table = table(lang, &sites, may_urge.then_some(typed), &title)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(filters(lang, &areas))
                .export(format!("{PATH}.xlsx"))
                .empty(empty(lang.t("filings.without.none_title"), lang.t("filings.without.none"), None));
            let form = (may_urge && !sites.is_empty())
                .then(|| urging::form(lang, &format!("{PATH}/reminders"), &query, typed, mistakes));
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {super::lists(visit, "without")}
                <p>{lang.t("filings.without.intro")}</p>
                {table.view(lang)}
                {form}
            }
            .into_any()
        })
        .respond())
}

fn filter(query: &Query) -> WithoutFilter {
    WithoutFilter {
        text: query.search().to_owned(),
        area: query.filter("area").map(str::to_owned),
        industry: query.filter("industry").map(str::to_owned),
    }
}

fn filters(lang: Lang, areas: &[AreaView]) -> Vec<Filter> {
    let areas = areas.iter().map(|area| Choosable::new(&area.code, &area.name)).collect();
    let industries = INDUSTRIES.map(|code| Choosable::new(code, lang.code("projects.industries", code))).to_vec();
    vec![
        Filter::search(lang.t("filings.without.search")),
        Filter::choice("area", lang.t("filings.without.area"), areas),
        Filter::choice("industry", lang.t("filings.without.industry"), industries),
    ]
}

/// With a box to tick in each row where something may be sent.
fn table<'a>(lang: Lang, sites: &[SiteWithout], ticked: Option<&Urged>, title: &str) -> Table<'a> {
    let column = |key: &'static str| {
        let title = lang.code("filings.without", key);
        let column = if key == "days" { Column::number(key, title) } else { Column::text(key, title) };
        column.sorts(WithoutColumn::parse)
    };
    let choose = ticked.map(|_| Column::text("choose", lang.t("filings.urging.choose")));
    let columns = choose.into_iter().chain(KEYS.map(column)).collect();
    let row = |site: &SiteWithout| {
        let tick = ticked.map(|typed| urging::tick(lang, site.project, &site.name, typed));
        tick.into_iter().chain(cells(lang, site)).collect()
    };
    Table::new(title, columns, sites.iter().map(row).collect())
}

fn cells(lang: Lang, site: &SiteWithout) -> [Cell; 6] {
    let contractor = match &site.contractor {
        Some((id, name)) => Cell::link(format!("/enterprises/{id}"), name.clone()),
        None => Cell::badge(Tone::Danger, lang.t("filings.without.no_contractor")),
    };
    [
        Cell::link(format!("/projects/{}", site.project), site.name.clone()),
        Cell::from(site.area_name.clone()),
        contractor,
        Cell::day(lang, Some(site.since)),
        Cell::number(site.days),
        Cell::from(reminder(lang, site.reminder)),
    ]
}

/// When the contractor was urged last, how often, and whether it was received.
fn reminder(lang: Lang, last: Option<LastReminder>) -> String {
    let Some(last) = last else { return lang.t("filings.urging.never") };
    let (day, count) = (lang.day(last.sent_on), last.count.to_string());
    let key = if last.read_at.is_some() { "filings.urging.received_last" } else { "filings.urging.sent_last" };
    lang.fill(key, &[("day", &day), ("count", &count)])
}

/// All that fit, as a file.
pub async fn sheet(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let sorted = query.sorted(WithoutColumn::parse);
    let sites = export_without(&visit.ctx, &filter(&query), sorted).await.or_page(&visit)?;
    let title = visit.t("filings.without.title");
    table(visit.lang, &sites, None, &title).file(visit.ctx.now()).or_page(&visit)
}

/// For the page that an office begins with: nothing where nobody may look.
pub async fn tile(visit: &Visit) -> Result<Option<Stat>, Fault> {
    if widest(&visit.ctx, Verb::View, Object::Binding).is_none_or(|scope| scope < Scope::Area) {
        return Ok(None);
    }
    let count = count_in_reach(&visit.ctx).await?;
    let tone = if count > 0 { Tone::Danger } else { Tone::Neutral };
    Ok(Some(Stat::new(visit.t("filings.without.tile"), count).leads_to(PATH).tone(tone)))
}
