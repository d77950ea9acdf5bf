//! What are the mean, the spread and the common movement of lists of scores?
//!
//! Sums of scores and of their products stay integers, so that "nobody differs" is known exactly.

/// One list of scores in hundredths.
pub(super) struct Sample<'s>(&'s [i64]);

impl<'s> Sample<'s> {
    pub(super) fn new(scores: &'s [i64]) -> Self {
        Self(scores)
    }

    pub(super) fn mean(&self) -> Option<f64> {
        let sum: i128 = self.0.iter().map(|&x| i128::from(x)).sum();
        (!self.0.is_empty()).then(|| sum as f64 / self.0.len() as f64)
    }

    pub(super) fn median(&self) -> Option<f64> {
        let mut sorted = self.0.to_vec();
        sorted.sort_unstable();
        let (low, high) = (sorted.get(sorted.len().checked_sub(1)? / 2)?, sorted.get(sorted.len() / 2)?);
        Some((low + high) as f64 / 2.0)
    }

    /// k₂ = S·m₂/(S−1); from two attempts on.
    pub(super) fn variance(&self) -> Option<f64> {
        Pairs::new(self.0, self.0).covariance()
    }

    /// k₃ / k₂^1.5 with k₃ = S²·m₃/((S−1)(S−2)).
    pub(super) fn skewness(&self) -> Option<f64> {
        let k2 = self.variance().filter(|k2| *k2 > 0.0)?;
        let s = self.0.len() as f64;
        (self.0.len() > 2).then_some(())?;
        let k3 = s * s * self.central_moment(3)? / ((s - 1.0) * (s - 2.0));
        Some(k3 / k2.powf(1.5))
    }

    /// k₄ / k₂² with k₄ = S²·((S+1)·m₄ − 3(S−1)·m₂²)/((S−1)(S−2)(S−3)).
    pub(super) fn kurtosis(&self) -> Option<f64> {
        let k2 = self.variance().filter(|k2| *k2 > 0.0)?;
        let s = self.0.len() as f64;
        (self.0.len() > 3).then_some(())?;
        let (m2, m4) = (self.central_moment(2)?, self.central_moment(4)?);
        let k4 = s * s * ((s + 1.0) * m4 - 3.0 * (s - 1.0) * m2 * m2) / ((s - 1.0) * (s - 2.0) * (s - 3.0));
        Some(k4 / (k2 * k2))
    }

    /// mₙ = (1/S) Σ (x − mean)ⁿ.
    fn central_moment(&self, n: i32) -> Option<f64> {
        let mean = self.mean()?;
        Some(self.0.iter().map(|&x| (x as f64 - mean).powi(n)).sum::<f64>() / self.0.len() as f64)
    }
}

/// Two lists of scores of the same attempts.
pub(super) struct Pairs<'s> {
    x: &'s [i64],
    y: &'s [i64],
}

impl<'s> Pairs<'s> {
    pub(super) fn new(x: &'s [i64], y: &'s [i64]) -> Self {
        debug_assert_eq!(x.len(), y.len());
        Self { x, y }
    }

    pub(super) fn covariance(&self) -> Option<f64> {
        let s = self.x.len() as i128;
        (s > 1).then(|| scaled_covariance(self.x, self.y) as f64 / (s * (s - 1)) as f64)
    }

    /// cov(x, y) / √(var(x) · var(y)).
    pub(super) fn correlation(&self) -> Option<f64> {
        let together = scaled_covariance(self.x, self.y) as f64;
        let alone = (scaled_covariance(self.x, self.x) as f64) * (scaled_covariance(self.y, self.y) as f64);
        (self.x.len() > 1 && alone > 0.0).then(|| together / alone.sqrt())
    }

    /// The covariance as a share of the one that the same scores would have if the best had the best.
    pub(super) fn share_of_greatest_covariance(&self) -> Option<f64> {
        let (mut x, mut y) = (self.x.to_vec(), self.y.to_vec());
        x.sort_unstable();
        y.sort_unstable();
        let greatest = scaled_covariance(&x, &y);
        (greatest > 0).then(|| scaled_covariance(self.x, self.y) as f64 / greatest as f64)
    }
}

/// S·Σxy − Σx·Σy, which is S·(S−1) times the covariance, without any rounding.
fn scaled_covariance(x: &[i64], y: &[i64]) -> i128 {
    let sum = |list: &[i64]| list.iter().map(|&value| i128::from(value)).sum::<i128>();
    let products: i128 = x.iter().zip(y).map(|(&x, &y)| i128::from(x) * i128::from(y)).sum();
    x.len() as i128 * products - sum(x) * sum(y)
}
