//! An import: records from a file or from another library, looked at first and then taken, row by row.

use chrono::{DateTime, NaiveDate, Utc};

use crate::id::{AccountId, ImportId, PracticeId, ProposalId, SourceId};
use crate::words::words;

words! {
    /// What an import reads.
    ImportFormat {
        /// One record: front matter and a body, or a body alone.
        Markdown = "markdown",
        /// One record as JSON.
        Json = "json",
        /// One record to a line, as JSON.
        Lines = "jsonl",
        /// A table: a record to a row.
        Table = "csv",
        /// One record: text and nothing else.
        Plain = "text",
        /// A document, which becomes a draft.
        Pdf = "pdf",
        /// A document of a word processor, which becomes a draft.
        Docx = "docx",
        /// Another library, asked over the web.
        Oai = "oai",
    }
}

words! {
    /// Where an import stands.
    ImportState {
        /// Another library is being asked.
        Fetching = "fetching",
        /// Somebody has to say which column is which field.
        Mapping = "mapping",
        /// Somebody has to look at it and say go.
        Preview = "preview",
        /// Its records are being taken.
        Taking = "taking",
        /// Everything that could be taken is.
        Done = "done",
        /// It did not work, or the server was stopped: its reason says so.
        Stopped = "stopped",
        /// Somebody stopped it.
        Cancelled = "cancelled",
    }
}

words! {
    /// What becomes of the records of an import.
    ImportGoal {
        /// They come before the curators.
        Review = "review",
        /// They are published at once, as far as one curator alone may.
        Publish = "publish",
    }
}

words! {
    /// What is known of a row.
    RowState {
        /// A row of a table whose columns are not known yet.
        Raw = "raw",
        /// A record that the library has not.
        New = "new",
        /// A record that the library has not, with a title much like one that it has.
        Alike = "alike",
        /// A record that the library has with other words.
        Changed = "changed",
        /// A record that the library has word for word.
        Known = "known",
        /// It cannot be taken: its reason says why.
        Refused = "refused",
        /// It waits for curators.
        Proposed = "proposed",
        /// It is a draft.
        Drafted = "drafted",
        /// It can be read in the library.
        Published = "published",
        /// The library that had it has withdrawn it; it may still be here.
        Withdrawn = "withdrawn",
    }
}

/// An import as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Key.
    pub id: ImportId,
    /// Who began it.
    pub account: AccountId,
    /// Name of the file, or address of the other library.
    pub name: String,
    /// What it reads.
    pub format: ImportFormat,
    /// Where it stands.
    pub state: ImportState,
    /// What becomes of its records, once somebody has said so.
    pub goal: Option<ImportGoal>,
    /// What the format needs to know: the columns of a table, or where in another library it is.
    pub settings: String,
    /// Why it stopped.
    pub why: String,
    /// When it was begun.
    pub created: DateTime<Utc>,
    /// When it last moved.
    pub changed: DateTime<Utc>,
}

impl Import {
    /// Whether it is a table of which nothing has been taken, so that its columns can be chosen again.
    #[must_use]
    pub fn can_be_mapped_again(&self) -> bool {
        let looked_at = matches!(self.state, ImportState::Preview | ImportState::Done);
        self.format == ImportFormat::Table && self.goal.is_none() && looked_at
    }

    /// Whether it stopped, or somebody stopped it, while its records were taken, so that those that are left can be.
    #[must_use]
    pub fn can_be_resumed(&self) -> bool {
        matches!(self.state, ImportState::Stopped | ImportState::Cancelled) && self.goal.is_some()
    }
}

/// Another library, or a set of it, whose records were taken as far as a day, so that it can be asked for newer ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Key.
    pub id: SourceId,
    /// Its address.
    pub address: String,
    /// The name of the set there; nothing for all of it.
    pub set: String,
    /// The day on which everything until then was here.
    pub harvested: NaiveDate,
}

/// A row of an import as a report shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// The line of the file, or the place in the other library's answer, from 1.
    pub number: i64,
    /// What is known of it.
    pub state: RowState,
    /// The part of its address in the library.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The name that another library gives it, where it comes from one, or the identifier that it says it has.
    pub name: String,
    /// Why it is not taken: the cause as it is kept, or in words.
    pub why: String,
    /// The proposal it became.
    pub proposal: Option<ProposalId>,
    /// The record whose title is much like its own.
    pub twin: Option<PracticeId>,
    /// Of a record that is here: the version it changes, or once it is published the one it became.
    pub version: Option<i32>,
}

impl ImportRow {
    /// A row of which nothing is known yet but where it stands.
    #[must_use]
    pub fn of(number: i64, state: RowState) -> Self {
        let (slug, title, name, why) = (String::new(), String::new(), String::new(), String::new());
        Self { number, state, slug, title, name, why, proposal: None, twin: None, version: None }
    }
}
