//! Does a lesson ask its questions and show its video to programs as it does on its page?

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use registry::courses::manuscript::Page;
use registry::courses::video::arriving::samples::mp4;
use registry::courses::video::arriving::{Arrival, Beside, give};
use registry::courses::{desk, drafts, review};
use registry::fixtures::Part;
use registry::instant::SECOND_MS;
use serde_json::{Value, json};

use super::scene::{CANARY, Scene, Who};
use crate::on_both;

/// Asked inside the text.
const QUESTION: &str = "p-11-001";
const LENGTH_MS: i64 = 60_000;

/// A new version of the course, whose first lesson asks a question and has a video with a picture before it; the
/// address of that lesson.
async fn furnished(scene: &Scene) -> String {
    let author = scene.world.as_(Part::Issuer);
    let draft = drafts::begin_version(&author, &scene.course.slug).await.unwrap();
    let page = desk::get(&author, draft).await.unwrap().manuscript.lessons[0].clone();
    let markdown = format!("{}\n\n```practice\n{QUESTION}\n```\n", page.markdown);
    drafts::save_lesson(&author, draft, &page.mark(), &Page { markdown, ..page.clone() }).await.unwrap();
    let mut arrival = Arrival::of_at_most(1 << 20);
    arrival.take(&author, &mp4(LENGTH_MS, 1_000)).await.unwrap();
    let beside = Beside { captions: None, poster: Some(b"\xFF\xD8\xFFx".to_vec()) };
    give(&author, draft, &page.slug, Some((arrival, "开户.mp4".into())), &beside).await.unwrap();
    drafts::submit(&author, draft).await.unwrap();
    review::publish(&scene.world.as_(Part::SecondIssuer), draft).await.unwrap();
    format!("/courses/{}/lessons/{}", scene.course.slug, page.slug)
}

/// The question in the text, as this reader gets it.
async fn asked(scene: &Scene, who: &Who, lesson: &str) -> Value {
    let lesson = scene.get(who, lesson).await.json();
    let parts = lesson["parts"].as_array().unwrap();
    let texts: String = parts.iter().filter_map(|part| part["html"].as_str()).collect();
    assert_eq!(lesson["html"], texts);
    parts.iter().find(|part| !part["question"].is_null()).unwrap()["question"].clone()
}

on_both! {
    async fn a_question_in_the_text_tells_its_key_after_the_answer_only(engine) {
        let scene = Scene::set(engine).await;
        let lesson = furnished(&scene).await;
        let (me, stranger) = (scene.comes(Part::CandidateNew).await, scene.comes(Part::Bystander).await);
        let question = asked(&scene, &me, &lesson).await;
        assert_eq!((&question["question"], &question["last"]), (&json!(QUESTION), &Value::Null));
        assert!(!scene.seen().contains(CANARY), "nothing is told before the answer");
        let (path, right) = (format!("{lesson}/practice/{QUESTION}"), scene.key_of(&question));
        let wrong = if right == "A" { "B" } else { "A" };
        for (choice, is_correct) in [(wrong, false), (right.as_str(), true)] {
            let told = scene.ask(&me, Method::POST, &path, Some(json!({ "choice": choice }))).await.json();
            assert_eq!((&told["choice"], &told["is_correct"], &told["correct"]), (&json!(choice), &json!(is_correct), &json!(right)));
            assert!(told["reason"].as_str().unwrap().starts_with(CANARY));
            let last = json!({ "choice": choice, "is_correct": is_correct });
            assert_eq!(asked(&scene, &me, &lesson).await["last"], last);
            scene.house.clock.advance_ms(1);
        }
        for who in [&stranger, &Who::nobody()] {
            assert_eq!(asked(&scene, who, &lesson).await["last"], Value::Null, "an answer is its reader's own");
        }
    }

    async fn only_what_the_lesson_asks_is_answered_and_only_by_whoever_is_signed_in(engine) {
        let scene = Scene::set(engine).await;
        let lesson = furnished(&scene).await;
        let me = scene.comes(Part::CandidateNew).await;
        let answer = async |who: &Who, question: &str, choice: &str| {
            let path = format!("{lesson}/practice/{question}");
            scene.ask(who, Method::POST, &path, Some(json!({ "choice": choice }))).await
        };
        for (choice, code) in [
            ("", "courses.practice_unanswered"),
            ("H", "courses.practice_changed"),
            ("AA", "practice.no_such_option"),
            ("a", "practice.no_such_option"),
        ] {
            assert_eq!(answer(&me, QUESTION, choice).await.json()["type"], format!("/problems/{code}"), "{choice}");
        }
        for unasked in ["ar-s-001", "p-11-002"] {
            assert_eq!(answer(&me, unasked, "A").await.status, StatusCode::NOT_FOUND, "{unasked}");
        }
        assert_eq!(answer(&Who::nobody(), QUESTION, "A").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(asked(&scene, &me, &lesson).await["last"], Value::Null, "nothing was taken");
        assert!(!scene.seen().contains(CANARY));
    }

    async fn a_video_is_credited_as_it_was_watched(engine) {
        let scene = Scene::set(engine).await;
        let at = furnished(&scene).await;
        let me = scene.comes(Part::CandidateNew).await;
        let lesson = scene.get(&me, &at).await.json();
        let video = &lesson["video"];
        assert_eq!((&video["length_ms"], &video["counted_ms"]), (&json!(LENGTH_MS), &json!(LENGTH_MS)));
        assert_eq!((&video["watched_ms"], &video["place_ms"]), (&json!(0), &json!(0)));
        let courses = scene.get(&me, "/courses").await.json();
        let path = format!("/courses/{}/progress", courses["courses"][0]["id"].as_str().unwrap());
        let report = async |state: &str, video_ms: i64| {
            let beat = json!({
                "lesson": lesson["id"], "reader": "app-1", "activity": "idle", "place": 0,
                "video": state, "video_ms": video_ms,
            });
            scene.ask(&me, Method::POST, &path, Some(beat)).await
        };
        for (seconds_later, state, video_ms, credited) in [
            (0, "playing", 0, 0),
            (30, "playing", 30_000, 30_000),
            // sought: what was jumped over counts for nothing
            (5, "paused", 55_000, 30_000),
        ] {
            scene.house.clock.advance_ms(seconds_later * SECOND_MS);
            let progress = report(state, video_ms).await.json();
            assert_eq!(progress["lesson_credited_ms"], credited, "{state} {video_ms}");
        }
        assert_eq!(report("playing", -1).await.json()["type"], "/problems/courses.video_place_invalid");
        let lesson = scene.get(&me, &at).await.json();
        assert_eq!((&lesson["video"]["watched_ms"], &lesson["video"]["place_ms"]), (&json!(30_000), &json!(55_000)));
        assert_eq!(scene.get(&Who::nobody(), &at).await.json()["video"]["watched_ms"], 0);
    }

    async fn the_addresses_of_a_video_lead_to_its_file_and_its_picture(engine) {
        let scene = Scene::set(engine).await;
        let at = furnished(&scene).await;
        let me = scene.comes(Part::CandidateNew).await;
        let lesson = scene.get(&me, &at).await.json();
        let video = &lesson["video"];
        assert_eq!((&video["media_type"], &video["captions"]), (&json!("video/mp4"), &Value::Null));
        let fetch = async |address: &Value| {
            let request = Request::get(address.as_str().unwrap())
                .header("authorization", format!("Bearer {}", me.token.clone().unwrap()))
                .header("range", "bytes=4-7");
            scene.house.send(request.body(Body::empty()).unwrap()).await
        };
        let range = fetch(&video["address"]).await;
        assert_eq!((range.status, range.body.as_slice()), (StatusCode::PARTIAL_CONTENT, &b"ftyp"[..]));
        let picture = fetch(&video["poster"]).await;
        assert_eq!((picture.status, picture.header("content-type")), (StatusCode::OK, "image/jpeg"));
        let next = format!("/courses/{}/lessons/{}", scene.course.slug, lesson["next"]["slug"].as_str().unwrap());
        let plain = scene.get(&me, &next).await.json();
        let whole = json!([{ "html": plain["html"], "question": null }]);
        assert_eq!((&plain["video"], &plain["parts"]), (&Value::Null, &whole));
    }
}
