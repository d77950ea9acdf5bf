//! What is in the question bank? For editors, reviewers and nobody else: with keys, explanations and sources.

mod list;
mod question;

use axum::Router;
use axum::routing::get;
use leptos::prelude::*;
use question_bank::Confidence;
use registry::questions::store::confidence_code;

use crate::lang::Lang;
use crate::state::AppState;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;

pub fn routes() -> Router<AppState> {
    Router::new().route("/office/questions", get(list::show)).route("/office/questions/{question}", get(question::show))
}

/// How sure the source is; 待核原文 wherever the text of the law was not read.
fn source_badge(lang: Lang, mark: Confidence) -> AnyView {
    let tone = match mark {
        Confidence::Law | Confidence::Seed => Tone::Success,
        Confidence::Secondary => Tone::Warning,
        Confidence::Unverified => Tone::Danger,
    };
    badge(tone, lang.code("questions.confidences", confidence_code(mark)))
}
