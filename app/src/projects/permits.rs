//! Which construction permits (施工许可证) are on record?

use axum::extract::Path;
use leptos::prelude::*;
use registry::projects::store::{Entry, NewPermit, PermitView, ProjectPage, page, record_permit};
use registry::{Ctx, Fault};
use serde::Deserialize;
use uuid::Uuid;

use super::group::{Group, Row};
use super::withdraw::{Kind, actions};
use super::{address, papers, typed};
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::field::Field;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    number: String,
    issued_on: String,
    works: String,
}

impl From<&PermitView> for Typed {
    fn from(view: &PermitView) -> Self {
        Self {
            number: view.permit.number.as_str().to_owned(),
            issued_on: view.permit.issued_on.to_string(),
            works: view.permit.works.clone(),
        }
    }
}

impl Group for Typed {
    const PART: &'static str = "permits";
    const TABLE: fn(Lang, &ProjectPage, String) -> AnyView = table;

    fn of_row(found: &ProjectPage, row: Uuid) -> Option<(Self, Option<String>)> {
        let view = found.permits.iter().find(|view| view.id == row)?;
        Some((Self::from(view), view.document.clone()))
    }

    fn fields(&self, lang: Lang, _: Row, mistakes: &Mistakes) -> AnyView {
        let field = |name: &'static str, value: &str| Field::text(name, lang.code("projects.permits", name), value);
        view! {
            {field("number", &self.number)
                .hint(lang.t("projects.permits.number_hint"))
                .maxlength(50)
                .view(mistakes)}
            {field("issued_on", &self.issued_on).kind("date").short().view(mistakes)}
            {field("works", &self.works)
                .hint(lang.t("projects.permits.works_hint"))
                .maxlength(200)
                .view(mistakes)}
        }
        .into_any()
    }

    async fn record(&self, ctx: &Ctx, project: Uuid, document: Option<String>, entry: &Entry) -> Result<Uuid, Fault> {
        let new = NewPermit {
            number: self.number.clone(),
            issued_on: typed::day(("issued_on", &self.issued_on))?,
            works: self.works.clone(),
            document,
            batch: None,
        };
        record_permit(ctx, project, &new, entry).await
    }
}

pub fn table(lang: Lang, found: &ProjectPage, caption: String) -> AnyView {
    let columns = ["number", "issued_on", "works", "document", "actions"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.permits", key))).to_vec();
    let rows = found.permits.iter().map(|view| {
        let unusual = view.permit.number.is_unusual().then(|| badge(Tone::Warning, lang.t("projects.permits.unusual")));
        let number = view! { <span class="code">{view.permit.number.as_str().to_owned()}</span> " " {unusual} };
        let paper = papers::link(lang, found.project.id, view.document.as_deref());
        vec![
            Cell::from(number.into_any()),
            Cell::from(lang.day(view.permit.issued_on)),
            Cell::from(view.permit.works.clone()),
            paper.map_or_else(|| Cell::from("—"), Cell::from),
            Cell::from(actions(lang, found, "permits", Kind::Permit, view.id)),
        ]
    });
    let nothing = empty(lang.t("projects.permits.none_title"), lang.t("projects.permits.none"), None);
    let file = format!("{}/permits.xlsx", address(found.project.id));
    Table::new(caption, columns, rows.collect()).empty(nothing).export(file).view(lang)
}

pub async fn export(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = page(&visit.ctx, project).await.or_page(&visit)?;
    let lang = visit.lang;
    let titles = ["number", "issued_on", "works"].map(|key| lang.code("projects.permits", key));
    let row = |view: &PermitView| {
        let permit = &view.permit;
        vec![Value::text(permit.number.as_str()), Value::Day(permit.issued_on), Value::text(&permit.works)]
    };
    let rows: Vec<Vec<Value>> = found.permits.iter().map(row).collect();
    exported(visit.ctx.now(), &lang.t("projects.groups.permits"), &titles, &rows).or_page(&visit)
}
