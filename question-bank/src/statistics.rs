//! How well did each question, and the exam as a whole, tell apart those who know from those who do not?
//!
//! The formulas are Moodle's (quiz statistics report), told in `exam-mechanics` section 9 of the project's handbook and
//! repeated at each field. Variances and covariances are those of a sample (divided by S − 1, S being the number of
//! attempts). A figure that cannot be computed (too few attempts, nobody differs, negative covariance under a root) is
//! `None`: never 0, never NaN. Statistics may use floats: they decide no result and are never signed.
//!
//! Two kinds of sitting differ ([`Papers`]). Where everybody has the same items, an item is compared with the rest of
//! the paper, and the paper's units are its items. Where papers are drawn, an item is compared with the whole total,
//! and the units are the places of the paper (the parts of a case are one place), as every candidate has them all.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::blueprint::MultipleRule;
use crate::choice::Choice;
use crate::grade::mark;
use crate::item::ItemId;
use crate::sitting::{ItemForm, Sitting};

pub mod advice;
mod distractors;
mod moments;

pub use advice::{ExamFinding, ItemFinding};
pub use distractors::{GROUPS, OptionFigures};
use moments::{Pairs, Sample};

/// How the papers of a sitting relate to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Papers {
    /// Everybody has the same items, in whatever order.
    Same,
    /// Everybody has a paper of their own.
    Drawn,
}

/// Everything that is said about one sitting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statistics {
    pub exam: ExamFigures,
    /// In the order of [`ItemId`].
    pub items: Vec<ItemFigures>,
}

/// The exam as a whole. Scores are hundredths of a point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExamFigures {
    pub attempts: usize,
    /// What a flawless paper is worth; `None` when the papers differ in it.
    pub full: Option<u32>,
    pub mean: Option<f64>,
    pub median: Option<f64>,
    /// √k₂.
    pub deviation: Option<f64>,
    /// k₃ / k₂^1.5.
    pub skewness: Option<f64>,
    /// k₄ / k₂², 0 for a normal distribution.
    pub kurtosis: Option<f64>,
    /// Coefficient of internal consistency (Cronbach's α), per cent: 100 · p/(p−1) · (1 − Σ var(xᵢ) / k₂) over the p
    /// units of the paper.
    pub consistency: Option<f64>,
    /// Per cent: 100 · √(1 − consistency/100).
    pub error_ratio: Option<f64>,
    /// Standard error of one score, hundredths: error ratio · deviation / 100.
    pub standard_error: Option<f64>,
    pub findings: Vec<ExamFinding>,
}

/// One item, over the attempts that had it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemFigures {
    pub item: ItemId,
    pub form: ItemForm,
    pub attempts: usize,
    /// mean(xᵢ) / full: 0 nobody, 1 everybody.
    pub facility: Option<f64>,
    /// √var(xᵢ), hundredths.
    pub deviation: Option<f64>,
    /// Per cent, −100 to 100: 100 · cov(xᵢ, r) / √(var(xᵢ) · var(r)); r is the rest of the score, or the whole total
    /// where papers are drawn.
    pub discrimination: Option<f64>,
    /// Per cent: 100 · cov(xᵢ, r) / cov_max, cov_max pairing both lists sorted independently.
    pub efficiency: Option<f64>,
    /// Per cent: 100 · √cov(xᵢ, total) / Σⱼ √cov(xⱼ, total) over the units of the paper; units with a negative
    /// covariance are left out of the sum. For a drawn item it is the weight it has on a paper that holds it.
    pub effective_weight: Option<f64>,
    /// Hundredths expected from one who guesses: one option at random, and of a multiple choice any of its non-empty
    /// sets of options with equal chance.
    pub guess: f64,
    /// In the order of the question.
    pub options: Vec<OptionFigures>,
    pub findings: Vec<ItemFinding>,
}

/// All figures and findings of a sitting, in which an item without a form has none. `rule` is the multiple choice rule it was graded by (for the guess score).
#[must_use]
pub fn statistics(sitting: &Sitting, papers: Papers, rule: MultipleRule) -> Statistics {
    let totals: Vec<_> = sitting.attempts.iter().map(|attempt| i64::from(attempt.total())).collect();
    let units = unit_scores(sitting, papers);
    let weights: f64 = units.iter().filter_map(|unit| root_of_covariance(unit, &totals)).sum();
    let by_item = seats(sitting, |_, item| item);
    let items = sitting.items.iter().map(|(&item, &form)| {
        let seats = by_item.get(&item).map_or(&[][..], Vec::as_slice);
        item_figures(item, form, &Seats::new(seats, &totals), papers, rule, weights)
    });
    Statistics { exam: exam_figures(sitting, &totals, &units), items: items.collect() }
}

/// What one candidate did with one item.
#[derive(Debug, Clone, Copy)]
struct Seat {
    attempt: usize,
    score: i64,
    chosen: Choice,
}

/// The same seats as parallel lists.
struct Seats {
    scores: Vec<i64>,
    chosen: Vec<Choice>,
    totals: Vec<i64>,
}

impl Seats {
    fn new(seats: &[Seat], totals: &[i64]) -> Self {
        Self {
            scores: seats.iter().map(|seat| seat.score).collect(),
            chosen: seats.iter().map(|seat| seat.chosen).collect(),
            totals: seats.iter().map(|seat| totals[seat.attempt]).collect(),
        }
    }
}

fn seats<K: Ord>(sitting: &Sitting, key: impl Fn(u16, ItemId) -> K) -> BTreeMap<K, Vec<Seat>> {
    let mut seats = BTreeMap::<K, Vec<Seat>>::new();
    for (attempt, sat) in sitting.attempts.iter().enumerate() {
        for response in &sat.responses {
            let seat = Seat { attempt, score: i64::from(response.score), chosen: response.chosen };
            seats.entry(key(response.place, response.item)).or_default().push(seat);
        }
    }
    seats
}

/// Per unit of the paper the score of every attempt; `None` for an attempt that lacks the unit.
fn unit_scores(sitting: &Sitting, papers: Papers) -> Vec<Vec<Option<i64>>> {
    let spread = |seats: Vec<Seat>| {
        let mut scores = vec![None; sitting.attempts.len()];
        for seat in seats {
            *scores[seat.attempt].get_or_insert(0) += seat.score;
        }
        scores
    };
    match papers {
        Papers::Same => seats(sitting, |_, item| item).into_values().map(spread).collect(),
        Papers::Drawn => seats(sitting, |place, _| place).into_values().map(spread).collect(),
    }
}

fn root_of_covariance(unit: &[Option<i64>], totals: &[i64]) -> Option<f64> {
    let (scores, totals): (Vec<_>, Vec<_>) =
        unit.iter().zip(totals).filter_map(|(score, total)| Some(((*score)?, *total))).unzip();
    Pairs::new(&scores, &totals).covariance().filter(|covariance| *covariance >= 0.0).map(f64::sqrt)
}

fn exam_figures(sitting: &Sitting, totals: &[i64], units: &[Vec<Option<i64>>]) -> ExamFigures {
    let sample = Sample::new(totals);
    let deviation = sample.variance().map(f64::sqrt);
    // the units are not stretched, so neither is what they are held against
    let sums: Vec<_> = sitting.attempts.iter().map(|attempt| i64::from(attempt.sum())).collect();
    let consistency = consistency(&Sample::new(&sums), units);
    let error_ratio =
        consistency.map(|cic| 1.0 - cic / 100.0).filter(|rest| *rest >= 0.0).map(|rest| 100.0 * rest.sqrt());
    let mut figures = ExamFigures {
        attempts: totals.len(),
        full: common_full(sitting),
        mean: sample.mean(),
        median: sample.median(),
        deviation,
        skewness: sample.skewness(),
        kurtosis: sample.kurtosis(),
        consistency,
        error_ratio,
        standard_error: error_ratio.zip(deviation).map(|(ratio, deviation)| ratio * deviation / 100.0),
        findings: Vec::new(),
    };
    figures.findings = advice::on_exam(&figures);
    figures
}

/// `None` also when an attempt lacks a unit: the sum over units would not be a sum over papers.
fn consistency(totals: &Sample<'_>, units: &[Vec<Option<i64>>]) -> Option<f64> {
    let whole = totals.variance().filter(|variance| *variance > 0.0)?;
    let p = units.len() as f64;
    if units.len() < 2 {
        return None;
    }
    let mut parts = 0.0;
    for unit in units {
        let scores: Vec<_> = unit.iter().copied().collect::<Option<_>>()?;
        parts += Sample::new(&scores).variance()?;
    }
    Some(100.0 * p / (p - 1.0) * (1.0 - parts / whole))
}

fn common_full(sitting: &Sitting) -> Option<u32> {
    let full = |item: &ItemId| sitting.items.get(item).map(|form| form.full);
    let mut fulls = sitting.attempts.iter().map(|attempt| match attempt.whole {
        Some(whole) => Some(whole.full),
        None => attempt.responses.iter().map(|response| full(&response.item)).sum::<Option<u32>>(),
    });
    let first = fulls.next()??;
    fulls.all(|other| other == Some(first)).then_some(first)
}

fn item_figures(
    item: ItemId,
    form: ItemForm,
    seats: &Seats,
    papers: Papers,
    rule: MultipleRule,
    weights: f64,
) -> ItemFigures {
    let against: Vec<_> = match papers {
        Papers::Same => seats.totals.iter().zip(&seats.scores).map(|(total, score)| total - score).collect(),
        Papers::Drawn => seats.totals.clone(),
    };
    let with_total = Pairs::new(&seats.scores, &seats.totals).covariance();
    let pairs = Pairs::new(&seats.scores, &against);
    let sample = Sample::new(&seats.scores);
    let mut figures = ItemFigures {
        item,
        form,
        attempts: seats.scores.len(),
        facility: sample.mean().filter(|_| form.full > 0).map(|mean| mean / f64::from(form.full)),
        deviation: sample.variance().map(f64::sqrt),
        discrimination: pairs.correlation().map(|r| 100.0 * r),
        efficiency: pairs.share_of_greatest_covariance().map(|share| 100.0 * share),
        effective_weight: with_total
            .filter(|covariance| *covariance >= 0.0 && weights > 0.0)
            .map(|covariance| 100.0 * covariance.sqrt() / weights),
        guess: guess(form, rule),
        options: distractors::figures(form, seats),
        findings: Vec::new(),
    };
    figures.findings = advice::on_item(&figures);
    figures
}

fn guess(form: ItemForm, rule: MultipleRule) -> f64 {
    let options = u32::from(form.options).min(8);
    let sets = (1_u16..1 << options).map(|bits| (0..8).filter(|i| bits & (1 << i) != 0).collect::<Choice>());
    let guesses: Vec<_> = sets.filter(|chosen| crate::Kind::Multiple == form.kind || chosen.len() == 1).collect();
    let worth = |chosen: Choice| match form.kind {
        crate::Kind::Multiple => mark(form.kind, form.right, chosen, form.full, rule).0,
        // of several answers that are accepted any is right
        _ if chosen.is_subset_of(form.right) => form.full,
        _ => 0,
    };
    let sum: u32 = guesses.iter().map(|&chosen| worth(chosen)).sum();
    if guesses.is_empty() { 0.0 } else { f64::from(sum) / guesses.len() as f64 }
}

#[cfg(test)]
mod tests;
