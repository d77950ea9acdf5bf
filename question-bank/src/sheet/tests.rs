use std::collections::BTreeMap;

use super::*;
use crate::blueprint::Blueprint;
use crate::fixtures::{bank, pool};
use crate::paper::assemble;

fn sheet(bank: Vec<Question>) -> (Paper, Vec<CandidateItem>) {
    let paper = assemble(&Blueprint::standard(), &pool(&bank), &[3; 32]).unwrap();
    let questions: BTreeMap<_, _> = bank.into_iter().map(|question| (question.version(), question)).collect();
    let items = candidate_items(&paper, |version| questions.get(version)).unwrap();
    (paper, items)
}

#[test]
fn options_stand_where_the_order_puts_them() {
    let (paper, items) = sheet(bank());
    for (slot, item) in paper.slots.iter().zip(items) {
        assert_eq!((slot.number, slot.kind, slot.section()), (item.number, item.kind, item.section));
        let texts = ["甲", "乙", "丙", "丁", "戊"];
        let expected: Vec<_> = match slot.kind {
            Kind::TrueFalse => vec![],
            _ => slot.option_order.as_slice().iter().map(|&index| texts[usize::from(index)]).collect(),
        };
        assert_eq!(item.options, expected);
    }
}

#[test]
fn only_the_parts_of_a_case_carry_its_story() {
    let (_, items) = sheet(bank());
    assert!(items.iter().all(|item| item.case_stem.is_some() == (item.section == Kind::Case)));
}

/// The type has no field for them; this guards against a later one.
#[test]
fn neither_key_nor_explanation_nor_fact_nor_version_reaches_the_candidate() {
    let (paper, items) = sheet(bank());
    let json = serde_json::to_string(&items).unwrap();
    for secret in ["依据条例", "F001", "right", "explanation", "option_order", &paper.slots[0].version.to_string()]
    {
        assert!(!json.contains(secret), "{secret}");
    }
}

#[test]
fn a_missing_question_is_refused() {
    let (paper, _) = sheet(bank());
    let missing = GradeError::MissingQuestion(paper.slots[0].version);
    assert_eq!(candidate_items(&paper, |_| None), Err(missing));
}
