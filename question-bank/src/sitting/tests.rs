use std::collections::BTreeMap;

use super::*;
use crate::blueprint::{Blueprint, MultipleRule};
use crate::fixtures::{bank, pool};
use crate::grade::grade;
use crate::paper::assemble;
use crate::regrade::{Correction, Settlement, grade_corrected};
use crate::statistics::{Papers, statistics};

struct Exam {
    questions: BTreeMap<VersionId, Question>,
    paper: Paper,
}

impl Exam {
    fn new() -> Self {
        let bank = bank();
        let paper = assemble(&Blueprint::standard(), &pool(&bank), &[5; 32]).unwrap();
        Self { questions: bank.into_iter().map(|question| (question.version(), question)).collect(), paper }
    }

    fn grade(&self, answers: &Answers) -> Grade {
        grade(&self.paper, answers, |version| self.questions.get(version), MultipleRule::Builder).unwrap()
    }
}

#[test]
fn choices_are_told_in_the_order_of_the_question() {
    let exam = Exam::new();
    let moved = exam.paper.slots.iter().find(|slot| slot.option_order.as_slice()[0] != 0).unwrap();
    let answers = Answers::from([(moved.number, Choice::EMPTY.with(0))]);
    let mut sitting = Sitting::default();
    sitting
        .add(&exam.paper, &answers, &exam.grade(&answers), &Corrections::default(), |version| {
            exam.questions.get(version)
        })
        .unwrap();
    let response = sitting.attempts[0].responses[usize::from(moved.number) - 1];
    assert_eq!(response.chosen, Choice::EMPTY.with(moved.option_order.as_slice()[0]));
    assert_eq!(sitting.items[&moved.into()].full, moved.score);
}

#[test]
fn the_parts_of_a_case_share_their_place() {
    let exam = Exam::new();
    let answers = Answers::new();
    let mut sitting = Sitting::default();
    sitting
        .add(&exam.paper, &answers, &exam.grade(&answers), &Corrections::default(), |version| {
            exam.questions.get(version)
        })
        .unwrap();
    let places: Vec<_> = sitting.attempts[0].responses.iter().map(|response| response.place).collect();
    assert_eq!(places[..75], (1..=75).collect::<Vec<_>>());
    assert_eq!(places[75..], [76, 76, 76, 77, 77, 77]);
}

#[test]
fn keys_and_totals_are_those_in_force() {
    let exam = Exam::new();
    let singles: Vec<_> = exam.paper.slots.iter().filter(|slot| slot.kind == Kind::Single).take(3).collect();
    let [also, excluded, given] = [singles[0], singles[1], singles[2]].map(ItemId::from);
    let old = singles[0].item(&exam.questions[&singles[0].version]).unwrap().right;
    let other = Choice::EMPTY.with(if old.contains(0) { 1 } else { 0 });
    let withdrawn = |item, settle| Correction::Withdrawn { item, settle };
    let corrections = Corrections::new([
        Correction::Key { item: also, accepted: vec![old, other] },
        withdrawn(excluded, Settlement::Excluded),
        withdrawn(given, Settlement::FullMarks),
    ])
    .unwrap();
    let shown = singles[0].option_order.to_displayed(other).unwrap();
    let answers = Answers::from([(singles[0].number, shown)]);
    let find = |version: &VersionId| exam.questions.get(version);
    let graded = grade_corrected(&exam.paper, &answers, find, MultipleRule::Builder, &corrections).unwrap();
    let mut sitting = Sitting::default();
    sitting.add(&exam.paper, &answers, &graded, &corrections, find).unwrap();
    assert_eq!(sitting.items[&also].right, [old, other].iter().flat_map(|key| key.iter()).collect::<Choice>());
    assert!(!sitting.items.contains_key(&excluded) && !sitting.items.contains_key(&given));
    let attempt = &sitting.attempts[0];
    assert_eq!((attempt.sum(), attempt.total()), (200, 202), "200 of 9900 are 202 of 10000");
    assert_eq!(attempt.responses.len(), exam.paper.slots.len());
    let figures = statistics(&sitting, Papers::Drawn, corrections.rule_or(MultipleRule::Builder));
    assert_eq!((figures.exam.full, figures.exam.mean), (Some(10_000), Some(202.0)));
    let item = figures.items.iter().find(|item| item.item == also).unwrap();
    assert_eq!((item.facility, item.guess), (Some(1.0), 50.0));
    assert!(
        item.options
            .iter()
            .all(|option| option.is_right == (old.contains(option.option) || other.contains(option.option)))
    );
}

#[test]
fn a_paper_that_was_graded_with_another_is_refused_whole() {
    let exam = Exam::new();
    let mut graded = exam.grade(&Answers::new());
    graded.per_slot.pop();
    let mut sitting = Sitting::default();
    let refused = sitting
        .add(&exam.paper, &Answers::new(), &graded, &Corrections::default(), |version| exam.questions.get(version));
    assert_eq!(refused, Err(GradeError::UnknownSlot(81)));
    assert_eq!(sitting, Sitting::default());
}
