//! Words that may be found for each other, from the glossary, and those that the law keeps apart.

use std::sync::{Arc, OnceLock};

use domain::codes::Language;
use search::Synonyms;
use taxonomy::glossary;

/// What searches of the library go by: for each term of the glossary and each language, the words that mean it; and
/// all words of two terms that must not be taken for each other are kept apart.
#[must_use]
pub fn synonyms() -> Option<Arc<Synonyms>> {
    static KNOWN: OnceLock<Arc<Synonyms>> = OnceLock::new();
    Some(Arc::clone(KNOWN.get_or_init(|| Arc::new(read()))))
}

fn read() -> Synonyms {
    let languages = |term: &'static glossary::Term| {
        let mut languages: Vec<Language> = term.said.keys().chain(term.alike.keys()).cloned().collect();
        languages.push(Language::english());
        languages.sort_by_key(ToString::to_string);
        languages.dedup();
        languages
    };
    // Everyday words, such as "act", mean too much to stand for anything.
    let telling = || glossary::all().iter().filter(|term| term.is_telling());
    let groups = telling().flat_map(|term| {
        languages(term).into_iter().map(|language| term.words(&language).collect::<Vec<_>>()).collect::<Vec<_>>()
    });
    let apart = telling().flat_map(|term| {
        let own = term.words(&Language::english()).collect::<Vec<_>>();
        term.apart().flat_map(move |other| {
            let others = other.term.words(&Language::english()).collect::<Vec<_>>();
            own.clone().into_iter().flat_map(move |one| others.clone().into_iter().map(move |other| (one, other)))
        })
    });
    Synonyms::new(groups, apart.chain([("trafficking", "smuggling")]))
}

#[cfg(test)]
mod tests {
    #[test]
    #[expect(clippy::expect_used, reason = "a test that cannot go on says why")]
    fn the_glossary_never_makes_smuggling_of_trafficking() {
        let synonyms = super::synonyms();
        for (asked, other) in [("trafficking in persons", "smuggling"), ("smuggling of migrants", "trafficking")] {
            let stood_for = synonyms.as_ref().map(|known| known.standing_for(asked)).unwrap_or_default();
            assert!(stood_for.iter().all(|words| !words.contains(other)), "{asked}: {stood_for:?}");
        }
        assert!(!synonyms.expect("known").standing_for("forced labour").is_empty());
    }
}
