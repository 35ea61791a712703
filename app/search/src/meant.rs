//! What somebody may have meant: whole queries with some of their words replaced.

use std::ops::Range;

use tantivy::Term;

use crate::error::Result;
use crate::schema::Fields;
use crate::snapshot::Snapshot;
use crate::spelling::{Forgiving, Known};
use crate::tokens::fold;
use crate::typed::Typed;

/// How many near words of each word are tried.
const NEAR_WORDS: usize = 4;

/// A word that no record has is taken for the likeliest known one, fully up to so many mistakes for each letter, and the
/// less the more there are.
const SURE: f32 = 0.2;
const DOUBT: f32 = 3.0;

/// The known word that stands for one that no record has.
pub(crate) struct Meant {
    /// The known word.
    pub word: String,
    /// How sure it is that it was meant, from 0 to 1.
    pub sureness: f32,
}

impl Meant {
    /// Takes a known word for what was typed.
    pub(crate) fn by(known: &Known, typed: &str) -> Self {
        let letters = f32::from(u16::try_from(typed.chars().count().max(1)).unwrap_or(u16::MAX));
        let sureness = (1.0 - DOUBT * (known.apart / letters - SURE)).clamp(0.0, 1.0);
        Self { word: known.word.clone(), sureness }
    }
}

/// Queries that may have been meant where a word of what was typed is in hardly any record and close to one that is
/// in many more; likeliest first.
pub(crate) fn alternatives(snapshot: &Snapshot, fields: &Fields, typed: &Typed, limit: usize) -> Result<Vec<String>> {
    let mut found = Vec::new();
    // Of a whole text the first few words.
    for wanted in typed.wanted.iter().take(Forgiving::Three.most_words()) {
        if found.len() >= limit {
            break;
        }
        let folded = fold(&wanted.text);
        let own = snapshot.searcher.doc_freq(&Term::from_field_text(fields.word, &folded))?;
        for known in snapshot.near(&folded, NEAR_WORDS, Forgiving::Three) {
            if known.word != folded && known.records > own.saturating_mul(4) {
                let replaced: Vec<_> = wanted.ranges.iter().map(|range| (range.clone(), known.word.clone())).collect();
                found.extend(Corrected::of(&typed.text, &replaced).map(|corrected| corrected.text));
            }
        }
    }
    found.truncate(limit);
    Ok(found)
}

/// What was typed, with words replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// The whole.
    pub text: String,
    /// Each word that was replaced, as it was typed, and the one in its place.
    pub words: Vec<(String, String)>,
}

impl Corrected {
    /// Replaces words of a text, in the order in which they stand there; nothing if there are none.
    pub(crate) fn of(typed: &str, replaced: &[(Range<usize>, String)]) -> Option<Self> {
        if replaced.is_empty() {
            return None;
        }
        let mut text = String::with_capacity(typed.len());
        let mut words: Vec<(String, String)> = Vec::with_capacity(replaced.len());
        let mut from = 0;
        for (range, word) in replaced {
            text.push_str(typed.get(from..range.start).unwrap_or_default());
            text.push_str(word);
            from = range.end;
            let pair = (typed.get(range.clone()).unwrap_or_default().to_owned(), word.clone());
            if !words.contains(&pair) {
                words.push(pair);
            }
        }
        text.push_str(typed.get(from..).unwrap_or_default());
        Some(Self { text: text.trim().to_owned(), words })
    }
}

#[cfg(test)]
mod tests {
    use super::Meant;
    use crate::spelling::Known;

    #[test]
    fn the_more_of_a_word_is_mistaken_the_less_sure_is_what_was_meant() {
        let sureness = |typed: &str, apart: f32| {
            let known = Known { word: "known".to_owned(), records: 1, apart, cost: apart };
            Meant::by(&known, typed).sureness
        };
        assert_eq!(sureness("documnet", 0.7), 1.0);
        assert_eq!(sureness("polise", 1.0), 1.0);
        let two_of_five = sureness("salto", 2.0);
        assert!(two_of_five > 0.0 && two_of_five < 0.5);
        assert!(two_of_five < sureness("saltoned", 2.0));
    }
}
