//! How often is the database asked, from the request to its answer? Nothing is left out of the count but the beginning and
//! the end of a transaction.

use axum::body::Body;
use axum::http::{Method, Request};
use registry::exams::lockdown::{HEADER, request_hash};
use registry::exams::warming::warm;
use registry::fixtures::Part;
use registry::fixtures::history::study;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::api::scene::{Scene, Sitting, Who};
use crate::harness::{Engine, PUBLIC_URL};
use crate::on_both;

/// The goals.
const SAVE: usize = 1;
/// The key must be compared where SHA-256 is: the attempt is read before it is written.
const SAVE_IN_THE_LOCKDOWN_BROWSER: usize = 2;
const START: usize = 8;
/// What it came to when it was counted last: more is a reason to look again.
const HAND_IN_OF_A_FAIL: usize = 12;
const HAND_IN_WITH_CERTIFICATE: usize = 52;
const ROOM: usize = 7;
const LIST: usize = 6;
/// Of settings of the lockdown browser; any will do.
const KEY: &str = "8c06ba7f71223197d518db858a70136a1e770e68758bdf4efb9f29cc2bef4b8c";

async fn counted(scene: &Scene, who: &Who, method: Method, path: &str, body: serde_json::Value) -> Vec<String> {
    scene.house.take_statements();
    let body = (method != Method::GET).then_some(body);
    let answer = scene.ask(who, method, path, body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.text());
    scene.house.take_statements()
}

fn check(what: &str, most: usize, statements: &[String]) {
    assert!(statements.len() <= most, "{what}: {} statements\n{}", statements.len(), statements.join("\n"));
}

/// As on a node that runs: what exams are drawn from was read ahead.
async fn awake(engine: Engine) -> Scene {
    let scene = Scene::set(engine).await;
    warm(&scene.house.system()).await.unwrap();
    scene
}

async fn seated(scene: &Scene) -> (Who, Sitting) {
    let who = scene.comes(Part::CandidateNew).await;
    let sitting = scene.sits(&who, scene.easy_exam).await;
    (who, sitting)
}

on_both! {
    async fn a_save_is_one_statement(engine) {
        let scene = Scene::set(engine).await;
        let (_, sitting) = seated(&scene).await;
        let path = format!("/attempts/{}/answers/1", sitting.attempt);
        let answer = json!({ "choice": "B", "marked": false, "sequence": 1 });
        let statements = counted(&scene, &Who::ticket(&sitting.ticket), Method::PUT, &path, answer).await;
        check("a save", SAVE, &statements);
        assert_eq!(statements.len(), SAVE, "is the counter still there?");
    }

    async fn a_save_in_the_lockdown_browser_is_two(engine) {
        let scene = Scene::set(engine).await;
        let (_, sitting) = seated(&scene).await;
        let locks_down = format!("UPDATE attempts SET config_key = '{KEY}'");
        scene.house.system().db.writer().execute_unprepared(&locks_down).await.unwrap();
        let path = format!("/api/v1/attempts/{}/answers/1", sitting.attempt);
        let request = Request::put(&path)
            .header("x-attempt-ticket", &sitting.ticket)
            .header("content-type", "application/json")
            .header(HEADER, request_hash(&format!("{PUBLIC_URL}{path}"), KEY))
            .body(Body::from(json!({ "choice": "B", "marked": false, "sequence": 1 }).to_string()));
        scene.house.take_statements();
        let answer = scene.house.send(request.unwrap()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(scene.house.take_statements().len(), SAVE_IN_THE_LOCKDOWN_BROWSER);
    }

    async fn a_start_takes_few_statements(engine) {
        let scene = awake(engine).await;
        let path = format!("/exams/{}/attempts", scene.exam);
        // it asks for a course too; the first is the first of the exam
        for part in [Part::CandidateNew, Part::CandidateReady] {
            let who = scene.comes(part).await;
            study(&scene.world.ctx, scene.world.person(part), scene.course.id).await.unwrap();
            let statements = counted(&scene, &who, Method::POST, &path, json!({ "consent": true })).await;
            check("a start", START, &statements);
        }
    }

    async fn what_cannot_change_is_read_once_for_all_candidates(engine) {
        let scene = awake(engine).await;
        let (first, second) = (scene.comes(Part::CandidateNew).await, scene.comes(Part::CandidateReady).await);
        let asks_for = |statements: &[String], what: &str| statements.iter().any(|one| one.contains(what));
        let path = format!("/exams/{}/attempts", scene.easy_exam);
        let begin = json!({ "consent": true });
        scene.house.system().db.writer().execute_unprepared("SELECT pool FROM exam_pools").await.expect("it is called so");
        for who in [&first, &second] {
            let start = counted(&scene, who, Method::POST, &path, begin.clone()).await;
            assert!(!asks_for(&start, "exam_pools"), "it was read ahead\n{}", start.join("\n"));
        }
        let sitting = scene.sits(&second, scene.easy_exam).await;
        let path = format!("/attempts/{}/submission", sitting.attempt);
        let hand_in = counted(&scene, &Who::ticket(&sitting.ticket), Method::POST, &path, json!(null)).await;
        assert!(!asks_for(&hand_in, "question_versions"), "the room had read them\n{}", hand_in.join("\n"));
    }

    async fn a_hand_in_takes_few_statements(engine) {
        let scene = Scene::set(engine).await;
        let (_, sitting) = seated(&scene).await;
        let path = format!("/attempts/{}/submission", sitting.attempt);
        let statements = counted(&scene, &Who::ticket(&sitting.ticket), Method::POST, &path, json!(null)).await;
        check("a hand-in that fails", HAND_IN_OF_A_FAIL, &statements);
        let who = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&who, scene.easy_exam).await;
        scene.answers_rightly(&sitting).await;
        let path = format!("/attempts/{}/submission", sitting.attempt);
        let statements = counted(&scene, &Who::ticket(&sitting.ticket), Method::POST, &path, json!(null)).await;
        check("a hand-in with its certificate", HAND_IN_WITH_CERTIFICATE, &statements);
    }

    async fn the_room_and_the_list_take_few_statements(engine) {
        let scene = Scene::set(engine).await;
        let (who, sitting) = seated(&scene).await;
        let room = counted(&scene, &who, Method::GET, &format!("/attempts/{}", sitting.attempt), json!(null)).await;
        check("the exam room", ROOM, &room);
        let list = counted(&scene, &who, Method::GET, "/exams", json!(null)).await;
        check("the list of exams", LIST, &list);
    }
}
