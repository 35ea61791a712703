//! From what is written to a record: each text is read, and what does not read is noted beside its field. A field of a
//! row, such as a source's address, is named with the number of its row: `source_url-2`.

use chrono::{Datelike, NaiveDate};
use domain::codes::Language;
use domain::practice::{
    Evidence, FIELDS, FIRST_YEAR, File, Manuscript, Participant, Practice, PracticeKind, Section, Source, UNSTATED,
};
use domain::{Problem, Problems, parse};
use sha2::{Digest, Sha256};

use super::codes::{countries, language, listed};
use crate::{import, library};

/// The most characters of an entry of a field.
fn longest(field: &str) -> usize {
    match field {
        "title" => 200,
        "slug" => 80,
        "summary" => 600,
        "countries" | "topics" => 4_000,
        "body" => 200_000,
        "source_url" => 2_000,
        "actor_name" | "source_title" | "source_publisher" | "contact" => 300,
        _ if Section::ALL.iter().any(|section| section.word() == field) => 50_000,
        _ => 100,
    }
}

/// The most entries of a field.
const ENTRIES: usize = 300;

/// The most characters of all fields together that are kept, finished or not.
const MOST_WRITTEN: usize = 600_000;

/// What is too much to be kept, finished or not: no slip while writing.
pub(super) fn too_much(written: &Manuscript) -> Problems {
    let mut found = Problems::new();
    for field in FIELDS.iter().filter(|field| written.all(field).len() > ENTRIES) {
        found.add(*field, Problem::TooMany { max: ENTRIES });
    }
    if written.length() > MOST_WRITTEN {
        found.add("", Problem::TooLong { max: MOST_WRITTEN });
    }
    found
}

/// What is too long for a record. It is kept while somebody writes, and said beside its field.
#[must_use]
pub fn too_long(written: &Manuscript) -> Problems {
    let mut found = Problems::new();
    for field in FIELDS {
        let max = longest(field);
        let entries = written.all(field);
        if entries.len() > ENTRIES {
            found.add(*field, Problem::TooMany { max: ENTRIES });
        }
        let of_rows = field.starts_with("actor_") || field.starts_with("source_");
        for (at, _) in entries.iter().enumerate().filter(|(_, entry)| entry.chars().count() > max) {
            let name = if of_rows { format!("{field}-{at}") } else { (*field).to_owned() };
            found.add(name, Problem::TooLong { max });
        }
    }
    found
}

/// Reads what is written into a record; `files` are those that belong to it.
///
/// # Errors
/// Everything that is wrong or missing, beside the names of the fields.
pub fn read(written: &Manuscript, files: Vec<File>, today: NaiveDate) -> Result<Practice, Problems> {
    let mut found = Problems::new();
    let practice = fields(written, files, today, &mut found);
    let mut found = beside(found, &library::check(&practice, today), |field| place(written, field));
    for (field, problem) in too_long(written).iter() {
        if found.at(field).next().is_none() {
            found.add(field.to_owned(), problem.clone());
        }
    }
    if found.is_empty() { Ok(practice) } else { Err(found) }
}

/// What is written as a record, finished or not, to be looked at: where something is missing or does not read, the usual
/// stands in its place, what is too long is there all the same, and what is no link leads nowhere.
#[must_use]
pub fn unfinished(written: &Manuscript, files: Vec<File>, today: NaiveDate) -> Practice {
    let mut practice = fields(written, files, today, &mut Problems::new());
    for (field, text) in [("title", &mut practice.title), ("summary", &mut practice.summary)] {
        if text.is_empty() {
            written.one(field).trim().clone_into(text);
        }
    }
    let wrong = library::check(&practice, today);
    for (at, source) in practice.sources.iter_mut().enumerate() {
        if wrong.at(&format!("sources[{at}].url")).next().is_some() {
            source.url = None;
        }
    }
    practice
}

/// What does not read, and what is wrong with the rest: where something did not read, what stands in its place says
/// nothing, and neither do the fields that follow from it.
pub(crate) fn beside(unread: Problems, wrong: &Problems, place: impl Fn(&str) -> String) -> Problems {
    let top = |field: &str| field.split(['[', '.']).next().unwrap_or_default().to_owned();
    let mut all = unread.clone();
    for (field, problem) in wrong.iter() {
        let place = place(field);
        let unsure = match field {
            // A grade is judged by all the others, and an address can be made of the title.
            "evidence" => !unread.is_empty(),
            "slug" => unread.iter().any(|(other, _)| matches!(other, "slug" | "title")),
            _ => unread.iter().any(|(other, _)| other == place || top(other) == place),
        };
        if !unsure {
            all.add(place, problem.clone());
        }
    }
    all
}

/// Reads each field; what does not read is noted, and something that does stands in its place.
fn fields(written: &Manuscript, files: Vec<File>, today: NaiveDate, found: &mut Problems) -> Practice {
    let title = found.take("title", parse::line(written.one("title"), 200));
    let slug = match written.one("slug").trim() {
        "" => slug(written.one("title")),
        slug => slug.to_owned(),
    };
    let kind = found.take("kind", parse::word(written.one("kind")));
    let summary = found.take("summary", parse::line(written.one("summary"), 600));
    let language = found.take("language", language(written.one("language")));
    let year = found.take("year", year_of(parse::whole(written.one("year"), FIRST_YEAR.into(), today.year().into())));
    let countries = found.take("countries", countries(written.one("countries")));
    let regions = found.take("regions", parse::words(written.all("regions")));
    let role = found.take("role", parse::words(written.all("role")));
    let sectors = found.take("sectors", parse::words(written.all("sectors")));
    let approach = found.take("approach", parse::words(written.all("approach")));
    let evidence = found.take("evidence", parse::word(written.one("evidence")));
    let actors = actors(written, found);
    let sources = sources(written, today, found);
    let sections = Section::ALL.iter().filter_map(|section| {
        let told = written.one(section.word()).trim();
        (!told.is_empty()).then(|| (*section, told.to_owned()))
    });
    let licence = match written.one("licence").trim() {
        "" => UNSTATED,
        licence => licence,
    };
    Practice {
        title: title.unwrap_or_default(),
        slug,
        kind: kind.unwrap_or(PracticeKind::Practice),
        summary: summary.unwrap_or_default(),
        language: language.unwrap_or_else(Language::english),
        year: year.and_then(|year| i32::try_from(year).ok()).unwrap_or(today.year()),
        countries: countries.unwrap_or_default(),
        regions: regions.unwrap_or_default(),
        sectors: sectors.unwrap_or_default(),
        approach: approach.unwrap_or_default(),
        role: role.unwrap_or_default(),
        topics: listed(written.one("topics")).map(str::to_lowercase).collect(),
        evidence: evidence.unwrap_or(Evidence::Told),
        licence: licence.to_owned(),
        actors,
        sources,
        sections: sections.collect(),
        body: written.one("body").trim().to_owned(),
        contact: written.one("contact").trim().to_owned(),
        files,
    }
}

/// A year that is no number is told with a year as its example.
fn year_of<T>(read: Result<T, Problem>) -> Result<T, Problem> {
    read.map_err(|problem| match problem {
        Problem::NotANumber => Problem::Other("problem-not-a-year"),
        other => other,
    })
}

/// The part of the address that a title makes; a title of pictures alone has one that follows from it, so that it stays
/// the same.
fn slug(title: &str) -> String {
    let slug = import::slug(title);
    if !slug.is_empty() || title.trim().is_empty() {
        return slug;
    }
    let digest = Sha256::digest(title.trim().as_bytes());
    let hex: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("record-{hex}")
}

/// The fields of a row of who took part.
const ACTOR: [&str; 2] = ["actor_name", "actor_part"];
/// The fields of a row of the sources.
const SOURCE: [&str; 5] = ["source_title", "source_publisher", "source_year", "source_url", "source_accessed"];

/// The rows of fields that belong together; those in which nothing is written are skipped.
fn rows<'a, const N: usize>(written: &'a Manuscript, names: [&str; N]) -> Vec<(usize, [&'a str; N])> {
    let columns = names.map(|name| written.all(name));
    let longest = columns.iter().map(|column| column.len()).max().unwrap_or_default();
    let row = |at: usize| columns.map(|column| column.get(at).map_or("", |entry| entry.trim()));
    (0..longest).map(|at| (at, row(at))).filter(|(_, row)| row.iter().any(|entry| !entry.is_empty())).collect()
}

fn actors(written: &Manuscript, found: &mut Problems) -> Vec<Participant> {
    let mut all = Vec::new();
    for (at, [name, part]) in rows(written, ACTOR) {
        let name = found.take(format!("actor_name-{at}"), parse::line(name, 300));
        let part =
            found.take(format!("actor_part-{at}"), Some(part).filter(|part| !part.is_empty()).ok_or(Problem::Missing));
        all.push(Participant { name: name.unwrap_or_default(), part: part.unwrap_or_default().to_owned() });
    }
    all
}

fn sources(written: &Manuscript, today: NaiveDate, found: &mut Problems) -> Vec<Source> {
    let mut all = Vec::new();
    for (at, [title, publisher, year, url, accessed]) in rows(written, SOURCE) {
        let title = found.take(format!("source_title-{at}"), parse::line(title, 300));
        let (first, last) = (i64::from(FIRST_YEAR), i64::from(today.year()));
        let year = found.take(format!("source_year-{at}"), year_of(parse::optional_whole(year, first, last))).flatten();
        let accessed = found.take(format!("source_accessed-{at}"), parse::optional(accessed, parse::date)).flatten();
        all.push(Source {
            title: title.unwrap_or_default(),
            publisher: publisher.to_owned(),
            year: year.and_then(|year| i32::try_from(year).ok()),
            url: Some(url).filter(|url| !url.is_empty()).map(str::to_owned),
            accessed,
        });
    }
    all
}

/// The written field that a field of a record is read from: the record has no empty rows, what is written may.
fn place(written: &Manuscript, field: &str) -> String {
    let Some((list, rest)) = field.split_once('[') else { return field.to_owned() };
    let (at, part) = rest.split_once(']').unwrap_or((rest, ""));
    let part = part.trim_start_matches('.');
    let at = at.parse::<usize>().unwrap_or_default();
    let row = |rows: Vec<usize>| rows.get(at).copied().unwrap_or(at);
    match list {
        "actors" => format!("actor_{part}-{}", row(rows(written, ACTOR).iter().map(|(at, _)| *at).collect())),
        "sources" => format!("source_{part}-{}", row(rows(written, SOURCE).iter().map(|(at, _)| *at).collect())),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use chrono::NaiveDate;
    use domain::practice::{Manuscript, Section};

    use super::read;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
    }

    const WHOLE: &[(&str, &str)] = &[
        ("kind", "practice"),
        ("title", "Lanterns for the harbour"),
        ("summary", "Lamps were lit."),
        ("language", "en"),
        ("year", "2019"),
        ("problem", "Dark.\r\n\r\nVery."),
        ("results", "20 found work."),
        ("countries", "Albania, it; Italien"),
        ("regions", "europe"),
        ("sectors", "fishing"),
        ("topics", "Light, Work"),
        ("evidence", "monitored"),
        ("actor_name", ""),
        ("actor_part", ""),
        ("actor_name", "Lantern Works"),
        ("actor_part", "employer"),
        ("source_title", "A book"),
        ("source_publisher", "Lighthouse College"),
        ("source_year", ""),
        ("source_url", "https://lantern.example"),
        ("source_accessed", "2026-11-01"),
        ("form", "proposal"),
    ];

    #[test]
    fn what_is_written_becomes_a_record_and_back() {
        let practice = read(&Manuscript::of_pairs(WHOLE.iter().copied()), Vec::new(), today()).unwrap();
        assert_eq!(practice.slug, "lanterns-for-the-harbour");
        assert_eq!(practice.countries.iter().map(ToString::to_string).collect::<Vec<_>>(), ["AL", "IT"]);
        assert_eq!(practice.topics, ["light", "work"]);
        assert_eq!(practice.sections.get(&Section::Problem).unwrap(), "Dark.\n\nVery.");
        assert_eq!(practice.licence, "NOASSERTION");
        assert_eq!(practice.actors.len(), 1);
        assert_eq!(read(&Manuscript::of(&practice), Vec::new(), today()).unwrap(), practice);
    }

    fn wrong(field: &str, value: &str) -> Vec<String> {
        let pairs = WHOLE.iter().map(|(name, old)| (*name, if *name == field { value } else { *old }));
        let found = read(&Manuscript::of_pairs(pairs), Vec::new(), today());
        let listed = |(field, problem): (&str, &domain::Problem)| format!("{field} {}", problem.key());
        found.map(|_| Vec::new()).unwrap_or_else(|problems| problems.iter().map(listed).collect())
    }

    #[test]
    fn each_problem_stands_beside_its_field_and_row() {
        for (field, value, expect) in [
            ("title", "", vec!["title problem-missing"]),
            ("kind", "poem", vec!["kind problem-not-in-list"]),
            ("year", "next", vec!["year problem-not-a-year"]),
            ("language", "xx", vec!["language problem-unknown-language-name"]),
            ("language", "Quillbackish", vec!["language problem-unknown-language-name"]),
            ("countries", "Albania, Atlantis", vec!["countries problem-unknown-country-name"]),
            ("sectors", "magic", vec!["sectors problem-not-in-list"]),
            ("evidence", "evaluated", vec![]),
            ("evidence", "repeated", vec!["evidence problem-evidence-repeated"]),
            ("source_url", "javascript:alert(1)", vec!["source_url-0 problem-not-a-web-link"]),
            ("source_accessed", "yesterday", vec!["source_accessed-0 problem-not-a-date"]),
            ("slug", "Not a slug", vec![]),
        ] {
            assert_eq!(wrong(field, value), expect, "{field} = {value}");
        }
        assert_eq!(wrong("actor_part", "employer"), ["actor_name-0 problem-missing"]);
        let king = WHOLE.iter().map(|(name, old)| (*name, if *old == "employer" { "king" } else { *old }));
        let found = read(&Manuscript::of_pairs(king), Vec::new(), today()).unwrap_err();
        // The row above is empty, and the record does not have it.
        assert_eq!(found.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["actor_part-1"]);
    }

    #[test]
    fn what_is_too_long_is_said_whatever_else_is_missing() {
        let mut written = Manuscript::of_pairs(WHOLE.iter().copied());
        written.set("title", vec![String::new()]);
        written.set("cost", vec!["a".repeat(50_001)]);
        written.set("source_publisher", vec!["a".repeat(301)]);
        let found = read(&written, Vec::new(), today()).unwrap_err();
        let fields: Vec<&str> = found.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["title", "cost", "source_publisher-0"]);
    }

    #[test]
    fn a_title_of_pictures_makes_an_address_that_stays() {
        let (one, other) = (super::slug("💥🏮"), super::slug("🌉"));
        for made in [&one, &other] {
            let tail = made.strip_prefix("record-").unwrap();
            assert!(tail.len() == 8 && tail.bytes().all(|b| b.is_ascii_hexdigit()), "{made}");
        }
        assert_ne!(one, other);
        assert_eq!(super::slug(" 💥🏮 "), one);
        assert_eq!(super::slug(" "), "");
    }

    #[test]
    fn there_is_an_end_of_what_is_kept() {
        let mut written = Manuscript::of_pairs(WHOLE.iter().copied());
        written.set("body", vec!["a".repeat(300_000)]);
        assert!(super::too_much(&written).is_empty());
        written.set("problem", vec!["a".repeat(300_000)]);
        written.set("source_title", vec!["a".into(); 301]);
        let found = super::too_much(&written);
        assert_eq!(found.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["source_title", ""]);
    }

    #[test]
    fn an_empty_manuscript_says_all_that_is_missing() {
        let found = read(&Manuscript::default(), Vec::new(), today()).unwrap_err();
        let fields: Vec<&str> = found.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["title", "kind", "summary", "language", "year", "evidence"]);
    }
}
