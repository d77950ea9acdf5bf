//! How does an office hold exams? The list of all exams; setting up, roster and results stand below.

mod accommodation;
mod admitting;
mod arranging;
mod blueprint;
mod corrections;
mod exam;
mod forms;
mod item;
mod new;
mod results;
mod similarity;
mod statistics;

use leptos::prelude::*;
use registry::Instant;
use registry::exams::list::{ExamView, for_office};
use registry::permissions::{Object, Scope, Verb, widest};

use super::words;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::routes::Audience::Office;
use crate::routes::Routes;
use crate::ui::empty::empty;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

const PER_PAGE: u64 = 50;

pub fn routes() -> Routes {
    Routes::new()
        .get("/office/exams", Office, show)
        .post("/office/exams", Office, forms::create)
        .get("/office/exams/new", Office, new::show)
        .get("/office/exams/{exam}", Office, exam::show)
        .post("/office/exams/{exam}/publication", Office, forms::publish_draft)
        .post("/office/exams/{exam}/mock", Office, forms::begin_mock)
        .post("/office/exams/{exam}/arrangement", Office, arranging::arrange_draft)
        .post("/office/exams/{exam}/roster", Office, admitting::admit_people)
        .get("/office/exams/{exam}/roster/{person}", Office, accommodation::show)
        .post("/office/exams/{exam}/roster/{person}", Office, accommodation::change)
        .post("/office/exams/{exam}/roster/{person}/lockdown", Office, accommodation::change_browser)
        .post("/office/exams/{exam}/roster/{person}/room", Office, accommodation::move_to_room)
        .get("/office/exams/{exam}/results.xlsx", Office, results::export)
        .get("/office/exams/{exam}/statistics", Office, statistics::show)
        .get("/office/exams/{exam}/statistics.xlsx", Office, statistics::export)
        .get("/office/exams/{exam}/item", Office, item::show)
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
    let (exams, total) = for_office(&visit.ctx, query.page() - 1, PER_PAGE).await.or_page(&visit)?;
    let title = lang.t("exams.list.title");
    let new = may(&visit, Verb::Create, Object::ExamSetUp).then(
        || view! { <p class="actions"><a class="button" href="/office/exams/new">{lang.t("exams.list.new")}</a></p> },
    );
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let rows = exams.iter().map(|exam| row(lang, exam, now)).collect();
            let columns = ["name", "state", "kind", "entry", "window", "office"]
                .map(|key| Column::text(key, lang.code("exams", key)));
            let table = Table::new(title.clone(), columns.to_vec(), rows)
                .driven_by(&query, query.paging(PER_PAGE, total))
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

fn row(lang: Lang, exam: &ExamView, now: Instant) -> Vec<Cell> {
    vec![
        Cell::link(format!("/office/exams/{}", exam.id), exam.title.clone()),
        words::state_badge(lang, exam, now).into(),
        lang.code("exam_kinds", exam.kind.code()).into(),
        lang.code("exams.entries", exam.entry.code()).into(),
        words::window(lang, exam).into(),
        exam.office.clone().into(),
    ]
}
