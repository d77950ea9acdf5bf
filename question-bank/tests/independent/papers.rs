//! Does an independent program regenerate every paper from the reveal, and notice a swapped question?

use std::path::Path;

use question_bank::reveal::Seed;
use question_bank::{Blueprint, Kind, Paper, PoolChange, PoolQuestion, Reveal, VersionId};
use serde_json::{Value, json};

use crate::invented;
use crate::python::{file, run};

const REGISTRATIONS: usize = 400;

fn reveal() -> Reveal {
    let blueprint = Blueprint::standard();
    let questions = invented::bank_for(&blueprint, 3);
    let mut pool: Vec<_> = (0..).zip(&questions).map(|(n, question)| PoolQuestion::of(question, n % 3)).collect();
    // A second version of every tenth question is in the pool too: only one of the two may be drawn.
    let rows: Vec<_> = questions.iter().step_by(10).map(|question| PoolQuestion::of(question, 0)).collect();
    pool.extend(rows.into_iter().map(|row| {
        let version = VersionId::from_hash(std::array::from_fn(|i| row.version.as_bytes()[31 - i]));
        PoolQuestion { version, ..row }
    }));
    let policy =
        json!({ "pass_score": 6000, "limit_ms": 5_400_000, "late_entry_ms": null, "notice": "考场\n“规则”\u{7f}" });
    Reveal::new(Seed::new([0x5a; 32]), "01890f3e-7a1c-7cc0-98c4-dc0c0c07398f", &pool, blueprint, policy)
}

fn registrations(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|n| format!("考生-{:03}/{}", n / 2, n % 2 + 1))
}

/// What the product stored for each candidate, one line each.
fn stored(reveal: &Reveal, count: usize) -> Vec<(String, Paper)> {
    registrations(count).map(|registration| (registration.clone(), reveal.paper(&registration).unwrap())).collect()
}

fn lines(papers: &[(String, Paper)]) -> Vec<u8> {
    let line = |(registration, paper): &(String, Paper)| {
        json!({ "registration": registration, "paper": paper, "paperHash": hash(paper) }).to_string()
    };
    papers.iter().map(line).collect::<Vec<_>>().join("\n").into_bytes()
}

fn hash(paper: &Paper) -> String {
    VersionId::from_hash(paper.content_hash()).to_string()
}

fn compare(reveal: &Path, commitment: &str, papers: &Path) -> (bool, String) {
    let (reveal, papers) = (reveal.to_str().unwrap(), papers.to_str().unwrap());
    let output = run("papers.py", &[reveal, "--commitment", commitment, "--papers", papers]);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn every_paper_is_regenerated_from_the_reveal() {
    let reveal = reveal();
    let papers = stored(&reveal, REGISTRATIONS);
    let document = file("reveal.json", &reveal.to_canonical_json());
    let (agrees, said) = compare(&document, &reveal.commitment().to_string(), &file("papers.ndjson", &lines(&papers)));
    assert!(agrees, "{said}");
    assert_eq!(said, format!("{REGISTRATIONS} papers compared, 0 differences\n"));

    let wanted: Vec<_> = papers.iter().map(|(registration, _)| registration.as_str()).collect();
    let list = file("registrations.txt", wanted.join("\n").as_bytes());
    let output = run("papers.py", &[document.to_str().unwrap(), "--draw", list.to_str().unwrap()]);
    let drawn = String::from_utf8(output.stdout).unwrap();
    assert_eq!(drawn.lines().count(), REGISTRATIONS);
    for (line, (registration, paper)) in drawn.lines().zip(&papers) {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["registration"], **registration);
        assert_eq!(serde_json::from_value::<Paper>(line["paper"].clone()).unwrap(), *paper, "{registration}");
        assert_eq!(line["paperHash"], hash(paper));
    }
}

#[test]
fn a_swapped_question_is_found_and_named() {
    let reveal = reveal();
    let mut papers = stored(&reveal, 150);
    let (registration, paper) = &mut papers[123];
    let registration = registration.clone();
    let used = paper.versions();
    let kind_of = |row: &&PoolQuestion| row.kind == Kind::Single && !used.contains(&row.version);
    let other = reveal.pool.iter().find(kind_of).unwrap().version;
    paper.slots[4].version = other;
    let document = file("reveal-swapped.json", &reveal.to_canonical_json());
    let stored = file("papers-swapped.ndjson", &lines(&papers));
    let (agrees, said) = compare(&document, &reveal.commitment().to_string(), &stored);
    assert!(!agrees);
    assert!(said.contains(&format!("{registration}: slot 5: version is {other}, drawn was ")), "{said}");
    assert!(said.ends_with("150 papers compared, 2 differences\n"), "{said}");
}

/// Whoever swaps a question in the pool as well, so that the papers follow from it, cannot give the commitment.
#[test]
fn a_reveal_that_was_changed_afterwards_breaks_the_commitment() {
    let honest = reveal();
    let mut swapped = honest.clone();
    swapped.pool[17].version = VersionId::from_hash([7; 32]);
    let swapped = Reveal::new(swapped.seed, &swapped.sitting_id, &swapped.pool, swapped.blueprint, swapped.policy);
    let document = file("reveal-changed.json", &swapped.to_canonical_json());
    let papers = file("papers-changed.ndjson", &lines(&stored(&swapped, 10)));
    let (agrees, said) = compare(&document, &honest.commitment().to_string(), &papers);
    assert!(!agrees);
    let found =
        format!("the commitment of this reveal is {}, published was {}", swapped.commitment(), honest.commitment());
    assert_eq!(said, format!("{found}\n10 papers compared, 1 differences\n"));
}

/// A question of a published exam is withdrawn twice: who began later has a paper from the later pool, and each pool was
/// committed to.
#[test]
fn papers_of_every_version_of_the_pool_are_regenerated() {
    let first = reveal();
    let singles: Vec<_> = first.pool.iter().filter(|row| row.kind == Kind::Single).collect();
    let newer = PoolQuestion { version: VersionId::from_hash([0x77; 32]), uses: 1, ..singles[1].clone() };
    let later = vec![
        PoolChange { withdrawn: vec![singles[0].version], added: vec![] },
        PoolChange { withdrawn: vec![singles[1].version], added: vec![newer] },
    ];
    let reveal = first.with_later(later);
    let papers: Vec<_> = registrations(90)
        .enumerate()
        .map(|(n, registration)| {
            let version = n % 3 + 1;
            let paper = reveal.paper_of(&registration, version).unwrap();
            json!({ "registration": registration, "paperHash": hash(&paper), "poolVersion": version }).to_string()
        })
        .collect();
    let document = file("reveal-later.json", &reveal.to_canonical_json());
    let commitments: Vec<_> = (1..=3).map(|version| reveal.commitment_of(version).to_string()).collect();
    let compared = |commitments: &[String], papers: &[String]| {
        let list = file("papers-later.ndjson", papers.join("\n").as_bytes());
        let mut arguments = vec![document.to_str().unwrap(), "--papers", list.to_str().unwrap()];
        arguments.extend(commitments.iter().flat_map(|one| ["--commitment", one.as_str()]));
        let output = run("papers.py", &arguments);
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(compared(&commitments, &papers), "90 papers compared, 0 differences\n");
    let told = compared(&commitments[..2], &papers);
    assert!(told.contains("the reveal has 3 versions of the pool, published were 2"), "{told}");
    let other: Vec<_> = papers.iter().map(|line| line.replace("\"poolVersion\":3", "\"poolVersion\":1")).collect();
    assert!(!compared(&commitments, &other).ends_with(" 0 differences\n"), "the version says from which pool");
}
