//! Which kinds of files are taken, and how each is known.

use serde::{Deserialize, Serialize};

use crate::Refused;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A document with pages.
    Pdf,
    /// A document of a word processor (Office Open XML).
    Docx,
    /// A picture without loss.
    Png,
    /// A photograph.
    Jpeg,
    /// A picture for the web.
    Webp,
}

impl Kind {
    /// The kind of a file: what its bytes say, which the end of its name must say too.
    ///
    /// # Errors
    /// Why it is of none.
    pub fn of(name: &str, bytes: &[u8]) -> Result<Self, Refused> {
        if bytes.is_empty() {
            return Err(Refused::Empty);
        }
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let named = match ending.as_str() {
            "pdf" => Self::Pdf,
            "docx" => Self::Docx,
            "png" => Self::Png,
            "jpg" | "jpeg" => Self::Jpeg,
            "webp" => Self::Webp,
            _ => return Err(Refused::Unknown),
        };
        if Self::of_bytes(bytes) == Some(named) { Ok(named) } else { Err(Refused::Misnamed) }
    }

    /// What the first bytes say.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let begins = |sign: &[u8]| bytes.starts_with(sign);
        if begins(b"%PDF-") {
            Some(Self::Pdf)
        } else if begins(b"PK\x03\x04") {
            Some(Self::Docx)
        } else if begins(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if begins(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::Webp)
        } else {
            None
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}
