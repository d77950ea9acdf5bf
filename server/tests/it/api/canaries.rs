//! Does anything that tells the keys leave the server before the release? Every explanation of the bank is a canary.

use axum::body::Body;
use axum::http::{Method, Request};
use question_bank::Question;
use registry::fixtures::Part;
use serde_json::json;

use super::scene::{CANARY, Scene, Who};
use crate::on_both;

on_both! {
    async fn no_byte_before_the_release_tells_a_key(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&who, scene.easy_exam).await;
        let english = Who { language: Some("en"), ..who.clone() };
        let ticket = who.with_ticket(&sitting.ticket);
        for item in sitting.room["items"].as_array().unwrap() {
            let path = format!("/attempts/{}/answers/{}", sitting.attempt, item["slot"]);
            for (choice, sequence) in [("A", 2), ("B", 1), ("H", 3), ("ABCDEFGH", 4), ("", 3)] {
                let answer = json!({ "choice": choice, "marked": false, "sequence": sequence });
                scene.ask(&ticket, Method::PUT, &path, Some(answer)).await;
            }
        }
        let room = format!("/attempts/{}", sitting.attempt);
        for path in [&room, &format!("{room}/result"), "/exams", "/me", "/courses"] {
            scene.get(&who, path).await;
            scene.get(&english, path).await;
        }
        for path in [&room, &format!("{room}/hand-in"), &format!("{room}/result"), "/exams"] {
            let cookie = format!("__Host-session={}", who.token.as_deref().unwrap());
            let page = Request::get(path).header("cookie", cookie).body(Body::empty()).unwrap();
            scene.remember(&scene.house.send(page).await);
        }
        scene.hands_in(&who, &sitting.attempt).await;
        scene.get(&who, &format!("{room}/result")).await;
        scene.get(&who, &room).await;

        let seen = scene.seen();
        assert!(seen.contains(sitting.room["items"][0]["stem"].as_str().unwrap()), "the recording works");
        let marked = registry::questions::store::get(&scene.house.system(), "ar-s-001").await.unwrap().1;
        let is_marked = |question: &Question| question.items().all(|(_, item)| item.explanation.starts_with(CANARY));
        assert!(is_marked(&marked), "the bank is marked");
        let found = seen.find(CANARY).map(|at| seen[at..].chars().take(80).collect::<String>());
        assert_eq!(found, None);
    }
}
