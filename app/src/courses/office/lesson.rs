//! How is one lesson written? Its form, and what is still wrong with it.

use axum::extract::Path;
use leptos::prelude::*;
use registry::courses::Block;
use registry::courses::desk::{DraftView, get};
use registry::courses::drafts::DraftState;
use registry::courses::manuscript::{Page, Reading};
use registry::{Fault, Refusal};
use uuid::Uuid;

use super::{draft_path, video};
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::choice::{Choice, Choosable, tick};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice, notice_with};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit, Path((draft, lesson)): Path<(Uuid, String)>) -> PageResult {
    respond(&visit, draft, &lesson, None, &Mistakes::none(visit.lang)).await
}

/// `typed` is what was not taken: it stands in the form again.
pub async fn respond(visit: &Visit, id: Uuid, slug: &str, typed: Option<Page>, mistakes: &Mistakes) -> PageResult {
    let draft = get(&visit.ctx, id).await.or_page(visit)?;
    let stored = draft.manuscript.lesson(slug).cloned().ok_or(Fault::NotFound).or_page(visit)?;
    let lang = visit.lang;
    let name = if stored.title.is_empty() { stored.slug.clone() } else { stored.title.clone() };
    let title = lang.fill("courses.office.lesson_title", &[("lesson", &name)]);
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("courses.office.title"), "/office/courses")
        .under(draft.manuscript.head.title.clone(), draft_path(id))
        .content(|| {
            let shown = typed.as_ref().unwrap_or(&stored);
            let is_open = draft.state == DraftState::Draft;
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("courses.office.mistakes"), mistakes)}
                {problems(lang, &draft, slug)}
                {is_open.then(|| form(lang, id, &stored.mark(), shown, mistakes))}
                {(!is_open).then(|| notice(lang, Tone::Info, lang.t("courses.office.closed")))}
                {is_open.then(|| video::form(visit, &draft, &stored, mistakes))}
                {is_open.then(|| removal(lang, id, slug))}
            }
            .into_any()
        })
        .respond())
}

/// What forbids to hand the draft over because of this lesson.
fn problems(lang: Lang, draft: &DraftView, slug: &str) -> Option<AnyView> {
    let is_here = |problem: &&Refusal| problem.details.iter().any(|(name, value)| *name == "file" && value == slug);
    let found: Vec<String> = draft.problems.iter().filter(is_here).map(|problem| lang.refusal(problem)).collect();
    let list = found.iter().map(|said| view! { <li>{said.clone()}</li> }).collect_view();
    (!found.is_empty()).then(|| {
        notice_with(lang, Tone::Warning, lang.t("courses.office.problems"), view! { <ul>{list}</ul> }.into_any())
    })
}

fn form(lang: Lang, draft: Uuid, mark: &str, shown: &Page, mistakes: &Mistakes) -> AnyView {
    let path = format!("{}/lessons/{}", draft_path(draft), shown.slug);
    let word = |key: &str| lang.code("courses.office", key);
    let blocks = std::iter::once(Choosable::new("", word("choose")))
        .chain(Block::ALL.iter().map(|block| Choosable::new(block.code(), lang.code("blocks", block.code()))));
    let anew = if shown.reading == Reading::Anew { "anew" } else { "" };
    let text = SafeTextarea::new("markdown", word("markdown"), shown.markdown.clone()).hint(word("markdown_hint"));
    view! {
        <form method="post" action=path class="card" autocomplete="off">
            <input type="hidden" name="mark" value=mark.to_owned()/>
            {Field::text("title", word("lesson_name"), shown.title.clone()).maxlength(100).optional().view(mistakes)}
            {Field::text("chapter", word("chapter"), shown.chapter.clone())
                .hint(word("chapter_hint"))
                .maxlength(100)
                .optional()
                .view(mistakes)}
            {Choice::list("block", word("block"), blocks.collect(), &shown.block).optional().view(mistakes)}
            {Field::text("minutes", word("minutes"), shown.minutes.clone())
                .hint(word("minutes_hint"))
                .inputmode("numeric")
                .maxlength(3)
                .short()
                .optional()
                .view(mistakes)}
            {text.rows(24).optional().view(mistakes)}
            {Field::text("facts", word("facts"), shown.facts.clone()).hint(word("facts_hint")).optional().view(mistakes)}
            {Field::text("quiz", word("quiz"), shown.quiz.clone()).hint(word("quiz_hint")).optional().view(mistakes)}
            {tick("reading", Choosable::new("anew", word("anew")).hint(word("anew_hint")), anew, mistakes)}
            <p class="actions">
                <button name="go" value="stay">{word("save_lesson")}</button>
                <button name="go" value="preview" class="secondary">{word("save_and_preview")}</button>
            </p>
        </form>
    }
    .into_any()
}

fn removal(lang: Lang, draft: Uuid, slug: &str) -> AnyView {
    view! {
        <form method="post" action=format!("{}/lessons/{slug}/remove", draft_path(draft))>
            <p><button class="link">{lang.t("courses.office.remove_lesson")}</button></p>
        </form>
    }
    .into_any()
}
