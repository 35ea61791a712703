//! Taking records into the library from files and from other libraries: what becomes of each record, and the report.
//!
//! The command line takes a file at once: a record is published in a transaction of its own, so it is taken whole or not
//! at all, and an import that stops halfway leaves what it took; the next one finds that "known already". A record that
//! two curators have to look at comes before them, unless whoever runs the command says that two have; what comes before
//! them is kept as one import. On the web an import is kept whole: somebody looks at what it would do, says go, and the
//! worker takes its rows one by one.

mod brought;
mod document;
mod faults;
mod fetch;
mod harvested;
mod held;
mod kept;
mod later;
mod mapping;
mod own;
pub(crate) mod read;
mod reason;
mod settings;
mod sources;
mod take;
mod twins;
mod unasked;
mod web;
mod why;
mod words;
pub(crate) mod work;

use std::io::{BufRead, Read};

use domain::codes::Language;
use domain::import::ImportFormat;
use domain::policy::PublishPractice;
use domain::{Error, Result};
use i18n::Text;
use store::practices::Published;

use crate::Scope;
use brought::Brought;
pub use kept::{Alike, MOST_BYTES, Report as Kept, begin, cancel, change, confirm, counts, find, list, report, resume};
pub use mapping::{Choice, map, map_again};
pub use own::{Begun, begin_own, list_own, may_begin_own};
pub(crate) use read::slug;
use read::{Row, table::Columns};
use reason::Cause;
pub use reason::{Reason, told};
pub use settings::{Harvest, Settings};
pub use sources::{Asked, begin_from, forget, go_on, next, renew, sources};
use take::{Seen, Taken, take};
pub use web::Reach;
pub use why::stopped;
use words::reasons;

/// What became of a file's records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Records that are new.
    pub new: usize,
    /// Records that have a new version.
    pub changed: usize,
    /// Records that the library had already, or that wait for the curators already.
    pub unchanged: usize,
    /// Records that came before the curators, since two of them have to look.
    pub waiting: usize,
    /// Records that came before the curators with the same words, and were declined or withdrawn.
    pub declined: usize,
    /// Documents that became drafts, and records that rest on nothing but their file.
    pub drafted: usize,
    /// Records that were refused.
    pub refused: usize,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { new, changed, unchanged, waiting, declined, drafted, refused } = self;
        write!(f, "{new} new, {changed} changed, {unchanged} known already, ")?;
        if *waiting > 0 {
            write!(f, "{waiting} before the curators, ")?;
        }
        if *declined > 0 {
            write!(f, "{declined} declined before, ")?;
        }
        if *drafted > 0 {
            write!(f, "{drafted} drafted, ")?;
        }
        write!(f, "{refused} refused")
    }
}

impl std::ops::AddAssign for Report {
    fn add_assign(&mut self, other: Self) {
        self.new += other.new;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.waiting += other.waiting;
        self.declined += other.declined;
        self.drafted += other.drafted;
        self.refused += other.refused;
    }
}

/// Who has looked at the records of a file whose evidence two curators have to look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Looked {
    /// Nobody here: they come before the curators.
    #[default]
    NotYet,
    /// Two curators elsewhere, as whoever runs the command says: they are published, and the audit log says on what word.
    Elsewhere,
}

/// What is said about a file beside what it holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Said<'a> {
    /// Columns of a table whose names say nothing, each with the name of its field.
    pub columns: &'a [(String, String)],
    /// Who has looked at its records.
    pub looked: Looked,
}

/// A record that was not taken: one line that says where and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Name of the file.
    pub file: String,
    /// The line, from 1, if it is known.
    pub line: Option<u64>,
    /// Why, with the name of the field.
    pub why: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&shown(&self.file))?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", shown(&self.why))
    }
}

/// The text without what would break the line or drive the terminal, and not endless.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 600;
    let mut line: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.len() < text.len() && text.chars().count() > MOST {
        line.push('…');
    }
    line
}

/// Takes a file's records, of which nothing is said beside it, and tells each refusal as it comes. Of a file with many
/// records, one at a time is held, and the addresses seen.
///
/// # Errors
/// As [`Scope::permit`] for everybody but curators and the command line; a technical failure, after which what was
/// taken stays.
pub async fn file(
    scope: &Scope,
    name: &str,
    input: impl BufRead + Send,
    refused: impl FnMut(Refusal) + Send,
) -> Result<Report> {
    file_with(scope, name, input, Said::default(), refused).await
}

/// The same for a file of which something is said.
///
/// # Errors
/// As [`file()`].
pub async fn file_with(
    scope: &Scope,
    name: &str,
    mut input: impl BufRead + Send,
    said: Said<'_>,
    mut refused: impl FnMut(Refusal) + Send,
) -> Result<Report> {
    scope.permit(PublishPractice)?;
    let today = scope.now().date_naive();
    let mut report = Report::default();
    let mut note = |line, why: String, report: &mut Report| {
        report.refused += 1;
        refused(Refusal { file: name.to_owned(), line, why });
    };
    let format = read::format(name);
    if let Some(format @ (ImportFormat::Pdf | ImportFormat::Docx)) = format {
        match draft(scope, (name, format), &mut input).await? {
            Ok(()) => report.drafted += 1,
            Err(why) => note(None, why, &mut report),
        }
        return Ok(report);
    }
    let text = Text::of(&Language::english());
    let columns = match named(name, &mut input, said.columns) {
        Ok(columns) => columns,
        Err(why) => {
            note(None, why.words(text), &mut report);
            return Ok(report);
        }
    };
    let mut seen = Seen::default();
    // A file of no format has no records.
    let mut brought = Brought::of(name, format.unwrap_or(ImportFormat::Plain));
    for Row { line, record } in read::rows(name, input, today, columns.as_ref()) {
        seen.line = line;
        match record {
            Err(why) => note(line, Cause::from(why).words(text), &mut report),
            Ok(draft) => match take(scope, draft, (&mut seen, &mut brought), (name, said.looked)).await {
                Ok(Taken::Published(Published::New(_))) => report.new += 1,
                Ok(Taken::Published(Published::Changed(_))) => report.changed += 1,
                Ok(Taken::Published(Published::Unchanged(_)) | Taken::CameBefore) => report.unchanged += 1,
                Ok(Taken::Waits) => report.waiting += 1,
                Ok(Taken::Drafted) => report.drafted += 1,
                Ok(Taken::Declined) => report.declined += 1,
                Err(Error::Invalid(problems)) => note(line, reasons(&problems), &mut report),
                Err(other) => return Err(other),
            },
        }
    }
    Ok(report)
}

/// The columns of a table by what was said about some of them; nothing for other files. The names of the columns are
/// looked at without being read away.
fn named(
    name: &str,
    input: &mut impl BufRead,
    said: &[(String, String)],
) -> std::result::Result<Option<Columns>, Cause> {
    if said.is_empty() {
        return Ok(None);
    }
    if read::format(name) != Some(ImportFormat::Table) {
        return Err(faults::no_table());
    }
    let begins = input.fill_buf().map_err(|cause| read::unread(&cause))?;
    let headers = read::table::Table::new(begins)?.headers().to_vec();
    let mut columns = Columns::guessed(&headers);
    match said.iter().find(|(column, field)| !columns.set(&headers, column, field)) {
        Some((column, field)) => Err(faults::no_column(column, field)),
        None => Ok(Some(columns)),
    }
}

/// Makes a document a draft; answers why not, if it does not become one.
async fn draft(
    scope: &Scope,
    (name, format): (&str, ImportFormat),
    input: &mut impl Read,
) -> Result<std::result::Result<(), String>> {
    match kept::draft(scope, None, (kept::short(name), format), input).await {
        Ok(_) => Ok(Ok(())),
        Err(Error::Invalid(problems)) => Ok(Err(reasons(&problems))),
        Err(Error::Refused(key)) => Ok(Err(Text::of(&Language::english()).get(key))),
        Err(other) => Err(other),
    }
}

#[cfg(test)]
#[path = "../fuzz/checks/import.rs"]
mod fuzzed;
#[cfg(test)]
mod tests;
