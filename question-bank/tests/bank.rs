//! Is the bank of `bank/` fit to examine people with, and its practice part fit to train them?

use std::fs;
use std::path::Path;

use question_bank::check::{CellCoverage, check, coverage};
use question_bank::{Blueprint, Facts, Kind, Purpose, Question, Secondary, text};

const FILES: [&str; 15] = [
    "arbitration",
    "disputes",
    "labour-contract-law",
    "labour-law",
    "nantong-rules",
    "platform",
    "practice-accounts",
    "practice-disputes",
    "practice-labour",
    "practice-site",
    "practice-wages",
    "real-name",
    "special-account",
    "wage-deposit",
    "wage-regulation",
];

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/bank"))
}

fn questions() -> Vec<Question> {
    let read = |name: &str| {
        let name = format!("{name}.toml");
        let text = fs::read_to_string(folder().join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        text::parse_file(&name, &text).unwrap_or_else(|faults| {
            panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        })
    };
    FILES.iter().flat_map(|name| read(name)).collect()
}

fn facts() -> Facts {
    let json = fs::read_to_string(folder().join("facts.json")).expect("the facts are there");
    Facts::parse(&json).expect("the facts are in their form")
}

#[test]
fn the_bank_has_no_faults_and_fills_the_standard_blueprint() {
    let report = check(&questions(), &facts(), &Blueprint::standard());
    for row in report.short(Secondary::Refused) {
        let (cell, available) = (row.cell, row.without_secondary);
        println!(
            "without secondary facts: {} {} {}: {} needed, {available} available",
            cell.point, cell.kind, cell.difficulty, cell.count
        );
    }
    println!("{} questions, right letters {:?}", report.questions, report.right_letters);
    let faults: Vec<_> = report.faults.iter().map(ToString::to_string).collect();
    assert!(report.is_sound(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The least that examinations need: enough to draw many different papers.
const LEAST: [(Kind, usize); 4] = [(Kind::Single, 160), (Kind::Multiple, 60), (Kind::TrueFalse, 80), (Kind::Case, 10)];

#[test]
fn there_are_enough_official_questions_of_each_kind() {
    let questions = questions();
    for (kind, least) in LEAST {
        let is_one = |question: &&Question| question.kind == kind && question.purpose == Purpose::Official;
        let count = questions.iter().filter(is_one).count();
        assert!(count >= least, "{count} official questions of the kind {kind}, {least} needed");
    }
}

/// A mock exam is drawn by the blueprint of the certification, and a second try should be another paper. An office that
/// refuses secondary facts still gets one.
#[test]
fn the_practice_questions_alone_fill_two_papers_of_the_standard_blueprint() {
    let rows = coverage(&questions(), &facts(), &Blueprint::standard(), Purpose::Practice);
    let is_short =
        |row: &&CellCoverage| row.with_secondary < 2 * row.cell.count || row.without_secondary < row.cell.count;
    let line = |row: &CellCoverage| {
        let CellCoverage { cell, with_secondary, without_secondary } = row;
        let (point, kind, difficulty, count) = (cell.point, cell.kind, cell.difficulty, cell.count);
        format!(
            "{point} {kind} {difficulty}: a paper takes {count} of {with_secondary}, of {without_secondary} without secondary facts"
        )
    };
    let short: Vec<_> = rows.iter().filter(is_short).map(line).collect();
    assert!(short.is_empty(), "{} cells are short:\n{}", short.len(), short.join("\n"));
}

#[test]
fn every_file_of_the_bank_is_checked() {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut found: Vec<_> = entries.filter_map(|name| name.strip_suffix(".toml").map(str::to_owned)).collect();
    found.sort();
    assert_eq!(found, FILES);
}
