//! How do many workers come in at once? A sheet is brought first; what becomes of its lines is shown before any is taken.

use axum::extract::Path;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::sheets::Columns;
use registry::workers::store::{Column as SheetColumn, Place, SheetView, keep_sheet, place_to_write, sheets};
use uuid::Uuid;

use super::frame::{below_roster, form_page};
use super::roster_path;
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::field::Field;
use crate::ui::sheet::{download, workbook};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::upload::one_file;
use crate::visit::{SignedVisit, Visit};

/// Five thousand lines are far below this.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;

pub async fn form(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let place = place_to_write(&visit.ctx, project).await.or_page(&visit)?;
    page(&visit, &place, &Mistakes::none(visit.lang)).await
}

pub async fn bring(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    multipart: Result<Multipart, MultipartRejection>,
) -> PageResult {
    let place = place_to_write(&visit.ctx, project).await.or_page(&visit)?;
    let kept = match one_file(multipart).await {
        Ok(file) => keep_sheet(&visit.ctx, project, &file.file_name, &file.bytes).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome(&visit, kept) {
        Outcome::Done(sheet) => Ok(Redirect::to(&sheet_path(project, sheet)).into_response()),
        Outcome::Mistaken(mistakes) => page(&visit, &place, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub(super) fn sheet_path(project: Uuid, sheet: Uuid) -> String {
    format!("{}/import/{sheet}", roster_path(project))
}

async fn page(visit: &Visit, place: &Place, mistakes: &Mistakes) -> PageResult {
    let lang = visit.lang;
    let before = sheets(&visit.ctx, place.project).await.or_page(visit)?;
    let title = lang.t("workers.import.title");
    let intro = lang.t("workers.import.intro");
    Ok(form_page(visit, below_roster(visit, place, title.clone()), (title, intro), mistakes, || {
        let path = roster_path(place.project);
        view! {
            <p class="hint">
                {lang.t("workers.import.when")}" "
                <a href=format!("/projects/{}/import", place.project)>{lang.t("imports.title")}</a>
            </p>
            <p><a class="export" href=format!("{path}/template.xlsx")>{lang.t("workers.import.template")}</a></p>
            <form method="post" action=format!("{path}/import") enctype="multipart/form-data" class="card" novalidate>
                {Field::text("file", lang.t("sheets.file"), "").kind("file").hint(lang.t("sheets.file_hint")).view(mistakes)}
                <button>{lang.t("workers.import.look")}</button>
            </form>
            {brought(lang, place, &before)}
        }
        .into_any()
    }))
}

fn brought(lang: Lang, place: &Place, before: &[SheetView]) -> AnyView {
    let columns =
        ["file", "brought", "state"].map(|key| Column::text(key, lang.code("workers.import.columns", key))).to_vec();
    let rows = before.iter().map(|sheet| {
        vec![
            Cell::link(sheet_path(place.project, sheet.id), sheet.file_name.clone()),
            lang.time(sheet.brought_at).into(),
            state(lang, sheet).into(),
        ]
    });
    let title = lang.t("workers.import.before");
    let nothing = empty(lang.t("workers.import.none_title"), lang.t("workers.import.none"), None);
    view! { <section><h2>{title.clone()}</h2>{Table::new(title, columns, rows.collect()).empty(nothing).view(lang)}</section> }
        .into_any()
}

pub(super) fn state(lang: Lang, sheet: &SheetView) -> AnyView {
    match (sheet.taken_at, sheet.registered) {
        (Some(_), Some(number)) => {
            badge(Tone::Success, lang.fill("workers.import.registered", &[("n", &number.to_string())]))
        }
        (Some(_), None) => badge(Tone::Warning, lang.t("workers.import.broke_off")),
        (None, _) if sheet.is_kept => badge(Tone::Info, lang.t("workers.import.waits")),
        (None, _) => badge(Tone::Neutral, lang.t("workers.import.gone")),
    }
}

/// The titles of the sheet, to be filled in.
pub async fn template(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    place_to_write(&visit.ctx, project).await.or_page(&visit)?;
    let titled = |column: SheetColumn| match column.is_needed() {
        true => format!("{}*", column.title()),
        false => column.title().to_owned(),
    };
    let titles = SheetColumn::ALL.map(titled);
    let bytes = workbook(visit.ctx.now(), &titles, &[]).or_page(&visit)?;
    Ok(download("workers-template.xlsx", bytes))
}
