//! Can anybody check an exam from what the site publishes, with programs that were written without ours?

use std::path::{Path, PathBuf};
use std::process::Command;

use axum::http::{Method, StatusCode};
use question_bank::{Choice, ItemId, Kind};
use registry::exams::finishing::finish_due;
use registry::exams::regrading::{Change, How, confirm, item, items, list, propose};
use registry::fixtures::Part;
use registry::instant::DAY_MS;
use registry::questions::review::retire;
use serde_json::Value;

use crate::api::scene::{Scene, Who};
use crate::on_both;

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/independent").join(name)
}

/// Whether the script agrees, and what it says.
fn agrees(command: &mut Command) -> (bool, String) {
    let ran = command.output().expect("python3 runs");
    (ran.status.success(), String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned())
}

fn papers(folder: &Path, commitment: &str) -> (bool, String) {
    let mut command = Command::new("python3");
    command.arg(script("papers.py")).arg(folder.join("reveal.json")).args(["--commitment", commitment]);
    agrees(command.arg("--papers").arg(folder.join("papers.ndjson")))
}

fn papers_by(folder: &Path, commitments: &[&str]) -> (bool, String) {
    let mut command = Command::new("python3");
    command.arg(script("papers.py")).arg(folder.join("reveal.json"));
    for one in commitments {
        command.args(["--commitment", one]);
    }
    agrees(command.arg("--papers").arg(folder.join("papers.ndjson")))
}

on_both! {
    async fn papers_before_and_after_a_withdrawal_are_drawn_again_from_two_commitments(engine) {
        let scene = Scene::set(engine).await;
        let base = format!("/exams/{}/proof", scene.easy_exam);
        let anybody = Who::nobody();
        let first = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&first, scene.easy_exam).await;
        let bank = question_bank::bank::embedded().unwrap();
        let room = scene.get(&first, &format!("/attempts/{}", sitting.attempt)).await.json();
        let stems: Vec<&str> = room["items"].as_array().unwrap().iter().filter_map(|item| item["stem"].as_str()).collect();
        let drawn = bank.questions.iter().find(|one| one.items().any(|(_, item)| stems.contains(&item.stem.as_str())));
        let question = drawn.unwrap().id.0.clone();
        retire(&scene.world.as_(Part::QuestionReviewer), &question, "与新规定不符").await.unwrap();
        let committed = scene.get(&anybody, &base).await.json();
        assert_eq!(committed["later"].as_array().unwrap().len(), 1, "{committed}");
        for part in [Part::CandidateHeld, Part::CandidateNew] {
            let who = scene.comes(part).await;
            scene.sits(&who, scene.easy_exam).await;
        }
        scene.house.clock.advance_ms(60 * DAY_MS);
        finish_due(&scene.house.system()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        for file in ["reveal.json", "papers.ndjson"] {
            let answer = scene.page(&anybody, Method::GET, &format!("{base}/{file}"), "").await;
            std::fs::write(folder.path().join(file), &answer.body).unwrap();
        }
        let lines = std::fs::read_to_string(folder.path().join("papers.ndjson")).unwrap();
        assert_eq!(lines.matches("poolVersion").count(), 2, "{lines}");
        let [one, two] = [&committed["commitment"], &committed["later"][0]["commitment"]].map(|it| it.as_str().unwrap());
        let (holds, said) = papers_by(folder.path(), &[one, two]);
        assert!(holds, "{said}");
        assert!(!papers_by(folder.path(), &[one]).0, "the second was published, too");
        assert!(!papers_by(folder.path(), &[two, one]).0);
    }

    async fn every_paper_of_a_sitting_is_drawn_again_from_what_its_page_gives(engine) {
        let scene = Scene::set(engine).await;
        let base = format!("/exams/{}/proof", scene.easy_exam);
        let anybody = Who::nobody();
        let committed = scene.get(&anybody, &base).await.json();
        assert_eq!(committed["revealed_at"], Value::Null, "{committed}");
        for part in [Part::CandidateReady, Part::CandidateHeld, Part::CandidateNew] {
            let who = scene.comes(part).await;
            scene.sits(&who, scene.easy_exam).await;
        }
        for file in ["reveal.json", "papers.ndjson"] {
            let early = scene.page(&anybody, Method::GET, &format!("{base}/{file}"), "").await;
            assert_eq!(early.status, StatusCode::NOT_FOUND, "{file}");
        }
        scene.house.clock.advance_ms(60 * DAY_MS);
        finish_due(&scene.house.system()).await.unwrap();

        let page = scene.page(&anybody, Method::GET, &base, "").await;
        let commitment = committed["commitment"].as_str().unwrap();
        assert!(page.text().contains(commitment));
        let folder = tempfile::tempdir().unwrap();
        for file in ["reveal.json", "papers.ndjson"] {
            let answer = scene.page(&anybody, Method::GET, &format!("{base}/{file}"), "").await;
            assert_eq!(answer.status, StatusCode::OK, "{file}");
            std::fs::write(folder.path().join(file), &answer.body).unwrap();
        }
        let lines = std::fs::read_to_string(folder.path().join("papers.ndjson")).unwrap();
        assert_eq!(lines.lines().count(), 3);
        let (holds, said) = papers(folder.path(), commitment);
        assert!(holds, "{said}");
        a_swapped_question_is_found(folder.path(), commitment);
    }

    async fn the_receipt_of_a_hand_in_is_checked_offline(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&who, scene.easy_exam).await;
        let path = format!("/attempts/{}/receipt", sitting.attempt);
        assert_eq!(scene.get(&who, &path).await.status, StatusCode::NOT_FOUND, "it runs");
        scene.answers_rightly(&sitting).await;
        scene.hands_in(&who, &sitting.attempt).await;
        let first = scene.get(&who, &path).await;
        scene.hands_in(&who, &sitting.attempt).await;
        assert_eq!(scene.get(&who, &path).await.json(), first.json());
        let file = scene.page(&who, Method::GET, &format!("{path}.json"), "").await;
        let did = scene.page(&Who::nobody(), Method::GET, "/.well-known/did.json", "").await;
        let keys = certs::keys::parse_records(did.text()).unwrap();
        let report = certs::receipt::check(file.text(), &keys);
        assert_eq!(certs::verification::first_bad(&report.checks), None);
        assert!(report.members.contains(&("attemptId", sitting.attempt.clone())));
        let page = scene.page(&who, Method::GET, &format!("/attempts/{}/result", sitting.attempt), "").await;
        assert!(page.text().contains(first.json()["code"].as_str().unwrap()));
    }
}

on_both! {
    async fn a_score_is_worked_out_again_from_the_bundle(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&who, scene.easy_exam).await;
        scene.answers_rightly(&sitting).await;
        scene.hands_in(&who, &sitting.attempt).await;
        let path = format!("/attempts/{}/bundle.json", sitting.attempt);
        let early = scene.page(&who, Method::GET, &path, "").await;
        assert_eq!(early.status, StatusCode::NOT_FOUND, "the window is open");
        scene.house.clock.advance_ms(60 * DAY_MS);
        let who = scene.comes(Part::CandidateReady).await;
        let stranger = scene.comes(Part::Bystander).await;
        assert_eq!(scene.page(&stranger, Method::GET, &path, "").await.status, StatusCode::NOT_FOUND);
        let bundle = scene.page(&who, Method::GET, &path, "").await;
        assert_eq!(bundle.status, StatusCode::OK);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bundle.json");
        let grade = || agrees(Command::new("python3").arg(script("grade.py")).arg(&file));
        std::fs::write(&file, &bundle.body).unwrap();
        let (holds, said) = grade();
        assert!(holds, "{said}");
        let mut other = bundle.json();
        other["result"]["score"] = (other["result"]["score"].as_i64().unwrap() - 100).into();
        std::fs::write(&file, other.to_string()).unwrap();
        assert!(!grade().0, "another score");
    }
}

on_both! {
    async fn a_corrected_score_is_worked_out_again_from_the_bundle(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&who, scene.easy_exam).await;
        scene.answers_rightly(&sitting).await;
        scene.hands_in(&who, &sitting.attempt).await;
        scene.house.clock.advance_ms(60 * DAY_MS);
        let (first, second) = (scene.world.as_(Part::ExamAdministrator), scene.world.as_(Part::Issuer));
        let exam = scene.easy_exam;
        let path = format!("/attempts/{}/bundle.json", sitting.attempt);
        let who = scene.comes(Part::CandidateReady).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bundle.json");
        let mut scores = Vec::new();
        let all = items(&first, exam).await.unwrap().items;
        let singles: Vec<ItemId> = all.iter().filter(|line| line.kind == Kind::Single).map(|line| line.item).collect();
        let right = item(&first, exam, singles[1]).await.unwrap().right;
        let other = Choice::EMPTY.with(u8::from(right.contains(0)));
        for (nth, how) in [How::Exclude, How::Replace(other), How::FullMarks].into_iter().enumerate() {
            let item = singles[nth];
            let proposal = propose(&first, exam, &Change::Item { item, how }, "答案有误", None).await.unwrap();
            let hash = list(&second, exam).await.unwrap()[0].effects_hash.clone();
            confirm(&second, exam, proposal, &hash).await.unwrap();
            let bundle = scene.page(&who, Method::GET, &path, "").await;
            assert_eq!(bundle.json()["corrections"].as_array().unwrap().len(), nth + 1);
            std::fs::write(&file, &bundle.body).unwrap();
            let (holds, said) = agrees(Command::new("python3").arg(script("grade.py")).arg(&file));
            assert!(holds, "{said}");
            scores.push(bundle.json()["result"]["score"].as_i64().unwrap());
            let mut silent = bundle.json();
            silent["corrections"] = Value::Array(Vec::new());
            std::fs::write(&file, silent.to_string()).unwrap();
            let (holds, _) = agrees(Command::new("python3").arg(script("grade.py")).arg(&file));
            assert!(!holds, "the corrections are what explains it");
        }
        assert_ne!(scores[0], scores[1]);
    }
}

/// In one paper after the exam, and in the pool.
fn a_swapped_question_is_found(folder: &Path, commitment: &str) {
    let reveal = std::fs::read_to_string(folder.join("reveal.json")).unwrap();
    let list = std::fs::read_to_string(folder.join("papers.ndjson")).unwrap();
    let mut lines: Vec<Value> = list.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let hash = lines[1]["paperHash"].as_str().unwrap().to_owned();
    lines[1]["paperHash"] = hash.chars().rev().collect::<String>().into();
    let swapped: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(folder.join("papers.ndjson"), swapped).unwrap();
    assert!(!papers(folder, commitment).0, "another paper");
    std::fs::write(folder.join("papers.ndjson"), list).unwrap();
    let mut document: Value = serde_json::from_str(&reveal).unwrap();
    document["pool"][3]["version"] = "0".repeat(64).into();
    std::fs::write(folder.join("reveal.json"), document.to_string()).unwrap();
    assert!(!papers(folder, commitment).0, "another pool");
    std::fs::write(folder.join("reveal.json"), reveal).unwrap();
    assert!(papers(folder, commitment).0);
}
