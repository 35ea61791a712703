//! One row of a tab-separated table, read cell by cell from left to right.

use std::str::FromStr;

/// A compiled-in table has a row that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// The line, counted from one.
    pub(crate) line: usize,
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "demo market: line {} cannot be read", self.line)
    }
}

impl std::error::Error for Malformed {}

/// A row whose cells have been read up to some point.
pub(super) struct Row<'a> {
    line: usize,
    cells: std::str::Split<'a, char>,
}

/// The rows below the header.
pub(super) fn rows(table: &str) -> impl Iterator<Item = Row<'_>> {
    table.lines().zip(1..).skip(1).map(|(text, line)| Row { line, cells: text.split('\t') })
}

impl<'a> Row<'a> {
    /// The error that names this row.
    pub(super) const fn malformed(&self) -> Malformed {
        Malformed { line: self.line }
    }

    /// The next cell as it stands.
    pub(super) fn text(&mut self) -> Result<&'a str, Malformed> {
        self.cells.next().ok_or(Malformed { line: self.line })
    }

    /// Any text as a value.
    pub(super) fn value<T: FromStr>(&self, text: &str) -> Result<T, Malformed> {
        text.parse().map_err(|_| self.malformed())
    }

    /// The next cell as a value.
    pub(super) fn parse<T: FromStr>(&mut self) -> Result<T, Malformed> {
        let text = self.text()?;
        self.value(text)
    }

    /// The next cell as a value; empty means not said.
    pub(super) fn optional<T: FromStr>(&mut self) -> Result<Option<T>, Malformed> {
        let text = self.text()?;
        if text.is_empty() { Ok(None) } else { self.value(text).map(Some) }
    }

    /// The next cell as values with commas between.
    pub(super) fn list<T: FromStr>(&mut self) -> Result<Vec<T>, Malformed> {
        let text = self.text()?;
        text.split(',').filter(|part| !part.is_empty()).map(|part| self.value(part)).collect()
    }

    /// The next cell as `one:other` pairs with commas between.
    pub(super) fn pairs<A: FromStr, B: FromStr>(&mut self) -> Result<Vec<(A, B)>, Malformed> {
        let text = self.text()?;
        let pair = |part: &str| {
            let (one, other) = part.split_once(':').ok_or(self.malformed())?;
            Ok((self.value(one)?, self.value(other)?))
        };
        text.split(',').filter(|part| !part.is_empty()).map(pair).collect()
    }

    /// The next cell as `from-to`.
    pub(super) fn range<T: FromStr>(&mut self) -> Result<(T, T), Malformed> {
        let (from, to) = self.text()?.split_once('-').ok_or(self.malformed())?;
        Ok((self.value(from)?, self.value(to)?))
    }

    /// The entry of a list at a position.
    pub(super) fn at<'l, T>(&self, list: &'l [T], position: usize) -> Result<&'l T, Malformed> {
        list.get(position).ok_or(self.malformed())
    }

    /// The entry of a list at the position that the next cell names.
    pub(super) fn pick<'l, T>(&mut self, list: &'l [T]) -> Result<&'l T, Malformed> {
        let position = self.parse()?;
        self.at(list, position)
    }
}
