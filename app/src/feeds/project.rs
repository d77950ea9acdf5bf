//! Does the data of one site arrive, from whom, and since when not?

use axum::extract::Path;
use leptos::prelude::*;
use registry::attendance::Gap;
use registry::feeds::store::{ProjectHealth, SpokenOf, latest_of_project, project_health};
use uuid::Uuid;

use super::words;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::projects::{below_project, neighbours};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::SignedVisit;

/// So many gaps are told, the latest first.
const GAPS: usize = 20;

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = project_health(&visit.ctx, project).await.or_page(&visit)?;
    let latest = latest_of_project(&visit.ctx, project).await.or_page(&visit)?;
    let beside = neighbours(&visit, project).await?;
    let (lang, title) = (visit.lang, visit.t("feeds.of_project"));
    Ok(below_project(&visit, project, &found.name, title.clone())
        .content(|| {
            let feeds = found.feeds.iter().map(|(supplier, health)| feed(lang, supplier, health)).collect_view();
            let none =
                found.feeds.is_empty().then(|| empty(lang.t("feeds.no_feed_title"), lang.t("feeds.no_feed"), None));
            view! {
                <h1>{title}</h1>
                {beside.view(&visit, "feeds")}
                <p>{lang.t("feeds.silence_explained")}</p>
                {none}
                {feeds}
                {batches(lang, &latest)}
            }
            .into_any()
        })
        .respond())
}

fn feed(lang: Lang, supplier: &str, health: &ProjectHealth) -> AnyView {
    let time = |at: Option<registry::Instant>| at.map_or_else(|| lang.t("feeds.never"), |at| lang.time(at));
    let code = view! { <span class="code">{health.project_code.clone()}</span> };
    let lines = vec![
        Fact::shown(lang.t("feeds.columns.state"), words::health(lang, health.health)),
        Fact::text(lang.t("feeds.columns.last_received_at"), time(health.last_received_at)),
        Fact::text(lang.t("feeds.columns.last_passage_at"), time(health.last_passage_at)),
        Fact::shown(lang.t("feeds.columns.project_code"), code.into_any()),
    ];
    view! {
        <section class="card">
            <h2>{supplier.to_owned()}</h2>
            {facts(lines)}
            <p>{lang.code("feeds.health_advice", health.health.code())}</p>
            {gaps(lang, &health.gaps)}
        </section>
    }
    .into_any()
}

fn gaps(lang: Lang, gaps: &[Gap]) -> AnyView {
    let title = lang.t("feeds.gaps");
    let columns =
        vec![Column::text("days", lang.t("feeds.columns.days")), Column::number("count", lang.t("feeds.gap_days"))];
    let row = |gap: &Gap| {
        let key = if gap.is_open { "feeds.gap_open" } else { "feeds.days" };
        let days = lang.fill(key, &[("first", &lang.day(gap.from)), ("last", &lang.day(gap.until))]);
        vec![Cell::from(days), Cell::from(gap.days.to_string())]
    };
    let rows = gaps.iter().rev().take(GAPS).map(row).collect();
    let none = empty(lang.t("feeds.no_gaps_title"), lang.t("feeds.no_gaps"), None);
    view! { <h3>{title.clone()}</h3>{Table::new(title, columns, rows).empty(none).view(lang)} }.into_any()
}

fn batches(lang: Lang, latest: &[SpokenOf]) -> AnyView {
    let title = lang.t("feeds.latest_batches");
    let columns = vec![
        Column::text("received_at", lang.t("feeds.columns.received_at")),
        Column::text("object", lang.t("feeds.columns.object")),
        Column::number("rows", lang.t("feeds.rows_here")),
        Column::text("state", lang.t("feeds.columns.state")),
    ];
    let row = |spoken: &SpokenOf| {
        let (batch, at) = (&spoken.batch, lang.time(spoken.batch.received_at));
        vec![
            match spoken.is_open {
                true => Cell::link(format!("/feeds/batches/{}", batch.receipt.batch), at),
                false => Cell::from(at),
            },
            Cell::from(lang.code("feeds.objects", batch.object.code())),
            Cell::from(spoken.rows.to_string()),
            Cell::from(words::batch_state(lang, batch.receipt.state)),
        ]
    };
    let none = empty(lang.t("feeds.no_batches_title"), lang.t("feeds.no_batches"), None);
    view! {
        <h2>{title.clone()}</h2>
        {Table::new(title, columns, latest.iter().map(row).collect()).empty(none).view(lang)}
    }
    .into_any()
}
