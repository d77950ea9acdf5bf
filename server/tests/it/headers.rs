//! Is every answer protected, and is nobody made to act by another site?

use app::state::Cookies;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::post;

use crate::harness::{Engine, House, PUBLIC_URL};

async fn house() -> House {
    let routes = Router::new().route("/act", post(async || "done")).route("/api/v1/act", post(async || "done"));
    House::with(Engine::Sqlite, Cookies::Secure, routes).await
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect() {
    let house = house().await;
    for path in ["/", "/nothing-here", "/healthz", "/icon.svg", "/pkg/test.js", "/api/v1/nothing"] {
        let answer = house.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{path}");
        assert!(answer.header("permissions-policy").contains("microphone=()"), "{path}");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!(answer.header("x-request-id").len(), 16, "{path}");
    }
}

#[tokio::test]
async fn plain_http_promises_no_https() {
    let house = House::with(Engine::Sqlite, Cookies::Local, Router::new()).await;
    assert_eq!(house.get("/healthz").await.header("strict-transport-security"), "");
}

#[tokio::test]
async fn a_stranger_does_not_name_our_requests() {
    let house = house().await;
    let request = Request::get("/healthz").header("x-request-id", "evil").body(Body::empty()).unwrap();
    assert_ne!(house.send(request).await.header("x-request-id"), "evil");
}

async fn act(house: &House, path: &str, headers: &[(&str, &str)]) -> StatusCode {
    let mut request = Request::post(path).header("host", "cert.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    house.send(request.body(Body::empty()).unwrap()).await.status
}

#[tokio::test]
async fn requests_from_other_sites_are_refused() {
    let house = house().await;
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("cookie", "__Host-session=x")],
    ] {
        assert_eq!(act(&house, "/act", headers).await, StatusCode::FORBIDDEN, "{headers:?}");
        assert_eq!(act(&house, "/api/v1/act", headers).await, StatusCode::FORBIDDEN, "{headers:?}");
    }
    let request = Request::post("/act").header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    let answer = house.send(request).await;
    assert!(answer.text().contains("该请求来自其他网站"), "{}", answer.text());
}

#[tokio::test]
async fn our_own_pages_and_programs_may_act() {
    let house = house().await;
    for headers in [
        &[][..],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://cert.example")],
        // behind a proxy that changed `Host`
        &[("host", "internal"), ("origin", PUBLIC_URL)],
    ] {
        assert_eq!(act(&house, "/act", headers).await, StatusCode::OK, "{headers:?}");
    }
}

#[tokio::test]
async fn a_bearer_token_needs_no_origin_and_only_under_the_interface_for_programs() {
    let house = house().await;
    let headers = [
        ("authorization", "Bearer anything"),
        ("origin", "https://servicewechat.com"),
        ("sec-fetch-site", "cross-site"),
    ];
    assert_eq!(act(&house, "/api/v1/act", &headers).await, StatusCode::OK);
    assert_eq!(act(&house, "/act", &headers).await, StatusCode::FORBIDDEN);
}
