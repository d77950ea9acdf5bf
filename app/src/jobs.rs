//! What runs by itself, and how did it end last time?

use leptos::prelude::*;
use registry::jobs::{Standing, WAITING, list};
use registry::permissions::{Object, Verb, require};

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::routes::Audience::Office;
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

pub fn routes() -> Routes {
    Routes::new().get("/office/jobs", Office, show)
}

async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    require(&visit.ctx, Verb::View, Object::Job).or_page(&visit)?;
    let standing = list(&visit.ctx).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("jobs.title"));
    let columns = ["name", "last_run", "result", "next_run"].map(|key| Column::text(key, lang.code("jobs", key)));
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let rows = standing.iter().map(|job| row(lang, job)).collect();
            let table = Table::new(title.clone(), columns.to_vec(), rows).empty(empty(
                lang.t("jobs.none_title"),
                lang.t("jobs.none"),
                None,
            ));
            view! { <h1>{title.clone()}</h1> {table.view(lang)} }.into_any()
        })
        .respond())
}

fn row(lang: Lang, job: &Standing) -> Vec<Cell> {
    let result = match job.last_result.as_deref() {
        Some(_) if job.has_failed() => badge(Tone::Danger, lang.t("jobs.failed")),
        Some(said) => result(lang, said),
        None => badge(Tone::Info, lang.t("jobs.never")),
    };
    vec![
        Cell::from(lang.code("jobs.names", &job.name)),
        Cell::from(job.last_run_at.map(|at| lang.time(at)).unwrap_or_default()),
        Cell::from(result),
        Cell::from(lang.time(job.next_run_at)),
    ]
}

/// What waits for somebody to do something is named.
fn result(lang: Lang, said: &str) -> AnyView {
    match said.split_once(WAITING) {
        Some((_, what)) => {
            let sentence = lang.fill("jobs.what_waits", &[("what", what)]);
            view! { {badge(Tone::Warning, lang.t("jobs.waits"))} " " {sentence} }.into_any()
        }
        None => badge(Tone::Success, lang.t("jobs.ok")),
    }
}
