//! Who chose which option: the best, or the weakest?

use serde::Serialize;

use super::Seats;
use crate::sitting::ItemForm;

/// The attempts that had the item are put into five groups by total score. Equal totals are in one group: an attempt
/// with b attempts below it and e equal ones (itself included) of S is in group ⌊5 · (b + e/2) / S⌋.
pub const GROUPS: usize = 5;
/// A wrong option attracts the best from this share of the best group on, if the weakest choose it no more often.
pub const ATTRACTS_FROM: f64 = 0.3;
/// The best and the weakest group must have so many attempts each before anything is said of their taste.
pub const LEAST_IN_GROUP: usize = 6;

/// How often one option was chosen. Shares run from 0 to 1; of a multiple choice they add up to more than 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct OptionFigures {
    /// In the order of the question, from 0.
    pub option: u8,
    pub is_right: bool,
    /// Of all who had the item, blank answers included; `None` when nobody had it.
    pub share: Option<f64>,
    /// Per group from the weakest to the best; `None` for a group with nobody in it.
    pub by_group: [Option<f64>; GROUPS],
    /// A wrong option that at least 30 % of the best group chose, and the weakest group no more often.
    pub attracts_best: bool,
}

pub(super) fn figures(form: ItemForm, seats: &Seats) -> Vec<OptionFigures> {
    let groups: Vec<_> = seats.totals.iter().map(|&total| group(total, &seats.totals)).collect();
    (0..form.options)
        .map(|option| {
            let mut chose = [0_usize; GROUPS];
            let mut had = [0_usize; GROUPS];
            for (&group, chosen) in groups.iter().zip(&seats.chosen) {
                had[group] += 1;
                chose[group] += usize::from(chosen.contains(option));
            }
            let by_group = std::array::from_fn(|group| share(chose[group], had[group]));
            let is_right = form.right.contains(option);
            let attracts_best = !is_right && attracts_best(&by_group, &had);
            let share = share(chose.iter().sum(), had.iter().sum());
            OptionFigures { option, is_right, share, by_group, attracts_best }
        })
        .collect()
}

/// Many equal totals can leave the outer groups empty: the weakest and the best are the outermost with anybody in them.
fn attracts_best(by_group: &[Option<f64>; GROUPS], had: &[usize; GROUPS]) -> bool {
    let mut peopled = (0..GROUPS).filter(|&group| had[group] > 0);
    let (Some(weakest), Some(best)) = (peopled.next(), peopled.next_back()) else { return false };
    let shares = by_group[weakest].zip(by_group[best]);
    had[weakest].min(had[best]) >= LEAST_IN_GROUP
        && shares.is_some_and(|(weakest, best)| best >= ATTRACTS_FROM && best >= weakest)
}

fn share(chose: usize, had: usize) -> Option<f64> {
    (had > 0).then(|| chose as f64 / had as f64)
}

fn group(total: i64, totals: &[i64]) -> usize {
    let below = totals.iter().filter(|&&other| other < total).count();
    let equal = totals.iter().filter(|&&other| other == total).count();
    GROUPS * (2 * below + equal) / (2 * totals.len()).max(1)
}
