//! Which pairs of candidates gave the same improbable wrong answers, so that somebody should look at how they sat?
//!
//! The result is a list for people, never a verdict: friends who learned from one wrong sheet look alike too. Nothing in
//! it changes a score, an attempt or a certificate.
//!
//! **Score.** For each pair two stories are compared: both worked alone, or one took over a part of the other's answers.
//! Only wrong answers speak. Let a have chosen the wrong answer c at item i, and b have had the item too.
//!
//! - Working alone, b chooses c with probability p = (1 − P) · q. P, that b is right, follows from how difficult the item
//!   is and how able b is: logit P = θ_b + logit(facility), θ_b such that b's expected number of right answers is the
//!   one that was reached. q is the share of c among all answers to i that were not right (smoothed).
//! - Taking over the share ρ of a's wrong answers, b chooses c with probability ρ + (1 − ρ) · p.
//!
//! The likelihood ratio of an item is therefore ρ/p + 1 − ρ where b chose c, and 1 − ρ where b did not. The product over
//! a's wrong answers, averaged over both directions and ρ = 0.3, 0.6, 0.9, is the ratio of the pair; its decimal
//! logarithm is the score. Choosing what everybody chooses wrongly adds next to nothing; sharing a rare slip at an easy
//! item adds much.
//!
//! **Threshold.** If the model holds, at most one in 10^s of the pairs that worked alone reaches the score s (a ratio of
//! likelihoods has the mean 1). The default is log₁₀(pairs) + 1: at most one cohort in ten has one such pair at all. How
//! often copying is found, and what happens where the model does not hold, was measured on simulated cohorts; the
//! figures stand in [`rates`], which the simulation writes and tests hold.
//!
//! Deterministic: the same sitting gives the same list. Time grows with the number of pairs.

use serde::Serialize;

use crate::choice::Choice;
use crate::item::ItemId;
use crate::sitting::Sitting;

mod model;
pub mod rates;

use model::{Cohort, Given};

/// A pair with fewer identical wrong answers is never listed, however improbable they are.
pub const LEAST_SHARED: usize = 3;
/// An item that fewer attempts had is not looked at: nothing is known of its wrong answers.
pub const LEAST_ATTEMPTS: usize = 20;
/// Which shares of the wrong answers may have been taken over, each as likely as the others.
const TAKEN_OVER: [f64; 3] = [0.3, 0.6, 0.9];

/// What was compared, and who is listed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Screening {
    pub attempts: usize,
    pub pairs_compared: u64,
    /// Hundredths: the score from which a pair is listed.
    pub threshold: i32,
    /// The highest score first; of equal ones in the order of the attempts.
    pub pairs: Vec<SimilarPair>,
}

/// Two attempts that look alike. They are named by their places in [`Sitting::attempts`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimilarPair {
    pub one: usize,
    /// Greater than `one`.
    pub other: usize,
    /// Hundredths of the decimal logarithm: 750 means that the answers are 10^7.5 times as probable if one was taken from
    /// the other.
    pub score: i32,
    /// How many items both had.
    pub common: usize,
    /// The identical wrong answers, the rarest first.
    pub shared: Vec<SharedAnswer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SharedAnswer {
    pub item: ItemId,
    /// In the order of the question.
    pub chosen: Choice,
    /// How many attempts had the item, and how many of them gave this answer.
    pub had: usize,
    pub gave: usize,
}

/// The score, in hundredths, at which fewer than one cohort of so many attempts in ten has a listed pair that worked alone:
/// log₁₀(pairs) + 1.
#[must_use]
pub fn default_threshold(attempts: usize) -> i32 {
    let pairs = pairs_of(attempts).max(1) as f64;
    (100.0 * (pairs.log10() + 1.0)).ceil() as i32
}

/// Compares every pair and lists those whose score reaches the threshold (hundredths; [`default_threshold`]).
#[must_use]
pub fn screen(sitting: &Sitting, threshold: i32) -> Screening {
    let cohort = Cohort::of(sitting);
    let mut pairs = Vec::new();
    let mut shared = vec![0_u16; cohort.len()];
    for one in 0..cohort.len() {
        shared.fill(0);
        for &(item, given) in cohort.answers(one) {
            for &other in cohort.who_gave(item, given) {
                shared[other as usize] += 1;
            }
        }
        for (other, &shared) in shared.iter().enumerate().skip(one + 1) {
            if usize::from(shared) >= LEAST_SHARED {
                pairs.extend(compare(&cohort, one, other).filter(|pair| pair.score >= threshold));
            }
        }
    }
    pairs.sort_by_key(|pair| (-pair.score, pair.one, pair.other));
    Screening { attempts: cohort.len(), pairs_compared: pairs_of(cohort.len()), threshold, pairs }
}

fn pairs_of(attempts: usize) -> u64 {
    let attempts = attempts as u64;
    attempts * attempts.saturating_sub(1) / 2
}

/// `None` where no ratio can be computed.
fn compare(cohort: &Cohort, one: usize, other: usize) -> Option<SimilarPair> {
    let mut taken_by_other = Ratio::default();
    let mut taken_by_one = Ratio::default();
    let mut common = 0;
    let mut shared = Vec::new();
    for (item, first, second) in cohort.common(one, other) {
        common += 1;
        let is_shared = first == second;
        if let Given::Wrong(answer) = first {
            taken_by_other.count(is_shared.then(|| cohort.probability(other, item, answer)));
        }
        if let Given::Wrong(answer) = second {
            taken_by_one.count(is_shared.then(|| cohort.probability(one, item, answer)));
        }
        if let (Given::Wrong(answer), true) = (first, is_shared) {
            let (chosen, had, gave) = cohort.figures(item, answer);
            shared.push(SharedAnswer { item: cohort.item(item), chosen, had, gave });
        }
    }
    shared.sort_by(|a, b| (a.gave * b.had, a.item).cmp(&(b.gave * a.had, b.item)));
    let score = mean_log10([taken_by_other, taken_by_one])?;
    Some(SimilarPair { one, other, score: (100.0 * score).round() as i32, common, shared })
}

/// The logarithm of the likelihood ratio of one direction, per share taken over.
#[derive(Default, Clone, Copy)]
struct Ratio([f64; TAKEN_OVER.len()]);

impl Ratio {
    /// One wrong answer of the source: with which probability the other gave it too, working alone; `None` if not given.
    fn count(&mut self, shared: Option<f64>) {
        for (sum, rho) in self.0.iter_mut().zip(TAKEN_OVER) {
            *sum += (shared.map_or(0.0, |p| rho / p) + 1.0 - rho).log10();
        }
    }
}

/// log₁₀ of the mean of the ratios whose logarithms are given.
fn mean_log10(ratios: [Ratio; 2]) -> Option<f64> {
    let logs = ratios.iter().flat_map(|ratio| ratio.0);
    let greatest = logs.clone().fold(f64::NEG_INFINITY, f64::max);
    let mean = logs.map(|log| 10_f64.powf(log - greatest)).sum::<f64>() / (2 * TAKEN_OVER.len()) as f64;
    Some(greatest + mean.log10()).filter(|score| score.is_finite())
}

#[cfg(test)]
mod simulated;
#[cfg(test)]
mod tests;
