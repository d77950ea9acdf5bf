//! What became of my complaints, and how do I ask for another look?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::complaints::store::ask_review;
use registry::complaints::{ComplaintLine, ComplaintView, own, view};
use serde::Deserialize;
use uuid::Uuid;

use super::one::{Names, history, known};
use super::{about, state_badge, waits};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::done;
use crate::visit::{SignedVisit, Visit};

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let lines = own(&visit.ctx).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("complaints.own"));
    Ok(page(&visit, title.clone())
        .under(lang.t("exams.title"), "/exams")
        .content(|| {
            let nothing = || {
                let way = Some(("/exams".to_owned(), lang.t("exams.to_exams")));
                empty(lang.t("complaints.own_none_title"), lang.t("complaints.own_none"), way)
            };
            view! {
                <h1>{title.clone()}</h1>
                {lines.is_empty().then(nothing)}
                {lines.iter().map(|line| card(lang, line)).collect_view()}
            }
            .into_any()
        })
        .respond())
}

fn card(lang: Lang, line: &ComplaintLine) -> AnyView {
    let path = format!("/complaints/{}", line.id);
    let mut known = vec![
        Fact::shown(lang.t("complaints.state"), state_badge(lang, line.step, line.verdict)),
        Fact::text(lang.t("complaints.filed_at"), lang.time(line.filed_at)),
    ];
    if let Some(sentence) = waits(lang, line) {
        known.push(Fact::text(lang.t("complaints.due"), sentence));
    }
    view! {
        <section class="card">
            <h2><a href=path>{line.exam_title.clone()}" · "{about(lang, line.about)}</a></h2>
            {facts(known)}
        </section>
    }
    .into_any()
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    words: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(complaint): Path<Uuid>) -> PageResult {
    respond(&visit, complaint, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn review(
    SignedVisit(visit): SignedVisit,
    Path(complaint): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    match outcome(&visit, ask_review(&visit.ctx, complaint, &typed.words).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/complaints/{complaint}?done=review_asked")).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, complaint, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, complaint: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let found = view(&visit.ctx, complaint).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("complaints.one"));
    let result = format!("/attempts/{}/result", found.attempt);
    Ok(page(visit, title.clone())
        .under(lang.t("complaints.own"), "/complaints")
        .mistakes(mistakes)
        .content(|| {
            view! {
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <h1>{title.clone()}</h1>
                {known(lang, &found, Names::Hidden)}
                {history(lang, &found, Names::Hidden)}
                {asking(lang, &found, typed, mistakes)}
                <p><a href=result>{lang.t("complaints.to_result")}</a></p>
            }
            .into_any()
        })
        .respond())
}

fn asking(lang: Lang, found: &ComplaintView, typed: &Typed, mistakes: &Mistakes) -> Option<AnyView> {
    if !found.may_ask_review {
        return None;
    }
    let action = format!("/complaints/{}/review", found.line.id);
    Some(
        view! {
            <form class="card" method="post" action=action>
                <h2>{lang.t("complaints.ask_review")}</h2>
                <p>{lang.t("complaints.ask_review_advice")}</p>
                {SafeTextarea::new("words", lang.t("complaints.review_words"), typed.words.clone())
                    .hint(lang.t("complaints.words_hint"))
                    .maxlength(1_000)
                    .view(mistakes)}
                <p class="actions"><button class="secondary">{lang.t("complaints.ask_review")}</button></p>
            </form>
        }
        .into_any(),
    )
}
