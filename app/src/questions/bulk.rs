//! How is one thing done to many questions at once? Boxes to tick in the table, one form below it, and an answer per row.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::permissions::{Object, Verb, require, widest};
use registry::questions::drafts::{get, submit};
use registry::questions::review::{Verdict, approve, publish, retire};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use crate::error::{self, OrPage, PageResult, sentences};
use crate::form::{Form, Mistakes};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    question: Vec<String>,
    draft: Vec<Uuid>,
    go: String,
    reason: String,
    law_version: String,
    remark: String,
}

/// What became of one row: its name, its page, and in sentences why it was not done.
struct Answer {
    name: String,
    path: String,
    refused: Option<String>,
}

/// The box in front of a row; it belongs to the form of this id, wherever that stands.
pub fn tick(lang: Lang, form: &'static str, name: &'static str, value: &str, called: &str) -> Cell {
    let label = lang.fill("questions.bulk.choose", &[("id", called)]);
    let value = value.to_owned();
    Cell::from(view! { <input type="checkbox" name=name value=value form=form aria-label=label/> }.into_any())
}

pub fn question_deeds(visit: &Visit) -> Option<AnyView> {
    let lang = visit.lang;
    widest(&visit.ctx, Verb::Decide, Object::QuestionBank)?;
    Some(question_form(lang, "", &Mistakes::none(lang)))
}

fn question_form(lang: Lang, reason: &str, mistakes: &Mistakes) -> AnyView {
    let reason = SafeTextarea::new("reason", lang.t("questions.retire_reason"), reason).rows(2).maxlength(500);
    view! {
        <form id="questions" method="post" action="/office/questions/bulk" class="card">
            <h2>{lang.t("questions.bulk.title")}</h2>
            {reason.hint(lang.t("questions.bulk.reason_hint")).optional().view(mistakes)}
            <p class="actions">
                <button name="go" value="publish">{lang.t("questions.bulk.publish")}</button>
                <button name="go" value="retire" class="danger">{lang.t("questions.bulk.retire")}</button>
            </p>
        </form>
    }
    .into_any()
}

pub fn draft_deeds(visit: &Visit, chosen: &Chosen, mistakes: &Mistakes) -> AnyView {
    let (lang, may) = (visit.lang, |verb| widest(&visit.ctx, verb, Object::QuestionBank).is_some());
    let word = |key: &str| lang.code("questions.draft", key);
    let judges = may(Verb::Decide).then(|| {
        let law_version = Field::text("law_version", word("law_version"), chosen.law_version.clone());
        let remark = SafeTextarea::new("remark", word("remark"), chosen.remark.clone()).rows(2).maxlength(500);
        view! {
            {law_version.hint(word("law_version_hint")).maxlength(500).optional().view(mistakes)}
            {remark.optional().view(mistakes)}
        }
    });
    let approve = may(Verb::Decide).then(|| {
        view! { <button name="go" value="approve">{lang.t("questions.bulk.approve")}</button> }
    });
    let submit = may(Verb::Edit).then(|| {
        view! { <button name="go" value="submit">{lang.t("questions.bulk.submit")}</button> }
    });
    view! {
        <form id="drafts" method="post" action="/office/questions/drafts/bulk" class="card">
            <h2>{lang.t("questions.bulk.title")}</h2>
            {judges}
            <p class="actions">{submit}{approve}</p>
        </form>
    }
    .into_any()
}

pub async fn questions(SignedVisit(visit): SignedVisit, Form(chosen): Form<Chosen>) -> PageResult {
    require(&visit.ctx, Verb::Decide, Object::QuestionBank).or_page(&visit)?;
    let mut answers = Vec::new();
    for id in &chosen.question {
        let result = match chosen.go.as_str() {
            "publish" => publish(&visit.ctx, id).await,
            "retire" => retire(&visit.ctx, id, &chosen.reason).await,
            _ => Err(Fault::refused(Refusal::new("form.unreadable"))),
        };
        let refused = why_not(&visit, result);
        answers.push(Answer { name: id.clone(), path: format!("/office/questions/{id}"), refused });
    }
    Ok(told(&visit, "/office/questions", &chosen, &answers))
}

pub async fn drafts(SignedVisit(visit): SignedVisit, Form(chosen): Form<Chosen>) -> PageResult {
    let needed = match chosen.go.as_str() {
        "submit" => Verb::Edit,
        "approve" => Verb::Decide,
        _ => Verb::View,
    };
    require(&visit.ctx, needed, Object::QuestionBank).or_page(&visit)?;
    let named = names(&visit, &chosen.draft).await?;
    let verdict = Verdict { law_version: chosen.law_version.clone(), remark: chosen.remark.clone() };
    let mut answers = Vec::new();
    for (id, name) in chosen.draft.iter().zip(named) {
        let result = match chosen.go.as_str() {
            "submit" => submit(&visit.ctx, *id).await,
            "approve" => approve(&visit.ctx, *id, &verdict).await.map(|_| ()),
            _ => Err(Fault::refused(Refusal::new("form.unreadable"))),
        };
        let refused = why_not(&visit, result);
        answers.push(Answer { name, path: format!("/office/questions/drafts/{id}"), refused });
    }
    Ok(told(&visit, "/office/questions/drafts", &chosen, &answers))
}

/// What the chosen drafts are called; one that is not there has only its id. Asked before anything is done.
async fn names(visit: &Visit, drafts: &[Uuid]) -> Result<Vec<String>, Response> {
    let mut names = Vec::with_capacity(drafts.len());
    for id in drafts {
        names.push(match get(&visit.ctx, *id).await {
            Ok(draft) => draft.question,
            Err(Fault::NotFound) => id.to_string(),
            Err(fault) => return Err(error::page(visit, fault)),
        });
    }
    Ok(names)
}

/// Whatever stopped one row is told beside it: the rows before it are done, and those after it are tried.
fn why_not(visit: &Visit, result: Result<(), Fault>) -> Option<String> {
    result.err().map(|fault| sentences(visit, fault).join(" "))
}

/// Back to the list when all went well; else every row with its answer, and what was typed ready to be sent again for
/// those that were refused.
fn told(visit: &Visit, list: &'static str, chosen: &Chosen, answers: &[Answer]) -> Response {
    if !answers.is_empty() && answers.iter().all(|answer| answer.refused.is_none()) {
        return Redirect::to(&format!("{list}?done=bulk_done")).into_response();
    }
    let lang = visit.lang;
    let mistakes = match answers.is_empty() {
        true => Mistakes::new(vec![Refusal::new("questions.nothing_chosen")], lang),
        false => Mistakes::none(lang),
    };
    let title = lang.t("questions.bulk.told");
    page(visit, title.clone())
        .in_office()
        .status(StatusCode::UNPROCESSABLE_ENTITY)
        .under(lang.t("questions.title"), list)
        .content(|| {
            let columns = ["chosen", "id", "answer"].map(|key| Column::text(key, lang.code("questions.bulk", key)));
            let is_draft = list.ends_with("drafts");
            let form = if is_draft { ("drafts", "draft") } else { ("questions", "question") };
            let rows = answers.iter().map(|answer| row(lang, form, answer)).collect();
            let again = match is_draft {
                true => draft_deeds(visit, chosen, &mistakes),
                false => question_form(lang, &chosen.reason, &mistakes),
            };
            view! {
                <h1>{title.clone()}</h1>
                {mistakes_summary(lang.t("questions.draft.mistakes"), &mistakes)}
                {(!answers.is_empty()).then(|| view! {
                    {Table::new(title, columns.to_vec(), rows).view(lang)}
                    {again}
                })}
                <p><a class="button secondary" href=list>{lang.t("questions.bulk.back")}</a></p>
            }
            .into_any()
        })
        .respond()
}

fn row(lang: Lang, (form, name): (&'static str, &'static str), answer: &Answer) -> Vec<Cell> {
    let value = answer.path.rsplit('/').next().unwrap_or_default();
    let (again, said) = match &answer.refused {
        None => (Cell::from(""), badge(Tone::Success, lang.t("questions.bulk.went_well"))),
        Some(sentence) => {
            let said =
                view! { <div>{badge(Tone::Danger, lang.t("questions.bulk.refused"))}" "{sentence.clone()}</div> };
            (tick(lang, form, name, value, &answer.name), said.into_any())
        }
    };
    vec![again, Cell::link(answer.path.clone(), answer.name.clone()), said.into()]
}
