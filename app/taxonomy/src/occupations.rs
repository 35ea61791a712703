//! ESCO occupations: labels in five languages, ISCO-08 group, skills. What belongs here: the table and the search by a
//! typed title. What does not: how texts are compared (`label_index`).

mod search;

use std::sync::OnceLock;

use domain::codes::{Isco, Language, Occupation, Skill};

use crate::data;
use crate::skills;

pub use search::{Hit, search};

/// The languages of the labels, in the order of the table's columns.
pub const LANGUAGES: [&str; 5] = ["en", "it", "de", "fr", "es"];

/// An occupation of ESCO 1.2.0.
#[derive(Debug)]
pub struct OccupationEntry {
    /// Its id.
    pub id: Occupation,
    /// Its group in ISCO-08, four digits.
    pub isco: Isco,
    /// The skills that everybody in this occupation needs.
    pub essential: Box<[&'static Skill]>,
    /// The skills that some in this occupation need.
    pub optional: Box<[&'static Skill]>,
    number: u128,
    /// For each language the labels, preferred first, joined by a bar; empty where ESCO has none.
    labels: [&'static str; LANGUAGES.len()],
}

impl OccupationEntry {
    /// The preferred label in a language, in English where there is none.
    #[must_use]
    pub fn label(&self, language: &Language) -> &'static str {
        let own = LANGUAGES.iter().position(|code| *code == language.as_str()).and_then(|n| self.labels_in(n).next());
        own.or_else(|| self.labels_in(0).next()).unwrap_or_default()
    }

    /// All labels in the language at this position of [`LANGUAGES`], preferred first.
    fn labels_in(&self, language: usize) -> impl Iterator<Item = &'static str> + use<> {
        self.labels.get(language).copied().unwrap_or_default().split('|').filter(|label| !label.is_empty())
    }
}

/// All occupations, in the order of their ids.
#[must_use]
pub fn all() -> &'static [OccupationEntry] {
    static TABLE: OnceLock<Vec<OccupationEntry>> = OnceLock::new();
    TABLE.get_or_init(|| data::occupations().lines().filter_map(entry).collect())
}

/// The occupation with this id.
#[must_use]
pub fn find(occupation: &Occupation) -> Option<&'static OccupationEntry> {
    let number = data::number(occupation.as_str())?;
    let position = all().binary_search_by_key(&number, |entry| entry.number).ok()?;
    all().get(position)
}

fn entry(line: &'static str) -> Option<OccupationEntry> {
    let mut fields = line.split('\t');
    let digits = fields.next()?;
    Some(OccupationEntry {
        id: data::uuid(digits).parse().ok()?,
        number: data::number(digits)?,
        isco: fields.next()?.parse().ok()?,
        essential: skills_at(fields.next()?),
        optional: skills_at(fields.next()?),
        labels: std::array::from_fn(|_| fields.next().unwrap_or_default()),
    })
}

/// The skills at positions of their table that are given by their distances.
fn skills_at(distances: &str) -> Box<[&'static Skill]> {
    let mut position: usize = 0;
    let steps = distances.split_ascii_whitespace().filter_map(|step| step.parse::<usize>().ok());
    let skill = |step| {
        position = position.checked_add(step)?;
        skills::all().get(position).map(|entry| &entry.id)
    };
    steps.filter_map(skill).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{all, find};
    use crate::{isco, skills};

    const COOK: &str = "90f75f67-495d-49fa-ab57-2f320e251d7e";

    #[test]
    fn the_table_is_whole_and_in_order() {
        assert_eq!(all().len(), 3039);
        assert!(all().is_sorted_by(|a, b| a.number < b.number));
        assert_eq!(all().iter().map(|entry| entry.essential.len()).sum::<usize>(), 67_333);
        for entry in all() {
            assert!(std::ptr::eq(find(&entry.id).unwrap(), entry));
            assert!(isco::label(&entry.isco).is_some(), "{}", entry.isco);
            assert!(!entry.label(&"en".parse().unwrap()).is_empty());
        }
    }

    #[test]
    fn a_label_is_in_the_language_asked_for_or_in_english() {
        let cook = find(&COOK.parse().unwrap()).unwrap();
        for (language, label) in [
            ("en", "cook"),
            ("it", "cuoco/cuoca"),
            ("de", "Koch/Köchin"),
            ("fr", "cuisinier/cuisinière"),
            ("es", "cocinero/cocinera"),
            ("sq", "cook"),
        ] {
            assert_eq!(cook.label(&language.parse().unwrap()), label);
        }
        assert_eq!(cook.isco.as_str(), "5120");
    }

    #[test]
    fn skills_are_those_of_the_occupation() {
        let cook = find(&COOK.parse().unwrap()).unwrap();
        let essential: Vec<_> = cook.essential.iter().filter_map(|skill| skills::find(skill)).collect();
        assert!(essential.contains(&"use cooking techniques"), "{essential:?}");
        assert!(!cook.optional.is_empty());
    }

    #[test]
    fn an_unknown_id_finds_nothing() {
        for id in ["00000000-0000-0000-0000-000000000000", "------------------------------------"] {
            assert!(find(&id.parse().unwrap()).is_none());
        }
    }
}
