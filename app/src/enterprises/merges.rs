//! How do two rows of one enterprise become one: who says so, and who confirms it?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Fault;
use registry::enterprises::store::{
    EnterpriseView, Merge, acts, confirm_merge, decline_merge, find_by_code, get, open_merges, propose_merge,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{address, framed};
use crate::error::{self, OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::second::{Words, answers};
use crate::ui::sheet::{Value, exported};
use crate::ui::table::export_link;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// Where the merges stand that wait.
const LIST: &str = "/office/enterprises/merges";

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Proposal {
    /// The credit code of the row that is kept.
    kept: String,
    reason: String,
}

pub async fn show_proposal(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    proposal_page(&visit, enterprise, &Proposal::default(), &Mistakes::none(visit.lang)).await
}

pub async fn propose(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
    Form(form): Form<Proposal>,
) -> PageResult {
    match outcome(&visit, proposed(&visit, enterprise, &form).await) {
        Outcome::Done(_) => Ok(Redirect::to(&format!("{LIST}?done=merge_proposed")).into_response()),
        Outcome::Mistaken(mistakes) => proposal_page(&visit, enterprise, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn proposed(visit: &Visit, absorbed: Uuid, form: &Proposal) -> Result<Uuid, Fault> {
    get(&visit.ctx, absorbed).await?;
    let kept = find_by_code(&visit.ctx, &form.kept).await?;
    propose_merge(&visit.ctx, absorbed, kept, &form.reason).await
}

async fn proposal_page(visit: &Visit, enterprise: Uuid, form: &Proposal, mistakes: &Mistakes) -> PageResult {
    let found = get(&visit.ctx, enterprise).await.or_page(visit)?;
    let may = acts(&visit.ctx, enterprise).await.or_page(visit)?;
    if !may.proposes_merge && mistakes.is_empty() {
        return Err(error::page(visit, Fault::Forbidden));
    }
    let (lang, title) = (visit.lang, visit.t("enterprises.ways.merge"));
    Ok(framed(visit, title.clone())
        .mistakes(mistakes)
        .under(found.name.clone(), address(enterprise))
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {notice(lang, Tone::Warning, lang.t("enterprises.consequences.merge"))}
                {proposal_form(lang, &found, form, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn proposal_form(lang: Lang, absorbed: &EnterpriseView, form: &Proposal, mistakes: &Mistakes) -> AnyView {
    let gone = format!("{} {}", absorbed.name, absorbed.credit_code);
    let action = format!("/office/enterprises/{}/merge", absorbed.id);
    view! {
        <form class="card" method="post" action=action novalidate>
            {facts(vec![Fact::text(lang.t("enterprises.merge.absorbed"), gone)])}
            {Field::text("kept", lang.t("enterprises.merge.kept_code"), &form.kept)
                .hint(lang.t("enterprises.merge.kept_hint"))
                .maxlength(30)
                .view(mistakes)}
            {SafeTextarea::new("reason", lang.t("enterprises.reason"), form.reason.clone())
                .hint(lang.t("enterprises.reason_hint"))
                .rows(3)
                .maxlength(200)
                .view(mistakes)}
            <p class="actions">
                <button class="danger">{lang.t("enterprises.merge.propose")}</button>
                <a href=address(absorbed.id)>{lang.t("enterprises.back")}</a>
            </p>
        </form>
    }
    .into_any()
}

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    list_page(&visit, &Mistakes::none(visit.lang)).await
}

pub async fn confirm(SignedVisit(visit): SignedVisit, Path(merge): Path<Uuid>) -> PageResult {
    settle(&visit, outcome(&visit, confirm_merge(&visit.ctx, merge).await), "merge_confirmed").await
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Declined {
    reason: String,
}

pub async fn decline(
    SignedVisit(visit): SignedVisit,
    Path(merge): Path<Uuid>,
    Form(form): Form<Declined>,
) -> PageResult {
    settle(&visit, outcome(&visit, decline_merge(&visit.ctx, merge, &form.reason).await), "merge_declined").await
}

async fn settle(visit: &Visit, outcome: Outcome<()>, word: &str) -> PageResult {
    match outcome {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{LIST}?done={word}")).into_response()),
        Outcome::Mistaken(mistakes) => list_page(visit, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn list_page(visit: &Visit, mistakes: &Mistakes) -> PageResult {
    let waiting = open_merges(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("enterprises.merge.title"));
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("enterprises.list_title"), "/office/enterprises")
        .content(|| {
            let nothing = (lang.t("enterprises.merge.none_title"), lang.t("enterprises.merge.none"));
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p class="hint">{lang.t("enterprises.merge.advice")}</p>
                {waiting.is_empty().then(|| empty(nothing.0, nothing.1, None))}
                {waiting.iter().map(|merge| one(lang, merge)).collect_view()}
                {(!waiting.is_empty()).then(|| view! { <p>{export_link(lang, format!("{LIST}.xlsx"))}</p> })}
            }
            .into_any()
        })
        .respond())
}

/// The merges that wait, as a file.
pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let waiting = open_merges(&visit.ctx).await.or_page(&visit)?;
    let (lang, at) = (visit.lang, visit.ctx.now());
    let rows: Vec<Vec<Value>> = waiting.iter().map(|merge| said(lang, merge).map(Value::text).to_vec()).collect();
    exported(at, &lang.t("enterprises.merge.title"), &titles(lang), &rows).or_page(&visit)
}

fn titles(lang: Lang) -> [String; 4] {
    ["enterprises.merge.absorbed", "enterprises.merge.kept", "enterprises.reason", "enterprises.merge.proposed"]
        .map(|key| lang.t(key))
}

/// Which rows become one, why, and who says so.
fn said(lang: Lang, merge: &Merge) -> [String; 4] {
    let by = merge.proposed_by.clone().unwrap_or_else(|| lang.t("audit.actors.system"));
    [
        format!("{} {}", merge.absorbed_name, merge.absorbed_code),
        format!("{} {}", merge.kept_name, merge.kept_code),
        merge.reason.clone(),
        lang.fill("enterprises.merge.proposed_by", &[("by", &by), ("at", &lang.time(merge.proposed_at))]),
    ]
}

fn one(lang: Lang, merge: &Merge) -> AnyView {
    let base = format!("{LIST}/{}", merge.id);
    let [absorbed, kept, reason, by] = said(lang, merge);
    let [absorbed_title, kept_title, reason_title, by_title] = titles(lang);
    let lines = vec![
        Fact::link(absorbed_title, address(merge.absorbed), absorbed),
        Fact::link(kept_title, address(merge.kept), kept),
        Fact::text(reason_title, reason),
        Fact::text(by_title, by),
    ];
    let words = Words {
        confirm: lang.t("enterprises.merge.confirm"),
        decline: lang.t("enterprises.merge.decline"),
        take_back: lang.t("enterprises.merge.take_back"),
        reason: lang.t("enterprises.reason"),
        another: lang.t("refusals.enterprises.second_must_be_another"),
    };
    view! {
        <section class="card">
            <h2>{merge.absorbed_name.clone()}</h2>
            {facts(lines)}
            {answers(lang, &base, merge.is_own, words)}
        </section>
    }
    .into_any()
}
