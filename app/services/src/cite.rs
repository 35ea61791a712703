//! Citing a record: as BibTeX, RIS and CSL-JSON, and as what a page's head says of it. Pure: from a record to text.

mod bibtex;
mod csl;
mod linked;
mod meta;
mod ris;

use domain::practice::{Practice, PracticeKind, StoredPractice};

pub use linked::json_ld;
pub use meta::{DUBLIN_CORE, meta};

/// Who publishes the records.
pub const PUBLISHER: &str = "Ponte";

/// A format of citations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// BibTeX, in UTF-8.
    Bibtex,
    /// RIS.
    Ris,
    /// CSL-JSON.
    Csl,
}

impl Format {
    /// Every format, in the order in which pages name them.
    pub const ALL: &'static [Self] = &[Self::Bibtex, Self::Ris, Self::Csl];

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bibtex => "BibTeX",
            Self::Ris => "RIS",
            Self::Csl => "CSL-JSON",
        }
    }

    /// The end of a file's name.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Bibtex => "bib",
            Self::Ris => "ris",
            Self::Csl => "json",
        }
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Bibtex => "application/x-bibtex",
            Self::Ris => "application/x-research-info-systems",
            Self::Csl => "application/vnd.citationstyles.csl+json",
        }
    }

    /// The format of an ending.
    #[must_use]
    pub fn read(ending: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.ending() == ending)
    }
}

/// A version of a record, as something to cite.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// What it says.
    pub stored: &'a StoredPractice,
    /// The whole address of the version.
    pub address: &'a str,
}

impl Work<'_> {
    /// A key that is a word in every format.
    fn key(&self) -> String {
        format!("ponte-{}-v{}", self.stored.practice.slug, self.stored.version)
    }
}

/// A citation as a file.
#[must_use]
pub fn write(format: Format, work: Work<'_>) -> String {
    match format {
        Format::Bibtex => bibtex::write(work),
        Format::Ris => ris::write(work),
        Format::Csl => csl::write(work),
    }
}

/// Who is named first: those who did what a practice tells, or who published the law, code, report or guide; and
/// whoever keeps the library where neither is known.
#[must_use]
pub fn creators(practice: &Practice) -> Vec<&str> {
    let did = |part: &str| !matches!(part, "funder" | "media");
    let actors = practice.actors.iter().filter(|actor| did(&actor.part)).map(|actor| actor.name.as_str());
    let publishers = practice.sources.iter().map(|source| source.publisher.as_str()).filter(|name| !name.is_empty());
    let mut names: Vec<&str> = match practice.kind {
        PracticeKind::Practice => actors.collect(),
        _ => publishers.take(1).collect(),
    };
    if names.is_empty() {
        names.push(PUBLISHER);
    }
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names
}

/// A text in one line, with single spaces.
fn line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;
