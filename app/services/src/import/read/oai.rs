//! Another library's answer (OAI-PMH 2.0, `oai_dc`): its records as ours, and how the list goes on.

use chrono::NaiveDate;
use documents::xml::{self, Event};
use domain::codes::Country;
use domain::practice::{FIRST_YEAR, Practice, PracticeKind, Source, UNSTATED};
use serde::{Deserialize, Serialize};

use super::{Draft, Made, Parts, Told, language, plain, practice_of};

pub(crate) mod dates;
mod no_answer;

pub(crate) use no_answer::NoAnswer;

/// The most characters of a value.
const MOST: usize = 50_000;
/// The most records of an answer.
pub(crate) const MOST_RECORDS: usize = 5_000;

/// An answer.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// Its records, each with the name that the other library gives it.
    pub records: Vec<(String, Result<Drawn, Untold>)>,
    /// How many there are, with those that were deleted.
    pub count: u64,
    /// When each was last changed there, as far as it says so in one of the two forms there are.
    pub stamps: Vec<String>,
    /// How to ask for what follows; nothing at the end.
    pub token: Option<String>,
    /// How many records the other library says there are in all.
    pub complete: Option<u64>,
    /// What the other library says went wrong: its code and words.
    pub error: Option<(String, String)>,
}

/// A record that was drawn from what another library tells.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Drawn {
    pub practice: Box<Practice>,
    /// Whether it tells its year.
    pub dated: bool,
}

impl From<Drawn> for Draft {
    fn from(Drawn { practice, dated }: Drawn) -> Self {
        Self::whole(Told::Practice(practice), Made::Drawn { dated })
    }
}

/// Why a record tells nothing.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Untold {
    /// It cannot be taken, for this reason.
    Faulty(Fault),
    /// The other library has withdrawn it.
    Withdrawn,
}

/// Why a record cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fault {
    /// It has no title.
    NoTitle,
    /// No address can be made of its title.
    NoAddress,
}

/// A record while it is read.
#[derive(Debug, Default)]
struct Record {
    identifier: String,
    deleted: bool,
    values: Vec<(String, String)>,
}

impl Record {
    fn all<'a>(&'a self, name: &'static str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(known, value)| known == name && !value.is_empty()).map(|(_, v)| v.as_str())
    }

    fn one(&self, name: &'static str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// What it tells, with the name that the other library gives it.
    fn told(self, today: NaiveDate) -> (String, Result<Drawn, Untold>) {
        let told = if self.deleted { Err(Untold::Withdrawn) } else { drawn(&self, today).map_err(Untold::Faulty) };
        (self.identifier, told)
    }

    /// The year it tells. A date with a time of day is when somebody put it into the other library, and counts only
    /// where there is no other.
    fn year(&self, today: NaiveDate) -> Option<i32> {
        let read = |date: &str| plain::year(date, today).filter(|year| *year >= FIRST_YEAR);
        let of_day = self.all("date").filter(|date| !date.contains('T')).find_map(read);
        of_day.or_else(|| self.all("date").find_map(read))
    }
}

/// Reads an answer.
///
/// # Errors
/// Why it is no answer of that kind.
pub(crate) fn read(text: &str, today: NaiveDate) -> Result<Answer, NoAnswer> {
    let mut answer = Answer::default();
    let mut path: Vec<String> = Vec::new();
    let (mut record, mut value) = (None::<Record>, String::new());
    let (mut listed, mut many, mut root) = (false, false, String::new());
    let read = xml::each(text, |event| {
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                let name = xml::local(element).to_owned();
                if root.is_empty() {
                    root.clone_from(&name);
                }
                match name.as_str() {
                    "ListRecords" => listed = true,
                    "record" => record = Some(Record::default()),
                    "header" => {
                        if let Some(record) = &mut record {
                            record.deleted = xml::attribute(element, "status").as_deref() == Some("deleted");
                        }
                    }
                    "resumptionToken" => {
                        answer.complete = xml::attribute(element, "completeListSize").and_then(|all| all.parse().ok());
                    }
                    "error" => {
                        answer.error = Some((xml::attribute(element, "code").unwrap_or_default(), String::new()));
                    }
                    _ => {}
                }
                value.clear();
                if matches!(event, Event::Start(_)) {
                    path.push(name);
                }
            }
            Event::End(_) => {
                let name = path.pop().unwrap_or_default();
                let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
                let inside = path.last().map(String::as_str);
                // What is said about a record, such as who may use what it says of itself, has such an element too.
                let told = path.iter().rev().nth(1).is_some_and(|around| around == "metadata");
                match (name.as_str(), &mut record) {
                    ("record", _) => {
                        answer.count += 1;
                        answer.records.extend(record.take().map(|done| done.told(today)));
                        if answer.records.len() > MOST_RECORDS {
                            many = true;
                            return Err(documents::Refused::TooMuch);
                        }
                    }
                    ("identifier", Some(record)) if inside == Some("header") => record.identifier = words,
                    ("datestamp", Some(_)) if inside == Some("header") && dates::is_stamp(&words) => {
                        answer.stamps.push(words);
                    }
                    (name, Some(record)) if inside == Some("dc") && told => {
                        record.values.push((name.to_owned(), words))
                    }
                    ("resumptionToken", _) => answer.token = Some(words).filter(|token| !token.is_empty()),
                    ("error", _) => answer.error.iter_mut().for_each(|(_, said)| said.clone_from(&words)),
                    _ => {}
                }
                value.clear();
            }
            Event::Text(text) if value.len() < MOST => value.push_str(&text.xml10_content()),
            Event::CData(text) if value.len() < MOST => value.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => value.extend(xml::character(reference)),
            _ => {}
        }
        Ok(())
    });
    match read {
        Err(_) if many => Err(NoAnswer::TooMany),
        Err(refused) => Err(NoAnswer::of_broken(refused, text, &root)),
        Ok(()) if root == no_answer::ROOT && (listed || answer.error.is_some()) => Ok(answer),
        Ok(()) => Err(NoAnswer::of_read(text, &root)),
    }
}

/// The record that Dublin Core tells. Names of persons (`creator`, `contributor`) stay where they are: the source leads
/// there.
fn drawn(record: &Record, today: NaiveDate) -> Result<Drawn, Fault> {
    let title = record.one("title");
    if title.is_empty() {
        return Err(Fault::NoTitle);
    }
    let title = plain::cut(title, plain::TITLE);
    let told: Vec<&str> = record.all("description").collect();
    let summary = plain::summary(&told.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>(), &title);
    let body = told.iter().map(|part| plain::escape_start(part)).collect::<Vec<_>>().join("\n\n");
    let year = record.year(today);
    let body = if told.len() == 1 && told.first().is_some_and(|only| *only == summary) { String::new() } else { body };
    let mut practice = practice_of(Parts { title, summary, body, year }, &record.identifier, today);
    if practice.slug.is_empty() {
        return Err(Fault::NoAddress);
    }
    if let Some(stated) = record.all("language").find_map(language::read) {
        practice.language = stated;
    }
    practice.kind = kind(record);
    practice.countries = countries(record);
    practice.topics = topics(record);
    practice.licence = record.all("rights").find_map(licence).unwrap_or_else(|| UNSTATED.to_owned());
    practice.sources = vec![source(record, &practice, today)];
    Ok(Drawn { practice: Box::new(practice), dated: year.is_some() })
}

fn source(record: &Record, practice: &Practice, today: NaiveDate) -> Source {
    let links = record.all("identifier").chain(record.all("source")).chain(record.all("relation"));
    let mut links = links.filter(|link| link.starts_with("https://") || link.starts_with("http://"));
    let fits = |link: &&str| link.len() <= 2_000 && !link.contains(|c: char| c.is_whitespace() || c.is_control());
    let url = links.find(fits).map(str::to_owned);
    Source {
        title: practice.title.clone(),
        publisher: plain::cut(record.one("publisher"), 300),
        year: Some(practice.year).filter(|_| record.all("date").next().is_some()),
        accessed: url.is_some().then_some(today),
        url,
    }
}

fn kind(record: &Record) -> PracticeKind {
    let said: String = record.all("type").collect::<Vec<_>>().join(" ").to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if has(&["guide", "guideline", "manual", "toolkit", "handbook"]) {
        PracticeKind::Guide
    } else if has(&["law", "legislation", "treaty", "convention"]) {
        PracticeKind::Law
    } else if has(&["practice"]) {
        PracticeKind::Practice
    } else {
        PracticeKind::Report
    }
}

fn countries(record: &Record) -> Vec<Country> {
    let mut all: Vec<Country> = Vec::new();
    for country in record.all("coverage").filter_map(taxonomy::countries::by_text) {
        if !all.contains(country) && all.len() < 300 {
            all.push(country.clone());
        }
    }
    all
}

fn topics(record: &Record) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for topic in record.all("subject").flat_map(|subject| subject.split([';', ','])) {
        let topic = topic.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if (1..=60).contains(&topic.chars().count()) && !all.contains(&topic) && all.len() < 30 {
            all.push(topic);
        }
    }
    all
}

/// The SPDX id of a Creative Commons address, or of such an id itself.
fn licence(said: &str) -> Option<String> {
    let lower = said.to_lowercase();
    let Some((_, rest)) = lower.split_once("creativecommons.org/") else {
        let id = said.trim();
        let known = ["CC-BY", "CC0", "MIT", "ODbL", "OGL"].iter().any(|begins| id.starts_with(begins));
        return (known && id.len() <= 60 && !id.contains(' ')).then(|| id.to_owned());
    };
    let mut parts = rest.split('/');
    let (shelf, name, version) = (parts.next()?, parts.next()?, parts.next().unwrap_or_default());
    let version: String = version.chars().filter(|c| c.is_ascii_digit() || *c == '.').take(5).collect();
    let plain = name.len() <= 20 && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    match (shelf, name) {
        ("publicdomain", "zero") => Some("CC0-1.0".to_owned()),
        ("licenses", name) if plain && !version.is_empty() => Some(format!("CC-{}-{version}", name.to_uppercase())),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
