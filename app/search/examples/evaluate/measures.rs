//! How good an order of documents is, by the usual measures.

use std::collections::HashMap;

/// Sums over queries.
#[derive(Debug, Default)]
pub struct Measures {
    /// Judged queries.
    pub queries: usize,
    /// nDCG of the first ten, with linear gain.
    pub ndcg: f64,
    /// Average precision of the first thousand.
    pub average_precision: f64,
    /// Share of the good documents among the first hundred.
    pub recall: f64,
    /// One by the place of the first good document among the first ten.
    pub reciprocal_rank: f64,
}

impl Measures {
    /// Adds a query's documents, best first.
    pub fn add(&mut self, found: &[&str], judged: &HashMap<String, f64>) {
        let grade = |name: &&str| judged.get(*name).copied().unwrap_or(0.0);
        let good = judged.values().filter(|grade| **grade > 0.0).count();
        let mut ideal: Vec<f64> = judged.values().copied().collect();
        ideal.sort_unstable_by(|a, b| b.total_cmp(a));
        let (mut hits, mut precision) = (0, 0.0);
        for (place, _) in found.iter().enumerate().filter(|(_, name)| grade(name) > 0.0) {
            hits += 1;
            precision += real(hits) / real(place + 1);
        }
        let early = found.iter().take(100).filter(|name| grade(name) > 0.0).count();
        let first = found.iter().take(10).position(|name| grade(name) > 0.0);
        self.queries += 1;
        self.ndcg += gain(found.iter().map(grade)) / gain(ideal.into_iter());
        self.average_precision += precision / real(good);
        self.recall += real(early) / real(good);
        self.reciprocal_rank += first.map_or(0.0, |place| 1.0 / real(place + 1));
    }

    /// The mean over queries.
    pub fn mean(&self, sum: f64) -> f64 {
        sum / real(self.queries.max(1))
    }
}

fn gain(grades: impl Iterator<Item = f64>) -> f64 {
    grades.take(10).enumerate().map(|(place, grade)| grade / real(place + 2).log2()).sum()
}

/// A count as a number to compute with.
pub fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
