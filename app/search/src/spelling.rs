//! Which words of the index somebody may have meant by a word that no record has.

use std::collections::BTreeMap;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::error::Result;

/// Shorter words are taken as typed: nearly every short word is near another.
const SHORTEST: usize = 4;
/// From this length on, two mistakes are forgiven.
const SHORTEST_FOR_TWO: usize = 5;

/// A word of the index.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Known {
    pub word: String,
    /// Records that have it.
    pub records: u64,
    /// Mistakes between it and what was typed: letters missing, added, changed, or two swapped.
    pub mistakes: u8,
}

/// The words nearest to a folded word, likeliest first.
pub(crate) fn near(searcher: &Searcher, field: Field, word: &str, limit: usize) -> Result<Vec<Known>> {
    let length = word.chars().count();
    if length < SHORTEST || word.chars().all(|c| c.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let mut known = within(searcher, field, word, 1)?;
    if known.is_empty() && length >= SHORTEST_FOR_TWO {
        known = within(searcher, field, word, 2)?;
    }
    let first = word.chars().next();
    // People seldom miss the first letter, and common words are likelier meant than rare ones.
    known.sort_by_key(|known| (known.word.chars().next() != first, std::cmp::Reverse(known.records)));
    known.truncate(limit);
    Ok(known)
}

fn within(searcher: &Searcher, field: Field, word: &str, mistakes: u8) -> Result<Vec<Known>> {
    let query = FuzzyTermQuery::new(Term::from_field_text(field, word), mistakes, true);
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().search(query.automaton()?).into_stream()?;
        while terms.advance() {
            if let Ok(word) = std::str::from_utf8(terms.key()) {
                *found.entry(word.to_owned()).or_default() += u64::from(terms.value().doc_freq);
            }
        }
    }
    Ok(found.into_iter().map(|(word, records)| Known { word, records, mistakes }).collect())
}

/// The words that begin so, most frequent first.
pub(crate) fn beginning(searcher: &Searcher, field: Field, prefix: &str, limit: usize) -> Result<Vec<Known>> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
        while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
            if let Ok(word) = std::str::from_utf8(terms.key()) {
                *found.entry(word.to_owned()).or_default() += u64::from(terms.value().doc_freq);
            }
        }
    }
    let mut known: Vec<Known> = found.into_iter().map(|(word, records)| Known { word, records, mistakes: 0 }).collect();
    known.sort_by_key(|known| std::cmp::Reverse(known.records));
    known.truncate(limit);
    Ok(known)
}
