//! Who did what? The audit log as a table for those who may read it.

use leptos::prelude::*;
use registry::Day;
use registry::audit::{By, CHECKING, Entry, Filter as LogFilter, kinds, list};
use registry::jobs::{self, Standing};

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::routes::Audience::Office;
use crate::routes::Routes;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::notice::notice;
use crate::ui::query::Query;
use crate::ui::sheet::{AT_ONCE, every};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

const PER_PAGE: u64 = 50;

pub fn routes() -> Routes {
    Routes::new().get("/office/audit", Office, show).get("/office/audit.xlsx", Office, export)
}

async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let (entries, total) = list(&visit.ctx, &narrowed(&query), query.page() - 1, PER_PAGE).await.or_page(&visit)?;
    let kinds = kinds(&visit.ctx).await.or_page(&visit)?;
    let checked = jobs::list(&visit.ctx).await.or_page(&visit)?.into_iter().find(|job| job.name == CHECKING);
    let title = lang.t("audit.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let table = table(lang, &entries)
                .export("/office/audit.xlsx")
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(filters(lang, &kinds))
                .empty(empty(lang.t("audit.empty_title"), lang.t("audit.empty"), None));
            view! {
                <h1>{title.clone()}</h1>
                <p class="hint">{lang.t("audit.intro")}</p>
                {checked.and_then(|job| last_check(lang, &job))}
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let filter = narrowed(&Query::of(&visit.path));
    let entries = every(|page| list(&visit.ctx, &filter, page, AT_ONCE)).await.or_page(&visit)?;
    table(visit.lang, &entries).file(visit.ctx.now()).or_page(&visit)
}

fn table<'a>(lang: Lang, entries: &[Entry]) -> Table<'a> {
    let columns = ["at", "actor", "verb", "subject", "facts"].map(|key| Column::text(key, lang.code("audit", key)));
    Table::new(lang.t("audit.title"), columns.to_vec(), entries.iter().map(|entry| row(lang, entry)).collect())
}

/// When it was last looked whether the log is whole, and what came of it.
fn last_check(lang: Lang, job: &Standing) -> Option<AnyView> {
    let at = lang.time(job.last_run_at?);
    let (tone, key) = match job.has_failed() {
        true => (Tone::Danger, "audit.checked_broken"),
        false => (Tone::Success, "audit.checked_whole"),
    };
    Some(notice(lang, tone, lang.fill(key, &[("at", &at)])))
}

fn narrowed(query: &Query) -> LogFilter {
    let day = |name| query.filter(name).and_then(Day::parse);
    LogFilter {
        subject_kind: query.filter("kind").map(str::to_owned),
        subject: None,
        concerning: (!query.search().is_empty()).then(|| query.search().to_owned()),
        by: query.filter("by").and_then(By::parse),
        from: day("from"),
        until: day("until"),
    }
}

fn filters(lang: Lang, kinds: &[String]) -> Vec<Filter> {
    let by = By::ALL.map(|by| Choosable::new(by.code(), lang.code("audit.actors", by.code())));
    let kinds = kinds.iter().map(|kind| Choosable::new(kind, lang.code("audit.kinds", kind)));
    vec![
        Filter::search(lang.t("audit.search")),
        Filter::choice("kind", lang.t("audit.subject"), kinds.collect()),
        Filter::choice("by", lang.t("audit.actor"), by.to_vec()),
        Filter::day("from", lang.t("audit.from")),
        Filter::day("until", lang.t("audit.until")),
    ]
}

fn row(lang: Lang, entry: &Entry) -> Vec<Cell> {
    let facts = entry.facts.as_object().map(|facts| {
        facts
            .iter()
            .map(|(name, value)| {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                format!("{name}={value}")
            })
            .collect::<Vec<_>>()
            .join(" ")
    });
    let (actor_kind, actor_id) = entry.actor.split_once(':').unwrap_or((&entry.actor, ""));
    vec![
        Cell::time(lang, Some(entry.at)),
        named(lang.code("audit.actors", actor_kind), actor_id),
        Cell::from(lang.code("audit.verbs", &entry.verb)),
        named(lang.code("audit.kinds", &entry.subject_kind), &entry.subject),
        named(String::new(), &facts.unwrap_or_default()),
    ]
}

/// A word and the internal id or code behind it.
fn named(word: String, code: &str) -> Cell {
    let told = format!("{word} {code}").trim().to_owned();
    let code = (!code.is_empty()).then(|| view! { " " <code>{code.to_owned()}</code> });
    Cell::from(view! { {word} {code} }.into_any()).in_words(told)
}
