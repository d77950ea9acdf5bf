//! How does an office see one supplier: whether it delivers, its sites, its keys and scopes, and the outages of its feed?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::feeds::store::{
    BatchView, KeyView, OutageView, PER_PAGE, ProjectHealth, ScopeView, SupplierHealth, SupplierPage, list_batches,
    list_keys, list_scopes, supplier_health, supplier_page,
};
use registry::permissions::{Object, Verb, widest};
use serde::Deserialize;
use uuid::Uuid;

use super::tables::{Acts, ending, keys, latest_batches, scopes};
use super::words;
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::filters::Filter;
use crate::ui::notice::{done, notice};
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const HEALTHS: [&str; 5] = ["supplier_silent", "site_silent", "outage", "reporting", "not_expected"];

/// An outage as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Outage {
    pub first_day: String,
    pub last_day: String,
    pub reason: String,
}

/// Everything that the page shows.
struct Shown {
    page: SupplierPage,
    health: SupplierHealth,
    sites: (Vec<(String, ProjectHealth)>, u64),
    keys: Vec<KeyView>,
    scopes: (Vec<ScopeView>, u64),
    batches: (Vec<BatchView>, u64),
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(supplier): Path<Uuid>) -> PageResult {
    respond(&visit, supplier, &Outage::default(), &Mistakes::none(visit.lang)).await
}

pub async fn respond(visit: &Visit, supplier: Uuid, typed: &Outage, mistakes: &Mistakes) -> PageResult {
    let query = Query::of(&visit.path);
    let shown = shown(visit, supplier, &query).await?;
    let (lang, title, base) = (visit.lang, shown.page.supplier.name.clone(), format!("/office/feeds/{supplier}"));
    let is_open = shown.page.supplier.ended_at.is_none();
    let may = is_open && widest(&visit.ctx, Verb::Decide, Object::FeedKey).is_some();
    let decides = shown.page.decides;
    // whoever may not do it sees the rows alone
    let none = || ().into_any();
    Ok(page(visit, title.clone())
        .in_office()
        .under(lang.t("feeds.title"), "/office/feeds")
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {known(lang, &shown)}
                {sites(lang, &query, &shown)}
                {outages(lang, &shown.health, &|outage| if may { withdrawing(lang, &base, outage) } else { none() })}
                {may.then(|| outage_form(lang, &base, typed, mistakes))}
                {scopes(lang, &shown.scopes.0, shown.scopes.1, &|scope| if may { scope_acts(lang, &base, scope) } else { none() })}
                {keys(lang, &shown.keys, &|key| if decides { key_acts(lang, &base, key) } else { none() })}
                {decides.then(|| latest_batches(lang, supplier, &shown.batches.0, shown.batches.1))}
                {(decides && is_open).then(|| ending(lang, format!("{base}/end"), lang.t("feeds.end_supplier")))}
            }
            .into_any()
        })
        .respond())
}

async fn shown(visit: &Visit, supplier: Uuid, query: &Query) -> Result<Shown, Response> {
    let ctx = &visit.ctx;
    let page = supplier_page(ctx, supplier).await.or_page(visit)?;
    let health = supplier_health(ctx, supplier).await.or_page(visit)?;
    let code = query.filter("health").filter(|code| HEALTHS.contains(code));
    let sites = health.page(ctx, code, query.page() - 1).await.or_page(visit)?;
    let keys = list_keys(ctx, supplier).await.or_page(visit)?;
    let scopes = list_scopes(ctx, supplier, 0).await.or_page(visit)?;
    let batches = if page.decides { list_batches(ctx, supplier, 0).await.or_page(visit)? } else { (Vec::new(), 0) };
    Ok(Shown { page, health, sites, keys, scopes, batches })
}

fn known(lang: Lang, shown: &Shown) -> AnyView {
    let (supplier, health) = (&shown.page.supplier, &shown.health);
    let last = health.last_received_at.map_or_else(|| lang.t("feeds.never"), |at| lang.time(at));
    let lines = vec![
        Fact::text(lang.t("feeds.columns.credit_code"), supplier.credit_code.clone()),
        Fact::text(lang.t("feeds.answered_by"), shown.page.enterprise_name.clone()),
        Fact::text(lang.t("feeds.columns.last_received_at"), last),
        Fact::shown(lang.t("feeds.columns.state"), words::supplier_health(lang, health)),
    ];
    let ended = supplier
        .ended_at
        .map(|at| notice(lang, Tone::Warning, lang.fill("feeds.supplier_ended_at", &[("at", &lang.time(at))])));
    let silent = health.silent_since.map(|_| notice(lang, Tone::Danger, lang.t("feeds.supplier_silent_advice")));
    view! { {ended}{silent}{facts(lines)} }.into_any()
}

fn sites(lang: Lang, query: &Query, shown: &Shown) -> AnyView {
    let title = lang.t("feeds.sites");
    let columns = ["project", "project_code", "state", "last_passage_at", "last_received_at"]
        .map(|key| Column::text(key, lang.code("feeds.columns", key)));
    let row = |(name, site): &(String, ProjectHealth)| {
        let time = |at: Option<registry::Instant>| at.map_or_else(|| lang.t("feeds.never"), |at| lang.time(at));
        vec![
            Cell::link(format!("/projects/{}/feeds", site.project), name.clone()),
            Cell::from(view! { <span class="code">{site.project_code.clone()}</span> }.into_any()),
            Cell::from(words::health(lang, site.health)),
            Cell::from(time(site.last_passage_at)),
            Cell::from(time(site.last_received_at)),
        ]
    };
    let options = HEALTHS.map(|code| {
        let count = shown.health.count(code);
        Choosable::new(code, format!("{} ({count})", lang.code("feeds.health", code)))
    });
    let table = Table::new(title.clone(), columns.to_vec(), shown.sites.0.iter().map(row).collect())
        .driven_by(query, query.paging(PER_PAGE, shown.sites.1))
        .filters(vec![Filter::choice("health", lang.t("feeds.columns.state"), options.to_vec())])
        .empty(empty(lang.t("feeds.no_sites_title"), lang.t("feeds.no_sites"), None));
    view! { <section><h2>{title}</h2>{table.view(lang)}</section> }.into_any()
}

fn outages(lang: Lang, health: &SupplierHealth, acts: Acts<'_, OutageView>) -> AnyView {
    let title = lang.t("feeds.outages");
    let columns =
        ["days", "state", "outage_reason", "acts"].map(|key| Column::text(key, lang.code("feeds.columns", key)));
    let confirmed = health.confirmed.iter().map(|outage| {
        vec![
            Cell::from(words::period(lang, outage.period)),
            Cell::from(lang.t("feeds.outage_confirmed")),
            Cell::from(outage.reason.clone()),
            Cell::from(acts(outage)),
        ]
    });
    let suspected = health.suspected.iter().map(|period| {
        vec![
            Cell::from(words::period(lang, *period)),
            Cell::from(lang.t("feeds.outage_suspected")),
            Cell::from("—"),
            Cell::from("—"),
        ]
    });
    let rows = suspected.chain(confirmed).collect();
    let none = empty(lang.t("feeds.no_outages_title"), lang.t("feeds.no_outages"), None);
    view! {
        <section>
            <h2>{title.clone()}</h2>
            {Table::new(title, columns.to_vec(), rows).empty(none).view(lang)}
        </section>
    }
    .into_any()
}

fn withdrawing(lang: Lang, base: &str, outage: &OutageView) -> AnyView {
    ending(lang, format!("{base}/outages/{}/withdraw", outage.id), lang.t("feeds.withdraw_outage"))
}

fn outage_form(lang: Lang, base: &str, typed: &Outage, mistakes: &Mistakes) -> AnyView {
    view! {
        <section class="card">
            <h2>{lang.t("feeds.outage_title")}</h2>
            <p>{lang.t("feeds.outage_advice")}</p>
            <form method="post" action=format!("{base}/outages") novalidate>
                {Field::text("first_day", lang.t("feeds.first_day"), &typed.first_day).kind("date").short().view(mistakes)}
                {Field::text("last_day", lang.t("feeds.last_day"), &typed.last_day).kind("date").short().view(mistakes)}
                {Field::text("reason", lang.t("feeds.columns.outage_reason"), &typed.reason)
                    .autocomplete("off")
                    .maxlength(500)
                    .view(mistakes)}
                <button class="secondary">{lang.t("feeds.confirm_outage")}</button>
            </form>
        </section>
    }
    .into_any()
}

fn scope_acts(lang: Lang, base: &str, scope: &ScopeView) -> AnyView {
    if scope.ended_at.is_some() {
        return ().into_any();
    }
    let at = format!("{base}/scopes/{}", scope.id);
    let grant = scope.granted_at.is_none().then(|| {
        view! {
            <form method="post" action=format!("{at}/grant")>
                <button class="secondary">{lang.t("feeds.grant_scope")}</button>
            </form>
        }
    });
    let words = if scope.granted_at.is_none() { "feeds.decline" } else { "feeds.end" };
    view! { <div class="actions">{grant}{ending(lang, format!("{at}/end"), lang.t(words))}</div> }.into_any()
}

fn key_acts(lang: Lang, base: &str, key: &KeyView) -> AnyView {
    if key.ended_at.is_some() {
        return ().into_any();
    }
    let at = format!("{base}/keys/{}", key.id);
    let issue = key.issued_at.is_none().then(|| {
        view! {
            <form method="post" action=format!("{at}/issue")>
                <button class="secondary">{lang.t("feeds.issue_key")}</button>
            </form>
        }
    });
    let words = if key.issued_at.is_none() { "feeds.decline" } else { "feeds.end" };
    view! { <div class="actions">{issue}{ending(lang, format!("{at}/end"), lang.t(words))}</div> }.into_any()
}
