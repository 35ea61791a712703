//! What was typed, with less asked by it: for whoever finds nothing.

use std::ops::Range;

use super::{Chunk, Named, Quoted, Sign, beginning, chunks};
use crate::tokens::words;

/// How a part of what was typed narrows what is found, beside field words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Its words must stand so, together or in the title.
    Together,
    /// Its words must not be there.
    Out,
}

/// A part of what was typed that narrows what is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The part, as typed.
    pub part: String,
    /// How it narrows.
    pub hold: Hold,
    /// What was typed with the part's words anywhere, or without what it leaves out.
    pub eased: String,
}

/// The parts of what was typed that narrow what is found, but for field words with a choice.
#[must_use]
pub fn held(typed: &str) -> Vec<Held> {
    let text = beginning(typed);
    let part = |range: Range<usize>| text.get(range).unwrap_or_default().trim();
    let held = chunks(text).into_iter().filter_map(|chunk| {
        let hold = hold(text, &chunk)?;
        let inner = if hold == Hold::Together { part(chunk.inner.clone()) } else { "" };
        let eased = joined([part(0..chunk.start), inner, part(chunk.end..text.len())]);
        Some(Held { part: part(chunk.start..chunk.end).to_owned(), hold, eased })
    });
    held.collect()
}

/// The words that were typed, wherever they are: without signs, without field words, without what was left out.
#[must_use]
pub fn words_alone(typed: &str) -> String {
    let text = beginning(typed);
    let is_kept = |chunk: &Chunk| chunk.sign == Sign::With && !matches!(chunk.named, Some(Named::Facet(..)));
    let kept = chunks(text).into_iter().filter(is_kept);
    let mut alone = joined(kept.map(|chunk| text.get(chunk.inner).unwrap_or_default().trim()));
    // Before a space the last word is whole.
    if text.ends_with(char::is_whitespace) && !alone.is_empty() {
        alone.push(' ');
    }
    alone
}

fn hold(text: &str, chunk: &Chunk) -> Option<Hold> {
    words(text.get(chunk.inner.clone())?).next()?;
    match (&chunk.named, &chunk.sign, &chunk.quoted) {
        (Some(Named::Facet(..)), _, _) => None,
        (_, Sign::Without, _) => Some(Hold::Out),
        (Some(Named::Title), _, _) | (None, _, Quoted::Yes) => Some(Hold::Together),
        (None, _, Quoted::No) => None,
    }
}

fn joined<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
