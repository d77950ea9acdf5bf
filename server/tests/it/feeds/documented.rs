//! Does `docs/feeds.md` say how to sign, so that whoever follows it is understood, and what is not kept?

use std::io::Write;
use std::process::{Command, Stdio};

use registry::feeds::{FeedObject, canonical_string, sign};
use uuid::Uuid;

const GUIDE: &str = include_str!("../../../../docs/feeds.md");

/// The text of the first block of a language.
fn block(language: &str) -> &'static str {
    let after = GUIDE.split_once(&format!("```{language}\n")).unwrap_or_else(|| panic!("no {language} in the guide")).1;
    after.split_once("\n```").unwrap().0
}

fn header(name: &str) -> &'static str {
    let found = block("http").lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    found.unwrap_or_else(|| panic!("no {name} in the guide"))
}

#[test]
fn the_example_of_the_guide_is_signed_rightly() {
    let secret = GUIDE.split("secret = \"").nth(1).unwrap().split('"').next().unwrap();
    let key: Uuid = header("X-Feed-Key").parse().unwrap();
    let (time, nonce) = (header("X-Feed-Time"), header("X-Feed-Nonce"));
    let canonical = canonical_string(key, time, nonce, "WorkerAttendance", block("json").as_bytes());
    assert_eq!(sign(secret, &canonical), header("X-Feed-Signature"));
}

#[test]
fn the_program_of_the_guide_prints_the_signature_of_the_guide() {
    let mut command = Command::new("python3");
    command.arg("-c").arg(block("python")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut python = command.spawn().expect("python3 runs");
    python.stdin.take().unwrap().write_all(block("json").as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), header("X-Feed-Signature"));
}

#[test]
fn the_guide_names_every_field_that_is_not_kept() {
    let line = |object: FeedObject| {
        let names: Vec<String> = object.shape().not_kept().iter().map(|name| format!("`{name}`")).collect();
        (!names.is_empty()).then(|| format!("- `{}`: {}", object.code(), names.join(", ")))
    };
    let expected: Vec<String> = FeedObject::ALL.into_iter().filter_map(line).collect();
    let after = GUIDE.split_once("## Fields that are not kept\n").expect("the guide has the section").1;
    let section = after.split("\n## ").next().unwrap();
    let told: Vec<&str> = section.lines().filter(|line| line.starts_with("- ")).collect();
    assert_eq!(told, expected);
}
