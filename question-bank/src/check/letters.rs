//! Can a candidate gain by always ticking the same letter?

use super::{Fault, Reason, Subject, is_official};
use crate::choice::option_letter;
use crate::question::{Kind, Question};

/// Below this number the shares say nothing.
const ENOUGH: usize = 20;

/// How often A to D are right in the official single choice questions.
pub(super) fn count(questions: &[Question]) -> [usize; 4] {
    let mut counts = [0; 4];
    let singles = questions.iter().filter(|question| question.kind == Kind::Single && is_official(question));
    for index in singles.filter_map(|question| question.item(None)).flat_map(|item| item.right.iter()) {
        if let Some(count) = counts.get_mut(usize::from(index)) {
            *count += 1;
        }
    }
    counts
}

pub(super) fn faults(counts: [usize; 4]) -> Vec<Fault> {
    let of: usize = counts.iter().sum();
    if of < ENOUGH {
        return Vec::new();
    }
    let is_unbalanced = |right: usize| right * 100 < of * 15 || right * 100 > of * 35;
    (0..)
        .map(option_letter)
        .zip(counts)
        .filter(|&(_, right)| is_unbalanced(right))
        .map(|(letter, right)| Fault { subject: Subject::Bank, reason: Reason::UnbalancedLetter { letter, right, of } })
        .collect()
}
