//! Do both catalogues say everything that the program says, with the same details, each in its own language?

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::Value;

use crate::sources::{Source, read};

/// Latin words that a Chinese reader meets in print: names and abbreviations.
const KNOWN_LATIN: [&str; 32] = [
    "MP",
    "WebM",
    "WebVTT",
    "WEBVTT",
    "KB",
    "practice",
    "GIFT",
    "Moodle",
    "QTI",
    "UTF",
    "XML",
    "PDF",
    "QR",
    "Excel",
    "CSV",
    "XLSX",
    "JPEG",
    "JPG",
    "PNG",
    "JSON",
    "JavaScript",
    "English",
    "MB",
    "NTLZ",
    "https",
    "Safe",
    "Exam",
    "Browser",
    "SEB",
    "Windows",
    "macOS",
    "iOS",
];

type Catalogue = BTreeMap<String, String>;

/// `app/locales/*.<lang>.yml`, flattened; a key that stands twice is refused.
fn catalogue(lang: &str) -> Catalogue {
    let mut all = Catalogue::new();
    for source in read(&["app/locales"], &["yml"]) {
        if source.path.ends_with(&format!(".{lang}.yml")) {
            let value: Value =
                serde_yaml::from_str(&source.text).unwrap_or_else(|error| panic!("{}: {error}", source.path));
            flatten("", &value, &mut all, &source.path);
        }
    }
    all
}

fn flatten(prefix: &str, value: &Value, into: &mut Catalogue, path: &str) {
    match value {
        Value::Mapping(entries) => {
            for (key, value) in entries {
                let key = key.as_str().unwrap_or_else(|| panic!("{path}: {key:?} under {prefix} is no text: quote it"));
                let key = if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
                flatten(&key, value, into, path);
            }
        }
        Value::String(text) => {
            assert!(into.insert(prefix.to_owned(), text.clone()).is_none(), "{path}: {prefix} stands twice");
        }
        other => panic!("{path}: {prefix} is no text: {other:?}"),
    }
}

/// `%{name}` in a text.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split("%{").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The text literals that are the `position`-th argument of a call, wherever rustfmt broke the line.
fn arguments<'a>(text: &'a str, call: &str, position: usize) -> Vec<&'a str> {
    text.match_indices(call).filter_map(|(at, _)| argument(&text[at + call.len()..], position)).collect()
}

fn argument(mut rest: &str, position: usize) -> Option<&str> {
    for index in 0..=position {
        let (literal, after) = rest.trim_start().strip_prefix('"')?.split_once('"')?;
        if index == position {
            return Some(literal);
        }
        rest = after.trim_start().strip_prefix(',')?;
    }
    None
}

/// Every key that the sources name, with the file that does. Tests make up keys of their own.
fn used() -> Vec<(String, String)> {
    let mut used = Vec::new();
    for Source { path, text } in read(&["app/src", "registry/src", "server/src"], &["rs"]) {
        if path.ends_with("tests.rs") || path.contains("/tests/") {
            continue;
        }
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let plain = [(".t(", 0), (".fill(", 0)].into_iter().flat_map(|(call, at)| arguments(text, call, at));
        let refused =
            [("Refusal::new(", 0), ("Refusal::on(", 1)].into_iter().flat_map(|(call, at)| arguments(text, call, at));
        used.extend(
            plain
                .map(str::to_owned)
                .chain(refused.map(|code| format!("refusals.{code}")))
                .map(|key| (key, path.clone())),
        );
    }
    used
}

#[test]
fn both_catalogues_have_the_same_keys() {
    let (chinese, english) = (catalogue("zh-CN"), catalogue("en"));
    let only = |one: &Catalogue, other: &Catalogue| -> Vec<String> {
        one.keys().filter(|key| !other.contains_key(*key)).cloned().collect()
    };
    assert_eq!(only(&chinese, &english), Vec::<String>::new(), "only in Chinese");
    assert_eq!(only(&english, &chinese), Vec::<String>::new(), "only in English");
}

#[test]
fn every_key_that_the_program_uses_is_there() {
    let chinese = catalogue("zh-CN");
    let missing: Vec<String> = used()
        .into_iter()
        .filter(|(key, _)| !chinese.contains_key(key))
        .map(|(key, path)| format!("{path}: {key}"))
        .collect();
    assert!(missing.is_empty(), "{} keys are missing:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn both_languages_fill_in_the_same_details() {
    let english = catalogue("en");
    for (key, chinese) in catalogue("zh-CN") {
        if let Some(english) = english.get(&key) {
            assert_eq!(placeholders(&chinese), placeholders(english), "{key}");
        }
    }
}

#[test]
fn chinese_texts_are_chinese() {
    let mut faults = Vec::new();
    for (key, text) in catalogue("zh-CN") {
        let bare: String = text
            .split("%{")
            .enumerate()
            .map(|(index, part)| if index == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) })
            .collect();
        for word in bare.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1) {
            if !KNOWN_LATIN.contains(&word) {
                faults.push(format!("{key}: {word}"));
            }
        }
    }
    assert!(faults.is_empty(), "Latin words in the Chinese catalogue:\n{}", faults.join("\n"));
}

/// Words in which 请 asks nobody for anything.
const NO_ADVICE: [&str; 3] = ["申请", "提请", "请求"];

/// A refusal asks for something, says that nothing is to be done, or states a limit that can be kept.
fn says_what_to_do(text: &str) -> bool {
    let text = NO_ADVICE.iter().fold(text.to_owned(), |text, noun| text.replace(noun, ""));
    ["请", "无需", "应为", "最多", "至少"].iter().any(|word| text.contains(word))
}

#[test]
fn a_refusal_says_what_to_do() {
    let mute: Vec<String> = catalogue("zh-CN")
        .into_iter()
        .filter(|(key, text)| key.starts_with("refusals.") && !says_what_to_do(text))
        .map(|(key, text)| format!("{key}: {text}"))
        .collect();
    assert!(mute.is_empty(), "refusals that leave the reader alone:\n{}", mute.join("\n"));
}

#[test]
fn a_bare_result_is_no_advice() {
    assert!(!says_what_to_do("该申请已经答复或者已经撤回。") && !says_what_to_do("该项应发工资不能办理。"));
    assert!(says_what_to_do("该申请已经答复，请刷新页面查看。") && says_what_to_do("理由应为2至200个字。"));
}

#[test]
fn no_text_is_empty_or_unfinished() {
    for lang in ["zh-CN", "en"] {
        for (key, text) in catalogue(lang) {
            assert!(!text.trim().is_empty() && !text.contains("TODO"), "{lang} {key}");
        }
    }
}

#[test]
fn arguments_are_found_over_line_breaks() {
    let text = "Refusal::on(\n    \"field\",\n    \"a.b\",\n) Refusal::on(\"f\", code) Refusal::on(\"f\", \"c.d\")";
    assert_eq!(arguments(text, "Refusal::on(", 1), ["a.b", "c.d"]);
    assert_eq!(placeholders("%{a} and %{b_c}, %d"), BTreeSet::from(["a", "b_c"]));
}
