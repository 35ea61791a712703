//! What stands in a file that somebody hands in: its kind by its bytes, its text, and the file without what it says
//! about people and machines.
//!
//! Everything here is from bytes to bytes: no disk, no network, no clock. Files are hostile until they are read: what
//! is broken, locked or swells is [`Refused`]. What does not belong here: who may hand in which file, and where it is
//! kept.

pub mod child;
mod docx;
mod kind;
mod pdf;
mod picture;
pub mod xml;

use serde::{Deserialize, Serialize};

pub use kind::Kind;

/// The most characters of text that are kept of a file.
pub const MOST_TEXT: usize = 2_000_000;

/// What was found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What kind of file it is.
    pub kind: Kind,
    /// The title that the file says it has, or nothing.
    pub title: String,
    /// Its text, a paragraph to an empty line; at most [`MOST_TEXT`] characters.
    pub text: String,
    /// The paragraphs of the text that are headings, with their depth from 1, in order.
    pub headings: Vec<(u8, String)>,
    /// The file itself, without names, places, times and programs, and without anything that would run.
    pub bytes: Vec<u8>,
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refused {
    /// It holds nothing.
    #[error("the file is empty")]
    Empty,
    /// It is of no kind that is taken.
    #[error("not a PDF, DOCX, PNG, JPEG or WebP file")]
    Unknown,
    /// What it holds is not what the end of its name says.
    #[error("what is in the file is not what the end of its name says")]
    Misnamed,
    /// It cannot be read.
    #[error("the file is broken")]
    Broken,
    /// A password is needed.
    #[error("the file is locked with a password")]
    Locked,
    /// It would become too large, has too many parts, or takes too long.
    #[error("the file unpacks to too much, or takes too long to read")]
    TooMuch,
}

impl Refused {
    /// The key of its message.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "problem-file-empty",
            Self::Unknown => "problem-file-unknown",
            Self::Misnamed => "problem-file-misnamed",
            Self::Broken => "problem-file-broken",
            Self::Locked => "problem-file-locked",
            Self::TooMuch => "problem-file-too-much",
        }
    }
}

/// Reads a file by its name and bytes, in this process: it may take as long and as much memory as the file is bad, so a
/// server asks a [`child`] to do it.
///
/// # Errors
/// Why it is not taken.
pub fn open(name: &str, bytes: &[u8]) -> Result<Opened, Refused> {
    let kind = Kind::of(name, bytes)?;
    // The readers of others' formats are not ours, and some of them panic at what they did not expect.
    let read = std::panic::catch_unwind(|| match kind {
        Kind::Pdf => pdf::open(bytes),
        Kind::Docx => docx::open(bytes),
        Kind::Png | Kind::Jpeg | Kind::Webp => picture::open(kind, bytes),
    });
    let mut opened = read.unwrap_or(Err(Refused::Broken))?;
    opened.text = tidy(&opened.text);
    opened.title = tidy(&opened.title).split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(opened)
}

/// A text without control characters but line ends and tabs, and not endless.
fn tidy(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}'], "\n");
    let kept = unix.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    kept.take(MOST_TEXT).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests;
