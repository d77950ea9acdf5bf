//! Does every list of an exam that is over leave as a file, too? Figures, corrections and what became of its questions are
//! told then; every page of it is asked by every part of the staff.

use std::collections::BTreeSet;

use app::routes::{Audience, Route};
use axum::http::{Method, StatusCode};
use question_bank::{ItemId, Kind, Question};
use registry::exams::regrading::{Change, How, items, propose};
use registry::fixtures::Part;
use registry::instant::DAY_MS;
use registry::questions::review::retire;
use serde_json::json;
use uuid::Uuid;

use super::{OF_AN_EXAM, STAFF, rows_of, tables};
use crate::api::scene::Scene;
use crate::harness::{Engine, House};
use crate::on_both;

const EXAM: &str = "/office/exams/{exam}";
/// Pages of an exam without a list.
const WITHOUT: [(&str, &str); 3] = [
    ("/office/exams/{exam}/roster/{person}", "the conditions of one person"),
    ("/office/exams/{exam}/room/all", "a form"),
    ("/office/exams/{exam}/room/{attempt}", "what one person's room tells, on a line of time"),
];
/// Nobody looks like anybody where one person sat; its tables are held to one file where they are drawn.
const ALONE: &str = "/office/exams/{exam}/similarity";

/// One person sat without answering, a question was withdrawn meanwhile, and full marks for one wait for the second person.
struct Over {
    scene: Scene,
    item: ItemId,
    regrade: Uuid,
}

impl Over {
    async fn set(engine: Engine) -> Self {
        let scene = Scene::set(engine).await;
        let candidate = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&candidate, scene.easy_exam).await;
        let asked = sitting.room["items"].as_array().unwrap();
        let stems: Vec<&str> = asked.iter().filter_map(|item| item["stem"].as_str()).collect();
        let is_drawn = |one: &&Question| one.items().any(|(_, item)| stems.contains(&item.stem.as_str()));
        let drawn = scene.bank.iter().find(is_drawn).unwrap().id.0.clone();
        retire(&scene.world.as_(Part::QuestionReviewer), &drawn, "与新规定不符").await.unwrap();
        let ended = scene.hands_in(&candidate, &sitting.attempt).await;
        assert!(ended.status.is_success(), "{}", ended.text());
        scene.house.clock.advance_ms(8 * DAY_MS);
        let chief = scene.world.as_(Part::ExamAdministrator);
        let all = items(&chief, scene.easy_exam).await.unwrap().items;
        let item = all.iter().find(|line| line.kind == Kind::Single && line.item.part.is_none()).unwrap().item;
        let change = Change::Item { item, how: How::FullMarks };
        let regrade = propose(&chief, scene.easy_exam, &change, "题干有歧义", None).await.unwrap();
        Self { scene, item, regrade }
    }

    /// Route by route; some are asked about one question.
    fn at(&self, route: &str) -> String {
        let path = route.replace("{exam}", &self.scene.easy_exam.to_string());
        let path = path.replace("{regrade}", &self.regrade.to_string());
        match route.ends_with("/item") {
            true => format!("{path}?version={}", self.item.version),
            false => path,
        }
    }

    /// What the correction would do, before it is proposed.
    fn trial(&self) -> String {
        format!("{}/corrections/new?version={}&correct=full_marks", self.at(EXAM), self.item.version)
    }
}

fn is_page_of_an_exam(route: &&Route) -> bool {
    let is_office = route.method == Method::GET && route.audience == Audience::Office;
    is_office && route.path.starts_with(EXAM) && !route.path.ends_with(".xlsx")
}

on_both! {
    async fn every_list_of_an_exam_that_is_over_leaves_as_a_file_with_the_rows_of_its_page(engine) {
        let over = Over::set(engine).await;
        let (scene, mut faults) = (&over.scene, Vec::new());
        let (mut shown_to_somebody, mut taken) = (BTreeSet::new(), BTreeSet::new());
        let pages: Vec<String> = OF_AN_EXAM.iter().map(|route| over.at(route)).chain([over.trial()]).collect();
        for part in STAFF {
            let who = scene.comes(part).await;
            for path in &pages {
                let page = scene.page(&who, Method::GET, path, "").await;
                if page.status != StatusCode::OK {
                    continue;
                }
                for table in tables(page.text()).into_iter().filter(|table| table.rows > 0) {
                    // each table of a page has a file of its own rows
                    let list = (path.clone(), table.caption.clone());
                    if let Some(file) = &table.file {
                        let answer = scene.page(&who, Method::GET, file, "").await;
                        let rows = rows_of(scene, file, &answer, &table.caption);
                        if rows != table.rows {
                            faults.push(format!("{part:?}: {file} has {rows} rows, its page {}", table.rows));
                        }
                        taken.insert(list.clone());
                    }
                    shown_to_somebody.insert(list);
                }
            }
        }
        let kept: Vec<_> = shown_to_somebody.difference(&taken).collect();
        assert!(kept.is_empty(), "lists that nobody can take as a file: {kept:?}");
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let alone = over.at(ALONE);
        let is_found = |path: &&String| taken.iter().any(|(page, _)| page == *path);
        let missing: Vec<_> = pages.iter().filter(|path| **path != alone && !is_found(path)).collect();
        assert!(missing.is_empty(), "the walk did not come by {missing:?}");
        let withdrawn = taken.iter().any(|(page, list)| *page == over.at(EXAM) && list.contains("题库调整"));
        assert!(withdrawn, "the question that was withdrawn: {taken:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_of_names_about_an_exam_that_leave_are_on_record() {
    let over = Over::set(Engine::Sqlite).await;
    let scene = &over.scene;
    let chief = scene.comes(Part::ExamAdministrator).await;
    let trial = over.trial().replace("/new?", "/new.xlsx?");
    let of_regrade = format!("{}/effects.xlsx", over.at("/office/exams/{exam}/corrections/{regrade}"));
    for (path, rows) in [(format!("{}.xlsx", over.at(ALONE)), 0), (of_regrade, 1), (trial, 1)] {
        let answer = scene.page(&chief, Method::GET, &path, "").await;
        assert_eq!(rows_of(scene, &path, &answer, ""), rows, "{path}");
    }
    let filter = registry::audit::Filter::default();
    let (entries, _) = registry::audit::list(&scene.house.system(), &filter, 0, 1_000).await.unwrap();
    let about = scene.easy_exam.to_string();
    let left = entries.iter().filter(|entry| entry.verb == "export_list" && entry.subject == about);
    let mut left: Vec<String> = left.map(|entry| entry.facts.to_string()).collect();
    left.sort();
    let [effects, similarity] =
        [("effects", 1), ("similarity", 0)].map(|(list, lines)| json!({ "lines": lines, "list": list }).to_string());
    assert_eq!(left, [similarity, effects.clone(), effects]);
}

#[tokio::test]
async fn every_page_of_an_exam_is_asked_or_said_to_have_no_list() {
    let house = House::new().await;
    let pages: BTreeSet<&str> =
        house.table.iter().filter(is_page_of_an_exam).map(|route| route.path.as_str()).collect();
    let known: BTreeSet<&str> = OF_AN_EXAM.into_iter().chain(WITHOUT.map(|(path, _)| path)).collect();
    assert_eq!(pages, known);
}
