//! Which file is brought to a project? The templates, the form, and what was brought before.

use axum::extract::Path;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::feeds::FeedObject;
use registry::imports::store::{ImportView, NewImport, Offer, PER_PAGE, Target, begin, list, offered};
use registry::imports::{LARGEST_CSV, LARGEST_XLSX, columns};
use registry::{Fault, Refusal};
use uuid::Uuid;

use super::{state, templates};
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::projects::{below_project, neighbours};
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};
use crate::workers::roster_path;

const MEGABYTE: u64 = 1024 * 1024;
/// The file, and what the other fields of the form may need.
pub const MOST_BYTES: usize = (LARGEST_CSV + MEGABYTE) as usize;
/// The parameter that opens the columns of one object.
const OBJECT: &str = "object";

pub async fn form(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let query = Query::of(&visit.path);
    let chosen = query.filter(OBJECT).unwrap_or_default().to_owned();
    shown(&visit, project, &chosen, &Mistakes::none(visit.lang)).await
}

pub async fn take(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    multipart: Result<Multipart, MultipartRejection>,
) -> PageResult {
    offered(&visit.ctx, &visit.state.sinks, project).await.or_page(&visit)?;
    let mut chosen = String::new();
    match outcome(&visit, taken(&visit, project, &mut chosen, multipart).await) {
        Outcome::Done(import) => Ok(Redirect::to(&format!("/imports/{import}")).into_response()),
        Outcome::Mistaken(mistakes) => shown(&visit, project, &chosen, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// The file goes from the wire into the store, piece by piece.
async fn taken(
    visit: &Visit,
    project: Uuid,
    chosen: &mut String,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Uuid, Fault> {
    let unreadable = || Fault::from(Refusal::on("file", "form.upload_unreadable"));
    let mut multipart = multipart.map_err(|_| unreadable())?;
    let (mut arrived, mut refused) = (None, None);
    // a form is read to its end even when it is refused, or the browser would not wait for the sentence
    while let Some(mut part) = multipart.next_field().await.map_err(|_| unreadable())? {
        match part.name().unwrap_or_default() {
            OBJECT => *chosen = part.text().await.map_err(|_| unreadable())?,
            "file" => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let object = FeedObject::parse(chosen).ok_or(Refusal::on(OBJECT, "imports.object_missing"));
                let mut arrival = match object {
                    Ok(object) => {
                        let new = NewImport { target: Target::Project(project), object, file_name: &name };
                        begin(&visit.ctx, &visit.state.sinks, &new).await.map_err(|fault| refused = Some(fault)).ok()
                    }
                    Err(refusal) => {
                        refused = Some(refusal.into());
                        None
                    }
                };
                while let Some(bytes) = part.chunk().await.map_err(|_| unreadable())? {
                    if let (Some(arrival), None) = (&mut arrival, &refused) {
                        refused = arrival.take(&visit.ctx, &bytes).await.err();
                    }
                }
                arrived = arrival;
            }
            _ => {}
        }
    }
    match (refused, arrived) {
        (Some(fault), _) => Err(fault),
        (None, Some(arrival)) => arrival.finish(&visit.ctx).await,
        (None, None) => Err(Refusal::on("file", "imports.empty").into()),
    }
}

async fn shown(visit: &Visit, project: Uuid, chosen: &str, mistakes: &Mistakes) -> PageResult {
    let sinks = &visit.state.sinks;
    let Offer { project_name, objects } = offered(&visit.ctx, sinks, project).await.or_page(visit)?;
    let query = Query::of(&visit.path);
    let (before, total) = list(&visit.ctx, sinks, project, query.page() - 1).await.or_page(visit)?;
    let beside = neighbours(visit, project).await?;
    let (lang, title) = (visit.lang, visit.t("imports.title"));
    let opened = FeedObject::parse(chosen).filter(|object| objects.contains(object));
    Ok(below_project(visit, project, &project_name, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {beside.view(visit, "import")}
                <p class="hint">{lang.t("imports.intro")}</p>
                {objects.contains(&FeedObject::ProjectWorker).then(|| to_roster(lang, project))}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {upload(lang, project, &objects, chosen, mistakes)}
                {template_list(lang, project, &objects)}
                {opened.map(|object| described(lang, object))}
                {earlier(lang, &query, before, total)}
            }
            .into_any()
        })
        .respond())
}

/// People alone come in by a sheet of their own.
fn to_roster(lang: Lang, project: Uuid) -> AnyView {
    let path = format!("{}/import", roster_path(project));
    view! { <p class="hint">{lang.t("imports.when")}" "<a href=path>{lang.t("workers.import.title")}</a></p> }
        .into_any()
}

fn upload(lang: Lang, project: Uuid, objects: &[FeedObject], chosen: &str, mistakes: &Mistakes) -> AnyView {
    let options = std::iter::once(Choosable::new("", lang.t("imports.object_choose")))
        .chain(objects.iter().map(|object| Choosable::new(object.code(), lang.code("feeds.objects", object.code()))))
        .collect();
    let limits = lang.fill(
        "imports.file_hint",
        &[("csv", &(LARGEST_CSV / MEGABYTE).to_string()), ("xlsx", &(LARGEST_XLSX / MEGABYTE).to_string())],
    );
    let file = Field::text("file", lang.t("imports.file"), "").kind("file").hint(limits);
    view! {
        <form method="post" action=format!("/projects/{project}/import") enctype="multipart/form-data" class="card">
            {Choice::list(OBJECT, lang.t("imports.object"), options, chosen).view(mistakes)}
            {file.view(mistakes)}
            <p class="actions"><button>{lang.t("imports.bring")}</button></p>
        </form>
    }
    .into_any()
}

fn template_list(lang: Lang, project: Uuid, objects: &[FeedObject]) -> AnyView {
    let columns = ["object", "workbook", "csv", "columns"]
        .map(|key| Column::text(key, lang.code("imports.template_columns", key)))
        .to_vec();
    let rows = objects.iter().map(|object| {
        let code = object.code();
        vec![
            Cell::from(lang.code("feeds.objects", code)),
            Cell::link(templates::path(*object, "xlsx"), lang.t("imports.template_workbook")),
            Cell::link(templates::path(*object, "csv"), lang.t("imports.template_csv")),
            Cell::link(
                format!("/projects/{project}/import?{OBJECT}={code}#columns"),
                lang.t("imports.template_explained"),
            ),
        ]
    });
    Table::new(lang.t("imports.templates"), columns, rows.collect()).titled().view(lang)
}

/// What belongs into each column.
fn described(lang: Lang, object: FeedObject) -> AnyView {
    let heads = ["title", "need", "holds"].map(|key| Column::text(key, lang.code("imports.column_columns", key)));
    let rows = columns(object).into_iter().map(|column| {
        let need = if column.is_needed { "needed" } else { "may_be_blank" };
        vec![
            Cell::from(column.title),
            Cell::from(lang.code("imports.needs", need)),
            Cell::from(templates::holds(lang, column.kind)),
        ]
    });
    let name = lang.code("feeds.objects", object.code());
    let title = lang.fill("imports.columns_of", &[("object", &name)]);
    view! { <section id="columns">{Table::new(title, heads.to_vec(), rows.collect()).titled().view(lang)}</section> }
        .into_any()
}

fn earlier(lang: Lang, query: &Query, imports: Vec<ImportView>, total: u64) -> AnyView {
    let columns = ["file", "object", "begun", "state", "rows", "refused"].map(|key| {
        let title = lang.code("imports.list_columns", key);
        if ["rows", "refused"].contains(&key) { Column::number(key, title) } else { Column::text(key, title) }
    });
    let rows = imports.into_iter().map(|import| {
        let tally = if import.applied.rows > 0 { import.applied } else { import.tried };
        vec![
            Cell::link(format!("/imports/{}", import.id), import.file_name),
            Cell::from(lang.code("feeds.objects", import.object.code())),
            Cell::from(lang.time(import.begun_at)),
            Cell::from(state(lang, import.state)),
            Cell::from(tally.rows.to_string()),
            Cell::from(tally.refused.to_string()),
        ]
    });
    let list = match total {
        0 => empty(lang.t("imports.none_title"), lang.t("imports.none"), None),
        _ => Table::new(lang.t("imports.earlier"), columns.to_vec(), rows.collect())
            .driven_by(query, query.paging(PER_PAGE, total))
            .view(lang),
    };
    view! { <h2>{lang.t("imports.earlier")}</h2> {list} }.into_any()
}
