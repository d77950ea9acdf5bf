//! Does what is done to many questions at once tell what became of each, and is named what a format cannot hold?

use axum::http::{Method, StatusCode};
use question_bank::{Body, Kind, Purpose};
use registry::fixtures::Part;
use registry::questions::drafts::{self, DraftState};
use registry::questions::history;
use registry::questions::loading::{Origin, load};
use registry::questions::manuscript::Manuscript;
use uuid::Uuid;

use crate::api::scene::{Scene, Who};
use crate::enterprises::encoded;
use crate::harness::{Answer, Engine};
use crate::on_both;

const DRAFTS: &str = "/office/questions/drafts/bulk";
const QUESTIONS: &str = "/office/questions/bulk";
const LAW: &str = "国务院令第七百二十四号";

/// Drafts of new questions that lack nothing, by the editor.
async fn written(scene: &Scene, stems: [&str; 3]) -> [Uuid; 3] {
    let is_like = |one: &&question_bank::Question| one.kind == Kind::Single && one.purpose == Purpose::Official;
    let like = Manuscript::from(scene.bank.iter().find(is_like).unwrap());
    let editor = scene.world.as_(Part::QuestionEditor);
    let mut ids = [Uuid::nil(); 3];
    for (id, stem) in ids.iter_mut().zip(stems) {
        let mut manuscript = like.clone();
        manuscript.passages[0].stem = stem.into();
        manuscript.passages[0].explanation = "登记簿最先反映当天到岗的情况。".into();
        *id = drafts::create(&editor, &manuscript, None).await.unwrap();
    }
    ids
}

async fn does(scene: &Scene, who: &Who, deed: &str, chosen: &[Uuid]) -> Answer {
    let chosen: String = chosen.iter().map(|id| format!("&draft={id}")).collect();
    let said = format!("&law_version={}&remark={}", encoded(LAW), encoded("自动检查意见已逐条核对。"));
    scene.page(who, Method::POST, DRAFTS, &format!("go={deed}{chosen}{said}")).await
}

/// The rows of the answer without their tags: `zy-0001 已办理`.
fn rows(answer: &Answer) -> Vec<String> {
    let body = answer.text().split_once("<tbody").unwrap().1.split("</tbody>").next().unwrap();
    body.split("<tr").skip(1).map(words).collect()
}

fn words(html: &str) -> String {
    let pieces = html.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text.trim());
    pieces.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

on_both! {
    async fn what_stops_one_of_many_is_told_beside_what_is_done(engine) {
        let scene = Scene::set(engine).await;
        let (editor, reviewer) = (scene.comes(Part::QuestionEditor).await, scene.comes(Part::QuestionReviewer).await);
        let stems = ["周一上班后应当最先翻看的簿册是（　）。", "离场登记由谁在当日办理（　）。", "班组长交来的名单应当存放多久（　）。"];
        let [first, second, third] = written(&scene, stems).await;
        let ctx = scene.world.as_(Part::QuestionReviewer);
        let state = async |draft| drafts::get(&ctx, draft).await.unwrap().state;

        // the one in the middle is not there: no refusal, and no reason to leave the others untold
        let nobodys = Uuid::nil();
        let told = does(&scene, &editor, "submit", &[first, nobodys, second]).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        let lines = rows(&told);
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines[0].ends_with("已办理") && lines[2].ends_with("已办理"), "{lines:?}");
        let missing = &lines[1];
        assert!(missing.contains(&nobodys.to_string()) && missing.contains("未办理"), "{lines:?}");
        assert!(missing.contains("页面或者记录不存在"), "{lines:?}");
        assert_eq!([state(first).await, state(second).await], [DraftState::Submitted; 2]);

        // one that was not handed over is refused, and can be ticked again
        let told = does(&scene, &reviewer, "approve", &[first, third, second]).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        let lines = rows(&told);
        assert!(lines[0].ends_with("已办理") && lines[2].ends_with("已办理"), "{lines:?}");
        assert!(lines[1].contains("未办理 这份草稿的状态已经变化"), "{lines:?}");
        assert!(told.text().contains(&format!("value=\"{third}\"")) && told.text().contains(LAW), "ready to be sent again");
        assert!(!told.text().contains(&format!("value=\"{first}\"")), "what is done is not done again");
        assert_eq!([state(first).await, state(third).await], [DraftState::Approved, DraftState::Draft]);

        // who may not do it at all does nothing and is told so once
        let strange = does(&scene, &editor, "approve", &[third]).await;
        assert_eq!(strange.status, StatusCode::FORBIDDEN);
        assert_eq!(does(&scene, &reviewer, "submit", &[third]).await.status, StatusCode::FORBIDDEN);
        let none = does(&scene, &editor, "submit", &[]).await;
        assert!(none.text().contains("没有选择任何一项"));
        let all = does(&scene, &editor, "submit", &[third]).await;
        assert_eq!(all.header("location"), "/office/questions/drafts?done=bulk_done");
    }

    async fn many_questions_are_published_and_retired_with_an_answer_for_each(engine) {
        let scene = Scene::set(engine).await;
        let reviewer = scene.comes(Part::QuestionReviewer).await;
        let stems = ["工地大门口的登记簿由谁保管（　）。", "雨天停工的记录写在哪里（　）。", "新来的班组先到哪里报到（　）。"];
        let written = written(&scene, stems).await;
        let editor = scene.comes(Part::QuestionEditor).await;
        does(&scene, &editor, "submit", &written).await;
        let all = does(&scene, &reviewer, "approve", &written).await;
        assert_eq!(all.header("location"), "/office/questions/drafts?done=bulk_done");
        let ctx = scene.world.as_(Part::QuestionReviewer);
        let states = async || {
            let mut states = Vec::new();
            for id in ["zy-0001", "zy-0002", "zy-0003"] {
                states.push(history::get(&ctx, id).await.unwrap().versions[0].state.clone());
            }
            states
        };
        let publish = "go=publish&question=zy-0001&question=none&question=zy-0002";
        let told = scene.page(&reviewer, Method::POST, QUESTIONS, publish).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        let lines = rows(&told);
        assert!(lines[0].ends_with("zy-0001 已办理") && lines[2].ends_with("zy-0002 已办理"), "{lines:?}");
        assert!(lines[1].contains("none 未办理 该页面或者记录不存在"), "{lines:?}");
        assert_eq!(states().await, ["ready", "ready", "reviewed"]);

        let chosen = "go=retire&question=zy-0001&question=zy-0002&question=zy-0003";
        let told = scene.page(&reviewer, Method::POST, QUESTIONS, chosen).await;
        assert!(rows(&told).iter().all(|line| line.contains("未办理")), "a reason is asked for");
        assert_eq!(states().await, ["ready", "ready", "reviewed"]);
        let chosen = format!("{chosen}&reason={}", encoded("与现行做法不符"));
        let done = scene.page(&reviewer, Method::POST, QUESTIONS, &chosen).await;
        assert_eq!(done.header("location"), "/office/questions?done=bulk_done");
        assert_eq!(states().await, ["retired"; 3]);
        let strange = scene.page(&editor, Method::POST, QUESTIONS, &chosen).await;
        assert_eq!(strange.status, StatusCode::FORBIDDEN);
    }
}

/// One engine is enough: pages do not know it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_export_cannot_hold_stands_on_the_page_before_the_file() {
    let scene = Scene::set(Engine::Sqlite).await;
    let editor = scene.comes(Part::QuestionEditor).await;
    let looked = async |format: &str| {
        scene.page(&editor, Method::GET, &format!("/office/questions/export?format={format}"), "").await
    };
    for format in ["xlsx", "text", "moodle_xml", "gift", "qti_2_1", "qti_3_0"] {
        let page = looked(format).await;
        assert!(page.text().contains("该格式可以完整保存所选题目"), "{format}");
        assert!(!page.text().contains("以下内容不能保留"), "{format}");
    }
    let bank = question_bank::bank::embedded().unwrap();
    let mut changed = scene.bank[0].clone();
    let Body::Item(item) = &mut changed.body else { panic!("a case") };
    item.stem.push('\u{FFFE}');
    load(&scene.house.system(), std::slice::from_ref(&changed), &bank.facts, Origin::Loaded).await.unwrap();
    let page = looked("moodle_xml").await;
    let said = format!("试题{}：有该格式不能保存的字符，已替换。", changed.id);
    assert!(page.text().contains("以下内容不能保留") && page.text().contains(&said), "{said}");
    assert!(!page.text().contains("该格式可以完整保存所选题目"));
    assert!(looked("gift").await.text().contains("该格式可以完整保存所选题目"), "a text holds every character");
}
