//! What a reader typed, parsed once into what it means: words to find, phrases to hold, words to leave out. No
//! text is wrong; signs that mean nothing are skipped.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::tokens::{fold, words};

/// Characters of a query that are read; the rest is left out and the page says so.
pub const LONGEST_QUERY: usize = 2_500;

/// A word to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// As typed.
    pub text: String,
    /// Where it stands in what was typed, each time.
    pub ranges: Vec<Range<usize>>,
    /// How often it was typed: a word said twice matters more.
    pub times: u16,
}

/// A query as understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    /// What was read of it.
    pub text: String,
    /// Says whether its end was left out.
    pub cut: bool,
    /// Words to find, in their order.
    pub wanted: Vec<Wanted>,
    /// The last word, when it may still grow: its place among `wanted`.
    pub growing: Option<usize>,
    /// Phrases to hold, as folded words.
    pub phrases: Vec<Vec<String>>,
    /// Words and phrases to leave out, as typed.
    pub unwanted: Vec<Vec<String>>,
}

impl Typed {
    /// Parses what was typed.
    pub(crate) fn read(raw: &str) -> Self {
        let end = raw.char_indices().nth(LONGEST_QUERY).map_or(raw.len(), |(at, _)| at);
        let mut typed =
            Self { text: raw.get(..end).unwrap_or_default().to_owned(), cut: end < raw.len(), ..Self::default() };
        let mut seen = BTreeMap::new();
        let text = typed.text.clone();
        let mut from = 0;
        while let Some(chunk) = next_chunk(&text, from) {
            from = chunk.end;
            typed.take(&text, &chunk, &mut seen);
        }
        typed
    }

    /// Says whether nothing but blanks was typed.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn take(&mut self, text: &str, chunk: &Chunk, seen: &mut BTreeMap<String, usize>) {
        let inner = text.get(chunk.inner.clone()).unwrap_or_default();
        let found: Vec<Range<usize>> =
            words(inner).map(|w| chunk.inner.start + w.start..chunk.inner.start + w.end).collect();
        let texts = || found.iter().filter_map(|range| text.get(range.clone()));
        if found.is_empty() {
            return;
        }
        if chunk.sign == Sign::Without {
            self.unwanted.push(texts().map(str::to_owned).collect());
            return;
        }
        if chunk.quoted == Quoted::Yes {
            self.phrases.push(texts().map(fold).collect());
        }
        self.growing = None;
        for (range, word) in found.iter().zip(texts()) {
            let place = *seen.entry(fold(word)).or_insert(self.wanted.len());
            match self.wanted.get_mut(place) {
                Some(wanted) => {
                    wanted.times = wanted.times.saturating_add(1);
                    wanted.ranges.push(range.clone());
                }
                None => self.wanted.push(Wanted { text: word.to_owned(), ranges: vec![range.clone()], times: 1 }),
            }
            let last = range.end == text.len() && chunk.quoted == Quoted::No;
            self.growing = (last && word.chars().nth(1).is_some()).then_some(place);
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Sign {
    With,
    Without,
}

#[derive(Debug, PartialEq, Eq)]
enum Quoted {
    Yes,
    No,
}

struct Chunk {
    sign: Sign,
    quoted: Quoted,
    inner: Range<usize>,
    end: usize,
}

fn next_chunk(text: &str, from: usize) -> Option<Chunk> {
    let rest = text.get(from..)?;
    let start = from + rest.find(|c: char| !c.is_whitespace())?;
    let chunk = text.get(start..)?;
    let (sign, body) = match chunk.strip_prefix(['-', '\u{2212}']) {
        Some(body) if body.starts_with(|c: char| c.is_alphanumeric() || closing(c).is_some()) => (Sign::Without, body),
        _ => (Sign::With, chunk),
    };
    let start = text.len() - body.len();
    if let Some((open, close)) = body.chars().next().and_then(|open| Some((open, closing(open)?))) {
        let inside = start + open.len_utf8();
        if let Some(length) = text.get(inside..)?.find(close) {
            let closed = inside + length;
            let end = closed + text.get(closed..)?.chars().next()?.len_utf8();
            return Some(Chunk { sign, quoted: Quoted::Yes, inner: inside..closed, end });
        }
    }
    let blank = |c: char| c.is_whitespace();
    let length = body.find(blank).unwrap_or(body.len());
    // A quotation mark at the end of a word opens nothing, one that follows it directly may open a phrase.
    let inner = start..start + length;
    Some(Chunk { sign, quoted: Quoted::No, end: inner.end, inner })
}

fn closing(open: char) -> Option<&'static [char]> {
    match open {
        '"' => Some(&['"']),
        '\u{201C}' | '\u{201E}' | '\u{201D}' => Some(&['\u{201C}', '\u{201D}']),
        '«' => Some(&['»']),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_QUERY, Typed};

    fn wanted(typed: &Typed) -> Vec<&str> {
        typed.wanted.iter().map(|w| w.text.as_str()).collect()
    }

    #[test]
    fn words_phrases_and_minus_are_told_apart() {
        let typed = Typed::read("hotel \"Code of conduct\" -police -\"debt bondage\" well-known hotel");
        assert_eq!(wanted(&typed), ["hotel", "Code", "of", "conduct", "well", "known"]);
        assert_eq!(typed.phrases, [["code", "of", "conduct"]]);
        assert_eq!(typed.unwanted, [vec!["police"], vec!["debt", "bondage"]]);
        assert_eq!(typed.wanted.first().map(|w| w.times), Some(2));
    }

    #[test]
    fn only_the_last_word_may_grow() {
        for (text, growing) in [
            ("code cond", Some(1)),
            ("code cond ", None),
            ("code \"cond\"", None),
            ("code -cond", None),
            ("a", None),
            ("", None),
        ] {
            assert_eq!(Typed::read(text).growing, growing, "{text}");
        }
    }

    #[test]
    fn signs_that_mean_nothing_are_skipped() {
        for text in ["\"", "-", "- -", "\"\"", "-\"\"", "\u{1F600}", "\u{202E}", "«", "--"] {
            let typed = Typed::read(text);
            assert!(typed.wanted.is_empty() && typed.phrases.is_empty() && typed.unwanted.is_empty(), "{text}");
        }
        assert_eq!(wanted(&Typed::read("\"open ended")), ["open", "ended"]);
    }

    #[test]
    fn an_over_long_query_says_so() {
        assert!(!Typed::read(&"é".repeat(LONGEST_QUERY)).cut);
        assert!(Typed::read(&"é".repeat(LONGEST_QUERY + 1)).cut);
    }
}
