//! Which rules are in force? Every threshold that the program decides by, with its pack, version and value.

mod new;
mod office;

use leptos::prelude::*;
use registry::Day;
use registry::offices::areas;
use registry::projects::Area;
use registry::rulepacks::{RulePack, store};
use serde_json::Value;

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::routes::Audience::{Anyone, Office};
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .get("/rules", Anyone, show)
        .get("/office/rules", Office, office::show)
        .get("/office/rules.xlsx", Office, office::export)
        .get("/office/rules/new", Office, new::show)
        .post("/office/rules/new", Office, new::propose)
        .post("/office/rules/{rule_change}/confirm", Office, office::confirm)
        .post("/office/rules/{rule_change}/decline", Office, office::decline)
}

async fn show(visit: Visit) -> PageResult {
    let packs = store::list(&visit.ctx).await.or_page(&visit)?;
    let areas = areas::list_all(&visit.ctx).await.or_page(&visit)?;
    let (lang, today) = (visit.lang, visit.ctx.now().day());
    let title = lang.t("rulepacks.title");
    Ok(page(&visit, title.clone())
        .content(move || {
            view! {
                <h1>{title}</h1>
                <p>{lang.t("rulepacks.intro")}</p>
                <p><a href="/calendar">{lang.t("calendar.title")}</a></p>
                {packs.iter().rev().map(|pack| one_pack(lang, &areas, pack, today)).collect_view()}
            }
            .into_any()
        })
        .respond())
}

fn one_pack(lang: Lang, areas: &[Area], pack: &RulePack, today: Day) -> AnyView {
    let heading = lang.fill(
        "rulepacks.heading",
        &[
            ("name", &lang.code("rulepacks.packs", &pack.pack.to_lowercase())),
            ("area", area_name(areas, &pack.area)),
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
            {(pack.effective_from > today).then(|| view! { <p>{badge(Tone::Info, lang.t("rulepacks.not_yet"))}</p> })}
            {Table::new(heading, columns, rows).view(lang)}
        </section>
    }
    .into_any()
}

/// The name of an area; its code where nothing is on record of it.
pub fn area_name<'a>(areas: &'a [Area], code: &'a str) -> &'a str {
    areas.iter().find(|area| area.code == code).map_or(code, |area| area.name.as_str())
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
