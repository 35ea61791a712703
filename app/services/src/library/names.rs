//! What countries and languages are called in field words: by their names in any language that the tables have.

use std::sync::{Arc, LazyLock};

use domain::codes::Language;
use search::{Facet, Names};
use taxonomy::{countries, languages};

static NAMES: LazyLock<Arc<Names>> = LazyLock::new(|| {
    let readers: Vec<Language> = countries::LANGUAGES.iter().filter_map(|code| code.parse().ok()).collect();
    let countries = readers.iter().flat_map(countries::all);
    let languages = readers.iter().flat_map(languages::all);
    let countries = countries.map(|(country, name)| (Facet::Country, name, country.to_string()));
    let languages = languages.map(|(language, name)| (Facet::Language, name, language.to_string()));
    Arc::new(Names::new(countries.chain(languages)))
});

/// What field words of the library go by.
#[must_use]
pub fn names() -> Arc<Names> {
    Arc::clone(&NAMES)
}
