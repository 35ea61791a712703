//! What countries, languages and sectors are called in field words: the first two by their names in any language that
//! the tables have, sectors by the codes of ISIC that lie in them.

use std::sync::{Arc, LazyLock};

use domain::codes::Language;
use search::{Facet, Names};
use taxonomy::{countries, languages, sectors};

static NAMES: LazyLock<Arc<Names>> = LazyLock::new(|| {
    let readers: Vec<Language> = countries::LANGUAGES.iter().filter_map(|code| code.parse().ok()).collect();
    let countries = readers.iter().flat_map(countries::all);
    let languages = readers.iter().flat_map(languages::all);
    let countries = countries.map(|(country, name)| (Facet::Country, name, country.to_string()));
    let languages = languages.map(|(language, name)| (Facet::Language, name, language.to_string()));
    let codes: Vec<_> = sectors::library_codes().collect();
    let sectors = codes.iter().map(|(code, sector)| (Facet::Sector, code.as_str(), sector.to_string()));
    Arc::new(Names::new(countries.chain(languages).chain(sectors)))
});

/// What field words of the library go by.
#[must_use]
pub fn names() -> Arc<Names> {
    Arc::clone(&NAMES)
}
