//! What the choices of facets are called in field words: countries and languages by their names in any language that the
//! tables have, sectors by the codes of ISIC that lie in them, and every closed list by its words and labels.

use std::sync::{Arc, LazyLock};

use domain::codes::Language;
use domain::practice::{Approach, Evidence, LibrarySector, Region, Role};
use i18n::Text;
use search::{Facet, Names};
use taxonomy::{countries, languages, sectors};

/// The catalogue that has the labels.
const CAPABILITY: &str = "facets";

static NAMES: LazyLock<Arc<Names>> = LazyLock::new(|| {
    let readers = |codes: &[&str]| -> Vec<Language> { codes.iter().filter_map(|code| code.parse().ok()).collect() };
    let countries = readers(&countries::LANGUAGES).into_iter().flat_map(|reader| countries::all(&reader));
    let languages = readers(&languages::LANGUAGES).into_iter().flat_map(|reader| languages::all(&reader));
    let countries = countries.map(|(country, name)| (Facet::Country, name, country.to_string()));
    let languages = languages.map(|(language, name)| (Facet::Language, name, language.to_string()));
    let codes: Vec<_> = sectors::library_codes().collect();
    let sectors = codes.iter().map(|(code, sector)| (Facet::Sector, code.as_str(), sector.to_string()));
    let labels = labels();
    let labels = labels.iter().map(|(facet, label, word)| (*facet, label.as_str(), (*word).to_owned()));
    Arc::new(Names::new(countries.chain(languages).chain(labels).chain(sectors)))
});

/// What field words of the library go by.
#[must_use]
pub fn names() -> Arc<Names> {
    Arc::clone(&NAMES)
}

/// The words of the closed lists, then their labels: where two are alike, the first counts, and English is first.
fn labels() -> Vec<(Facet, String, &'static str)> {
    let mut words: Vec<(Facet, &'static str)> = Vec::new();
    words.extend(Region::ALL.iter().map(|word| (Facet::Region, word.word())));
    words.extend(LibrarySector::ALL.iter().map(|word| (Facet::Sector, word.word())));
    words.extend(Approach::ALL.iter().map(|word| (Facet::Approach, word.word())));
    words.extend(Role::ALL.iter().map(|word| (Facet::Role, word.word())));
    words.extend(Evidence::ALL.iter().map(|word| (Facet::Evidence, word.word())));
    let mut labels: Vec<_> = words.iter().map(|(facet, word)| (*facet, (*word).to_owned(), *word)).collect();
    for language in i18n::languages_with(CAPABILITY) {
        let Ok(language) = language.parse::<Language>() else { continue };
        let text = Text::of_capability(&language, CAPABILITY);
        let label = |(facet, word): &(Facet, &'static str)| {
            let label = text.find(&format!("library-{}-{word}", facet.word()), &[])?;
            Some((*facet, label, *word))
        };
        labels.extend(words.iter().filter_map(label));
    }
    labels
}

#[cfg(test)]
mod tests {
    use taxonomy::{countries, languages};

    use super::{CAPABILITY, labels};

    #[test]
    fn countries_and_languages_have_names_in_every_language_that_filters_are_called_in() {
        let known = i18n::languages_with(CAPABILITY);
        assert!(known.len() > 10, "{known:?}");
        for language in known {
            assert!(countries::LANGUAGES.contains(&language) && languages::LANGUAGES.contains(&language), "{language}");
        }
    }

    #[test]
    fn no_label_means_two_things() {
        let labels = labels();
        let wrong: Vec<_> = labels
            .iter()
            .filter(|(facet, label, word)| {
                labels.iter().any(|(other, known, value)| {
                    other == facet && value != word && known.to_lowercase() == label.to_lowercase()
                })
            })
            .collect();
        assert!(labels.len() > 600 && wrong.is_empty(), "{} {wrong:?}", labels.len());
    }
}
