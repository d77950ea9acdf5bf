//! Does the code of an old paper certificate still lead somewhere? One small document, the same for everybody, as the page
//! behind an electronic certificate's code is.

pub mod import;
pub mod office;

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use leptos::prelude::*;
use registry::certificates::Status;
use registry::certificates::old::OldCode;
use registry::certificates::old::resolving::{OldKnown, resolve};
use registry::{Day, Instant};

use super::answer::{Headline, item, verdict, verdict_class, word as verify_word};
use super::inline;
use super::verify::{Framed, STYLE, about_this_page, framed, in_other_language, sent_under};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::state::Site;
use crate::ui::badge::badge;
use crate::ui::facts::{Fact, facts};
use crate::ui::tone::Tone;
use crate::visit::Visit;

/// A browser keeps what stands behind a `#` to itself: some old systems put the certificate there, so it is asked for.
pub const SCRIPT: &str = "if (location.hash.length > 1) location.replace(location.pathname + location.search + encodeURIComponent(location.hash));";

pub async fn show(visit: Visit) -> PageResult {
    let asked = Asked::of(&visit.path);
    let found = resolve(&visit.ctx, OldCode::asked(asked.code()).as_ref()).await.or_page(&visit)?;
    let document = document(&asked, &visit.state.site, found.as_ref(), visit.ctx.now());
    Ok(respond(found.is_some(), document))
}

/// The address that was asked for, without the language at its end: a code may have a query of its own.
pub struct Asked<'a> {
    lang: Lang,
    address: &'a str,
}

impl<'a> Asked<'a> {
    pub fn of(address: &'a str) -> Self {
        for lang in [Lang::Chinese, Lang::English] {
            for sign in ['?', '&'] {
                if let Some(address) = address.strip_suffix(&format!("{sign}lang={}", lang.tag())) {
                    return Self { lang, address };
                }
            }
        }
        Self { lang: Lang::default(), address }
    }

    fn code(&self) -> &str {
        self.address.strip_prefix("/old/").unwrap_or_default()
    }

    fn in_other_language(&self) -> String {
        let sign = if self.address.contains('?') { '&' } else { '?' };
        in_other_language(self.lang, &format!("{}{sign}", self.address))
    }
}

pub fn respond(is_known: bool, document: String) -> Response {
    static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| inline::policy(&inline::source(STYLE), SCRIPT));
    let status = if is_known { StatusCode::OK } else { StatusCode::NOT_FOUND };
    sent_under(POLICY.clone(), status, Bytes::from(document))
}

pub fn document(asked: &Asked<'_>, site: &Site, found: Option<&OldKnown>, now: Instant) -> String {
    let lang = asked.lang;
    let (title, main) = match found {
        Some(old) => (headline(lang, old).words, known_main(lang, site, old)),
        None => (verify_word(lang, "unknown"), unknown_main(lang, site, now)),
    };
    let script = found.is_none().then_some(SCRIPT);
    framed(lang, &Framed { title, in_other_language: asked.in_other_language(), script }, main)
}

fn known_main(lang: Lang, site: &Site, old: &OldKnown) -> AnyView {
    let answer = headline(lang, old);
    let path = old.address.clone().unwrap_or_default();
    view! {
        <main>
            <h1 class=verdict_class(answer.tone)>{verdict(answer.tone, answer.words)}</h1>
            {answer.advice.map(|advice| view! { <p>{advice}</p> })}
            <section>{about(lang, old)}</section>
            <section><h2>{verify_word(lang, "checks")}</h2><ul>{checks(lang, old)}</ul></section>
            {about_this_page(lang, site, &path, old.checked_at)}
        </main>
    }
    .into_any()
}

fn unknown_main(lang: Lang, site: &Site, now: Instant) -> AnyView {
    view! {
        <main>
            <h1 class=verdict_class(Tone::Danger)>{verdict(Tone::Danger, verify_word(lang, "unknown"))}</h1>
            <section><p>{word(lang, "unknown_advice")}</p></section>
            {about_this_page(lang, site, "", now)}
        </main>
    }
    .into_any()
}

fn word(lang: Lang, key: &str) -> String {
    lang.code("certificates.old", key)
}

/// How the paper stands; once its holder has an electronic certificate, how that one stands.
pub fn headline(lang: Lang, old: &OldKnown) -> Headline {
    let electronic = old.electronic.as_ref();
    let advice = electronic.map(|_| word(lang, "electronic_counts"));
    match (old.revoked, electronic) {
        (Some(_), _) => Headline { tone: Tone::Danger, words: word(lang, "revoked_title"), advice },
        (None, None) => Headline { tone: Tone::Success, words: word(lang, "on_register_title"), advice },
        (None, Some(electronic)) => {
            let tone = if electronic.status == Status::Valid { Tone::Success } else { Tone::Danger };
            let status = public_status(lang, electronic.status);
            Headline { tone, words: lang.fill("certificates.old.electronic_title", &[("status", &status)]), advice }
        }
    }
}

fn public_status(lang: Lang, status: Status) -> String {
    lang.code("certificates.public_status", status.code())
}

/// What everybody may know; no more than of an electronic certificate.
pub fn about(lang: Lang, old: &OldKnown) -> AnyView {
    let name = old.masked_name.clone();
    let mut lines = vec![
        Fact::shown(verify_word(lang, "holder"), view! { <span id="holder">{name}</span> }.into_any()),
        Fact::text(word(lang, "kind"), word(lang, "paper")),
        Fact::text(verify_word(lang, "number"), old.number.clone()),
        Fact::text(verify_word(lang, "issuer"), old.issuer.clone()),
        Fact::text(verify_word(lang, "issued_day"), lang.day(old.issued)),
        Fact::text(verify_word(lang, "status"), state(lang, old.revoked)),
    ];
    if let Some(electronic) = &old.electronic {
        let path = super::public_path(&electronic.link.path_id);
        lines.push(Fact::link(word(lang, "electronic"), path, verify_word(lang, "superseded_by")));
    }
    facts(lines)
}

/// How the paper itself stands.
fn state(lang: Lang, revoked: Option<Day>) -> String {
    match revoked {
        Some(day) => lang.fill("certificates.old.revoked_on", &[("day", &lang.day(day))]),
        None => word(lang, "on_register"),
    }
}

pub fn badge_of(lang: Lang, revoked: Option<Day>) -> AnyView {
    badge(if revoked.is_some() { Tone::Danger } else { Tone::Success }, state(lang, revoked))
}

/// The items of the list of checks. Paper carries no signature, and that is said.
pub fn checks(lang: Lang, old: &OldKnown) -> Vec<AnyView> {
    let result = |code: &str| lang.code("certificates.check.result", code);
    let (tone, outcome) = if old.revoked.is_some() { (Tone::Danger, "bad") } else { (Tone::Success, "good") };
    vec![
        item(Tone::Success, word(lang, "check_register"), result("good"), None),
        item(tone, word(lang, "check_status"), result(outcome), Some(state(lang, old.revoked))),
        item(Tone::Warning, word(lang, "check_paper"), result("unchecked"), Some(word(lang, "check_paper_why"))),
    ]
}
