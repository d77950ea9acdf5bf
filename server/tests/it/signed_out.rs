//! What becomes of what somebody typed while the session ended?

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use registry::fixtures::Part;

use crate::api::scene::{Scene, Who};
use crate::harness::{Answer, Engine};

const TYPED: &str = "name=%E7%94%B2%22%3E%3Cscript%3E&credit_code=91320613MA00TE5T2Q&area=320613&area=%0D%0A&old_password=s3cret-s3cret";

async fn sent(scene: &Scene, who: &Who, path: &str) -> Answer {
    scene.page(who, Method::POST, path, TYPED).await
}

/// The form of the page as a browser would send it again.
fn form_of(html: &str) -> (String, Vec<(String, String)>) {
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
        Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    };
    let form = html.split("<main").nth(1).unwrap().split("<form").nth(1).unwrap().split("</form>").next().unwrap();
    let fields = form
        .split("<input")
        .skip(1)
        .map(|tag| (attribute(tag, "name").unwrap(), attribute(tag, "value").unwrap_or_default()));
    (attribute(form, "action").unwrap(), fields.collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_without_a_session_waits_with_everything_typed_and_works_after_the_sign_in() {
    let scene = Scene::set(Engine::Sqlite).await;
    let path = "/account/enterprises";
    for (who, words) in [
        (Who::nobody(), "您填写的内容已保留在本页"),
        (Who::bearer("a token that ended"), "重新提交"),
        (Who { language: Some("en"), ..Who::nobody() }, "kept on this page"),
    ] {
        let answer = sent(&scene, &who, path).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::UNAUTHORIZED, "no-store"));
        let html = answer.text();
        assert!(html.contains(words), "{html}");
        assert!(!html.contains("s3cret") && !html.contains("<script>"), "{html}");
        let (action, fields) = form_of(html);
        let expected =
            [("name", "甲\"><script>"), ("credit_code", "91320613MA00TE5T2Q"), ("area", "320613"), ("area", "\r\n")];
        assert_eq!((action.as_str(), fields.len()), (path, 4), "{html}");
        for ((name, value), (known, kept)) in expected.iter().zip(&fields) {
            assert_eq!((*name, *value), (known.as_str(), kept.as_str()));
        }
    }
    // the same form, sent again by somebody who is signed in: the use case speaks
    let who = scene.comes(Part::Bystander).await;
    assert_eq!(sent(&scene, &who, path).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_button_alone_is_pressed_again_and_a_file_is_chosen_again() {
    let scene = Scene::set(Engine::Sqlite).await;
    let path = format!("/exams/{}/attempts", scene.easy_exam);
    let button = scene.page(&Who::nobody(), Method::POST, &path, "").await;
    assert_eq!((button.status, form_of(button.text()).0), (StatusCode::UNAUTHORIZED, path));

    let file = Request::post("/account/photo")
        .header("content-type", "multipart/form-data; boundary=x")
        .header("referer", "https://cert.example/account?done=1")
        .body(Body::from(
            "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n\r\nx\r\n--x--",
        ));
    let answer = scene.house.send(file.unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text().contains("href=\"/sign-in?next=/account\""), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_a_form_may_hold_is_refused_before_it_is_kept() {
    let scene = Scene::set(Engine::Sqlite).await;
    let long = format!("name={}", "x".repeat(65 * 1024));
    let answer = scene.page(&Who::nobody(), Method::POST, "/account/enterprises", &long).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
