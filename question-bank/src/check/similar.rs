//! Do two questions test the same thing?

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Reason};
use crate::question::{Body, Item, Kind, Question};

/// From this likeness of the stems on, in per cent, two questions with the same key test the same.
const LIMIT_PERCENT: u32 = 85;

pub(super) fn faults(questions: &[Question]) -> Vec<Fault> {
    let mut ids = BTreeSet::new();
    let repeated = questions.iter().filter(|question| !ids.insert(&question.id));
    let mut faults: Vec<_> = repeated.map(|question| Fault::of(question, Reason::RepeatedId)).collect();

    let mut same_key = BTreeMap::<(Kind, String), Vec<Stem<'_>>>::new();
    for question in questions {
        let group = same_key.entry((question.kind, key_text(question))).or_default();
        let stem = Stem::of(question);
        let alike = group.iter().map(|earlier| (earlier, dice_percent(&earlier.bigrams, &stem.bigrams)));
        if let Some((earlier, percent)) = alike.filter(|(_, percent)| *percent >= LIMIT_PERCENT).max_by_key(|a| a.1) {
            let other = earlier.question.id.clone();
            faults.push(Fault::of(question, Reason::NearDuplicate { other, percent }));
        }
        group.push(stem);
    }
    faults
}

struct Stem<'q> {
    question: &'q Question,
    /// Sorted, with repetitions.
    bigrams: Vec<(char, char)>,
}

impl<'q> Stem<'q> {
    fn of(question: &'q Question) -> Self {
        let text = match &question.body {
            Body::Item(item) => &item.stem,
            Body::Case(case) => &case.stem,
        };
        Self { question, bigrams: bigrams(text) }
    }
}

/// The texts of the right options; true or false; nothing for a case, whose story alone counts.
fn key_text(question: &Question) -> String {
    question.item(None).map(right_texts).unwrap_or_default()
}

fn right_texts(item: &Item) -> String {
    if item.options.is_empty() {
        return item.right.to_string();
    }
    let mut texts: Vec<_> = item.right.iter().filter_map(|index| item.options.get(usize::from(index))).collect();
    texts.sort();
    texts.into_iter().map(|text| format!("{text}\n")).collect()
}

/// Pairs of neighbouring characters; blanks and the brackets of the gap do not count.
fn bigrams(text: &str) -> Vec<(char, char)> {
    let plain: Vec<_> = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '（' | '）' | '(' | ')')).collect();
    let mut bigrams: Vec<_> = plain.windows(2).map(|pair| (pair[0], pair[1])).collect();
    bigrams.sort_unstable();
    bigrams
}

/// Dice coefficient of two sorted multisets, in per cent rounded down; 100 for two empty ones.
fn dice_percent(one: &[(char, char)], other: &[(char, char)]) -> u32 {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < one.len() && j < other.len() {
        match one[i].cmp(&other[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    let percent = (200_usize * shared).checked_div(one.len() + other.len()).unwrap_or(100);
    u32::try_from(percent).unwrap_or(100)
}
