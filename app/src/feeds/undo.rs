//! How is a batch undone? Its consequences are shown first, and only those that were shown are confirmed.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::feeds::store::{BatchPage, Consequence, Effects, batch_page, effects, undo};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::batch::{back, title};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::confirm::{CONFIRMATION, Confirm, is_typed};
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// of the consequences that were shown
    hash: String,
    reason: String,
    confirmation: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(batch): Path<Uuid>) -> PageResult {
    respond(&visit, batch, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn confirm(SignedVisit(visit): SignedVisit, Path(batch): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    match outcome(&visit, confirmed(&visit, batch, &typed).await) {
        Outcome::Done(_) => Ok(Redirect::to(&format!("/feeds/batches/{batch}?done=batch_undone")).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, batch, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn confirmed(visit: &Visit, batch: Uuid, typed: &Typed) -> Result<Effects, Fault> {
    let (ctx, sinks) = (&visit.ctx, &visit.state.sinks);
    if !is_typed(&typed.confirmation, &visit.t("feeds.undo_word")) {
        // asks first whether it may be undone at all
        effects(ctx, sinks, batch).await?;
        return Err(Refusal::on(CONFIRMATION, "confirmation.not_typed").into());
    }
    undo(ctx, sinks, batch, &typed.reason, &typed.hash).await
}

async fn respond(visit: &Visit, batch: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let shown = batch_page(&visit.ctx, batch).await.or_page(visit)?;
    let found = effects(&visit.ctx, &visit.state.sinks, batch).await.or_page(visit)?;
    let (lang, heading) = (visit.lang, visit.t("feeds.undo"));
    let (name, path) = back(visit, &shown);
    Ok(page(visit, heading.clone())
        .for_staff()
        .under(name, path)
        .under(title(lang, &shown), format!("/feeds/batches/{batch}"))
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{heading}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("feeds.undo_advice")}</p>
                {table(lang, &shown, &found.consequences)}
                {form(lang, batch, &found, typed, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn table(lang: Lang, shown: &BatchPage, consequences: &[Consequence]) -> AnyView {
    let title = lang.t("feeds.consequences_title");
    let columns = vec![
        Column::text("what", lang.t("feeds.columns.what")),
        Column::text("project", lang.t("feeds.columns.project")),
        Column::number("count", lang.t("feeds.columns.count")),
    ];
    let row = |consequence: &Consequence| {
        let name = consequence.project.and_then(|id| shown.projects.iter().find(|(project, ..)| *project == id));
        let project = match (consequence.project, name) {
            (Some(id), Some((_, name, _))) => Cell::link(format!("/projects/{id}/feeds"), name.clone()),
            (Some(id), None) => Cell::link(format!("/projects/{id}/feeds"), lang.t("feeds.a_project")),
            (None, _) => Cell::from("—"),
        };
        vec![
            Cell::from(lang.code("feeds.consequences", &consequence.code)),
            project,
            Cell::from(consequence.count.to_string()),
        ]
    };
    let none = empty(lang.t("feeds.no_consequences_title"), lang.t("feeds.no_consequences"), None);
    view! {
        <h2>{title.clone()}</h2>
        {Table::new(title, columns, consequences.iter().map(row).collect()).empty(none).view(lang)}
    }
    .into_any()
}

fn form(lang: Lang, batch: Uuid, found: &Effects, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let reason = Field::text("reason", lang.t("feeds.reason"), &typed.reason).autocomplete("off").maxlength(500);
    let hash = view! { <input type="hidden" name="hash" value=found.hash.clone()/> }.into_any();
    let action = format!("/feeds/batches/{batch}/undo");
    Confirm::new(action, lang.t("feeds.undo"), lang.t("feeds.undo_consequence"), lang.t("feeds.undo_word"))
        .with(hash)
        .with(reason.view(mistakes))
        .opened()
        .view(lang, mistakes)
}
