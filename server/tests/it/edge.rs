//! Are errors of the router and its layers told in words, to people and to programs?

use std::time::Duration;

use app::form::Form;
use app::state::{AppState, Cookies};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};

use crate::harness::{Answer, Engine, House};

async fn fails() -> StatusCode {
    panic!("a secret of the inside");
}

async fn house() -> House {
    let routes: Router<AppState> = Router::new()
        .route("/fails", get(fails))
        .route("/api/v1/fails", get(fails))
        .route("/slow", get(async || tokio::time::sleep(Duration::from_secs(60)).await))
        .route("/form", post(async |_: Form<serde_json::Value>| "taken"));
    House::with(Engine::Sqlite, Cookies::Secure, routes).await
}

fn is_page(answer: &Answer, status: StatusCode, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert!(answer.header("content-type").starts_with("text/html"));
    assert!(answer.text().contains(words), "{words} is not in {}", answer.text());
}

#[tokio::test]
async fn an_unknown_address_is_told_in_the_visitors_language() {
    let house = house().await;
    is_page(&house.get("/nothing-here").await, StatusCode::NOT_FOUND, "没有找到");
    let english = Request::get("/nothing-here").header("cookie", "lang=en").body(Body::empty()).unwrap();
    is_page(&house.send(english).await, StatusCode::NOT_FOUND, "Not found");
    is_page(&house.get("/pkg/nothing.js").await, StatusCode::NOT_FOUND, "没有找到");
}

#[tokio::test]
async fn a_wrong_method_is_told_and_the_right_one_is_named() {
    let house = house().await;
    let answer = house.post("/healthz", "").await;
    is_page(&answer, StatusCode::METHOD_NOT_ALLOWED, "不接受这种操作");
    assert_eq!(answer.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn a_panic_tells_nothing_of_the_inside() {
    let house = house().await;
    let answer = house.get("/fails").await;
    is_page(&answer, StatusCode::INTERNAL_SERVER_ERROR, "系统出现故障");
    assert!(!answer.text().contains("secret"));
    let answer = house.get("/api/v1/fails").await;
    assert_eq!(answer.json()["type"], "/problems/internal");
    assert!(!answer.text().contains("secret"));
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let house = house().await;
    assert_eq!(house.post("/form", "a=b").await.text(), "taken");
    let answer = house.post("/form", &format!("a={}", "x".repeat(64 * 1024))).await;
    is_page(&answer, StatusCode::PAYLOAD_TOO_LARGE, "提交的内容过大");
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let house = house().await;
    tokio::time::pause();
    is_page(&house.get("/slow").await, StatusCode::SERVICE_UNAVAILABLE, "处理时间过长");
}

#[tokio::test]
async fn programs_get_problem_documents_in_the_language_they_accept() {
    let house = house().await;
    let answer = house.get("/api/v1/nothing").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.json()["type"], "/problems/not_found");
    assert_eq!(answer.json()["title"], "没有找到");
    let english = Request::get("/api/v1/nothing").header("accept-language", "en-GB,en").body(Body::empty()).unwrap();
    assert_eq!(house.send(english).await.json()["title"], "Not found");
}

/// Asks until it is refused; real time passes here, and lets a few more through.
async fn asked_too_often(ask: impl AsyncFn(u32) -> Answer) -> Answer {
    for number in 0..2_000 {
        let answer = ask(number).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
            return answer;
        }
    }
    panic!("nobody was refused");
}

#[tokio::test]
async fn too_many_sign_ins_are_told_when_to_come_back() {
    let house = house().await;
    let answer = asked_too_often(async |_| house.post("/sign-in", "").await).await;
    is_page(&answer, StatusCode::TOO_MANY_REQUESTS, "操作过于频繁");
}

#[tokio::test]
async fn the_register_cannot_be_gone_through_by_number_and_name() {
    let house = house().await;
    let search = async |number| house.post("/verify", &format!("number=NTLZ320613-2026-{number:06}-0&name=王芳")).await;
    let answer = asked_too_often(search).await;
    is_page(&answer, StatusCode::TOO_MANY_REQUESTS, "操作过于频繁");
}

#[tokio::test]
async fn the_register_cannot_be_gone_through_by_id() {
    let house = house().await;
    let answer = asked_too_often(async |id| house.get(&format!("/v/{id:016}")).await).await;
    is_page(&answer, StatusCode::TOO_MANY_REQUESTS, "操作过于频繁");
    let by_old_code = async |id| house.get(&format!("/old/cert?id={id}")).await;
    is_page(&asked_too_often(by_old_code).await, StatusCode::TOO_MANY_REQUESTS, "操作过于频繁");
    let by_program = async |id| house.get(&format!("/api/v1/verifications/{id:016}")).await;
    let answer = asked_too_often(by_program).await;
    assert_eq!(answer.json()["type"], "/problems/edge.too_many_requests");
}
