//! Countries of ISO 3166-1, and Kosovo, with their names. What belongs here: names. What does not: towns (`places`).

use std::collections::HashMap;
use std::sync::OnceLock;

use domain::codes::{Country, Language};

use crate::data;
use crate::fold::fold;

/// The languages of the names, in the order of the table's columns.
pub const LANGUAGES: [&str; 14] = ["en", "it", "de", "fr", "es", "sq", "ar", "bg", "pt", "ro", "ru", "sr", "tr", "uk"];

#[derive(Debug)]
struct Entry {
    country: Country,
    names: [&'static str; LANGUAGES.len()],
}

fn table() -> &'static [Entry] {
    static TABLE: OnceLock<Vec<Entry>> = OnceLock::new();
    TABLE.get_or_init(|| data::COUNTRIES.lines().filter_map(entry).collect())
}

fn entry(line: &'static str) -> Option<Entry> {
    let mut fields = line.split('\t');
    let country = fields.next()?.parse().ok()?;
    Some(Entry { country, names: std::array::from_fn(|_| fields.next().unwrap_or_default()) })
}

impl Entry {
    fn name(&self, language: &Language) -> &'static str {
        let own = LANGUAGES.iter().position(|code| *code == language.as_str()).unwrap_or_default();
        self.names.get(own).copied().unwrap_or_default()
    }
}

/// The name of a country in a language, in English where there is none; nothing for an unknown code.
#[must_use]
pub fn name(country: &Country, language: &Language) -> Option<&'static str> {
    let position = table().binary_search_by(|entry| entry.country.cmp(country)).ok()?;
    table().get(position).map(|entry| entry.name(language))
}

/// All countries with their names in a language, in the order of the names.
#[must_use]
pub fn all(language: &Language) -> Vec<(Country, &'static str)> {
    let mut named: Vec<_> = table().iter().map(|entry| (entry.country.clone(), entry.name(language))).collect();
    named.sort_by_cached_key(|(_, name)| fold(name));
    named
}

/// The country that a text names: its code, or its name in any of the languages.
#[must_use]
pub fn by_text(text: &str) -> Option<&'static Country> {
    static NAMED: OnceLock<HashMap<String, &'static Country>> = OnceLock::new();
    let named = |entry: &'static Entry| {
        let names = entry.names.into_iter().chain([entry.country.as_str()]);
        names.map(move |name| (fold(name), &entry.country))
    };
    NAMED.get_or_init(|| table().iter().flat_map(named).collect()).get(&fold(text)).copied()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{LANGUAGES, all, by_text, name, table};
    use crate::naming::{check_each_means_one, check_in_order};

    #[test]
    fn every_country_has_a_name_in_every_language() {
        assert_eq!(table().len(), 250);
        assert!(table().is_sorted_by(|a, b| a.country < b.country));
        for entry in table() {
            assert!(entry.names.iter().all(|name| !name.is_empty()), "{}", entry.country);
        }
    }

    #[test]
    fn names_are_in_the_language_asked_for_or_in_english() {
        for (country, language, wanted) in [
            ("AL", "en", "Albania"),
            ("AL", "de", "Albanien"),
            ("AL", "sq", "Shqipëri"),
            ("XK", "sq", "Kosova"),
            ("TR", "it", "Turchia"),
            ("DE", "fr", "Allemagne"),
            ("ES", "ar", "إسبانيا"),
            ("GB", "bg", "Обединеното кралство"),
            ("CI", "pt", "Costa do Marfim"),
            ("PS", "ro", "Palestina"),
            ("CK", "ru", "Острова Кука"),
            ("AL", "sr", "Albanija"),
            ("TR", "tr", "Türkiye"),
            ("MM", "uk", "М’янма"),
            ("DE", "zu", "Germany"),
        ] {
            assert_eq!(name(&country.parse().unwrap(), &language.parse().unwrap()), Some(wanted));
        }
        assert_eq!(name(&"ZZ".parse().unwrap(), &"en".parse().unwrap()), None);
    }

    #[test]
    fn no_name_means_two_countries() {
        check_each_means_one(table().iter().map(|entry| (&entry.country, entry.names)));
    }

    #[test]
    fn lists_are_in_the_order_of_names() {
        check_in_order(&LANGUAGES, all);
    }

    #[test]
    fn a_name_or_code_leads_to_its_country() {
        for (text, code) in [
            ("al", "AL"),
            ("Albania", "AL"),
            ("Deutschland", "DE"),
            ("españa", "ES"),
            ("Україна", "UA"),
            ("ألبانيا", "AL"),
        ] {
            assert_eq!(by_text(text).unwrap().as_str(), code);
        }
        assert!(by_text("").is_none() && by_text("Atlantis").is_none());
    }
}
