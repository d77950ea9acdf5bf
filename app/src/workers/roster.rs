//! Who is on the project: the list, its numbers, and the same as a file?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::Fault;
use registry::people::check_whole_number;
use registry::workers::store::{
    OfficerLoad, PER_PAGE, Place, Roster, RosterColumn, RosterCounts, RosterFilter, RosterLine, TeamView,
    export as sheet_of, officers, place, roster, roster_counts, teams,
};
use registry::workers::{Codes, Lack, Presence, Role, Table as CodeTable};
use uuid::Uuid;

use super::frame::{below, ways};
use super::{person_path, roster_path, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::people::{ByNumber, first_only, nobody as nobody_of, out_of_place, words_alone, words_of};
use crate::projects::neighbours;
use crate::ui::badge::badge;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::field::mistakes_summary;
use crate::ui::filters::Filter;
use crate::ui::notice::done;
use crate::ui::pager::Paging;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// The rows of the list, and what stands around them.
struct Listed {
    lines: Vec<RosterLine>,
    paging: Paging,
    said: Option<AnyView>,
    nobody: AnyView,
    export: Option<String>,
}

pub async fn show(SignedVisit(mut visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let place = place(&visit.ctx, project).await.or_page(&visit)?;
    let (query, none) = (words_of(&mut visit), Mistakes::none(visit.lang));
    let found = of_words(&visit, &place, &query).await?;
    listed(&visit, &place, found, (&query, &ByNumber::of(&query), &none)).await
}

/// The page of the one person on the project whose number it is, or the list of those who share it.
pub async fn find(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    Form(typed): Form<ByNumber>,
) -> PageResult {
    let (lang, query) = (visit.lang, Query::of_words(&visit.path));
    let place = place(&visit.ctx, project).await.or_page(&visit)?;
    match outcome(&visit, of_number(&visit, project, &typed).await) {
        Outcome::Done(Roster { lines, total }) => {
            let first = lines.first().map(|line| line.person);
            if let Some(person) = first.filter(|person| lines.iter().all(|line| line.person == *person)) {
                return Ok(Redirect::to(&person_path(project, person)).into_response());
            }
            let said = first_only(lang, lines.len(), total);
            let paging = query.paging(PER_PAGE, u64::try_from(lines.len()).unwrap_or(PER_PAGE));
            let found = Listed { lines, paging, said, nobody: nobody_of(lang), export: None };
            listed(&visit, &place, found, (&query, &typed, &Mistakes::none(lang))).await
        }
        Outcome::Mistaken(mistakes) => {
            let found = of_words(&visit, &place, &query).await?;
            listed(&visit, &place, found, (&query, &typed, &mistakes)).await
        }
        Outcome::Other(response) => Err(response),
    }
}

async fn of_words(visit: &Visit, place: &Place, query: &Query) -> Result<Listed, Response> {
    let found = roster(&visit.ctx, place.project, &filter_of(query), query.page() - 1).await.or_page(visit)?;
    Ok(Listed {
        lines: found.lines,
        paging: query.paging(PER_PAGE, found.total),
        said: out_of_place(visit.lang, query),
        nobody: nobody(visit.lang, place),
        export: Some(format!("{}.xlsx", roster_path(place.project))),
    })
}

async fn of_number(visit: &Visit, project: Uuid, typed: &ByNumber) -> Result<Roster, Fault> {
    check_whole_number(&typed.number, visit.ctx.now().day())?;
    let filter = RosterFilter { query: typed.number.clone(), ..RosterFilter::default() };
    roster(&visit.ctx, project, &filter, 0).await
}

async fn listed(
    visit: &Visit,
    place: &Place,
    found: Listed,
    (query, typed, mistakes): (&Query, &ByNumber, &Mistakes),
) -> PageResult {
    let (ctx, project) = (&visit.ctx, place.project);
    let counts = roster_counts(ctx, project).await.or_page(visit)?;
    let teams = teams(ctx, project).await.or_page(visit)?;
    let bound = match place.rights.sees_gate {
        true => officers(ctx, project).await.or_page(visit)?,
        false => Vec::new(),
    };
    let beside = neighbours(visit, project).await?;
    let (lang, title) = (visit.lang, visit.t("workers.roster.title"));
    Ok(below(visit, place, title.clone())
        .mistakes(mistakes)
        .content(|| {
            let rows = found.lines.iter().map(|line| row(visit, place, line)).collect();
            let table = Table::new(title.clone(), columns(lang), rows)
                .driven_by(query, found.paging)
                .filters(filters(lang, &teams))
                .empty(found.nobody);
            let table = match found.export {
                Some(path) => table.export(path),
                None => table,
            };
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {beside.view(visit, "workers")}
                {acts(lang, place)}
                {stats(tiles(lang, query, &counts))}
                {loads(lang, &bound)}
                {ways(lang, place)}
                {found.said}
                {typed.view(lang, roster_path(project), mistakes)}
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

/// What the address asks for; what it does not know counts as not given.
fn filter_of(query: &Query) -> RosterFilter {
    let chosen = |name: &str| query.filter(name);
    RosterFilter {
        query: query.search().to_owned(),
        team: chosen("team").and_then(|team| team.parse().ok()),
        unit: None,
        trade: chosen("trade").map(str::to_owned),
        role: chosen("role").and_then(Role::parse),
        presence: chosen("where").and_then(Presence::parse),
        lacks: chosen("lacks").and_then(Lack::parse),
        order: query.sorted(RosterColumn::parse),
    }
}

fn acts(lang: Lang, place: &Place) -> Option<AnyView> {
    let path = roster_path(place.project);
    place.rights.writes.then(|| {
        view! {
            <p class="actions">
                <a class="button" href=format!("{path}/new")>{lang.t("workers.new.title")}</a>
                <a class="button secondary" href=format!("{path}/import")>{lang.t("workers.import.title")}</a>
            </p>
        }
        .into_any()
    })
}

/// Each number leads to its rows.
fn tiles(lang: Lang, query: &Query, counts: &RosterCounts) -> Vec<Stat> {
    let all = Query::of(query.path());
    let tile = |key: &str, number: u64, name: &str, value: &str| {
        Stat::new(lang.code("workers.counts", key), number).leads_to(all.filtered(name, value))
    };
    let lacking = |key: &str, number: u64, lack: Lack| {
        let tile = tile(key, number, "lacks", lack.code());
        if number > 0 { tile.tone(Tone::Warning) } else { tile }
    };
    vec![
        tile("workers", counts.workers, "role", Role::Worker.code()).note(lang.t("workers.counts.workers_note")),
        tile("managers", counts.managers, "role", Role::Manager.code()),
        tile("on_site", counts.on_site, "where", Presence::OnSite.code()),
        tile("left", counts.left, "where", Presence::Left.code()),
        lacking("without_contract", counts.without_contract, Lack::Contract),
        lacking("without_training", counts.without_training, Lack::Training),
        lacking("without_card", counts.without_card, Lack::Card),
    ]
}

/// Who answers for these people, and for how many over all projects (R-111, D-13).
fn loads(lang: Lang, bound: &[OfficerLoad]) -> Option<AnyView> {
    let line = |one: &OfficerLoad| {
        let (total, projects) = (one.total.to_string(), one.projects.to_string());
        let duty = lang.code("filings.duties", one.duty.code());
        let words = [("name", one.name.as_str()), ("duty", &duty), ("total", &total), ("projects", &projects)];
        view! { <li>{lang.fill("workers.load", &words)}</li> }
    };
    (!bound.is_empty()).then(|| {
        view! {
            <ul>{bound.iter().map(line).collect_view()}</ul>
            <p class="hint">{lang.t("workers.load_hint")}</p>
        }
        .into_any()
    })
}

fn filters(lang: Lang, teams: &[TeamView]) -> Vec<Filter> {
    let teams = teams.iter().map(|team| Choosable::new(team.id.to_string(), team.name.clone())).collect();
    let trades = Codes::built_in().all(CodeTable::Trade).map(|(code, name)| Choosable::new(code, name)).collect();
    let options = |group: &str, codes: Vec<&'static str>| words::options(lang, group, codes);
    vec![
        Filter::search(lang.t("workers.search")),
        Filter::choice("team", lang.t("workers.team"), teams),
        Filter::choice("trade", lang.t("workers.trade"), trades),
        Filter::choice("role", lang.t("workers.role"), options("workers.roles", Role::ALL.map(Role::code).to_vec())),
        Filter::choice(
            "where",
            lang.t("workers.where"),
            options("workers.presences", Presence::ALL.map(Presence::code).to_vec()),
        ),
        Filter::choice("lacks", lang.t("workers.lacks"), options("workers.lack", Lack::ALL.map(Lack::code).to_vec())),
    ]
}

fn columns(lang: Lang) -> Vec<Column> {
    vec![
        Column::text("name", lang.t("workers.name")).unbroken().sortable(),
        Column::text("number", lang.t("workers.document_number")),
        Column::text("team", lang.t("workers.unit_and_team")),
        Column::text("trade", lang.t("workers.trade")),
        Column::text("entered", lang.t("workers.where")).sortable(),
        Column::text("permit", lang.t("workers.permit.title")),
    ]
}

fn row(visit: &Visit, place: &Place, line: &RosterLine) -> Vec<Cell> {
    let lang = visit.lang;
    let leader = line.is_team_leader.then(|| badge(Tone::Info, lang.t("workers.leader")));
    let name = view! { <a href=person_path(place.project, line.person)>{line.name.clone()}</a>" "{leader} };
    let no_card = (!line.has_card && line.left.is_none())
        .then(|| badge(Tone::Warning, lang.code("workers.lack", Lack::Card.code())));
    let permit = line.left.is_none().then(|| words::permit(lang, &line.permit));
    let team = line.team_name.clone().map(|team| view! { <br/>{team} });
    vec![
        name.into_any().into(),
        line.id_number_masked.clone().into(),
        view! { {line.unit_name.clone()}{team} }.into_any().into(),
        words::work(lang, &line.trade, &line.post).into(),
        words::standing(lang, line.entered, line.left).into(),
        view! { {permit}" "{no_card} }.into_any().into(),
    ]
}

fn nobody(lang: Lang, place: &Place) -> AnyView {
    let next =
        place.rights.writes.then(|| (format!("{}/new", roster_path(place.project)), lang.t("workers.new.title")));
    let advice = if place.rights.writes { "workers.roster.nobody_write" } else { "workers.roster.nobody" };
    empty(lang.t("workers.roster.nobody_title"), lang.t(advice), next)
}

/// Under the titles of the template, whatever the language of the page: a sheet goes to and fro.
pub async fn export(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let filter = filter_of(&words_alone(&visit)?);
    let mut lines = sheet_of(&visit.ctx, project, &filter).await.or_page(&visit)?.into_iter();
    let titles = lines.next().unwrap_or_default();
    let rows: Vec<Vec<Value>> = lines.map(|cells| cells.into_iter().map(Value::text).collect()).collect();
    let at = visit.ctx.now();
    exported(at, &visit.t("workers.roster.title"), &titles, &rows).or_page(&visit)
}
