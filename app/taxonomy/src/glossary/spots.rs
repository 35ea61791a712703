//! Finding the terms in a text. What belongs here: where they stand, as whole words, the longest first. What does not:
//! what is made of it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use domain::codes::Language;
use unicode_normalization::char::is_combining_mark;

use super::{Term, all};
use crate::fold::fold;

/// A place in a text where a term stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// The term.
    pub term: &'static Term,
}

/// A phrase: the words after its first one, folded, and what it means.
struct Phrase {
    rest: Vec<String>,
    term: &'static Term,
}

/// The phrases of one language by their first word, the longest first.
type Phrases = HashMap<String, Vec<Phrase>>;

static PHRASES: LazyLock<BTreeMap<Language, Phrases>> = LazyLock::new(|| {
    let mut languages = BTreeMap::new();
    for term in all().iter().filter(|term| term.is_telling()) {
        let english = Language::english();
        let all = term.said.keys().chain(term.alike.keys()).chain(term.forms.keys()).chain([&english]);
        for language in all {
            let phrases: &mut Phrases = languages.entry(language.clone()).or_default();
            let forms = term.forms.get(language).into_iter().flatten().map(String::as_str);
            for written in term.words(language).chain(forms) {
                let spelled = if *language == english { english_forms(written) } else { vec![written.to_owned()] };
                spelled.iter().for_each(|form| add(phrases, form, term));
            }
        }
    }
    for phrases in languages.values_mut().flat_map(HashMap::values_mut) {
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
    }
    languages
});

fn add(phrases: &mut Phrases, written: &str, term: &'static Term) {
    let mut words = words(written).map(|word| fold(written.get(word).unwrap_or_default()));
    let Some(first) = words.next() else { return };
    let phrase = Phrase { rest: words.collect(), term };
    let known = phrases.entry(first).or_default();
    // What comes first in the glossary keeps a form that two terms share.
    if known.iter().all(|other| other.rest != phrase.rest) {
        known.push(phrase);
    }
}

/// A phrase as it is, in the plural of its first and of its last word, and as it is spelled across the Atlantic.
fn english_forms(written: &str) -> Vec<String> {
    let mut forms = vec![written.to_owned(), plural(written)];
    if let Some((first, rest)) = written.split_once(' ') {
        forms.push(format!("{} {rest}", plural(first)));
    }
    let american: Vec<String> =
        forms.iter().map(|form| form.replace("labour", "labor").replace("isation", "ization")).collect();
    forms.extend(american);
    forms
}

fn plural(word: &str) -> String {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(vowel) => format!("{stem}ies"),
        _ if word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh") => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// Where the words of a text are: letters and digits, with the marks upon them.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let inside = |c: char| c.is_alphanumeric() || is_combining_mark(c);
        while letters.next_if(|(_, c)| !inside(*c)).is_some() {}
        let (start, first) = letters.next()?;
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = letters.next_if(|(_, c)| inside(*c)) {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

/// The terms that a text in a language names, in their order, none in another: whole words without regard to case and
/// accents, the longest where several begin at one place.
///
/// ```
/// # use domain::codes::Language;
/// let text = "Debt bondage begins with recruitment fees.";
/// let found = taxonomy::glossary::spots(text, &Language::english());
/// let slugs: Vec<_> = found.iter().map(|spot| spot.term.slug.as_str()).collect();
/// assert_eq!(slugs, ["debt-bondage", "recruitment-fees"]);
/// assert_eq!(&text[found[0].range.clone()], "Debt bondage");
/// ```
#[must_use]
pub fn spots(text: &str, language: &Language) -> Vec<Spot> {
    let Some(phrases) = PHRASES.get(language) else { return Vec::new() };
    let places: Vec<Range<usize>> = words(text).collect();
    let folded: Vec<String> = places.iter().map(|place| fold(text.get(place.clone()).unwrap_or_default())).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let (Some(place), Some(word)) = (places.get(at), folded.get(at)) {
        let begun = beginnings(word, language).find_map(|first| phrases.get(first));
        let fits = |phrase: &&Phrase| {
            let following = folded.get(at + 1..).unwrap_or_default();
            let same = following.len() >= phrase.rest.len() && following.iter().zip(&phrase.rest).all(|(a, b)| a == b);
            same && joined(text, places.get(at..=at + phrase.rest.len()).unwrap_or_default())
        };
        match begun.and_then(|phrases| phrases.iter().find(fits)) {
            Some(phrase) => {
                let end = places.get(at + phrase.rest.len()).map_or(place.end, |last| last.end);
                found.push(Spot { range: place.start..end, term: phrase.term });
                at += phrase.rest.len() + 1;
            }
            None => at += 1,
        }
    }
    found
}

/// How a word can begin a phrase: as it is and, in Arabic, without “and” before it.
fn beginnings<'a>(word: &'a str, language: &Language) -> impl Iterator<Item = &'a str> {
    let without = word.strip_prefix('و').filter(|rest| language.as_str() == "ar" && rest.chars().count() > 2);
    std::iter::once(word).chain(without)
}

/// Whether only spaces, hyphens and apostrophes stand between the words, and no hyphen ties them to another word.
fn joined(text: &str, places: &[Range<usize>]) -> bool {
    let between = |pair: &[Range<usize>]| match pair {
        [one, other] => text.get(one.end..other.start).is_some_and(|gap| {
            gap.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\'' | '’'))
        }),
        _ => true,
    };
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return false };
    let before = text.get(..first.start).unwrap_or_default();
    let after = text.get(last.end..).unwrap_or_default();
    let tied = |mut near: std::str::Chars<'_>, reversed: bool| {
        let mut next = || if reversed { near.next_back() } else { near.next() };
        next().is_some_and(|c| matches!(c, '-' | '\u{2010}' | '\u{2011}')) && next().is_some_and(char::is_alphanumeric)
    };
    places.windows(2).all(between) && !tied(before.chars(), true) && !tied(after.chars(), false)
}
