//! How do keys, scopes and batches of a supplier look to whichever side reads them?

use leptos::prelude::*;
use registry::feeds::store::{BatchView, KeyView, PER_PAGE, ScopeView};
use uuid::Uuid;

use super::words;
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::table::{Cell, Column, Table};

/// What a row offers besides what it says.
pub type Acts<'a, T> = &'a dyn Fn(&T) -> AnyView;

pub fn keys(lang: Lang, keys: &[KeyView], acts: Acts<'_, KeyView>) -> AnyView {
    let title = lang.t("feeds.keys");
    let columns = ["key", "protocol", "requested_at", "state", "acts"]
        .map(|key| Column::text(key, lang.code("feeds.columns", key)));
    let row = |key: &KeyView| {
        let protocol = lang.code("feeds.protocols", key.protocol.code());
        let protocol = match &key.app_id {
            Some(app_id) => format!("{protocol} {app_id}"),
            None => protocol,
        };
        vec![
            Cell::from(view! { <span class="code">{key.id.to_string()}</span> }.into_any()),
            Cell::from(protocol),
            Cell::from(lang.time(key.requested_at)),
            Cell::from(words::key_state(lang, key)),
            Cell::from(acts(key)),
        ]
    };
    let none = empty(lang.t("feeds.no_keys_title"), lang.t("feeds.no_keys"), None);
    let table = Table::new(title.clone(), columns.to_vec(), keys.iter().map(row).collect()).empty(none);
    view! { <section><h2>{title}</h2>{table.view(lang)}</section> }.into_any()
}

pub fn scopes(lang: Lang, scopes: &[ScopeView], total: u64, acts: Acts<'_, ScopeView>) -> AnyView {
    let title = lang.t("feeds.scopes");
    let columns = ["project", "project_code", "objects", "state", "acts"]
        .map(|key| Column::text(key, lang.code("feeds.columns", key)));
    let row = |scope: &ScopeView| {
        vec![
            Cell::link(format!("/projects/{}/feeds", scope.project), scope.project_name.clone()),
            Cell::from(view! { <span class="code">{scope.project_code.clone()}</span> }.into_any()),
            Cell::from(words::objects(lang, &scope.objects)),
            Cell::from(words::scope_state(lang, scope)),
            Cell::from(acts(scope)),
        ]
    };
    let none = empty(lang.t("feeds.no_scopes_title"), lang.t("feeds.no_scopes"), None);
    let table = Table::new(title.clone(), columns.to_vec(), scopes.iter().map(row).collect()).empty(none);
    let more = (total > PER_PAGE).then(|| {
        let told = lang.fill("feeds.latest_of", &[("shown", &PER_PAGE.to_string()), ("total", &total.to_string())]);
        view! { <p class="hint">{told}</p> }
    });
    view! { <section><h2>{title}</h2>{table.view(lang)}{more}</section> }.into_any()
}

/// The latest of a supplier, and the way to all of them.
pub fn latest_batches(lang: Lang, supplier: Uuid, latest: &[BatchView], total: u64) -> AnyView {
    let all = (total > PER_PAGE).then(|| {
        let words = lang.fill("feeds.all_batches", &[("total", &total.to_string())]);
        view! { <p><a href=format!("/feeds/suppliers/{supplier}/batches")>{words}</a></p> }
    });
    view! { <section><h2>{lang.t("feeds.batches")}</h2>{batches(lang, latest).view(lang)}{all}</section> }.into_any()
}

pub fn batches<'a>(lang: Lang, batches: &[BatchView]) -> Table<'a> {
    let title = lang.t("feeds.batches");
    let columns = ["received_at", "object", "number"].map(|key| Column::text(key, lang.code("feeds.columns", key)));
    let counts = ["rows", "added", "refused"].map(|key| Column::number(key, lang.code("feeds.columns", key)));
    let state = Column::text("state", lang.t("feeds.columns.state"));
    let columns = columns.into_iter().chain(counts).chain([state]).collect();
    let row = |batch: &BatchView| {
        let receipt = &batch.receipt;
        vec![
            Cell::link(format!("/feeds/batches/{}", receipt.batch), lang.time(batch.received_at)),
            Cell::from(lang.code("feeds.objects", batch.object.code())),
            Cell::from(receipt.number.clone()),
            Cell::from(receipt.row_count.to_string()),
            Cell::from(receipt.added.to_string()),
            Cell::from(receipt.refused.to_string()),
            Cell::from(words::batch_state(lang, receipt.state)),
        ]
    };
    let none = empty(lang.t("feeds.no_batches_title"), lang.t("feeds.no_batches"), None);
    Table::new(title, columns, batches.iter().map(row).collect()).empty(none)
}

/// An act that ends something, folded away with the reason that it needs. Its label holds the field: a page has many of these,
/// and an id may stand on it once only.
pub fn ending(lang: Lang, action: String, title: String) -> AnyView {
    view! {
        <details>
            <summary>{title.clone()}</summary>
            <form method="post" action=action>
                <label>
                    {lang.t("feeds.reason")}
                    <input name="reason" required maxlength="500" autocomplete="off"/>
                </label>
                <button class="secondary danger">{title}</button>
            </form>
        </details>
    }
    .into_any()
}
