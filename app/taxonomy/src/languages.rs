//! Languages of ISO 639 that people of Ponte may speak: all of part 1, and the main ones of migration beyond it.
//! What belongs here: their names. What does not: the languages of the interface (`i18n`).

use std::collections::HashMap;
use std::sync::OnceLock;

use domain::codes::Language;

use crate::data;
use crate::fold::fold;

/// The languages of the names, in the order of the table's columns.
pub const LANGUAGES: [&str; 14] = ["en", "it", "de", "fr", "es", "sq", "ar", "bg", "pt", "ro", "ru", "sr", "tr", "uk"];

#[derive(Debug)]
struct Entry {
    language: Language,
    own: &'static str,
    names: [&'static str; LANGUAGES.len()],
}

fn table() -> &'static [Entry] {
    static TABLE: OnceLock<Vec<Entry>> = OnceLock::new();
    TABLE.get_or_init(|| data::LANGUAGES.lines().filter_map(entry).collect())
}

fn entry(line: &'static str) -> Option<Entry> {
    let mut fields = line.split('\t');
    let (language, own) = (fields.next()?.parse().ok()?, fields.next()?);
    Some(Entry { language, own, names: std::array::from_fn(|_| fields.next().unwrap_or_default()) })
}

impl Entry {
    fn name(&self, reader: &Language) -> &'static str {
        let own = LANGUAGES.iter().position(|code| *code == reader.as_str()).unwrap_or_default();
        self.names.get(own).copied().unwrap_or_default()
    }
}

fn find(language: &Language) -> Option<&'static Entry> {
    let position = table().binary_search_by(|entry| entry.language.cmp(language)).ok()?;
    table().get(position)
}

/// The name of a language in the reader's language, in English where the table has no such names; nothing for an unknown
/// code.
#[must_use]
pub fn name(language: &Language, reader: &Language) -> Option<&'static str> {
    find(language).map(|entry| entry.name(reader))
}

/// The language that a text names: by its code, by one of its names in whichever language, or by its name in itself.
/// Case and accents do not matter.
#[must_use]
pub fn by_text(text: &str) -> Option<&'static Language> {
    static NAMED: OnceLock<HashMap<String, &'static Language>> = OnceLock::new();
    let own = |entry: &'static Entry| (fold(entry.own), &entry.language);
    let named = |entry: &'static Entry| entry.names.into_iter().map(move |name| (fold(name), &entry.language));
    let code = |entry: &'static Entry| (fold(entry.language.as_str()), &entry.language);
    // What comes later stands before what came earlier: some language is called as the code of another.
    let all = || {
        let own = table().iter().filter(|entry| !entry.own.is_empty()).map(own);
        own.chain(table().iter().flat_map(named)).chain(table().iter().map(code)).collect()
    };
    NAMED.get_or_init(all).get(&fold(text.trim())).copied()
}

/// The name of a language in the reader's language, and for an unknown one its code: never nothing.
#[must_use]
pub fn name_or_code(language: &Language, reader: &Language) -> String {
    name(language, reader).unwrap_or(language.as_str()).to_owned()
}

/// The name of a language in itself; in English where that is not certain, and empty for an unknown code.
#[must_use]
pub fn own_name(language: &Language) -> &'static str {
    let Some(entry) = find(language) else { return "" };
    if entry.own.is_empty() { entry.names.first().copied().unwrap_or_default() } else { entry.own }
}

/// All languages with their names in the reader's language, in the order of the names.
#[must_use]
pub fn all(reader: &Language) -> Vec<(Language, &'static str)> {
    let mut named: Vec<_> = table().iter().map(|entry| (entry.language.clone(), entry.name(reader))).collect();
    named.sort_by_cached_key(|(_, name)| fold(name));
    named
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{LANGUAGES, all, by_text, name, name_or_code, own_name, table};
    use crate::naming::{check_each_means_one, check_in_order};

    #[test]
    fn every_language_has_a_name_in_every_language() {
        assert_eq!(table().len(), 275);
        assert!(table().is_sorted_by(|a, b| a.language < b.language));
        for entry in table() {
            assert!(entry.names.iter().all(|name| !name.is_empty()), "{}", entry.language);
        }
    }

    #[test]
    fn no_name_means_two_languages() {
        check_each_means_one(table().iter().map(|entry| (&entry.language, entry.names)));
    }

    #[test]
    fn lists_are_in_the_order_of_names() {
        check_in_order(&LANGUAGES, all);
    }

    #[test]
    fn languages_of_migration_are_there() {
        for code in ["sq", "prs", "ti", "kmr", "ckb", "rom", "wo", "bin", "yo", "ig", "pcm", "uk", "so", "am", "fa"] {
            assert!(name(&code.parse().unwrap(), &"en".parse().unwrap()).is_some(), "{code}");
        }
        let (unknown, english) = ("qqq".parse().unwrap(), "en".parse().unwrap());
        assert!(name(&unknown, &english).is_none());
        assert_eq!(name_or_code(&unknown, &english), "qqq");
        assert_eq!(name_or_code(&"rhg".parse().unwrap(), &english), "Rohingya");
    }

    #[test]
    fn a_language_is_known_by_its_code_and_its_names() {
        for (text, code) in [
            ("English", "en"),
            (" english ", "en"),
            ("Inglese", "en"),
            ("Englisch", "en"),
            ("Английски", "en"),
            ("Shqip", "sq"),
            ("Francais", "fr"),
            ("SQ", "sq"),
        ] {
            assert_eq!(by_text(text).map(|language| language.as_str()), Some(code), "{text}");
        }
        for entry in table() {
            assert_eq!(by_text(entry.language.as_str()), Some(&entry.language), "its code means itself");
        }
        assert!(by_text("").is_none() && by_text("Quillback").is_none());
    }

    #[test]
    fn names_are_in_the_readers_language_and_in_their_own() {
        let albanian = "sq".parse().unwrap();
        for (reader, wanted) in [("en", "Albanian"), ("it", "Albanese"), ("fr", "Albanais"), ("zu", "Albanian")] {
            assert_eq!(name(&albanian, &reader.parse().unwrap()), Some(wanted));
        }
        for (language, reader, wanted) in [
            ("sq", "ar", "الألبانية"),
            ("en", "bg", "Английски"),
            ("fr", "pt", "Francês"),
            ("ti", "ro", "Tigrină"),
            ("prs", "ru", "Дари"),
            ("sq", "sr", "Albanski"),
            ("en", "tr", "İngilizce"),
            ("rom", "uk", "Ромська"),
            ("kmr", "it", "Curdo settentrionale (kurmanji)"),
            ("rm", "es", "Romanche"),
        ] {
            assert_eq!(name(&language.parse().unwrap(), &reader.parse().unwrap()), Some(wanted));
        }
        assert_eq!(own_name(&albanian), "Shqip");
        assert_eq!(own_name(&"rhg".parse().unwrap()), "Rohingya");
        assert_eq!(own_name(&"qqq".parse().unwrap()), "");
    }
}
