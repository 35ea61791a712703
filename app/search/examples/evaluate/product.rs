//! A query as the library's page asks it when nothing but words is typed: with the glossary's synonyms, and countries and
//! languages by their names. `services` makes the same of an address.

use std::sync::Arc;

use domain::codes::Language;
use search::{Facet, Names, Query, Synonyms};
use taxonomy::{countries, glossary, languages};

/// The allocator of the server.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The query, still without words.
pub fn query() -> Query {
    let lists = glossary::widening();
    let translations = lists.translations.into_iter().map(|[typed, found]| (typed, found));
    let synonyms = Synonyms::new(lists.groups, lists.apart).translated(translations);
    let readers = |codes: &[&str]| -> Vec<Language> { codes.iter().filter_map(|code| code.parse().ok()).collect() };
    let countries = readers(&countries::LANGUAGES).into_iter().flat_map(|reader| countries::all(&reader));
    let languages = readers(&languages::LANGUAGES).into_iter().flat_map(|reader| languages::all(&reader));
    let countries = countries.map(|(country, name)| (Facet::Country, name, country.to_string()));
    let languages = languages.map(|(language, name)| (Facet::Language, name, language.to_string()));
    let names = Names::new(countries.chain(languages));
    Query { synonyms: Some(Arc::new(synonyms)), names: Some(Arc::new(names)), ..Query::default() }
}
