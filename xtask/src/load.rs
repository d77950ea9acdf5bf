//! What does a crowd of invented candidates do to the real program, over real HTTP?
//!
//! Every answer that the program acknowledged is kept, and is held against what it graded in the end. The database is
//! never looked into.

pub mod bank;
pub mod candidate;
pub mod dice;
pub mod http;
pub mod ledger;
pub mod office;
pub mod people;
pub mod program;
pub mod proxy;
pub mod pulse;
pub mod totp;

/// The figure that `share` of them (0 to 1) do not go beyond; nothing of none.
pub fn quantile(figures: &[f64], share: f64) -> Option<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(place.clamp(1, sorted.len().max(1)) - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_figures_that_were_measured() {
        let figures = [5.0, 1.0, 4.0, 2.0, 3.0];
        assert_eq!([0.0, 0.5, 0.99, 1.0].map(|share| quantile(&figures, share)), [1.0, 3.0, 5.0, 5.0].map(Some));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
