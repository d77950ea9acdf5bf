//! Under which names do other systems know the project?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::permissions::Verb;
use registry::projects::store::{ProjectPage, add_code, check_reach, page as one};
use serde::Deserialize;
use uuid::Uuid;

use super::withdraw::{Kind, actions};
use super::{address, below, done};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done as said;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    scheme: String,
    code: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(&visit)?;
    Ok(respond(&visit, &found, &Typed::default(), &Mistakes::none(visit.lang)))
}

pub async fn save(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    check_reach(&visit.ctx, Verb::View, project).await.or_page(&visit)?;
    match outcome(&visit, add_code(&visit.ctx, project, &typed.scheme, &typed.code, None).await) {
        Outcome::Done(()) => Ok(done(project, "/codes", "project_recorded")),
        Outcome::Mistaken(mistakes) => {
            let found = one(&visit.ctx, project).await.or_page(&visit)?;
            Ok(respond(&visit, &found, &typed, &mistakes))
        }
        Outcome::Other(response) => Err(response),
    }
}

fn respond(visit: &Visit, found: &ProjectPage, typed: &Typed, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.groups.codes"));
    below(visit, found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            let may_write = found.may_edit || found.may_decide;
            view! {
                <h1>{title.clone()}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {table(lang, found, title)}
                {may_write.then(|| form(lang, found, typed, mistakes))}
            }
            .into_any()
        })
        .respond()
}

fn table(lang: Lang, found: &ProjectPage, caption: String) -> AnyView {
    let columns = ["scheme", "code", "actions"];
    let columns = columns.map(|key| Column::text(key, lang.code("projects.codes", key))).to_vec();
    let rows = found.codes.iter().map(|view| {
        vec![
            Cell::from(view! { <span class="code">{view.scheme.clone()}</span> }.into_any()),
            Cell::from(view! { <span class="code">{view.code.clone()}</span> }.into_any()),
            Cell::from(actions(lang, found, "codes", Kind::Code, view.id)),
        ]
    });
    let nothing = empty(lang.t("projects.codes.none_title"), lang.t("projects.codes.none"), None);
    Table::new(caption, columns, rows.collect()).empty(nothing).view(lang)
}

fn form(lang: Lang, found: &ProjectPage, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    view! {
        <section class="card">
            <h2>{lang.t("projects.codes.add")}</h2>
            <form method="post" action=format!("{}/codes", address(found.project.id)) novalidate>
                {Field::text("scheme", lang.t("projects.codes.scheme"), &typed.scheme)
                    .hint(lang.t("projects.codes.scheme_hint"))
                    .maxlength(60)
                    .view(mistakes)}
                {Field::text("code", lang.t("projects.codes.code"), &typed.code).maxlength(50).view(mistakes)}
                <p class="actions"><button>{lang.t("projects.add")}</button></p>
            </form>
        </section>
    }
    .into_any()
}
