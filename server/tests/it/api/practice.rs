//! Does practising tell its keys after the answer and never before, to the one who answered and to nobody else?

use axum::http::{Method, StatusCode};
use registry::fixtures::Part;
use serde_json::{Value, json};

use super::scene::{CANARY, Scene, Who};
use crate::on_both;

async fn round(scene: &Scene, who: &Who, wish: Value) -> Value {
    let drawn = scene.ask(who, Method::POST, "/practice/rounds", Some(wish)).await;
    assert_eq!(drawn.status, StatusCode::CREATED, "{}", drawn.text());
    drawn.json()
}

fn wish(only: &str, count: u32) -> Value {
    json!({ "point": "platform", "kind": "single", "only": only, "order": "in_turn", "count": count })
}

/// Answers the first question of a round with the right letter, or with another.
async fn answers(scene: &Scene, who: &Who, round: &Value, how: &str) -> Value {
    let at = format!("/practice/rounds/{}", round["round"].as_str().unwrap());
    let asked = scene.get(who, &format!("{at}/questions/1")).await.json();
    assert_eq!(asked["solution"], Value::Null);
    let right = scene.key_of(&asked);
    let wrong = if right == "A" { "B" } else { "A" };
    let choice = json!({ "choice": if how == "right" { right.as_str() } else { wrong } });
    let told = scene.ask(who, Method::PUT, &format!("{at}/answers/1"), Some(choice)).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text());
    assert_eq!(told.json()["solution"]["correct"], right.as_str());
    told.json()
}

on_both! {
    async fn a_mistake_goes_into_the_book_and_out_again_by_the_interface_alone(engine) {
        let scene = Scene::set(engine).await;
        let me = scene.comes(Part::CandidateNew).await;
        let first = round(&scene, &me, wish("all", 1)).await;
        assert!(!scene.seen().contains(CANARY), "nothing is told before the answer");
        let told = answers(&scene, &me, &first, "wrong").await;
        assert_eq!(told["solution"]["verdict"], "wrong");
        assert!(told["solution"]["reason"].as_str().unwrap().starts_with(CANARY));
        let again = format!("/practice/rounds/{}/answers/1", first["round"].as_str().unwrap());
        let repeated = scene.ask(&me, Method::PUT, &again, Some(json!({ "choice": told["solution"]["correct"] }))).await;
        assert_eq!(repeated.json()["solution"], told["solution"], "the first answer counts");
        let book = scene.get(&me, "/practice/mistakes").await.json();
        assert_eq!((&book["total"], &book["entries"][0]["missing"]), (&json!(1), &json!(2)));
        for left in [1, 0] {
            let once_more = round(&scene, &me, wish("wrong", 1)).await;
            answers(&scene, &me, &once_more, "right").await;
            assert_eq!(scene.get(&me, "/practice/mistakes").await.json()["total"], left);
        }
        let refused = scene.ask(&me, Method::POST, "/practice/rounds", Some(wish("wrong", 1))).await;
        assert_eq!(refused.json()["type"], "/problems/practice.nothing_fits");
        let seen = scene.get(&me, "/practice").await.json();
        assert_eq!((&seen["mistakes"], &seen["round"]), (&json!(0), &Value::Null));
    }

    async fn a_chapter_is_practised_as_the_overview_names_it(engine) {
        let scene = Scene::set(engine).await;
        let me = scene.comes(Part::CandidateNew).await;
        let first = scene.get(&me, "/practice").await.json()["chapters"][0].clone();
        assert_eq!(first["course"], scene.course.slug.as_str());
        let wish = |chapter: &Value| json!({ "chapter": chapter, "only": "all", "order": "mixed", "count": 200 });
        let drawn = round(&scene, &me, wish(&first["chapter"])).await;
        assert_eq!(json!(drawn["questions"].as_array().unwrap().len()), first["count"]);
        answers(&scene, &me, &drawn, "right").await;
        let after = scene.get(&me, "/practice").await.json()["chapters"][0].clone();
        assert_eq!((&after["count"], &after["answered"], &after["known"]), (&first["count"], &json!(1), &json!(1)));
        let unknown = json!("01990000-0000-7000-8000-000000000000");
        let refused = scene.ask(&me, Method::POST, "/practice/rounds", Some(wish(&unknown))).await;
        assert_eq!(refused.json()["type"], "/problems/practice.chapter_gone");
        assert_eq!(scene.get(&me, "/practice").await.json()["round"]["round"], drawn["round"], "it goes on");
    }

    async fn favourites_and_reports_are_ones_own(engine) {
        let scene = Scene::set(engine).await;
        let me = scene.comes(Part::CandidateNew).await;
        let told = answers(&scene, &me, &round(&scene, &me, wish("all", 1)).await, "right").await;
        let kept = format!("/practice/favourites/{}", told["question"].as_str().unwrap());
        assert_eq!(scene.ask(&me, Method::PUT, &kept, None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(scene.get(&me, "/practice/favourites").await.json()["total"], 1);
        let stranger = scene.comes(Part::Bystander).await;
        assert_eq!(scene.get(&stranger, "/practice/favourites").await.json()["total"], 0);
        let refused = scene.ask(&stranger, Method::PUT, &kept, None).await;
        assert_eq!(refused.json()["type"], "/problems/practice.answer_first");
        assert_eq!(scene.ask(&me, Method::PUT, "/practice/favourites/ar-s-001", None).await.status, StatusCode::NOT_FOUND);
        assert_eq!(scene.ask(&me, Method::DELETE, &kept, None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(scene.get(&me, "/practice/favourites").await.json()["total"], 0);
        let report = json!({ "question": told["question"], "kind": "law", "words": "条文已经修订，请核对。" });
        assert_eq!(scene.ask(&me, Method::POST, "/practice/reports", Some(report.clone())).await.status, StatusCode::CREATED);
        let twice = scene.ask(&me, Method::POST, "/practice/reports", Some(report)).await;
        assert_eq!(twice.json()["type"], "/problems/practice.reported_already");
        assert_eq!(scene.get(&me, "/practice/reports").await.json()["reports"][0]["reply"], Value::Null);
        assert_eq!(scene.get(&stranger, "/practice/reports").await.json()["reports"], json!([]));
    }

    async fn an_official_paper_waits_for_the_end_of_its_window(engine) {
        let scene = Scene::set(engine).await;
        let me = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&me, scene.easy_exam).await;
        scene.answers_rightly(&sitting).await;
        let review = format!("/attempts/{}/review", sitting.attempt);
        assert_eq!(scene.get(&me, &review).await.json()["type"], "/problems/exams.review_after_hand_in");
        scene.hands_in(&me, &sitting.attempt).await;
        assert_eq!(scene.get(&me, &review).await.json()["type"], "/problems/exams.review_later");
        assert!(!scene.seen().contains(CANARY));
        scene.house.clock.advance_ms(8 * registry::instant::DAY_MS);
        let me = scene.comes(Part::CandidateReady).await;
        let open = scene.get(&me, &review).await.json();
        assert!(open["items"].as_array().unwrap().iter().all(|item| item["solution"]["verdict"] == "right" && item["question"] == Value::Null));
    }
}

/// The pages tell the same story: before the answer nothing, after it the key to one person.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_tell_a_key_after_the_answer_only() {
    let scene = Scene::set(crate::harness::Engine::Sqlite).await;
    let (me, stranger) = (scene.comes(Part::CandidateNew).await, scene.comes(Part::Bystander).await);
    let drawn = round(&scene, &me, wish("all", 2)).await;
    let at = format!("/practice/rounds/{}", drawn["round"].as_str().unwrap());
    let books = ["/practice", "/practice/mistakes", "/practice/favourites"];
    let page = async |who: &Who, path: &str| {
        String::from_utf8_lossy(&scene.page(who, Method::GET, path, "").await.opened()).into_owned()
    };
    for path in books.iter().copied().chain([at.as_str(), &format!("{at}?q=2")]) {
        assert!(!page(&me, path).await.contains(CANARY), "{path}");
    }
    let wrong = answers(&scene, &me, &drawn, "wrong").await;
    assert_eq!(wrong["solution"]["verdict"], "wrong");
    assert!(page(&me, &format!("{at}?q=1")).await.contains(CANARY));
    assert!(page(&me, "/practice/mistakes").await.contains(CANARY));
    assert!(!page(&me, &format!("{at}?q=2")).await.contains(CANARY));
    for path in books {
        assert!(!page(&stranger, path).await.contains(CANARY), "{path}");
    }
}
