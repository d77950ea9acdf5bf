//! Does the public page keep its promises?

use axum::body::to_bytes;
use axum::http::{StatusCode, header};
use axum::response::Response;
use certs::verification::{CheckName, CheckResult};
use registry::certificates::verification::{Known, Verification};
use registry::certificates::{PublicClass, Status};

use super::sample::{ID, NOW, keys, known, site};
use crate::certificates::inline;
use crate::certificates::verify::{Page, SCRIPT, STYLE, document, respond};
use crate::lang::Lang;

const LIMIT: usize = 15_000;

fn shown(lang: Lang, known: Known) -> String {
    document(&Page { lang, site: &site(), keys: &keys(), found: &Verification::Known(Box::new(known)) })
}

async fn bytes(response: Response) -> Vec<u8> {
    to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).unwrap().1.split_once(to).unwrap().0
}

/// Everything as long as it can be: every check bad with the longest reason, the longest names, three keys.
fn longest(status: Status, class: Option<PublicClass>) -> Known {
    let mut known = known(status);
    for line in &mut known.checks {
        (line.result, line.reason) = (CheckResult::Bad, Some("key-compromised"));
    }
    known.checks.push(registry::certificates::verification::Line { name: CheckName::Log, ..known.checks[0] });
    known.masked_name = "买".repeat(50);
    known.title = "劳".repeat(24);
    known.issuer = "南".repeat(100);
    known.public_class = class;
    known.successor = Some(ID.to_owned());
    known
}

#[test]
fn the_whole_document_is_at_most_15_kb() {
    let mut site = site();
    site.public_url = Some(format!("https://{}.example", "a".repeat(55)));
    let keys = [keys(), keys(), keys()].concat();
    for lang in [Lang::Chinese, Lang::English] {
        for status in Status::ALL {
            for class in PublicClass::ALL {
                let found = Verification::Known(Box::new(longest(status, Some(class))));
                let html = document(&Page { lang, site: &site, keys: &keys, found: &found });
                assert!(html.len() <= LIMIT, "{} {} {}: {}", lang.tag(), status.code(), class.code(), html.len());
            }
        }
    }
}

#[test]
fn the_answer_stands_before_everything_else_in_its_own_words() {
    let words = [
        (Status::Valid, "证书有效", "tone-success"),
        (Status::Suspended, "证书核查中（暂停）", "tone-danger"),
        (Status::Revoked, "证书已注销", "tone-danger"),
        (Status::Annulled, "证书已撤销", "tone-danger"),
        (Status::Superseded, "证书已换发", "tone-danger"),
    ];
    for (status, words, tone) in words {
        let html = shown(Lang::Chinese, known(status));
        let headline = between(&html, "<h1 ", "</h1>");
        assert!(headline.contains(words) && headline.contains(tone), "{headline}");
        assert!(html.contains(&format!("<title>{words}")), "{words}");
        let since = html.matches("2026年11月20日").count();
        assert!(since >= 3, "issued, since and checked: {since}");
    }
}

#[test]
fn a_revocation_says_its_class_and_a_replacement_leads_on() {
    let revoked = shown(Lang::Chinese, known(Status::Revoked));
    assert!(revoked.contains("第十五条第（一）项"), "{revoked}");
    let replaced = shown(Lang::Chinese, known(Status::Superseded));
    assert!(replaced.contains("href=\"/v/0123456789ABCDEF\""), "{replaced}");
}

#[test]
fn a_valid_certificate_whose_data_was_changed_is_not_called_valid() {
    let mut changed = known(Status::Valid);
    (changed.checks[1].result, changed.checks[1].reason) = (CheckResult::Bad, Some("tampered"));
    let html = shown(Lang::Chinese, changed);
    let headline = between(&html, "<h1 ", "</h1>");
    assert!(headline.contains("核验未通过") && !headline.contains("有效"), "{headline}");
    assert!(html.contains("签名与内容不符"), "{html}");
}

#[test]
fn without_javascript_the_signature_of_the_code_is_amber() {
    let html = shown(Lang::Chinese, known(Status::Valid));
    let line = between(&html, "<li id=\"code\"", "</li>");
    assert!(line.contains("tone-warning") && line.contains("<span>二维码签名</span><strong>未检验</strong>"), "{line}");
    assert!(between(&html, "<h1 ", "</h1>").contains("tone-success"), "an amber line colours no headline");
}

#[test]
fn nobody_learns_more_than_a_masked_name() {
    let html = shown(Lang::Chinese, known(Status::Valid));
    assert!(html.contains("𠮷尔**"), "{html}");
    for hidden in ["<img", "<form", "3206**", "买买提"] {
        assert!(!html.contains(hidden), "{hidden}");
    }
}

#[test]
fn every_word_is_in_the_catalogue_and_no_style_is_inline() {
    for lang in [Lang::Chinese, Lang::English] {
        for status in Status::ALL {
            let html = shown(lang, longest(status, None));
            assert!(!html.contains("[certificates."), "{html}");
            assert!(!html.contains(" style=") && !html.contains(" onclick="), "{html}");
        }
    }
}

#[tokio::test]
async fn style_and_script_are_those_whose_hash_the_policy_names() {
    let found = Verification::Known(Box::new(known(Status::Valid)));
    let page = Page { lang: Lang::Chinese, site: &site(), keys: &keys(), found: &found };
    let response = respond(&found, document(&page).into());
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=30");
    assert!(!response.headers().contains_key(header::SET_COOKIE) && !response.headers().contains_key(header::VARY));
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    let html = String::from_utf8(bytes(response).await).unwrap();
    let style = between(&html, "<style>", "</style>");
    let script = between(&html, "<script type=\"module\">", "</script>");
    assert_eq!((style, script), (STYLE, SCRIPT));
    assert!(policy.contains(&format!("style-src {};", inline::source(style))), "{policy}");
    let scripts = format!("script-src {} 'strict-dynamic' 'wasm-unsafe-eval';", inline::source(script));
    assert!(policy.contains(&scripts), "{policy}");
    assert_eq!(html.matches("<script").count(), 1);
}

#[tokio::test]
async fn an_unknown_id_is_said_plainly_and_kept_as_short() {
    let found = Verification::Unknown { checked_at: NOW };
    let page = Page { lang: Lang::Chinese, site: &site(), keys: &keys(), found: &found };
    let response = respond(&found, document(&page).into());
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=30");
    let html = String::from_utf8(bytes(response).await).unwrap();
    assert!(between(&html, "<h1 ", "</h1>").contains("查无此证"), "{html}");
    assert!(!html.contains("<script") && !html.contains("/v/"), "{html}");
}

#[test]
fn the_keys_in_the_page_are_those_that_can_have_signed() {
    let mut later = known(Status::Valid);
    later.issued_day = registry::Day::from_ymd(2025, 12, 31).unwrap();
    let of = |known| between(&shown(Lang::Chinese, known), "data-keys=\"", "\"").to_owned();
    assert!(of(known(Status::Valid)).contains("z6MkneMkZqwqRiU5mJzSG3kDwzt9P8C59N4NGTfBLfSGE7c7"));
    assert_eq!(of(later), "[]");
}

#[test]
fn no_two_routes_collide() {
    let _ = crate::certificates::routes();
}
