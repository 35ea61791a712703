//! What an import carries beside its rows: the columns of a table, or what another library is asked.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::NaiveDate;
use domain::id::ImportId;
use domain::import::Import;
use serde::{Deserialize, Serialize};

use super::read::oai::dates::Granularity;
use super::read::table::{self, Columns};

/// What an import's format needs to know, and what was said about its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The names of a table's columns.
    #[serde(default)]
    pub headers: Vec<String>,
    /// The field of each column, as guessed or said.
    #[serde(default)]
    pub fields: Vec<String>,
    /// How often the fields of the columns were said anew: what is looked at is what one of these choices makes of a table.
    #[serde(default)]
    pub chosen_again: u32,
    /// What stands between several values of a cell.
    #[serde(default)]
    pub separator: String,
    /// What stands in a field where a row says nothing.
    #[serde(default)]
    pub defaults: BTreeMap<String, String>,
    /// The set of another library's records.
    #[serde(default)]
    pub set: String,
    /// What is asked of another library, and how far that has come.
    #[serde(default)]
    pub harvest: Harvest,
    /// How many answers have come from another library.
    #[serde(default)]
    pub pages: u64,
    /// How many records of its list have.
    #[serde(default)]
    pub records: u64,
    /// How many there are, if the other library says so.
    #[serde(default)]
    pub complete: Option<u64>,
    /// Whether records that are like one that is here become what the others do.
    #[serde(default)]
    pub alike_too: bool,
    /// How far the questions to another library have come, while it is busy and left alone.
    #[serde(default)]
    pub(super) talk: Option<Talk>,
}

impl Settings {
    /// Reads what an import carries.
    #[must_use]
    pub fn of(import: &Import) -> Self {
        serde_json::from_str(&import.settings).unwrap_or_default()
    }

    pub(super) fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether another library is busy and left alone for a while.
    #[must_use]
    pub fn is_left_alone(&self) -> bool {
        self.talk.is_some()
    }

    pub(super) fn columns(&self) -> Columns {
        Columns { fields: self.fields.clone(), separator: self.separator.clone(), defaults: self.defaults.clone() }
    }

    /// The fields that a column can be.
    pub fn targets() -> impl Iterator<Item = &'static str> {
        table::TARGETS.iter().map(|(field, _)| *field)
    }
}

/// How far the questions to another library have come, apart from what it has told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Talk {
    /// How it writes dates, once it was asked.
    pub granularity: Option<Granularity>,
    /// How what follows is asked for.
    pub token: Option<String>,
    /// Whether the token is that of an earlier part, which the other library may have forgotten.
    pub resumes: bool,
    /// The bytes of its answers.
    pub bytes: usize,
    /// How long they took.
    pub spent: Duration,
    /// How often it was waited for.
    pub waits: u32,
    /// The answers without a record, of the last ones.
    pub empty: u64,
    /// The records of the whole list, as far as it has come.
    pub count: u64,
    /// Those of this part that are there.
    pub there: usize,
    /// The most of an answer.
    pub longest: usize,
}

/// What is asked of another library, and how far its list has come. A list that is longer than an import may be is taken in
/// parts, each an import of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Harvest {
    /// The first day whose records are asked for; all older ones too, where there is none.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
    /// The day on which the first part was begun.
    pub begun: Option<NaiveDate>,
    /// How many parts came before this one.
    pub before: u32,
    /// How the other library's list goes on after this part; until it is asked, how this part begins.
    pub token: Option<String>,
    /// Where the token no longer held: the time, as written there, of the last record of the parts before.
    pub after: Option<String>,
    /// The newest time that a record has there, as written there.
    pub reached: Option<String>,
    /// Whether records have come without a time, or before older ones: then no list can be gone on with by it.
    pub mixed: bool,
    /// Whether the list goes on after this part.
    pub more: bool,
    /// The import that goes on after this part.
    pub next: Option<ImportId>,
    /// Whether the other library tells for good what it has deleted, where it was asked.
    pub tells_deleted: Option<bool>,
}

impl Harvest {
    /// The day that the list has come to, where it goes by days.
    #[must_use]
    pub fn day(&self) -> Option<NaiveDate> {
        let reached = self.reached.as_deref().filter(|_| !self.mixed)?;
        reached.get(..10)?.parse().ok()
    }
}
