//! Is this certificate good? The public page behind the QR code: one small document of its own, without account, cookie
//! or frame, the same bytes for everybody.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use certs::keys::{KeyRecord, Purpose};
use certs::verification::Reason;
use leptos::prelude::*;
use registry::Instant;
use registry::certificates::Status;
use registry::certificates::desk::Desk;
use registry::certificates::verification::{Known, Verification, verify};

use super::answer::{about, checks, headline, verdict, verdict_class, word};
use super::inline;
use super::lately::Moment;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::state::Site;
use crate::ui::icons::icon;
use crate::ui::query::Query;
use crate::ui::tone::Tone;
use crate::visit::Visit;

pub const STYLE: &str = include_str!("verify.css");
pub const SCRIPT: &str = include_str!("verify.js");
/// What can be wrong with a code; for anything else the page says that it was changed.
const REASONS: [Reason; 6] = [
    Reason::Unreadable,
    Reason::Tampered,
    Reason::OtherAddress,
    Reason::KeyUnknown,
    Reason::KeyOutsidePeriod,
    Reason::KeyCompromised,
];
/// A change of status shows within a minute.
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=30");

pub async fn show(visit: Visit, id: Result<Path<String>, PathRejection>) -> PageResult {
    // what cannot be an id is as unknown as an id that nobody has
    let id = id.map(|Path(id)| id).unwrap_or_default();
    // the language is in the address, for a cache must not ask for a cookie
    let lang = Query::of(&visit.path).filter("lang").and_then(Lang::parse).unwrap_or_default();
    let (ctx, state) = (&visit.ctx, &visit.state);
    // what the page says is no older than this
    let moment = Moment { at: ctx.now(), statuses: ctx.db.statuses() };
    if let Some(bytes) = state.lately.get(&id, lang, moment) {
        return Ok(sent(StatusCode::OK, bytes));
    }
    let keys = keys(state.desk.as_deref()).or_page(&visit)?;
    let found = verify(ctx, &keys, &id).await.or_page(&visit)?;
    let bytes = Bytes::from(document(&Page { lang, site: &state.site, keys: &keys, found: &found }));
    if let Verification::Known(_) = found {
        state.lately.keep(&id, lang, moment, bytes.clone());
    }
    Ok(respond(&found, bytes))
}

pub fn keys(desk: Option<&Desk>) -> Result<Vec<KeyRecord>, registry::Fault> {
    desk.map_or_else(|| Ok(Vec::new()), Desk::public_keys)
}

/// What the document depends on; nothing of it tells who asks.
pub struct Page<'a> {
    pub lang: Lang,
    pub site: &'a Site,
    pub keys: &'a [KeyRecord],
    pub found: &'a Verification,
}

pub fn respond(found: &Verification, document: Bytes) -> Response {
    let status = match found {
        Verification::Known(_) => StatusCode::OK,
        Verification::Unknown { .. } => StatusCode::NOT_FOUND,
    };
    sent(status, document)
}

fn sent(status: StatusCode, document: Bytes) -> Response {
    static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| inline::policy(&inline::source(STYLE), SCRIPT));
    sent_under(POLICY.clone(), status, document)
}

/// The policy names the one script of the document.
pub fn sent_under(policy: HeaderValue, status: StatusCode, document: Bytes) -> Response {
    let headers = [(header::CACHE_CONTROL, CACHING), (header::CONTENT_SECURITY_POLICY, policy)];
    (status, headers, Html(document)).into_response()
}

pub fn document(page: &Page<'_>) -> String {
    let lang = page.lang;
    let (title, main) = match page.found {
        Verification::Known(known) => (headline(lang, known).words, known_main(page, known)),
        Verification::Unknown { .. } => (word(lang, "unknown"), unknown_main(page)),
    };
    let script = matches!(page.found, Verification::Known(_)).then_some(SCRIPT);
    framed(lang, &Framed { title, in_other_language: in_other_language(lang, "?"), script }, main)
}

/// What surrounds the answer in the one document.
pub struct Framed {
    pub title: String,
    /// The address of the same page in the other language.
    pub in_other_language: String,
    pub script: Option<&'static str>,
}

pub fn framed(lang: Lang, framed: &Framed, main: AnyView) -> String {
    let script = framed.script.map(|script| view! { <script type="module" inner_html=script></script> });
    let html = view! {
        <html lang=lang.tag()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="robots" content="noindex"/>
                <title>{framed.title.clone()}" · "{word(lang, "product")}</title>
                <link rel="icon" href="/icon.svg"/>
                <style inner_html=STYLE></style>
            </head>
            <body>
                {top(lang, &framed.in_other_language)}
                {main}
                {script}
            </body>
        </html>
    }
    .to_html();
    // without the framework's marks between lists: nothing wakes them here
    format!("<!doctype html>{}", html.replace("<!>", ""))
}

/// `before` is what stands before the language: an address that ends in `?` or `&`.
pub fn in_other_language(lang: Lang, before: &str) -> String {
    format!("{before}lang={}", other(lang).tag())
}

fn other(lang: Lang) -> Lang {
    match lang {
        Lang::Chinese => Lang::English,
        Lang::English => Lang::Chinese,
    }
}

fn top(lang: Lang, in_other_language: &str) -> AnyView {
    view! {
        <header>
            <span><strong>{lang.t("frame.product")}</strong>" · "{word(lang, "product")}</span>
            <a id="language" href=in_other_language.to_owned() lang=other(lang).tag()>{word(lang, "other_language")}</a>
        </header>
    }
    .into_any()
}

fn known_main(page: &Page<'_>, known: &Known) -> AnyView {
    let lang = page.lang;
    let answer = headline(lang, known);
    let has_nothing_to_say = answer.advice.is_none();
    let verifier = page.site.asset("verifier.js").zip(page.site.asset("verifier_bg.wasm"));
    let (js, wasm) = verifier.unzip();
    view! {
        <main
            data-id=known.path_id.clone()
            data-keys=keys_of(page.keys, known)
            data-js=js
            data-wasm=wasm
            data-good=lang.t("certificates.check.result.good")
            data-good-why=word(lang, "code_good_why")
            data-full=word(lang, "holder_full")
            data-cut=word(lang, "holder_cut")
            data-bad=word(lang, "code_bad")
            data-tampered=word(lang, "tampered")
            data-tampered-why=word(lang, "tampered_advice")
            data-reasons=reasons(lang)
            data-failed=word(lang, "code_failed_why")
        >
            <div role="status">
                <h1 id="verdict" class=verdict_class(answer.tone)>{verdict(answer.tone, answer.words)}</h1>
            </div>
            <p id="said" class="said" hidden=has_nothing_to_say>{answer.advice}</p>
            <section>{about(lang, known)}<small id="source" role="status"></small></section>
            <section><h2>{word(lang, "checks")}</h2><ul>{checks(lang, known)}{code_line(lang)}</ul></section>
            {about_page(page, Some(known))}
            {(known.status == Status::Valid).then(|| for_holder(lang, known))}
            {[Tone::Success, Tone::Danger]
                .map(|tone| view! { <span id=tone.class().replace("tone-", "") hidden>{icon(tone.icon())}</span> })
                .collect_view()}
        </main>
    }
    .into_any()
}

/// The same for everybody: behind it the holder signs in and is led to the own bindings, anybody else finds nothing.
fn for_holder(lang: Lang, known: &Known) -> AnyView {
    let way = format!("{}/bindings", super::public_path(&known.path_id));
    view! { <p><a href=way rel="nofollow">{word(lang, "for_holder")}</a></p> }.into_any()
}

/// The line that only a browser can turn green: the code itself never reaches the server.
fn code_line(lang: Lang) -> AnyView {
    view! {
        <li id="code" class=Tone::Warning.class()>
            {icon(Tone::Warning.icon())}
            <span>{word(lang, "code_signature")}</span>
            <strong>{lang.t("certificates.check.result.unchecked")}</strong>
            <small>{word(lang, "code_unchecked_why")}</small>
        </li>
    }
    .into_any()
}

/// Why a code is bad, by the verifier's code.
fn reasons(lang: Lang) -> String {
    let words: BTreeMap<&str, String> = REASONS
        .into_iter()
        .map(|reason| (reason.as_str(), lang.code("certificates.check.reason", reason.as_str())))
        .collect();
    serde_json::to_string(&words).unwrap_or_default()
}

/// Those that can have signed this certificate's code: the page stays small after many rotations.
fn keys_of(keys: &[KeyRecord], known: &Known) -> String {
    let day = known.issued_day.number();
    let own: Vec<_> = keys.iter().filter(|key| key.purpose == Purpose::Certificates && key.covers_day(day)).collect();
    serde_json::to_string(&own).unwrap_or_default()
}

fn unknown_main(page: &Page<'_>) -> AnyView {
    view! {
        <main>
            <h1 class=verdict_class(Tone::Danger)>{verdict(Tone::Danger, word(page.lang, "unknown"))}</h1>
            <section><p>{word(page.lang, "unknown_advice")}</p></section>
            {about_page(page, None)}
        </main>
    }
    .into_any()
}

fn about_page(page: &Page<'_>, known: Option<&Known>) -> AnyView {
    let checked_at = match page.found {
        Verification::Known(known) => known.checked_at,
        Verification::Unknown { checked_at } => *checked_at,
    };
    let path = known.map(|known| super::public_path(&known.path_id)).unwrap_or_default();
    about_this_page(page.lang, page.site, &path, checked_at)
}

/// Whose page this is, at which address, and what it does not say.
pub fn about_this_page(lang: Lang, site: &Site, path: &str, checked_at: Instant) -> AnyView {
    let address = site.public_url.as_deref().map(|url| {
        view! { <p>{word(lang, "about_address")}<span class="address">{format!("{url}{path}")}</span></p> }
    });
    view! {
        <section>
            <h2>{word(lang, "about")}</h2>
            <p>{word(lang, "about_page")}</p>
            {address}
            <p>{word(lang, "about_person")}</p>
        </section>
        <footer>
            <span>{word(lang, "checked_at")}" "{lang.time(checked_at)}</span>
            <a href="/verify">{word(lang, "by_number")}</a>
        </footer>
    }
    .into_any()
}
