//! Where are courses written? Drafts, a second person's review, versions, and the files that courses travel as: for
//! offices only.

mod bring;
mod draft;
mod forms;
mod lesson;
mod list;
mod outline;
mod preview;
mod versions;
mod video;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use question_bank::formats::limits;
use registry::courses::drafts::DraftState;
use uuid::Uuid;

use crate::lang::Lang;
use crate::routes::Audience::Office;
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;

/// A lesson's text as a form sends it: up to nine bytes for a Chinese character.
const MOST_TEXT_BYTES: usize = 1024 * 1024;
/// The file, and what a form puts around it.
const MOST_FILE_BYTES: usize = limits::FILE_BYTES + 64 * 1024;

pub fn routes() -> Routes {
    Routes::new()
        .get("/office/courses", Office, list::show)
        .get("/office/courses.xlsx", Office, list::export)
        .get("/office/courses/drafts.xlsx", Office, list::export_drafts)
        .get("/office/courses/new", Office, forms::new)
        .post("/office/courses/new", Office, forms::create)
        .get("/office/courses/import", Office, bring::form)
        .upload("/office/courses/import", Office, bring::take, MOST_FILE_BYTES)
        .get("/office/courses/drafts/{course_draft}", Office, draft::show)
        .post("/office/courses/drafts/{course_draft}", Office, forms::save_head)
        .get("/office/courses/drafts/{course_draft}/course.zip", Office, versions::export_draft)
        .get("/office/courses/drafts/{course_draft}/difference", Office, versions::difference)
        .get("/office/courses/drafts/{course_draft}/preview", Office, preview::course)
        .get("/office/courses/drafts/{course_draft}/preview/{lesson}", Office, preview::lesson)
        .post("/office/courses/drafts/{course_draft}/lessons", Office, forms::add_lesson)
        .get("/office/courses/drafts/{course_draft}/lessons/{lesson}", Office, lesson::show)
        .upload("/office/courses/drafts/{course_draft}/lessons/{lesson}", Office, forms::save_lesson, MOST_TEXT_BYTES)
        .upload("/office/courses/drafts/{course_draft}/lessons/{lesson}/video", Office, video::take, usize::MAX)
        .post("/office/courses/drafts/{course_draft}/lessons/{lesson}/video/remove", Office, video::remove)
        .post("/office/courses/drafts/{course_draft}/lessons/{lesson}/move", Office, forms::move_lesson)
        .post("/office/courses/drafts/{course_draft}/lessons/{lesson}/remove", Office, forms::remove_lesson)
        .post("/office/courses/drafts/{course_draft}/submit", Office, forms::submit)
        .post("/office/courses/drafts/{course_draft}/discard", Office, forms::discard)
        .post("/office/courses/drafts/{course_draft}/return", Office, forms::return_it)
        .post("/office/courses/drafts/{course_draft}/publish", Office, forms::publish)
        .get("/office/courses/{course}", Office, versions::show)
        .post("/office/courses/{course}/versions", Office, forms::begin_version)
        .get("/office/courses/{course}/versions/{version}/course.zip", Office, versions::export)
}

pub fn draft_path(draft: Uuid) -> String {
    format!("/office/courses/drafts/{draft}")
}

fn state_badge(lang: Lang, state: DraftState) -> leptos::prelude::AnyView {
    let tone = match state {
        DraftState::Draft | DraftState::Discarded => Tone::Neutral,
        DraftState::Submitted => Tone::Warning,
        DraftState::Published => Tone::Success,
    };
    badge(tone, lang.code("courses.office.states", state.code()))
}

/// A zip file to be kept; `name` is made of letters, digits and hyphens.
fn zip(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.zip\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}
