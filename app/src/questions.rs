//! What is in the question bank? For editors, reviewers and nobody else: with keys, explanations and sources.

mod list;
mod question;

use leptos::prelude::*;
use question_bank::Confidence;
use registry::questions::store::confidence_code;

use crate::lang::Lang;
use crate::routes::Audience::Office;
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;

pub fn routes() -> Routes {
    Routes::new().get("/office/questions", Office, list::show).get(
        "/office/questions/{question}",
        Office,
        question::show,
    )
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
