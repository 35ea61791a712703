//! Why what stands in a file does not read as a record: a closed list. Its words are told elsewhere.

/// Why what stands in a file, or in a line or row of it, does not read as a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is no UTF-8.
    Letters,
    /// The rest of the file does not come.
    Torn,
    /// The end of its name says no format that has records.
    Format,
    /// It says nothing.
    Empty,
    /// No address can be made of what it begins with.
    Untitled,
    /// A file of one record has more bytes than are read.
    LongFile { most: u64 },
    /// A line has.
    LongLine { most: u64 },
    /// A row of a table has.
    LongRow { most: u64 },
    /// It is no JSON object.
    NoObject,
    /// It is JSON that breaks off.
    BrokenOff,
    /// It is no JSON, from this line and sign on.
    NoJson { line: usize, at: usize },
    /// Its front matter is of another kind.
    Yaml,
    /// Its front matter has no end.
    OpenFront,
    /// This line of the file is no TOML.
    NoToml { line: usize },
    /// This line of the file names a field that was named before.
    NamedTwice { line: usize },
    /// A table does not name its columns.
    NoColumns,
    /// A table has more columns than are read.
    ManyColumns { most: u64 },
    /// A row has more cells than the table has columns.
    ManyCells { cells: usize, columns: usize },
    /// It is no row of a table.
    NoRow,
}
