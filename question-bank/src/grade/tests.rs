use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::blueprint::Blueprint;
use crate::fixtures::{bank, pool};
use crate::paper::assemble;
use crate::question::QuestionId;

struct Exam {
    questions: BTreeMap<VersionId, Question>,
    paper: Paper,
}

impl Exam {
    fn new(seed: &[u8; 32]) -> Self {
        let bank = bank();
        let paper = assemble(&Blueprint::standard(), &pool(&bank), seed).unwrap();
        Self { questions: bank.into_iter().map(|question| (question.version(), question)).collect(), paper }
    }

    fn grade(&self, answers: &Answers, rule: MultipleRule) -> Result<Grade, GradeError> {
        grade(&self.paper, answers, |version| self.questions.get(version), rule)
    }

    fn right(&self, slot: &Slot) -> Choice {
        slot.item(&self.questions[&slot.version]).unwrap().right
    }

    fn flawless(&self) -> Answers {
        let displayed = |slot: &Slot| slot.option_order.to_displayed(self.right(slot)).unwrap();
        self.paper.slots.iter().map(|slot| (slot.number, displayed(slot))).collect()
    }
}

fn letters(text: &str) -> Choice {
    Choice::parse(text, 8).unwrap()
}

#[test]
fn a_flawless_paper_has_full_score_and_no_weak_point() {
    let exam = Exam::new(&[1; 32]);
    let grade = exam.grade(&exam.flawless(), MultipleRule::Builder).unwrap();
    assert_eq!((grade.total, grade.full), (10_000, 10_000));
    assert!(grade.weak_points().is_empty());
    assert_eq!(grade.per_point.iter().map(|sums| sums.full).sum::<u32>(), 10_000);
}

#[test]
fn an_empty_paper_is_worth_nothing() {
    for &rule in MultipleRule::ALL {
        let grade = Exam::new(&[1; 32]).grade(&Answers::new(), rule).unwrap();
        assert_eq!(grade.total, 0);
        assert!(grade.per_slot.iter().all(|slot| slot.verdict == Verdict::Blank));
        assert_eq!(grade.weak_points().len(), Point::ALL.len());
    }
}

#[test]
fn an_answer_counts_as_it_was_displayed() {
    let exam = Exam::new(&[1; 32]);
    let moved = |slot: &&Slot| slot.kind == Kind::Single && slot.option_order.as_slice()[0] != 0;
    let slot = exam.paper.slots.iter().find(moved).unwrap();
    let place = slot.option_order.to_displayed(exam.right(slot)).unwrap();
    let score = |choice| {
        let grade = exam.grade(&Answers::from([(slot.number, choice)]), MultipleRule::Builder).unwrap();
        grade.total
    };
    assert_eq!(score(place), slot.score);
    let elsewhere = (0..4).map(|i| Choice::EMPTY.with(i)).find(|choice| *choice != place).unwrap();
    assert_eq!(score(elsewhere), 0);
}

#[test]
fn each_rule_values_an_incomplete_answer_its_own_way() {
    let score = |chosen, rule| mark(Kind::Multiple, letters("ABCD"), letters(chosen), 200, rule);
    let incomplete = |score| (score, Verdict::Incomplete);
    assert_eq!(score("A", MultipleRule::Builder), incomplete(50));
    assert_eq!(score("ABC", MultipleRule::Builder), incomplete(150));
    assert_eq!(score("A", MultipleRule::Half), incomplete(100));
    assert_eq!(score("ABC", MultipleRule::Strict), incomplete(0));
    assert_eq!(score("ABC", MultipleRule::Deduction), incomplete(150));
    assert_eq!(score("A", MultipleRule::Deduction), incomplete(50));
    for &rule in MultipleRule::ALL {
        assert_eq!(score("ABCD", rule), (200, Verdict::Right));
        assert_eq!(score("ABE", rule), (0, Verdict::Wrong));
        assert_eq!(score("", rule), (0, Verdict::Blank));
    }
}

#[test]
fn an_incomplete_answer_stays_below_full_where_full_is_small() {
    let score = mark(Kind::Multiple, letters("ABCD"), letters("ABC"), 100, MultipleRule::Builder);
    assert_eq!(score, (50, Verdict::Incomplete));
}

#[test]
fn two_ticks_on_a_single_choice_are_wrong() {
    assert_eq!(mark(Kind::Single, letters("A"), letters("AB"), 100, MultipleRule::Half), (0, Verdict::Wrong));
    assert_eq!(mark(Kind::TrueFalse, Choice::TRUE, letters("AB"), 100, MultipleRule::Half), (0, Verdict::Wrong));
}

#[test]
fn a_point_is_weak_below_sixty_per_cent_and_not_at_it() {
    let sums = |scored| PointGrade { point: Point::Platform, scored, full: 400 };
    let grade = |scored| Grade { total: scored, full: 400, per_slot: vec![], per_point: vec![sums(scored)] };
    assert_eq!(grade(239).weak_points(), [Point::Platform]);
    assert!(grade(240).weak_points().is_empty());
}

#[test]
fn answers_that_the_paper_does_not_have_are_refused() {
    let exam = Exam::new(&[1; 32]);
    let refused = |slot, choice| exam.grade(&Answers::from([(slot, choice)]), MultipleRule::Builder).unwrap_err();
    assert_eq!(refused(99, letters("A")), GradeError::UnknownSlot(99));
    assert_eq!(refused(1, letters("E")), GradeError::UnknownOption { slot: 1, choice: letters("E") });
}

#[test]
fn a_question_that_is_missing_or_another_is_refused() {
    let mut exam = Exam::new(&[1; 32]);
    let version = exam.paper.slots[0].version;
    let question = exam.questions.remove(&version).unwrap();
    assert_eq!(exam.grade(&Answers::new(), MultipleRule::Builder), Err(GradeError::MissingQuestion(version)));
    let other = Question { id: QuestionId("other".to_owned()), ..crate::fixtures::case() };
    exam.questions.insert(version, other);
    let expected = Err(GradeError::OtherQuestion { slot: 1, version });
    assert_eq!(exam.grade(&Answers::new(), MultipleRule::Builder), expected);
    exam.questions.insert(version, question);
    assert!(exam.grade(&Answers::new(), MultipleRule::Builder).is_ok());
}

/// The builder rule once more, told as the head of the section tells it, on sets of letters instead of bits.
fn builder_rule_by_the_book(right: &str, chosen: &str, full: u32) -> u32 {
    if chosen.is_empty() {
        return 0;
    }
    let mut score = 0;
    for letter in chosen.chars() {
        if !right.contains(letter) {
            return 0; // 错选不得分
        }
        score += 50; // 少选的，每个选项得0.5分
    }
    if chosen.chars().count() == right.chars().count() {
        return full;
    }
    score.min(full.saturating_sub(50))
}

proptest! {
    #[test]
    fn the_builder_rule_agrees_with_a_second_reading(right in 1_u8..32, chosen in 0_u8..32, full in 0_u32..=600) {
        let of_bits = |bits: u8| (0..8).filter(|i| bits & (1 << i) != 0).collect::<Choice>();
        let (right, chosen) = (of_bits(right), of_bits(chosen));
        let (score, _) = mark(Kind::Multiple, right, chosen, full, MultipleRule::Builder);
        prop_assert_eq!(score, builder_rule_by_the_book(&right.to_string(), &chosen.to_string(), full));
    }

    #[test]
    fn no_rule_gives_more_than_full(right in 1_u8..=255, chosen: u8, full in 0_u32..=600, rule in 0_usize..4) {
        let of_bits = |bits: u8| (0..8).filter(|i| bits & (1 << i) != 0).collect::<Choice>();
        let (score, verdict) =
            mark(Kind::Multiple, of_bits(right), of_bits(chosen), full, MultipleRule::ALL[rule]);
        prop_assert!(score <= full);
        prop_assert!(verdict != Verdict::Incomplete || score < full || full == 0);
    }
}

#[test]
fn random_answers_never_exceed_full_and_the_sums_agree() {
    let exam = Exam::new(&[2; 32]);
    proptest!(ProptestConfig::with_cases(64), |(ticks in prop::collection::vec(0_u8..4, exam.paper.slots.len()))| {
        let places = |bits: u8| (0..2).filter(|i| bits & (1 << i) != 0).collect();
        let answers: Answers = (1..).zip(ticks).map(|(slot, bits)| (slot, places(bits))).collect();
        let grade = exam.grade(&answers, MultipleRule::Builder).unwrap();
        prop_assert!(grade.per_slot.iter().all(|slot| slot.score <= slot.full));
        prop_assert_eq!(grade.per_slot.iter().map(|slot| slot.score).sum::<u32>(), grade.total);
        prop_assert_eq!(grade.per_point.iter().map(|sums| sums.scored).sum::<u32>(), grade.total);
    });
}
