use serde::Deserialize;
use serde_json::Value;

use super::advice::LEAST_ATTEMPTS;
use super::*;
use crate::question::Kind;
use crate::sitting::{Attempt, Response};
use crate::version::VersionId;

#[derive(Deserialize)]
struct Case {
    name: String,
    papers: String,
    sitting: Sitting,
    expected: Value,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../../testdata/statistics.json")).unwrap()
}

fn figures_of(case: &Case) -> Statistics {
    let papers = if case.papers == "same" { Papers::Same } else { Papers::Drawn };
    statistics(&case.sitting, papers, MultipleRule::Builder)
}

/// Every figure that `expected` holds, wherever it stands, is the same in `found`.
fn compare(found: &Value, expected: &Value, place: &str) -> usize {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            expected.iter().map(|(name, value)| compare(&found[name], value, &format!("{place}.{name}"))).sum()
        }
        (Value::Array(found), Value::Array(expected)) => {
            assert_eq!(found.len(), expected.len(), "{place}");
            let pairs = found.iter().zip(expected).enumerate();
            pairs.map(|(n, (found, expected))| compare(found, expected, &format!("{place}[{n}]"))).sum()
        }
        (Value::Number(found), Value::Number(expected)) => {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{place}: {found}, not {expected}");
            1
        }
        _ => {
            assert_eq!(found, expected, "{place}");
            1
        }
    }
}

#[test]
fn every_figure_is_what_a_calculation_with_fractions_gives() {
    for case in cases() {
        let found = serde_json::to_value(figures_of(&case)).unwrap();
        let compared = compare(&found, &case.expected, &case.name);
        assert!(compared > 300, "{}: only {compared} figures compared", case.name);
    }
}

/// Item 3 of the script is answered right by everybody, item 4 is missed by the skilled.
#[test]
fn a_key_that_the_skilled_miss_and_an_item_that_all_know_are_found() {
    let case = &cases()[0];
    let figures = figures_of(case);
    let findings = |n: usize| -> Vec<_> {
        let Response { item, .. } = *case.sitting.attempts[0].responses.iter().find(|r| r.item == nth(n)).unwrap();
        figures.items.iter().find(|row| row.item == item).unwrap().findings.clone()
    };
    assert_eq!(findings(3), [ItemFinding::TooEasy]);
    assert!(findings(4).contains(&ItemFinding::KeyProbablyWrong), "{:?}", findings(4));
}

fn nth(n: usize) -> ItemId {
    use sha2::{Digest, Sha256};
    ItemId { version: VersionId::from_hash(Sha256::digest(format!("item {n}")).into()), part: None }
}

fn letters(text: &str) -> Choice {
    Choice::parse(text, 8).unwrap()
}

/// Two single choice items with the key A: per attempt what was chosen in each.
fn small(answers: &[(&str, &str)]) -> Sitting {
    let form = ItemForm { kind: Kind::Single, full: 100, options: 4, right: letters("A") };
    let response = |n: u16, chosen: &str| Response {
        item: nth(n.into()),
        place: n,
        chosen: letters(chosen),
        score: if chosen == "A" { 100 } else { 0 },
    };
    Sitting {
        attempts: answers
            .iter()
            .map(|(one, two)| Attempt { responses: vec![response(1, one), response(2, two)], whole: None })
            .collect(),
        items: [(nth(1), form), (nth(2), form)].into(),
    }
}

#[test]
fn what_cannot_be_computed_is_not_available() {
    for (answers, why) in [(vec![], "nobody"), (vec![("A", "B")], "one"), (vec![("A", "B"); 40], "nobody differs")] {
        let figures = statistics(&small(&answers), Papers::Same, MultipleRule::Builder);
        let exam = &figures.exam;
        assert_eq!(exam.mean.is_some(), !answers.is_empty(), "{why}");
        let shape = [exam.skewness, exam.kurtosis, exam.consistency, exam.error_ratio, exam.standard_error];
        assert_eq!(shape, [None; 5], "{why}");
        for item in &figures.items {
            assert_eq!([item.discrimination, item.efficiency], [None; 2], "{why}");
            assert_eq!(item.effective_weight, None, "{why}");
        }
    }
}

#[test]
fn a_negative_covariance_has_no_weight() {
    // With opposite items the total never moves, so nothing has a share in its movement.
    let figures = statistics(&small(&[("A", "B"), ("B", "A"), ("A", "B")]), Papers::Same, MultipleRule::Builder);
    assert!(figures.items.iter().all(|item| item.effective_weight.is_none()));
    assert!(figures.items.iter().all(|item| item.discrimination == Some(-100.0)));
}

#[test]
fn no_figure_of_any_small_sitting_is_nan_or_infinite() {
    let choices = ["A", "B", "C", ""];
    let mut stream = crate::random::Stream::new(&[3; 32]);
    let mut draw = || choices[usize::try_from(stream.below(4)).unwrap()];
    for size in 0..60 {
        let answers: Vec<_> = (0..size % 12).map(|_| (draw(), draw())).collect();
        for papers in [Papers::Same, Papers::Drawn] {
            let figures = statistics(&small(&answers), papers, MultipleRule::Builder);
            // serde_json writes NaN and the infinities as null, so they are looked for before.
            assert!(!format!("{figures:?}").contains("NaN") && !format!("{figures:?}").contains("inf"));
        }
    }
}

#[test]
fn a_wrong_option_that_the_best_choose_is_marked() {
    // 40 weak ones are wrong in both, 40 strong ones take option C of the first item.
    let answers: Vec<_> = std::iter::repeat_n(("B", "B"), 40).chain(std::iter::repeat_n(("C", "A"), 40)).collect();
    let figures = statistics(&small(&answers), Papers::Same, MultipleRule::Builder);
    let first = figures.items.iter().find(|row| row.item == nth(1)).unwrap();
    assert!(first.findings.contains(&ItemFinding::AttractsBest { option: 2 }));
    assert!(first.findings.contains(&ItemFinding::DeadDistractor { option: 3 }));
    assert!(first.findings.contains(&ItemFinding::NoBetterThanGuessing));
    assert!(!first.options[1].attracts_best && !first.options[0].attracts_best);
}

#[test]
fn equal_totals_are_in_one_group() {
    let figures = statistics(&small(&[("A", "B"); 10]), Papers::Same, MultipleRule::Builder);
    assert_eq!(figures.items[0].options[1].by_group.iter().flatten().count(), 1);
}

#[test]
fn below_thirty_attempts_nothing_else_is_said() {
    let figures = statistics(&small(&vec![("B", "A"); LEAST_ATTEMPTS - 1]), Papers::Same, MultipleRule::Builder);
    assert_eq!(figures.exam.findings, [ExamFinding::TooFew]);
    assert!(figures.items.iter().all(|item| item.findings == [ItemFinding::TooFew]));
}

#[test]
fn an_exam_is_told_when_it_is_too_easy_and_spreads_nobody() {
    let mut answers = vec![("A", "A"); 60];
    answers.extend([("A", "B"), ("B", "A")]);
    let exam = statistics(&small(&answers), Papers::Same, MultipleRule::Builder).exam;
    let expected = [ExamFinding::MeanTooHigh, ExamFinding::NarrowSpread, ExamFinding::LowConsistency];
    assert_eq!(exam.findings[..3], expected);
    assert_eq!(exam.findings[3..], [ExamFinding::SkewedLow, ExamFinding::Peaked]);
}

#[test]
fn guessing_a_multiple_choice_is_worth_less_than_guessing_a_single_one() {
    let of =
        |kind, right| guess(ItemForm { kind, full: 200, options: 4, right: letters(right) }, MultipleRule::Builder);
    assert_eq!(of(Kind::Single, "C"), 50.0);
    // Of the 15 sets AB is right (200), A and B are incomplete (50 each).
    assert_eq!(of(Kind::Multiple, "AB"), 20.0);
}
