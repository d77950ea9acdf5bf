//! What will the readers of a draft see? Their own pages, with a line above that says that this is a draft.

use axum::extract::Path;
use leptos::prelude::*;
use registry::courses::preview;
use uuid::Uuid;

use super::draft_path;
use crate::courses::lesson::{Reader, body as lesson_body};
use crate::courses::practice::Practice;
use crate::courses::quiz::Stage;
use crate::courses::{Shelf, course::body as course_body};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::notice::notice_with;
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

pub async fn course(SignedVisit(visit): SignedVisit, Path(draft): Path<Uuid>) -> PageResult {
    let view = preview::course(&visit.ctx, draft).await.or_page(&visit)?;
    let lang = visit.lang;
    Ok(page(&visit, lang.t("courses.office.preview"))
        .under(lang.t("courses.office.title"), "/office/courses")
        .under(view.card.title.clone(), draft_path(draft))
        .content(|| {
            view! {
                {draft_line(lang, draft_path(draft), lang.t("courses.office.to_draft"))}
                {course_body(lang, Shelf::Draft(draft), &view)}
            }
            .into_any()
        })
        .respond())
}

pub async fn lesson(SignedVisit(visit): SignedVisit, Path((draft, lesson)): Path<(Uuid, String)>) -> PageResult {
    let view = preview::lesson(&visit.ctx, draft, &lesson).await.or_page(&visit)?;
    let lang = visit.lang;
    let path = format!("{}/lessons/{lesson}", draft_path(draft));
    Ok(page(&visit, lang.t("courses.office.preview"))
        .under(lang.t("courses.office.title"), "/office/courses")
        .under(view.course.title.clone(), draft_path(draft))
        .content(|| {
            view! {
                {draft_line(lang, path, lang.t("courses.office.to_lesson"))}
                {lesson_body(lang, Reader::Author(draft), &view, &Stage::blank(lang), &Practice::Quiet)}
            }
            .into_any()
        })
        .respond())
}

fn draft_line(lang: Lang, path: String, words: String) -> AnyView {
    let back = view! { <p><a href=path>{words}</a></p> }.into_any();
    notice_with(lang, Tone::Warning, lang.t("courses.office.is_preview"), back)
}
