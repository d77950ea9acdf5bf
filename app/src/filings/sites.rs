//! Which projects and enterprises does an officer answer for today? The officer's start.

use leptos::prelude::*;
use registry::filings::store::{BindingView, own};
use registry::{Ctx, Fault};

use super::{overview, path, post, stage_badge};
use crate::lang::Lang;
use crate::ui::table::{Cell, Column, Table};

/// What gives rights now, and what rests.
pub async fn read(ctx: &Ctx) -> Result<Vec<BindingView>, Fault> {
    let mut bindings = own(ctx).await?;
    bindings.retain(|view| view.binding.stage() == registry::filings::Stage::InForce);
    Ok(bindings)
}

/// Nothing for whoever is no officer.
pub fn section(lang: Lang, bindings: &[BindingView]) -> Option<AnyView> {
    if bindings.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("place", lang.t("filings.place")),
        Column::text("post", lang.t("filings.as")),
        Column::text("stage", lang.t("filings.stage")),
        Column::text("binding", lang.t("filings.one")),
    ];
    let rows = bindings.iter().map(|view| {
        let to_binding = Cell::link(path(view.binding.id), lang.t("filings.open"));
        vec![place(view), Cell::from(post(lang, &view.binding)), Cell::from(stage_badge(lang, view)), to_binding]
    });
    let title = lang.t("filings.my_sites");
    Some(
        view! {
            <section class="card" id="sites">
                <h2>{title.clone()}</h2>
                {Table::new(title, columns, rows.collect()).view(lang)}
            </section>
        }
        .into_any(),
    )
}

/// Leads to the work, as far as there is any now.
fn place(view: &BindingView) -> Cell {
    let name = view.project.clone().unwrap_or_else(|| view.enterprise.clone());
    match view.binding.post.project() {
        _ if !view.is_effective() => Cell::from(name),
        Some(project) => Cell::link(format!("/projects/{project}"), name),
        None => Cell::link(overview::address(view.binding.enterprise), name),
    }
}
