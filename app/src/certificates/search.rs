//! How is a certificate checked when its code cannot be scanned? By number and name, answered in place.

use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use registry::certificates::old::resolving::OldKnown;
use registry::certificates::verification::Known;

use super::answer::{Headline, about, checks, headline, verdict, verdict_class};
use super::forms::Asked;
use super::{old, public_path};
use crate::error::PageResult;
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::field::Field;
use crate::ui::notice::notice_with;
use crate::ui::tone::Tone;
use crate::visit::Visit;

/// What was found. One answer for a wrong number and a wrong name: nobody can try names on a number.
pub enum Found {
    NotAsked,
    Nothing,
    Certificate(Box<Known>),
    /// One on paper, from before this register.
    Old(Box<OldKnown>),
}

pub async fn show(visit: Visit) -> PageResult {
    Ok(respond(&visit, &Asked::default(), &Found::NotAsked))
}

pub fn respond(visit: &Visit, asked: &Asked, found: &Found) -> Response {
    let lang = visit.lang;
    page(visit, word(lang, "title")).status(StatusCode::OK).content(|| body(lang, asked, found)).respond()
}

pub fn body(lang: Lang, asked: &Asked, found: &Found) -> AnyView {
    view! {
        <h1>{word(lang, "title")}</h1>
        {answer(lang, found)}
        <section class="card">
            <h2>{word(lang, "scan_title")}</h2>
            <p>{word(lang, "intro")}</p>
            <ol>{["scan_1", "scan_2", "scan_3"].map(|key| view! { <li>{word(lang, key)}</li> }).collect_view()}</ol>
        </section>
        {form(lang, asked)}
    }
    .into_any()
}

fn word(lang: Lang, key: &str) -> String {
    lang.code("certificates.search", key)
}

fn form(lang: Lang, asked: &Asked) -> AnyView {
    let mistakes = Mistakes::none(lang);
    view! {
        <section class="card">
            <h2>{word(lang, "form_title")}</h2>
            <form method="post" action="/verify">
                {Field::text("number", word(lang, "number"), asked.number.clone())
                    .hint(word(lang, "number_hint"))
                    .maxlength(60)
                    .autocomplete("off")
                    .view(&mistakes)}
                {Field::text("name", word(lang, "name"), asked.name.clone())
                    .hint(word(lang, "name_hint"))
                    .maxlength(60)
                    .autocomplete("off")
                    .view(&mistakes)}
                <button>{word(lang, "submit")}</button>
            </form>
        </section>
    }
    .into_any()
}

fn answer(lang: Lang, found: &Found) -> Option<AnyView> {
    match found {
        Found::NotAsked => None,
        Found::Nothing => {
            let more = view! { <p>{word(lang, "none")}</p> }.into_any();
            Some(notice_with(lang, Tone::Warning, word(lang, "none_title"), more))
        }
        Found::Certificate(known) => {
            let page = Some(public_path(&known.path_id));
            Some(certificate(lang, headline(lang, known), about(lang, known), checks(lang, known), page))
        }
        Found::Old(known) => {
            let (answer, page) = (old::headline(lang, known), known.address.clone());
            Some(certificate(lang, answer, old::about(lang, known), old::checks(lang, known), page))
        }
    }
}

fn certificate(lang: Lang, answer: Headline, about: AnyView, checks: Vec<AnyView>, page: Option<String>) -> AnyView {
    view! {
        <section aria-label=word(lang, "result")>
            <p class=verdict_class(answer.tone) role="status">{verdict(answer.tone, answer.words)}</p>
            {answer.advice.map(|advice| view! { <p>{advice}</p> })}
            <div class="card">
                {about}
                <ul class="checks">{checks}</ul>
                {page.map(|page| view! { <p><a href=page>{word(lang, "open")}</a></p> })}
            </div>
        </section>
    }
    .into_any()
}
