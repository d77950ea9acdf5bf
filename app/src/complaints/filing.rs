//! How does a candidate say that a score or a question is wrong?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::complaints::store::file;
use registry::complaints::{About, Filing, Void, desk};
use registry::exams::bundle::offered;
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::{about, day, state_badge};
use crate::error::{OrPage, PageResult};
use crate::exams::receipt;
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::notice;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const VOID: &str = "void";

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Empty until chosen, 0 for the score.
    question: String,
    words: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(attempt): Path<Uuid>) -> PageResult {
    respond(&visit, attempt, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn file_one(
    SignedVisit(visit): SignedVisit,
    Path(attempt): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let filed = match chosen(&typed.question) {
        Some(about) => file(&visit.ctx, attempt, about, &typed.words).await,
        // whose attempt it is comes before what is typed
        None => desk(&visit.ctx, attempt)
            .await
            .and_then(|_| Err(Fault::from(Refusal::on("question", "complaints.no_such_question")))),
    };
    match outcome(&visit, filed) {
        Outcome::Done(id) => Ok(Redirect::to(&format!("/complaints/{id}?done=complaint_filed")).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, attempt, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// The form of a void attempt has nothing to choose, and says so.
fn chosen(question: &str) -> Option<About> {
    if question == VOID { Some(About::Void) } else { question.parse().ok().map(About::of_slot) }
}

async fn respond(visit: &Visit, attempt: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let filing = desk(&visit.ctx, attempt).await.or_page(visit)?;
    let kept = kept(visit, attempt, &filing).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("complaints.file"));
    let mut page = page(visit, title.clone()).under(lang.t("exams.title"), "/exams");
    if filing.void.is_none() {
        page = page.under(lang.t("exams.result.title"), format!("/attempts/{attempt}/result"));
    }
    Ok(page
        .mistakes(mistakes)
        .content(|| {
            view! {
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <h1>{title.clone()}</h1>
                <p class="lead">{filing.exam_title.clone()}</p>
                {filing.void.as_ref().map(|void| made_void(lang, void))}
                {earlier(lang, &filing)}
                {form(lang, attempt, &filing, typed, mistakes)}
                {kept}
            }
            .into_any()
        })
        .respond())
}

/// A void attempt has no result page: what its candidate may keep of it stands here.
async fn kept(visit: &Visit, attempt: Uuid, filing: &Filing) -> Result<Option<AnyView>, Fault> {
    if filing.void.is_none() {
        return Ok(None);
    }
    let (lang, offer) = (visit.lang, offered(&visit.ctx, attempt).await?);
    Ok(Some(match receipt::find(&visit.ctx, attempt).await? {
        Some(given) => receipt::part(lang, filing.exam, attempt, &given),
        None => {
            let title = lang.t("proof.receipt.record_title");
            view! { <section class="card"><h2>{title}</h2>{receipt::offered_part(lang, attempt, offer)}</section> }
                .into_any()
        }
    }))
}

fn made_void(lang: Lang, void: &Void) -> AnyView {
    let known = [("at", lang.time(void.at)), ("reason", void.reason.clone())];
    let known = known.each_ref().map(|(name, text)| (*name, text.as_str()));
    notice(lang, Tone::Danger, lang.fill("complaints.made_void", &known))
}

fn earlier(lang: Lang, filing: &Filing) -> Option<AnyView> {
    let lines = filing.filed.iter().map(|line| {
        let path = format!("/complaints/{}", line.id);
        view! { <li><a href=path>{about(lang, line.about)}</a>" "{state_badge(lang, line.step, line.verdict)}</li> }
    });
    (!filing.filed.is_empty()).then(|| {
        view! {
            <section class="card"><h2>{lang.t("complaints.filed_before")}</h2><ul>{lines.collect_view()}</ul></section>
        }
        .into_any()
    })
}

fn form(lang: Lang, attempt: Uuid, filing: &Filing, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    if let Some(refusal) = &filing.refused {
        return notice(lang, Tone::Warning, lang.refusal(refusal));
    }
    let until = lang.fill("complaints.until", &[("day", &day(lang, filing.until))]);
    view! {
        <form class="card" method="post" action=format!("/attempts/{attempt}/complaint")>
            <p>{until}</p>
            {matter(lang, filing, typed, mistakes)}
            {SafeTextarea::new("words", lang.t("complaints.words"), typed.words.clone())
                .hint(lang.t("complaints.words_hint"))
                .maxlength(1_000)
                .view(mistakes)}
            <p class="actions"><button>{lang.t("complaints.send")}</button></p>
        </form>
    }
    .into_any()
}

/// What is doubted: chosen, but where only one thing can be.
fn matter(lang: Lang, filing: &Filing, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    if filing.void.is_some() {
        return view! { <input type="hidden" name="question" value=VOID/> }.into_any();
    }
    let score =
        [Choosable::new("", lang.t("complaints.choose")), Choosable::new("0", lang.t("complaints.about_score"))];
    let questions = (1..=filing.questions).map(|number| {
        let number = number.to_string();
        Choosable::new(number.clone(), lang.fill("complaints.about_question", &[("n", &number)]))
    });
    Choice::list("question", lang.t("complaints.about"), score.into_iter().chain(questions).collect(), &typed.question)
        .hint(lang.t("complaints.about_hint"))
        .view(mistakes)
}
