//! How does one draft stand? Its form for those who write, its review for another person, and for both what a candidate
//! will see.

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use question_bank::Question;
use registry::permissions::{Object, Verb, widest};
use registry::questions::drafts::{DraftState, DraftView, get};
use registry::questions::history::{Changed, changes};
use registry::questions::manuscript::Manuscript;
use registry::questions::review::Verdict;
use registry::questions::{findings, store};
use uuid::Uuid;

use super::changed::changed;
use super::found::found;
use super::question::{body, one_source};
use super::writing;
use crate::error::{OrPage, PageResult};
use crate::exams::specimen::specimen;
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice, notice_with};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// What was typed and not taken: it stands in the form again.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub manuscript: Option<Manuscript>,
    pub verdict: Verdict,
    pub reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(draft): Path<Uuid>) -> PageResult {
    respond(&visit, draft, Typed::default(), &Mistakes::none(visit.lang)).await
}

/// What else the page shows of a draft that is whole.
struct Whole {
    question: Question,
    sources: Vec<question_bank::Fact>,
    findings: Vec<question_bank::check::Fault>,
    changes: Option<Vec<Changed>>,
}

pub async fn respond(visit: &Visit, id: Uuid, typed: Typed, mistakes: &Mistakes) -> PageResult {
    let draft = get(&visit.ctx, id).await.or_page(visit)?;
    let manuscript = typed.manuscript.clone().unwrap_or_else(|| draft.manuscript.clone());
    let whole = whole(visit, &draft, &manuscript).await.or_page(visit)?;
    let known = store::all_facts(&visit.ctx).await.or_page(visit)?;
    let lang = visit.lang;
    let may = |verb| widest(&visit.ctx, verb, Object::QuestionBank).is_some();
    let title = lang.fill("questions.draft.title", &[("id", &draft.question)]);
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("questions.title"), "/office/questions")
        .under(lang.t("questions.drafts.title"), "/office/questions/drafts")
        .content(|| {
            let writes = draft.state == DraftState::Draft && may(Verb::Edit);
            let judges = draft.state == DraftState::Submitted && may(Verb::Decide);
            view! {
                <h1>{title}" "{state_badge(lang, draft.state)}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("questions.draft.mistakes"), mistakes)}
                {known_of(lang, &draft)}
                {returned(lang, &draft)}
                {writes.then(|| form(lang, &draft, &manuscript, &known, mistakes))}
                <section id="preview">
                    <h2>{lang.t("questions.draft.preview")}</h2>
                    <p class="hint">{lang.t("questions.draft.preview_hint")}</p>
                    {specimen(lang, &manuscript)}
                </section>
                {whole.as_ref().map(|whole| judged(lang, whole))}
                {judges.then(|| review(lang, &draft, whole.as_ref(), &typed, mistakes))}
            }
            .into_any()
        })
        .respond())
}

async fn whole(visit: &Visit, draft: &DraftView, manuscript: &Manuscript) -> Result<Option<Whole>, registry::Fault> {
    let Ok(question) = manuscript.question(&draft.question) else { return Ok(None) };
    let base = match &draft.base {
        Some(base) => store::version(&visit.ctx, base).await?,
        None => None,
    };
    Ok(Some(Whole {
        sources: store::facts_of(&visit.ctx, &question).await?,
        findings: findings::of(visit.ctx.db.reader(), &question).await?,
        changes: base.map(|base| changes(&base, &question)),
        question,
    }))
}

pub fn state_badge(lang: Lang, state: DraftState) -> AnyView {
    let tone = match state {
        DraftState::Draft => Tone::Neutral,
        DraftState::Submitted => Tone::Warning,
        DraftState::Approved => Tone::Success,
        DraftState::Discarded => Tone::Neutral,
    };
    badge(tone, lang.code("questions.draft.states", state.code()))
}

fn known_of(lang: Lang, draft: &DraftView) -> AnyView {
    let known = vec![
        Fact::text(lang.t("questions.kind"), lang.code("kinds", draft.manuscript.kind.code())),
        Fact::text(lang.t("questions.draft.changed_by"), draft.changed_by.clone()),
        Fact::text(lang.t("questions.draft.changed_at"), lang.time(draft.changed_at)),
        Fact::link(
            lang.t("questions.history.title"),
            format!("/office/questions/{}/history", draft.question),
            lang.t("questions.history.open"),
        ),
    ];
    view! { <section class="card">{facts(known)}</section> }.into_any()
}

/// Why it came back, as long as it was not handed over again.
fn returned(lang: Lang, draft: &DraftView) -> Option<AnyView> {
    let reason = draft.returned.clone().filter(|_| draft.state == DraftState::Draft)?;
    let reason = view! { <p>{reason}</p> }.into_any();
    Some(notice_with(lang, Tone::Warning, lang.t("questions.draft.returned"), reason))
}

fn form(
    lang: Lang,
    draft: &DraftView,
    manuscript: &Manuscript,
    known: &[question_bank::Fact],
    mistakes: &Mistakes,
) -> AnyView {
    let action = format!("/office/questions/drafts/{}", draft.id);
    view! {
        <form method="post" action=action.clone() class="card" autocomplete="off">
            // the button that Enter presses is the first one of a form
            <button name="go" value="save" class="unseen" tabindex="-1" aria-hidden="true"></button>
            <input type="hidden" name="revision" value=draft.revision.to_string()/>
            {writing::fields(lang, manuscript, mistakes)}
            {writing::citable(lang, known)}
            <p class="actions">
                <button name="go" value="submit">{lang.t("questions.draft.submit")}</button>
                <button name="go" value="save" class="secondary">{lang.t("questions.draft.save")}</button>
            </p>
        </form>
        <form method="post" action=format!("{action}/discard")>
            <p><button class="link">{lang.t("questions.draft.discard")}</button></p>
        </form>
    }
    .into_any()
}

/// Key, explanation, sources, findings, and what is new: for those who judge, and for the author to see the same.
fn judged(lang: Lang, whole: &Whole) -> AnyView {
    let difference = whole.changes.as_ref().map(|changes| {
        view! { <section class="card"><h2>{lang.t("questions.draft.difference")}</h2>{changed(lang, changes)}</section> }
    });
    view! {
        <h2>{lang.t("questions.draft.check")}</h2>
        {found(lang, &whole.findings)}
        {difference}
        <h2>{lang.t("questions.draft.key")}</h2>
        <div class="side-by-side">
            <div>{body(lang, &whole.question)}</div>
            <section class="card">
                <h2>{lang.t("questions.sources")}</h2>
                {whole.sources.iter().map(|source| one_source(lang, source)).collect_view()}
            </section>
        </div>
    }
    .into_any()
}

fn review(lang: Lang, draft: &DraftView, whole: Option<&Whole>, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    if draft.is_own {
        return notice(lang, Tone::Info, lang.t("questions.draft.own"));
    }
    let action = format!("/office/questions/drafts/{}", draft.id);
    let word = |key: &str| lang.code("questions.draft", key);
    let law_version = Field::text("law_version", word("law_version"), typed.verdict.law_version.clone())
        .hint(word("law_version_hint"));
    let remark = SafeTextarea::new("remark", word("remark"), typed.verdict.remark.clone());
    let is_doubted = whole.is_some_and(|whole| !whole.findings.is_empty());
    let remark = if is_doubted { remark.hint(word("remark_hint")) } else { remark.optional() };
    let reason = SafeTextarea::new("reason", word("reason"), typed.reason.clone()).rows(3);
    view! {
        <h2>{word("review")}</h2>
        <form method="post" action=format!("{action}/approve") class="card">
            <h3>{word("approve_title")}</h3>
            {law_version.maxlength(500).view(mistakes)}
            {remark.rows(3).maxlength(500).view(mistakes)}
            <p class="actions"><button>{word("approve")}</button></p>
        </form>
        <form method="post" action=format!("{action}/return") class="card">
            <h3>{word("return_title")}</h3>
            {reason.maxlength(500).view(mistakes)}
            <p class="actions"><button class="secondary">{word("return")}</button></p>
        </form>
    }
    .into_any()
}

/// The page of a new question, before anything is stored.
pub fn blank(visit: &Visit, manuscript: &Manuscript, known: &[question_bank::Fact], mistakes: &Mistakes) -> Response {
    let lang = visit.lang;
    let title = lang.fill("questions.draft.new_title", &[("kind", &lang.code("kinds", manuscript.kind.code()))]);
    page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("questions.title"), "/office/questions")
        .content(|| {
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("questions.draft.new_hint")}</p>
                {mistakes_summary(lang.t("questions.draft.mistakes"), mistakes)}
                <form method="post" action="/office/questions/new" class="card" autocomplete="off">
                    <button name="go" value="save" class="unseen" tabindex="-1" aria-hidden="true"></button>
                    {writing::fields(lang, manuscript, mistakes)}
                    {writing::citable(lang, known)}
                    <p class="actions"><button name="go" value="save">{lang.t("questions.draft.save")}</button></p>
                </form>
            }
            .into_any()
        })
        .respond()
}
