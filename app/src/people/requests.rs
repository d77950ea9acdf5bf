//! Which people ask about their data, and what is answered?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::people::Document;
use registry::people::requests::{Answer, OpenRequest, Reply, RequestKind, decide, list_open};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::own_requests::{kept_list, kind_words};
use super::pages::document_choice;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Answered {
    answer: String,
    document: String,
    words: String,
}

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let open = list_open(&visit.ctx).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("my_data.queue_title"));
    Ok(page(&visit, title.clone())
        .for_staff()
        .content(|| {
            let cards = if open.is_empty() {
                empty(lang.t("my_data.queue_empty_title"), lang.t("my_data.queue_empty"), None)
            } else {
                open.iter().map(|one| line(lang, one)).collect_view().into_any()
            };
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                <p>{lang.t("my_data.queue_intro")}</p>
                {cards}
            }
            .into_any()
        })
        .respond())
}

fn line(lang: Lang, one: &OpenRequest) -> AnyView {
    let path = format!("/office/requests/{}", one.request.id);
    let lines = vec![
        Fact::text(lang.t("accounts.name"), one.person.name.clone()),
        Fact::text(lang.t("accounts.id_number"), one.person.id_number_masked.clone()),
        Fact::text(lang.t("my_data.made_at"), lang.time(one.request.made_at.0)),
    ];
    view! {
        <section class="card">
            <h2><a href=path>{kind_words(lang, one.request.kind)}</a></h2>
            {facts(lines)}
        </section>
    }
    .into_any()
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(request): Path<Uuid>) -> PageResult {
    request_page(&visit, request, &Answered::default(), &Mistakes::none(visit.lang)).await
}

pub async fn answer(
    SignedVisit(visit): SignedVisit,
    Path(request): Path<Uuid>,
    Form(form): Form<Answered>,
) -> PageResult {
    let answer = match form.answer.as_str() {
        "grant" => Ok(Answer::Grant),
        "refuse" => Ok(Answer::Refuse),
        _ => Err(Fault::from(Refusal::on("answer", "people.request_answer_missing"))),
    };
    let decided = match answer {
        Ok(answer) => {
            let reply = Reply { answer, document: Document::parse(&form.document), words: &form.words };
            decide(&visit.ctx, request, &reply).await
        }
        Err(fault) => Err(fault),
    };
    match outcome(&visit, decided) {
        Outcome::Done(()) => Ok(Redirect::to("/office/requests?done=request_answered").into_response()),
        Outcome::Mistaken(mistakes) => request_page(&visit, request, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn request_page(visit: &Visit, request: Uuid, form: &Answered, mistakes: &Mistakes) -> PageResult {
    let open = list_open(&visit.ctx).await.or_page(visit)?;
    let found = open.into_iter().find(|one| one.request.id == request).ok_or(Fault::NotFound).or_page(visit)?;
    let (lang, title) = (visit.lang, kind_words(visit.lang, found.request.kind));
    Ok(page(visit, title.clone())
        .for_staff()
        .mistakes(mistakes)
        .under(lang.t("my_data.queue_title"), "/office/requests")
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {asked(lang, &found)}
                {answer_form(lang, &found, form, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn asked(lang: Lang, one: &OpenRequest) -> AnyView {
    let mut lines = vec![
        Fact::text(lang.t("my_data.present_name"), one.person.name.clone()),
        Fact::text(lang.t("accounts.id_number"), one.person.id_number_masked.clone()),
    ];
    if let Some(name) = &one.request.new_name {
        lines.push(Fact::text(lang.t("my_data.new_name"), name.clone()));
    }
    lines.push(Fact::text(lang.t("my_data.reason"), one.request.reason.clone()));
    lines.push(Fact::text(lang.t("my_data.made_at"), lang.time(one.request.made_at.0)));
    let effect = match (one.request.kind, one.kept.is_empty()) {
        (RequestKind::Name, _) => view! { <p>{lang.t("my_data.effect_name")}</p> }.into_any(),
        (RequestKind::Deletion, true) => view! { <p>{lang.t("my_data.effect_erase")}</p> }.into_any(),
        (RequestKind::Deletion, false) => {
            view! { <p>{lang.t("my_data.effect_restrict")}</p> {kept_list(lang, &one.kept)} }.into_any()
        }
    };
    view! { <section class="card">{facts(lines)}{effect}</section> }.into_any()
}

fn answer_form(lang: Lang, one: &OpenRequest, form: &Answered, mistakes: &Mistakes) -> AnyView {
    let action = format!("/office/requests/{}", one.request.id);
    let answers = ["grant", "refuse"].map(|code| Choosable::new(code, lang.code("my_data.answers", code))).to_vec();
    let document = (one.request.kind == RequestKind::Name).then(|| document_choice(lang, mistakes));
    view! {
        <form class="card" method="post" action=action novalidate>
            {Choice::one("answer", lang.t("my_data.answer"), answers, &form.answer).view(mistakes)}
            {document}
            {Field::text("words", lang.t("my_data.words"), &form.words)
                .hint(lang.t("my_data.words_hint"))
                .autocomplete("off")
                .maxlength(300)
                .view(mistakes)}
            <button>{lang.t("my_data.answer_send")}</button>
        </form>
    }
    .into_any()
}
