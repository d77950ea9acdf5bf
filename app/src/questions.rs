//! What is in the question bank? For editors, reviewers and nobody else: with keys, explanations and sources.

mod bulk;
mod changed;
mod draft;
mod drafts;
mod export;
mod forms;
mod found;
mod history;
mod import;
mod list;
mod question;
mod said;
mod sources;
mod writing;

use leptos::prelude::*;
use question_bank::Confidence;
use registry::questions::store::confidence_code;

use crate::lang::Lang;
use crate::routes::Audience::Office;
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::table::Cell;
use crate::ui::tone::Tone;

pub fn routes() -> Routes {
    Routes::new()
        .get("/office/questions", Office, list::show)
        .get("/office/questions.xlsx", Office, list::export)
        .post("/office/questions/bulk", Office, bulk::questions)
        .get("/office/questions/new", Office, forms::new)
        .post("/office/questions/new", Office, forms::create)
        .get("/office/questions/drafts", Office, drafts::show)
        .get("/office/questions/drafts.xlsx", Office, drafts::export)
        .post("/office/questions/drafts/bulk", Office, bulk::drafts)
        .get("/office/questions/drafts/{draft}", Office, draft::show)
        .post("/office/questions/drafts/{draft}", Office, forms::write)
        .post("/office/questions/drafts/{draft}/discard", Office, forms::discard)
        .post("/office/questions/drafts/{draft}/approve", Office, forms::accept)
        .post("/office/questions/drafts/{draft}/return", Office, forms::return_it)
        .get("/office/questions/import", Office, import::form)
        .upload("/office/questions/import", Office, import::bring, import::MOST_BYTES)
        .get("/office/questions/template.xlsx", Office, import::template)
        .get("/office/questions/import/{upload}", Office, import::show)
        .post("/office/questions/import/{upload}", Office, import::confirm)
        .get("/office/questions/import/{upload}/marked.xlsx", Office, import::marked)
        .get("/office/questions/facts", Office, sources::all)
        .get("/office/questions/facts.xlsx", Office, sources::export)
        .get("/office/questions/facts/{fact}", Office, sources::show)
        .post("/office/questions/facts/{fact}/text", Office, sources::change)
        .post("/office/questions/facts/{fact}/mark", Office, sources::propose)
        .post("/office/questions/facts/{fact}/changes/{change}", Office, sources::agree)
        .post("/office/questions/facts/{fact}/flags/{flag}", Office, sources::still_holds)
        .get("/office/questions/export", Office, export::show)
        .post("/office/questions/export", Office, export::file)
        .get("/office/questions/{question}", Office, question::show)
        .get("/office/questions/{question}/history", Office, history::show)
        .post("/office/questions/{question}/versions", Office, forms::begin_version)
        .post("/office/questions/{question}/publish", Office, forms::put_into_force)
        .post("/office/questions/{question}/retire", Office, forms::take_out)
}

/// How sure the source is; 待核原文 wherever the text of the law was not read.
/// The mark in a list.
fn source(lang: Lang, mark: Confidence) -> Cell {
    Cell::from(source_badge(lang, mark)).in_words(lang.code("questions.confidences", confidence_code(mark)))
}

fn source_badge(lang: Lang, mark: Confidence) -> AnyView {
    let tone = match mark {
        Confidence::Law | Confidence::Seed => Tone::Success,
        Confidence::Secondary => Tone::Warning,
        Confidence::Unverified => Tone::Danger,
    };
    badge(tone, lang.code("questions.confidences", confidence_code(mark)))
}
