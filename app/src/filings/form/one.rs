//! What does one version of a form say, what was handed in with it, and what does each receiver answer?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Fault;
use registry::filings::form::{Answer, FilingForm, FilingKind};
use registry::filings::store::filing::{OneFiling, ReceiptView, accept, get, return_for_correction};
use registry::filings::store::first_tasks::FirstTask;
use registry::filings::store::pledge::PledgeView;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    QUEUE, hash, masked, one_path, path, pledge_path, punctuality_tone, punctuality_word, stage_badge, stage_tone,
    stage_word,
};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::{holds_office, page};
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::done;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    reasons: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(filing): Path<Uuid>) -> PageResult {
    respond(&visit, filing, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn accept_one(SignedVisit(visit): SignedVisit, Path(filing): Path<Uuid>) -> PageResult {
    let accepted = accept(&visit.ctx, filing).await;
    answered(&visit, filing, &Typed::default(), accepted, "filing_accepted").await
}

pub async fn return_one(
    SignedVisit(visit): SignedVisit,
    Path(filing): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let returned = return_for_correction(&visit.ctx, filing, &typed.reasons).await;
    answered(&visit, filing, &typed, returned, "filing_returned").await
}

async fn answered(visit: &Visit, filing: Uuid, typed: &Typed, result: Result<(), Fault>, word: &str) -> PageResult {
    match outcome(visit, result) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{}?done={word}", one_path(filing))).into_response()),
        Outcome::Mistaken(mistakes) => respond(visit, filing, typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, filing: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let one = get(&visit.ctx, filing).await.or_page(visit)?;
    let lang = visit.lang;
    let title = lang.fill("filing_forms.one_title", &[("version", &one.view.version.to_string())]);
    let frame = page(visit, title.clone());
    let frame = match holds_office(visit) {
        true => frame.in_office().under(lang.t("filing_forms.queue_title"), QUEUE),
        false => frame
            .under(lang.t("filings.one"), format!("/bindings/{}", one.view.binding))
            .under(lang.t("filing_forms.title"), path(one.view.binding)),
    };
    Ok(frame
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <section class="card">{standing(lang, &one)}</section>
                {answer_forms(lang, &one, typed, mistakes)}
                <section class="card">
                    <h2>{lang.t("filing_forms.form_title")}</h2>
                    {form(lang, &one.view.form)}
                    {papers(lang, &one)}
                </section>
                {one.pledge.as_ref().map(|pledge| pledged(lang, filing, pledge))}
                {receipts(lang, &one.view.receipts)}
                {versions(lang, &one)}
            }
            .into_any()
        })
        .respond())
}

fn standing(lang: Lang, one: &OneFiling) -> AnyView {
    let view = &one.view;
    let mut lines = vec![
        Fact::link(lang.t("filing_forms.project"), format!("/projects/{}", view.project), view.form.project.clone()),
        Fact::text(lang.t("filing_forms.kind"), kind_word(lang, view.kind)),
        Fact::shown(lang.t("filing_forms.stage"), stage_badge(lang, view.stage)),
    ];
    if let (Some(filed_on), Some(punctuality)) = (view.filed_on, one.punctuality) {
        let word = punctuality_word(lang, punctuality);
        lines.push(Fact::text(lang.t("filing_forms.filed_on"), lang.day(filed_on)));
        // a change is held against another deadline
        if view.kind == FilingKind::First {
            lines.push(Fact::shown(lang.t("filing_forms.start"), badge(punctuality_tone(punctuality), word)));
        }
    }
    lines.extend(one.first_task.as_ref().map(|task| ahead(lang, task)));
    facts(lines)
}

/// what a first filing has opened, as its officer reads it.
fn ahead(lang: Lang, task: &FirstTask) -> Fact {
    let said = match (task.trained_on, task.assessed_on) {
        (Some(trained), Some(assessed)) => lang
            .fill("filing_forms.training_done", &[("trained", &lang.day(trained)), ("assessed", &lang.day(assessed))]),
        _ => {
            lang.fill("filing_forms.training_ahead", &[("office", &task.office), ("days", &task.days_open.to_string())])
        }
    };
    Fact::text(lang.t("filing_forms.training"), said)
}

pub fn kind_word(lang: Lang, kind: FilingKind) -> String {
    lang.code("filing_forms.kinds", kind.code())
}

/// The fields of the annex, with telephones masked; the form itself carries them.
fn form(lang: Lang, form: &FilingForm) -> AnyView {
    let planned = lang.fill(
        "filing_forms.planned_period",
        &[("start", &lang.day(form.planned_start)), ("finish", &lang.day(form.planned_finish))],
    );
    let said = |key: &str, value: &str| {
        let value = if value.is_empty() { lang.t("filing_forms.none") } else { value.to_owned() };
        Fact::text(lang.code("filing_forms", key), value)
    };
    facts(vec![
        said("unit", &form.unit),
        said("date", &lang.day(form.date)),
        said("project", &form.project),
        said("planned", &planned),
        said("address", &form.address),
        said("owner", &form.owner),
        said("owner_lead", &form.owner_lead),
        said("owner_phone", &masked(&form.owner_phone)),
        said("supervisor", &form.supervisor),
        said("chief_supervisor", &form.chief_supervisor),
        said("supervisor_phone", &masked(&form.supervisor_phone)),
        said("contractor", &form.contractor),
        said("project_manager", &form.project_manager),
        said("manager_phone", &masked(&form.manager_phone)),
        said("officer", &form.officer),
        said("officer_phone", &masked(&form.officer_phone)),
        said("joined", &lang.day(form.joined)),
    ])
}

fn papers(lang: Lang, one: &OneFiling) -> AnyView {
    let base = one_path(one.view.id);
    let stamped = one.view.form_scan.as_ref().map(|scan| {
        view! { <p><a href=format!("{base}/scan")>{lang.t("filing_forms.stamped_form")}</a></p>{hash(lang, scan)} }
    });
    let recorded = (!one.is_own).then(|| view! { <p class="hint">{lang.t("filing_forms.opening_recorded")}</p> });
    view! {
        {hash(lang, &one.view.form_hash)}
        <p><a href=format!("{base}/form.pdf")>{lang.t("filing_forms.form_pdf")}</a></p>
        {recorded}
        {stamped}
    }
    .into_any()
}

fn pledged(lang: Lang, filing: Uuid, pledge: &PledgeView) -> AnyView {
    let base = pledge_path(pledge.id);
    let line = lang.fill(
        "filing_forms.signed_at",
        &[
            ("template", &pledge.content.template.to_string()),
            ("at", &lang.time(pledge.signed_at)),
            ("way", &lang.code("filing_forms.ways", pledge.content.way.code())),
        ],
    );
    let stamped = pledge.stamped.as_ref().map(|scan| {
        view! {
            <p><a href=format!("{base}/scan?filing={filing}")>{lang.t("filing_forms.stamped_pledge")}</a></p>
            {hash(lang, &scan.hash)}
        }
    });
    view! {
        <section class="card">
            <h2>{lang.t("filing_forms.pledge_title")}</h2>
            <p>{line}</p>
            {hash(lang, &pledge.content_hash)}
            <p><a href=format!("{base}/pledge.pdf")>{lang.t("filing_forms.pledge_pdf")}</a></p>
            {stamped}
        </section>
    }
    .into_any()
}

fn answer_forms(lang: Lang, one: &OneFiling, typed: &Typed, mistakes: &Mistakes) -> Option<AnyView> {
    let receiver = one.answers_as?;
    let base = one_path(one.view.id);
    let intro = lang.code("filing_forms.answer_as", receiver.code());
    Some(
        view! {
            <section class="card" id="answer">
                <h2>{lang.t("filing_forms.answer_title")}</h2>
                <p>{intro}</p>
                <form method="post" action=format!("{base}/accept")>
                    <p class="actions"><button>{lang.t("filing_forms.accept")}</button></p>
                </form>
                <details open=!mistakes.is_empty()>
                    <summary>{lang.t("filing_forms.return")}</summary>
                    <form method="post" action=format!("{base}/return") novalidate>
                        {SafeTextarea::new("reasons", lang.t("filing_forms.reasons"), &typed.reasons)
                            .hint(lang.t("filing_forms.reasons_hint"))
                            .maxlength(1_000)
                            .view(mistakes)}
                        <p class="actions"><button class="secondary">{lang.t("filing_forms.return")}</button></p>
                    </form>
                </details>
            </section>
        }
        .into_any(),
    )
}

/// The receipt of each department, for form and pledge.
fn receipts(lang: Lang, receipts: &[ReceiptView]) -> Option<AnyView> {
    if receipts.is_empty() {
        return None;
    }
    let columns = ["receiver", "received", "answer", "answered", "answered_by", "reasons"];
    let columns = columns.map(|key| Column::text(key, lang.code("filing_forms.columns", key))).to_vec();
    let rows = receipts.iter().map(|receipt| {
        let (tone, key) = match receipt.answer {
            None => (Tone::Warning, "waiting"),
            Some(Answer::Accepted) => (Tone::Success, "accepted"),
            Some(Answer::Returned) => (Tone::Danger, "returned"),
        };
        vec![
            Cell::from(receipt.office_name.clone()),
            Cell::time(lang, Some(receipt.received_at)),
            Cell::badge(tone, lang.code("filing_forms.answers", key)),
            Cell::time(lang, receipt.answered_at),
            Cell::from(receipt.answered_by.clone().unwrap_or_default()),
            Cell::from(receipt.reasons.clone().unwrap_or_default()),
        ]
    });
    let title = lang.t("filing_forms.receipts_title");
    Some(
        view! {
            <h2>{title.clone()}</h2>
            <p class="hint">{lang.t("filing_forms.receipts_intro")}</p>
            {Table::new(title, columns, rows.collect()).view(lang)}
        }
        .into_any(),
    )
}

fn versions(lang: Lang, one: &OneFiling) -> Option<AnyView> {
    if one.versions.len() < 2 {
        return None;
    }
    let columns = ["version", "stage"].map(|key| Column::text(key, lang.code("filing_forms.columns", key))).to_vec();
    let rows = one.versions.iter().map(|(id, version, stage)| {
        vec![
            Cell::link(one_path(*id), lang.fill("filing_forms.version", &[("version", &version.to_string())])),
            Cell::badge(stage_tone(*stage), stage_word(lang, *stage)),
        ]
    });
    let title = lang.t("filing_forms.versions_title");
    Some(view! { <h2>{title.clone()}</h2>{Table::new(title, columns, rows.collect()).view(lang)} }.into_any())
}
