use proptest::prelude::*;

use super::*;
use crate::choice::Choice;
use crate::fixtures::{case, item, plain};
use crate::grade::{Verdict, grade};
use crate::item::ItemId;
use crate::paper::{CasePart, OptionOrder, Slot};
use crate::question::Kind;

/// Slots: single "C" (100), multiple "ABD" (200), the three parts of the case (100, 200, 200): 800 in all.
struct Exam {
    questions: BTreeMap<VersionId, Question>,
    paper: Paper,
}

impl Exam {
    fn new() -> Self {
        let single = plain("s", Kind::Single, item("单选（　）", &["甲", "乙", "丙", "丁"], "C"));
        let multiple = plain("m", Kind::Multiple, item("多选（　）", &["甲", "乙", "丙", "丁", "戊"], "ABD"));
        let case = case();
        let slot = |number, question: &Question, part: Option<u8>, kind, score, order: &str| Slot {
            number,
            version: question.version(),
            part: part.map(|part| CasePart { case: 1, part }),
            kind,
            score,
            option_order: OptionOrder::try_from(order.to_owned()).unwrap(),
        };
        let slots = vec![
            slot(1, &single, None, Kind::Single, 100, "DCBA"),
            slot(2, &multiple, None, Kind::Multiple, 200, "EABCD"),
            slot(3, &case, Some(0), Kind::Single, 100, "ABCD"),
            slot(4, &case, Some(1), Kind::Multiple, 200, "ABCDE"),
            slot(5, &case, Some(2), Kind::TrueFalse, 200, "AB"),
        ];
        let questions = [single, multiple, case].into_iter().map(|question| (question.version(), question)).collect();
        Self { questions, paper: Paper { slots } }
    }

    fn item(&self, slot: usize) -> ItemId {
        (&self.paper.slots[slot - 1]).into()
    }

    fn grade(&self, answers: &Answers, corrections: &Corrections) -> Result<Grade, corrected::CorrectedError> {
        grade_corrected(&self.paper, answers, |version| self.questions.get(version), MultipleRule::Builder, corrections)
    }

    fn total(&self, answers: &Answers, corrections: &Corrections) -> u32 {
        self.grade(answers, corrections).unwrap().total
    }

    /// Two attempts, named, under the builder rule with a pass line of 400.
    fn regrade(
        &self,
        standing: &[(&str, &Answers, u32)],
        before: &Corrections,
        after: &Corrections,
    ) -> Result<Regrade, RegradeError> {
        let standing: Vec<_> = standing
            .iter()
            .map(|&(attempt, answers, score)| Standing { attempt, paper: &self.paper, answers, score })
            .collect();
        let grading = Grading { rule: MultipleRule::Builder, pass_score: 400, demands: &crate::pass::NONE };
        regrade("sitting-1", &standing, |version| self.questions.get(version), grading, before, after)
    }
}

fn letters(text: &str) -> Choice {
    Choice::parse(text, 8).unwrap()
}

/// Letters as displayed, slot by slot.
fn answers(given: &[&str]) -> Answers {
    (1..).zip(given).map(|(slot, text)| (slot, letters(text))).collect()
}

fn flawless() -> Answers {
    answers(&["B", "BCE", "B", "ACE", "A"])
}

fn one(correction: Correction) -> Corrections {
    Corrections::new([correction]).unwrap()
}

fn withdrawn(item: ItemId, settle: Settlement) -> Corrections {
    one(Correction::Withdrawn { item, settle })
}

fn key(item: ItemId, accepted: &[&str]) -> Corrections {
    one(Correction::Key { item, accepted: accepted.iter().map(|text| letters(text)).collect() })
}

#[test]
fn without_corrections_the_grade_is_the_grade() {
    let exam = Exam::new();
    let plain = grade(&exam.paper, &flawless(), |version| exam.questions.get(version), MultipleRule::Builder).unwrap();
    assert_eq!(exam.grade(&flawless(), &Corrections::default()).unwrap(), plain);
    assert_eq!(plain.total, 800);
}

#[test]
fn a_new_key_speaks_of_the_options_of_the_question_and_not_of_the_page() {
    let exam = Exam::new();
    let to_a = key(exam.item(1), &["A"]);
    // the page shows option A of the question at its last place
    assert_eq!(exam.total(&answers(&["D"]), &to_a), 100);
    assert_eq!(exam.total(&answers(&["B"]), &to_a), 0);
}

#[test]
fn of_several_keys_the_best_mark_counts() {
    let exam = Exam::new();
    let both = key(exam.item(4), &["ACE", "AB"]);
    let of = |text| {
        let graded = exam.grade(&answers(&["", "", "", text]), &both).unwrap().per_slot[3];
        (graded.score, graded.verdict)
    };
    assert_eq!(of("ACE"), (200, Verdict::Right));
    assert_eq!(of("AB"), (200, Verdict::Right));
    assert_eq!(of("AC"), (100, Verdict::Incomplete));
    assert_eq!(of("ABC"), (0, Verdict::Wrong));
    assert_eq!(of(""), (0, Verdict::Blank));
}

#[test]
fn full_marks_go_to_everybody_even_for_a_blank() {
    let exam = Exam::new();
    let graded = exam.grade(&Answers::new(), &withdrawn(exam.item(5), Settlement::FullMarks)).unwrap();
    assert_eq!((graded.total, graded.full), (200, 800));
    assert_eq!(graded.per_point.iter().map(|sums| sums.scored).sum::<u32>(), 200);
}

#[test]
fn an_excluded_item_stretches_the_rest() {
    let exam = Exam::new();
    let without = withdrawn(exam.item(2), Settlement::Excluded);
    assert_eq!(exam.total(&flawless(), &without), 800);
    // 100 of the 600 that are left: 133.33
    assert_eq!(exam.total(&answers(&["B"]), &without), 133);
    // 400 of 600: 533.33
    assert_eq!(exam.total(&answers(&["", "", "", "ACE", "A"]), &without), 533);
    // 350 of 600: 466.67
    assert_eq!(exam.total(&answers(&["", "", "B", "A", "A"]), &without), 467);
    let graded = exam.grade(&flawless(), &without).unwrap();
    assert_eq!((graded.full, graded.per_slot[1].full, graded.per_slot[1].score), (800, 0, 0));
    assert_eq!(graded.per_point.iter().map(|sums| sums.full).sum::<u32>(), 600);
}

#[test]
fn a_paper_of_which_nothing_is_left_is_refused() {
    let exam = Exam::new();
    let all = (1..=5).map(|n| Correction::Withdrawn { item: exam.item(n), settle: Settlement::Excluded });
    let refused = exam.grade(&flawless(), &Corrections::new(all).unwrap());
    assert_eq!(refused, Err(CorrectionError::NothingLeft.into()));
}

#[test]
fn another_rule_counts_for_every_multiple_choice() {
    let exam = Exam::new();
    let incomplete = answers(&["", "B", "", "AC"]);
    assert_eq!(exam.total(&incomplete, &Corrections::default()), 150);
    assert_eq!(exam.total(&incomplete, &one(Correction::Rule { rule: MultipleRule::Strict })), 0);
    assert_eq!(exam.total(&incomplete, &one(Correction::Rule { rule: MultipleRule::Half })), 200);
}

#[test]
fn corrections_that_contradict_or_do_not_fit_are_refused() {
    let exam = Exam::new();
    let twice = [
        Correction::Withdrawn { item: exam.item(1), settle: Settlement::Excluded },
        Correction::Key { item: exam.item(1), accepted: vec![letters("A")] },
    ];
    assert_eq!(Corrections::new(twice), Err(CorrectionError::RepeatedItem(exam.item(1))));
    let rules = [MultipleRule::Half, MultipleRule::Half].map(|rule| Correction::Rule { rule });
    assert_eq!(Corrections::new(rules), Err(CorrectionError::RepeatedRule));
    let none = Correction::Key { item: exam.item(1), accepted: vec![] };
    assert_eq!(Corrections::new([none]), Err(CorrectionError::NoKey(exam.item(1))));
    for (slot, wrong) in [(1, "AB"), (1, "E"), (2, "AF"), (5, "C")] {
        let refused = exam.grade(&flawless(), &key(exam.item(slot), &[wrong])).unwrap_err();
        assert!(matches!(refused, corrected::CorrectedError::Correction(CorrectionError::WrongKey { .. })), "{wrong}");
    }
}

#[test]
fn the_list_tells_who_changes_and_who_crosses_the_line() {
    let exam = Exam::new();
    let up = answers(&["D", "BCE", "B"]); // 300, and 400 with the new key
    let down = answers(&["B", "BCE", "B"]); // 400, and 300
    let same = answers(&["A"]); // 0, and 0
    let standing = [("c", &same, 0), ("b", &up, 300), ("a", &down, 400)];
    let after = key(exam.item(1), &["A"]);
    let found = exam.regrade(&standing, &Corrections::default(), &after).unwrap();
    let effects: Vec<_> = found
        .list
        .effects
        .iter()
        .map(|effect| (effect.attempt_id.as_str(), effect.score_before, effect.score_after, effect.crosses))
        .collect();
    assert_eq!(effects, [("a", 400, 300, Some(Crossing::Down)), ("b", 300, 400, Some(Crossing::Up))]);
    let expected = EffectCounts { scores_changed: 2, passes_gained: 1, passes_lost: 1 };
    assert_eq!((found.list.counts(), found.list.attempts), (expected, 3));
    assert!(found.grades.keys().eq(["a", "b"]));
    assert_eq!(found.grades["b"].total, 400);
}

#[test]
fn whose_points_only_move_is_on_the_list_too() {
    let exam = Exam::new();
    let corrections = Corrections::new([
        Correction::Key { item: exam.item(1), accepted: vec![letters("A")] },
        Correction::Key { item: exam.item(3), accepted: vec![letters("C")] },
    ]);
    let moved = answers(&["B", "", "C"]);
    let found = exam.regrade(&[("a", &moved, 100)], &Corrections::default(), &corrections.unwrap()).unwrap();
    assert_eq!((found.list.effects.len(), found.list.counts().scores_changed), (1, 0));
}

#[test]
fn a_stored_score_that_nothing_explains_stops_it() {
    let exam = Exam::new();
    let refused = exam.regrade(&[("a", &flawless(), 700)], &Corrections::default(), &Corrections::default());
    assert_eq!(refused, Err(RegradeError::OtherScore { attempt: "a".to_owned(), stored: 700, computed: 800 }));
    let twice = exam.regrade(&[("a", &flawless(), 800); 2], &Corrections::default(), &Corrections::default());
    assert_eq!(twice, Err(RegradeError::Repeated("a".to_owned())));
}

#[test]
fn a_second_regrade_starts_from_the_first() {
    let exam = Exam::new();
    let first = withdrawn(exam.item(5), Settlement::FullMarks);
    let blank = Answers::new();
    let found = exam.regrade(&[("a", &blank, 200)], &first, &Corrections::default()).unwrap();
    assert_eq!(found.list.effects[0].score_after, 0);
}

#[test]
fn the_hash_does_not_depend_on_the_order_and_covers_every_field() {
    let exam = Exam::new();
    let answers = answers(&["B"]);
    let after = key(exam.item(1), &["A"]);
    let of = |standing: &[(&str, &Answers, u32)]| exam.regrade(standing, &Corrections::default(), &after).unwrap().list;
    let list = of(&[("a", &answers, 100), ("b", &answers, 100)]);
    assert_eq!(list.hash(), of(&[("b", &answers, 100), ("a", &answers, 100)]).hash());
    let changes: [fn(&mut EffectList); 6] = [
        |list| list.sitting_id.push('2'),
        |list| list.pass_score += 1,
        |list| list.after = Corrections::default(),
        |list| list.attempts += 1,
        |list| list.effects[1].score_after += 1,
        |list| list.effects[0].crosses = Some(Crossing::Down),
    ];
    for change in changes {
        let mut changed = list.clone();
        change(&mut changed);
        assert_ne!(changed.hash(), list.hash());
    }
    assert_eq!(list.hash().len(), 64);
}

#[test]
fn the_written_form_is_pinned() {
    let exam = Exam::new();
    let after = Corrections::new([
        Correction::Rule { rule: MultipleRule::Half },
        Correction::Key { item: exam.item(4), accepted: vec![letters("AC"), letters("ACE")] },
    ]);
    let answers = answers(&["B", "B"]);
    let list = exam.regrade(&[("a", &answers, 150)], &Corrections::default(), &after.unwrap()).unwrap().list;
    let json = String::from_utf8(list.to_canonical_json()).unwrap();
    let case = exam.item(4).version.to_string();
    insta::assert_snapshot!(json.replace(&case, "(case)"), @r#"{"after":[{"accepted":["AC","ACE"],"correct":"key","item":{"part":1,"version":"(case)"}},{"correct":"rule","rule":"half"}],"attempts":1,"before":[],"effects":[{"attemptId":"a","scoreAfter":200,"scoreBefore":150}],"multipleRule":"builder","passScore":400,"sittingId":"sitting-1","v":1}"#);
    assert_eq!(serde_json::from_str::<EffectList>(&json).unwrap(), list);
}

proptest! {
    #[test]
    fn full_marks_lower_nobody_and_nothing_exceeds_full(
        ticks in prop::collection::vec(0_u8..4, 5), slot in 1_usize..=5, excluded in 1_usize..=5,
    ) {
        let exam = Exam::new();
        let choice = |bits: u8| (0..2).filter(|i| bits & (1 << i) != 0).collect();
        let answers: Answers = (1..).zip(ticks).map(|(slot, bits)| (slot, choice(bits))).collect();
        let plain = exam.total(&answers, &Corrections::default());
        prop_assert!(exam.total(&answers, &withdrawn(exam.item(slot), Settlement::FullMarks)) >= plain);
        prop_assert!(exam.total(&answers, &withdrawn(exam.item(excluded), Settlement::Excluded)) <= 800);
    }
}
