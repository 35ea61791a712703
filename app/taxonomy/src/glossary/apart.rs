//! Which words mean the same, in one language or in several, and which must never be taken for each other. What belongs
//! here: lists for the search. What does not: how a search uses them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use domain::codes::Language;

use super::{Term, all};
use crate::fold::fold;

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

/// The words of another language for a term, and those of English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// The other language.
    pub language: Language,
    /// The term that all of them mean.
    pub term: &'static Term,
    /// The words of that language, the official one first.
    pub words: Vec<&'static str>,
    /// Those of English, the name first.
    pub english: Vec<&'static str>,
}

/// Every term's words of other languages, in the order of terms and languages. A word that means another term as well, in
/// any language, is left out: French “confiscation” is asset recovery, and the English one is of passports too.
#[must_use]
pub fn translations() -> Vec<Translation> {
    let english = Language::english();
    let mut meant: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for term in all() {
        for word in languages(term).flat_map(|language| term.words(language)) {
            meant.entry(fold(word)).or_default().insert(&term.slug);
        }
    }
    let is_of_another = |term: &Term, word: &str| {
        let folded = fold(word);
        let elsewhere = meant.get(&folded).is_some_and(|terms| terms.len() > 1);
        let within = format!(" {folded} ");
        let mut others = all().iter().filter(|other| other.slug != term.slug).flat_map(|other| other.words(&english));
        elsewhere || others.any(|other| format!(" {} ", fold(other)).contains(&within))
    };
    let mut translations = Vec::new();
    for term in all() {
        for language in languages(term).filter(|language| **language != english) {
            let words: Vec<&str> = term.words(language).filter(|word| !is_of_another(term, word)).collect();
            if !words.is_empty() {
                let language = language.clone();
                translations.push(Translation { language, term, words, english: term.words(&english).collect() });
            }
        }
    }
    translations
}

/// The languages that a term has words in.
fn languages(term: &'static Term) -> impl Iterator<Item = &'static Language> {
    static ENGLISH: LazyLock<Language> = LazyLock::new(Language::english);
    let all: BTreeSet<&Language> = term.said.keys().chain(term.alike.keys()).chain([&*ENGLISH]).collect();
    all.into_iter()
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

/// What a search goes by: plain lists, for whoever looks something up and knows nothing of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widening {
    /// Words and phrases of which each may be found for another.
    pub groups: Vec<Vec<&'static str>>,
    /// Words of other languages, with those of English that may be found for them.
    pub translations: Vec<[Vec<&'static str>; 2]>,
    /// Words of two terms that are never found for each other.
    pub apart: Vec<[Vec<&'static str>; 2]>,
}

/// The lists of all terms but everyday words such as “act”, which mean too much to stand for anything.
#[must_use]
pub fn widening() -> Widening {
    let groups = synonym_groups().into_iter().filter(|group| group.term.is_telling());
    let translations = translations().into_iter().filter(|each| each.term.is_telling());
    // The words of a term in every language.
    let words = |term: &'static Term| {
        let other = term.said.values().chain(term.alike.values().flatten()).map(String::as_str);
        std::iter::once(term.name.as_str()).chain(other).collect::<Vec<_>>()
    };
    let apart = kept_apart().into_iter().map(|(one, other)| [words(one), words(other)]);
    Widening {
        groups: groups.map(|group| group.words).collect(),
        translations: translations.map(|each| [each.words, each.english]).collect(),
        apart: apart.chain([[vec!["trafficking"], vec!["smuggling"]]]).collect(),
    }
}
