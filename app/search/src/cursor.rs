//! Where the next page begins, or the one before ends: the key of the last, or first, record shown. In the orders by date and by evidence, records
//! published in between neither repeat nor hide any. In the order of relevance they change what every word counts, so
//! that a record close to the end of a page may come again on the next, or be passed over.

use std::fmt;

/// Place of a record in an order: larger keys come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// Score bits, evidence or date.
    pub first: u64,
    /// Date, where the first is no date.
    pub second: u64,
    /// The record's id, which makes the order total.
    pub id: u128,
}

/// The end of a page. It belongs to one query; with another it means the first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) query: u64,
    pub(crate) key: Key,
}

impl Cursor {
    /// Reads a cursor from an address; whatever is no cursor is none, which means the first page.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut word = || u64::from_str_radix(parts.next()?, 16).ok();
        let (query, first, second) = (word()?, word()?, word()?);
        let id = u128::from_str_radix(parts.next()?, 16).ok()?;
        parts.next().is_none().then_some(Self { query, key: Key { first, second, id } })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Key { first, second, id } = self.key;
        write!(f, "{:x}-{first:x}-{second:x}-{id:x}", self.query)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Key};

    #[test]
    fn cursors_survive_an_address_and_nothing_else_is_one() {
        let cursor = Cursor { query: u64::MAX, key: Key { first: 7, second: 0, id: u128::MAX } };
        assert_eq!(Cursor::read(&cursor.to_string()), Some(cursor));
        for broken in ["", "-", "1-2-3", "1-2-3-4-5", "x-2-3-4", "1-2-3-\u{1F600}", &"f".repeat(10_000)] {
            assert_eq!(Cursor::read(broken), None, "{broken}");
        }
    }
}
