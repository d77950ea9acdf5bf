//! Who answered faster than anybody reads? A list for people to look at, never a verdict.
//!
//! What is known of a time is the gap between two saves of one attempt: the time that the later of the two questions took. A
//! gap is held against the item's own gaps: it is implausible below a fifth of their median, if so many people answered the
//! item that a median says something. Guessing fast is no offence, so only right answers count; and one of them alone can be
//! a question that somebody had read before and came back to.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::item::ItemId;

/// An item that fewer people answered has no distribution.
pub const LEAST_ATTEMPTS: usize = 20;
/// So many right answers have to be implausibly fast.
pub const LEAST_FAST: usize = 5;
/// And so large a part of the right ones, in per cent.
pub const LEAST_SHARE: usize = 20;
/// A gap is implausible below one of so many parts of the median.
pub const PART_OF_MEDIAN: i64 = 5;

/// One answer of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timed {
    pub item: ItemId,
    /// Since the save before it, or since the start.
    pub gap_ms: i64,
    /// It brought its full score.
    pub is_right: bool,
}

/// One attempt to look at, by its place among those that were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Hurried {
    pub attempt: usize,
    /// Right answers that came implausibly fast.
    pub fast: usize,
    /// All its right answers whose items have a distribution.
    pub right: usize,
}

/// The attempts with implausibly many fast right answers, those with the most first.
#[must_use]
pub fn hurried(attempts: &[Vec<Timed>]) -> Vec<Hurried> {
    let medians = medians(attempts);
    let mut found: Vec<Hurried> = attempts
        .iter()
        .enumerate()
        .filter_map(|(attempt, answers)| {
            let right = answers.iter().filter(|answer| answer.is_right);
            let known: Vec<_> = right.filter_map(|answer| Some((answer, medians.get(&answer.item)?))).collect();
            let is_fast = |(answer, median): &&(&Timed, &i64)| answer.gap_ms * PART_OF_MEDIAN < **median;
            let fast = known.iter().filter(is_fast).count();
            let is_many = fast >= LEAST_FAST && fast * 100 >= known.len() * LEAST_SHARE;
            is_many.then_some(Hurried { attempt, fast, right: known.len() })
        })
        .collect();
    found.sort_by_key(|one| (std::cmp::Reverse(one.fast), one.attempt));
    found
}

/// The median gap of every item that enough people answered.
fn medians(attempts: &[Vec<Timed>]) -> BTreeMap<ItemId, i64> {
    let mut gaps = BTreeMap::<ItemId, Vec<i64>>::new();
    for answer in attempts.iter().flatten() {
        gaps.entry(answer.item).or_default().push(answer.gap_ms);
    }
    let with_median = gaps.into_iter().filter(|(_, gaps)| gaps.len() >= LEAST_ATTEMPTS).map(|(item, mut gaps)| {
        gaps.sort_unstable();
        (item, gaps[gaps.len() / 2])
    });
    with_median.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::VersionId;

    fn item(n: u8) -> ItemId {
        ItemId { version: VersionId::from_hash([n; 32]), part: None }
    }

    /// Thirty seconds for each of ten items.
    fn usual(is_right: bool) -> Vec<Timed> {
        (0..10).map(|n| Timed { item: item(n), gap_ms: 30_000 + i64::from(n), is_right }).collect()
    }

    fn fast(count: usize, is_right: bool) -> Vec<Timed> {
        let mut answers = usual(true);
        for answer in answers.iter_mut().take(count) {
            (answer.gap_ms, answer.is_right) = (900, is_right);
        }
        answers
    }

    fn among_usual(one: Vec<Timed>) -> Vec<Hurried> {
        let mut attempts: Vec<_> = (0..30).map(|_| usual(true)).collect();
        attempts.push(one);
        hurried(&attempts)
    }

    #[test]
    fn many_right_answers_faster_than_anybody_reads_are_listed() {
        assert_eq!(among_usual(fast(6, true)), [Hurried { attempt: 30, fast: 6, right: 10 }]);
    }

    #[test]
    fn a_few_wrong_or_usual_ones_are_not() {
        assert_eq!(among_usual(fast(LEAST_FAST - 1, true)), []);
        assert_eq!(among_usual(fast(10, false)), [], "whoever guesses fast offends nobody");
        assert_eq!(among_usual(usual(true)), []);
    }

    #[test]
    fn where_too_few_sat_nothing_is_said() {
        let mut attempts: Vec<_> = (0..LEAST_ATTEMPTS - 2).map(|_| usual(true)).collect();
        attempts.push(fast(10, true));
        assert_eq!(hurried(&attempts), []);
        assert_eq!(hurried(&[]), []);
    }

    #[test]
    fn whoever_is_quick_at_everything_within_reason_is_not_listed() {
        let quick: Vec<_> = usual(true).into_iter().map(|answer| Timed { gap_ms: 7_000, ..answer }).collect();
        assert_eq!(among_usual(quick), []);
    }
}
