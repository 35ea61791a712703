//! Finding an occupation by a title typed in any of the five languages.

use std::collections::HashMap;
use std::sync::OnceLock;

use domain::codes::{Language, Occupation};

use super::{LANGUAGES, OccupationEntry, all};
use crate::label_index::LabelIndex;

/// What a label in the reader's own language is worth more than one in another.
const OWN_LANGUAGE: f64 = 0.08;
/// What a preferred label is worth more than an alternative one.
const PREFERRED: f64 = 0.03;

/// An occupation that fits a typed title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The occupation.
    pub occupation: &'static Occupation,
    /// Its preferred label in the reader's language.
    pub label: &'static str,
    /// The label that fits best, in any language; may be the same.
    pub matched: &'static str,
}

/// A label, whose it is and what it is worth.
#[derive(Debug)]
struct Label {
    text: &'static str,
    entry: &'static OccupationEntry,
    language: usize,
    worth: f64,
}

#[derive(Debug)]
struct Labels {
    labels: Vec<Label>,
    index: LabelIndex,
}

fn labels() -> &'static Labels {
    static LABELS: OnceLock<Labels> = OnceLock::new();
    LABELS.get_or_init(|| {
        let labels: Vec<Label> = all().iter().flat_map(of).collect();
        let index = LabelIndex::new(labels.iter().map(|label| label.text));
        Labels { labels, index }
    })
}

fn of(entry: &'static OccupationEntry) -> impl Iterator<Item = Label> {
    (0..LANGUAGES.len()).flat_map(move |language| {
        let preferred = entry.labels_in(language).next().unwrap_or_default();
        // "cuoco/cuoca" is two titles, and each is as good as the whole.
        let is_preferred = move |text| text == preferred || preferred.split('/').any(|form| form.trim() == text);
        let worth = move |text| if is_preferred(text) { PREFERRED } else { 0.0 };
        entry.labels_in(language).map(move |text| Label { text, entry, language, worth: worth(text) })
    })
}

/// The occupations that fit a title, best first: typed in any of the five languages, half or with mistakes.
/// Labels in the reader's language come before equals in others.
#[must_use]
pub fn search(text: &str, reader: &Language, limit: usize) -> Vec<Hit> {
    let Labels { labels, index } = labels();
    let own = LANGUAGES.iter().position(|code| *code == reader.as_str());
    let mut best: HashMap<&Occupation, (f64, &Label)> = HashMap::new();
    for found in index.rank(text) {
        let Some(label) = labels.get(found.label) else { continue };
        let score = found.score + label.worth + if Some(label.language) == own { OWN_LANGUAGE } else { 0.0 };
        let kept = best.entry(&label.entry.id).or_insert((score, label));
        if score > kept.0 {
            *kept = (score, label);
        }
    }
    let mut ranked: Vec<(f64, &Label)> = best.into_values().collect();
    ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.entry.id.cmp(&b.1.entry.id)));
    let hit = |(_, found): (f64, &Label)| Hit {
        occupation: &found.entry.id,
        label: found.entry.label(reader),
        matched: found.text,
    };
    ranked.into_iter().take(limit).map(hit).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::search;
    use crate::occupations::find;

    fn english(text: &str, reader: &str) -> Vec<&'static str> {
        let english = "en".parse().unwrap();
        let hits = search(text, &reader.parse().unwrap(), 5);
        hits.iter().map(|hit| find(hit.occupation).unwrap().label(&english)).collect()
    }

    #[test]
    fn a_title_comes_first_in_any_language() {
        for (typed, reader, first) in [
            ("cook", "en", "cook"),
            ("cook", "it", "cook"),
            ("cuoco", "it", "cook"),
            ("cuoca", "it", "cook"),
            ("cuoca", "en", "cook"),
            ("Koch", "de", "cook"),
            ("Köchin", "de", "cook"),
            ("kochin", "de", "cook"),
            ("cuisinier", "fr", "cook"),
            ("cuisinière", "fr", "cook"),
            ("cocinera", "es", "cook"),
            ("camarera", "es", "waiter/waitress"),
            ("cameriera", "it", "waiter/waitress"),
            ("waitress", "en", "waiter/waitress"),
            ("wairtess", "en", "waiter/waitress"),
            ("carpenter", "en", "carpenter"),
            ("muratore", "it", "bricklayer"),
            ("lavapiatti", "it", "kitchen porter"),
            ("Putzfrau", "de", "domestic cleaner"),
        ] {
            assert_eq!(english(typed, reader).first(), Some(&first), "{typed} ({reader})");
        }
    }

    #[test]
    fn half_a_word_and_mistakes_find_it_among_the_first() {
        for (typed, reader, wanted) in [
            ("carpen", "en", "carpenter"),
            ("waitr", "en", "waiter/waitress"),
            ("camer", "it", "waiter/waitress"),
            ("murat", "it", "bricklayer"),
            ("kitchen por", "en", "kitchen porter"),
            ("carpentr", "en", "carpenter"),
            ("cuisiner", "fr", "cook"),
            ("hairdreser", "en", "hairdresser"),
        ] {
            let found = english(typed, reader);
            assert!(found.contains(&wanted), "{typed}: {found:?}");
        }
    }

    #[test]
    fn a_hit_says_what_matched_and_speaks_the_readers_language() {
        let hits = search("cuoca", &"de".parse().unwrap(), 1);
        let hit = hits.first().unwrap();
        assert_eq!((hit.label, hit.matched), ("Koch/Köchin", "cuoca"));
    }

    #[test]
    fn odd_input_is_harmless() {
        let reader = "en".parse().unwrap();
        for typed in ["", "   ", "👩‍🍳👩‍🍳", "טבח", "طباخ", "\u{202e}kooc", "\0", "%_*\"'", "a"] {
            assert!(search(typed, &reader, 5).len() <= 5);
        }
        assert!(search(&"cook ".repeat(2_000_000), &reader, 5).len() <= 5);
        assert!(search("cook", &reader, 0).is_empty());
    }
}
