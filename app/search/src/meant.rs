//! What somebody may have meant: whole queries with some of their words replaced.

use std::collections::BTreeSet;
use std::ops::Range;

use tantivy::Term;
use tantivy::schema::Field;

use crate::error::Result;
use crate::parallel::each;
use crate::schema::Fields;
use crate::snapshot::Snapshot;
use crate::spelling::{EASY, Forgiving, Known, is_looked_up};
use crate::standing::Standing;
use crate::tokens::fold;
use crate::typed::{Typed, Wanted};

/// How many near words of each word are tried.
const NEAR_WORDS: usize = 4;

/// A word that no record has is taken for the likeliest known one, fully up to so many mistakes for each letter, and the
/// less the more there are.
const SURE: f32 = 0.2;
const DOUBT: f32 = 3.0;

/// A near word may have been meant if more than so many times as many records have it.
const TIMES: u64 = 4;
/// A word is rare that no more than so many records have, or one in so many of them.
const RARE: u64 = 3;
const RARE_SHARE: u64 = 5_000;
/// Where enough is found, a near word is offered only if at least so many records have it: names are rare, and few words
/// that are like them are much less so.
const USUAL: u64 = 10;
/// Where enough is found, no word is offered that is farther from what was typed: another first letter is.
const FARTHEST: f32 = 1.0;

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

/// A typed word that hardly any record has.
pub(crate) struct Rare {
    /// Its place among the wanted words.
    at: usize,
    /// How many records have the form of it that most have.
    records: u64,
}

/// The rarest of the typed words that some record has, which a mistake may have been made in here as there; given where
/// the forms of each stand, and the words that the glossary knows. There are none in prose, and no more than are looked up
/// in a moment.
pub(crate) fn rare(
    snapshot: &Snapshot,
    typed: &Typed,
    standing: &[Vec<Standing>],
    glossary: &BTreeSet<String>,
) -> Vec<Rare> {
    if typed.is_prose() {
        return Vec::new();
    }
    let most = RARE.max(snapshot.records / RARE_SHARE);
    let having = |forms: &Vec<Standing>| forms.iter().map(|form| form.records).max().unwrap_or_default();
    let counted = typed.wanted.iter().zip(standing).enumerate();
    let mut rare: Vec<Rare> = counted
        .map(|(at, (wanted, forms))| (fold(&wanted.text), Rare { at, records: having(forms) }))
        .filter(|(word, rare)| (1..=most).contains(&rare.records) && is_looked_up(word) && !glossary.contains(word))
        .map(|(_, rare)| rare)
        .collect();
    rare.sort_by_key(|rare| rare.records);
    rare.truncate(Forgiving::One.most_words());
    rare
}

/// Queries that may have been meant where a rare word of what was typed is one mistake away from a usual one; likeliest
/// first.
pub(crate) fn offers(snapshot: &Snapshot, typed: &Typed, rare: &[Rare], limit: usize) -> Result<Vec<String>> {
    let words = rare.iter().filter_map(|rare| Some((typed.wanted.get(rare.at)?, rare)));
    let near = each(snapshot.records, words, |(wanted, rare)| {
        let (folded, grows) = (fold(&wanted.text), typed.growing == Some(rare.at));
        let mut near = snapshot.near(&folded, NEAR_WORDS, Forgiving::One);
        near.retain(|known| {
            // What a beginning grows into is found as it is.
            let is_other = known.word != folded && !(grows && known.word.starts_with(&folded));
            let is_usual = known.records >= USUAL && known.records > rare.records.saturating_mul(TIMES);
            is_other && is_usual && known.apart <= FARTHEST
        });
        Ok((wanted, near))
    })?;
    let mut found: Vec<String> = Vec::new();
    for (wanted, near) in near {
        found.extend(near.iter().filter_map(|known| with(typed, wanted, known)));
    }
    found.truncate(limit);
    Ok(found)
}

/// How words are spelt that were found by their stem alone: each stands so in no record, and is one easy mistake away from
/// a word of the same stem, as “trainning” is. Where another word is shown as corrected, these must be too. Given where the
/// forms of each stand, and the words that the glossary knows.
pub(crate) fn respelt(
    snapshot: &Snapshot,
    fields: &Fields,
    typed: &Typed,
    (standing, glossary): (&[Vec<Standing>], &BTreeSet<String>),
) -> Vec<(Range<usize>, String)> {
    let by_stem = |forms: &[Standing]| {
        let having =
            |field: Field| forms.iter().filter(|form| form.field == field).map(|form| form.records).sum::<u64>();
        having(fields.word) == 0 && having(fields.stem) > 0
    };
    // Phrases and titles are looked for as they were typed.
    let is_held = |word: &String| typed.phrases.iter().chain(&typed.titles).flatten().any(|held| held == word);
    let words = typed.wanted.iter().zip(standing).filter(|(_, forms)| by_stem(forms));
    let words = words.map(|(wanted, _)| (wanted, fold(&wanted.text)));
    let words = words.filter(|(_, folded)| !glossary.contains(folded) && !is_held(folded));
    let known = words.take(Forgiving::One.most_words()).filter_map(|(wanted, folded)| {
        let near = snapshot.near(&folded, NEAR_WORDS, Forgiving::One);
        let is_same = |known: &Known| {
            let mut languages = snapshot.languages.iter();
            known.apart <= EASY && languages.any(|each| each.stem(&known.word) == each.stem(&wanted.text))
        };
        Some((wanted, near.into_iter().find(is_same)?.word))
    });
    known.flat_map(|(wanted, word)| wanted.ranges.iter().map(move |range| (range.clone(), word.clone()))).collect()
}

/// What was typed, with a known word in place of one.
fn with(typed: &Typed, wanted: &Wanted, known: &Known) -> Option<String> {
    let replaced: Vec<_> = wanted.ranges.iter().map(|range| (range.clone(), known.word.clone())).collect();
    Corrected::of(&typed.text, &replaced).map(|corrected| corrected.text)
}

/// Queries that may have been meant where little was found: a word of what was typed is in hardly any record and close
/// to one that is in many more; likeliest first.
pub(crate) fn alternatives(snapshot: &Snapshot, fields: &Fields, typed: &Typed, limit: usize) -> Result<Vec<String>> {
    let mut found = Vec::new();
    // Of a whole text the first few words.
    for wanted in typed.wanted.iter().take(Forgiving::Three.most_words()) {
        if found.len() >= limit {
            break;
        }
        let folded = fold(&wanted.text);
        if typed.unread.iter().any(|unread| unread.field == folded) {
            continue;
        }
        let own = snapshot.searcher.doc_freq(&Term::from_field_text(fields.word, &folded))?;
        for known in snapshot.near(&folded, NEAR_WORDS, Forgiving::Three) {
            if known.word != folded && known.records > own.saturating_mul(TIMES) {
                found.extend(with(typed, wanted, &known));
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
