//! What do the forms around a draft of a course do?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::courses::drafts::{self, Direction};
use registry::courses::manuscript::{Head, Page, Reading};
use registry::courses::review;
use registry::permissions::{Object, Verb, require};
use serde::Deserialize;
use uuid::Uuid;

use super::draft::{self, Typed};
use super::{draft_path, lesson};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::page::page;
use crate::ui::field::{Field, mistakes_summary};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begun {
    slug: String,
    title: String,
}

pub async fn new(SignedVisit(visit): SignedVisit) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::Course).or_page(&visit)?;
    Ok(blank(&visit, &Begun::default(), &Mistakes::none(visit.lang)))
}

pub async fn create(SignedVisit(visit): SignedVisit, Form(begun): Form<Begun>) -> PageResult {
    match outcome(&visit, drafts::create(&visit.ctx, &begun.slug, &begun.title).await) {
        Outcome::Done(draft) => Ok(to_draft(draft, "course_begun")),
        Outcome::Mistaken(mistakes) => Ok(blank(&visit, &begun, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

fn blank(visit: &Visit, begun: &Begun, mistakes: &Mistakes) -> Response {
    let lang = visit.lang;
    let title = lang.t("courses.office.new");
    page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("courses.office.title"), "/office/courses")
        .content(|| {
            let slug = Field::text("slug", lang.t("courses.office.slug"), begun.slug.clone());
            let name = Field::text("title", lang.t("courses.office.course_title"), begun.title.clone());
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("courses.office.mistakes"), mistakes)}
                <form method="post" action="/office/courses/new" class="card" autocomplete="off">
                    {name.maxlength(100).view(mistakes)}
                    {slug.hint(lang.t("courses.office.slug_hint")).maxlength(64).view(mistakes)}
                    <p class="actions"><button>{lang.t("courses.office.begin_course")}</button></p>
                </form>
            }
            .into_any()
        })
        .respond()
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct HeadForm {
    mark: String,
    title: String,
    summary: String,
    note: String,
}

pub async fn save_head(
    SignedVisit(visit): SignedVisit,
    Path(draft): Path<Uuid>,
    Form(form): Form<HeadForm>,
) -> PageResult {
    let head = Head { title: plain(&form.title), summary: plain(&form.summary), note: plain(&form.note) };
    match outcome(&visit, drafts::save_head(&visit.ctx, draft, &form.mark, &head).await) {
        Outcome::Done(()) => Ok(to_draft(draft, "course_saved")),
        Outcome::Mistaken(mistakes) => {
            draft::respond(&visit, draft, Typed { head: Some(head), ..Typed::default() }, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

pub async fn add_lesson(SignedVisit(visit): SignedVisit, Path(draft): Path<Uuid>) -> PageResult {
    let slug = drafts::add_lesson(&visit.ctx, draft).await.or_page(&visit)?;
    Ok(Redirect::to(&format!("{}/lessons/{slug}", draft_path(draft))).into_response())
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LessonForm {
    mark: String,
    title: String,
    chapter: String,
    block: String,
    minutes: String,
    facts: String,
    quiz: String,
    markdown: String,
    reading: String,
    go: String,
}

pub async fn save_lesson(
    SignedVisit(visit): SignedVisit,
    Path((draft, slug)): Path<(Uuid, String)>,
    Form(form): Form<LessonForm>,
) -> PageResult {
    let written = Page {
        slug: slug.clone(),
        chapter: plain(&form.chapter),
        title: plain(&form.title),
        block: form.block,
        minutes: plain(&form.minutes),
        facts: plain(&form.facts),
        quiz: plain(&form.quiz),
        // blanks at the beginning of a line mean something in Markdown
        markdown: form.markdown.replace("\r\n", "\n"),
        // has a form of its own
        video: None,
        reading: if form.reading == "anew" { Reading::Anew } else { Reading::Compared },
    };
    match outcome(&visit, drafts::save_lesson(&visit.ctx, draft, &form.mark, &written).await) {
        Outcome::Done(()) if form.go == "preview" => {
            Ok(Redirect::to(&format!("{}/preview/{slug}", draft_path(draft))).into_response())
        }
        Outcome::Done(()) => {
            Ok(Redirect::to(&format!("{}/lessons/{slug}?done=course_saved", draft_path(draft))).into_response())
        }
        Outcome::Mistaken(mistakes) => lesson::respond(&visit, draft, &slug, Some(written), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Moved {
    to: String,
}

pub async fn move_lesson(
    SignedVisit(visit): SignedVisit,
    Path((draft, slug)): Path<(Uuid, String)>,
    Form(moved): Form<Moved>,
) -> PageResult {
    let direction = if moved.to == "up" { Direction::Up } else { Direction::Down };
    drafts::move_lesson(&visit.ctx, draft, &slug, direction).await.or_page(&visit)?;
    Ok(to_draft(draft, "lesson_moved"))
}

pub async fn remove_lesson(SignedVisit(visit): SignedVisit, Path((draft, slug)): Path<(Uuid, String)>) -> PageResult {
    drafts::remove_lesson(&visit.ctx, draft, &slug).await.or_page(&visit)?;
    Ok(to_draft(draft, "lesson_removed"))
}

pub async fn submit(SignedVisit(visit): SignedVisit, Path(draft): Path<Uuid>) -> PageResult {
    match outcome(&visit, drafts::submit(&visit.ctx, draft).await) {
        Outcome::Done(()) => Ok(to_draft(draft, "course_submitted")),
        Outcome::Mistaken(mistakes) => draft::respond(&visit, draft, Typed::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn discard(SignedVisit(visit): SignedVisit, Path(draft): Path<Uuid>) -> PageResult {
    drafts::discard(&visit.ctx, draft).await.or_page(&visit)?;
    Ok(Redirect::to("/office/courses?done=course_discarded").into_response())
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Judgement {
    reason: String,
}

pub async fn return_it(
    SignedVisit(visit): SignedVisit,
    Path(draft): Path<Uuid>,
    Form(form): Form<Judgement>,
) -> PageResult {
    match outcome(&visit, review::give_back(&visit.ctx, draft, &form.reason).await) {
        Outcome::Done(()) => Ok(to_draft(draft, "course_returned")),
        Outcome::Mistaken(mistakes) => {
            draft::respond(&visit, draft, Typed { reason: form.reason, ..Typed::default() }, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

pub async fn publish(SignedVisit(visit): SignedVisit, Path(draft): Path<Uuid>) -> PageResult {
    match outcome(&visit, review::publish(&visit.ctx, draft).await) {
        Outcome::Done(_) => Ok(Redirect::to("/office/courses?done=course_published").into_response()),
        Outcome::Mistaken(mistakes) => draft::respond(&visit, draft, Typed::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn begin_version(SignedVisit(visit): SignedVisit, Path(course): Path<String>) -> PageResult {
    let draft = drafts::begin_version(&visit.ctx, &course).await.or_page(&visit)?;
    Ok(to_draft(draft, "course_version_begun"))
}

pub fn to_draft(draft: Uuid, key: &str) -> Response {
    Redirect::to(&format!("{}?done={key}", draft_path(draft))).into_response()
}

/// What a person typed, without blanks around it and with plain line breaks.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}
