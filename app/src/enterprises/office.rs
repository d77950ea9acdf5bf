//! Which enterprises does an office see, which of them wait for its word, and how do they leave in a sheet?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::enterprises::EnterpriseKind;
use registry::enterprises::store::{self, EnterpriseColumn, EnterpriseFilter, EnterpriseView, PER_PAGE, Which, search};
use registry::offices::areas;
use registry::permissions::{Object, Verb, widest};
use registry::projects::Area;
use serde::Deserialize;
use uuid::Uuid;

use super::by_phone::{ByPhone, out_of_place, words_alone, words_of as words_without_phone};
use super::{address, kind_choices, kinds_words, state};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::field::mistakes_summary;
use crate::ui::filters::Filter;
use crate::ui::notice::{done, notice_with};
use crate::ui::pager::Paging;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// A page of those that were found.
pub struct Listed {
    pub rows: Vec<EnterpriseView>,
    pub paging: Paging,
    /// what stands above them
    pub said: Option<AnyView>,
    /// what stands there instead of none
    pub none: AnyView,
    /// where the same rows come as a file
    pub export: Option<&'static str>,
}

pub async fn list(SignedVisit(mut visit): SignedVisit) -> PageResult {
    let query = words_without_phone(&mut visit);
    let found = of_words(&visit, &query).await?;
    listed(&visit, &query, found, &ByPhone::of(&query), &Mistakes::none(visit.lang)).await
}

pub async fn of_words(visit: &Visit, query: &Query) -> Result<Listed, Response> {
    let lang = visit.lang;
    let (rows, total) = search(&visit.ctx, &asked(query), query.page() - 1).await.or_page(visit)?;
    Ok(Listed {
        rows,
        paging: query.paging(PER_PAGE, total),
        said: out_of_place(lang, query),
        none: empty(lang.t("enterprises.none_here_title"), lang.t("enterprises.none_here"), None),
        export: Some("/office/enterprises.xlsx"),
    })
}

pub async fn listed(visit: &Visit, query: &Query, found: Listed, typed: &ByPhone, mistakes: &Mistakes) -> PageResult {
    let lang = visit.lang;
    let areas = areas::list_all(&visit.ctx).await.or_page(visit)?;
    let decides = widest(&visit.ctx, Verb::Decide, Object::Enterprise).is_some();
    let merges = if decides { store::open_merges(&visit.ctx).await.or_page(visit)?.len() } else { 0 };
    let title = lang.t("enterprises.list_title");
    let columns = vec![
        Column::text("name", lang.t("enterprises.name")),
        Column::text("credit_code", lang.t("enterprises.credit_code")),
        Column::text("kinds", lang.t("enterprises.fields.kinds")),
        Column::text("area", lang.t("enterprises.fields.area")),
        Column::text("registered_at", lang.t("enterprises.registered_at")),
        Column::text("state", lang.t("enterprises.state")),
    ];
    let columns = columns.into_iter().map(|column| column.sorts(EnterpriseColumn::parse)).collect();
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .content(|| {
            let rows = found.rows.iter().map(|enterprise| row(lang, enterprise, &areas, decides)).collect();
            let table = Table::new(title.clone(), columns, rows)
                .driven_by(query, found.paging)
                .filters(filters(visit, &areas))
                .empty(found.none);
            let table = match found.export {
                Some(path) => table.export(path),
                None => table,
            };
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {waiting_merges(lang, merges)}
                {decides.then(|| view! {
                    <p class="actions">
                        <a class="button secondary" href="/office/enterprises/import">{lang.t("enterprises.import.title")}</a>
                    </p>
                })}
                {found.said}
                {typed.view(lang, LIST, mistakes)}
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

const LIST: &str = "/office/enterprises";

fn waiting_merges(lang: Lang, waiting: usize) -> Option<AnyView> {
    let words = lang.fill("enterprises.merge.waiting", &[("n", &waiting.to_string())]);
    (waiting > 0).then(|| {
        let way = view! { <p><a href="/office/enterprises/merges">{lang.t("enterprises.merge.title")}</a></p> };
        notice_with(lang, Tone::Warning, words, way.into_any())
    })
}

fn asked(query: &Query) -> EnterpriseFilter {
    EnterpriseFilter {
        text: query.search().to_owned(),
        area: query.filter("area").map(str::to_owned),
        kind: query.filter("kind").and_then(EnterpriseKind::parse),
        which: match query.filter("which") {
            Some("not_accepted") => Which::NotAccepted,
            Some("accepted") => Which::Accepted,
            _ => Which::All,
        },
        order: query.sorted(EnterpriseColumn::parse),
    }
}

fn filters(visit: &Visit, areas: &[Area]) -> Vec<Filter> {
    let (lang, today) = (visit.lang, visit.ctx.now().day());
    let states = ["not_accepted", "accepted"].map(|key| Choosable::new(key, lang.code("enterprises", key)));
    let areas = areas.iter().filter(|area| area.stands_on(today)).map(|area| Choosable::new(&area.code, &area.name));
    vec![
        Filter::search(lang.t("enterprises.search")),
        Filter::choice("kind", lang.t("enterprises.fields.kinds"), kind_choices(lang)),
        Filter::choice("which", lang.t("enterprises.state"), states.to_vec()),
        Filter::choice("area", lang.t("enterprises.fields.area"), areas.collect()),
    ]
}

fn row(lang: Lang, enterprise: &EnterpriseView, areas: &[Area], decides: bool) -> Vec<Cell> {
    let accept = (decides && enterprise.accepted_at.is_none() && enterprise.merged_into.is_none()).then(|| {
        let action = format!("/office/enterprises/{}/accept", enterprise.id);
        view! {
            <form method="post" action=action>
                <input type="hidden" name="revision" value=enterprise.revision.to_string()/>
                <button class="secondary">{lang.t("enterprises.accept")}</button>
            </form>
        }
    });
    let area = areas.iter().find(|area| area.code == enterprise.area);
    vec![
        Cell::link(address(enterprise.id), enterprise.name.clone()),
        Cell::from(view! { <span class="code">{enterprise.credit_code.clone()}</span> }.into_any()),
        Cell::from(kinds_words(lang, &enterprise.kinds)),
        Cell::from(area.map_or_else(|| enterprise.area.clone(), |area| area.name.clone())),
        Cell::from(lang.day(enterprise.registered_at.day())),
        Cell::from(view! { <div class="actions">{state(lang, enterprise)} {accept}</div> }.into_any()),
    ]
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = words_alone(&visit)?;
    let sheet = store::export(&visit.ctx, &asked(&query)).await.or_page(&visit)?;
    let at = visit.ctx.now();
    let rows: Vec<Vec<Value>> = sheet.rows.into_iter().map(|row| row.into_iter().map(Value::text).collect()).collect();
    exported(at, &visit.t("enterprises.list_title"), &sheet.columns, &rows).or_page(&visit)
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Accepted {
    /// The one that was read.
    revision: String,
}

pub async fn accept(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
    Form(form): Form<Accepted>,
) -> PageResult {
    // a revision that cannot be read is one that is not in force
    let revision = form.revision.parse().unwrap_or(-1);
    match outcome(&visit, store::accept(&visit.ctx, enterprise, revision).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{LIST}?done=enterprise_accepted")).into_response()),
        Outcome::Mistaken(mistakes) => {
            // the first page of all again
            let query = Query::of(LIST);
            let found = of_words(&visit, &query).await?;
            listed(&visit, &query, found, &ByPhone::default(), &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}
