//! Which rules are in force? Every threshold that the program decides by, with its pack, version and value.

use leptos::prelude::*;
use registry::rulepacks::{RulePack, store};
use serde_json::Value;

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::routes::Audience::Anyone;
use crate::routes::Routes;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::Visit;

pub fn routes() -> Routes {
    Routes::new().get("/rules", Anyone, show)
}

async fn show(visit: Visit) -> PageResult {
    let packs = store::list(&visit.ctx).await.or_page(&visit)?;
    let lang = visit.lang;
    let title = lang.t("rulepacks.title");
    Ok(page(&visit, title.clone())
        .content(move || {
            view! {
                <h1>{title}</h1>
                <p>{lang.t("rulepacks.intro")}</p>
                {packs.iter().rev().map(|pack| one_pack(lang, pack)).collect_view()}
            }
            .into_any()
        })
        .respond())
}

fn one_pack(lang: Lang, pack: &RulePack) -> AnyView {
    let heading = lang.fill(
        "rulepacks.heading",
        &[
            ("name", &lang.code("rulepacks.packs", &pack.pack.to_lowercase())),
            ("version", &pack.version.to_string()),
            ("from", &lang.day(pack.effective_from)),
        ],
    );
    let rows = pack
        .parameters
        .iter()
        .map(|(name, value)| vec![Cell::from(named(lang, name)), Cell::from(told(lang, value))])
        .collect();
    let columns =
        vec![Column::text("name", lang.t("rulepacks.parameter")), Column::text("value", lang.t("rulepacks.value"))];
    view! {
        <section class="card">
            <h2>{heading.clone()}</h2>
            {Table::new(heading, columns, rows).view(lang)}
        </section>
    }
    .into_any()
}

/// The name of a parameter.
pub fn named(lang: Lang, parameter: &str) -> String {
    lang.code("rulepacks.names", &parameter.replace('.', "_"))
}

/// `"24 h"` becomes 24小时, `true` becomes 是, a code its word.
pub fn told(lang: Lang, value: &Value) -> String {
    match value {
        Value::Bool(true) => lang.t("rulepacks.on"),
        Value::Bool(false) => lang.t("rulepacks.off"),
        Value::Array(items) => {
            items.iter().map(|item| told(lang, item)).collect::<Vec<_>>().join(lang.t("rulepacks.and").as_str())
        }
        Value::String(text) => match text.split_once(' ') {
            Some((count, unit)) => lang.fill(&format!("rulepacks.units.{unit}"), &[("count", count)]),
            None => lang.code("rulepacks.codes", &text.to_lowercase()),
        },
        other => other.to_string(),
    }
}
