//! What gives a key away, and does an answer hold any of it? Marks of explanations, the members of the bank's own
//! records, and the names by which whoever has the bank finds the key.

use std::collections::BTreeSet;

use question_bank::{Purpose, Question};

use crate::api::scene::CANARY;

/// Members of a question that no answer has before the release, as they are written in JSON and in the bank's files.
/// What a candidate ticked is an object `answer` in the exam room, never a letter or a truth.
const MEMBERS: [&str; 8] = [
    "\"right\":",
    "\"explanation\":",
    "\"answer\":\"",
    "\"answer\":true",
    "\"answer\":false",
    "\nright=",
    "\nanswer=",
    "\nexplanation=",
];

pub struct Detector {
    /// Ids and versions of official questions.
    names: Vec<String>,
}

impl Detector {
    pub fn of(bank: &[Question]) -> Self {
        let official = bank.iter().filter(|question| question.purpose == Purpose::Official);
        let names = official.flat_map(|question| [question.id.to_string(), question.version().to_string()]).collect();
        Self { names }
    }

    /// What was found, each with a few letters around it.
    pub fn findings(&self, bytes: &[u8]) -> BTreeSet<String> {
        let text = plain(bytes);
        let marks = std::iter::once(CANARY).chain(MEMBERS);
        let marks = marks.chain(self.names.iter().map(String::as_str));
        marks.filter_map(|mark| text.find(mark)).map(|at| text[at..].chars().take(80).collect()).collect()
    }
}

/// Without what a page or a script wraps around: entities, escapes, and spaces between a name and its value.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = [("&quot;", "\""), ("&#34;", "\""), ("&#x22;", "\""), ("\\\"", "\""), ("\\u0022", "\"")]
        .iter()
        .fold(text.into_owned(), |text, (wrapped, bare)| text.replace(wrapped, bare));
    ["\": ", "\" :", " ="].iter().fold(text, |text, spaced| text.replace(spaced, spaced.replace(' ', "").as_str()))
}

#[test]
fn a_key_is_found_in_every_wrapping() {
    let bank = question_bank::bank::embedded().unwrap().questions;
    let question = bank.iter().find(|question| question.purpose == Purpose::Official).unwrap();
    let detector = Detector::of(&bank);
    let json = serde_json::to_string(question).unwrap();
    let wrapped = [
        serde_json::to_string_pretty(question).unwrap(),
        format!("<leptos-island data-props=\"{}\">", json.replace('"', "&quot;")),
        serde_json::to_string(&json).unwrap(),
        format!("<a href=\"/{}\">", question.version()),
        format!("<li data-id={}>", question.id),
        "[[question]]\nanswer = \"B\"".to_owned(),
        format!("{CANARY}12"),
    ];
    for leak in wrapped {
        assert!(!detector.findings(leak.as_bytes()).is_empty(), "{leak}");
    }
    let honest = r#"{"answers":[{"slot":1,"choice":"AB"}],"answer":{"choice":3},"stem":"答案正确的是"} <label class="option">正确</label>"#;
    assert_eq!(detector.findings(honest.as_bytes()), BTreeSet::new());
}
