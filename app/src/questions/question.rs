//! What does one question say, which answer is right, why, and on which source?

use axum::extract::Path;
use leptos::prelude::*;
use question_bank::{Body, Fact as Source, Item, Kind, Question};
use registry::permissions::{Object, Verb, widest};
use registry::questions::store::{facts_of, get};
use registry::questions::{QuestionLine, drafts};
use uuid::Uuid;

use super::source_badge;
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::confirm::Confirm;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::done;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit, Path(id): Path<String>) -> PageResult {
    respond(&visit, &id, "", &Mistakes::none(visit.lang)).await
}

/// `reason` is what was typed to take the question out.
pub async fn respond(visit: &Visit, id: &str, reason: &str, mistakes: &Mistakes) -> PageResult {
    let (line, question) = get(&visit.ctx, id).await.or_page(visit)?;
    let sources = facts_of(&visit.ctx, &question).await.or_page(visit)?;
    let open = drafts::open_of(&visit.ctx, id).await.or_page(visit)?;
    let lang = visit.lang;
    let title = lang.fill("questions.one_title", &[("id", &line.id)]);
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("questions.title"), "/office/questions")
        .content(|| {
            view! {
                <h1>{title}" "{source_badge(lang, line.confidence)}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("questions.draft.mistakes"), mistakes)}
                {known(lang, &line)}
                {deeds(visit, &line, open)}
                {body(lang, &question)}
                <section class="card">
                    <h2>{lang.t("questions.sources")}</h2>
                    {sources.iter().map(|source| one_source(lang, source)).collect_view()}
                </section>
                {taking_out(visit, &line, reason, mistakes)}
            }
            .into_any()
        })
        .respond())
}

/// What may be done with the question now, by whoever asks.
fn deeds(visit: &Visit, line: &QuestionLine, open: Option<Uuid>) -> AnyView {
    let (lang, may) = (visit.lang, |verb| widest(&visit.ctx, verb, Object::QuestionBank).is_some());
    let at = format!("/office/questions/{}", line.id);
    let publish = (line.state == "reviewed" && may(Verb::Decide)).then(|| {
        let action = format!("{at}/publish");
        view! { <form method="post" action=action><button>{lang.t("questions.publish")}</button></form> }
    });
    let write = match open {
        Some(draft) => Some(
            view! { <a class="button secondary" href=format!("/office/questions/drafts/{draft}")>{lang.t("questions.to_draft")}</a> }
                .into_any(),
        ),
        None => may(Verb::Create).then(|| {
            let action = format!("{at}/versions");
            let words = lang.t("questions.new_version");
            view! { <form method="post" action=action><button class="secondary">{words}</button></form> }.into_any()
        }),
    };
    view! {
        <div class="actions">
            {publish}
            {write}
            <a href=format!("{at}/history")>{lang.t("questions.history.open")}</a>
        </div>
    }
    .into_any()
}

fn taking_out(visit: &Visit, line: &QuestionLine, reason: &str, mistakes: &Mistakes) -> Option<AnyView> {
    let lang = visit.lang;
    if line.state == "retired" || widest(&visit.ctx, Verb::Decide, Object::QuestionBank).is_none() {
        return None;
    }
    let reason = SafeTextarea::new("reason", lang.t("questions.retire_reason"), reason).rows(3).maxlength(500);
    let action = format!("/office/questions/{}/retire", line.id);
    let confirm = Confirm::new(action, lang.t("questions.retire"), lang.t("questions.retire_consequence"), &line.id);
    Some(confirm.with(reason.view(mistakes)).view(lang, mistakes))
}

fn known(lang: Lang, line: &QuestionLine) -> AnyView {
    let text = |key: &str, value: String| Fact::text(lang.code("questions", key), value);
    let known = vec![
        text("kind", lang.code("kinds", line.kind.code())),
        text("point", lang.code("points", line.point.code())),
        text("difficulty", lang.code("difficulties", line.difficulty.code())),
        text("purpose", lang.code("questions.purposes", line.purpose.code())),
        text("state", lang.code("questions.states", &line.state)),
        text("version", line.version.to_string()),
        Fact::shown(lang.t("questions.hash"), view! { <code>{line.hash.clone()}</code> }.into_any()),
        text("since", lang.time(line.created_at)),
    ];
    view! { <section class="card">{facts(known)}</section> }.into_any()
}

pub(super) fn body(lang: Lang, question: &Question) -> AnyView {
    match &question.body {
        Body::Item(one) => item(lang, question.kind, one, None),
        Body::Case(case) => {
            let parts = case
                .parts
                .iter()
                .map(|part| item(lang, part.kind, &part.item, Some(lang.points(part.score.into()))))
                .collect_view();
            view! { <section class="card"><p class="case">{case.stem.clone()}</p></section> {parts} }.into_any()
        }
    }
}

fn item(lang: Lang, kind: Kind, item: &Item, points: Option<String>) -> AnyView {
    let words = match kind {
        Kind::TrueFalse => vec![lang.t("exams.room.right"), lang.t("exams.room.wrong")],
        _ => item.options.clone(),
    };
    let options = (0_u8..).zip(words).map(|(option, words)| {
        let is_right = item.right.contains(option);
        let class = if is_right { "option right" } else { "option" };
        let right = is_right.then(|| badge(Tone::Success, lang.t("questions.right")));
        let letter = question_bank::choice::option_letter(option).to_string();
        view! { <li class=class><span><b class="letter">{letter}</b>{words}" "{right}</span></li> }
    });
    let head = match points {
        Some(points) => {
            format!("{} · {}", lang.code("kinds", kind.code()), lang.fill("exams.points_words", &[("n", &points)]))
        }
        None => lang.code("kinds", kind.code()),
    };
    view! {
        <section class="card">
            <p class="muted">{head}</p>
            <p class="stem">{item.stem.clone()}</p>
            <ul class="options">{options.collect_view()}</ul>
            <h3>{lang.t("questions.explanation")}</h3>
            <p>{item.explanation.clone()}</p>
        </section>
    }
    .into_any()
}

pub(super) fn one_source(lang: Lang, source: &Source) -> AnyView {
    view! {
        <h3>{source.law.clone()}" "{source.article.clone()}" "{source_badge(lang, source.confidence)}</h3>
        <p>{source.fact.clone()}</p>
        <p class="muted">{source.id.to_string()}</p>
    }
    .into_any()
}
