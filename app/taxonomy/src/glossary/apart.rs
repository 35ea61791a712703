//! Which words mean the same, and which must never be taken for each other. What belongs here: lists for the search.
//! What does not: how a search uses them.

use std::collections::{BTreeMap, BTreeSet};

use domain::codes::Language;

use super::{Term, all};

/// Words and phrases of one language that mean the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SynonymGroup {
    /// Their language.
    pub language: Language,
    /// The term that they mean.
    pub term: &'static Term,
    /// At least two of them as the glossary writes them, the official one first.
    pub words: Vec<&'static str>,
}

/// Every group of at least two words, in the order of terms and languages. No word is in two groups of a language, and a
/// group is of one term, so that nothing is reached from what is kept apart from it.
#[must_use]
pub fn synonym_groups() -> Vec<SynonymGroup> {
    let mut groups = Vec::new();
    for term in all() {
        let languages: BTreeSet<&Language> = term.alike.keys().collect();
        let made = languages.into_iter().map(|language| {
            let words = term.words(language).collect();
            SynonymGroup { language: language.clone(), term, words }
        });
        groups.extend(made.filter(|group| group.words.len() > 1));
    }
    groups
}

/// Pairs of terms that must not be taken for each other, each pair once: neither brings results of the other, and neither
/// is offered as a correction of the other.
#[must_use]
pub fn kept_apart() -> Vec<(&'static Term, &'static Term)> {
    let mut pairs = BTreeMap::new();
    for term in all() {
        for apart in term.apart() {
            let (one, other) = if term.slug < apart.term.slug { (term, apart.term) } else { (apart.term, term) };
            pairs.insert((one.slug.as_str(), other.slug.as_str()), (one, other));
        }
    }
    pairs.into_values().collect()
}
