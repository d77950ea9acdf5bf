//! Does a program that sits for its candidate hear what staff do in the room?

use app::exams::room::reply::{Reply, read};
use axum::http::{Method, StatusCode};
use registry::exams::rooms::notices::{To, extend, tell};
use registry::exams::rooms::pauses::{pause, resume};
use registry::fixtures::Part;
use registry::instant::MINUTE_MS;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::scene::{Scene, Sitting, Who};
use crate::harness::Answer;
use crate::on_both;

async fn report(scene: &Scene, sitting: &Sitting, signals: &[&str]) -> Answer {
    let path = format!("/attempts/{}/events", sitting.attempt);
    scene.ask(&Who::ticket(&sitting.ticket), Method::POST, &path, Some(json!({ "signals": signals }))).await
}

fn id(sitting: &Sitting) -> Uuid {
    sitting.attempt.parse().unwrap()
}

on_both! {
    async fn messages_and_extra_time_come_with_the_news(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&who, scene.easy_exam).await;
        scene.house.clock.advance_ms(1_000);
        tell(&scene.world.as_(Part::Proctor), scene.easy_exam, To::All, "请检查身份证件").await.unwrap();
        scene.house.clock.advance_ms(1_000);
        let chief = scene.world.as_(Part::ExamAdministrator);
        extend(&chief, scene.easy_exam, To::One(id(&sitting)), 7, "屏幕故障").await.unwrap();
        let news = report(&scene, &sitting, &["focus_lost"]).await;
        assert_eq!(news.status, StatusCode::OK, "{}", news.text());
        let news = news.json();
        assert_eq!((&news["standing"], &news["notices"][0]["body"]), (&json!("running"), &json!("请检查身份证件")));
        assert_eq!((&news["notices"][1]["kind"], &news["notices"][1]["minutes"]), (&json!("extra_time"), &json!(7)));
        let saved = scene.save(&sitting, 1, json!({ "choice": "A", "marked": false, "sequence": 1 })).await.json();
        assert_eq!(saved["deadline_at"], news["deadline_at"], "a save tells the new deadline too");
        assert!(!scene.seen().contains("屏幕故障"), "reasons stay with the staff");
        let again = report(&scene, &sitting, &["focus_lost"]).await;
        assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(report(&scene, &sitting, &[]).await.status, StatusCode::OK);
    }

    async fn a_pause_is_told_with_every_answer_and_ends_when_the_candidate_is_back(engine) {
        let scene = Scene::set(engine).await;
        let (who, proctor) = (scene.comes(Part::CandidateReady).await, scene.world.as_(Part::Proctor));
        let sitting = scene.sits(&who, scene.easy_exam).await;
        pause(&proctor, scene.easy_exam, id(&sitting), "考场停电").await.unwrap();
        let refused = scene.save(&sitting, 1, json!({ "choice": "A", "marked": false, "sequence": 1 })).await;
        assert_eq!(refused.status, StatusCode::LOCKED);
        assert_eq!(read(refused.status.as_u16(), refused.text()), Reply::Halted);
        assert_eq!(scene.hands_in(&who, &sitting.attempt).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let room = scene.get(&who, &format!("/attempts/{}", sitting.attempt)).await.json();
        assert_eq!((&room["standing"], room["items"].as_array().unwrap().len()), (&json!("paused"), 0));
        let back = format!("/attempts/{}/return", sitting.attempt);
        assert_eq!(scene.ask(&who, Method::POST, &back, None).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        scene.house.clock.advance_ms(10 * MINUTE_MS);
        resume(&proctor, scene.easy_exam, id(&sitting)).await.unwrap();
        assert_eq!(report(&scene, &sitting, &[]).await.json()["standing"], "awaited");
        assert_eq!(scene.ask(&who, Method::POST, &back, None).await.status, StatusCode::NO_CONTENT);
        let room = scene.get(&who, &format!("/attempts/{}", sitting.attempt)).await.json();
        assert_ne!(room["items"], Value::Array(vec![]));
        let saved = scene.save(&sitting, 1, json!({ "choice": "A", "marked": false, "sequence": 2 })).await;
        assert_eq!(saved.status, StatusCode::OK);
        let (before, after) = (&sitting.room["deadline_at"], &saved.json()["deadline_at"]);
        assert_eq!(instant(after) - instant(before), 10 * MINUTE_MS);
    }

    async fn a_locked_room_gives_no_questions(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&who, scene.easy_exam).await;
        assert_ne!(sitting.room["items"], Value::Array(vec![]));
        let locks = "UPDATE attempts SET locked_at = 1";
        scene.house.system().db.writer().execute_unprepared(locks).await.unwrap();
        let room = scene.get(&who, &format!("/attempts/{}", sitting.attempt)).await.json();
        assert_eq!((&room["standing"], &room["items"]), (&json!("locked"), &json!([])));
    }

    async fn the_pages_of_the_room_are_for_its_staff(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&who, scene.easy_exam).await;
        let room = format!("/office/exams/{}/room", scene.easy_exam);
        let attempt = format!("{room}/{}", sitting.attempt);
        let cases = [
            (Part::Proctor, 200), (Part::ExamAdministrator, 200), (Part::HumanResources, 404), (Part::CandidateReady, 403),
        ];
        for (part, status) in cases {
            let token = scene.comes(part).await.token.unwrap();
            for path in [&room, &attempt, &format!("{attempt}?act=pause")] {
                let page = axum::http::Request::get(path).header("cookie", format!("__Host-session={token}"));
                let page = scene.house.send(page.body(axum::body::Body::empty()).unwrap()).await;
                assert_eq!(page.status, status, "{part:?} {path}");
                assert!(!page.text().contains("[rooms.") && !page.text().contains("[exams."), "{}", page.text());
            }
        }
    }
}

fn instant(told: &Value) -> i64 {
    registry::Instant::parse_rfc3339(told.as_str().unwrap()).unwrap().0
}
