//! Matching of a typed title with many short labels: accents, spelling mistakes, compounds and half-typed words.
//!
//! What belongs here: an index over labels of any kind, and the score of each label for a text. What does not: what a
//! label stands for, languages, order of equals (`occupations`, `skills`).
//!
//! The score is the cosine of two vectors of character sequences, each weighted by its rarity. Sequences never cross a
//! gap between words, so the product with a label is the sum of the products with its words, and the index needs to
//! know the sequences of each distinct word only. Half-typed and misspelt words raise the product with the words meant.

use std::collections::HashMap;

use crate::fold::fold;
use crate::spelling::{Letters, allowance, mistakes};

/// Lengths in bytes of the sequences that are compared.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=4;
/// A label below this score has nothing in common with the text that a reader would see.
const FLOOR: f64 = 0.2;
/// Words of a typed text that are looked at.
const MOST_WORDS: usize = 16;
/// Shortest beginning of a word that counts as one.
const SHORTEST_START: usize = 2;

/// An index over labels; a label is known by its position in what the index was made from.
#[derive(Debug)]
pub struct LabelIndex {
    words: Vec<Word>,
    sequences: Vec<Sequence>,
    /// For each sequence the words it stands in, one sequence after the other.
    holders: Vec<u32>,
    /// For each label the end of its words in `label_words`.
    label_ends: Vec<u32>,
    label_words: Vec<u32>,
    /// Length of the vector of each label.
    label_lengths: Vec<f64>,
}

/// A distinct word of the labels; they are in alphabetical order.
#[derive(Debug)]
struct Word {
    text: Box<str>,
    letters: Letters,
    /// Length of its vector.
    length: f64,
}

/// A sequence of characters; they are in order of `bytes`.
#[derive(Debug)]
struct Sequence {
    bytes: u64,
    /// End of its words in `holders`.
    end: u32,
    /// Square of its rarity.
    weight: f64,
}

/// A label and how well a text fits it, between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Position of the label.
    pub label: usize,
    /// The score; 1 means the same words.
    pub score: f64,
}

impl LabelIndex {
    /// Makes an index over labels.
    #[must_use]
    pub fn new<'a>(labels: impl IntoIterator<Item = &'a str>) -> Self {
        let (words, label_ends, label_words) = vocabulary(labels);
        let mut uses = vec![0_u32; words.len()];
        for word in &label_words {
            if let Some(count) = uses.get_mut(at(*word)) {
                *count += 1;
            }
        }
        let (sequences, holders, of_words) = sequences(&words, &uses, label_ends.len());
        let mut index = Self { words, sequences, holders, label_ends, label_words, label_lengths: Vec::new() };
        index.measure(&of_words);
        index
    }

    /// Computes the lengths of all vectors from the sequences of each word.
    fn measure(&mut self, of_words: &[Vec<u32>]) {
        let weights: Vec<f64> = self.sequences.iter().map(|sequence| sequence.weight).collect();
        let mut counts = vec![0_u32; weights.len()];
        let mut squared = |words: &mut dyn Iterator<Item = &[u32]>| {
            let mut sum = 0.0;
            let mut seen = Vec::new();
            for sequence in words.flatten() {
                if let (Some(count), Some(weight)) = (counts.get_mut(at(*sequence)), weights.get(at(*sequence))) {
                    // (n + 1)^2 - n^2
                    sum += weight * f64::from(*count * 2 + 1);
                    *count += 1;
                    seen.push(*sequence);
                }
            }
            for sequence in seen {
                if let Some(count) = counts.get_mut(at(sequence)) {
                    *count = 0;
                }
            }
            sum.sqrt()
        };
        for (word, sequences) in self.words.iter_mut().zip(of_words) {
            word.length = squared(&mut std::iter::once(sequences.as_slice()));
        }
        let mut start = 0;
        for end in &self.label_ends {
            let words = self.label_words.get(start..at(*end)).unwrap_or_default();
            let length = squared(&mut words.iter().filter_map(|word| of_words.get(at(*word)).map(Vec::as_slice)));
            self.label_lengths.push(length);
            start = at(*end);
        }
    }

    /// The labels that a text fits, in no order. The last word may be half typed if no space follows it.
    #[must_use]
    pub fn rank(&self, text: &str) -> Vec<Ranked> {
        let folded = fold(text);
        let typed: Vec<&str> = folded.split_whitespace().take(MOST_WORDS).collect();
        let Some(last) = typed.last() else { return Vec::new() };
        let (mut products, length) = self.products(&typed);
        if length <= 0.0 {
            return Vec::new();
        }
        if !text.ends_with(char::is_whitespace) {
            self.raise_begun(last, &mut products);
        }
        for word in &typed {
            self.raise_misspelt(word, &mut products);
        }
        self.labels(&products, length)
    }

    /// The product of the typed words with each known word, and the length of the typed words' vector.
    fn products(&self, typed: &[&str]) -> (Vec<f64>, f64) {
        let mut found: Vec<u32> = typed.iter().flat_map(|word| self.known(word)).collect();
        found.sort_unstable();
        let mut products = vec![0.0; self.words.len()];
        let mut squared = 0.0;
        for same in found.chunk_by(|a, b| a == b) {
            let Some(position) = same.first().map(|id| at(*id)) else { continue };
            let Some(sequence) = self.sequences.get(position) else { continue };
            let times = f64::from(id(same.len()));
            squared += sequence.weight * times * times;
            for word in self.holders_of(position, sequence) {
                if let Some(product) = products.get_mut(at(*word)) {
                    *product += sequence.weight * times;
                }
            }
        }
        (products, squared.sqrt())
    }

    /// Raises the words that begin with what was typed: the nearer to complete, the more.
    fn raise_begun(&self, typed: &str, products: &mut [f64]) {
        if typed.chars().nth(SHORTEST_START - 1).is_none() {
            return;
        }
        let own = self.length_of(typed);
        let start = self.words.partition_point(|word| *word.text < *typed);
        let begun = self.words.iter().zip(products).skip(start).take_while(|(word, _)| word.text.starts_with(typed));
        for (word, product) in begun {
            let share = f64::from(id(typed.len())) / f64::from(id(word.text.len()));
            *product = product.max((0.7 + 0.3 * share) * own.max(word.length * 0.5) * word.length);
        }
    }

    /// Raises the words that differ from an unknown typed word by a mistake or two.
    fn raise_misspelt(&self, typed: &str, products: &mut [f64]) {
        let letters: Vec<char> = typed.chars().collect();
        let limit = allowance(letters.len());
        if limit == 0 || self.words.binary_search_by(|word| (*word.text).cmp(typed)).is_ok() {
            return;
        }
        let (own, set) = (self.length_of(typed), Letters::of(typed));
        for (word, product) in self.words.iter().zip(products) {
            if word.text.len().abs_diff(typed.len()) > limit * 3 || !set.may_be_within(word.letters, id(limit)) {
                continue;
            }
            let other: Vec<char> = word.text.chars().collect();
            if let Some(found) = mistakes(&letters, &other, limit) {
                let nearness = 0.95 - 0.1 * f64::from(id(found));
                *product = product.max(nearness * own * word.length);
            }
        }
    }

    /// The labels whose words together reach the floor.
    fn labels(&self, products: &[f64], length: f64) -> Vec<Ranked> {
        let mut ranked = Vec::new();
        let mut start = 0;
        for (label, (end, own)) in self.label_ends.iter().zip(&self.label_lengths).enumerate() {
            let words = self.label_words.get(start..at(*end)).unwrap_or_default();
            start = at(*end);
            let product: f64 = words.iter().filter_map(|word| products.get(at(*word))).sum();
            let score = product / (own * length);
            if score >= FLOOR {
                ranked.push(Ranked { label, score: score.min(1.0) });
            }
        }
        ranked
    }

    /// The words that hold a sequence.
    fn holders_of(&self, position: usize, sequence: &Sequence) -> &[u32] {
        let start = position.checked_sub(1).and_then(|before| self.sequences.get(before)).map_or(0, |s| at(s.end));
        self.holders.get(start..at(sequence.end)).unwrap_or_default()
    }

    /// The known sequences of a word, by their positions.
    fn known(&self, word: &str) -> Vec<u32> {
        let position = |bytes: u64| self.sequences.binary_search_by_key(&bytes, |s| s.bytes).ok().map(id);
        cut(word).into_iter().filter_map(position).collect()
    }

    /// Length of the vector of a typed word.
    fn length_of(&self, word: &str) -> f64 {
        let weight = |sequence: u32| self.sequences.get(at(sequence)).map(|s| s.weight);
        self.known(word).into_iter().filter_map(weight).sum::<f64>().sqrt()
    }
}

/// The distinct words in order, and for each label the end of its words in the list of words of all labels.
fn vocabulary<'a>(labels: impl IntoIterator<Item = &'a str>) -> (Vec<Word>, Vec<u32>, Vec<u32>) {
    let mut seen: HashMap<Box<str>, u32> = HashMap::new();
    let (mut ends, mut of_labels) = (Vec::new(), Vec::new());
    for label in labels {
        for word in fold(label).split_whitespace() {
            let next = id(seen.len());
            let number = seen.get(word).copied().unwrap_or_else(|| *seen.entry(word.into()).or_insert(next));
            of_labels.push(number);
        }
        ends.push(id(of_labels.len()));
    }
    let mut ordered: Vec<(Box<str>, u32)> = seen.into_iter().collect();
    ordered.sort_unstable();
    let mut places = vec![0_u32; ordered.len()];
    for (place, (_, number)) in ordered.iter().enumerate() {
        if let Some(slot) = places.get_mut(at(*number)) {
            *slot = id(place);
        }
    }
    for word in &mut of_labels {
        *word = places.get(at(*word)).copied().unwrap_or_default();
    }
    of_labels.shrink_to_fit();
    let word = |text: Box<str>| Word { letters: Letters::of(&text), text, length: 0.0 };
    (ordered.into_iter().map(|(text, _)| word(text)).collect(), ends, of_labels)
}

/// The distinct sequences of all words in order, weighted by rarity among labels; the words that hold them, one
/// sequence after the other; and for each word the positions of its sequences.
fn sequences(words: &[Word], uses: &[u32], labels: usize) -> (Vec<Sequence>, Vec<u32>, Vec<Vec<u32>>) {
    let mut pairs: Vec<(u64, u32)> = Vec::new();
    for (number, word) in words.iter().enumerate() {
        pairs.extend(cut(&word.text).into_iter().map(|bytes| (bytes, id(number))));
    }
    pairs.sort_unstable();
    let mut end = 0;
    let mut sequences = Vec::new();
    let mut of_words = vec![Vec::new(); words.len()];
    for same in pairs.chunk_by(|a, b| a.0 == b.0) {
        end += same.len();
        let mut used = 0;
        for (_, word) in same {
            used += uses.get(at(*word)).copied().unwrap_or_default();
            if let Some(own) = of_words.get_mut(at(*word)) {
                own.push(id(sequences.len()));
            }
        }
        let rarity = (f64::from(id(labels) + 1) / f64::from(used + 1)).ln().max(0.0) + 1.0;
        let bytes = same.first().map_or(0, |pair| pair.0);
        sequences.push(Sequence { bytes, end: id(end), weight: rarity * rarity });
    }
    (sequences, pairs.into_iter().map(|(_, word)| word).collect(), of_words)
}

/// The distinct sequences of a word between two gaps, each packed into a number.
fn cut(word: &str) -> Vec<u64> {
    let padded: Vec<u8> = std::iter::once(b' ').chain(word.bytes()).chain(std::iter::once(b' ')).collect();
    let pack = |bytes: &[u8]| bytes.iter().fold(0, |packed, byte| packed << 8 | u64::from(*byte));
    let mut found: Vec<u64> = LENGTHS.flat_map(|length| padded.windows(length)).map(pack).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A position as it is stored: the tables are far smaller than the type.
fn id(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// A stored position.
fn at(id: u32) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::LabelIndex;

    const LABELS: [&str; 6] = ["cook", "head cook", "waitress", "Köchin", "bus driver", "kitchen assistant"];

    fn best(text: &str) -> Option<&'static str> {
        let ranked = LabelIndex::new(LABELS).rank(text);
        let best = ranked.into_iter().max_by(|a, b| a.score.total_cmp(&b.score))?;
        LABELS.get(best.label).copied()
    }

    #[test]
    fn the_label_meant_comes_first() {
        for (typed, label) in [
            ("cook", "cook"),
            ("COOK", "cook"),
            ("cook head", "head cook"),
            ("wairtess", "waitress"),
            ("kochin", "Köchin"),
            ("bus dri", "bus driver"),
            ("kitchn asistant", "kitchen assistant"),
        ] {
            assert_eq!(best(typed), Some(label), "{typed}");
        }
    }

    #[test]
    fn the_same_words_score_one() {
        let ranked = LabelIndex::new(LABELS).rank("Kitchen assistant");
        assert!(ranked.iter().any(|r| r.label == 5 && r.score > 0.999), "{ranked:?}");
    }

    #[test]
    fn what_has_nothing_in_common_finds_nothing() {
        for typed in ["", " ", "👩‍🍳", "קוק", "zzzzqqq", "???"] {
            assert_eq!(best(typed), None, "{typed}");
        }
        assert!(LabelIndex::new([]).rank("cook").is_empty());
    }
}
