//! Reading the files of the glossary. What belongs here: their shape. What does not: what is done with the terms.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::codes::Language;
use domain::glossary::{Element, Topic};
use serde::Deserialize;

use super::{Instrument, Term};
use crate::data;
use crate::fold::fold;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InstrumentFile {
    instrument: Vec<InstrumentRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InstrumentRow {
    key: String,
    short: String,
    title: String,
    by: String,
    year: i32,
    address: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermFile {
    term: Vec<TermRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermRow {
    slug: String,
    name: String,
    topic: Topic,
    definition: String,
    #[serde(default)]
    more: String,
    #[serde(default)]
    elements: Vec<Element>,
    iccs: Option<String>,
    sources: Vec<(String, String)>,
    #[serde(default)]
    said: BTreeMap<Language, String>,
    #[serde(default)]
    alike: BTreeMap<Language, Vec<String>>,
    #[serde(default)]
    forms: BTreeMap<Language, Vec<String>>,
    #[serde(default)]
    apart: Vec<(String, String)>,
    #[serde(default)]
    see: Vec<String>,
    #[serde(default)]
    quiet: bool,
}

static INSTRUMENTS: LazyLock<Vec<Instrument>> = LazyLock::new(|| read_instruments().unwrap_or_default());
static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| read_terms().unwrap_or_default());

/// Every instrument that a term rests on, in the order of the file.
#[must_use]
pub fn instruments() -> &'static [Instrument] {
    &INSTRUMENTS
}

/// Every term, in the order of their English names.
#[must_use]
pub fn all() -> &'static [Term] {
    &TERMS
}

/// The term of an address.
#[must_use]
pub fn find(slug: &str) -> Option<&'static Term> {
    all().iter().find(|term| term.slug == slug)
}

pub(super) fn read_instruments() -> Result<Vec<Instrument>, toml::de::Error> {
    let file: InstrumentFile = toml::from_str(data::INSTRUMENTS)?;
    let made = file.instrument.into_iter().map(|row| {
        let InstrumentRow { key, short, title, by, year, address } = row;
        Instrument { key, short, title, by, year, address }
    });
    Ok(made.collect())
}

pub(super) fn read_terms() -> Result<Vec<Term>, toml::de::Error> {
    let mut terms = Vec::new();
    for text in data::TERMS {
        terms.extend(toml::from_str::<TermFile>(text)?.term.into_iter().map(term));
    }
    terms.sort_by_cached_key(|term| fold(&term.name));
    Ok(terms)
}

fn term(row: TermRow) -> Term {
    Term {
        slug: row.slug,
        name: row.name,
        topic: row.topic,
        definition: row.definition,
        more: row.more,
        elements: row.elements,
        iccs: row.iccs,
        said: row.said,
        alike: row.alike,
        see: row.see,
        cited: row.sources,
        differs: row.apart,
        forms: row.forms,
        quiet: row.quiet,
    }
}
