//! What runs by itself, and how did it end last time?

use leptos::prelude::*;
use registry::Fault;
use registry::jobs::{JobColumn, Standing, WAITING, list_by};
use registry::permissions::{Object, Verb, require};

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::routes::Audience::Office;
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// More jobs than any program has: they stand on one page.
const MOST: u64 = 1_000;

pub fn routes() -> Routes {
    Routes::new().get("/office/jobs", Office, show).get("/office/jobs.xlsx", Office, export)
}

async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let standing = asked(&visit, &query).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("jobs.title"));
    let paging = query.paging(MOST, u64::try_from(standing.len()).unwrap_or(MOST));
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let none = empty(lang.t("jobs.none_title"), lang.t("jobs.none"), None);
            let table = table(lang, &standing).driven_by(&query, paging).export("/office/jobs.xlsx").empty(none);
            view! { <h1>{title.clone()}</h1> {table.view(lang)} }.into_any()
        })
        .respond())
}

async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let standing = asked(&visit, &Query::of(&visit.path)).await.or_page(&visit)?;
    table(visit.lang, &standing).file(visit.ctx.now()).or_page(&visit)
}

async fn asked(visit: &Visit, query: &Query) -> Result<Vec<Standing>, Fault> {
    require(&visit.ctx, Verb::View, Object::Job)?;
    list_by(&visit.ctx, query.sorted(JobColumn::parse)).await
}

fn table<'a>(lang: Lang, standing: &[Standing]) -> Table<'a> {
    let shown = |key: &'static str| Column::text(key, lang.code("jobs", key)).sorts(JobColumn::parse);
    let columns = ["name", "last_run", "result", "next_run"].map(shown).to_vec();
    Table::new(lang.t("jobs.title"), columns, standing.iter().map(|job| row(lang, job)).collect())
}

fn row(lang: Lang, job: &Standing) -> Vec<Cell> {
    let result = match job.last_result.as_deref() {
        Some(_) if job.has_failed() => Cell::badge(Tone::Danger, lang.t("jobs.failed")),
        Some(said) => result(lang, said),
        None => Cell::badge(Tone::Info, lang.t("jobs.never")),
    };
    vec![
        Cell::from(lang.code("jobs.names", &job.name)),
        Cell::time(lang, job.last_run_at),
        result,
        Cell::time(lang, Some(job.next_run_at)),
    ]
}

/// What waits for somebody to do something is named.
fn result(lang: Lang, said: &str) -> Cell {
    let Some((_, what)) = said.split_once(WAITING) else { return Cell::badge(Tone::Success, lang.t("jobs.ok")) };
    let (waits, sentence) = (lang.t("jobs.waits"), lang.fill("jobs.what_waits", &[("what", what)]));
    let words = format!("{waits} {sentence}");
    Cell::from(view! { {badge(Tone::Warning, waits)} " " {sentence} }.into_any()).in_words(words)
}
