#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use leptos::prelude::*;
use question_bank::{CandidateItem, Kind, MultipleRule};
use registry::Instant;
use registry::exams::Late;
use registry::exams::room::{Room, SavedAnswer, Seat, Taken, Written};
use registry::exams::rooms::pulse::Standing;
use registry::exams::saving::Mark;
use registry::exams::starting::RULES_TEXT;
use uuid::Uuid;

use super::room::ExamRoom;
use super::room::setting::{Setting, Texts};
use super::seat::setting;
use crate::lang::Lang;

const LANGUAGES: [Lang; 2] = [Lang::Chinese, Lang::English];
const HOUR_MS: i64 = 3_600_000;

fn item(number: u16, kind: Kind, options: &[&str]) -> CandidateItem {
    CandidateItem {
        number,
        section: kind,
        kind,
        score: 100,
        part: None,
        case_stem: None,
        stem: format!("题干{number} <b>粗</b>"),
        options: options.iter().map(ToString::to_string).collect(),
    }
}

fn saved(slot: i32, choice: u8, marked: Mark) -> SavedAnswer {
    SavedAnswer { slot, choice, marked, sequence: 1, written: Written { epoch: 1, sequence: 1 }, saved_at: None }
}

fn taken() -> Taken {
    Taken { ticket: "ticket".into(), epoch: 1, drawer_key: [7; 32] }
}

fn room() -> Room {
    Room {
        attempt: Uuid::nil(),
        exam: Uuid::nil(),
        title: "上岗考试".into(),
        items: vec![
            item(1, Kind::Single, &["三十日", "<img src=x onerror=alert(1)>", "六十日"]),
            item(2, Kind::Multiple, &["甲", "乙", "丙", "丁"]),
            item(3, Kind::TrueFalse, &[]),
        ],
        answers: vec![saved(1, 0b010, Mark::Plain), saved(2, 0b101, Mark::Marked), saved(3, 0, Mark::Plain)],
        multiple_rule: MultipleRule::Builder,
        started_at: Instant(0),
        deadline_at: Instant(HOUR_MS),
        server_now: Instant(0),
        seat: Seat::Taken(taken()),
        standing: Standing::Running,
        late: Late::Autosubmit,
        hand_in_until: None,
        notices: Vec::new(),
        sequence: None,
    }
}

fn laid_out(current: usize) -> Setting {
    setting(Lang::Chinese, &room(), &taken(), current)
}

fn shown(current: usize) -> String {
    let owner = Owner::new_root(Some(Arc::new(hydration_context::SsrSharedContext::new_islands())));
    owner.with(|| view! { <ExamRoom setting=laid_out(current)/> }.to_html())
}

#[test]
fn without_javascript_the_room_is_one_plain_form_per_question() {
    let html = shown(1);
    let base = "/attempts/00000000-0000-0000-0000-000000000000";
    for part in [
        format!("<form method=\"post\" action=\"{base}/answers/2\""),
        format!("href=\"{base}?q=3\""),
        format!("href=\"{base}/hand-in\""),
        "value=\"A\" checked".into(),
        "value=\"C\" checked".into(),
        "1:00:00".into(),
        "少选的，选对的每个选项得0.5分".into(),
        "第2题，共3题".into(),
        "aria-label=\"第2题, 已答, 已标记\"".into(),
        "aria-pressed=\"true\"".into(),
    ] {
        assert!(html.contains(&part), "{part} is missing in {html}");
    }
    assert_eq!(html.matches(" checked").count(), 2, "{html}");
    assert_eq!(html.matches("type=\"checkbox\"").count(), 4, "{html}");
    assert!(!html.contains("style=\""), "{html}");
}

#[test]
fn the_button_that_enter_presses_is_next() {
    let html = shown(0);
    let (_, form) = html.split_once("<form method=\"post\"").unwrap();
    let (_, button) = form.split_once("<button").unwrap();
    assert!(button.starts_with(" name=\"go\" value=\"next\""), "{button}");
}

#[test]
fn texts_of_questions_never_become_markup() {
    let html = shown(0);
    assert!(!html.contains("<img") && !html.contains("<b>粗"), "{html}");
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"), "{html}");
}

#[test]
fn true_and_false_are_words_of_the_page() {
    let html = shown(2);
    assert!(html.contains("正确") && html.contains("错误"));
    assert_eq!(html.matches("type=\"radio\"").count(), 2);
}

#[test]
fn every_word_of_the_room_is_in_both_catalogues() {
    for lang in LANGUAGES {
        let texts = Texts::said_by(|name| lang.code("exams.room", name));
        let json = serde_json::to_string(&texts).unwrap();
        assert!(!json.contains("[exams.room"), "{json}");
    }
}

#[test]
fn every_refusal_of_exams_has_a_sentence_in_both_languages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut codes = Vec::new();
    for place in ["../registry/src/exams.rs", "../registry/src/exams", "src/exams"] {
        collect(&root.join(place), &mut codes);
    }
    assert!(codes.len() > 30, "{codes:?}");
    for lang in LANGUAGES {
        let lacking: Vec<&String> = codes.iter().filter(|code| lang.code("refusals", code).starts_with('[')).collect();
        assert_eq!(lacking, Vec::<&String>::new());
    }
}

/// Whoever changes what the rules say gives them a new version: each start's entry in the audit log names the one
/// agreed to. A figure that moves into the rule packs leaves them as they were.
#[test]
fn the_rules_that_a_start_agrees_to_are_those_of_their_version() {
    let mut said = String::new();
    for file in ["exams.zh-CN.yml", "exams.en.yml"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(file)).unwrap();
        let (_, rules) = text.split_once("\n  rules:\n").unwrap();
        said.extend(rules.split_inclusive('\n').take_while(|line| line.starts_with("    ")));
    }
    // FNV-1a
    let sum = said
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    assert_eq!((RULES_TEXT, sum), ("2026-11", 0x9249_7899_9be4_350b));
}

/// The codes that follow `Refusal::new("` and `Refusal::on("field", "` in sources.
fn collect(place: &Path, codes: &mut Vec<String>) {
    if place.is_dir() {
        fs::read_dir(place).unwrap().for_each(|entry| collect(&entry.unwrap().path(), codes));
        return;
    }
    let text = fs::read_to_string(place).unwrap();
    for call in text.split("Refusal::").skip(1) {
        let arguments = call.split(')').next().unwrap_or_default();
        let literals = arguments.split('"').skip(1).step_by(2);
        codes.extend(literals.filter(|literal| literal.starts_with("exams.")).map(str::to_owned));
    }
}

#[test]
fn every_name_that_pages_build_from_a_code_is_in_both_catalogues() {
    use question_bank::{Difficulty, Point};
    let points = Point::ALL.iter().map(|point| ("points", point.code()));
    let kinds = Kind::ALL.iter().map(|kind| ("kinds", kind.code()));
    let difficulties = Difficulty::ALL.iter().map(|difficulty| ("difficulties", difficulty.code()));
    let rules = MultipleRule::ALL.iter().map(|rule| ("multiple_rules", rule.code()));
    let exams = registry::exams::ExamKind::ALL.into_iter();
    let exams = exams.flat_map(|kind| [("exam_kinds", kind.code()), ("exams.kind_hints", kind.code())]);
    for (group, code) in points.chain(kinds).chain(difficulties).chain(rules).chain(exams) {
        for lang in LANGUAGES {
            assert!(!lang.code(group, code).starts_with('['), "{group}.{code}");
        }
    }
}
