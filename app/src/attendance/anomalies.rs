//! What was unusual on a site in a month or on a day, and how does each stand?

use axum::extract::Path;
use leptos::prelude::*;
use registry::Day;
use registry::attendance::store::{ANOMALIES_PER_PAGE, AnomalyFilter, AnomalyLine, AnomalyState, anomalies_of, place};
use registry::calendar::Month;
use uuid::Uuid;

use super::frame::{below, month_of, months};
use super::{address, words};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, every, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

const COLUMNS: [&str; 6] = ["day", "name", "team", "anomaly", "state", "read"];

pub async fn list(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let ctx = &visit.ctx;
    let place = place(ctx, project).await.or_page(&visit)?;
    let query = Query::of(&visit.path);
    let (filter, month) = filter_of(&visit, &query);
    let (lines, total) = anomalies_of(ctx, project, filter, query.page() - 1).await.or_page(&visit)?;
    let (lang, title, today) = (visit.lang, visit.t("attendance.anomalies_title"), ctx.now().day());
    Ok(below(&visit, &place, title.clone())
        .content(|| {
            let states = AnomalyState::ALL
                .map(|state| Choosable::new(state.code(), lang.code("attendance.states", state.code())));
            let columns = COLUMNS.map(|key| Column::text(key, lang.code("attendance.anomaly_columns", key)));
            let rows = lines.iter().map(|line| row(lang, project, line)).collect();
            let table = Table::new(title.clone(), columns.to_vec(), rows)
                .driven_by(&query, query.paging(ANOMALIES_PER_PAGE, total))
                .filters(vec![
                    Filter::choice("state", lang.t("attendance.state"), states.to_vec()),
                    Filter::day("day", lang.t("attendance.day")),
                ])
                .export(format!("{}/anomalies.xlsx", address(project)))
                .empty(empty(lang.t("attendance.no_anomalies_title"), lang.t("attendance.no_anomalies"), None));
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                <p>{lang.t("attendance.anomalies_intro")}</p>
                {months(lang, &query, month, today)}
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

/// A day, or else a month.
fn filter_of(visit: &Visit, query: &Query) -> (AnomalyFilter, Month) {
    let day = query.filter("day").and_then(Day::parse);
    let month = day.map_or_else(|| month_of(visit, query), Month::of);
    let of_month = AnomalyFilter::of_month(month);
    let (first, last) = day.map_or((of_month.first, of_month.last), |day| (day, day));
    let state = query.filter("state").and_then(AnomalyState::parse);
    (AnomalyFilter { first, last, state, person: None }, month)
}

fn row(lang: Lang, project: Uuid, line: &AnomalyLine) -> Vec<Cell> {
    let view = &line.view;
    let one = format!("{}/anomalies/{}", address(project), view.id);
    let person = format!("{}/{}?month={}", address(project), view.person, Month::of(view.finding.day));
    let said = line.explanations.first().map(|said| view! { <br/><small class="hint">{said.words.clone()}</small> });
    vec![
        lang.day(view.finding.day).into(),
        Cell::link(person, line.name.clone()),
        line.team_name.clone().unwrap_or_else(|| lang.t("attendance.no_team")).into(),
        Cell::link(one, spoken(lang, line)),
        view! { {words::state(lang, line.state())}{said} }.into_any().into(),
        read(lang, line).into(),
    ]
}

/// What it is, and at which time.
pub fn spoken(lang: Lang, line: &AnomalyLine) -> String {
    let what = words::anomaly(lang, line.view.finding.anomaly);
    match line.view.finding.at {
        Some(at) => lang.fill("attendance.anomaly_at", &[("what", &what), ("time", &words::clock(at))]),
        None => what,
    }
}

/// Who of those that were told has read it.
pub fn read(lang: Lang, line: &AnomalyLine) -> String {
    let told = |key: &str, at: Option<registry::Instant>| {
        let state = at.map_or_else(|| lang.t("attendance.unread"), |at| lang.time(at));
        lang.fill(key, &[("state", &state)])
    };
    let mut words = vec![told("attendance.worker_read", line.view.worker_read_at)];
    words.extend(line.view.leader.map(|_| told("attendance.leader_read", line.view.leader_read_at)));
    words.join(&lang.t("attendance.and"))
}

/// All of them, not one page.
pub async fn export(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let (lang, query) = (visit.lang, Query::of(&visit.path));
    let (filter, month) = filter_of(&visit, &query);
    let lines = every(|page| anomalies_of(&visit.ctx, project, filter, page)).await.or_page(&visit)?;
    let rows: Vec<Vec<Value>> = lines.iter().map(|line| values(lang, line)).collect();
    let titles: Vec<String> = COLUMNS.iter().map(|key| lang.code("attendance.anomaly_columns", key)).collect();
    exported(visit.ctx.now(), &format!("{} {month}", lang.t("attendance.anomalies_title")), &titles, &rows)
        .or_page(&visit)
}

fn values(lang: Lang, line: &AnomalyLine) -> Vec<Value> {
    let said: Vec<String> = line.explanations.iter().map(|said| said.words.clone()).collect();
    let state = lang.code("attendance.states", line.state().code());
    let state = [vec![state], said].concat().join(&lang.t("attendance.and"));
    vec![
        Value::Day(line.view.finding.day),
        Value::text(line.name.clone()),
        Value::text(line.team_name.clone().unwrap_or_default()),
        Value::text(spoken(lang, line)),
        Value::text(state),
        Value::text(read(lang, line)),
    ]
}
