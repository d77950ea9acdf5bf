//! What became of the questions of an exam since it was published? What was withdrawn, when and why, and what could not be.

use axum::extract::Path;
use leptos::prelude::*;
use registry::exams::withdrawing::{KeptCell, PoolState, Withdrawal, of_exam};
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::notice::notice_with;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

/// What needs a decision: cells that withdrawn questions still have to fill.
pub fn warning(lang: Lang, state: &PoolState) -> Option<AnyView> {
    let lines = state.kept.iter().map(|one| view! { <li>{cell_words(lang, one)}</li> }).collect_view();
    (!state.kept.is_empty()).then(|| {
        let advice = view! { <ul>{lines}</ul><p>{lang.t("exam_pool.kept_advice")}</p> }.into_any();
        notice_with(lang, Tone::Danger, lang.t("exam_pool.kept"), advice)
    })
}

fn cell_words(lang: Lang, kept: &KeptCell) -> String {
    let questions = kept.questions.join(lang.t("exam_pool.between").as_str());
    let cell = &kept.cell;
    lang.fill(
        "exam_pool.kept_cell",
        &[
            ("point", &lang.code("points", cell.point.code())),
            ("kind", &lang.code("kinds", cell.kind.code())),
            ("difficulty", &lang.code("difficulties", cell.difficulty.code())),
            ("n", &kept.questions.len().to_string()),
            ("questions", &questions),
        ],
    )
}

/// Every change of the pool with its commitment.
pub fn part(lang: Lang, exam: Uuid, state: &PoolState) -> Option<AnyView> {
    (!state.withdrawals.is_empty()).then(|| {
        view! {
            <section id="pool">
                <h2>{lang.t("exam_pool.title")}</h2>
                <p class="hint">{lang.t("exam_pool.hint")}" "
                    <a href=format!("/exams/{exam}/proof")>{lang.t("proof.exam.to_page")}</a>
                </p>
                {table(lang, state).export(format!("/office/exams/{exam}/pool.xlsx")).view(lang)}
            </section>
        }
        .into_any()
    })
}

pub async fn export(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let state = of_exam(&visit.ctx, exam).await.or_page(&visit)?;
    table(visit.lang, &state).file(visit.ctx.now()).or_page(&visit)
}

fn table<'a>(lang: Lang, state: &PoolState) -> Table<'a> {
    let columns = vec![
        Column::text("version", lang.t("exam_pool.version")),
        Column::text("at", lang.t("exam_pool.at")),
        Column::text("cause", lang.t("exam_pool.cause")),
        Column::number("withdrawn", lang.t("exam_pool.withdrawn")),
        Column::number("added", lang.t("exam_pool.added")),
    ];
    let rows = state.withdrawals.iter().map(|one| row(lang, one)).collect();
    Table::new(lang.t("exam_pool.title"), columns, rows)
}

fn row(lang: Lang, one: &Withdrawal) -> Vec<Cell> {
    vec![
        lang.fill("exam_pool.nth", &[("n", &one.version.to_string())]).into(),
        Cell::time(lang, Some(one.at)),
        lang.code("exam_pool.causes", &one.cause).into(),
        Cell::number(one.withdrawn),
        Cell::number(one.added),
    ]
}
