//! Which old paper certificates are on the register, and where do their codes lead? For offices of the whole city.

use leptos::prelude::*;
use registry::certificates::old::Electronic;
use registry::certificates::old::list::{
    OldFilter, OldLine, PER_PAGE, State, export as every_line, list as listed, titles,
};
use registry::permissions::{Object, Scope, Verb, require, widest};

use super::{badge_of, word};
use crate::certificates::answer::status_badge;
use crate::certificates::office::record_path;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

pub const ADDRESS: &str = "/office/certificates/old";
const EXPORT: &str = "/office/certificates/old.xlsx";

/// The way here from the register, for whoever sees all certificates.
pub fn way(visit: &Visit) -> Option<AnyView> {
    let sees_all = widest(&visit.ctx, Verb::View, Object::Certificate) == Some(Scope::City);
    sees_all.then(|| view! { <p><a href=ADDRESS>{word(visit.lang, "title")}</a></p> }.into_any())
}

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of_words(&visit.path), visit.lang);
    let (lines, total) = listed(&visit.ctx, &asked(&query), query.page() - 1).await.or_page(&visit)?;
    let title = word(lang, "title");
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("certificates.office.title"), "/office/certificates")
        .content(|| {
            let rows = lines.iter().map(|line| row(lang, line)).collect();
            let table = Table::new(title.clone(), columns(lang), rows)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(filters(lang))
                .export(EXPORT)
                .empty(empty(word(lang, "empty_title"), word(lang, "empty"), None));
            let number = query.number().map(|_| view! { <p class="hint">{word(lang, "no_numbers")}</p> });
            view! {
                <h1>{title.clone()}</h1>
                <p class="hint">{word(lang, "intro")}</p>
                {to_import(&visit)}
                {number}
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let lang = visit.lang;
    let lines = every_line(&visit.ctx, &asked(&Query::of_words(&visit.path))).await.or_page(&visit)?;
    let columns: Vec<String> = titles().into_iter().chain([word(lang, "electronic")]).collect();
    let rows: Vec<Vec<Value>> = lines.iter().map(|line| values(&visit, line)).collect();
    exported(visit.ctx.now(), &word(lang, "title"), &columns, &rows).or_page(&visit)
}

fn to_import(visit: &Visit) -> Option<AnyView> {
    require(&visit.ctx, Verb::Create, Object::Certificate).ok()?;
    let path = format!("{ADDRESS}/import");
    Some(view! { <p class="actions"><a class="button" href=path>{word(visit.lang, "import.title")}</a></p> }.into_any())
}

fn asked(query: &Query) -> OldFilter {
    OldFilter {
        query: query.search().to_owned(),
        state: query.filter("state").and_then(State::parse),
        sheet: query.filter("sheet").and_then(|sheet| sheet.parse().ok()),
    }
}

fn filters(lang: Lang) -> Vec<Filter> {
    let states = State::ALL.map(|state| Choosable::new(state.code(), word(lang, state.code())));
    vec![Filter::search(word(lang, "search")), Filter::choice("state", word(lang, "state"), states.to_vec())]
}

fn columns(lang: Lang) -> Vec<Column> {
    vec![
        Column::text("number", lang.t("certificates.office.number")).unbroken(),
        Column::text("holder", lang.t("certificates.office.holder")).unbroken(),
        Column::text("id_number", word(lang, "id_number")).unbroken(),
        Column::text("issued_day", lang.t("certificates.office.issued_day")).unbroken(),
        Column::text("issuer", lang.t("certificates.office.issuer")),
        Column::text("state", word(lang, "state")),
        Column::text("electronic", word(lang, "electronic")),
    ]
}

fn row(lang: Lang, line: &OldLine) -> Vec<Cell> {
    let number = match &line.address {
        Some(address) => Cell::link(address.clone(), &line.number),
        None => Cell::from(line.number.clone()),
    };
    vec![
        number,
        Cell::from(line.holder.clone()),
        Cell::from(line.id_number_masked.clone()),
        Cell::from(lang.day(line.issued)),
        Cell::from(line.issuer.clone()),
        Cell::from(badge_of(lang, line.revoked)),
        Cell::from(electronic(lang, line.electronic.as_ref())),
    ]
}

fn electronic(lang: Lang, electronic: Option<&Electronic>) -> AnyView {
    match electronic {
        Some(electronic) => view! {
            <a href=record_path(&electronic.link.number)>{electronic.link.number.clone()}</a>
            " "
            {status_badge(lang, electronic.status)}
        }
        .into_any(),
        None => word(lang, "no_electronic").into_any(),
    }
}

/// In the order of the sheet to bring, with the identity number masked and the address of today in place of the code.
fn values(visit: &Visit, line: &OldLine) -> Vec<Value> {
    let host = visit.state.site.public_url.clone().unwrap_or_default();
    let electronic = line.electronic.as_ref().map(|electronic| electronic.link.number.clone());
    vec![
        Value::text(&line.number),
        Value::text(&line.holder),
        Value::text(&line.id_number_masked),
        Value::text(line.issued.to_string()),
        Value::text(&line.issuer),
        Value::text(line.address.as_ref().map(|address| format!("{host}{address}")).unwrap_or_default()),
        Value::text(line.revoked.map(|day| day.to_string()).unwrap_or_default()),
        Value::text(electronic.unwrap_or_default()),
    ]
}
