//! What would taking a file back take away, and is it really to be done?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::imports::store::{effects, get, undo};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::below;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::ui::confirm::{CONFIRMATION, Confirm, is_typed};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Undoing {
    hash: String,
    reason: String,
    confirmation: String,
}

pub async fn ask(SignedVisit(visit): SignedVisit, Path(import): Path<Uuid>) -> PageResult {
    shown(&visit, import, &Undoing::default(), &Mistakes::none(visit.lang)).await
}

pub async fn take(SignedVisit(visit): SignedVisit, Path(import): Path<Uuid>, Form(form): Form<Undoing>) -> PageResult {
    let typed = is_typed(&form.confirmation, &visit.t("imports.undo_word"));
    let done = match typed {
        true => undo(&visit.ctx, &visit.state.sinks, import, &form.reason, &form.hash).await,
        // whoever may not is told so before anything else
        false => match effects(&visit.ctx, &visit.state.sinks, import).await {
            Ok(_) => Err(Fault::refused(Refusal::on(CONFIRMATION, "confirmation.not_typed"))),
            Err(fault) => Err(fault),
        },
    };
    match outcome(&visit, done) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/imports/{import}")).into_response()),
        Outcome::Mistaken(mistakes) => shown(&visit, import, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn shown(visit: &Visit, import: Uuid, form: &Undoing, mistakes: &Mistakes) -> PageResult {
    let view = get(&visit.ctx, import).await.or_page(visit)?;
    let found = effects(&visit.ctx, &visit.state.sinks, import).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("imports.undo"));
    let columns =
        vec![Column::text("what", lang.t("imports.consequence")), Column::number("count", lang.t("imports.count"))];
    let rows = found
        .consequences
        .iter()
        .map(|one| vec![Cell::from(lang.code("feeds.consequences", &one.code)), Cell::from(one.count.to_string())]);
    let reason = Field::text("reason", lang.t("imports.undo_reason"), &form.reason).maxlength(500).view(mistakes);
    let hash = view! { <input type="hidden" name="hash" value=found.hash.clone()/> }.into_any();
    let confirm = Confirm::new(
        format!("/imports/{import}/undo"),
        title.clone(),
        lang.t("imports.undo_consequence"),
        lang.t("imports.undo_word"),
    );
    Ok(below(visit, &view, title.clone())
        .mistakes(mistakes)
        .under(lang.fill("imports.one_title", &[("file", &view.file_name)]), format!("/imports/{import}"))
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {Table::new(lang.t("imports.consequences"), columns, rows.collect()).titled().view(lang)}
                {confirm.with(hash).with(reason).opened().view(lang, mistakes)}
            }
            .into_any()
        })
        .respond())
}
