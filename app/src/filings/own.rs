//! To what am I bound by this certificate, and how do I ask for another binding?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::certificates::{Status, get as certificate};
use registry::filings::Draft;
use registry::filings::store::{BindingView, Choice, choice, of_certificate, own_number, propose as ask};
use registry::{Fault, certificates::CertificateView};
use serde::Deserialize;

use super::{asking, own_path, path, post, stage_badge};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// The form as it was sent.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    credit_code: String,
    level: String,
    project: String,
    duty: String,
    employment: String,
    joined: String,
}

impl Typed {
    fn draft(&self) -> Draft {
        Draft {
            level: self.level.clone(),
            project: self.project.clone(),
            duty: self.duty.clone(),
            employment: self.employment.clone(),
            joined: self.joined.clone(),
        }
    }
}

/// First the enterprise, by its code in the address; then the rest.
pub async fn show(SignedVisit(visit): SignedVisit, Path(number): Path<String>) -> PageResult {
    let credit_code = Query::of(&visit.path).filter("credit_code").unwrap_or_default().to_owned();
    let joined = visit.ctx.now().day().to_string();
    respond(&visit, &number, &Typed { credit_code, joined, ..Typed::default() }, Mistakes::none(visit.lang)).await
}

/// The code of a certificate opens the public page, the same for everybody; from there its holder comes here.
pub async fn by_code(SignedVisit(visit): SignedVisit, Path(id): Path<String>) -> PageResult {
    let number = own_number(&visit.ctx, &id).await.or_page(&visit)?;
    Ok(Redirect::to(&own_path(&number)).into_response())
}

pub async fn propose(
    SignedVisit(visit): SignedVisit,
    Path(number): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    match outcome(&visit, asked(&visit, &number, &typed).await) {
        Outcome::Done(binding) => Ok(Redirect::to(&format!("{}?done=binding_asked", path(binding))).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, &number, &typed, mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn asked(visit: &Visit, number: &str, typed: &Typed) -> Result<uuid::Uuid, Fault> {
    let chosen = choice(&visit.ctx, number, &typed.credit_code).await?;
    let wish = typed.draft().check(chosen.enterprise).map_err(Fault::Refused)?;
    ask(&visit.ctx, number, &wish).await
}

async fn respond(visit: &Visit, number: &str, typed: &Typed, mistakes: Mistakes) -> PageResult {
    let bindings = of_certificate(&visit.ctx, number).await.or_page(visit)?;
    let certificate = certificate(&visit.ctx, number).await.or_page(visit)?;
    let (chosen, mistakes) = match chosen(visit, number, typed).await {
        Outcome::Done(chosen) => (chosen, mistakes),
        Outcome::Mistaken(wrong) => (None, wrong),
        Outcome::Other(response) => return Err(response),
    };
    let (lang, title) = (visit.lang, visit.t("filings.own_title"));
    Ok(page(visit, title.clone())
        .under(lang.t("certificates.own.title"), "/certificates")
        .under(certificate.number_human.clone(), format!("/certificates/{number}"))
        .mistakes(&mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), &mistakes)}
                {listed(lang, &bindings)}
                {forms(lang, &certificate, chosen.as_ref(), typed, &mistakes)}
            }
            .into_any()
        })
        .respond())
}

/// Nothing while no code was given.
async fn chosen(visit: &Visit, number: &str, typed: &Typed) -> Outcome<Option<Choice>> {
    if typed.credit_code.is_empty() {
        return Outcome::Done(None);
    }
    outcome(visit, choice(&visit.ctx, number, &typed.credit_code).await.map(Some))
}

fn listed(lang: Lang, bindings: &[BindingView]) -> AnyView {
    let columns = vec![
        Column::text("place", lang.t("filings.place")),
        Column::text("post", lang.t("filings.as")),
        Column::text("stage", lang.t("filings.stage")),
        Column::text("asked", lang.t("filings.asked_on")),
    ];
    let rows = bindings.iter().map(|view| {
        let name = view.project.clone().unwrap_or_else(|| view.enterprise.clone());
        vec![
            Cell::link(path(view.binding.id), name),
            Cell::from(post(lang, &view.binding)),
            Cell::from(stage_badge(lang, view)),
            Cell::from(lang.day(view.binding.asked_at.day())),
        ]
    });
    Table::new(lang.t("filings.own_title"), columns, rows.collect())
        .empty(empty(lang.t("filings.own_none_title"), lang.t("filings.own_none"), None))
        .view(lang)
}

fn forms(
    lang: Lang,
    certificate: &CertificateView,
    chosen: Option<&Choice>,
    typed: &Typed,
    mistakes: &Mistakes,
) -> AnyView {
    if certificate.status != Status::Valid {
        return notice(lang, Tone::Warning, lang.t("filings.certificate_does_not_bind"));
    }
    let base = own_path(&certificate.number);
    view! {
        <section class="card" id="ask">
            <h2>{lang.t("filings.ask_title")}</h2>
            <p>{lang.t("filings.ask_intro")}</p>
            <form method="get" action=format!("{base}#ask") novalidate>
                {Field::text("credit_code", lang.t("filings.credit_code"), &typed.credit_code)
                    .hint(lang.t("filings.credit_code_hint"))
                    .maxlength(30)
                    .view(mistakes)}
                <button class=chosen.map(|_| "secondary")>{lang.t("filings.find")}</button>
            </form>
            {chosen.map(|chosen| wish_form(lang, &base, chosen, typed, mistakes))}
        </section>
    }
    .into_any()
}

fn wish_form(lang: Lang, base: &str, chosen: &Choice, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let nothing = chosen.projects.is_empty().then(|| notice(lang, Tone::Warning, lang.t("filings.no_projects")));
    view! {
        <h3>{chosen.name.clone()}</h3>
        {nothing}
        <form method="post" action=base.to_owned() novalidate>
            <input type="hidden" name="credit_code" value=chosen.credit_code.clone()/>
            {asking::fields(lang, &chosen.projects, &typed.draft(), mistakes)}
            <button>{lang.t("filings.ask")}</button>
        </form>
    }
    .into_any()
}
