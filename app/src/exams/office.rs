//! How does an office hold exams? The list of all exams; setting up, roster and results stand below.

mod accommodation;
mod admitting;
mod arranging;
mod blueprint;
pub(super) mod conduct;
mod corrections;
mod exam;
mod forms;
mod item;
mod new;
mod pool;
mod results;
mod roster;
mod similarity;
mod statistics;

use leptos::prelude::*;
use registry::Instant;
use registry::exams::list::{ExamColumn, ExamView, for_office};
use registry::permissions::{Object, Scope, Verb, widest};

use super::words;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::routes::Audience::Office;
use crate::routes::Routes;
use crate::ui::empty::empty;
use crate::ui::query::Query;
use crate::ui::sheet::{AT_ONCE, every};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

const PER_PAGE: u64 = 50;

pub fn routes() -> Routes {
    Routes::new()
        .get("/office/exams", Office, show)
        .get("/office/exams.xlsx", Office, export)
        .post("/office/exams", Office, forms::create)
        .get("/office/exams/new", Office, new::show)
        .get("/office/exams/{exam}", Office, exam::show)
        .post("/office/exams/{exam}/publication", Office, forms::publish_draft)
        .post("/office/exams/{exam}/mock", Office, forms::begin_mock)
        .post("/office/exams/{exam}/arrangement", Office, arranging::arrange_draft)
        .post("/office/exams/{exam}/roster", Office, admitting::admit_people)
        .get("/office/exams/{exam}/roster.xlsx", Office, roster::export)
        .get("/office/exams/{exam}/roster/{person}", Office, accommodation::show)
        .post("/office/exams/{exam}/roster/{person}", Office, accommodation::change)
        .post("/office/exams/{exam}/roster/{person}/lockdown", Office, accommodation::change_browser)
        .post("/office/exams/{exam}/roster/{person}/room", Office, accommodation::move_to_room)
        .get("/office/exams/{exam}/pool.xlsx", Office, pool::export)
        .get("/office/exams/{exam}/results.xlsx", Office, results::export)
        .get("/office/exams/{exam}/statistics", Office, statistics::show)
        .get("/office/exams/{exam}/statistics.xlsx", Office, statistics::export)
        .get("/office/exams/{exam}/item", Office, item::show)
        .get("/office/exams/{exam}/item.xlsx", Office, item::export)
        .get("/office/exams/{exam}/similarity", Office, similarity::show)
        .get("/office/exams/{exam}/similarity.xlsx", Office, similarity::export)
        .merge(corrections::routes())
}

/// Whether the visitor's right goes beyond the own record.
fn may(visit: &Visit, verb: Verb, object: Object) -> bool {
    widest(&visit.ctx, verb, object).is_some_and(|scope| scope > Scope::Own)
}

async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang, now) = (Query::of(&visit.path), visit.lang, visit.ctx.now());
    let order = query.sorted(ExamColumn::parse);
    let (exams, total) = for_office(&visit.ctx, order, query.page() - 1, PER_PAGE).await.or_page(&visit)?;
    let title = lang.t("exams.list.title");
    let new = may(&visit, Verb::Create, Object::ExamSetUp).then(
        || view! { <p class="actions"><a class="button" href="/office/exams/new">{lang.t("exams.list.new")}</a></p> },
    );
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let table = table(lang, &exams, now)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .export("/office/exams.xlsx")
                .empty(empty(lang.t("exams.list.none_title"), lang.t("exams.list.none"), None));
            view! {
                <h1>{title.clone()}</h1>
                {new}
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let (lang, now) = (visit.lang, visit.ctx.now());
    let order = Query::of(&visit.path).sorted(ExamColumn::parse);
    let exams = every(|page| for_office(&visit.ctx, order, page, AT_ONCE)).await.or_page(&visit)?;
    table(lang, &exams, now).file(now).or_page(&visit)
}

fn table<'a>(lang: Lang, exams: &[ExamView], now: Instant) -> Table<'a> {
    let shown = |key: &'static str| Column::text(key, lang.code("exams", key)).sorts(ExamColumn::parse);
    let filed = |key: &'static str| Column::filed(key, lang.code("exams", key));
    let columns = ["name", "state", "kind", "entry", "window", "office"].map(shown);
    let columns = columns.into_iter().chain(["window_opens", "window_closes"].map(filed)).collect();
    let rows = exams.iter().map(|exam| row(lang, exam, now)).collect();
    Table::new(lang.t("exams.list.title"), columns, rows)
}

fn row(lang: Lang, exam: &ExamView, now: Instant) -> Vec<Cell> {
    let (tone, state) = words::state(exam, now);
    vec![
        Cell::link(format!("/office/exams/{}", exam.id), exam.title.clone()),
        Cell::badge(tone, lang.code("exams.states", state)),
        lang.code("exam_kinds", exam.kind.code()).into(),
        lang.code("exams.entries", exam.entry.code()).into(),
        words::window(lang, exam).into(),
        exam.office.clone().into(),
        Cell::time(lang, Some(exam.opens_at)),
        Cell::time(lang, Some(exam.closes_at)),
    ]
}
