//! Who sat the exam with which result? The table of attempts, and the same as a workbook.

use axum::extract::Path;
use leptos::prelude::*;
use registry::exams::list::ExamView;
use registry::exams::results::{AttemptLine, export as every_line};
use uuid::Uuid;

use super::PER_PAGE;
use crate::error::{OrPage, PageResult};
use crate::exams::words;
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, download, workbook};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

const COLUMNS: [&str; 7] = ["name", "attempt", "state", "started", "finished", "score", "outcome"];

pub fn part(lang: Lang, exam: &ExamView, query: &Query, lines: &[AttemptLine], total: u64) -> AnyView {
    let title = lang.t("exams.results.title");
    let columns = COLUMNS.map(|key| match key {
        "attempt" | "score" => Column::number(key, lang.code("exams.results", key)),
        _ => Column::text(key, lang.code("exams.results", key)),
    });
    let table = Table::new(title.clone(), columns.to_vec(), lines.iter().map(|line| row(lang, line)).collect())
        .driven_by(query, query.paging(PER_PAGE, total))
        .export(format!("/office/exams/{}/results.xlsx", exam.id))
        .empty(empty(lang.t("exams.results.none_title"), lang.t("exams.results.none"), None));
    view! { <section><h2>{title}</h2>{table.view(lang)}</section> }.into_any()
}

fn row(lang: Lang, line: &AttemptLine) -> Vec<Cell> {
    let tone = if line.state == "open" { Tone::Info } else { Tone::Neutral };
    let outcome = line.outcome.map(|outcome| words::outcome_badge(lang, outcome));
    let held = line.is_held.then(|| words::held_badge(lang));
    vec![
        line.name.clone().into(),
        line.ordinal.to_string().into(),
        badge(tone, lang.code("exams.attempt_states", &line.state)).into(),
        lang.time(line.started_at).into(),
        finished(lang, line).into(),
        score(lang, line).into(),
        view! { {outcome}" "{held} }.into_any().into(),
    ]
}

pub async fn export(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let lines = every_line(&visit.ctx, exam).await.or_page(&visit)?;
    let (lang, at) = (visit.lang, visit.ctx.now());
    let titles = COLUMNS.map(|key| lang.code("exams.results", key));
    let rows: Vec<Vec<Value>> = lines.iter().map(|line| values(lang, line)).collect();
    let bytes = workbook(at, &titles, &rows).or_page(&visit)?;
    Ok(download(&format!("results-{}.xlsx", at.day()), bytes))
}

fn values(lang: Lang, line: &AttemptLine) -> Vec<Value> {
    let outcome = line.outcome.map(|outcome| lang.code("exams.outcomes", outcome.code())).unwrap_or_default();
    let held = if line.is_held { lang.t("exams.held") } else { String::new() };
    vec![
        Value::text(&line.name),
        Value::number(line.ordinal),
        Value::text(lang.code("exams.attempt_states", &line.state)),
        Value::text(lang.time(line.started_at)),
        Value::text(finished(lang, line)),
        Value::text(score(lang, line)),
        Value::text(format!("{outcome} {held}").trim()),
    ]
}

fn finished(lang: Lang, line: &AttemptLine) -> String {
    line.finished_at.map(|at| lang.time(at)).unwrap_or_default()
}

fn score(lang: Lang, line: &AttemptLine) -> String {
    line.score.map(|score| lang.points(score)).unwrap_or_default()
}
