//! Phrases in a text: words that were looked for in their order, marked where they stand so.

use std::ops::Range;
use std::sync::Arc;

use super::Forms;
use crate::tokens::words;

/// Words that are looked for in their order.
#[derive(Debug)]
pub(crate) struct Phrase {
    /// The words, folded.
    pub words: Vec<String>,
    /// The words as one.
    pub said: String,
    /// How telling it is that they stand so.
    pub weight: f64,
}

/// Where something stands, what it is, and how telling.
pub(super) type Place<'m> = (Range<usize>, &'m str, f64);

/// The places of words and those of phrases, in their order. What stands in a phrase is not marked by itself.
pub(super) fn joined<'m>(
    text: &str,
    phrases: &'m [Phrase],
    formed: impl Fn(&str) -> Arc<Forms>,
    mut alone: Vec<Place<'m>>,
) -> Vec<Place<'m>> {
    let held = places(text, phrases, formed);
    // Of those that end no sooner, the first begins first.
    alone.retain(|(word, ..)| {
        let around = held.get(held.partition_point(|(phrase, ..)| phrase.end < word.end));
        around.is_none_or(|(phrase, ..)| word.start < phrase.start)
    });
    alone.extend(held);
    alone.sort_by_key(|(range, ..)| range.start);
    alone
}

/// Where phrases stand: each begins and ends later than the one before, and of those within each other the longest counts.
fn places<'m>(text: &str, phrases: &'m [Phrase], formed: impl Fn(&str) -> Arc<Forms>) -> Vec<Place<'m>> {
    let words: Vec<Range<usize>> = words(text).collect();
    let is = |range: &Range<usize>, word: &str| {
        text.get(range.clone()).is_some_and(|written| &*formed(written).folded == word)
    };
    let mut found: Vec<Place<'m>> = Vec::new();
    for (at, last) in words.iter().enumerate() {
        let Some(ending) = text.get(last.clone()).map(&formed) else { continue };
        let ends = phrases.iter().filter(|phrase| phrase.words.last().is_some_and(|word| *word == *ending.folded));
        let standing = ends.filter_map(|phrase| {
            let run = words.get((at + 1).checked_sub(phrase.words.len())?..=at)?;
            let stands = run.iter().zip(&phrase.words).all(|(range, word)| is(range, word));
            stands.then_some((run.first()?.start, phrase))
        });
        let Some((start, phrase)) = standing.min_by_key(|(start, _)| *start) else { continue };
        while found.last().is_some_and(|(before, ..)| before.start >= start) {
            found.pop();
        }
        found.push((start..last.end, phrase.said.as_str(), phrase.weight));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Phrase;
    use crate::passage::{Marks, Reader};
    use crate::tokens::{fold, words};

    /// A text with what is marked in brackets, given phrases and words.
    fn shown(text: &str, phrases: &[&str], alone: &[&str]) -> String {
        let folded = |phrase: &str| words(phrase).filter_map(|range| phrase.get(range)).map(fold).collect::<Vec<_>>();
        let phrase = |said: &&str| Phrase { words: folded(said), said: (*said).to_owned(), weight: 5.0 };
        let marks = Marks {
            phrases: phrases.iter().map(phrase).collect(),
            words: alone.iter().map(|word| (fold(word), 1.0)).collect(),
            ..Marks::default()
        };
        let pieces = Reader::new(&marks).choose(&[text], "en").0;
        pieces.into_iter().map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text }).collect()
    }

    #[test]
    fn a_phrase_is_marked_as_one_and_its_words_alone_are_not() {
        let text = "Of people: trafficked people, people who were trafficked, and Trafficked  People.";
        let marked = "Of people: [trafficked people], people who were trafficked, and [Trafficked  People].";
        assert_eq!(shown(text, &["trafficked people"], &[]), marked);
        assert_eq!(shown(text, &["people who"], &["people"]).matches("[people]").count(), 2);
        assert_eq!(shown("nothing of it", &["of that"], &[]), "nothing of it");
        assert_eq!(shown("it is", &["as it is", "it is so"], &[]), "it is");
    }

    #[test]
    fn the_longest_of_several_phrases_is_marked() {
        let phrases = ["in persons", "trafficking in persons", "victims of trafficking"];
        assert_eq!(shown("For trafficking in persons", &phrases, &["persons"]), "For [trafficking in persons]");
        let both = shown("Victims of trafficking in persons", &phrases, &[]);
        assert_eq!(both.replace(['[', ']'], ""), "Victims of trafficking in persons");
        assert_eq!(shown("a b c", &["a b c", "b"], &[]), "[a b c]");
    }

    #[test]
    fn a_phrase_of_a_script_without_spaces_is_one_run() {
        // The last character stands in the pair before it too.
        let marks = |text: &str| shown(text, &["\u{4eba}\u{53e3}\u{8d29}"], &[]);
        assert_eq!(marks("\u{6253}\u{4eba}\u{53e3}\u{8d29}"), "\u{6253}[\u{4eba}\u{53e3}\u{8d29}]");
    }
}
