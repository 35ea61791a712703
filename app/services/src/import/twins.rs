//! Records that are perhaps here already under another address: those whose title is much like that of a row.

use std::collections::BTreeSet;

use domain::Result;
use domain::id::PracticeId;

use crate::{Scope, library};

/// The record whose title is most like this one, if one is much like it. Titles that differ in a number, such as those
/// of yearly reports, are not alike.
///
/// # Errors
/// When the index cannot be read.
pub(super) async fn find(scope: &Scope, title: &str) -> Result<Option<PracticeId>> {
    let words = library::words_of(title);
    let query = library::Query { words, size: 10, correction: library::Correction::Off, ..library::Query::default() };
    let page = library::search(scope, query).await?;
    let alike = page.hits.into_iter().map(|hit| (likeness(title, &hit.title), hit.id));
    let best = alike.max_by(|(one, _), (other, _)| one.total_cmp(other));
    Ok(best.filter(|(likeness, _)| *likeness >= ENOUGH).map(|(_, id)| id))
}

/// How alike two titles have to be.
const ENOUGH: f64 = 0.7;

/// How much two titles share of the runs of three letters that they have, without case, accents and signs: from 0 to 1
/// (Dice's coefficient).
fn likeness(one: &str, other: &str) -> f64 {
    let ((one, numbers), (other, others)) = (runs(one), runs(other));
    if numbers != others || one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let count = |runs: usize| u32::try_from(runs).map_or(f64::MAX, f64::from);
    2.0 * count(one.intersection(&other).count()) / count(one.len() + other.len())
}

/// The runs of three letters of a title, and its numbers.
fn runs(title: &str) -> (BTreeSet<String>, Vec<String>) {
    let folded = taxonomy::fold::fold(title);
    let letters: Vec<char> = folded.chars().filter(|c| c.is_alphabetic()).collect();
    // A title in few signs, such as one in Chinese, is taken whole.
    let runs = letters.windows(letters.len().clamp(1, 3)).map(|run| run.iter().collect());
    let numbers = folded.split(|c: char| !c.is_numeric()).filter(|number| !number.is_empty()).map(str::to_owned);
    (runs.collect(), numbers.collect())
}

#[cfg(test)]
mod tests {
    use super::{ENOUGH, likeness};

    #[test]
    fn titles_are_alike_that_say_the_same() {
        for (one, other, wanted) in [
            ("Lanterns at the quay", "Lanterns at the Quay!", true),
            ("Lanterns at the quay", "Lantern at the quay", true),
            ("A code of conduct for bakers", "Codes of conduct for bakers", true),
            ("Häuser ohne Zwang", "Hauser ohne Zwang", true),
            ("人身売買", "人身売買", true),
            ("Lanterns at the quay", "Bells at the quay", false),
            ("Annual report 2019", "Annual report 2020", false),
            ("Row a", "Row b", false),
            ("", "", false),
        ] {
            assert_eq!(likeness(one, other) >= ENOUGH, wanted, "{one} / {other}: {}", likeness(one, other));
        }
    }
}
