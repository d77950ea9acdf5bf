//! Does an independent grader agree on every random attempt, and does it notice what was tampered with?

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::thread;

use question_bank::{Bundle, Correction, Kind, MultipleRule};
use serde_json::Value;

use crate::attempts::Attempts;
use crate::python::{file, run, start};

/// How many attempts a plain run takes; `SHANGGANG_ATTEMPTS=100000` for the full one.
const ATTEMPTS: usize = 5_000;

#[derive(Default)]
struct Seen {
    expected: Vec<(u32, u32, bool)>,
    kinds: BTreeMap<Kind, usize>,
    rules: BTreeMap<MultipleRule, usize>,
    blanks: usize,
    corrected: BTreeMap<&'static str, usize>,
    passed: usize,
}

impl Seen {
    fn note(&mut self, bundle: &Bundle) {
        let result = &bundle.result;
        self.expected.push((result.score, result.full, result.passed));
        self.passed += usize::from(result.passed);
        *self.rules.entry(bundle.policy.multiple_rule).or_default() += 1;
        self.blanks += bundle.answers.iter().filter(|line| line.answer.is_empty()).count();
        for slot in &bundle.paper.slots {
            *self.kinds.entry(slot.section()).or_default() += 1;
        }
        for correction in Vec::<Correction>::from(bundle.corrections.clone()) {
            let name = match correction {
                Correction::Key { .. } => "key",
                Correction::Withdrawn { .. } => "withdrawn",
                Correction::Rule { .. } => "rule",
            };
            *self.corrected.entry(name).or_default() += 1;
        }
    }

    /// A comparison that never met a kind, a rule or a correction would prove little.
    fn assert_complete(&self) {
        assert_eq!((self.kinds.len(), self.rules.len(), self.corrected.len()), (Kind::ALL.len(), 4, 3));
        let few = self.expected.len() / 20;
        assert!(self.kinds.values().chain(self.rules.values()).chain(self.corrected.values()).all(|n| *n > few));
        assert!(self.blanks > few && self.passed > few && self.passed < self.expected.len() - few);
    }
}

#[test]
fn an_independent_grader_agrees_on_every_random_attempt() {
    let count = std::env::var("SHANGGANG_ATTEMPTS").map_or(ATTEMPTS, |count| count.parse().unwrap());
    let mut python = start("grade.py", &["--lines"]);
    let mut input = BufWriter::with_capacity(1 << 20, python.stdin.take().unwrap());
    let writer = thread::spawn(move || {
        let mut attempts = Attempts::new(33);
        let mut seen = Seen::default();
        for number in 0..count {
            let bundle = attempts.next(number);
            seen.note(&bundle);
            input.write_all(&bundle.to_canonical_json()).unwrap();
            input.write_all(b"\n").unwrap();
        }
        seen
    });
    let lines: Vec<Value> = BufReader::new(python.stdout.take().unwrap())
        .lines()
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    let seen = writer.join().unwrap();
    assert!(python.wait().unwrap().success(), "{:?}", lines.iter().find(|line| line["faults"] != Value::Array(vec![])));
    assert_eq!(lines.len(), count);
    for (number, (line, (score, full, passed))) in lines.iter().zip(&seen.expected).enumerate() {
        assert_eq!(line["attemptId"], format!("attempt-{number}"));
        assert_eq!(
            (&line["score"], &line["full"], &line["passed"]),
            (&(*score).into(), &(*full).into(), &(*passed).into())
        );
    }
    seen.assert_complete();
    println!("{count} attempts, {:?}, {:?}, {:?}, {} blanks", seen.kinds, seen.rules, seen.corrected, seen.blanks);
}

fn of(bundle: &Bundle, name: &str) -> (bool, String) {
    let path = file(name, &bundle.to_canonical_json());
    let output = run("grade.py", &[path.to_str().unwrap()]);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

/// A bundle with a receipt and 40 questions.
fn bundle() -> Bundle {
    let mut attempts = Attempts::new(5);
    attempts.next(100)
}

#[test]
fn an_honest_bundle_is_told_in_one_sentence() {
    let bundle = bundle();
    let (agrees, said) = of(&bundle, "honest.json");
    let sentence = format!("attempt attempt-100: {} of {} hundredths, ", bundle.result.score, bundle.result.full);
    assert!(agrees && said.contains(&sentence) && said.lines().count() == 1, "{said}");
}

#[test]
fn whatever_is_tampered_with_is_named() {
    type Change = fn(&mut Bundle);
    let changes: [(&str, Change, &str); 5] = [
        ("score", |bundle| bundle.result.score += 1, "score is "),
        ("slot", |bundle| bundle.result.slots[2].full += 1, "slot 3: "),
        ("answer", |bundle| bundle.answers[0].answer = flipped(bundle), "the answers are not those of the receipt"),
        ("paper", |bundle| bundle.paper.slots[0].score += 1, "the paper is not the one of the receipt"),
        ("question", |bundle| bundle.questions[1].question.id.0.push('x'), "is not the one of that version"),
    ];
    for (name, change, expected) in changes {
        let mut changed = bundle();
        change(&mut changed);
        let (agrees, said) = of(&changed, &format!("tampered-{name}.json"));
        assert!(!agrees && said.contains(expected), "{name}: {said}");
    }
}

fn flipped(bundle: &Bundle) -> question_bank::Choice {
    let old = bundle.answers[0].answer;
    (0..2).filter(|&place| !old.contains(place)).collect()
}

#[test]
fn a_bundle_survives_writing_and_reading() {
    let bundle = bundle();
    let read: Bundle = serde_json::from_slice(&bundle.to_canonical_json()).unwrap();
    assert_eq!(read, bundle);
    let answered = bundle.answers.iter().filter(|line| !line.answer.is_empty()).count();
    assert_eq!(read.ticked().len(), answered);
}
