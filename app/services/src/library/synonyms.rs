//! Words that may be found for each other, from the glossary, and those that the law keeps apart.

use std::sync::{Arc, LazyLock};

use search::Synonyms;
use taxonomy::glossary::{Term, kept_apart, synonym_groups, translations};

static SYNONYMS: LazyLock<Arc<Synonyms>> = LazyLock::new(|| {
    let (groups, translations) = (synonym_groups(), translations());
    // Everyday words, such as "act", mean too much to stand for anything.
    let groups = groups.iter().filter(|group| group.term.is_telling());
    let translations = translations.iter().filter(|each| each.term.is_telling());
    let apart = kept_apart().into_iter().map(|(one, other)| [words(one), words(other)]);
    let synonyms = Synonyms::new(
        groups.map(|group| group.words.iter().copied()),
        apart.chain([[vec!["trafficking"], vec!["smuggling"]]]),
    );
    Arc::new(synonyms.translated(translations.map(|each| (each.words.clone(), each.english.clone()))))
});

/// What searches of the library go by.
#[must_use]
pub fn synonyms() -> Arc<Synonyms> {
    Arc::clone(&SYNONYMS)
}

/// The words of a term in every language.
fn words(term: &'static Term) -> Vec<&'static str> {
    let other = term.said.values().chain(term.alike.values().flatten()).map(String::as_str);
    std::iter::once(term.name.as_str()).chain(other).collect()
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

    #[test]
    fn official_words_of_other_languages_stand_for_the_english_ones() {
        for (typed, found) in [
            ("Zwangsarbeit", "forced labour"),
            ("принудительный труд", "forced labour"),
            ("العمل الجبري", "forced labour"),
            ("торговля людьми", "human trafficking"),
            ("trata de personas", "trafficking in persons"),
            ("servidumbre por deudas", "bonded labour"),
        ] {
            let standing = synonyms().standing_for(typed);
            assert!(standing.iter().any(|words| words == found), "{typed}: {standing:?}");
        }
        let smuggling = synonyms().standing_for("tráfico ilícito de migrantes");
        assert!(smuggling.iter().any(|words| words == "migrant smuggling"), "{smuggling:?}");
        assert!(!smuggling.iter().any(|words| words.contains("traffick")), "{smuggling:?}");
        let organs = synonyms().standing_for("торговля человеческими органами");
        assert!(organs.iter().all(|words| !words.contains("person")) && !organs.is_empty(), "{organs:?}");
        assert!(synonyms().standing_for("forced labour").iter().all(|words| words.is_ascii()), "a way there, not back");
    }
}
