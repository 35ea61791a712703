//! The terms of the glossary: what each means, where that stands, what it is called in other languages and what it must
//! not be taken for.
//!
//! What belongs here: the terms and the looking for them in texts. What does not: their page, and the words of what is
//! advised (`i18n`). The terms lie in `data/glossary`.

mod advice;
mod apart;
mod spots;
mod table;

use std::collections::BTreeMap;

use domain::codes::Language;
use domain::glossary::{Element, Topic};

pub use advice::{Warning, warnings};
pub use apart::{SynonymGroup, Translation, Widening, kept_apart, synonym_groups, translations, widening};
pub use spots::{Spot, spots};
pub use table::{all, find, instruments};

use crate::fold::fold;

/// A treaty, a law, a standard or a report that a definition rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// The word that addresses use.
    pub key: String,
    /// What it is called in a line.
    pub short: String,
    /// Its title.
    pub title: String,
    /// Who adopted or published it.
    pub by: String,
    /// When that was.
    pub year: i32,
    /// The publisher's own page of it, where that is certain.
    pub address: Option<String>,
}

/// Where a definition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The instrument.
    pub instrument: &'static Instrument,
    /// Article, paragraph or principle; empty for the instrument as a whole.
    pub article: &'static str,
}

/// A term that another must not be taken for, and why, in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Apart {
    /// The other term.
    pub term: &'static Term,
    /// What tells them apart.
    pub why: &'static str,
}

/// An entry of the glossary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The part of its address.
    pub slug: String,
    /// The term in English, in lower case but for names.
    pub name: String,
    /// What it is about.
    pub topic: Topic,
    /// The definition in plain words, one paragraph.
    pub definition: String,
    /// What else there is to know, one paragraph; empty if there is nothing.
    pub more: String,
    /// The parts of the definition of trafficking that it belongs to.
    pub elements: Vec<Element>,
    /// Its code in the International Classification of Crime for Statistical Purposes (UNODC, 2015), where it has one.
    pub iccs: Option<String>,
    /// The term of official texts in other languages.
    pub said: BTreeMap<Language, String>,
    /// Other words for the same, by language.
    pub alike: BTreeMap<Language, Vec<String>>,
    /// Related terms, by slug.
    pub see: Vec<String>,
    cited: Vec<(String, String)>,
    differs: Vec<(String, String)>,
    forms: BTreeMap<Language, Vec<String>>,
    quiet: bool,
}

impl Term {
    /// Where the definition stands, the most important first.
    pub fn sources(&'static self) -> impl Iterator<Item = Source> {
        self.cited.iter().filter_map(|(key, article)| {
            let instrument = instruments().iter().find(|instrument| instrument.key == *key)?;
            Some(Source { instrument, article })
        })
    }

    /// What it must not be taken for, whichever of the two says so.
    pub fn apart(&'static self) -> impl Iterator<Item = Apart> {
        let own = self.differs.iter().filter_map(|(slug, why)| Some(Apart { term: find(slug)?, why }));
        let others = all().iter().flat_map(move |term| {
            let of_this = term.differs.iter().filter(move |(slug, _)| *slug == self.slug);
            of_this.map(move |(_, why)| Apart { term, why })
        });
        own.chain(others)
    }

    /// Related terms.
    pub fn related(&'static self) -> impl Iterator<Item = &'static Self> {
        self.see.iter().filter_map(|slug| find(slug))
    }

    /// The words that mean it in a language: the official one first, then the others.
    pub fn words(&self, language: &Language) -> impl Iterator<Item = &str> {
        let official = if *language == Language::english() { Some(&self.name) } else { self.said.get(language) };
        let alike = self.alike.get(language).into_iter().flatten();
        official.into_iter().chain(alike).map(String::as_str)
    }

    /// Whether it is worth looking for in a text. Everyday words such as “act” or “child” are terms of the glossary, but
    /// where a text has them they mostly are just words.
    #[must_use]
    pub const fn is_telling(&self) -> bool {
        !self.quiet
    }

    /// Whether what somebody looks for is in its name, in a word for it in any language or in the definition.
    #[must_use]
    pub fn holds(&self, wanted: &str) -> bool {
        let wanted = fold(wanted);
        let has = |text: &str| fold(text).contains(&wanted);
        let said = self.said.values().chain(self.alike.values().flatten());
        // Only the beginning of a long text is folded at once.
        let sentences =
            self.definition.split_inclusive(['.', ';', ':']).chain(self.more.split_inclusive(['.', ';', ':']));
        has(&self.name) || said.map(String::as_str).any(has) || sentences.into_iter().any(has)
    }
}

#[cfg(test)]
mod tests;
