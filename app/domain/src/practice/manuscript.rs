//! A record as it is written: texts by field, finished or not, so that nothing typed is lost. What reads it into a
//! [`Practice`] stands in `services`, because the names of countries and languages are `taxonomy`'s.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Practice, Section};

/// The fields, in the order of the page. A field whose entries belong together, such as the sources, is several fields
/// with an entry each.
pub const FIELDS: &[&str] = &[
    "kind",
    "title",
    "slug",
    "summary",
    "language",
    "year",
    "problem",
    "done",
    "results",
    "cost",
    "limits",
    "known",
    "body",
    "actor_name",
    "actor_part",
    "countries",
    "regions",
    "role",
    "sectors",
    "approach",
    "topics",
    "evidence",
    "source_title",
    "source_publisher",
    "source_year",
    "source_url",
    "source_accessed",
    "licence",
    "contact",
    "files",
];

/// What is written in each of the [`FIELDS`]; a field without an entry is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Manuscript(BTreeMap<String, Vec<String>>);

impl Manuscript {
    /// Keeps what belongs to a known field of what a form posted: names and values, in order.
    #[must_use]
    pub fn of_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut fields = BTreeMap::<String, Vec<String>>::new();
        for (name, value) in pairs.into_iter().filter(|(name, _)| FIELDS.contains(name)) {
            fields.entry(name.to_owned()).or_default().push(value.replace("\r\n", "\n"));
        }
        let mut written = Self(fields);
        written.tidy();
        written
    }

    /// The single entry of a field.
    #[must_use]
    pub fn one(&self, field: &str) -> &str {
        self.all(field).first().map_or("", String::as_str)
    }

    /// The entries of a field.
    #[must_use]
    pub fn all(&self, field: &str) -> &[String] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// Writes the entries of one of the [`FIELDS`].
    pub fn set(&mut self, field: &'static str, entries: Vec<String>) {
        self.0.insert(field.to_owned(), entries);
        self.tidy();
    }

    /// Whether nothing at all is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All its characters.
    #[must_use]
    pub fn length(&self) -> usize {
        self.0.values().flatten().map(|entry| entry.chars().count()).sum()
    }

    /// What a record says, as it would be written.
    #[must_use]
    pub fn of(practice: &Practice) -> Self {
        fn words<T: ToString>(values: &[T]) -> Vec<String> {
            values.iter().map(ToString::to_string).collect()
        }
        let mut written = Self::default();
        let mut set = |field: &'static str, entries: Vec<String>| drop(written.0.insert(field.to_owned(), entries));
        set("kind", vec![practice.kind.to_string()]);
        set("title", vec![practice.title.clone()]);
        set("slug", vec![practice.slug.clone()]);
        set("summary", vec![practice.summary.clone()]);
        set("language", vec![practice.language.to_string()]);
        set("year", vec![practice.year.to_string()]);
        for section in Section::ALL {
            set(section.word(), practice.sections.get(section).cloned().into_iter().collect());
        }
        set("body", vec![practice.body.clone()]);
        set("actor_name", practice.actors.iter().map(|actor| actor.name.clone()).collect());
        set("actor_part", practice.actors.iter().map(|actor| actor.part.clone()).collect());
        set("countries", vec![words(&practice.countries).join(", ")]);
        set("regions", words(&practice.regions));
        set("role", words(&practice.role));
        set("sectors", words(&practice.sectors));
        set("approach", words(&practice.approach));
        set("topics", vec![practice.topics.join(", ")]);
        set("evidence", vec![practice.evidence.to_string()]);
        let sources = &practice.sources;
        set("source_title", sources.iter().map(|source| source.title.clone()).collect());
        set("source_publisher", sources.iter().map(|source| source.publisher.clone()).collect());
        let of = |value: Option<String>| value.unwrap_or_default();
        set("source_year", sources.iter().map(|source| of(source.year.map(|year| year.to_string()))).collect());
        set("source_url", sources.iter().map(|source| of(source.url.clone())).collect());
        set("source_accessed", sources.iter().map(|source| of(source.accessed.map(|day| day.to_string()))).collect());
        set("licence", vec![practice.licence.clone()]);
        set("contact", vec![practice.contact.clone()]);
        set("files", practice.files.iter().map(|file| file.id.to_string()).collect());
        written.tidy();
        written
    }

    /// A field without a written entry is no field, so that equal texts are equal.
    fn tidy(&mut self) {
        self.0.retain(|_, entries| entries.iter().any(|entry| !entry.is_empty()));
    }
}
