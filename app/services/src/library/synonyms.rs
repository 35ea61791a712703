//! Words that may be found for each other, from the glossary, and those that the law keeps apart.

use std::sync::{Arc, LazyLock};

use search::Synonyms;
use taxonomy::glossary::widening;

static SYNONYMS: LazyLock<Arc<Synonyms>> = LazyLock::new(|| {
    let lists = widening();
    let translations = lists.translations.into_iter().map(|[typed, found]| (typed, found));
    Arc::new(Synonyms::new(lists.groups, lists.apart).translated(translations))
});

/// What searches of the library go by.
#[must_use]
pub fn synonyms() -> Arc<Synonyms> {
    Arc::clone(&SYNONYMS)
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
