//! How is an exam opened that waits for the word of whoever looks after its room?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::Fault;
use registry::exams::rooms::opening::{Opening, of_exam, open};
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::notice::{notice, notice_with};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// How it stands; for a visitor who only looks on, nothing is to be done.
pub async fn state(visit: &Visit, exam: Uuid) -> Result<Opening, Response> {
    match of_exam(&visit.ctx, exam).await {
        Err(Fault::Forbidden | Fault::NotFound) => Ok(Opening::NotNeeded),
        found => found.or_page(visit),
    }
}

pub fn part(lang: Lang, exam: Uuid, opening: Opening) -> Option<AnyView> {
    match opening {
        Opening::NotNeeded => None,
        Opening::Opened(at) => {
            Some(notice(lang, Tone::Info, lang.fill("exams.conduct.opened", &[("at", &lang.time(at))])))
        }
        Opening::Awaited => {
            let form = view! {
                <form method="post" action=format!("/office/exams/{exam}/room/opening")>
                    <p class="actions"><button>{lang.t("exams.conduct.open")}</button></p>
                </form>
            };
            Some(notice_with(lang, Tone::Warning, lang.t("exams.conduct.awaited"), form.into_any()))
        }
    }
}

pub async fn open_room(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    open(&visit.ctx, exam).await.or_page(&visit)?;
    Ok(Redirect::to(&format!("/office/exams/{exam}/room?done=exam_opened")).into_response())
}
