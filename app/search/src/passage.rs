//! The passage of a record that answers best, with what was found marked in it. It marks all that found the record:
//! stems, prefixes and corrected words, which an index's own snippets do not.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::tokens::{Stemming, fold, words};

/// Length of a passage, in bytes, give or take the words at its ends.
const LENGTH: usize = 200;
const ELLIPSIS: &str = "…";

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
}

impl Marks {
    fn is_empty(&self) -> bool {
        self.stems.is_empty() && self.words.is_empty() && self.prefix.is_none()
    }

    /// What was looked for and how telling it is, if this word is it.
    fn weigh(&self, word: &str, stemming: Stemming) -> Option<(String, f64)> {
        let stem = stemming.stem(word);
        if let Some(weight) = self.stems.get(&stem) {
            return Some((stem, *weight));
        }
        let folded = fold(word);
        if let Some((prefix, weight)) = self.prefix.as_ref().filter(|(prefix, _)| folded.starts_with(prefix.as_str())) {
            return Some((prefix.clone(), *weight));
        }
        self.words.get(&folded).map(|weight| (folded, *weight))
    }
}

/// A marked word in a text.
struct Mark {
    range: Range<usize>,
    what: String,
    weight: f64,
}

/// Reads the texts of one page of results. Most words of a text come again in the others: each is looked at once.
pub(crate) struct Reading<'a> {
    marks: &'a Marks,
    /// By language and word, what was looked for and how telling it is, if the word is it.
    known: HashMap<String, HashMap<String, Option<(String, f64)>>>,
}

impl<'a> Reading<'a> {
    /// Before the first text.
    pub(crate) fn new(marks: &'a Marks) -> Self {
        Self { marks, known: HashMap::new() }
    }

    /// Chooses the best passage of the texts of one record, which are in a language and come in the order of their worth.
    pub(crate) fn choose(&mut self, texts: &[&str], language: &str) -> Vec<Piece> {
        let marks = self.marks;
        if marks.is_empty() {
            return choose(texts, |_| Vec::new());
        }
        let stemming = Stemming::of(language);
        let known = self.known.entry(language.to_owned()).or_default();
        choose(texts, |text| {
            find(text, |word| match known.get(word) {
                Some(known) => known.clone(),
                None => known.entry(word.to_owned()).or_insert_with(|| marks.weigh(word, stemming)).clone(),
            })
        })
    }
}

fn choose(texts: &[&str], mut find: impl FnMut(&str) -> Vec<Mark>) -> Vec<Piece> {
    let mut best: Option<(f64, &str, Vec<Mark>, Range<usize>)> = None;
    for text in texts {
        let found = find(text);
        if let Some((worth, window)) = window(&found)
            && best.as_ref().is_none_or(|(known, ..)| worth > *known)
        {
            best = Some((worth, text, found, window));
        }
    }
    match best {
        Some((_, text, found, window)) => {
            let around = around(text, &window);
            pieces(text, &around, &found)
        }
        None => {
            let text = texts.iter().find(|text| !text.is_empty()).copied().unwrap_or_default();
            pieces(text, &around(text, &(0..0)), &[])
        }
    }
}

fn find(text: &str, mut weigh: impl FnMut(&str) -> Option<(String, f64)>) -> Vec<Mark> {
    words(text)
        .filter_map(|range| {
            let (what, weight) = weigh(text.get(range.clone())?)?;
            Some(Mark { range, what, weight })
        })
        .collect()
}

/// The run of marks, no longer than a passage, that says most: each thing looked for counts once in full, and a
/// little more each time it is said again.
fn window(found: &[Mark]) -> Option<(f64, Range<usize>)> {
    let mut best: Option<(f64, Range<usize>)> = None;
    for (at, first) in found.iter().enumerate() {
        let mut seen: Vec<&str> = Vec::new();
        let mut worth = 0.0;
        let mut end = first.range.end;
        for mark in found.iter().skip(at).take_while(|mark| mark.range.end <= first.range.start + LENGTH) {
            if seen.contains(&mark.what.as_str()) {
                worth += mark.weight * 0.05;
            } else {
                seen.push(&mark.what);
                worth += mark.weight;
            }
            end = mark.range.end;
        }
        if best.as_ref().is_none_or(|(known, _)| worth > *known) {
            best = Some((worth, first.range.start..end));
        }
    }
    best
}

/// Widens a run of marks to a passage with the run in its middle, ending between words.
fn around(text: &str, window: &Range<usize>) -> Range<usize> {
    if text.len() <= LENGTH + LENGTH / 4 {
        return 0..text.len();
    }
    let margin = LENGTH.saturating_sub(window.len()) / 2;
    let start = window.start.saturating_sub(margin).min(text.len().saturating_sub(LENGTH));
    let end = (start + LENGTH).max(window.end).min(text.len());
    let start = if start == 0 { 0 } else { word_start(text, start, window.start) };
    let end = if end == text.len() { end } else { word_end(text, end, window.end) };
    start..end
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

fn pieces(text: &str, around: &Range<usize>, found: &[Mark]) -> Vec<Piece> {
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
mod tests {
    use super::{Marks, Piece, Reading};

    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    fn choose(texts: &[&str], marks: &Marks, language: &str) -> Vec<Piece> {
        Reading::new(marks).choose(texts, language)
    }

    fn marks(stems: &[(&str, f64)]) -> Marks {
        Marks { stems: stems.iter().map(|(stem, weight)| ((*stem).to_owned(), *weight)).collect(), ..Marks::default() }
    }

    #[test]
    fn stems_and_prefixes_are_marked() {
        let mut marks = marks(&[("train", 2.0)]);
        marks.prefix = Some(("hot".to_owned(), 1.0));
        let pieces = choose(&["Training in hotels & trains"], &marks, "en");
        assert_eq!(shown(&pieces), "[Training] in [hotels] & [trains]");
    }

    #[test]
    fn a_word_that_was_read_in_one_language_is_read_anew_in_another() {
        let marks = marks(&[("train", 2.0)]);
        let mut reading = Reading::new(&marks);
        let mut read = |language| shown(&reading.choose(&["Training, trains, training"], language));
        assert_eq!(read("en"), "[Training], [trains], [training]");
        assert_eq!(read("xx"), "Training, trains, training");
        assert_eq!(read("en"), "[Training], [trains], [training]");
    }

    #[test]
    fn the_most_telling_place_is_chosen_and_centred() {
        let filler = "nothing to see here ".repeat(30);
        let text = format!("train {filler}a bond that a train broke {filler}");
        let shown = shown(&choose(&["", &text], &marks(&[("train", 1.0), ("bond", 5.0)]), "en"));
        assert!(shown.contains("a [bond] that a [train] broke"), "{shown}");
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.len() < 240, "{shown}");
    }

    #[test]
    fn without_marks_the_beginning_is_shown_and_characters_stay_whole() {
        let text = "žена ".repeat(200);
        let pieces = choose(&[&text], &Marks::default(), "sr");
        assert!(pieces.iter().all(|piece| !piece.marked));
        assert!(shown(&pieces).starts_with("žена"));
        assert!(choose(&["", ""], &Marks::default(), "").is_empty());
        let long = "あ".repeat(2000);
        let japanese = Marks { words: [("ああ".to_owned(), 1.0)].into(), ..Marks::default() };
        let length: usize = choose(&[&long], &japanese, "ja").iter().map(|piece| piece.text.len()).sum();
        assert!(length < 300, "{length}");
    }
}
