//! Names of fields that were typed with nothing behind their colon that could be read, such as `title:` or `year:20x`:
//! for whoever wonders why nothing is found.

use super::{Chunk, Named, Typed, is_field};
use crate::tokens::words;

/// The name of a field with nothing behind it that reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The name and what is behind it, as typed.
    pub part: String,
    /// The field word.
    pub field: String,
    /// What stands behind the colon; nothing where nothing does, or a blank.
    pub value: String,
}

impl Unread {
    /// What cannot be read of a part of a text, if its name is that of a field.
    pub(super) fn of(text: &str, chunk: &Chunk) -> Option<Self> {
        let inner = text.get(chunk.inner.clone())?;
        let is_read = match chunk.named {
            Some(Named::Facet(..)) => true,
            Some(Named::Title) => words(inner).next().is_some(),
            None => false,
        };
        let part = text.get(chunk.start..chunk.end)?;
        let (name, value) = part.trim_start_matches(['-', '\u{2212}']).split_once(':')?;
        let value = if words(value).next().is_some() { value } else { "" };
        (!is_read && is_field(name)).then(|| Self {
            part: part.to_owned(),
            field: name.to_ascii_lowercase(),
            value: value.to_owned(),
        })
    }
}

/// The names of fields that were typed with nothing behind them that reads; none in prose, where a colon is a colon.
#[must_use]
pub fn unread(typed: &str) -> Vec<Unread> {
    let typed = Typed::read(typed);
    if typed.is_prose() { Vec::new() } else { typed.unread }
}
