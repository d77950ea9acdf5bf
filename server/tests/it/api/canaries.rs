//! Does anything that tells the keys leave the server before the release? Every explanation of the bank is a canary, every
//! name of an official question, too; and nothing that anybody sees before the release changes when the keys do.

use app::state::AppState;
use axum::extract::State;
use axum::http::Method;
use axum::response::Html;
use axum::routing::get;
use axum::{Json, Router};
use question_bank::{Body as QuestionBody, Choice, Item, Kind, Question};
use registry::Actor;
use registry::fixtures::{CAST, Part};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::scene::{CANARY, Scene, Sitting, Who};
use crate::doors::Street;
use crate::harness::{Answer, Engine};
use crate::leaks::Detector;
use crate::on_both;

/// For whom the bank itself is: with keys and explanations.
const AUTHORS: [Part; 2] = [Part::QuestionEditor, Part::QuestionReviewer];
const OF_THE_BANK: &str = "/office/questions";
/// The log names questions and their versions, and never what is in them.
const LOG: &str = "/office/audit";
/// Whose forms are sent: candidates in and after their exams, and staff of every kind that meets them.
const FILLERS: [Part; 3] = [Part::CandidateReady, Part::ExamAdministrator, Part::EnterpriseAdministrator];
/// Some of the fields that forms have, so that not every one is refused at the first of them.
const FORM: &str = "choice=A&marked=no&sequence=9&question=1&reason=%E5%8E%9F%E5%9B%A0%E8%AF%B4%E6%98%8E&words=%E8%AF%B4%E6%98%8E&\
    act=message&text=%E8%AF%B4%E6%98%8E&confirmation=%E5%90%8C%E6%84%8F&q=ar&day=2026-11-19";
/// Where an answered question of practice explains itself.
const EXPLAINED: [&str; 2] = ["/courses/{course}/lessons/{lesson}", "/practice/"];

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
        for path in pages_before_the_release(&sitting) {
            scene.remember(&scene.page(&who, Method::GET, &path, "").await);
        }
        scene.hands_in(&who, &sitting.attempt).await;
        scene.get(&who, &format!("{room}/result")).await;
        scene.get(&who, &room).await;

        let seen = scene.seen();
        assert!(seen.contains(sitting.room["items"][0]["stem"].as_str().unwrap()), "the recording works");
        let marked = registry::questions::store::get(&scene.house.system(), "ar-s-001").await.unwrap().1;
        let is_marked = |question: &Question| question.items().all(|(_, item)| item.explanation.starts_with(CANARY));
        assert!(is_marked(&marked), "the bank is marked");
        assert_eq!(Detector::of(&scene.bank).findings(seen.as_bytes()), Default::default());
    }

    async fn with_other_keys_no_byte_before_the_release_is_another(engine) {
        let scene = Scene::with(engine, leaks()).await;
        let who = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&who, scene.easy_exam).await;
        scene.answers_rightly(&sitting).await;
        let before = everything(&scene, &who, &sitting).await;
        turn_keys(&scene).await;
        let after = everything(&scene, &who, &sitting).await;
        for ((path, one), (_, other)) in before.iter().zip(&after) {
            // the test's own leak is what shows that a difference is seen
            assert_eq!(one != other, path == "/leaks/letter", "{path}\n{one}\n{other}");
        }
        let ended = scene.hands_in(&who, &sitting.attempt).await.json();
        assert_eq!(ended["outcome"], "failed", "the keys are others");
    }
}

/// One engine is enough: pages do not know it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_of_any_role_tells_a_key() {
    let street = Street::set(Engine::Sqlite).await;
    let (detector, of_the_log) = (Detector::of(&street.scene.bank), Detector::of(&[]));
    let (mut faults, mut seen_by_authors, mut walked) = (Vec::new(), false, 0);
    for member in &CAST {
        let who = street.scene.comes(member.part).await;
        for route in street.scene.house.table.iter().filter(|route| route.method == Method::GET) {
            let path = street.at(route);
            let answer = street.scene.page(&who, Method::GET, &path, "").await;
            // the footer leads back to the address that was asked for
            let text = String::from_utf8_lossy(&answer.opened()).replace(&path, "");
            let found = if path.starts_with(LOG) { &of_the_log } else { &detector }.findings(text.as_bytes());
            walked += 1;
            if AUTHORS.contains(&member.part) && path.starts_with(OF_THE_BANK) {
                seen_by_authors |= found.iter().any(|found| found.starts_with(CANARY));
            } else if !found.is_empty() {
                faults.push(format!("{} at {path}: {found:?}", member.part.code()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen_by_authors, "the search finds what is there");
    assert!(walked > 500, "{walked} pages only");
}

/// Forms answer, too: whatever is missing or wrong in them, what is shown again tells nothing. Learning by practice does, and the
/// bank to its authors.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_to_a_form_of_any_role_tells_a_key() {
    let street = Street::set(Engine::Sqlite).await;
    let detector = Detector::of(&street.scene.bank);
    let (mut faults, mut refused) = (Vec::new(), 0);
    for part in FILLERS {
        for route in street.scene.house.table.iter().filter(|route| route.method == Method::POST) {
            let path = street.at(route);
            for form in ["", FORM] {
                // one of the forms signs out
                let who = Who::bearer(&street.scene.world.enter(part).await.unwrap().token);
                let answer = street.scene.page(&who, Method::POST, &path, form).await;
                let text = String::from_utf8_lossy(&answer.opened()).replace(&path, "");
                let found = detector.findings(text.as_bytes());
                refused += usize::from(answer.status == 422);
                let is_open = AUTHORS.contains(&part) && path.starts_with(OF_THE_BANK);
                if !found.is_empty() && !is_open && !EXPLAINED.iter().any(|known| route.path.starts_with(known)) {
                    faults.push(format!("{} at {path} with {form:?}: {found:?}", part.code()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(refused > 30, "only {refused} forms were shown again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_is_leaked_on_purpose_is_found() {
    let scene = Scene::with(Engine::Sqlite, leaks()).await;
    let detector = Detector::of(&scene.bank);
    for path in ["/leaks/question", "/leaks/island", "/leaks/version"] {
        let answer = scene.page(&Who::nobody(), Method::GET, path, "").await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(!detector.findings(&answer.opened()).is_empty(), "{path}: {}", answer.text());
    }
}

/// What a careless developer might write.
fn leaks() -> Router<AppState> {
    async fn question(state: &AppState) -> Question {
        let ctx = state.ctx.acting_as(Actor::System("leak"));
        registry::questions::store::get(&ctx, "ar-s-001").await.unwrap().1
    }
    let whole = async |State(state): State<AppState>| Json(question(&state).await);
    let island = async |State(state): State<AppState>| {
        let props = serde_json::to_string(&question(&state).await).unwrap().replace('"', "&quot;");
        Html(format!("<leptos-island data-props=\"{props}\"></leptos-island>"))
    };
    let version = async |State(state): State<AppState>| question(&state).await.version().to_string();
    let letter = async |State(state): State<AppState>| question(&state).await.item(None).unwrap().right.to_string();
    Router::new()
        .route("/leaks/question", get(whole))
        .route("/leaks/island", get(island))
        .route("/leaks/version", get(version))
        .route("/leaks/letter", get(letter))
}

fn pages_before_the_release(sitting: &Sitting) -> Vec<String> {
    let room = format!("/attempts/{}", sitting.attempt);
    let questions = (1..=sitting.room["items"].as_array().unwrap().len()).map(|number| format!("{room}?q={number}"));
    let around = ["/", "/exams", "/account", "/certificates", "/courses"].map(str::to_owned);
    let of_attempt = [room.clone(), format!("{room}/hand-in"), format!("{room}/result")];
    questions.chain(around).chain(of_attempt).collect()
}

/// Every page and every answer of the API that a candidate sees before the release, and the test's own leak.
async fn everything(scene: &Scene, who: &Who, sitting: &Sitting) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for path in pages_before_the_release(sitting).into_iter().chain(["/leaks/letter".to_owned()]) {
        all.push((path.clone(), repeatable(&scene.page(who, Method::GET, &path, "").await)));
    }
    for path in ["/exams".to_owned(), "/me".to_owned(), format!("/attempts/{}", sitting.attempt)] {
        all.push((format!("/api/v1{path}"), repeatable(&scene.get(who, &path).await)));
    }
    all
}

/// Without what differs from one request to the next: the nonce of the scripts.
fn repeatable(answer: &Answer) -> String {
    let mut parts = answer.text().split("nonce=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('"').map_or(part, |(_, rest)| rest))
}

/// Gives every question of the bank another key, and every paper that pins it the version that this makes.
async fn turn_keys(scene: &Scene) {
    let db = scene.house.state.ctx.db.writer();
    for question in &scene.bank {
        let (old, turned) = (question.version(), turned(question));
        let (new, content) = (turned.version(), serde_json::to_string(&turned).unwrap().replace('\'', "''"));
        for sql in [
            format!("UPDATE question_versions SET hash = '{new}', content = '{content}' WHERE hash = '{old}'"),
            format!("UPDATE attempts SET paper = REPLACE(paper, '{old}', '{new}')"),
        ] {
            db.execute_unprepared(&sql).await.unwrap();
        }
    }
}

fn turned(question: &Question) -> Question {
    let mut turned = question.clone();
    match &mut turned.body {
        QuestionBody::Item(item) => turn(item, question.kind),
        QuestionBody::Case(case) => case.parts.iter_mut().for_each(|part| turn(&mut part.item, part.kind)),
    }
    turned
}

/// The next option is right in place of each that was.
fn turn(item: &mut Item, kind: Kind) {
    let count = if kind == Kind::TrueFalse { 2 } else { u8::try_from(item.options.len()).unwrap() };
    let letters: String = item.right.iter().map(|option| char::from(b'A' + (option + 1) % count)).collect();
    item.right = Choice::parse(&letters, usize::from(count)).unwrap();
}
