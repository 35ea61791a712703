//! Taking records into the library from files: which format a file has, what becomes of each record, and the report.
//!
//! A record is published in a transaction of its own, so it is taken whole or not at all, and an import that stops
//! halfway leaves what it took; the next one finds that "known already".

mod fields;
mod jsonl;
mod markdown;
mod plain;

use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead, Read};
use std::path::Path;

use chrono::NaiveDate;
use domain::codes::Language;
use domain::policy::PublishPractice;
use domain::practice::{Evidence, Practice, PracticeKind, Source, UNSTATED};
use domain::{Error, Problem, Problems, Result};
use i18n::{Text, Value};
use store::practices::Published;

use crate::{Scope, library};

/// The most bytes of a file that is one record: more than the longest body takes.
const MOST_BYTES: u64 = 2_000_000;

/// What a file is, by the end of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// One record: TOML front matter and a body, or a body alone.
    Markdown,
    /// One record to a line, as JSON.
    Lines,
    /// One record: text and nothing else.
    Plain,
}

impl Format {
    fn of(name: &str) -> Option<Self> {
        let ending = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "md" | "markdown" => Some(Self::Markdown),
            "jsonl" | "ndjson" => Some(Self::Lines),
            "txt" => Some(Self::Plain),
            _ => None,
        }
    }
}

/// What became of a file's records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Records that are new.
    pub new: usize,
    /// Records that have a new version.
    pub changed: usize,
    /// Records that the library had already.
    pub unchanged: usize,
    /// Records that were refused.
    pub refused: usize,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { new, changed, unchanged, refused } = self;
        write!(f, "{new} new, {changed} changed, {unchanged} known already, {refused} refused")
    }
}

impl std::ops::AddAssign for Report {
    fn add_assign(&mut self, other: Self) {
        self.new += other.new;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.refused += other.refused;
    }
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
fn shown(text: &str) -> String {
    const MOST: usize = 400;
    let mut line: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.len() < text.len() && text.chars().count() > MOST {
        line.push('…');
    }
    line
}

/// What was read where a record should be.
#[derive(Debug)]
struct Row {
    line: Option<u64>,
    record: std::result::Result<Draft, String>,
}

/// A record that a file tells.
#[derive(Debug, PartialEq, Eq)]
struct Draft {
    practice: Practice,
    made: Made,
}

/// Who chose what stands beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    /// The file says it, the record's address too.
    Stated,
    /// It was drawn from the text; the year too, or it is only today's.
    Drawn { dated: bool },
}

/// Takes a file's records, and tells each refusal as it comes. Of a file with a record to a line, one line at a time
/// is held, and the addresses seen.
///
/// # Errors
/// As [`Scope::permit`] for everybody but curators and the command line; a technical failure, after which what was
/// taken stays.
pub async fn file(
    scope: &Scope,
    name: &str,
    input: impl BufRead + Send,
    mut refused: impl FnMut(Refusal) + Send,
) -> Result<Report> {
    scope.permit(PublishPractice)?;
    let mut report = Report::default();
    let mut seen = HashSet::new();
    let today = scope.now().date_naive();
    for Row { line, record } in rows(name, input, today) {
        let why = match record {
            Err(why) => vec![why],
            Ok(draft) => match take(scope, draft, &mut seen).await {
                Ok(published) => {
                    match published {
                        Published::New(_) => report.new += 1,
                        Published::Changed(_) => report.changed += 1,
                        Published::Unchanged(_) => report.unchanged += 1,
                    }
                    continue;
                }
                Err(Error::Invalid(problems)) => reasons(&problems),
                Err(other) => return Err(other),
            },
        };
        report.refused += 1;
        refused(Refusal { file: name.to_owned(), line, why: why.join(" ") });
    }
    Ok(report)
}

fn rows<'a>(
    name: &'a str,
    input: impl BufRead + Send + 'a,
    today: NaiveDate,
) -> Box<dyn Iterator<Item = Row> + Send + 'a> {
    let format = Format::of(name);
    if format == Some(Format::Lines) {
        return Box::new(jsonl::Lines::new(input));
    }
    let read = match format {
        Some(Format::Markdown) => text(input).and_then(|text| markdown::read(&text, name, today)),
        Some(Format::Plain) => text(input).and_then(|text| plain::read(&text, name, today)),
        _ => Err("only .txt, .md, .markdown, .jsonl and .ndjson files can be taken".to_owned()),
    };
    Box::new(std::iter::once(Row { line: None, record: read }))
}

/// A whole file as text, with the line ends of Unix and without a byte order mark.
fn text(input: impl BufRead) -> std::result::Result<String, String> {
    let mut bytes = Vec::new();
    input.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|cause| format!("cannot be read: {cause}"))?;
    if bytes.len() > usize::try_from(MOST_BYTES).unwrap_or(usize::MAX) {
        return Err(format!("longer than {MOST_BYTES} bytes"));
    }
    let text = String::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

async fn take(scope: &Scope, draft: Draft, seen: &mut HashSet<Box<str>>) -> Result<Published> {
    let Draft { mut practice, made } = draft;
    library::check(&practice, scope.now().date_naive()).finish(Some(()))?;
    if !seen.insert(practice.slug.as_str().into()) {
        return Err(Error::at("slug", Problem::Other("problem-twice-in-file")));
    }
    if let Made::Drawn { dated } = made {
        match library::find(scope, &practice.slug).await {
            Ok(stored) if !same_file(&stored.practice, &practice) => {
                return Err(Error::at("slug", Problem::Other("problem-other-record")));
            }
            Ok(stored) if !dated => practice.year = stored.practice.year,
            Ok(_) | Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    library::publish(scope, &practice).await
}

/// Whether the record that the library has was drawn from a file of the same name.
fn same_file(stored: &Practice, drawn: &Practice) -> bool {
    let from = |practice: &Practice| match practice.sources.as_slice() {
        [source] if practice.licence == UNSTATED => Some(source.title.clone()),
        _ => None,
    };
    from(stored).is_some() && from(stored) == from(drawn)
}

/// What is drawn from a text that says nothing about itself.
struct Parts {
    title: String,
    summary: String,
    body: String,
    year: Option<i32>,
}

/// The record of a text that says nothing about itself: a report that somebody told, in English, from this file.
fn drawn(parts: Parts, file: &str, today: NaiveDate) -> std::result::Result<Draft, String> {
    use chrono::Datelike;
    let slug = slug(&parts.title);
    if slug.is_empty() {
        return Err("no title that an address can be made of; give the file front matter".to_owned());
    }
    let practice = Practice {
        title: parts.title,
        slug,
        kind: PracticeKind::Report,
        summary: parts.summary,
        language: Language::english(),
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
    };
    Ok(Draft { practice, made: Made::Drawn { dated: parts.year.is_some() } })
}

/// The part of the address that a title makes, cut between words.
pub(crate) fn slug(title: &str) -> String {
    const MOST: usize = 80;
    let mut slug = slug::slugify(title);
    if slug.len() > MOST {
        slug.truncate(MOST + 1);
        let end = slug.rfind('-').unwrap_or(MOST);
        slug.truncate(end);
    }
    slug
}

fn reasons(problems: &Problems) -> Vec<String> {
    let text = Text::of(&Language::english());
    let each = problems.iter().map(|(field, problem)| {
        let arguments: Vec<(&str, Value)> =
            problem.arguments().into_iter().map(|(name, number)| (name, number.into())).collect();
        format!("{field}: {}", text.with(problem.key(), &arguments))
    });
    each.collect()
}

#[cfg(test)]
mod tests;
