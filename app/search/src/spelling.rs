//! Which words of the index somebody may have meant by a word that no record has.

use std::collections::HashMap;

/// Shorter words are taken as typed: nearly every short word is near another.
const SHORTEST: usize = 4;
/// From this length on, two mistakes are forgiven.
const SHORTEST_FOR_TWO: usize = 5;
/// From this length on, three are, where no word is nearer.
const SHORTEST_FOR_THREE: usize = 8;
/// What a mistake costs that fingers or ears make easily: two letters swapped, one doubled or not, one vowel for
/// another. Any other costs one.
const EASY: f32 = 0.7;
/// What it costs more if the first letter is another: people seldom miss that.
const FIRST_LETTER: f32 = 0.6;
/// How much a word that ten times as many records have may cost more.
const FREQUENCY: f32 = 0.25;

/// A word of the index.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Known {
    /// The folded word.
    pub word: String,
    /// Records that have it.
    pub records: u64,
    /// Mistakes between it and what was typed: letters missing, added, changed, or two swapped; easy ones count less.
    pub apart: f32,
    /// How unlikely it is to be what was meant: the mistakes, less for words that many records have.
    pub cost: f32,
}

/// The words of a segment, so laid out that all of them can be looked at in a moment.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// The letters of each word, as bits.
    letters: Vec<u64>,
    /// Length in characters, and records that have it.
    facts: Vec<(u8, u32)>,
    /// Where each word ends in the text.
    ends: Vec<u32>,
    text: String,
}

impl Vocabulary {
    /// Adds a folded word that so many records have.
    pub(crate) fn add(&mut self, word: &str, records: u32) {
        let length = u8::try_from(word.chars().count()).unwrap_or(u8::MAX);
        if usize::from(length) + 2 < SHORTEST || word.bytes().all(|byte| byte.is_ascii_digit()) {
            return;
        }
        let Ok(end) = u32::try_from(self.text.len() + word.len()) else { return };
        self.text.push_str(word);
        self.ends.push(end);
        self.letters.push(letters(word));
        self.facts.push((length, records));
    }

    fn word(&self, at: usize) -> &str {
        let place = |at: usize| self.ends.get(at).map_or(0, |end| crate::bits::index(*end));
        let start = at.checked_sub(1).map_or(0, place);
        self.text.get(start..place(at)).unwrap_or_default()
    }
}

/// The words nearest to a folded word, likeliest first.
pub(crate) fn near<'a>(
    vocabularies: impl Iterator<Item = &'a Vocabulary> + Clone,
    word: &str,
    limit: usize,
) -> Vec<Known> {
    let typed: Vec<char> = word.chars().collect();
    if typed.len() < SHORTEST || word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let most = if typed.len() < SHORTEST_FOR_TWO { 1_u8 } else { 2 };
    let found = within(vocabularies.clone(), (word, &typed), most, limit);
    if found.is_empty() && typed.len() >= SHORTEST_FOR_THREE {
        return within(vocabularies, (word, &typed), 3, limit);
    }
    found
}

/// The words within so many mistakes.
fn within<'a>(
    vocabularies: impl Iterator<Item = &'a Vocabulary>,
    (word, typed): (&str, &[char]),
    most: u8,
    limit: usize,
) -> Vec<Known> {
    let own = letters(word);
    let mut found: HashMap<&str, (u64, f32)> = HashMap::new();
    let mut table = Table::default();
    for vocabulary in vocabularies {
        for (at, (has, (length, records))) in vocabulary.letters.iter().zip(&vocabulary.facts).enumerate() {
            // Each mistake changes at most two letters of the set, and the length by one.
            let apart = (has ^ own).count_ones() > u32::from(most) * 2;
            if apart || usize::from(*length).abs_diff(typed.len()) > usize::from(most) {
                continue;
            }
            let known = vocabulary.word(at);
            if let Some((records_before, ..)) = found.get_mut(known) {
                *records_before += u64::from(*records);
            } else if let Some(cost) = table.between(typed, known, most) {
                found.insert(known, (u64::from(*records), cost));
            }
        }
    }
    let mut ranked: Vec<Known> = found
        .into_iter()
        .map(|(word, (records, cost))| {
            let often = f32::from(u16::try_from(records).unwrap_or(u16::MAX)).log10();
            Known { word: word.to_owned(), records, apart: cost, cost: cost - FREQUENCY * often }
        })
        .collect();
    ranked.sort_by(|a, b| a.cost.total_cmp(&b.cost).then_with(|| a.word.cmp(&b.word)));
    ranked.truncate(limit);
    ranked
}

fn letters(word: &str) -> u64 {
    word.chars().fold(0, |bits, c| bits | 1 << (u32::from(c) % 64))
}

/// The table of the distance between two words, kept for the next pair.
#[derive(Default)]
struct Table {
    known: Vec<char>,
    /// Mistakes and cost for each pair of beginnings.
    rows: Vec<(u8, f32)>,
}

impl Table {
    /// What the mistakes cost, if there are no more than so many (optimal string alignment).
    fn between(&mut self, typed: &[char], known: &str, most: u8) -> Option<f32> {
        self.known.clear();
        self.known.extend(known.chars());
        let width = self.known.len() + 1;
        self.rows.clear();
        self.rows.extend((0_u8..).take(width).map(|n| (n, f32::from(n))));
        for (row, &one) in (1_usize..).zip(typed) {
            let first = u8::try_from(row).ok()?;
            self.rows.push((first, f32::from(first)));
            let mut least = first;
            for (column, &other) in (1_usize..).zip(&self.known) {
                let cell = |back: usize, left: usize| {
                    self.rows.get((row - back) * width + column - left).copied().unwrap_or((u8::MAX, f32::MAX))
                };
                let before = |word: &[char], at: usize| at.checked_sub(2).and_then(|at| word.get(at)).copied();
                let plus = |(mistakes, cost): (u8, f32), more: f32| (mistakes.saturating_add(1), cost + more);
                let doubled = |word: &[char], at: usize, letter: char| {
                    if before(word, at) == Some(letter) { EASY } else { 1.0 }
                };
                let mut best = if one == other {
                    cell(1, 1)
                } else {
                    plus(cell(1, 1), if is_vowel(one) && is_vowel(other) { EASY } else { 1.0 })
                };
                let added = plus(cell(1, 0), doubled(typed, row, one));
                let left_out = plus(cell(0, 1), doubled(&self.known, column, other));
                let swapped = (before(typed, row) == Some(other) && before(&self.known, column) == Some(one))
                    .then(|| plus(cell(2, 2), if one == other { 1.0 } else { EASY }));
                for way in [Some(added), Some(left_out), swapped].into_iter().flatten() {
                    best = (best.0.min(way.0), best.1.min(way.1));
                }
                least = least.min(best.0);
                self.rows.push(best);
            }
            if least > most {
                return None;
            }
        }
        let (mistakes, cost) = self.rows.last().copied()?;
        let elsewhere = if typed.first() == self.known.first() { 0.0 } else { FIRST_LETTER };
        (mistakes <= most).then_some(cost + elsewhere)
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::{Vocabulary, near};

    fn meant(word: &str) -> Vec<String> {
        let mut words = Vocabulary::default();
        for (word, records) in
            [("training", 9), ("raining", 1), ("trading", 5), ("hotel", 3), ("hostel", 3), ("2019", 9)]
        {
            words.add(word, records);
        }
        near([&words].into_iter(), word, 3).into_iter().map(|known| known.word).collect()
    }

    #[test]
    fn the_likeliest_word_comes_first() {
        assert_eq!(meant("trainig").first().map(String::as_str), Some("training"));
        assert_eq!(meant("tarining"), ["training", "raining"]);
        assert_eq!(meant("hoetl"), ["hotel", "hostel"]);
        assert_eq!(meant("hottel").first().map(String::as_str), Some("hotel"));
    }

    #[test]
    fn short_words_numbers_and_far_words_are_left_alone() {
        for word in ["hot", "2091", "police", ""] {
            assert_eq!(meant(word), Vec::<String>::new(), "{word}");
        }
    }
}
