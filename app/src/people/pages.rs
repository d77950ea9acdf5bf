//! How do the list of people and a person's record look to an office?

use axum::extract::Path;
use leptos::prelude::*;
use registry::people::Document;
use registry::people::store::{FullValues, PER_PAGE, PeopleFilter, PersonView, Which, get, list as people};
use registry::permissions::{Object, Verb, widest};
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::filters::Filter;
use crate::ui::masked::Masked;
use crate::ui::notice::{done, notice};
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let which = if query.filter("which") == Some("unconfirmed") { Which::Unconfirmed } else { Which::Everyone };
    let filter = PeopleFilter { query: query.search().to_owned(), which };
    let (rows, total) = people(&visit.ctx, &filter, query.page() - 1).await.or_page(&visit)?;
    let title = lang.t("people.list_title");
    let columns = vec![
        Column::text("name", lang.t("accounts.name")),
        Column::text("id_number", lang.t("accounts.id_number")),
        Column::text("phone", lang.t("accounts.phone")),
        Column::text("identity", lang.t("accounts.identity")),
    ];
    let unconfirmed = Choosable::new("unconfirmed", lang.t("people.unconfirmed_only"));
    let filters = vec![
        Filter::search(lang.t("people.search")),
        Filter::choice("which", lang.t("accounts.identity"), vec![unconfirmed]),
    ];
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let table = Table::new(title.clone(), columns, rows.iter().map(|person| row(lang, person)).collect())
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(filters)
                .empty(empty(lang.t("people.nobody_title"), lang.t("people.nobody"), None));
            view! { <h1>{title.clone()}</h1> {table.view(lang)} }.into_any()
        })
        .respond())
}

fn row(lang: Lang, person: &PersonView) -> Vec<Cell> {
    vec![
        Cell::link(format!("/office/people/{}", person.id), person.name.clone()),
        Cell::from(person.id_number_masked.clone()),
        Cell::from(person.phone_masked.clone()),
        Cell::from(identity_badge(lang, person)),
    ]
}

pub fn identity_badge(lang: Lang, person: &PersonView) -> AnyView {
    match person.identity {
        Some(_) => badge(Tone::Success, lang.t("accounts.identity_yes")),
        None => badge(Tone::Warning, lang.t("accounts.identity_no")),
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(person): Path<Uuid>) -> PageResult {
    record(&visit, person, &Mistakes::none(visit.lang), None).await
}

/// The record; `full` after a reason was given.
pub async fn record(visit: &Visit, person: Uuid, mistakes: &Mistakes, full: Option<FullValues>) -> PageResult {
    let person = get(&visit.ctx, person).await.or_page(visit)?;
    let (lang, title) = (visit.lang, person.name.clone());
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("people.list_title"), "/office/people")
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {full.is_some().then(|| notice(lang, Tone::Info, lang.t("people.view_recorded")))}
                <section class="card">{facts(lines(visit, &person, full))}</section>
                {confirm_form(visit, &person, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn lines(visit: &Visit, person: &PersonView, full: Option<FullValues>) -> Vec<Fact> {
    let lang = visit.lang;
    let may_reveal = widest(&visit.ctx, Verb::Export, Object::PersonRecord).is_some();
    let action = format!("/office/people/{}/full", person.id);
    let (id_number, phone) = match full {
        Some(values) => (values.id_number.into_any(), values.phone.into_any()),
        None if may_reveal => {
            (Masked::new(person.id_number_masked.clone(), action).view(lang), person.phone_masked.clone().into_any())
        }
        None => (person.id_number_masked.clone().into_any(), person.phone_masked.clone().into_any()),
    };
    let mut lines = vec![
        Fact::shown(lang.t("accounts.id_number"), id_number),
        Fact::shown(lang.t("accounts.phone"), phone),
        Fact::text(lang.t("accounts.sex"), lang.code("accounts.sexes", person.sex.code())),
        Fact::text(lang.t("accounts.birth_day"), lang.day(person.birth_day)),
        Fact::shown(lang.t("accounts.identity"), identity_badge(lang, person)),
    ];
    if let Some(confirmation) = &person.identity {
        let words = lang.fill(
            "accounts.identity_confirmed",
            &[("by", confirmation.by.name()), ("day", &lang.day(confirmation.at.day()))],
        );
        lines.push(Fact::text(lang.t("people.confirmed"), words));
        lines.push(Fact::text(lang.t("people.document"), lang.code("people.documents", confirmation.document.code())));
    }
    lines
}

fn confirm_form(visit: &Visit, person: &PersonView, mistakes: &Mistakes) -> Option<AnyView> {
    if person.identity.is_some() || widest(&visit.ctx, Verb::Create, Object::IdentityConfirmation).is_none() {
        return None;
    }
    let lang = visit.lang;
    let action = format!("/office/people/{}/identity", person.id);
    Some(
        view! {
            <section class="card">
                <h2>{lang.t("people.confirm_title")}</h2>
                <p>{lang.t("people.confirm_advice")}</p>
                <form method="post" action=action>
                    {document_choice(lang, mistakes)}
                    <button>{lang.t("people.confirm")}</button>
                </form>
            </section>
        }
        .into_any(),
    )
}

/// What was looked at, as radio buttons.
pub fn document_choice(lang: Lang, mistakes: &Mistakes) -> AnyView {
    let options = Document::ALL
        .iter()
        .map(|document| Choosable::new(document.code(), lang.code("people.documents", document.code())))
        .collect();
    Choice::one("document", lang.t("people.document"), options, "").view(mistakes)
}
