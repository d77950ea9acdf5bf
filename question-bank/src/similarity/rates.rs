//! How often does the screening find copying, and list pairs that worked alone? Measured on simulated cohorts; what is said
//! of it anywhere is said from here.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// One row: cohorts of one kind in which so large a share of a neighbour's answers was taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Measured {
    pub papers: Laid,
    /// In one cohort.
    pub candidates: usize,
    pub cohorts: usize,
    /// How many things every class of 30 was taught wrong.
    pub taught_wrong: usize,
    /// Per cent of the answers that were taken over.
    pub share: u32,
    /// Of the planted pairs.
    pub found: usize,
    pub planted: usize,
    /// Pairs that worked alone and were listed all the same.
    pub false_pairs: usize,
    pub honest_pairs: u64,
}

codes! {
    /// Whether the papers of a cohort have the same items.
    Laid {
        Same = "same",
        Drawn = "drawn",
    }
}

impl Measured {
    /// Per cent, rounded.
    #[must_use]
    pub fn found_percent(&self) -> usize {
        (200 * self.found + self.planted) / (2 * self.planted.max(1))
    }
}

/// The sums that people are told before they read a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    /// Of drawn papers whose candidates were taught nothing wrong.
    pub false_pairs: usize,
    pub honest_pairs: u64,
    /// One pair in so many is listed wrongly where classes were taught the same wrong things, rounded to ten thousands.
    pub one_in_taught: u64,
    /// Per cent found of those who took over everything: the least and the most over the sizes of cohorts.
    pub found_all: (usize, usize),
    /// Of those who took over half.
    pub found_half: usize,
}

/// The table, in its order.
///
/// # Panics
/// When the file beside this one is none: a test reads it.
#[must_use]
pub fn measured() -> &'static [Measured] {
    static ROWS: LazyLock<Vec<Measured>> =
        LazyLock::new(|| serde_json::from_str(include_str!("rates.json")).expect("the table of rates"));
    &ROWS
}

#[must_use]
pub fn stated() -> Stated {
    let of = |papers: Laid, taught: bool, share: u32| {
        measured()
            .iter()
            .filter(move |row| row.papers == papers && (row.taught_wrong > 0) == taught && row.share == share)
    };
    let drawn = || of(Laid::Drawn, false, 100);
    let taught =
        of(Laid::Same, true, 100).max_by_key(|row| row.false_pairs as u64 * 1_000_000_000 / row.honest_pairs.max(1));
    let one_in = taught.map_or(0, |row| row.honest_pairs / row.false_pairs.max(1) as u64);
    Stated {
        false_pairs: drawn().map(|row| row.false_pairs).sum(),
        honest_pairs: drawn().map(|row| row.honest_pairs).sum(),
        one_in_taught: (one_in + 5_000) / 10_000 * 10_000,
        found_all: (
            drawn().map(Measured::found_percent).min().unwrap_or(0),
            drawn().map(Measured::found_percent).max().unwrap_or(0),
        ),
        found_half: of(Laid::Drawn, false, 50).map(Measured::found_percent).max().unwrap_or(0),
    }
}
