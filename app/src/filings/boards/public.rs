//! Who is the officer of this site today, and whom can a worker call? The public page behind the code on a board: one small
//! document of its own, without account, cookie or script, the same bytes for everybody.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse};
use leptos::prelude::*;
use registry::Instant;
use registry::filings::boards::{Channel, Reached};
use registry::filings::store::boards::{Live, ScannedSheet, Turn, by_token};

use super::words;
use crate::certificates::inline;
use crate::certificates::verify::STYLE;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::state::Site;
use crate::ui::facts::{Fact, facts};
use crate::ui::icons::icon;
use crate::ui::query::Query;
use crate::ui::tone::Tone;
use crate::visit::Visit;

/// A change of the officer shows within a minute.
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=30");

/// Where the code of a version leads.
pub fn path(token: &str) -> String {
    format!("/b/{token}")
}

pub async fn show(visit: Visit, token: Result<Path<String>, PathRejection>) -> PageResult {
    // what cannot be a token is as unknown as one that nobody has
    let token = token.map(|Path(token)| token).unwrap_or_default();
    // the language is in the address, for a cache must not ask for a cookie
    let lang = Query::of(&visit.path).filter("lang").and_then(Lang::parse).unwrap_or_default();
    let found = by_token(&visit.ctx, &token).await.or_page(&visit)?;
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let page = Page { lang, site: &visit.state.site, path: path(&token), asked_at: visit.ctx.now() };
    let headers = [(header::CACHE_CONTROL, CACHING), (header::CONTENT_SECURITY_POLICY, policy())];
    Ok((status, headers, Html(document(&page, found.as_ref()))).into_response())
}

/// Nothing of it tells who asks.
struct Page<'a> {
    lang: Lang,
    site: &'a Site,
    path: String,
    asked_at: Instant,
}

/// No script at all.
fn policy() -> HeaderValue {
    static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
        let style = inline::source(STYLE);
        let text = format!(
            "default-src 'none'; style-src {style}; img-src 'self'; form-action 'none'; base-uri 'none'; \
             frame-ancestors 'none'"
        );
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
    });
    POLICY.clone()
}

fn word(lang: Lang, key: &str) -> String {
    lang.code("boards.public", key)
}

fn document(page: &Page<'_>, found: Option<&Live>) -> String {
    let lang = page.lang;
    let (title, main) = match found {
        Some(live) => (live.project.clone(), known(page, live)),
        None => (word(lang, "unknown"), unknown(page)),
    };
    let other = match lang {
        Lang::Chinese => Lang::English,
        Lang::English => Lang::Chinese,
    };
    let html = view! {
        <html lang=lang.tag()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="robots" content="noindex"/>
                <title>{title}" · "{word(lang, "product")}</title>
                <link rel="icon" href="/icon.svg"/>
                <style inner_html=STYLE></style>
            </head>
            <body>
                <header>
                    <span><strong>{lang.t("frame.product")}</strong>" · "{word(lang, "product")}</span>
                    <a id="language" href=format!("?lang={}", other.tag()) lang=other.tag()>
                        {lang.t("certificates.verify.other_language")}
                    </a>
                </header>
                {main}
            </body>
        </html>
    }
    .to_html();
    // without the framework's marks between lists: nothing wakes them here
    format!("<!doctype html>{}", html.replace("<!>", ""))
}

fn known(page: &Page<'_>, live: &Live) -> AnyView {
    let lang = page.lang;
    let (tone, words) = verdict(lang, live);
    view! {
        <main>
            <h1 class=format!("verdict {}", tone.class())>{icon(tone.icon())}<strong>{words}</strong></h1>
            {live.turn.map(|turn| view! { <p class="said">{turned(lang, &live.sheet, turn)}</p> })}
            <section>{facts(about(lang, live))}</section>
            <section>
                <h2>{word(lang, "wages")}</h2>
                {facts(wages(lang, live))}
            </section>
            <section>
                <h2>{word(lang, "channels")}</h2>
                {facts(live.channels.iter().map(|one| channel(lang, one)).collect())}
            </section>
            {about_this_page(page)}
        </main>
    }
    .into_any()
}

/// The answer in one line.
fn verdict(lang: Lang, live: &Live) -> (Tone, String) {
    match (&live.officer, live.turn) {
        (None, _) => (Tone::Danger, word(lang, "nobody")),
        (Some(officer), turn) => {
            let tone = if turn.is_some() { Tone::Warning } else { Tone::Success };
            (tone, lang.fill("boards.public.headline", &[("name", officer)]))
        }
    }
}

/// What is another than on the sheet, with its day.
fn turned(lang: Lang, sheet: &ScannedSheet, turn: Turn) -> String {
    let (version, made) = (sheet.version.to_string(), lang.day(sheet.made_on));
    let mut said = vec![("version", version.as_str()), ("made", made.as_str()), ("name", sheet.officer.as_str())];
    match turn {
        Turn::Officer(since) => {
            let day = lang.day(since);
            said.push(("day", &day));
            lang.fill("boards.public.turned_officer", &said)
        }
        Turn::Nobody(Some(left)) => {
            let day = lang.day(left);
            said.push(("day", &day));
            lang.fill("boards.public.turned_left", &said)
        }
        Turn::Nobody(None) => lang.fill("boards.public.turned_nobody", &said),
        Turn::Phone => lang.fill("boards.public.turned_phone", &said),
    }
}

fn about(lang: Lang, live: &Live) -> Vec<Fact> {
    let mut lines = Vec::new();
    if let Some(officer) = &live.officer {
        lines.push(Fact::shown(word(lang, "officer"), view! { <span id="holder">{officer.clone()}</span> }.into_any()));
        lines.push(match &live.on_file {
            Some(reached) => Fact::shown(word(lang, "phone"), call(&words::spaced(reached), reached)),
            None => Fact::text(word(lang, "phone"), word(lang, "not_on_file")),
        });
    }
    lines.extend(live.officer_since.map(|day| Fact::text(word(lang, "since"), lang.day(day))));
    lines.push(Fact::text(word(lang, "project"), live.project.clone()));
    lines.extend(live.contractor.clone().map(|name| Fact::text(word(lang, "contractor"), name)));
    let sheet = [("version", live.sheet.version.to_string()), ("made", lang.day(live.sheet.made_on))];
    let sheet: Vec<(&str, &str)> = sheet.iter().map(|(name, value)| (*name, value.as_str())).collect();
    lines.push(Fact::text(word(lang, "sheet"), lang.fill("boards.public.sheet_line", &sheet)));
    lines
}

/// A number that a phone calls.
fn call(shown: &str, reached: &Reached) -> AnyView {
    view! { <a class="address" href=format!("tel:{}", reached.phone)>{shown.to_owned()}</a> }.into_any()
}

fn wages(lang: Lang, live: &Live) -> Vec<Fact> {
    let minimum = live.minimum_wage.map(|wage| words::minimum_wage(lang, wage));
    let minimum = minimum.map(|said| Fact::text(lang.t("boards.rows.minimum_wage"), said));
    let pay_day = Fact::text(lang.t("boards.rows.pay_day"), words::pay_day(lang, live.pay_day));
    minimum.into_iter().chain([pay_day]).collect()
}

fn channel(lang: Lang, channel: &Channel) -> Fact {
    let (number, address) = (channel.phone.clone(), channel.address.clone());
    let said = view! {
        {channel.body.clone()}
        " "
        <a href=format!("tel:{number}")>{number.clone()}</a>
        {address.map(|address| view! { <small>{address}</small> })}
    };
    Fact::shown(lang.code("boards.kinds", channel.kind.code()), said.into_any())
}

fn unknown(page: &Page<'_>) -> AnyView {
    let lang = page.lang;
    view! {
        <main>
            <h1 class=format!("verdict {}", Tone::Danger.class())>
                {icon(Tone::Danger.icon())}
                <strong>{word(lang, "unknown")}</strong>
            </h1>
            <section><p>{word(lang, "unknown_advice")}</p></section>
            {about_this_page(page)}
        </main>
    }
    .into_any()
}

fn about_this_page(page: &Page<'_>) -> AnyView {
    let lang = page.lang;
    let address = page.site.public_url.as_deref().map(|url| {
        let here = format!("{url}{}", page.path);
        view! { <p>{word(lang, "about_address")}<span class="address">{here}</span></p> }
    });
    view! {
        <section>
            <h2>{word(lang, "about")}</h2>
            <p>{word(lang, "about_page")}</p>
            {address}
        </section>
        <footer><span>{word(lang, "asked_at")}" "{lang.time(page.asked_at)}</span></footer>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use registry::Day;
    use registry::filings::boards::{ChannelKind, MinimumWage};
    use registry::workers::{PayDay, PayMonth};

    use super::*;
    const LIMIT: usize = 15_000;

    fn live(turn: Option<Turn>, length: usize) -> Live {
        let day = Day::from_ymd(2026, 11, 20).unwrap();
        Live {
            project: "工".repeat(length),
            contractor: Some("企".repeat(length)),
            officer: Some("买".repeat(length.min(50))),
            on_file: Some(Reached { name: "买".repeat(length.min(50)), phone: "13800005678".into() }),
            officer_since: Some(day),
            sheet: ScannedSheet { version: 12, made_on: day, officer: "旧".repeat(length.min(50)), is_latest: false },
            turn,
            channels: ChannelKind::ALL
                .map(|kind| Channel {
                    kind,
                    body: "局".repeat(length.min(60)),
                    phone: "0513-85123456-123456".into(),
                    address: Some("路".repeat(length)),
                })
                .to_vec(),
            minimum_wage: Some(MinimumWage { month_fen: 249_000, since: day }),
            pay_day: PayDay { day_of_month: 15, month: PayMonth::Next },
            asked_at: day.starts_at(),
        }
    }

    fn shown(lang: Lang, live: Option<&Live>) -> String {
        let site = Site { public_url: Some("https://board.example".into()), ..Site::default() };
        let page = Page { lang, site: &site, path: path("7K3F9QXW2M4T8RNC"), asked_at: Instant(0) };
        document(&page, live)
    }

    #[test]
    fn the_whole_document_is_at_most_15_kb_and_has_no_script() {
        let day = Day::from_ymd(2026, 12, 1).unwrap();
        for lang in [Lang::Chinese, Lang::English] {
            for turn in [None, Some(Turn::Officer(day)), Some(Turn::Nobody(Some(day))), Some(Turn::Phone)] {
                let html = shown(lang, Some(&live(turn, 100)));
                assert!(html.len() <= LIMIT, "{} {turn:?}: {}", lang.tag(), html.len());
                assert!(!html.contains("<script") && !html.contains(" style="), "{html}");
            }
        }
    }

    #[test]
    fn an_old_sheet_is_told_with_the_day_of_the_change() {
        let day = Day::from_ymd(2026, 12, 1).unwrap();
        let html = shown(Lang::Chinese, Some(&live(Some(Turn::Officer(day)), 3)));
        for word in ["2026年12月1日", "旧旧旧", "买买买", "138 0000 5678", "tel:13800005678", "tone-warning"] {
            assert!(html.contains(word), "{word} is not in {html}");
        }
        assert!(shown(Lang::Chinese, Some(&live(None, 3))).contains("tone-success"));
        let not_filed = shown(Lang::Chinese, Some(&Live { on_file: None, ..live(None, 3) }));
        assert!(not_filed.contains("买买买") && not_filed.contains("备案后公布") && !not_filed.contains("13800005678"));
        assert!(shown(Lang::Chinese, None).contains("tone-danger"));
    }
}
