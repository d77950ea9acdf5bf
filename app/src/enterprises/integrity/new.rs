//! How does an office write an integrity record down? First which kind, then what that kind needs.

use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::enterprises::store::get;
use registry::permissions::{Object, Verb, require};
use registry::projects::integrity::{Basis, Content, Finding, RecordKind};
use registry::projects::store::{About, NewIntegrityRecord, integrity_subject, record_integrity};
use registry::{Day, Fault, Period, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::query::Query;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    kind: String,
    /// An enterprise that a link named; else `subject` says about whom.
    enterprise: String,
    /// A credit code or an identity number.
    subject: String,
    on: String,
    first_day: String,
    last_day: String,
    rating: String,
    body: String,
    matter: String,
    conduct: String,
    basis: String,
    basis_number: String,
}

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let given = |name: &str| query.filter(name).unwrap_or_default().to_owned();
    let typed = Typed { kind: given("kind"), enterprise: given("enterprise"), ..Typed::default() };
    respond(&visit, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn record(SignedVisit(visit): SignedVisit, Form(typed): Form<Typed>) -> PageResult {
    match outcome(&visit, recorded(&visit, &typed).await) {
        Outcome::Done(id) => {
            Ok(Redirect::to(&format!("/office/integrity/{id}?done=integrity_recorded")).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn recorded(visit: &Visit, typed: &Typed) -> Result<Uuid, Fault> {
    require(&visit.ctx, Verb::Create, Object::IntegrityRecord)?;
    let mut refusals = Vec::new();
    let about = match typed.enterprise.parse() {
        Ok(enterprise) => Ok(About::Enterprise(enterprise)),
        Err(_) => integrity_subject(&visit.ctx, &typed.subject).await,
    };
    let about = match about {
        Ok(about) => Some(about),
        Err(Fault::Refused(reasons)) => {
            refusals.extend(reasons);
            None
        }
        Err(fault) => return Err(fault),
    };
    let mut day = |text: &str, field: &'static str| {
        let day = Day::parse(text.trim());
        if day.is_none() {
            refusals.push(Refusal::on(field, "calendar.day_shape"));
        }
        day
    };
    let on = day(&typed.on, "on");
    let first = if typed.first_day.trim().is_empty() { on } else { day(&typed.first_day, "first_day") };
    let last = if typed.last_day.trim().is_empty() { None } else { day(&typed.last_day, "last_day") };
    let valid = first.and_then(|first| Period::new(first, last).map_err(|refusal| refusals.push(refusal)).ok());
    let content = typed.content(visit);
    if content.is_none() {
        refusals.push(Refusal::on("kind", "projects.integrity_kind_missing"));
    }
    match (about, on, valid, content) {
        (Some(about), Some(on), Some(valid), Some(content)) if refusals.is_empty() => {
            let new = NewIntegrityRecord { about, project: None, content, on, valid, batch: None };
            record_integrity(&visit.ctx, &new).await
        }
        _ => Err(Fault::Refused(refusals)),
    }
}

impl Typed {
    fn content(&self, visit: &Visit) -> Option<Content> {
        let conduct = |is_good| Content::Conduct {
            is_good,
            conduct: self.conduct.clone(),
            basis: Basis {
                title: self.basis.clone(),
                number: self.basis_number.clone(),
                body: self.body.clone(),
                document: None,
            },
        };
        Some(match RecordKind::parse(&self.kind)? {
            RecordKind::Rating => Content::Rating { rating: self.rating.clone(), body: self.body.clone() },
            // the case behind it begins with it
            RecordKind::Complaint => {
                Content::Complaint { case: visit.ctx.new_id(), matter: self.matter.clone(), finding: Finding::Open }
            }
            RecordKind::GoodConduct => conduct(true),
            RecordKind::BadConduct => conduct(false),
        })
    }
}

async fn respond(visit: &Visit, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::IntegrityRecord).or_page(visit)?;
    let subject = match typed.enterprise.parse() {
        Ok(enterprise) => Some(get(&visit.ctx, enterprise).await.or_page(visit)?.name),
        Err(_) => None,
    };
    let (lang, title) = (visit.lang, visit.t("integrity.new"));
    let kind = RecordKind::parse(&typed.kind);
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("integrity.title"), "/office/integrity")
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {match kind {
                    None => kinds(lang, &typed.enterprise),
                    Some(kind) => form(lang, (kind, subject), typed, mistakes),
                }}
            }
            .into_any()
        })
        .respond())
}

fn kinds(lang: Lang, enterprise: &str) -> AnyView {
    let about = if enterprise.is_empty() { String::new() } else { format!("&enterprise={enterprise}") };
    let ways = RecordKind::ALL.map(|kind| {
        let path = format!("/office/integrity/new?kind={}{about}", kind.code());
        view! {
            <li>
                <a href=path>{lang.code("integrity.kinds", kind.code())}</a>
                <p class="hint">{lang.code("integrity.kind_hints", kind.code())}</p>
            </li>
        }
    });
    view! { <p>{lang.t("integrity.choose_kind")}</p> <ul>{ways.into_iter().collect_view()}</ul> }.into_any()
}

fn form(lang: Lang, (kind, subject): (RecordKind, Option<String>), typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let label = |key: &str| lang.code("integrity.fields", key);
    let date = |name: &'static str, value: &str| Field::text(name, label(name), value).kind("date").short();
    let is_named = subject.is_some();
    let mut lines = vec![Fact::text(lang.t("integrity.columns.kind"), lang.code("integrity.kinds", kind.code()))];
    lines.extend(subject.map(|name| Fact::text(lang.t("integrity.columns.name"), name)));
    let asked = Field::text("subject", label("subject"), &typed.subject)
        .hint(lang.t("integrity.subject_hint"))
        .autocomplete("off")
        .maxlength(40);
    view! {
        <form class="card" method="post" action="/office/integrity/new" novalidate>
            <input type="hidden" name="kind" value=kind.code()/>
            <input type="hidden" id="enterprise" name="enterprise" value=typed.enterprise.clone()/>
            {facts(lines)}
            {(!is_named).then(|| asked.view(mistakes))}
            {Field::text("on", label("happened"), &typed.on).kind("date").short().view(mistakes)}
            {content(lang, kind, typed, mistakes)}
            {date("first_day", &typed.first_day).hint(lang.t("integrity.first_day_hint")).optional().view(mistakes)}
            {date("last_day", &typed.last_day).hint(lang.t("integrity.last_day_hint")).optional().view(mistakes)}
            <p class="actions">
                <button>{lang.t("integrity.record")}</button>
                <a href="/office/integrity">{lang.t("enterprises.back")}</a>
            </p>
        </form>
    }
    .into_any()
}

/// What the kind needs.
fn content(lang: Lang, kind: RecordKind, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let label = |key: &str| lang.code("integrity.fields", key);
    let text = |name: &'static str, value: &str, most: u32| {
        Field::text(name, label(name), value).maxlength(most).view(mistakes)
    };
    let long = |name: &'static str, value: &str| {
        SafeTextarea::new(name, label(name), value).rows(4).maxlength(1_000).view(mistakes)
    };
    match kind {
        RecordKind::Rating => view! { {text("rating", &typed.rating, 20)} {text("body", &typed.body, 100)} }.into_any(),
        RecordKind::Complaint => long("matter", &typed.matter),
        RecordKind::GoodConduct | RecordKind::BadConduct => view! {
            {long("conduct", &typed.conduct)}
            {text("basis", &typed.basis, 200)}
            {text("basis_number", &typed.basis_number, 100)}
            {text("body", &typed.body, 100)}
        }
        .into_any(),
    }
}
