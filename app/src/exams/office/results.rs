//! Who sat the exam with which result? The table of attempts, and the same as a workbook.

use axum::extract::Path;
use leptos::prelude::*;
use registry::exams::list::ExamView;
use registry::exams::results::{AttemptColumn, AttemptLine, export as every_line};
use uuid::Uuid;

use super::PER_PAGE;
use crate::error::{OrPage, PageResult};
use crate::exams::words;
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::query::Query;
use crate::ui::sheet::Value;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

const COLUMNS: [&str; 7] = ["name", "attempt", "state", "started", "finished", "score", "outcome"];

pub fn part(lang: Lang, exam: &ExamView, query: &Query, lines: &[AttemptLine], total: u64) -> AnyView {
    let title = lang.t("exams.results.title");
    let table = table(lang, lines)
        .driven_by(query, query.paging(PER_PAGE, total))
        .export(format!("/office/exams/{}/results.xlsx", exam.id))
        .empty(empty(lang.t("exams.results.none_title"), lang.t("exams.results.none"), None));
    view! { <section><h2>{title}</h2>{table.view(lang)}</section> }.into_any()
}

pub async fn export(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let order = Query::of(&visit.path).sorted(AttemptColumn::parse);
    let lines = every_line(&visit.ctx, exam, order).await.or_page(&visit)?;
    table(visit.lang, &lines).file(visit.ctx.now()).or_page(&visit)
}

fn table<'a>(lang: Lang, lines: &[AttemptLine]) -> Table<'a> {
    let columns = COLUMNS.map(|key| {
        let title = lang.code("exams.results", key);
        let column =
            if matches!(key, "attempt" | "score") { Column::number(key, title) } else { Column::text(key, title) };
        column.sorts(AttemptColumn::parse)
    });
    let rows = lines.iter().map(|line| row(lang, line)).collect();
    Table::new(lang.t("exams.results.title"), columns.to_vec(), rows)
}

fn row(lang: Lang, line: &AttemptLine) -> Vec<Cell> {
    let tone = if line.state == "open" { Tone::Info } else { Tone::Neutral };
    let badges = line.outcome.map(|outcome| words::outcome_badge(lang, outcome));
    let held = line.is_held.then(|| words::held_badge(lang));
    let score = line.score.map(|score| lang.points(score)).unwrap_or_default();
    vec![
        line.name.clone().into(),
        Cell::number(line.ordinal),
        Cell::badge(tone, lang.code("exams.attempt_states", &line.state)),
        Cell::time(lang, Some(line.started_at)),
        Cell::time(lang, line.finished_at),
        Cell::from(score).told(line.score.map_or_else(|| Value::text(""), Value::Hundredths)),
        Cell::from(view! { {badges}" "{held} }.into_any()).in_words(outcome(lang, line)),
    ]
}

fn outcome(lang: Lang, line: &AttemptLine) -> String {
    let outcome = line.outcome.map(|outcome| lang.code("exams.outcomes", outcome.code()));
    let held = line.is_held.then(|| lang.t("exams.held"));
    [outcome, held].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
