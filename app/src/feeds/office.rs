//! Which suppliers are there in an office's reach, how do they stand, and what waits for a decision?

use leptos::prelude::*;
use registry::feeds::store::{
    SUPPLIERS_PER_PAGE, ScopeView, SupplierLine, WaitingKey, list_waiting_keys, list_waiting_scopes, supplier_lines,
};
use registry::permissions::{Object, Verb, widest};

use super::words;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, every, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const COLUMNS: [&str; 6] = ["supplier", "state", "last_received_at", "projects", "site_silent", "registered_at"];

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let (lines, total) = supplier_lines(&visit.ctx, query.page() - 1).await.or_page(&visit)?;
    let may = widest(&visit.ctx, Verb::Decide, Object::FeedKey).is_some();
    let (mut keys, mut scopes) = (Vec::new(), (Vec::new(), 0));
    if may {
        keys = list_waiting_keys(&visit.ctx).await.or_page(&visit)?;
        scopes = list_waiting_scopes(&visit.ctx, 0).await.or_page(&visit)?;
    }
    let title = lang.t("feeds.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {may.then(|| waiting(&visit, &keys, &scopes.0, scopes.1))}
                <h2>{lang.t("feeds.suppliers")}</h2>
                <p>{lang.t("feeds.silence_explained")}</p>
                {table(lang, &query, &lines, total)}
            }
            .into_any()
        })
        .respond())
}

fn table(lang: Lang, query: &Query, lines: &[SupplierLine], total: u64) -> AnyView {
    let columns = COLUMNS.map(|key| match key {
        "projects" | "site_silent" => Column::number(key, lang.code("feeds.columns", key)),
        _ => Column::text(key, lang.code("feeds.columns", key)),
    });
    Table::new(lang.t("feeds.suppliers"), columns.to_vec(), lines.iter().map(|line| row(lang, line)).collect())
        .driven_by(query, query.paging(SUPPLIERS_PER_PAGE, total))
        .export("/office/feeds.xlsx")
        .empty(empty(lang.t("feeds.no_suppliers_title"), lang.t("feeds.no_suppliers_here"), None))
        .view(lang)
}

fn row(lang: Lang, line: &SupplierLine) -> Vec<Cell> {
    let path = format!("/office/feeds/{}", line.supplier.id);
    let (state, last, projects, silent) = match &line.health {
        None => (badge(Tone::Neutral, lang.t("feeds.key_states.ended")), String::new(), 0, 0),
        Some(health) => (
            words::supplier_health(lang, health),
            health.last_received_at.map_or_else(|| lang.t("feeds.never"), |at| lang.time(at)),
            health.projects.len(),
            health.count("site_silent"),
        ),
    };
    let silent = match silent {
        0 => Cell::from("0"),
        some => Cell::link(format!("{path}?health=site_silent"), some.to_string()),
    };
    vec![
        Cell::link(path.clone(), line.supplier.name.clone()),
        Cell::from(state),
        Cell::from(last),
        Cell::link(path, projects.to_string()),
        silent,
        Cell::from(lang.day(line.supplier.registered_at.day())),
    ]
}

/// What an office has to decide, before everything else.
fn waiting(visit: &Visit, keys: &[WaitingKey], scopes: &[ScopeView], total: u64) -> AnyView {
    let (lang, title) = (visit.lang, visit.t("feeds.waiting"));
    let columns = ["what", "supplier", "project", "requested_at", "acts"]
        .map(|key| Column::text(key, lang.code("feeds.columns", key)));
    let button = |action: String, words: String| {
        view! { <form method="post" action=action><button class="secondary">{words}</button></form> }.into_any()
    };
    let key_row = |waiting: &WaitingKey| {
        let base = format!("/office/feeds/{}", waiting.supplier);
        let issue = button(format!("{base}/keys/{}/issue", waiting.key.id), lang.t("feeds.issue_key"));
        vec![
            Cell::from(lang.code("feeds.protocols", waiting.key.protocol.code())),
            Cell::link(base, waiting.supplier_name.clone()),
            Cell::from(waiting.key.app_id.clone().unwrap_or_else(|| "—".into())),
            Cell::from(lang.time(waiting.key.requested_at)),
            Cell::from(issue),
        ]
    };
    let scope_row = |scope: &ScopeView| {
        let base = format!("/office/feeds/{}", scope.supplier);
        let grant = button(format!("{base}/scopes/{}/grant", scope.id), lang.t("feeds.grant_scope"));
        vec![
            Cell::from(words::objects(lang, &scope.objects)),
            Cell::link(base, scope.supplier_name.clone()),
            Cell::from(scope.project_name.clone()),
            Cell::from(lang.time(scope.requested_at)),
            Cell::from(grant),
        ]
    };
    let rows: Vec<Vec<Cell>> = keys.iter().map(key_row).chain(scopes.iter().map(scope_row)).collect();
    let shown = scopes.len();
    let more = (total > u64::try_from(shown).unwrap_or(u64::MAX)).then(|| {
        let told = lang.fill("feeds.latest_of", &[("shown", &shown.to_string()), ("total", &total.to_string())]);
        view! { <p class="hint">{told}</p> }
    });
    let none = empty(lang.t("feeds.nothing_waits_title"), lang.t("feeds.nothing_waits"), None);
    view! {
        <section>
            <h2>{title.clone()}</h2>
            {Table::new(title, columns.to_vec(), rows).empty(none).view(lang)}
            {more}
        </section>
    }
    .into_any()
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let (lang, at) = (visit.lang, visit.ctx.now());
    let lines = every(|page| supplier_lines(&visit.ctx, page)).await.or_page(&visit)?;
    let rows: Vec<Vec<Value>> = lines.iter().map(|line| values(lang, line)).collect();
    let titles = COLUMNS.map(|key| lang.code("feeds.columns", key));
    exported(at, &lang.t("feeds.suppliers"), &titles, &rows).or_page(&visit)
}

fn values(lang: Lang, line: &SupplierLine) -> Vec<Value> {
    let registered = Value::Day(line.supplier.registered_at.day());
    let name = Value::text(&line.supplier.name);
    let Some(health) = &line.health else {
        let ended = Value::text(lang.t("feeds.key_states.ended"));
        return vec![name, ended, Value::text(""), Value::text(""), Value::text(""), registered];
    };
    let state = match health.silent_since {
        Some(day) => {
            let since = lang.fill("feeds.since", &[("day", &lang.day(day))]);
            format!("{} {since}", lang.t("feeds.health.supplier_silent"))
        }
        None => lang.t("feeds.delivering"),
    };
    vec![
        name,
        Value::text(state),
        Value::time(health.last_received_at),
        Value::number(health.projects.len()),
        Value::number(health.count("site_silent")),
        registered,
    ]
}
