//! What should somebody do about a question, or about an exam, in plain terms?
//!
//! A finding is a reason to look, never a decision. Below [`LEAST_ATTEMPTS`] attempts only that is said.

use serde::Serialize;

use super::{ExamFigures, ItemFigures};
use crate::question::Kind;

/// With fewer attempts chance speaks louder than the question.
pub const LEAST_ATTEMPTS: usize = 30;
/// Facility above which an item is too easy (Moodle: from 95 % "extremely easy").
pub const TOO_EASY_ABOVE: f64 = 0.95;
/// Facility below which an item is too hard.
pub const TOO_HARD_BELOW: f64 = 0.3;
/// Discrimination, per cent, below which an item hardly tells candidates apart (Moodle: below 20 "weak").
pub const WEAK_BELOW: f64 = 20.0;
/// A wrong option that fewer choose is dead: the item is in truth one with fewer options.
pub const DEAD_BELOW: f64 = 0.02;
/// Internal consistency, per cent, below which the sum of points says little (Moodle: unsatisfactory).
pub const CONSISTENT_FROM: f64 = 64.0;
/// Mean, per cent of full, within which an exam is neither too easy nor too hard (Moodle).
pub const MEAN_WITHIN: (f64, f64) = (50.0, 75.0);
/// Deviation, per cent of full, within which scores are well spread (Moodle).
pub const DEVIATION_WITHIN: (f64, f64) = (12.0, 18.0);
/// Skewness beyond which the strong (negative) or the weak (positive) are hardly told apart (Moodle).
pub const SKEWED_BEYOND: f64 = 1.0;
/// Kurtosis above which nearly everybody is at one score (Moodle).
pub const PEAKED_ABOVE: f64 = 1.0;

/// What is noticed about an item. Options are numbered from 0 in the order of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "finding")]
pub enum ItemFinding {
    /// Fewer than [`LEAST_ATTEMPTS`] attempts: nothing else is said.
    TooFew,
    /// Nearly everybody has full marks: it separates nobody.
    TooEasy,
    /// Few score, though more than by guessing.
    TooHard,
    /// The mean is not above what guessing gives: unknown, misread, or the key is wrong.
    NoBetterThanGuessing,
    /// The better a candidate, the less often right, by more than one standard error of a correlation without any
    /// (discrimination below −100/√(S − 1)): look at the key first.
    KeyProbablyWrong,
    /// Discrimination below [`WEAK_BELOW`]: good and weak candidates do about equally well.
    WeakDiscrimination,
    /// A wrong option that hardly anybody takes (single and multiple choice).
    DeadDistractor { option: u8 },
    /// A wrong option that the best take: it may be right too.
    AttractsBest { option: u8 },
}

/// What is noticed about an exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "finding")]
pub enum ExamFinding {
    /// Fewer than [`LEAST_ATTEMPTS`] attempts: nothing else is said.
    TooFew,
    MeanTooHigh,
    MeanTooLow,
    /// Scores lie close together: the pass line cuts through equals.
    NarrowSpread,
    WideSpread,
    /// The parts of the paper do not measure one thing.
    LowConsistency,
    /// The strong are hardly told apart.
    SkewedLow,
    /// The weak are hardly told apart.
    SkewedHigh,
    /// Nearly everybody has about the same score.
    Peaked,
}

impl ItemFinding {
    /// The stable code, for catalogues.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooFew => "too_few",
            Self::TooEasy => "too_easy",
            Self::TooHard => "too_hard",
            Self::NoBetterThanGuessing => "no_better_than_guessing",
            Self::KeyProbablyWrong => "key_probably_wrong",
            Self::WeakDiscrimination => "weak_discrimination",
            Self::DeadDistractor { .. } => "dead_distractor",
            Self::AttractsBest { .. } => "attracts_best",
        }
    }

    /// The option it speaks of, from 0.
    #[must_use]
    pub const fn option(self) -> Option<u8> {
        match self {
            Self::DeadDistractor { option } | Self::AttractsBest { option } => Some(option),
            _ => None,
        }
    }
}

impl ExamFinding {
    /// The stable code, for catalogues.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooFew => "too_few",
            Self::MeanTooHigh => "mean_too_high",
            Self::MeanTooLow => "mean_too_low",
            Self::NarrowSpread => "narrow_spread",
            Self::WideSpread => "wide_spread",
            Self::LowConsistency => "low_consistency",
            Self::SkewedLow => "skewed_low",
            Self::SkewedHigh => "skewed_high",
            Self::Peaked => "peaked",
        }
    }
}

pub(super) fn on_item(figures: &ItemFigures) -> Vec<ItemFinding> {
    if figures.attempts < LEAST_ATTEMPTS {
        return vec![ItemFinding::TooFew];
    }
    let mut findings = Vec::new();
    let is_too_easy = figures.facility.is_some_and(|facility| facility > TOO_EASY_ABOVE);
    if let Some(facility) = figures.facility {
        if is_too_easy {
            findings.push(ItemFinding::TooEasy);
        } else if facility * f64::from(figures.form.full) <= figures.guess {
            findings.push(ItemFinding::NoBetterThanGuessing);
        } else if facility < TOO_HARD_BELOW {
            findings.push(ItemFinding::TooHard);
        }
    }
    let by_chance = -100.0 / ((figures.attempts - 1) as f64).sqrt();
    match figures.discrimination {
        Some(index) if index < by_chance => findings.push(ItemFinding::KeyProbablyWrong),
        Some(index) if index < WEAK_BELOW && !is_too_easy => findings.push(ItemFinding::WeakDiscrimination),
        _ => {}
    }
    for option in &figures.options {
        let is_rare = option.share.is_some_and(|share| share < DEAD_BELOW);
        if option.attracts_best {
            findings.push(ItemFinding::AttractsBest { option: option.option });
        } else if is_rare && !option.is_right && figures.form.kind != Kind::TrueFalse && !is_too_easy {
            findings.push(ItemFinding::DeadDistractor { option: option.option });
        }
    }
    findings
}

pub(super) fn on_exam(figures: &ExamFigures) -> Vec<ExamFinding> {
    if figures.attempts < LEAST_ATTEMPTS {
        return vec![ExamFinding::TooFew];
    }
    let per_cent = |value: Option<f64>| {
        let full = figures.full.filter(|full| *full > 0)?;
        value.map(|value| 100.0 * value / f64::from(full))
    };
    let (mean, deviation) = (per_cent(figures.mean), per_cent(figures.deviation));
    let noticed = [
        (mean.is_some_and(|mean| mean > MEAN_WITHIN.1), ExamFinding::MeanTooHigh),
        (mean.is_some_and(|mean| mean < MEAN_WITHIN.0), ExamFinding::MeanTooLow),
        (deviation.is_some_and(|deviation| deviation < DEVIATION_WITHIN.0), ExamFinding::NarrowSpread),
        (deviation.is_some_and(|deviation| deviation > DEVIATION_WITHIN.1), ExamFinding::WideSpread),
        (figures.consistency.is_some_and(|cic| cic < CONSISTENT_FROM), ExamFinding::LowConsistency),
        (figures.skewness.is_some_and(|skewness| skewness < -SKEWED_BEYOND), ExamFinding::SkewedLow),
        (figures.skewness.is_some_and(|skewness| skewness > SKEWED_BEYOND), ExamFinding::SkewedHigh),
        (figures.kurtosis.is_some_and(|kurtosis| kurtosis > PEAKED_ABOVE), ExamFinding::Peaked),
    ];
    noticed.into_iter().filter(|(is_so, _)| *is_so).map(|(_, finding)| finding).collect()
}
