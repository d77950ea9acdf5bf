use std::collections::BTreeMap;

use super::*;
use crate::blueprint::{Blueprint, MultipleRule};
use crate::fixtures::{bank, pool};
use crate::grade::grade;
use crate::paper::assemble;

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
    sitting.add(&exam.paper, &answers, &exam.grade(&answers), |version| exam.questions.get(version)).unwrap();
    let response = sitting.attempts[0].responses[usize::from(moved.number) - 1];
    assert_eq!(response.chosen, Choice::EMPTY.with(moved.option_order.as_slice()[0]));
    assert_eq!(sitting.items[&moved.into()].full, moved.score);
}

#[test]
fn the_parts_of_a_case_share_their_place() {
    let exam = Exam::new();
    let answers = Answers::new();
    let mut sitting = Sitting::default();
    sitting.add(&exam.paper, &answers, &exam.grade(&answers), |version| exam.questions.get(version)).unwrap();
    let places: Vec<_> = sitting.attempts[0].responses.iter().map(|response| response.place).collect();
    assert_eq!(places[..75], (1..=75).collect::<Vec<_>>());
    assert_eq!(places[75..], [76, 76, 76, 77, 77, 77]);
}

#[test]
fn a_paper_that_was_graded_with_another_is_refused_whole() {
    let exam = Exam::new();
    let mut graded = exam.grade(&Answers::new());
    graded.per_slot.pop();
    let mut sitting = Sitting::default();
    let refused = sitting.add(&exam.paper, &Answers::new(), &graded, |version| exam.questions.get(version));
    assert_eq!(refused, Err(GradeError::UnknownSlot(81)));
    assert_eq!(sitting, Sitting::default());
}
