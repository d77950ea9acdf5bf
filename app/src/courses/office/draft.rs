//! How does one draft of a course stand? What it is called, its lessons in their order, what is still missing, and for a
//! second person the decision.

use axum::extract::Path;
use leptos::prelude::*;
use registry::courses::desk::{DraftView, get};
use registry::courses::drafts::DraftState;
use registry::courses::manuscript::Head;
use registry::permissions::{Object, Verb, widest};
use uuid::Uuid;

use super::outline::{Hand, lessons};
use super::{draft_path, state_badge};
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice, notice_with};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// What was typed and not taken: it stands in the form again.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub head: Option<Head>,
    pub reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(draft): Path<Uuid>) -> PageResult {
    respond(&visit, draft, Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn respond(visit: &Visit, id: Uuid, typed: Typed, mistakes: &Mistakes) -> PageResult {
    let draft = get(&visit.ctx, id).await.or_page(visit)?;
    let lang = visit.lang;
    let may = |verb| widest(&visit.ctx, verb, Object::Course).is_some();
    let title = lang.fill("courses.office.draft_title", &[("course", &draft.manuscript.head.title)]);
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("courses.office.title"), "/office/courses")
        .content(|| {
            let writes = draft.state == DraftState::Draft && may(Verb::Edit);
            let judges = draft.state == DraftState::Submitted && may(Verb::Decide);
            view! {
                <h1>{title}" "{state_badge(lang, draft.state)}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("courses.office.mistakes"), mistakes)}
                {known_of(lang, &draft)}
                {returned(lang, &draft)}
                {judges.then(|| review(lang, &draft, &typed, mistakes))}
                {writes.then(|| problems(lang, &draft))}
                {lessons(lang, &draft, if writes { Hand::Writes } else { Hand::Reads })}
                {writes.then(|| head(lang, &draft, &typed, mistakes))}
                {writes.then(|| onward(lang, &draft))}
            }
            .into_any()
        })
        .respond())
}

fn known_of(lang: Lang, draft: &DraftView) -> AnyView {
    let path = draft_path(draft.id);
    let word = |key: &str| lang.code("courses.office", key);
    let mut known = vec![
        Fact::shown(word("address"), view! { <code>{format!("/courses/{}", draft.manuscript.slug)}</code> }.into_any()),
        Fact::text(word("changed_by"), draft.changed_by.clone()),
        Fact::text(word("changed_at"), lang.time(draft.changed_at)),
        Fact::link(word("preview"), format!("{path}/preview"), word("preview_open")),
        Fact::link(word("files"), format!("{path}/course.zip"), word("export")),
    ];
    if let Some(version) = draft.in_force {
        let told = lang.fill("courses.office.compare", &[("version", &version.to_string())]);
        known.push(Fact::link(word("difference"), format!("{path}/difference"), told));
    }
    view! { <section class="card">{facts(known)}</section> }.into_any()
}

/// Why it came back, as long as it was not handed over again.
fn returned(lang: Lang, draft: &DraftView) -> Option<AnyView> {
    let reason = draft.returned.clone().filter(|_| draft.state == DraftState::Draft)?;
    let reason = view! { <p>{reason}</p> }.into_any();
    Some(notice_with(lang, Tone::Warning, lang.t("courses.office.returned"), reason))
}

fn problems(lang: Lang, draft: &DraftView) -> AnyView {
    if draft.problems.is_empty() {
        return notice(lang, Tone::Success, lang.t("courses.office.no_problems"));
    }
    let list = draft.problems.iter().map(|problem| view! { <li>{lang.refusal(problem)}</li> }).collect_view();
    notice_with(lang, Tone::Warning, lang.t("courses.office.problems"), view! { <ul>{list}</ul> }.into_any())
}

fn head(lang: Lang, draft: &DraftView, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let stored = &draft.manuscript.head;
    let shown = typed.head.as_ref().unwrap_or(stored);
    let word = |key: &str| lang.code("courses.office", key);
    let note = SafeTextarea::new("note", word("note"), shown.note.clone()).hint(word("note_hint")).optional();
    view! {
        <form method="post" action=draft_path(draft.id) class="card" autocomplete="off">
            <h2>{word("head")}</h2>
            <input type="hidden" name="mark" value=stored.mark()/>
            {Field::text("title", word("course_title"), shown.title.clone()).maxlength(100).view(mistakes)}
            {SafeTextarea::new("summary", word("summary"), shown.summary.clone()).rows(3).maxlength(1_000).view(mistakes)}
            {note.rows(3).maxlength(1_000).view(mistakes)}
            <p class="actions"><button class="secondary">{word("save_head")}</button></p>
        </form>
    }
    .into_any()
}

fn onward(lang: Lang, draft: &DraftView) -> AnyView {
    let path = draft_path(draft.id);
    view! {
        <form method="post" action=format!("{path}/submit")>
            <p class="actions"><button>{lang.t("courses.office.submit")}</button></p>
        </form>
        <form method="post" action=format!("{path}/discard")>
            <p><button class="link">{lang.t("courses.office.discard")}</button></p>
        </form>
    }
    .into_any()
}

fn review(lang: Lang, draft: &DraftView, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    if draft.is_own {
        return notice(lang, Tone::Info, lang.t("courses.office.own"));
    }
    let path = draft_path(draft.id);
    let word = |key: &str| lang.code("courses.office", key);
    let reason = SafeTextarea::new("reason", word("reason"), typed.reason.clone()).rows(3).maxlength(1_000);
    let note = draft.manuscript.head.note.clone();
    let note = if note.is_empty() { word("no_note") } else { note };
    view! {
        <h2>{word("review")}</h2>
        <p class="hint">{word("review_hint")}</p>
        <section class="card">{facts(vec![Fact::text(word("note"), note)])}</section>
        <form method="post" action=format!("{path}/publish") class="card">
            <h3>{word("publish_title")}</h3>
            <p class="actions"><button>{word("publish")}</button></p>
        </form>
        <form method="post" action=format!("{path}/return") class="card">
            <h3>{word("return_title")}</h3>
            {reason.view(mistakes)}
            <p class="actions"><button class="secondary">{word("return")}</button></p>
        </form>
    }
    .into_any()
}
