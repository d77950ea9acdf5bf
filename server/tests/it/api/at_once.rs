//! What if the same is asked for twice in one moment?

use axum::http::Method;
use registry::fixtures::Part;
use serde_json::json;

use super::scene::{Scene, Who};
use crate::on_both;

on_both! {
    async fn two_starts_at_once_give_one_attempt(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::CandidateReady).await;
        let path = format!("/exams/{}/attempts", scene.easy_exam);
        let start = || scene.ask(&who, Method::POST, &path, Some(json!({ "consent": true })));
        let (one, two) = tokio::join!(start(), start());
        assert!(one.status.is_success() && two.status.is_success(), "{} {}", one.text(), two.text());
        assert_eq!(one.json()["attempt"], two.json()["attempt"]);
        assert_eq!(one.json()["ticket"], two.json()["ticket"]);
        let exams = scene.get(&who, "/exams").await.json();
        let attempts = exams["exams"].as_array().unwrap().iter().map(|exam| exam["attempts"].as_array().unwrap().len());
        assert_eq!(attempts.sum::<usize>(), 1);
    }

    async fn two_hand_ins_at_once_give_one_result_and_one_certificate(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&who, scene.easy_exam).await;
        scene.answers_rightly(&sitting).await;
        let by_ticket = Who::ticket(&sitting.ticket);
        let (one, two) =
            tokio::join!(scene.hands_in(&who, &sitting.attempt), scene.hands_in(&by_ticket, &sitting.attempt));
        assert_eq!(one.json(), two.json());
        assert!(one.json()["certificate"].is_string(), "{}", one.text());
        assert_eq!(scene.hands_in(&who, &sitting.attempt).await.json(), one.json(), "and the same afterwards");
        assert_eq!(scene.get(&who, "/me").await.json()["certificates"].as_array().unwrap().len(), 1);
    }
}
