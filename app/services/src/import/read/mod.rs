//! From a file to records: which format it has, and what each of its records says. No database, no network; one row at
//! a time is held of a file with many. The fuzz targets compile this folder by itself.

mod document;
mod fields;
pub(crate) mod isic;
mod json;
mod jsonl;
mod language;
mod markdown;
pub(crate) mod oai;
mod plain;
mod sources;
pub(crate) mod table;
mod unreadable;

use std::collections::BTreeMap;
use std::io::{BufRead, Read};
use std::path::Path;

use chrono::NaiveDate;
use domain::Problems;
use domain::import::ImportFormat;
use domain::practice::{Evidence, Manuscript, Practice, PracticeKind, Source, UNSTATED, sections_of};

pub(crate) use document::draft;
pub(crate) use unreadable::Unreadable;

/// The most bytes of a file that is one record: more than the longest body takes.
const MOST_BYTES: u64 = 2_000_000;

/// Why the rest of a file does not come; the system's own words are for those who run this.
pub(crate) fn unread(cause: &std::io::Error) -> Unreadable {
    table::long_row(cause).unwrap_or_else(|| {
        tracing::warn!(%cause, "a file cannot be read");
        Unreadable::Torn
    })
}

/// The format of a file, by the end of its name.
pub(crate) fn format(name: &str) -> Option<ImportFormat> {
    let ending = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "md" | "markdown" => Some(ImportFormat::Markdown),
        "json" => Some(ImportFormat::Json),
        "jsonl" | "ndjson" => Some(ImportFormat::Lines),
        "csv" | "tsv" => Some(ImportFormat::Table),
        "txt" => Some(ImportFormat::Plain),
        "pdf" => Some(ImportFormat::Pdf),
        "docx" => Some(ImportFormat::Docx),
        _ => None,
    }
}

/// What was read where a record should be.
#[derive(Debug)]
pub(crate) struct Row {
    /// The line of the file, from 1, where there are several records.
    pub line: Option<u64>,
    /// The record, or why there is none.
    pub record: Result<Draft, Unreadable>,
}

/// A record that a file tells.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    pub record: Told,
    pub made: Made,
    /// What does not read: something else stands in its place in the record, which is not to be taken.
    pub faults: Problems,
    /// Sectors that are written as codes, and what they were read as.
    pub codes: Vec<isic::Read>,
    /// The identifier that it says it has, wherever it is.
    pub name: Option<String>,
}

/// How far a record has been read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// All of it.
    Practice(Box<Practice>),
    /// Its fields are still texts.
    Manuscript(Manuscript),
}

/// Who chose what stands beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    /// The file says it, the record's address too.
    Stated,
    /// The file says it, but its address was made of its title.
    Titled,
    /// It was drawn from what another library says; the year too, or it is only today's.
    Drawn { dated: bool },
    /// It was drawn from a file that says nothing about itself, or assumed; the year was drawn too, or is only today's.
    Assumed { dated: bool },
}

impl Draft {
    /// The title it has, as far as it has been read.
    pub(crate) fn title(&self) -> &str {
        match &self.record {
            Told::Practice(practice) => &practice.title,
            Told::Manuscript(manuscript) => manuscript.one("title"),
        }
    }

    /// Whether its year is only that of the day on which it was read.
    pub(crate) const fn is_undated(&self) -> bool {
        matches!(self.made, Made::Drawn { dated: false } | Made::Assumed { dated: false })
    }

    /// One that reads as it stands.
    fn whole(record: Told, made: Made) -> Self {
        Self { record, made, faults: Problems::new(), codes: Vec::new(), name: None }
    }

    fn stated(practice: Practice) -> Self {
        Self::whole(Told::Practice(Box::new(practice)), Made::Stated)
    }
}

/// The records of a file, in its order.
pub(crate) fn rows<'a>(
    name: &'a str,
    input: impl BufRead + Send + 'a,
    today: NaiveDate,
    columns: Option<&'a table::Columns>,
) -> Box<dyn Iterator<Item = Row> + Send + 'a> {
    let read = match format(name) {
        Some(ImportFormat::Lines) => return Box::new(jsonl::Lines::new(input)),
        Some(ImportFormat::Table) => match table::Table::new(input) {
            Ok(table) => {
                let columns = columns.cloned().unwrap_or_else(|| table::Columns::guessed(table.headers()));
                return Box::new(table.map(move |row| table::read(row, &columns)));
            }
            Err(why) => Err(why),
        },
        Some(ImportFormat::Markdown) => text(input).and_then(|text| markdown::read(&text, name, today)),
        Some(ImportFormat::Json) => text(input).and_then(|text| json::read(&text)),
        Some(ImportFormat::Plain) => text(input).and_then(|text| plain::read(&text, name, today)),
        Some(ImportFormat::Pdf | ImportFormat::Docx | ImportFormat::Oai) | None => Err(Unreadable::Format),
    };
    Box::new(std::iter::once(Row { line: None, record: read }))
}

/// A whole file as text, with the line ends of Unix and without a byte order mark.
fn text(input: impl BufRead) -> Result<String, Unreadable> {
    let mut bytes = Vec::new();
    input.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|cause| unread(&cause))?;
    if bytes.len() > usize::try_from(MOST_BYTES).unwrap_or(usize::MAX) {
        return Err(Unreadable::LongFile { most: MOST_BYTES });
    }
    let text = String::from_utf8(bytes).map_err(|_| Unreadable::Letters)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// What is drawn from a text that says nothing about itself.
struct Parts {
    title: String,
    summary: String,
    body: String,
    year: Option<i32>,
}

/// The record of a text that says nothing about itself: a report that somebody told, from this file. What stands under the
/// headings of a record's parts is put there.
fn drawn(parts: Parts, file: &str, today: NaiveDate) -> Result<Draft, Unreadable> {
    let dated = parts.year.is_some();
    let mut practice = practice_of(parts, file, today);
    if practice.slug.is_empty() {
        return Err(Unreadable::Untitled);
    }
    (practice.sections, practice.body) = sections_of(&practice.body);
    Ok(Draft::whole(Told::Practice(Box::new(practice)), Made::Assumed { dated }))
}

fn practice_of(parts: Parts, file: &str, today: NaiveDate) -> Practice {
    use chrono::Datelike;
    Practice {
        slug: slug(&parts.title),
        kind: PracticeKind::Report,
        language: language::guess(&format!("{}\n{}\n{}", parts.title, parts.summary, parts.body)),
        title: parts.title,
        summary: parts.summary,
        year: parts.year.unwrap_or_else(|| today.year()),
        countries: Vec::new(),
        regions: Vec::new(),
        sectors: Vec::new(),
        approach: Vec::new(),
        role: Vec::new(),
        topics: Vec::new(),
        evidence: Evidence::Told,
        licence: UNSTATED.to_owned(),
        actors: Vec::new(),
        sources: vec![Source {
            title: file.to_owned(),
            publisher: String::new(),
            year: parts.year,
            url: None,
            accessed: None,
        }],
        sections: BTreeMap::new(),
        body: parts.body,
        contact: String::new(),
        files: Vec::new(),
    }
}

/// The part of the address that a title makes, cut between words. Pictures and signs make none: their names are not in
/// the title.
pub(crate) fn slug(title: &str) -> String {
    const MOST: usize = 80;
    // What is no letter and yet has a name in letters, as "collision" for a burst.
    let named = |c: char| !c.is_alphanumeric() && !slug::slugify(c.to_string()).is_empty();
    let drawn = |c: char| matches!(c, '\u{1f000}'..='\u{1faff}');
    let words: String = title.chars().map(|c| if drawn(c) || named(c) { ' ' } else { c }).collect();
    let mut slug = slug::slugify(words);
    if slug.len() > MOST {
        slug.truncate(MOST + 1);
        let end = slug.rfind('-').unwrap_or(MOST);
        slug.truncate(end);
    }
    slug
}

#[cfg(test)]
mod tests;
