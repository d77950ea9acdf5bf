//! Which records of the project's people do not go together?

use axum::extract::Path;
use leptos::prelude::*;
use registry::workers::store::{DuplicateView, Place, duplicates, place};
use uuid::Uuid;

use super::frame::below_roster;
use super::person_path;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let place = place(&visit.ctx, project).await.or_page(&visit)?;
    let found = duplicates(&visit.ctx, project).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("workers.duplicates.title"));
    let columns = ["kind", "people", "elsewhere", "advice"]
        .map(|key| Column::text(key, lang.code("workers.duplicates.columns", key)))
        .to_vec();
    Ok(below_roster(&visit, &place, title.clone())
        .content(|| {
            let rows = found.iter().map(|one| row(lang, &place, one)).collect();
            let nothing = empty(lang.t("workers.duplicates.none_title"), lang.t("workers.duplicates.none"), None);
            view! {
                <h1>{title.clone()}</h1>
                <p class="hint">{lang.t("workers.duplicates.intro")}</p>
                {Table::new(title, columns, rows).empty(nothing).view(lang)}
            }
            .into_any()
        })
        .respond())
}

fn row(lang: Lang, place: &Place, one: &DuplicateView) -> Vec<Cell> {
    let mut named = one.people.clone();
    named.dedup();
    let people = named.into_iter().map(|(person, name)| {
        view! { <a href=person_path(place.project, person)>{name}</a>" " }
    });
    vec![
        badge(Tone::Warning, lang.code("workers.duplicates.kinds", one.kind.code())).into(),
        people.collect_view().into_any().into(),
        one.elsewhere.to_string().into(),
        lang.code("workers.duplicates.advice", one.kind.code()).into(),
    ]
}
