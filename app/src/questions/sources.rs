//! On which texts of law does the bank rest, and what is to be done when one of them changes?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use question_bank::Confidence;
use registry::Fault;
use registry::permissions::{Object, Verb, widest};
use registry::questions::sources::{
    Change, Citing, FactLine, FactView, NewText, change_text, confirm, get, list, raise, second,
};
use registry::questions::store::{confidence_code, parse_confidence};
use serde::Deserialize;
use uuid::Uuid;

use super::{source, source_badge};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::sheet::Value;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// As much of a statement as a line shows.
const STATEMENT: usize = 60;

pub async fn all(SignedVisit(visit): SignedVisit) -> PageResult {
    let lines = list(&visit.ctx).await.or_page(&visit)?;
    let lang = visit.lang;
    let title = lang.t("questions.facts.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("questions.title"), "/office/questions")
        .content(|| {
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("questions.facts.intro")}</p>
                {table(lang, &lines).export("/office/questions/facts.xlsx").view(lang)}
            }
            .into_any()
        })
        .respond())
}

/// With the whole of each statement.
pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let lines = list(&visit.ctx).await.or_page(&visit)?;
    table(visit.lang, &lines).file(visit.ctx.now()).or_page(&visit)
}

fn table<'a>(lang: Lang, lines: &[FactLine]) -> Table<'a> {
    let texts = ["id", "law", "statement", "mark"].map(|key| Column::text(key, lang.code("questions.facts", key)));
    let numbers = ["citing", "flagged"].map(|key| Column::number(key, lang.code("questions.facts", key)));
    let columns = texts.into_iter().chain(numbers).collect();
    Table::new(lang.t("questions.facts.title"), columns, lines.iter().map(|line| row(lang, line)).collect())
}

fn row(lang: Lang, line: &FactLine) -> Vec<Cell> {
    let mut statement: String = line.fact.fact.chars().take(STATEMENT).collect();
    if line.fact.fact.chars().count() > STATEMENT {
        statement.push('…');
    }
    let flagged = match line.flagged {
        0 => Cell::number(line.flagged),
        some => Cell::badge(Tone::Warning, some.to_string()).told(Value::number(some)),
    };
    vec![
        Cell::link(format!("/office/questions/facts/{}", line.fact.id), line.fact.id.to_string()),
        format!("{} {}", line.fact.law, line.fact.article).into(),
        Cell::from(statement).in_words(&line.fact.fact),
        source(lang, line.fact.confidence),
        Cell::number(line.citing),
        flagged,
    ]
}

/// Everything that one of the page's forms sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    law: String,
    article: String,
    statement: String,
    text_version: String,
    reason: String,
    mark: String,
    official_text: String,
    law_version: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(fact): Path<String>) -> PageResult {
    respond(&visit, &fact, None, &Mistakes::none(visit.lang)).await
}

async fn respond(visit: &Visit, id: &str, typed: Option<&Typed>, mistakes: &Mistakes) -> PageResult {
    let view = get(&visit.ctx, id).await.or_page(visit)?;
    let lang = visit.lang;
    let title = lang.fill("questions.facts.one_title", &[("id", id)]);
    let mut typed = typed.cloned().unwrap_or_default();
    if [&typed.law, &typed.article, &typed.statement].iter().all(|text| text.is_empty()) {
        typed.law.clone_from(&view.fact.law);
        typed.article.clone_from(&view.fact.article);
        typed.statement.clone_from(&view.fact.fact);
    }
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("questions.title"), "/office/questions")
        .under(lang.t("questions.facts.title"), "/office/questions/facts")
        .content(|| {
            view! {
                <h1>{title}" "{source_badge(lang, view.fact.confidence)}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("questions.draft.mistakes"), mistakes)}
                {known(lang, &view)}
                {citing(visit, &view, &typed, mistakes)}
                {changes(visit, &view)}
                {may(visit, Verb::Edit).then(|| forms(lang, &view, &typed, mistakes))}
            }
            .into_any()
        })
        .respond())
}

fn may(visit: &Visit, verb: Verb) -> bool {
    widest(&visit.ctx, verb, Object::QuestionBank).is_some()
}

fn known(lang: Lang, view: &FactView) -> AnyView {
    let known = vec![
        Fact::text(lang.t("questions.facts.law"), view.fact.law.clone()),
        Fact::text(lang.t("questions.facts.article"), view.fact.article.clone()),
        Fact::text(lang.t("questions.facts.statement"), view.fact.fact.clone()),
        Fact::text(lang.t("questions.facts.citing"), view.citing.len().to_string()),
    ];
    view! { <section class="card">{facts(known)}</section> }.into_any()
}

fn citing(visit: &Visit, view: &FactView, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    let flagged: Vec<&Citing> = view.citing.iter().filter(|one| one.flag.is_some()).collect();
    let waiting = flagged.iter().map(|one| waiting(visit, view, one, typed, mistakes)).collect_view();
    let others = view.citing.iter().filter(|one| one.flag.is_none()).map(|one| {
        let id = one.question.id.clone();
        view! { <li><a href=format!("/office/questions/{id}")>{id.clone()}</a>" "{one.question.stem.clone()}</li> }
    });
    view! {
        {(!flagged.is_empty()).then(|| view! { <h2>{lang.t("questions.facts.flagged_title")}</h2> {waiting} })}
        <details>
            <summary>{lang.t("questions.facts.others")}</summary>
            <ul>{others.collect_view()}</ul>
        </details>
    }
    .into_any()
}

/// A question that waits, with the form of whoever may say that it still holds.
fn waiting(visit: &Visit, view: &FactView, one: &Citing, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    let (id, flag) = (one.question.id.clone(), one.flag.as_ref());
    let path = format!("/office/questions/{id}");
    let reason = flag.map(|flag| {
        let at = lang.time(flag.at);
        match &flag.reason {
            Some(reason) => lang.fill("questions.facts.because", &[("at", &at), ("reason", reason)]),
            None => lang.fill("questions.facts.because_loaded", &[("at", &at)]),
        }
    });
    let form = flag.filter(|flag| may(visit, Verb::Decide) && !flag.is_own).map(|flag| {
        let action = format!("/office/questions/facts/{}/flags/{}", view.fact.id, flag.id);
        // one form per question: a label around its field needs no id
        view! {
            <form method="post" action=action>
                <label class="field">
                    <span>{lang.t("questions.draft.law_version")}</span>
                    <input type="text" name="law_version" required value=typed.law_version.clone() maxlength="500"/>
                </label>
                {mistakes.of("law_version").map(|sentence| view! { <p class="error">{sentence}</p> })}
                <p class="actions">
                    <button>{lang.t("questions.facts.still_holds")}</button>
                    <a href=path.clone()>{lang.t("questions.facts.rewrite")}</a>
                </p>
            </form>
        }
    });
    view! {
        <section class="card">
            <h3><a href=path.clone()>{id}</a>" "{badge(Tone::Warning, lang.t("questions.facts.withdrawn"))}</h3>
            <p>{one.question.stem.clone()}</p>
            <p class="muted">{reason}</p>
            {form}
        </section>
    }
    .into_any()
}

fn changes(visit: &Visit, view: &FactView) -> Option<AnyView> {
    let lang = visit.lang;
    if view.changes.is_empty() {
        return None;
    }
    let moments = view.changes.iter().map(|change| moment(visit, view, change)).collect();
    Some(view! { <h2>{lang.t("questions.facts.changes")}</h2> {timeline(moments)} }.into_any())
}

fn moment(visit: &Visit, view: &FactView, change: &Change) -> Moment {
    let lang = visit.lang;
    let by = change.by.clone().unwrap_or_else(|| lang.t("questions.facts.loaded_with_bank"));
    let when = format!("{} · {by}", lang.time(change.at));
    let version = lang.fill("questions.history.law_version", &[("text", &change.text_version)]);
    if change.kind == "text" {
        let version = (!change.text_version.is_empty()).then_some(version);
        let detail = view! { {version.map(|version| view! { <p>{version}</p> })} <p>{change.statement.clone()}</p> };
        return Moment::new(when, lang.t("questions.facts.text_changed")).detail(detail.into_any());
    }
    let mark = lang.code("questions.confidences", confidence_code(change.confidence));
    let seconded = change.seconded.as_ref().map(|(by, at)| {
        view! { <p>{lang.fill("questions.facts.seconded", &[("by", by), ("at", &lang.time(*at))])}</p> }
    });
    let form = (change.seconded.is_none() && !change.is_own && may(visit, Verb::Decide)).then(|| {
        let action = format!("/office/questions/facts/{}/changes/{}", view.fact.id, change.id);
        view! { <form method="post" action=action><button>{lang.t("questions.facts.second")}</button></form> }
    });
    let tone = if change.seconded.is_some() { Tone::Success } else { Tone::Warning };
    let detail = view! { <p>{version}</p><p>{change.official_text.clone()}</p>{seconded}{form} };
    let title = lang.fill("questions.facts.mark_raised", &[("mark", &mark)]);
    Moment::new(when, title).tone(tone).detail(detail.into_any())
}

fn forms(lang: Lang, view: &FactView, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let word = |key: &str| lang.code("questions.facts", key);
    let at = format!("/office/questions/facts/{}", view.fact.id);
    let text = |name: &'static str, value: &str| Field::text(name, word(name), value.to_owned()).view(mistakes);
    let area = |name: &'static str, value: &str| SafeTextarea::new(name, word(name), value).rows(4).view(mistakes);
    let own = Confidence::ALL.iter().position(|mark| *mark == view.fact.confidence).unwrap_or(0);
    let higher = Confidence::ALL.iter().take(own);
    let higher: Vec<Choosable> = higher
        .map(|mark| Choosable::new(confidence_code(*mark), lang.code("questions.confidences", confidence_code(*mark))))
        .collect();
    let raising = (!higher.is_empty()).then(|| {
        // the names of this form's fields are its own: both forms stand on one page
        view! {
            <details class="card">
                <summary>{word("raise_title")}</summary>
                <form method="post" action=format!("{at}/mark")>
                    <p class="hint">{word("raise_hint")}</p>
                    {Choice::list("mark", word("mark"), higher, &typed.mark).view(mistakes)}
                    {area("official_text", &typed.official_text)}
                    {text("law_version", &typed.law_version)}
                    <p class="actions"><button>{word("raise")}</button></p>
                </form>
            </details>
        }
    });
    view! {
        <details class="card" open=!mistakes.is_empty()>
            <summary>{word("change_title")}</summary>
            <form method="post" action=format!("{at}/text")>
                <p class="hint">{word("change_hint")}</p>
                {text("law", &typed.law)}
                {text("article", &typed.article)}
                {area("statement", &typed.statement)}
                {text("text_version", &typed.text_version)}
                {text("reason", &typed.reason)}
                <p class="actions"><button class="danger">{word("change")}</button></p>
            </form>
        </details>
        {raising}
    }
    .into_any()
}

pub async fn change(SignedVisit(visit): SignedVisit, Path(fact): Path<String>, Form(typed): Form<Typed>) -> PageResult {
    let new = NewText {
        law: typed.law.clone(),
        article: typed.article.clone(),
        statement: typed.statement.clone(),
        text_version: typed.text_version.clone(),
        reason: typed.reason.clone(),
    };
    let result = change_text(&visit.ctx, &fact, &new).await.map(|_| ());
    answer(&visit, &fact, &typed, result, "fact_changed").await
}

pub async fn propose(
    SignedVisit(visit): SignedVisit,
    Path(fact): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let to = parse_confidence(&typed.mark).unwrap_or(Confidence::Unverified);
    let text = (typed.official_text.as_str(), typed.law_version.as_str());
    let result = raise(&visit.ctx, &fact, to, text).await.map(|_| ());
    answer(&visit, &fact, &typed, result, "mark_proposed").await
}

pub async fn agree(SignedVisit(visit): SignedVisit, Path((fact, change)): Path<(String, Uuid)>) -> PageResult {
    let result = second(&visit.ctx, &fact, change).await;
    answer(&visit, &fact, &Typed::default(), result, "mark_raised").await
}

pub async fn still_holds(
    SignedVisit(visit): SignedVisit,
    Path((fact, flag)): Path<(String, Uuid)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let result = confirm(&visit.ctx, &fact, flag, &typed.law_version).await;
    answer(&visit, &fact, &typed, result, "question_confirmed").await
}

async fn answer(visit: &Visit, fact: &str, typed: &Typed, result: Result<(), Fault>, key: &str) -> PageResult {
    match outcome(visit, result) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/office/questions/facts/{fact}?done={key}")).into_response()),
        Outcome::Mistaken(mistakes) => respond(visit, fact, Some(typed), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}
