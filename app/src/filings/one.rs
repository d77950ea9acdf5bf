//! How does one binding stand, who said what about it, and what can be done now?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::filings::store::consenting::consent_of;
use registry::filings::store::{self, BindingView, OneBinding, get};
use registry::filings::{CERTIFICATE_ENDED, CONTRACTOR_LEFT, Duty, Nomination, Proposer, Stage};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    asking, capacity_path, consent, form, handover_path, officers_path, own_path, path, post, responsible_path,
    stage_badge,
};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::confirm::{CONFIRMATION, Confirm, is_typed};
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    reason: String,
    confirmation: String,
    experience_years: String,
    statement: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(binding): Path<Uuid>) -> PageResult {
    let none = Mistakes::none(visit.lang);
    respond(&visit, binding, (&Typed::default(), &consent::Typed::default()), &none).await
}

/// The enterprise confirms what the officer asks for, or the officer accepts what the enterprise assigns.
pub async fn confirm(
    SignedVisit(visit): SignedVisit,
    Path(binding): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let confirmed = match Nomination::read(&typed.experience_years, &typed.statement) {
        Ok(nomination) => store::confirm_nominated(&visit.ctx, binding, &nomination).await,
        // whether there is such a binding comes before what is typed
        Err(wrong) => get(&visit.ctx, binding).await.and_then(|one| match one.may_answer {
            true => Err(Fault::Refused(wrong)),
            false => Err(Fault::Forbidden),
        }),
    };
    answered(&visit, binding, &typed, confirmed, ["binding_confirmed", "assignment_accepted"]).await
}

pub async fn decline(
    SignedVisit(visit): SignedVisit,
    Path(binding): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let declined = store::decline(&visit.ctx, binding, &typed.reason).await;
    answered(&visit, binding, &typed, declined, ["binding_declined", "assignment_declined"]).await
}

pub async fn end(SignedVisit(visit): SignedVisit, Path(binding): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    let ended = match is_typed(&typed.confirmation, &visit.t("filings.end_word")) {
        true => store::end(&visit.ctx, binding, &typed.reason).await,
        // whether there is such a binding comes before what is typed
        false => get(&visit.ctx, binding).await.and_then(|one| match one.may_end {
            true => Err(Refusal::on(CONFIRMATION, "confirmation.not_typed").into()),
            false => Err(Fault::Forbidden),
        }),
    };
    answered(&visit, binding, &typed, ended, ["binding_ended"; 2]).await
}

/// What was done has a word for wishes of officers and one for assignments.
async fn answered(
    visit: &Visit,
    binding: Uuid,
    typed: &Typed,
    result: Result<(), Fault>,
    [of_wish, of_assignment]: [&'static str; 2],
) -> PageResult {
    match outcome(visit, result) {
        Outcome::Done(()) => {
            let done = match get(&visit.ctx, binding).await.or_page(visit)?.view.proposer {
                Proposer::Officer => of_wish,
                Proposer::Enterprise => of_assignment,
            };
            Ok(Redirect::to(&format!("{}?done={done}", path(binding))).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(visit, binding, (typed, &consent::Typed::default()), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// The page again after the county's word was refused.
pub async fn respond_to_consent(
    visit: &Visit,
    binding: Uuid,
    typed: &consent::Typed,
    mistakes: &Mistakes,
) -> PageResult {
    respond(visit, binding, (&Typed::default(), typed), mistakes).await
}

async fn respond(
    visit: &Visit,
    binding: Uuid,
    (typed, word): (&Typed, &consent::Typed),
    mistakes: &Mistakes,
) -> PageResult {
    let one = get(&visit.ctx, binding).await.or_page(visit)?;
    let county = consent_of(&visit.ctx, binding).await.or_page(visit)?;
    let filed = form::read(visit, std::slice::from_ref(&one.view)).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("filings.one"));
    let (above, way) = match one.is_own {
        true => (lang.t("filings.own_title"), own_path(&one.view.certificate_number)),
        false => (lang.t("filings.officers_title"), officers_path(one.view.binding.enterprise)),
    };
    Ok(page(visit, title.clone())
        .under(above, way)
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <section class="card">{said(lang, &one.view)}</section>
                {county.map(|county| consent::section(lang, binding, &county, word, mistakes))}
                {answer_forms(lang, &one, typed, mistakes)}
                {form::section(lang, &one.view, filed.get(&binding).copied())}
                {ways(lang, &one.view)}
                <section class="card">
                    <h2>{lang.t("filings.history")}</h2>
                    {timeline(history(lang, &one.view))}
                </section>
                {end_form(lang, &one, typed, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn said(lang: Lang, view: &BindingView) -> AnyView {
    let status = lang.code("certificates.status", view.certificate_status.code());
    let certificate =
        lang.fill("filings.certificate_line", &[("number", &view.certificate_number), ("status", &status)]);
    let mut lines = vec![
        Fact::text(lang.t("filings.officer"), view.officer.clone()),
        Fact::text(lang.t("filings.certificate"), certificate),
        Fact::text(lang.t("filings.enterprise"), view.enterprise.clone()),
    ];
    lines.extend(view.project.clone().map(|project| Fact::text(lang.t("filings.project"), project)));
    lines.extend([
        Fact::text(lang.t("filings.as"), post(lang, &view.binding)),
        Fact::text(lang.t("filings.joined"), lang.day(view.binding.joined)),
        Fact::shown(lang.t("filings.stage"), stage_badge(lang, view)),
    ]);
    lines.extend(asking::said(lang, &view.nomination));
    facts(lines)
}

/// To what an officer who answers for a project hands over, and to how many people there are.
fn ways(lang: Lang, view: &BindingView) -> Option<AnyView> {
    let binding = &view.binding;
    let project = binding.post.project()?;
    binding.confirmed_at?;
    let handed = (binding.post.duty() == Some(Duty::Responsible)).then(|| {
        view! { <li><a href=handover_path(binding.id)>{lang.t("filings.handover.title")}</a></li> }
    });
    let counted = binding.ended_at.is_none().then(|| {
        view! { <li><a href=capacity_path(binding.person)>{lang.t("filings.capacity.one")}</a></li> }
    });
    let links = view! {
        <ul class="office-ways">
            {handed}
            {counted}
            <li><a href=responsible_path(project)>{lang.t("filings.responsible.title")}</a></li>
        </ul>
    };
    Some(links.into_any())
}

/// What happened, oldest first, each with who did it and why.
fn history(lang: Lang, view: &BindingView) -> Vec<Moment> {
    let binding = &view.binding;
    let moment = |at, key: &str, by: Option<&String>, reason: Option<&String>| {
        let moment = Moment::new(lang.time(at), lang.code("filings.steps", key));
        let by = by.map(|by| lang.fill("filings.by", &[("name", by)]));
        let reason = reason.map(|reason| lang.fill("filings.because", &[("reason", reason)]));
        match (by, reason) {
            (None, None) => moment,
            (by, reason) => moment.detail(
                view! { {by.map(|by| view! { <p>{by}</p> })}{reason.map(|reason| view! { <p>{reason}</p> })} }
                    .into_any(),
            ),
        }
    };
    let ([asked, confirmed, declined, withdrawn], asked_by) = match view.proposer {
        Proposer::Officer => (["asked", "confirmed", "declined", "withdrawn"], Some(&view.officer)),
        Proposer::Enterprise => (["assigned", "accepted", "refused", "taken_back"], view.asked_by.as_ref()),
    };
    let asked = moment(binding.asked_at, asked, asked_by, None);
    let answered_by = view.answered_by.as_ref();
    let confirmed = binding.confirmed_at.map(|at| moment(at, confirmed, answered_by, None).tone(Tone::Success));
    let declined = binding
        .declined_at
        .map(|at| moment(at, declined, answered_by, view.declined_reason.as_ref()).tone(Tone::Danger));
    let known = match view.ended_reason.as_deref() {
        Some(CONTRACTOR_LEFT) => Some(lang.t("filings.contractor_left")),
        Some(CERTIFICATE_ENDED) => Some(lang.t("filings.certificate_taken")),
        _ => None,
    };
    let key = if binding.stage() == Stage::Withdrawn && known.is_none() { withdrawn } else { "ended" };
    let reason = known.or_else(|| view.ended_reason.clone());
    let ended = binding.ended_at.map(|at| moment(at, key, view.ended_by.as_ref(), reason.as_ref()));
    [Some(asked), confirmed, declined, ended].into_iter().flatten().collect()
}

fn answer_forms(lang: Lang, one: &OneBinding, typed: &Typed, mistakes: &Mistakes) -> Option<AnyView> {
    let base = path(one.view.binding.id);
    let is_wish = one.view.proposer == Proposer::Officer;
    let word = |of_wish: &str, of_assignment: &str| lang.code("filings", if is_wish { of_wish } else { of_assignment });
    let nomination = || is_wish.then(|| asking::nomination(lang, &typed.experience_years, &typed.statement, mistakes));
    one.may_answer.then(|| {
        view! {
            <section class="card">
                <h2>{word("answer_title", "accept_title")}</h2>
                <p>{word("answer_intro", "accept_intro")}</p>
                <form method="post" action=format!("{base}/confirm") novalidate>
                    {nomination()}
                    <p class="actions"><button>{word("confirm", "accept")}</button></p>
                </form>
                <details open=!mistakes.is_empty()>
                    <summary>{word("decline", "refuse")}</summary>
                    <form method="post" action=format!("{base}/decline") novalidate>
                        {reason(lang, typed, mistakes)}
                        <button class="secondary">{word("decline", "refuse")}</button>
                    </form>
                </details>
            </section>
        }
        .into_any()
    })
}

fn end_form(lang: Lang, one: &OneBinding, typed: &Typed, mistakes: &Mistakes) -> Option<AnyView> {
    let key = match one.view.proposer {
        _ if one.view.binding.stage() != Stage::Waiting => "end",
        Proposer::Officer => "withdraw",
        Proposer::Enterprise => "take_back",
    };
    one.may_end.then(|| {
        let action = format!("{}/end", path(one.view.binding.id));
        Confirm::new(
            action,
            lang.code("filings", key),
            lang.code("filings.consequences", key),
            lang.t("filings.end_word"),
        )
        .with(reason(lang, typed, mistakes))
        .view(lang, mistakes)
    })
}

fn reason(lang: Lang, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    Field::text("reason", lang.t("filings.reason"), &typed.reason)
        .hint(lang.t("filings.reason_hint"))
        .maxlength(200)
        .view(mistakes)
}
