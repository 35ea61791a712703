//! The passage of a record that answers best, with what was found marked in it. It marks all that found the record:
//! stems, prefixes and corrected words, which an index's own snippets do not.

mod phrases;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use quick_cache::Equivalent;
use quick_cache::sync::Cache;

pub(crate) use phrases::Phrase;
use phrases::Place;

use crate::tokens::{Stemming, fold, words};

/// Length of a passage, in characters, give or take the words at its ends.
const LENGTH: usize = 200;
const ELLIPSIS: &str = "…";
/// What a thing said again adds, as a share of what it says the first time.
const SAID_AGAIN: f64 = 0.05;
/// Adding and taking away leaves less than this over.
const ROUNDING: f64 = 1e-9;
/// Of so many words the forms are remembered: a few megabytes, and hardly a page has another.
const REMEMBERED: usize = 30_000;
/// Longer words, in bytes, are rare enough to be looked at anew.
const LONGEST_REMEMBERED: usize = 48;

/// A piece of a passage: plain text, never HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Says whether it is what was looked for.
    pub marked: bool,
}

/// What to mark, each with how telling it is.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// Folded stems.
    pub stems: BTreeMap<String, f64>,
    /// Folded words.
    pub words: BTreeMap<String, f64>,
    /// The beginning of a word that may still grow.
    pub prefix: Option<(String, f64)>,
    /// Words in their order.
    pub phrases: Vec<Phrase>,
}

impl Marks {
    fn is_empty(&self) -> bool {
        self.stems.is_empty() && self.words.is_empty() && self.prefix.is_none() && self.phrases.is_empty()
    }

    /// What was looked for and how telling it is, if a word of these forms is it.
    fn weigh(&self, forms: &Forms) -> Option<(&str, f64)> {
        let Forms { stem, folded } = forms;
        let prefix = || self.prefix.as_ref().filter(|(prefix, _)| folded.starts_with(prefix.as_str()));
        let known = self.stems.get_key_value(stem.as_ref());
        let known = known.or_else(|| prefix().map(|(prefix, weight)| (prefix, weight)));
        let (what, weight) = known.or_else(|| self.words.get_key_value(folded.as_ref()))?;
        Some((what, *weight))
    }
}

/// What a word of a text is compared by.
struct Forms {
    stem: Box<str>,
    folded: Box<str>,
}

/// A word as it stands in texts of a language.
#[derive(PartialEq, Eq, Hash)]
struct Spelled {
    language: Box<str>,
    word: Box<str>,
}

/// The same, to look it up.
#[derive(Hash)]
struct Looked<'a> {
    language: &'a str,
    word: &'a str,
}

impl Equivalent<Spelled> for Looked<'_> {
    fn equivalent(&self, key: &Spelled) -> bool {
        (self.language, self.word) == (&*key.language, &*key.word)
    }
}

/// The forms of the words that the last texts were made of: most words of one come again in the others, and stemming
/// them anew was most of the time of choosing passages. They are words of published records, never of queries.
static FORMS: LazyLock<Cache<Spelled, Arc<Forms>>> = LazyLock::new(|| Cache::new(REMEMBERED));

fn forms(language: &str, stemming: Stemming, word: &str) -> Arc<Forms> {
    if let Some(known) = FORMS.get(&Looked { language, word }) {
        return known;
    }
    let forms = Arc::new(Forms { stem: stemming.stem(word).into(), folded: fold(word).into() });
    if word.len() <= LONGEST_REMEMBERED {
        FORMS.insert(Spelled { language: language.into(), word: word.into() }, Arc::clone(&forms));
    }
    forms
}

/// A marked word in a text.
struct Mark<'m> {
    range: Range<usize>,
    /// The same, counted in characters.
    characters: Range<usize>,
    what: &'m str,
    weight: f64,
}

/// The best passage so far.
struct Best<'m> {
    worth: f64,
    /// The place of its text.
    place: usize,
    found: Vec<Mark<'m>>,
    window: Range<usize>,
}

/// Reads texts of records for what is to be marked. Most words of one text come again in the next, and what has been
/// found out of one is remembered.
pub(crate) struct Reader<'m> {
    /// What is to be marked.
    pub marks: &'m Marks,
    /// The language of the words that are remembered.
    language: String,
    stemming: Stemming,
    known: HashMap<Box<str>, Option<(&'m str, f64)>>,
}

impl<'m> Reader<'m> {
    /// A reader that has read nothing.
    pub(crate) fn new(marks: &'m Marks) -> Self {
        Self { marks, language: String::new(), stemming: Stemming::of(""), known: HashMap::new() }
    }

    /// Chooses the best passage of the texts of one record, which are in a language and come in the order of their worth;
    /// answers the place of its text among them, too.
    pub(crate) fn choose(&mut self, texts: &[&str], language: &str) -> (Vec<Piece>, usize) {
        self.turn_to(language);
        let mut best: Option<Best<'m>> = None;
        for (place, text) in texts.iter().enumerate().filter(|_| !self.marks.is_empty()) {
            let found = self.find(text);
            if let Some((worth, window)) = window(&found)
                && best.as_ref().is_none_or(|known| worth > known.worth)
            {
                best = Some(Best { worth, place, found, window });
            }
        }
        let Best { place, found, window, .. } = best.unwrap_or_else(|| {
            let place = texts.iter().position(|text| !text.is_empty()).unwrap_or_default();
            Best { worth: 0.0, place, found: Vec::new(), window: 0..0 }
        });
        let text = texts.get(place).copied().unwrap_or_default();
        (pieces(text, &around(text, &window), &found), place)
    }

    /// A whole text in a language, with what was looked for marked in it.
    pub(crate) fn whole(&mut self, text: &str, language: &str) -> Vec<Piece> {
        self.turn_to(language);
        pieces(text, &(0..text.len()), &self.find(text))
    }

    /// Forgets what was known of words in another language.
    fn turn_to(&mut self, language: &str) {
        if self.language != language {
            self.known.clear();
            (self.language, self.stemming) = (language.to_owned(), Stemming::of(language));
        }
    }

    /// What was looked for and how telling it is, if a word is it.
    fn weigh(&mut self, word: &str) -> Option<(&'m str, f64)> {
        if let Some(known) = self.known.get(word) {
            return *known;
        }
        let weighed = self.marks.weigh(&forms(&self.language, self.stemming, word));
        self.known.insert(word.into(), weighed);
        weighed
    }

    fn find(&mut self, text: &str) -> Vec<Mark<'m>> {
        let alone = words(text).filter_map(|range| {
            let (what, weight) = self.weigh(text.get(range.clone())?)?;
            Some((range, what, weight))
        });
        let mut places: Vec<Place<'m>> = alone.collect();
        if !self.marks.phrases.is_empty() {
            let formed = |word: &str| forms(&self.language, self.stemming, word);
            places = phrases::joined(text, &self.marks.phrases, formed, places);
        }
        // How many characters come before a byte, up to which they have been counted.
        let (mut counted, mut before) = (0, 0);
        let mark = |(range, what, weight): Place<'m>| {
            // Words follow each other, and pairs of characters begin one after the other.
            before += text.get(counted..range.start).map_or(0, length);
            counted = range.start;
            let end = before + text.get(range.clone()).map_or(0, length);
            Mark { characters: before..end, range, what, weight }
        };
        places.into_iter().map(mark).collect()
    }
}

/// In characters.
fn length(text: &str) -> usize {
    text.chars().count()
}

/// The run of marks, no longer than a passage, that says most: each thing looked for counts once in full, and a
/// little more each time it is said again.
fn window(found: &[Mark<'_>]) -> Option<(f64, Range<usize>)> {
    let mut best: Option<(f64, Range<usize>)> = None;
    // How often each thing is said between the two ends, and how telling it is.
    let mut said: HashMap<&str, (usize, f64)> = HashMap::new();
    let mut worth = 0.0;
    let mut entering = found.iter().peekable();
    let mut end = 0;
    for first in found {
        while let Some(mark) = entering.next_if(|mark| mark.characters.end <= first.characters.start + LENGTH) {
            let (times, weight) = said.entry(mark.what).or_insert((0, mark.weight));
            worth += if *times == 0 { *weight } else { *weight * SAID_AGAIN };
            *times += 1;
            end = mark.range.end;
        }
        if best.as_ref().is_none_or(|(known, _)| worth > *known + ROUNDING) {
            best = Some((worth, first.range.start..end.max(first.range.end)));
        }
        if let Some((times, weight)) = said.get_mut(first.what).filter(|(times, _)| *times > 0) {
            *times -= 1;
            worth -= if *times == 0 { *weight } else { *weight * SAID_AGAIN };
        } else {
            // It is longer than a passage.
            entering.next();
        }
    }
    best
}

/// Widens a run of marks to a passage that ends between words and has twice as much after the run as before it, since
/// what is said of a thing mostly follows its name.
fn around(text: &str, window: &Range<usize>) -> Range<usize> {
    if text.char_indices().nth(LENGTH + LENGTH / 4).is_none() {
        return 0..text.len();
    }
    let margin = LENGTH.saturating_sub(text.get(window.clone()).map_or(0, length)) / 3;
    let start = before(text, window.start, margin).min(before(text, text.len(), LENGTH));
    let end = after(text, start, LENGTH).max(window.end);
    let start = if start == 0 { 0 } else { word_start(text, start, window.start) };
    let end = if end == text.len() { end } else { word_end(text, end, window.end) };
    start..end
}

/// The place so many characters before another.
fn before(text: &str, place: usize, many: usize) -> usize {
    let Some(nearest) = many.checked_sub(1) else { return place };
    text.get(..place).and_then(|text| text.char_indices().nth_back(nearest)).map_or(0, |(at, _)| at)
}

/// The place so many characters after another.
fn after(text: &str, place: usize, many: usize) -> usize {
    let found = text.get(place..).and_then(|text| text.char_indices().nth(many));
    found.map_or(text.len(), |(at, _)| place + at)
}

fn word_start(text: &str, from: usize, latest: usize) -> usize {
    let from = text.ceil_char_boundary(from.min(latest));
    let blank = text.get(from..latest).and_then(|text| text.find(char::is_whitespace));
    blank.map_or(from, |at| from + at + 1)
}

fn word_end(text: &str, from: usize, earliest: usize) -> usize {
    let from = text.floor_char_boundary(from.max(earliest));
    let blank = text.get(earliest..from).and_then(|text| text.rfind(char::is_whitespace));
    blank.map_or(from, |at| earliest + at)
}

fn pieces(text: &str, around: &Range<usize>, found: &[Mark<'_>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut push = |text: &str, marked| {
        if !text.is_empty() {
            pieces.push(Piece { text: text.to_owned(), marked });
        }
    };
    if around.start > 0 {
        push(ELLIPSIS, false);
    }
    let mut from = around.start;
    for mark in found.iter().filter(|mark| mark.range.start >= around.start && mark.range.end <= around.end) {
        // Pairs of characters overlap in scripts without spaces.
        let start = mark.range.start.max(from);
        push(text.get(from..start).unwrap_or_default(), false);
        push(text.get(start..mark.range.end).unwrap_or_default(), true);
        from = mark.range.end;
    }
    push(text.get(from..around.end).unwrap_or_default(), false);
    if around.end < text.len() {
        push(ELLIPSIS, false);
    }
    pieces
}

#[cfg(test)]
mod tests;
