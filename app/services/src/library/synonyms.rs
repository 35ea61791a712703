//! Words that may be found for each other, from the glossary, and those that the law keeps apart.

use std::sync::{Arc, LazyLock};

use search::Synonyms;
use taxonomy::glossary::{Term, kept_apart, synonym_groups};

static SYNONYMS: LazyLock<Arc<Synonyms>> = LazyLock::new(|| {
    let groups = synonym_groups();
    // Everyday words, such as "act", mean too much to stand for anything.
    let telling = groups.iter().filter(|group| group.term.is_telling());
    let apart = kept_apart().into_iter().flat_map(|(one, other)| pairs(one, other));
    Arc::new(Synonyms::new(
        telling.map(|group| group.words.iter().copied()),
        apart.chain([("trafficking", "smuggling")]),
    ))
});

/// What searches of the library go by.
#[must_use]
pub fn synonyms() -> Arc<Synonyms> {
    Arc::clone(&SYNONYMS)
}

/// The words of two terms in each language that both have words in, each with each.
fn pairs(one: &'static Term, other: &'static Term) -> Vec<(&'static str, &'static str)> {
    let english = domain::codes::Language::english();
    let languages = one.said.keys().chain(one.alike.keys()).chain([&english]);
    let languages: std::collections::BTreeSet<_> = languages.collect();
    let each = languages.into_iter().flat_map(|language| {
        one.words(language).flat_map(move |word| other.words(language).map(move |against| (word, against)))
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::synonyms;

    #[test]
    fn the_glossary_widens_a_search_and_keeps_apart_what_the_law_does() {
        let synonyms = synonyms();
        let trafficking = synonyms.standing_for("human trafficking");
        assert!(trafficking.iter().any(|words| words == "trafficking in persons"), "{trafficking:?}");
        assert!(!trafficking.iter().any(|words| words.contains("smuggling")), "{trafficking:?}");
        let smuggling = synonyms.standing_for("migrant smuggling");
        assert!(!smuggling.iter().any(|words| words.contains("traffick")), "{smuggling:?}");
    }
}
