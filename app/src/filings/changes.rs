//! Which changes of officers are not filed yet, how do they stand to the clock, and how did those come that are?

use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::filings::store::change::{
    ChangeColumn, ChangeFilter, ChangeView, ChangeWhich, PER_PAGE, count_changes, export_changes, list_changes,
};
use registry::filings::store::reminding::Cause;
use registry::offices::store::{AreaView, list_areas};
use registry::permissions::{Object, Scope, Verb, widest};
use registry::{Day, Fault};

use super::urging::{self, Urged};
use super::{clock, handover};
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

const PATH: &str = "/office/filings/changes";
const KEYS: [&str; 9] =
    ["project", "contractor", "officer", "changed_on", "successor", "due_on", "clock", "filed_at", "handover"];

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let path = visit.path.clone();
    respond(&visit, &path, &Urged::default(), &Mistakes::none(visit.lang)).await
}

/// To the contractors of those that were ticked.
pub async fn urge(SignedVisit(visit): SignedVisit, Form(typed): Form<Urged>) -> PageResult {
    match outcome(&visit, urging::send(&visit, Cause::ChangeUnfiled, &typed).await) {
        Outcome::Done(word) => Ok(Redirect::to(&typed.back_to(PATH, word)).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, &typed.listed_at(PATH), &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, path: &str, typed: &Urged, mistakes: &Mistakes) -> PageResult {
    let (query, today) = (Query::of(path), visit.ctx.now().day());
    let filter = filter(&query);
    let sorted = query.sorted(ChangeColumn::parse);
    let (changes, total) = list_changes(&visit.ctx, &filter, sorted, query.page() - 1).await.or_page(visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("filings.change.title"));
    let is_open = !matches!(filter.which, ChangeWhich::Filed | ChangeWhich::Late);
    let may_urge = urging::may(visit) && is_open;
    Ok(page(visit, title.clone())
        .for_staff()
        .mistakes(mistakes)
        .content(|| {
            let table = table(lang, &changes, may_urge.then_some(typed), today)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(filters(lang, &areas))
                .export(format!("{PATH}.xlsx"))
                .empty(empty(lang.t("filings.change.none_title"), lang.t("filings.change.none"), None));
            let provisional = changes.iter().any(|one| one.due.is_provisional());
            let form = (may_urge && !changes.is_empty())
                .then(|| urging::form(lang, &format!("{PATH}/reminders"), &query, typed, mistakes));
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {super::lists(visit, "changes")}
                <p>{lang.t("filings.change.intro")}</p>
                {provisional.then(|| clock::provisional_notice(visit))}
                {table.view(lang)}
                {form}
            }
            .into_any()
        })
        .respond())
}

/// What is open, unless another list is asked for.
fn filter(query: &Query) -> ChangeFilter {
    ChangeFilter {
        which: query.filter("which").and_then(ChangeWhich::parse).unwrap_or(ChangeWhich::Open),
        text: query.search().to_owned(),
        area: query.filter("area").map(str::to_owned),
    }
}

fn filters(lang: Lang, areas: &[AreaView]) -> Vec<Filter> {
    let which =
        ChangeWhich::ALL.map(|which| Choosable::new(which.code(), lang.code("filings.changes_which", which.code())));
    let areas = areas.iter().map(|area| Choosable::new(&area.code, &area.name)).collect();
    vec![
        Filter::search(lang.t("filings.without.search")),
        Filter::choice("which", lang.t("filings.change.which"), which.to_vec()),
        Filter::choice("area", lang.t("filings.without.area"), areas),
    ]
}

/// With a box to tick in each row where something may be sent.
fn table<'a>(lang: Lang, changes: &[ChangeView], ticked: Option<&Urged>, today: Day) -> Table<'a> {
    let column = |key: &'static str| Column::text(key, lang.code("filings.change", key)).sorts(ChangeColumn::parse);
    let choose = ticked.map(|_| Column::text("choose", lang.t("filings.urging.choose")));
    let columns = choose.into_iter().chain(KEYS.map(column)).collect();
    let row = |change: &ChangeView| {
        let tick = ticked.map(|typed| urging::tick(lang, change.project, &change.project_name, typed));
        tick.into_iter().chain(cells(lang, change, today)).collect()
    };
    Table::new(lang.t("filings.change.title"), columns, changes.iter().map(row).collect())
}

fn cells(lang: Lang, change: &ChangeView, today: Day) -> [Cell; 9] {
    let clock = match change.timeliness {
        Some(timeliness) => {
            Cell::from(clock::timeliness(lang, timeliness)).in_words(lang.code("filings.timeliness", timeliness.code()))
        }
        None => Cell::from(clock::shown(lang, change.due, today)).in_words(clock::said(lang, change.due, today)),
    };
    let words = change.handover.map(|stage| lang.code("filings.handover_stages", stage.code()));
    let stage = change.handover.map(|stage| handover::stage(lang, stage));
    let way = super::handover_path(change.binding);
    let handover = view! { {stage} " " <a href=way>{lang.t("filings.open")}</a> };
    [
        Cell::link(format!("/projects/{}", change.project), change.project_name.clone()),
        Cell::from(change.contractor.clone().unwrap_or_default()),
        Cell::link(super::path(change.binding), change.officer.clone()),
        Cell::day(lang, Some(change.changed_on)),
        Cell::from(change.successor.clone().unwrap_or_else(|| lang.t("filings.change.nobody"))),
        Cell::day(lang, Some(change.due.day())),
        clock,
        Cell::time(lang, change.filed_at),
        Cell::from(handover.into_any()).in_words(words.unwrap_or_default()),
    ]
}

/// All that fit, as a file.
pub async fn sheet(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let sorted = query.sorted(ChangeColumn::parse);
    let changes = export_changes(&visit.ctx, &filter(&query), sorted).await.or_page(&visit)?;
    table(visit.lang, &changes, None, visit.ctx.now().day()).file(visit.ctx.now()).or_page(&visit)
}

/// What an enterprise has to file, above the list of its officers: nothing where nothing is open.
pub fn of_enterprise(visit: &Visit, changes: &[ChangeView]) -> Option<AnyView> {
    if changes.is_empty() {
        return None;
    }
    let (lang, today) = (visit.lang, visit.ctx.now().day());
    let title = lang.t("filings.change.to_file");
    let columns = ["project", "officer", "changed_on", "successor", "due_on", "clock", "handover"];
    let columns = columns.map(|key| Column::text(key, lang.code("filings.change", key))).to_vec();
    let rows = changes.iter().map(|change| {
        let [project, _, officer, changed_on, successor, due_on, clock, _, handover] = cells(lang, change, today);
        vec![project, officer, changed_on, successor, due_on, clock, handover]
    });
    let provisional = changes.iter().any(|one| one.due.is_provisional()).then(|| clock::provisional_notice(visit));
    Some(
        view! {
            <section class="card" id="changes">
                <h2>{title.clone()}</h2>
                <p class="hint">{lang.t("filings.change.to_file_intro")}</p>
                {provisional}
                {Table::new(title, columns, rows.collect()).view(lang)}
            </section>
        }
        .into_any(),
    )
}

/// For the page that an office begins with: how many are open, and how many of them are late.
pub async fn tile(visit: &Visit) -> Result<Option<Stat>, Fault> {
    if widest(&visit.ctx, Verb::View, Object::Binding).is_none_or(|scope| scope < Scope::Area) {
        return Ok(None);
    }
    let open = count_changes(&visit.ctx, ChangeWhich::Open).await?;
    let overdue = count_changes(&visit.ctx, ChangeWhich::Overdue).await?;
    let tile = Stat::new(visit.t("filings.change.tile"), open).leads_to(PATH);
    Ok(Some(match overdue {
        0 => tile,
        late => {
            let note = visit.lang.fill("filings.change.tile_late", &[("count", &late.to_string())]);
            tile.note(note).tone(Tone::Danger)
        }
    }))
}
