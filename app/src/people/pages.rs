//! How do the list of people and a person's record look to an office?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::Fault;
use registry::db::Total;
use registry::people::store::{
    FullValues, PER_PAGE, PeopleFilter, PersonView, Which, Withdrawal, export as everybody, get, last_withdrawal,
    list as people, may_withdraw,
};
use registry::people::{Document, check_whole_number};
use registry::permissions::{Object, Verb, widest};
use uuid::Uuid;

use super::by_number::{ByNumber, first_only, nobody, out_of_place, words_alone, words_of};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::filters::Filter;
use crate::ui::masked::Masked;
use crate::ui::notice::{done, notice};
use crate::ui::pager::Paging;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const LIST: &str = "/office/people";

/// A page of the list, and what of it is asked for.
struct Found {
    rows: Vec<PersonView>,
    paging: Paging,
    /// what stands above it
    said: Option<AnyView>,
    /// what stands there instead of nobody
    nobody: AnyView,
    /// What was found by a number is asked for again by it, not taken away.
    is_of_number: bool,
}

pub async fn list(SignedVisit(mut visit): SignedVisit) -> PageResult {
    let (query, none) = (words_of(&mut visit), Mistakes::none(visit.lang));
    let found = of_words(&visit, &query).await?;
    Ok(listed(&visit, &query, found, &ByNumber::of(&query), &none))
}

/// The page of the one person whose number it is, or the list of those who share it.
pub async fn find(SignedVisit(visit): SignedVisit, Form(typed): Form<ByNumber>) -> PageResult {
    let query = Query::of_words(&visit.path);
    match outcome(&visit, of_number(&visit, &typed).await) {
        Outcome::Done((rows, total)) => {
            if let [only] = &rows[..] {
                return Ok(Redirect::to(&format!("{LIST}/{}", only.id)).into_response());
            }
            let said = first_only(visit.lang, rows.len(), total.known());
            let paging = query.paging(PER_PAGE, u64::try_from(rows.len()).unwrap_or(PER_PAGE));
            let none = Mistakes::none(visit.lang);
            Ok(listed(
                &visit,
                &query,
                Found { rows, paging, said, nobody: nobody(visit.lang), is_of_number: true },
                &typed,
                &none,
            ))
        }
        Outcome::Mistaken(mistakes) => {
            let found = of_words(&visit, &query).await?;
            Ok(listed(&visit, &query, found, &typed, &mistakes))
        }
        Outcome::Other(response) => Err(response),
    }
}

/// The same rows as a file; with a number in the address there is none, rather than one of everybody.
pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = words_alone(&visit)?;
    let rows = everybody(&visit.ctx, &asked(&query)).await.or_page(&visit)?;
    table(visit.lang, &rows).file(visit.ctx.now()).or_page(&visit)
}

fn asked(query: &Query) -> PeopleFilter {
    let which = if query.filter("which") == Some("unconfirmed") { Which::Unconfirmed } else { Which::Everyone };
    let by_name = query.sorted(|key| (key == "name").then_some(()));
    let order = by_name.map(|((), by)| by).unwrap_or_default();
    PeopleFilter { query: query.search().to_owned(), which, order }
}

async fn of_words(visit: &Visit, query: &Query) -> Result<Found, Response> {
    let (rows, total) = people(&visit.ctx, &asked(query), query.page() - 1).await.or_page(visit)?;
    let said = out_of_place(visit.lang, query);
    let nobody = empty(visit.t("people.nobody_title"), visit.t("people.nobody"), None);
    Ok(Found { rows, paging: query.paging(PER_PAGE, total), said, nobody, is_of_number: false })
}

async fn of_number(visit: &Visit, typed: &ByNumber) -> Result<(Vec<PersonView>, Total), Fault> {
    check_whole_number(&typed.number, visit.ctx.now().day())?;
    let filter = PeopleFilter { query: typed.number.clone(), ..PeopleFilter::default() };
    people(&visit.ctx, &filter, 0).await
}

fn table<'a>(lang: Lang, people: &[PersonView]) -> Table<'a> {
    let columns = vec![
        Column::text("name", lang.t("accounts.name")).sortable(),
        Column::text("id_number", lang.t("accounts.id_number")),
        Column::text("phone", lang.t("accounts.phone")),
        Column::text("identity", lang.t("accounts.identity")),
    ];
    Table::new(lang.t("people.list_title"), columns, people.iter().map(|person| row(lang, person)).collect())
}

fn listed(visit: &Visit, query: &Query, found: Found, typed: &ByNumber, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("people.list_title"));
    let unconfirmed = Choosable::new("unconfirmed", lang.t("people.unconfirmed_only"));
    let filters = vec![
        Filter::search(lang.t("people.search")),
        Filter::choice("which", lang.t("accounts.identity"), vec![unconfirmed]),
    ];
    page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .content(|| {
            let table = table(lang, &found.rows).driven_by(query, found.paging).filters(filters).empty(found.nobody);
            let table = if found.is_of_number { table } else { table.export("/office/people.xlsx") };
            view! {
                <h1>{title.clone()}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {found.said}
                {typed.view(lang, LIST.to_owned(), mistakes)}
                {table.view(lang)}
            }
            .into_any()
        })
        .respond()
}

fn row(lang: Lang, person: &PersonView) -> Vec<Cell> {
    vec![
        Cell::link(format!("/office/people/{}", person.id), person.name.clone()),
        Cell::from(person.id_number_masked.clone()),
        Cell::from(person.phone_masked.clone()),
        identity_cell(lang, person),
    ]
}

fn identity_cell(lang: Lang, person: &PersonView) -> Cell {
    match person.identity {
        Some(_) => Cell::badge(Tone::Success, lang.t("accounts.identity_yes")),
        None => Cell::badge(Tone::Warning, lang.t("accounts.identity_no")),
    }
}

pub fn identity_badge(lang: Lang, person: &PersonView) -> AnyView {
    match person.identity {
        Some(_) => badge(Tone::Success, lang.t("accounts.identity_yes")),
        None => badge(Tone::Warning, lang.t("accounts.identity_no")),
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(person): Path<Uuid>) -> PageResult {
    record(&visit, person, &Mistakes::none(visit.lang), Asked::default()).await
}

/// What of the record was asked for by a form.
#[derive(Default)]
pub struct Asked {
    /// after a reason was given
    pub full: Option<FullValues>,
    /// the reason as it was typed, of a withdrawal that was refused
    pub withdrawal: Option<String>,
}

pub async fn record(visit: &Visit, person: Uuid, mistakes: &Mistakes, asked: Asked) -> PageResult {
    let ctx = &visit.ctx;
    let person = get(ctx, person).await.or_page(visit)?;
    let withdrawn = last_withdrawal(ctx, person.id).await.or_page(visit)?.filter(|_| person.identity.is_none());
    let withdraws = person.identity.is_some() && may_withdraw(ctx, person.id).await.or_page(visit)?;
    let Asked { full, withdrawal } = asked;
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
                {withdrawn.as_ref().map(|withdrawn| withdrawn_notice(lang, withdrawn))}
                <section class="card">{facts(lines(visit, &person, full))}</section>
                {confirm_form(visit, &person, mistakes)}
                {withdraws.then(|| withdraw_form(lang, &person, withdrawal, mistakes))}
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

fn withdrawn_notice(lang: Lang, withdrawn: &Withdrawal) -> AnyView {
    let words = [("at", lang.time(withdrawn.at)), ("reason", withdrawn.reason.clone())];
    let words = words.each_ref().map(|(name, value)| (*name, value.as_str()));
    notice(lang, Tone::Warning, lang.fill("people.withdrawn", &words))
}

/// Folded away, for it is seldom and has consequences; open when it was tried and refused.
fn withdraw_form(lang: Lang, person: &PersonView, typed: Option<String>, mistakes: &Mistakes) -> AnyView {
    let is_tried = typed.is_some();
    let none = Mistakes::none(lang);
    let reason = SafeTextarea::new("reason", lang.t("people.withdraw_reason"), typed.unwrap_or_default())
        .hint(lang.t("people.withdraw_reason_hint"))
        .rows(3)
        .maxlength(200)
        .view(if is_tried { mistakes } else { &none });
    view! {
        <details class="confirm" open=is_tried>
            <summary>{lang.t("people.withdraw_title")}</summary>
            <form method="post" action=format!("/office/people/{}/identity/withdrawal", person.id)>
                <p>{lang.t("people.withdraw_consequence")}</p>
                {reason}
                <p class="actions"><button class="danger">{lang.t("people.withdraw_title")}</button></p>
            </form>
        </details>
    }
    .into_any()
}

/// What was looked at, as radio buttons.
pub fn document_choice(lang: Lang, mistakes: &Mistakes) -> AnyView {
    let options = Document::ALL
        .iter()
        .map(|document| Choosable::new(document.code(), lang.code("people.documents", document.code())))
        .collect();
    Choice::one("document", lang.t("people.document"), options, "").view(mistakes)
}
