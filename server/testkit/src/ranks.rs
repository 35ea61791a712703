//! Whether two samples differ, by where the values of one stand among those of the other: an outlier is one rank among
//! others, and nothing is taken for a bell curve.
//!
//! The sum of ranks is that of H. B. Mann and D. R. Whitney, "On a test of whether one of two random variables is
//! stochastically larger than the other", Annals of Mathematical Statistics 18 (1947), 50-60; its variance with ties that
//! of E. L. Lehmann, "Nonparametrics: Statistical Methods Based on Ranks" (1975), 1.4. How seldom chance brings it so far
//! is bounded by R. D. Gordon, "Values of Mills' ratio of area to bounding ordinate", Annals of Mathematical Statistics 12
//! (1941), 364-366, which is near the truth where it matters, far out.

/// How far the sum of ranks of one sample is from what it would be if both were alike, in standard deviations: positive
/// where the first is the larger.
#[must_use]
pub fn deviation(one: &[f64], other: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> = one.iter().map(|value| (*value, true)).collect();
    all.extend(other.iter().map(|value| (*value, false)));
    all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let (mut sum, mut ties, mut before) = (0.0, 0.0, 0.0);
    for alike in all.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let size = count(alike);
        let own: Vec<bool> = alike.iter().map(|(_, first)| *first).filter(|first| *first).collect();
        sum += count(&own) * (before + (size + 1.0) / 2.0);
        ties += size * size * size - size;
        before += size;
    }
    let (n, m) = (count(one), count(other));
    let both = n + m;
    let variance = n * m / 12.0 * (both + 1.0 - ties / (both * (both - 1.0)));
    if variance > 0.0 { (sum - n * (both + 1.0) / 2.0) / variance.sqrt() } else { 0.0 }
}

/// How often chance alone would bring two samples so far apart, in either direction: never less than the truth.
#[must_use]
pub fn chance(deviation: f64) -> f64 {
    let far = deviation.abs();
    let density = (-far * far / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (2.0 * density / far).min(1.0)
}

/// The value in the middle; zero of nothing.
#[must_use]
pub fn middle(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn count<T>(sample: &[T]) -> f64 {
    f64::from(u32::try_from(sample.len()).expect("a count"))
}

#[cfg(test)]
mod tests {
    use super::{chance, deviation, middle};

    fn near(value: f64, expect: f64) {
        assert!((value - expect).abs() < 0.001, "{value}, not {expect}");
    }

    #[test]
    fn ranks_are_those_of_the_books() {
        // All of one before all of the other: U is 0 of 25, its mean 12.5 and its variance 25 * 11 / 12.
        near(deviation(&[1.0, 2.0, 3.0, 4.0, 5.0], &[6.0, 7.0, 8.0, 9.0, 10.0]), -12.5 / (275.0_f64 / 12.0).sqrt());
        near(deviation(&[1.0, 4.0, 5.0, 8.0], &[2.0, 3.0, 6.0, 7.0]), 0.0);
        // Two pairs of ties: the ranks are 1.5, 1.5, 3.5, 3.5, and the variance 4 / 12 * (5 - 12 / 12).
        near(deviation(&[2.0, 2.0], &[1.0, 1.0]), 2.0 / (4.0_f64 / 3.0).sqrt());
        near(deviation(&[1.0, 1.0], &[1.0, 1.0]), 0.0);
    }

    #[test]
    fn chance_is_bounded_from_above_and_not_by_much() {
        // Of the normal distribution, both tails: 0.0027 beyond three, 0.0000633 beyond four.
        assert!((0.0027..0.003).contains(&chance(3.0)), "{}", chance(3.0));
        assert!((0.000_063..0.000_068).contains(&chance(-4.0)), "{}", chance(-4.0));
        assert!((chance(0.0) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_middle_is_no_outlier() {
        near(middle([3.0, 1.0, 1000.0]), 3.0);
    }
}
