//! What does a lesson say, how much of it counts already, and which lesson comes before and after?

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use registry::courses::credit::PAGE_GAP_LIMIT_MS;
use registry::courses::{LessonLink, LessonView, store};
use registry::instant::MINUTE_MS;
use uuid::Uuid;

use super::practice::{Practice, parts};
use super::quiz::{Stage, quiz};
use super::video::player;
use super::{Shelf, course_path, lesson_path, sign_in_notice};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::{Script, page};
use crate::ui::icons::{Icon, icon};
use crate::ui::progress::progress;
use crate::visit::Visit;

/// Whose hours a lesson page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Anonymous,
    SignedIn,
    /// Whoever looks at a draft sees what a reader who is signed in will see, and sends nothing.
    Author(Uuid),
}

impl Reader {
    pub fn shelf(self) -> Shelf {
        match self {
            Self::Anonymous | Self::SignedIn => Shelf::InForce,
            Self::Author(draft) => Shelf::Draft(draft),
        }
    }
}

pub async fn show(visit: Visit, Path((course, lesson)): Path<(String, String)>) -> PageResult {
    let view = store::open_lesson(&visit.ctx, &course, &lesson).await.or_page(&visit)?;
    Ok(respond(&visit, &view, Stage::blank(visit.lang), Practice::Quiet, StatusCode::OK))
}

/// The lesson's page with its quiz at a stage, and with what is under way in the text.
pub fn respond(visit: &Visit, view: &LessonView, stage: Stage, practice: Practice, status: StatusCode) -> Response {
    let (reader, script) = match visit.who() {
        Some(_) => (Reader::SignedIn, Script::Module("reading.js")),
        None => (Reader::Anonymous, Script::None),
    };
    let watching = match (&view.video, reader) {
        (Some(_), Reader::SignedIn) => Script::Module("watching.js"),
        _ => Script::None,
    };
    page(visit, view.title.clone())
        .under(visit.t("courses.title"), "/courses")
        .under(view.course.title.clone(), course_path(&view.course.slug))
        .status(status)
        .script(watching)
        .script(script)
        .content(|| body(visit.lang, reader, view, &stage, &practice))
        .respond()
}

pub fn body(lang: Lang, reader: Reader, view: &LessonView, stage: &Stage, practice: &Practice) -> AnyView {
    let minutes = (view.required_ms / MINUTE_MS).to_string();
    let above = match reader {
        Reader::SignedIn | Reader::Author(_) => standing(lang, view),
        Reader::Anonymous => sign_in_notice(lang, &lesson_path(&view.course.slug, &view.slug)),
    };
    view! {
        <h1>{view.title.clone()}</h1>
        <p class="muted">{lang.fill("courses.lesson_of", &[("chapter", &view.chapter), ("minutes", &minutes)])}</p>
        {above}
        {view.video.as_ref().map(|video| player(lang, reader, view, video))}
        <article class="prose" id="lesson" lang="zh-CN">{parts(lang, reader, view, practice)}</article>
        {quiz(lang, reader, view, stage)}
        {neighbours(lang, reader.shelf(), view)}
    }
    .into_any()
}

/// What counts of this lesson. Without JavaScript it says how a page counts; `reading.js` keeps it up to date, makes the
/// empty bar stay in sight, and finds every sentence that it may have to say in the attributes.
fn standing(lang: Lang, view: &LessonView) -> AnyView {
    let count = |ms: i64| u64::try_from(ms).unwrap_or(0);
    let whole = (view.required_ms / MINUTE_MS).to_string();
    let words = |done: &str| lang.fill("courses.minutes_of", &[("done", done), ("whole", &whole)]);
    let bar = progress(
        lang.t("courses.this_lesson"),
        count(view.credited_ms),
        count(view.required_ms),
        words(&(view.credited_ms / MINUTE_MS).to_string()),
    );
    let by_page = lang.fill("courses.by_page", &[("minutes", &(PAGE_GAP_LIMIT_MS / MINUTE_MS).to_string())]);
    view! {
        <section
            class="card"
            id="reading"
            aria-label=lang.t("courses.progress")
            data-lesson=view.id.to_string()
            data-beats=format!("{}/beats", lesson_path(&view.course.slug, &view.slug))
            data-place=view.place.to_string()
            data-minutes=words("%{done}")
            data-counting=lang.t("courses.counting")
            data-full=lang.t("courses.lesson_full")
            data-idle=lang.t("courses.idle")
            data-elsewhere=lang.t("courses.elsewhere")
            data-offline=lang.t("courses.offline")
            data-signed-out=lang.t("courses.session_over")
        >
            {bar}
            <p class="muted" data-part="course"></p>
            <p class="hint" data-part="by-page">{by_page}</p>
        </section>
        <div id="reading-bar"><p class="saved" role="status" id="reading-state"></p></div>
    }
    .into_any()
}

fn neighbours(lang: Lang, shelf: Shelf, view: &LessonView) -> AnyView {
    let course = &view.course.slug;
    let path = |link: &LessonLink| shelf.lesson(course, &link.slug);
    let previous = view.previous.as_ref().map(|link| {
        let words = lang.fill("courses.previous", &[("lesson", &link.title)]);
        view! { <a class="button secondary" rel="prev" href=path(link)>{icon(Icon::Left)}{words}</a> }
    });
    let next = view.next.as_ref().map(|link| {
        let words = lang.fill("courses.next", &[("lesson", &link.title)]);
        view! { <a class="button secondary" rel="next" href=path(link)>{words}{icon(Icon::Right)}</a> }
    });
    let outline = view.next.is_none().then(|| {
        view! { <a class="button secondary" href=shelf.course(course)>{lang.t("courses.to_outline")}</a> }
    });
    view! { <nav class="actions" aria-label=lang.t("courses.neighbours")>{previous}{next}{outline}</nav> }.into_any()
}
