//! How does the certificate look on a page? The same things at the same places as on paper.

use leptos::prelude::*;
use registry::certificates::PaperData;

use super::ornament::ornament;
use super::{hours, path, stamp};
use crate::lang::Lang;
use crate::ui::facts::{Fact, facts};

/// For whoever may see the certificate: the photo and the code are part of it.
pub fn card(lang: Lang, paper: &PaperData) -> AnyView {
    view! {
        <article class="certificate">
            {ornament()}
            <header>
                <h2>{paper.title.clone()}</h2>
                <p>{word(lang, "number")}" "<strong>{paper.number_human.clone()}</strong></p>
            </header>
            <div class="body">
                {photo(lang, paper)}
                {facts(lines(lang, paper))}
            </div>
            <footer>
                {code(lang, paper)}
                <div class="issued">
                    <p class="muted">{word(lang, "issuer")}</p>
                    <p><strong>{paper.issuer.clone()}</strong></p>
                    <p>{lang.day(paper.issued_day)}</p>
                </div>
            </footer>
            {stamp(lang, paper.status).map(|words| view! { <p class="stamp">{words}</p> })}
        </article>
    }
    .into_any()
}

fn word(lang: Lang, key: &str) -> String {
    lang.code("certificates.card", key)
}

fn lines(lang: Lang, paper: &PaperData) -> Vec<Fact> {
    let name = paper.name.clone();
    vec![
        Fact::shown(word(lang, "name"), view! { <span class="name">{name}</span> }.into_any()),
        Fact::text(word(lang, "sex"), lang.code("accounts.sexes", paper.sex.code())),
        Fact::text(word(lang, "id_number"), paper.id_number_masked.clone()),
        Fact::text(word(lang, "hours"), hours(lang, paper.study_minutes)),
        Fact::text(word(lang, "exam_day"), lang.day(paper.exam_day)),
        Fact::text(word(lang, "result"), paper.result.clone()),
        Fact::text(word(lang, "validity"), paper.validity.clone()),
    ]
}

fn photo(lang: Lang, paper: &PaperData) -> AnyView {
    match &paper.photo {
        Some(_) => {
            let source = format!("{}/photo", path(&paper.number));
            view! { <img class="photo" src=source alt=word(lang, "photo") width="250" height="350"/> }.into_any()
        }
        None => view! { <p class="photo muted">{word(lang, "no_photo")}</p> }.into_any(),
    }
}

/// The code stands in the page itself, so that it is there when the page is printed or kept.
fn code(lang: Lang, paper: &PaperData) -> AnyView {
    let address = paper.page_url.trim_start_matches("https://").to_owned();
    view! {
        <div class="check">
            <div class="qr" role="img" aria-label=word(lang, "code") inner_html=paper.qr.svg()></div>
            <p>
                <strong>{word(lang, "scan")}</strong>
                <small>{word(lang, "number_machine")}<br/>{paper.number.clone()}</small>
                <small>{word(lang, "address")}<br/>{address}</small>
                <small>{paper.remark.clone()}</small>
            </p>
        </div>
    }
    .into_any()
}
