//! Which words of the index somebody may have meant by a word that no record has.

use std::collections::{BTreeMap, HashMap};

use rapidfuzz::distance::osa;

/// Shorter words are taken as typed: nearly every short word is near another.
const SHORTEST: usize = 4;
/// From this length on, two mistakes are forgiven.
const SHORTEST_FOR_TWO: usize = 5;
/// From this length on, three are, where no word is nearer.
const SHORTEST_FOR_THREE: usize = 8;
/// What a mistake costs that fingers or ears make easily: two letters swapped, one doubled or not, one vowel for
/// another. Any other costs one.
pub(crate) const EASY: f32 = 0.7;
/// What it costs more if the first letter is another: people seldom miss that.
const FIRST_LETTER: f32 = 0.6;
/// How much a word that ten times as many records have may cost more.
const FREQUENCY: f32 = 0.25;
/// So many words are looked at together.
const BLOCK: usize = 64;
/// So many letters are the beginning of a word.
const BEGINNING: usize = 6;

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

/// The words of a segment, by their lengths, so laid out that all of them can be looked at in a moment.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    by_length: BTreeMap<u8, Words>,
}

/// Words of one length.
#[derive(Debug, Default)]
struct Words {
    /// The letters of each, as bits.
    letters: Vec<u32>,
    /// The letters of the beginning of each.
    beginnings: Vec<u32>,
    /// Records that have each.
    records: Vec<u32>,
    /// Where each ends in the text.
    ends: Vec<u32>,
    text: String,
}

impl Vocabulary {
    /// Adds a folded word that so many records have.
    pub(crate) fn add(&mut self, word: &str, records: u32) {
        let length = length(word);
        if usize::from(length) + 2 < SHORTEST || word.bytes().all(|byte| byte.is_ascii_digit()) {
            return;
        }
        let words = self.by_length.entry(length).or_default();
        let Ok(end) = u32::try_from(words.text.len() + word.len()) else { return };
        words.text.push_str(word);
        words.ends.push(end);
        words.letters.push(letters(word.chars()));
        words.beginnings.push(letters(word.chars().take(BEGINNING)));
        words.records.push(records);
    }
}

impl Words {
    /// The places of the words of which neither the letters nor those of the beginning differ from these by more than
    /// so many.
    fn alike(&self, (own, beginning): (u32, u32), most: u32) -> impl Iterator<Item = usize> {
        // A block at a time, so that the processor counts several words at once.
        let alike = (0..).step_by(BLOCK).zip(self.letters.chunks(BLOCK)).flat_map(move |(first, block)| {
            let mut apart = [u32::MAX; BLOCK];
            apart.iter_mut().zip(block).for_each(|(apart, has)| *apart = (has ^ own).count_ones());
            (first..).zip(apart).filter(move |(_, apart)| *apart <= most).map(|(at, _)| at)
        });
        alike.filter(move |at| self.beginnings.get(*at).is_some_and(|has| (has ^ beginning).count_ones() <= most))
    }

    fn word(&self, at: usize) -> &str {
        let place = |at: usize| self.ends.get(at).map_or(0, |end| crate::bits::index(*end));
        let start = at.checked_sub(1).map_or(0, place);
        self.text.get(start..place(at)).unwrap_or_default()
    }
}

/// How much is done for words that no record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forgiving {
    /// Long words are forgiven three mistakes, where none is nearer.
    Three,
    /// None is forgiven more than two.
    Two,
    /// None is forgiven more than one: what is asked of words that some record has.
    One,
}

impl Forgiving {
    /// How many words of one query are looked up.
    pub(crate) const fn most_words(self) -> usize {
        match self {
            Self::Three => 8,
            Self::Two => 4,
            Self::One => 2,
        }
    }
}

/// Says whether a folded word is looked up at all.
pub(crate) fn is_looked_up(word: &str) -> bool {
    word.chars().nth(SHORTEST - 1).is_some() && !word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words nearest to a folded word, likeliest first.
pub(crate) fn near<'a>(
    vocabularies: impl Iterator<Item = &'a Vocabulary> + Clone,
    word: &str,
    limit: usize,
    forgiving: Forgiving,
) -> Vec<Known> {
    if !is_looked_up(word) {
        return Vec::new();
    }
    let typed: Vec<char> = word.chars().collect();
    let most = if typed.len() < SHORTEST_FOR_TWO || forgiving == Forgiving::One { 1_u8 } else { 2 };
    let found = within(vocabularies.clone(), (word, &typed), most, limit);
    if found.is_empty() && typed.len() >= SHORTEST_FOR_THREE && forgiving == Forgiving::Three {
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
    let length = length(word);
    let mistakes = osa::BatchComparator::new(typed.iter().copied());
    let few = osa::Args::default().score_cutoff(usize::from(most));
    let mut found: HashMap<&str, (u64, f32)> = HashMap::new();
    let mut table = Table::default();
    // Each mistake changes the length by one, and at most two letters of either set.
    let sets = (letters(word.chars()), letters(word.chars().take(BEGINNING)));
    let lengths = length.saturating_sub(most)..=length.saturating_add(most);
    for words in vocabularies.flat_map(|vocabulary| vocabulary.by_length.range(lengths.clone())).map(|(_, words)| words)
    {
        for at in words.alike(sets, u32::from(most) * 2) {
            let known = words.word(at);
            if mistakes.distance_with_args(known.chars(), &few).is_some() {
                let (records, _) = found.entry(known).or_insert_with(|| (0, table.cost(typed, known)));
                *records += words.records.get(at).copied().map_or(0, u64::from);
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

/// A length in characters, up to the most that is told apart.
fn length(word: &str) -> u8 {
    u8::try_from(word.chars().count()).unwrap_or(u8::MAX)
}

fn letters(word: impl Iterator<Item = char>) -> u32 {
    word.fold(0, |bits, c| bits | 1 << (u32::from(c) % 32))
}

/// The table of what the mistakes between two words cost, kept for the next pair.
#[derive(Default)]
struct Table {
    known: Vec<char>,
    /// The cost for each pair of beginnings.
    costs: Vec<f32>,
}

impl Table {
    /// What the mistakes cost (optimal string alignment).
    fn cost(&mut self, typed: &[char], known: &str) -> f32 {
        self.known.clear();
        self.known.extend(known.chars());
        let width = self.known.len() + 1;
        self.costs.clear();
        self.costs.extend((0_u8..).take(width).map(f32::from));
        for ((row, first), &one) in (1_usize..).zip(1_u8..).zip(typed) {
            self.costs.push(f32::from(first));
            for (column, &other) in (1_usize..).zip(&self.known) {
                let cell = |back: usize, left: usize| {
                    self.costs.get((row - back) * width + column - left).copied().unwrap_or(f32::MAX)
                };
                let before = |word: &[char], at: usize| at.checked_sub(2).and_then(|at| word.get(at)).copied();
                let doubled = |word: &[char], at: usize, letter: char| {
                    if before(word, at) == Some(letter) { EASY } else { 1.0 }
                };
                let changed = match one == other {
                    true => 0.0,
                    false if is_vowel(one) && is_vowel(other) => EASY,
                    false => 1.0,
                };
                let added = cell(1, 0) + doubled(typed, row, one);
                let left_out = cell(0, 1) + doubled(&self.known, column, other);
                let mut best = (cell(1, 1) + changed).min(added).min(left_out);
                if before(typed, row) == Some(other) && before(&self.known, column) == Some(one) {
                    best = best.min(cell(2, 2) + if one == other { 1.0 } else { EASY });
                }
                self.costs.push(best);
            }
        }
        let elsewhere = if typed.first() == self.known.first() { 0.0 } else { FIRST_LETTER };
        self.costs.last().copied().unwrap_or_default() + elsewhere
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::{Forgiving, Vocabulary, near};

    fn meant(word: &str) -> Vec<String> {
        let mut words = Vocabulary::default();
        for (word, records) in
            [("training", 9), ("raining", 1), ("trading", 5), ("hotel", 3), ("hostel", 3), ("2019", 9)]
        {
            words.add(word, records);
        }
        near([&words].into_iter(), word, 3, Forgiving::Three).into_iter().map(|known| known.word).collect()
    }

    #[test]
    fn the_likeliest_word_comes_first() {
        assert_eq!(meant("trainig").first().map(String::as_str), Some("training"));
        assert_eq!(meant("tarining"), ["training", "raining"]);
        assert_eq!(meant("hoetl"), ["hotel", "hostel"]);
        assert_eq!(meant("hottel").first().map(String::as_str), Some("hotel"));
    }

    #[test]
    fn words_that_records_have_are_forgiven_one_mistake() {
        let mut words = Vocabulary::default();
        words.add("harbour", 9);
        let near = |word| near([&words].into_iter(), word, 3, Forgiving::One).len();
        assert_eq!([near("harbuor"), near("harbur"), near("harubor"), near("harbar")], [1, 1, 0, 0]);
    }

    #[test]
    fn short_words_numbers_and_far_words_are_left_alone() {
        for word in ["hot", "2091", "police", ""] {
            assert_eq!(meant(word), Vec::<String>::new(), "{word}");
        }
    }
}
