//! Why what another library says is no answer that can be read: a closed list of causes. Their words are for those who
//! show them.

use documents::Refused;

/// The outermost element of an answer.
pub(super) const ROOT: &str = "OAI-PMH";

/// So many characters are looked at of a text that says nothing else of itself.
const BEGINNING: usize = 1_000;

/// Why an answer is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// There is nothing in it.
    Empty,
    /// It is a page for people.
    Page,
    /// It is XML of another kind, whose outermost element has this name.
    Other(String),
    /// It has neither a list of records nor an error.
    NoList,
    /// It was asked how the library writes dates, and does not say so.
    NoDates,
    /// Its end is missing.
    BrokenOff,
    /// It is no well-formed XML.
    Malformed,
    /// It declares a document type.
    Declares,
    /// Its elements nest too deep.
    TooDeep,
    /// It has more records than are read of one answer.
    TooMany,
    /// The other library says that it cannot answer.
    Error {
        /// The code, one of those that OAI-PMH has or another.
        code: String,
        /// What it says beside that.
        said: String,
    },
}

impl NoAnswer {
    /// Of a text that is not read to its end, with the name of its outermost element as far as there is one.
    pub(super) fn of_broken(refused: Refused, text: &str, root: &str) -> Self {
        if refused == Refused::TooMuch {
            return Self::TooDeep;
        }
        // A document type stands before every element.
        let begins = if root.is_empty() { text.chars().take(BEGINNING).collect::<String>() } else { String::new() };
        let begins = begins.to_ascii_lowercase();
        if is_page(root) || begins.contains("<!doctype html") {
            Self::Page
        } else if begins.contains("<!doctype") {
            Self::Declares
        } else if root == ROOT && !text.trim_end().ends_with("OAI-PMH>") {
            Self::BrokenOff
        } else {
            Self::Malformed
        }
    }

    /// Of a text that was read and holds nothing that was asked for.
    pub(super) fn of_read(text: &str, root: &str) -> Self {
        match root {
            "" if text.trim().is_empty() => Self::Empty,
            "" => Self::Malformed,
            ROOT => Self::NoList,
            root if is_page(root) => Self::Page,
            root => Self::Other(root.to_owned()),
        }
    }
}

fn is_page(root: &str) -> bool {
    root.eq_ignore_ascii_case("html")
}
