//! Does the policy of each page let run just what stands in it?

use axum::http::Method;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::api::scene::Who;
use crate::doors::Street;
use crate::harness::{Answer, Engine};

/// The opening tags of this name.
fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let opened = html.split(name).skip(1).map(|rest| rest.split('>').next().unwrap());
    opened.collect()
}

fn nonce_of(answer: &Answer) -> String {
    let policy = answer.header("content-security-policy");
    let nonce = policy.split("script-src 'nonce-").nth(1).unwrap_or_else(|| panic!("{policy}"));
    nonce.split('\'').next().unwrap().to_owned()
}

/// The text between the tags.
fn inside<'a>(html: &'a str, opening: &str, closing: &str) -> &'a str {
    html.split(opening).nth(1).unwrap_or_else(|| panic!("no {opening}")).split(closing).next().unwrap()
}

fn source_of(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_script_of_a_page_carries_the_nonce_of_its_own_answer() {
    let street = Street::set(Engine::Sqlite).await;
    let lesson = format!("/courses/{}/lessons/{}", street.scene.course.slug, street.named.get("lesson"));
    // a module, and the island of the exam room
    for path in [lesson, format!("/attempts/{}", street.named.get("attempt"))] {
        let mut nonces = Vec::new();
        for _ in 0..2 {
            let answer = street.scene.page(&street.named.candidate, Method::GET, &path, "").await;
            let (html, nonce) = (answer.text(), nonce_of(&answer));
            let scripts = tags(html, "<script");
            assert!(!scripts.is_empty(), "{path} has no script");
            for script in scripts {
                assert!(script.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{script}> and {nonce}");
            }
            assert_eq!(
                html.matches(&nonce).count(),
                tags(html, "<script").len(),
                "{path}: the nonce stands nowhere else"
            );
            nonces.push(nonce);
        }
        assert!(nonces[0].len() >= 22 && nonces[0] != nonces[1], "{nonces:?}");
    }
}

/// The framework writes the nonce into `crossorigin`, so that the browser loads the bundle twice (leptos 0.8).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_preloaded_with_a_crossorigin() {
    let street = Street::set(Engine::Sqlite).await;
    let mut pages = 0;
    for who in [&street.named.candidate, &Who::nobody()] {
        for route in street.scene.house.table.iter().filter(|route| route.method == Method::GET) {
            let answer = street.scene.page(who, Method::GET, &street.at(route), "").await;
            if answer.header("content-type").starts_with("text/html") {
                pages += 1;
                assert!(!answer.text().contains("crossorigin"), "{}", route.path);
                for link in tags(answer.text(), "<link") {
                    assert!(!link.contains("preload"), "{}: <link{link}>", route.path);
                }
            }
        }
    }
    assert!(pages > 30, "{pages} pages only");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_verify_page_lets_run_its_own_script_and_no_other() {
    let street = Street::set(Engine::Sqlite).await;
    let answer = street.scene.page(&Who::nobody(), Method::GET, &format!("/v/{}", street.named.get("id")), "").await;
    let (html, policy) = (answer.text(), answer.header("content-security-policy"));
    assert_eq!((tags(html, "<script").len(), tags(html, "<style").len()), (1, 1));
    let script = source_of(inside(html, "<script type=\"module\">", "</script>"));
    let style = source_of(inside(html, "<style>", "</style>"));
    assert!(policy.contains(&format!("script-src {script} 'strict-dynamic'")), "{script} {policy}");
    assert!(policy.contains(&format!("style-src {style};")), "{style} {policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("nonce-"), "{policy}");
}
