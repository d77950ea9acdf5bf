//! Do two questions test the same thing, or say the opposite of each other?

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Reason};
use crate::question::{Body, Item, Kind, Question};

/// From this likeness of the stems on, in per cent, two questions with the same key test the same.
const LIMIT_PERCENT: u32 = 85;

pub(super) fn faults(questions: &[Question]) -> Vec<Fault> {
    let mut ids = BTreeSet::new();
    let repeated = questions.iter().filter(|question| !ids.insert(&question.id));
    let mut faults: Vec<_> = repeated.map(|question| Fault::of(question, Reason::RepeatedId)).collect();

    let mut same_key = BTreeMap::<(Kind, String), Vec<Asked<'_>>>::new();
    let mut same_words = BTreeMap::<(Kind, String), Vec<(&Question, String)>>::new();
    for asked in questions.iter().flat_map(Asked::all_of) {
        let group = same_key.entry((asked.kind, asked.key.clone())).or_default();
        faults.extend(
            group
                .iter()
                .filter_map(|earlier| asked.repeats(earlier))
                .max_by_key(|(percent, _)| *percent)
                .map(|(_, fault)| fault),
        );
        // of a case the story has no key that could contradict
        if asked.kind != Kind::Case {
            let group = same_words.entry((asked.kind, asked.words.clone())).or_default();
            let opposite = group.iter().find(|(question, key)| question.id != asked.question.id && *key != asked.key);
            faults.extend(
                opposite.map(|(question, _)| asked.fault(Reason::Contradiction { other: question.id.clone() })),
            );
            group.push((asked.question, asked.key.clone()));
        }
        same_key.entry((asked.kind, asked.key.clone())).or_default().push(asked);
    }
    faults
}

/// One thing that is asked: a plain question, the story of a case, or one of its parts.
struct Asked<'q> {
    question: &'q Question,
    /// Of a case, from 0.
    part: Option<usize>,
    kind: Kind,
    key: String,
    /// The stem without what only lays it out.
    words: String,
    /// Of the words, sorted, with repetitions.
    bigrams: Vec<(char, char)>,
}

impl<'q> Asked<'q> {
    fn all_of(question: &'q Question) -> Vec<Self> {
        let asked = |part, kind, stem: &str, key| {
            let words = words(stem);
            Self { question, part, kind, key, bigrams: bigrams(&words), words }
        };
        match &question.body {
            Body::Item(item) => vec![asked(None, question.kind, &item.stem, right_texts(item))],
            Body::Case(case) => {
                let parts = case.parts.iter().enumerate();
                let parts = parts.map(|(n, part)| asked(Some(n), part.kind, &part.item.stem, right_texts(&part.item)));
                std::iter::once(asked(None, Kind::Case, &case.stem, String::new())).chain(parts).collect()
            }
        }
    }

    /// Whether it tests the same as an earlier one with the same key; the parts of one case may be alike.
    fn repeats(&self, earlier: &Self) -> Option<(u32, Fault)> {
        let percent = dice_percent(&earlier.bigrams, &self.bigrams);
        let is_own = std::ptr::eq(self.question, earlier.question);
        let other = earlier.question.id.clone();
        (percent >= LIMIT_PERCENT && !is_own).then(|| (percent, self.fault(Reason::NearDuplicate { other, percent })))
    }

    fn fault(&self, reason: Reason) -> Fault {
        match self.part {
            Some(part) => Fault::of_item(self.question, part, reason),
            None => Fault::of(self.question, reason),
        }
    }
}

/// The texts of the right options; true or false.
fn right_texts(item: &Item) -> String {
    if item.options.is_empty() {
        return item.right.to_string();
    }
    let mut texts: Vec<_> = item.right.iter().filter_map(|index| item.options.get(usize::from(index))).collect();
    texts.sort();
    texts.into_iter().map(|text| format!("{text}\n")).collect()
}

/// The characters of a stem; blanks and the brackets of the gap do not count.
fn words(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '（' | '）' | '(' | ')')).collect()
}

/// Pairs of neighbouring characters.
fn bigrams(words: &str) -> Vec<(char, char)> {
    let mut bigrams: Vec<_> = words.chars().zip(words.chars().skip(1)).collect();
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
