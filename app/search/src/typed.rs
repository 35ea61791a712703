//! What a reader typed, parsed once into what it means: words to find, phrases to hold, words to leave out, and
//! field words such as `country:AL`. No text is wrong; signs that mean nothing are skipped.

mod eased;
mod misread;

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

pub use eased::{Held, Hold, held, words_alone};
pub use misread::{Unread, unread};

use crate::facet::Facet;
use crate::names::Names;
use crate::tokens::{fold, is_single, words};

/// Characters of a query that are read; the rest is left out and the page says so.
pub const LONGEST_QUERY: usize = 2_500;
/// More words than this are prose: a question written out, or a paragraph pasted. Its quotation marks quote and its
/// dashes are dashes; unless a field is named in it, or it is one phrase.
const PROSE: usize = 12;

/// A word to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// As typed.
    pub text: String,
    /// Where it stands in what was typed, each time.
    pub ranges: Vec<Range<usize>>,
    /// How often it was typed: a word said twice matters more.
    pub times: u16,
    /// Says whether it is a single character of a script without spaces, and stands in no pair.
    pub single: bool,
}

/// A choice of a facet that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Which facet.
    pub facet: Facet,
    /// Which choices.
    pub choice: Choice,
    /// Says whether these are to be left out.
    pub without: bool,
    /// Where it stands in what was typed.
    pub range: Range<usize>,
}

/// The choices that a field word names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Any of these values.
    Values(Vec<String>),
    /// Any year of these.
    Years(RangeInclusive<i32>),
}

impl Choice {
    /// Says whether a value is one of them.
    pub(crate) fn has(&self, value: &str) -> bool {
        match self {
            Self::Values(values) => values.iter().any(|each| each == value),
            Self::Years(years) => value.parse().is_ok_and(|year| years.contains(&year)),
        }
    }
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
    /// Words and phrases that titles must have, as folded words.
    pub titles: Vec<Vec<String>>,
    /// Choices of facets.
    pub filters: Vec<Filter>,
    /// Names of fields with nothing behind them that reads: they are words.
    pub unread: Vec<Unread>,
}

impl Typed {
    /// Parses what was typed.
    pub(crate) fn read(raw: &str) -> Self {
        let text = beginning(raw);
        let mut typed = Self { text: text.to_owned(), cut: text.len() < raw.len(), ..Self::default() };
        let mut seen = BTreeMap::new();
        for chunk in chunks(text) {
            typed.unread.extend(Unread::of(text, &chunk));
            typed.take(text, &chunk, &mut seen);
        }
        typed
    }

    /// Takes the choices that were named for what records have.
    pub(crate) fn called(mut self, names: &Names) -> Self {
        for Filter { facet, choice, .. } in &mut self.filters {
            if let Choice::Values(values) = choice {
                for value in values {
                    let own = names.value(*facet, value).or_else(|| names.value_of_beginning(*facet, value));
                    let own = own.or_else(|| names.value_of_start(*facet, value));
                    if let Some(own) = own {
                        own.clone_into(value);
                    }
                }
            }
        }
        self
    }

    /// Says whether more was typed than anybody types who looks for something: a question written out, a text pasted.
    pub(crate) fn is_prose(&self) -> bool {
        self.wanted.len() > PROSE
    }

    /// What was typed without one of its field words.
    pub(crate) fn but(&self, filter: &Filter) -> String {
        let part = |range: Range<usize>| self.text.get(range).unwrap_or_default().trim();
        let (before, after) = (part(0..filter.range.start), part(filter.range.end..self.text.len()));
        if before.is_empty() || after.is_empty() { format!("{before}{after}") } else { format!("{before} {after}") }
    }

    /// Says whether every record is asked for but those left out: nothing, or nothing but filters, was typed.
    pub(crate) fn is_open(&self) -> bool {
        self.text.trim().is_empty() || !self.unwanted.is_empty() || !self.filters.is_empty()
    }

    /// How many words have a field before them.
    pub(crate) fn field_words(&self) -> usize {
        self.filters.len() + self.titles.len()
    }

    /// Says whether more is asked for than words, wherever they stand.
    pub(crate) fn narrows(&self) -> bool {
        self.field_words() > 0 || !self.phrases.is_empty() || !self.unwanted.is_empty()
    }

    /// Says whether a word was typed in phrases alone, where it is looked for as a part of them.
    pub(crate) fn is_in_phrases_alone(&self, wanted: &Wanted) -> bool {
        let folded = fold(&wanted.text);
        let times = self.phrases.iter().flatten().filter(|word| **word == folded).count();
        !wanted.single && times > 0 && times >= usize::from(wanted.times)
    }

    fn take(&mut self, text: &str, chunk: &Chunk, seen: &mut BTreeMap<String, usize>) {
        let inner = text.get(chunk.inner.clone()).unwrap_or_default();
        if let Some(Named::Facet(facet, choice)) = &chunk.named {
            self.growing = None;
            let without = chunk.sign == Sign::Without;
            let range = chunk.start..chunk.end;
            self.filters.push(Filter { facet: *facet, choice: choice.clone(), without, range });
            return;
        }
        let mut found: Vec<Range<usize>> =
            words(inner).map(|w| chunk.inner.start + w.start..chunk.inner.start + w.end).collect();
        let in_title = chunk.named == Some(Named::Title);
        if chunk.sign == Sign::Without || chunk.quoted == Quoted::Yes || in_title {
            whole(&mut found);
        }
        let texts = || found.iter().filter_map(|range| text.get(range.clone()));
        if found.is_empty() {
            return;
        }
        if chunk.sign == Sign::Without {
            self.unwanted.push(texts().map(str::to_owned).collect());
            return;
        }
        if in_title {
            self.titles.push(texts().map(fold).collect());
        } else if chunk.quoted == Quoted::Yes {
            self.phrases.push(texts().map(fold).collect());
        }
        self.growing = None;
        let mut before = 0;
        for (range, word) in found.iter().zip(texts()) {
            let single = before <= range.start && is_single(word);
            before = range.end;
            let place = *seen.entry(fold(word)).or_insert(self.wanted.len());
            match self.wanted.get_mut(place) {
                Some(wanted) => {
                    wanted.times = wanted.times.saturating_add(1);
                    wanted.ranges.push(range.clone());
                    wanted.single |= single;
                }
                None => {
                    self.wanted.push(Wanted { text: word.to_owned(), ranges: vec![range.clone()], times: 1, single });
                }
            }
            let last = range.end == text.len() && chunk.quoted == Quoted::No && !in_title;
            self.growing = (last && word.chars().nth(1).is_some()).then_some(place);
        }
    }
}

/// Leaves out the last character of a script without spaces, which stands in the pair before it too: records have it
/// alone only where such a text ends.
fn whole(found: &mut Vec<Range<usize>>) {
    if let [.., pair, last] = found.as_slice()
        && last.end <= pair.end
    {
        found.pop();
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

/// A field that was named before a colon.
#[derive(Debug, PartialEq, Eq)]
enum Named {
    Facet(Facet, Choice),
    Title,
}

struct Chunk {
    sign: Sign,
    quoted: Quoted,
    named: Option<Named>,
    inner: Range<usize>,
    start: usize,
    end: usize,
}

/// What is read of what was typed.
fn beginning(raw: &str) -> &str {
    let end = raw.char_indices().nth(LONGEST_QUERY).map_or(raw.len(), |(at, _)| at);
    raw.get(..end).unwrap_or_default()
}

/// The chunks of a text; signs in prose mean nothing.
fn chunks(text: &str) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    while let Some(chunk) = next_chunk(text, chunks.last().map_or(0, |chunk| chunk.end)) {
        chunks.push(chunk);
    }
    let inner = |chunk: &Chunk| text.get(chunk.inner.clone()).map_or(0, |inner| words(inner).count());
    let signs_mean = chunks.iter().any(|chunk| chunk.named.is_some())
        || matches!(chunks.as_slice(), [Chunk { quoted: Quoted::Yes, .. }]);
    if !signs_mean && chunks.iter().map(inner).sum::<usize>() > PROSE {
        for chunk in &mut chunks {
            (chunk.sign, chunk.quoted) = (Sign::With, Quoted::No);
        }
    }
    chunks
}

fn next_chunk(text: &str, from: usize) -> Option<Chunk> {
    let rest = text.get(from..)?;
    let begin = from + rest.find(|c: char| !c.is_whitespace())?;
    let chunk = text.get(begin..)?;
    let (sign, body) = match chunk.strip_prefix(['-', '\u{2212}']) {
        Some(body) if body.starts_with(|c: char| c.is_alphanumeric() || closing(c).is_some()) => (Sign::Without, body),
        _ => (Sign::With, chunk),
    };
    let (name, body) = match body.split_once(':') {
        Some((name, value)) if is_field(name) && value.starts_with(|c: char| !c.is_whitespace()) => (Some(name), value),
        _ => (None, body),
    };
    let start = text.len() - body.len();
    let (quoted, inner, end) = extent(text, body, start)?;
    let value = text.get(inner.clone())?;
    let named = match name.map(str::to_ascii_lowercase).as_deref() {
        Some(TITLE) => Some(Named::Title),
        Some(name) => Facet::read(name).and_then(|facet| Some(Named::Facet(facet, choice(facet, value)?))),
        None => None,
    };
    Some(Chunk { sign, quoted, named, inner, start: begin, end })
}

/// What is quoted or goes up to the next blank, and where the chunk ends.
fn extent(text: &str, body: &str, start: usize) -> Option<(Quoted, Range<usize>, usize)> {
    if let Some((open, close)) = body.chars().next().and_then(|open| Some((open, closing(open)?))) {
        let inside = start + open.len_utf8();
        if let Some(length) = text.get(inside..)?.find(close) {
            let closed = inside + length;
            let end = closed + text.get(closed..)?.chars().next()?.len_utf8();
            return Some((Quoted::Yes, inside..closed, end));
        }
    }
    let length = body.find(char::is_whitespace).unwrap_or(body.len());
    // A quotation mark at the end of a word opens nothing, one that follows it directly may open a phrase.
    Some((Quoted::No, start..start + length, start + length))
}

/// The field word for words of the title.
const TITLE: &str = "title";

fn is_field(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == TITLE || Facet::read(&name).is_some()
}

/// The choices that a field word's value names; nothing when it names none.
fn choice(facet: Facet, value: &str) -> Option<Choice> {
    if facet == Facet::Year {
        let year = |text: &str, open: i32| if text.is_empty() { Some(open) } else { text.parse().ok() };
        let (from, to) = value.split_once("..").unwrap_or((value, value));
        return (!value.is_empty() && value != "..")
            .then(|| Some(Choice::Years(year(from, i32::MIN)?..=year(to, i32::MAX)?)))?;
    }
    let case = |value: &str| match facet {
        // A code; whatever is longer is no value of a record, and is said to be none as it was typed.
        Facet::Country if value.len() == 2 => value.to_ascii_uppercase(),
        Facet::Country => value.to_owned(),
        _ => value.to_lowercase(),
    };
    let values: Vec<String> = value.split(',').map(str::trim).filter(|value| !value.is_empty()).map(case).collect();
    (!values.is_empty()).then_some(Choice::Values(values))
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
mod tests;
