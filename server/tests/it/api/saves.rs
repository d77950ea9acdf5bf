//! Is an answer saved, and is each refusal told as the exam room expects it?

use std::convert::Infallible;

use app::exams::room::reply::{Reply, read};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use registry::fixtures::Part;
use registry::instant::{MINUTE_MS, SECOND_MS};
use serde_json::{Value, json};

use super::scene::{Scene, Sitting, Who};
use crate::harness::Answer;
use crate::on_both;

fn answer(choice: &str, sequence: i64) -> Value {
    json!({ "choice": choice, "marked": true, "sequence": sequence })
}

/// What the island makes of it.
fn heard(answer: &Answer) -> Reply {
    read(answer.status.as_u16(), answer.text())
}

async fn seated(scene: &Scene) -> (Who, Sitting) {
    let who = scene.comes(Part::CandidateReady).await;
    let sitting = scene.sits(&who, scene.easy_exam).await;
    (who, sitting)
}

on_both! {
    async fn the_highest_sequence_wins_and_repeats_are_harmless(engine) {
        let scene = Scene::set(engine).await;
        let (_, sitting) = seated(&scene).await;
        for _ in 0..2 {
            let saved = scene.save(&sitting, 1, answer("B", 7)).await;
            assert_eq!((saved.status, &saved.json()["sequence"]), (StatusCode::OK, &json!(7)));
            assert!(matches!(heard(&saved), Reply::Saved { .. }));
        }
        let older = scene.save(&sitting, 1, answer("C", 6)).await;
        assert_eq!(older.status, StatusCode::CONFLICT);
        assert_eq!(older.json()["type"], "/problems/exams.newer_answer");
        assert_eq!(heard(&older), Reply::Newer { sequence: 7 });
        assert_eq!(scene.save(&sitting, 1, answer("", 8)).await.status, StatusCode::OK);
    }

    async fn a_choice_that_the_question_does_not_have_is_refused(engine) {
        let scene = Scene::set(engine).await;
        let (_, sitting) = seated(&scene).await;
        for (choice, code) in [("H", "no_such_option"), ("a", "no_such_option"), ("AA", "no_such_option"), ("AB", "one_option_only")] {
            let refused = scene.save(&sitting, 1, answer(choice, 1)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.json()["type"], format!("/problems/exams.{code}"));
            assert_eq!(heard(&refused), Reply::Refused);
        }
        assert_eq!(scene.save(&sitting, 9_999, answer("A", 1)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(scene.save(&sitting, 1, answer("A", 0)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn only_the_ticket_of_this_attempt_opens_it(engine) {
        let scene = Scene::set(engine).await;
        let (who, sitting) = seated(&scene).await;
        let other = scene.comes(Part::CandidateNew).await;
        let theirs = scene.sits(&other, scene.easy_exam).await;
        let path = format!("/attempts/{}/answers/1", sitting.attempt);
        let mut changed = sitting.ticket.clone();
        changed.replace_range(0..1, if changed.starts_with('A') { "B" } else { "A" });
        for who in [who.clone(), Who::ticket(&theirs.ticket), who.with_ticket(&changed), Who::ticket(""), Who::nobody()] {
            let refused = scene.ask(&who, Method::PUT, &path, Some(answer("A", 1))).await;
            assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{who:?}");
            let refused = scene.hands_in(&Who { token: None, ..who }, &sitting.attempt).await;
            assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        }
        assert_eq!(scene.save(&sitting, 1, answer("A", 1)).await.status, StatusCode::OK);
    }

    async fn another_device_takes_the_room_over_by_starting_again(engine) {
        let scene = Scene::set(engine).await;
        let (who, sitting) = seated(&scene).await;
        assert_eq!(scene.save(&sitting, 1, answer("A", 5)).await.status, StatusCode::OK);
        let phone = scene.comes(Part::CandidateReady).await;
        let looked = scene.get(&phone, &format!("/attempts/{}", sitting.attempt)).await.json();
        assert_eq!(looked["ticket"], Value::Null);
        let taken = scene.sits(&phone, scene.easy_exam).await;
        assert_eq!(taken.attempt, sitting.attempt);
        assert_eq!((&taken.room["answers"][0]["choice"], &taken.room["answers"][0]["sequence"]), (&json!("A"), &json!(0)));
        let older = scene.save(&sitting, 1, answer("B", 6)).await;
        assert_eq!((older.status, heard(&older)), (StatusCode::CONFLICT, Reply::Elsewhere));
        assert_eq!(scene.save(&taken, 1, answer("B", 1)).await.status, StatusCode::OK);
        for old in [who, Who::ticket(&sitting.ticket)] {
            let refused = scene.hands_in(&old, &sitting.attempt).await;
            assert_eq!(refused.json()["type"], "/problems/exams.opened_elsewhere", "{old:?}");
        }
        assert_eq!(scene.hands_in(&phone, &sitting.attempt).await.status, StatusCode::OK);
    }

    async fn after_the_deadline_nothing_is_taken_and_the_result_is_there(engine) {
        let scene = Scene::set(engine).await;
        let (who, sitting) = seated(&scene).await;
        scene.house.clock.advance_ms(90 * MINUTE_MS + 5 * SECOND_MS);
        assert_eq!(scene.save(&sitting, 1, answer("A", 1)).await.status, StatusCode::OK, "within the grace of the wire");
        scene.house.clock.advance_ms(1);
        let late = scene.save(&sitting, 1, answer("B", 2)).await;
        assert_eq!((late.status, heard(&late)), (StatusCode::GONE, Reply::TimeUp));
        let result = scene.get(&who, &format!("/attempts/{}/result", sitting.attempt)).await.json();
        assert_eq!((result["ended_by"].as_str(), result["outcome"].as_str()), (Some("time_out"), Some("failed")));
        let late = scene.hands_in(&who, &sitting.attempt).await;
        assert_eq!((late.status, late.json()["outcome"].as_str()), (StatusCode::OK, Some("failed")));
    }

    async fn what_counts_is_when_the_request_came_in_not_when_its_body_was_read(engine) {
        let scene = Scene::set(engine).await;
        let (_, sitting) = seated(&scene).await;
        scene.house.clock.advance_ms(90 * MINUTE_MS);
        let came_in = scene.house.system().now();
        let clock = scene.house.clock.clone();
        let body = answer("A", 1).to_string();
        // the body takes a minute on the wire
        let slow = futures::stream::once(async move {
            clock.advance_ms(MINUTE_MS);
            Ok::<_, Infallible>(body)
        });
        let path = format!("/attempts/{}/answers/1", sitting.attempt);
        let who = Who::ticket(&sitting.ticket);
        let saved = scene.send(&who, Method::PUT, &path, Some("application/json"), Body::from_stream(slow)).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
        assert_eq!(saved.json()["saved_at"], came_in.rfc3339());
        assert_eq!(saved.json()["server_now"], came_in.plus_ms(MINUTE_MS).rfc3339());
    }
}
