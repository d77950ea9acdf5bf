//! Do two candidates share less than a third of their questions, when both papers are drawn from the official bank?

// a test that cannot be set up fails at that line
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use question_bank::random::paper_key;
use question_bank::{Blueprint, Facts, Point, PoolQuestion, Purpose, Question, Secondary, VersionId, assemble, text};

const PAIRS: usize = 1_000;

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/bank"))
}

/// What may stand before a candidate: official, and resting on usable facts.
fn official() -> Vec<Question> {
    let facts = Facts::parse(&fs::read_to_string(folder().join("facts.json")).unwrap()).unwrap();
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let questions = files.flat_map(|path| text::parse_file("", &fs::read_to_string(path).unwrap()).unwrap());
    let is_official =
        |question: &Question| question.purpose == Purpose::Official && question.is_usable(&facts, Secondary::Allowed);
    questions.filter(is_official).collect()
}

/// Per point, and whole (`None`): the mean share of the questions of a paper that another paper has too.
fn overlaps(questions: &[Question]) -> BTreeMap<Option<Point>, f64> {
    let pool: Vec<_> = questions.iter().map(|question| PoolQuestion::of(question, 0)).collect();
    let point_of: BTreeMap<_, _> = pool.iter().map(|row| (row.version, row.point)).collect();
    let blueprint = Blueprint::standard();
    let paper = |registration: usize| -> BTreeSet<VersionId> {
        let key = paper_key(&[42; 32], "overlap", &registration.to_string());
        assemble(&blueprint, &pool, &key).unwrap().versions().into_iter().collect()
    };
    let mut shared = BTreeMap::<Option<Point>, usize>::new();
    let mut drawn = BTreeMap::<Option<Point>, usize>::new();
    for pair in 0..PAIRS {
        let (one, other) = (paper(2 * pair), paper(2 * pair + 1));
        for version in &one {
            for area in [None, Some(point_of[version])] {
                *drawn.entry(area).or_default() += 1;
                *shared.entry(area).or_default() += usize::from(other.contains(version));
            }
        }
    }
    drawn.into_iter().map(|(area, drawn)| (area, shared[&area] as f64 / drawn as f64)).collect()
}

/// Reads the files of `bank/`.
#[test]
fn two_papers_share_less_than_a_third_whole_and_per_area() {
    let questions = official();
    let overlaps = overlaps(&questions);
    let name = |area: &Option<Point>| area.map_or("whole", Point::code);
    let lines: Vec<_> = overlaps.iter().map(|(area, share)| format!("{}: {share:.3}", name(area))).collect();
    println!("{} official questions\n{}", questions.len(), lines.join("\n"));
    assert_eq!(overlaps.len(), 1 + Point::ALL.len());
    let high: Vec<_> = overlaps.iter().filter(|(_, share)| **share >= 1.0 / 3.0).map(|(area, _)| name(area)).collect();
    assert!(high.is_empty(), "a third or more is shared in {}:\n{}", high.join(", "), lines.join("\n"));
}
