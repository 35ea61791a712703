//! How text becomes tokens: words, folded words, stems and 4-grams. Index, queries and passages all cut text here,
//! so that they agree.

use std::borrow::Cow;
use std::ops::Range;

use frostem::Stemmer;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: nobody types them, and one pasted blob must not fill the dictionary.
const LONGEST: usize = 48;
const GRAM: usize = 4;
/// Stands for the beginning and the end of a word; no word holds it.
const EDGE: char = '_';

/// Yields the byte ranges of the words of a text: runs of letters and digits, and pairs of characters in scripts
/// that put no space between words.
pub(crate) fn words(text: &str) -> Words<'_> {
    Words { text, from: 0 }
}

/// The iterator behind [`words`].
#[derive(Debug, Clone)]
pub(crate) struct Words<'a> {
    text: &'a str,
    from: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = self.text.get(self.from..)?;
        let (skipped, first) = rest.char_indices().find(|(_, c)| c.is_alphanumeric())?;
        let start = self.from + skipped;
        if is_unspaced(first) {
            let after = self.cluster_end(start);
            self.from = after;
            let second = self.text.get(after..).and_then(|rest| rest.chars().next());
            let pair = second.is_some_and(|second| is_unspaced(second) && second.is_alphanumeric());
            return Some(start..if pair { self.cluster_end(after) } else { after });
        }
        let run = self.text.get(start..).unwrap_or_default();
        let length = run
            .char_indices()
            .find(|(_, c)| !(c.is_alphanumeric() || is_combining_mark(*c)) || is_unspaced(*c))
            .map_or(run.len(), |(at, _)| at);
        self.from = start + length;
        Some(start..self.from)
    }
}

impl Words<'_> {
    /// Where the character that begins here ends, with the vowel signs and tones that stand on it.
    fn cluster_end(&self, start: usize) -> usize {
        let mut rest = self.text.get(start..).unwrap_or_default().char_indices().skip(1);
        let next = rest.find(|(_, c)| !is_combining_mark(*c));
        next.map_or(self.text.len(), |(at, _)| start + at)
    }
}

fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Says whether a word is a single character of a script that puts no space between words.
pub(crate) fn is_single(word: &str) -> bool {
    let mut characters = word.chars().filter(|c| !is_combining_mark(*c));
    characters.next().is_some_and(is_unspaced) && characters.next().is_none()
}

/// Says whether a folded word begins with these characters and goes on with another, not with a mark on the last of them.
pub(crate) fn goes_on(folded: &str, beginning: &str) -> bool {
    folded.strip_prefix(beginning).is_some_and(|rest| !rest.is_empty() && !rest.starts_with(is_combining_mark))
}

/// Writes a word in lower case without accents, as the dictionaries of the index hold it.
pub(crate) fn fold(word: &str) -> String {
    if word.is_ascii() {
        let mut folded = word.to_ascii_lowercase();
        folded.truncate(LONGEST);
        return folded;
    }
    let mut folded = String::with_capacity(word.len());
    let plain = word.nfkd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase);
    for c in plain.filter(|c| !is_accent(*c)).take(LONGEST) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            'ħ' => folded.push('h'),
            'ς' => folded.push('σ'),
            'ى' => folded.push('ي'),
            'ـ' => {}
            c => folded.push(c),
        }
    }
    folded
}

/// Says whether a mark may be left out in writing: accents, and the points and vowel signs of Hebrew and Arabic. The
/// vowels of Indian and South-East Asian scripts and the marks of kana are marks too, but make other words.
fn is_accent(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x064B..=0x065F | 0x0670
        | 0x06D6..=0x06ED | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

/// The stemmer of a language, or none where there is none.
#[derive(Clone, Copy)]
pub(crate) struct Stemming(Option<Stemmer>);

impl Stemming {
    /// Finds the stemmer of a BCP 47 primary subtag.
    pub(crate) fn of(language: &str) -> Self {
        let name = match language {
            "nb" | "nn" => "no",
            other => other,
        };
        Self(Stemmer::try_from_name(name).ok())
    }

    /// Stems a word as written and folds the stem; stemmers need the accents that readers leave out.
    pub(crate) fn stem(&self, word: &str) -> String {
        let Some(stemmer) = &self.0 else { return fold(word) };
        let lower: Cow<'_, str> = if word.is_ascii() {
            word.to_ascii_lowercase().into()
        } else {
            word.nfc().flat_map(char::to_lowercase).collect::<String>().into()
        };
        if lower.chars().count() > LONGEST {
            return fold(word);
        }
        let stem = stemmer.stem(&lower);
        // A stem may only be a mark; then the word itself is what can be found.
        if stem.is_ascii() && !stem.is_empty() { stem.into_owned() } else { fold_or_keep(&stem, word) }
    }
}

fn fold_or_keep(stem: &str, word: &str) -> String {
    let folded = fold(stem);
    if folded.is_empty() { fold(word) } else { folded }
}

/// Cuts a folded word, with a mark for its beginning and its end, into runs of four characters; a word of one or two
/// is its own.
pub(crate) fn grams(folded: &str) -> Vec<String> {
    let marked = format!("{EDGE}{folded}{EDGE}");
    let starts: Vec<usize> = marked.char_indices().map(|(at, _)| at).chain([marked.len()]).collect();
    if starts.len() <= GRAM + 1 {
        return vec![folded.to_owned()];
    }
    let runs = starts.iter().zip(starts.iter().skip(GRAM));
    runs.filter_map(|(from, to)| marked.get(*from..*to)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{Stemming, fold, goes_on, grams, is_single, words};

    fn cut(text: &str) -> Vec<&str> {
        words(text).filter_map(|range| text.get(range)).collect()
    }

    #[test]
    fn text_is_cut_into_words() {
        assert_eq!(cut("L'azienda, 20 people!"), ["L", "azienda", "20", "people"]);
        assert_eq!(cut("人身売買 law"), ["人身", "身売", "売買", "買", "law"]);
        assert_eq!(cut("cafe\u{301} \u{1F600} ي"), ["cafe\u{301}", "ي"]);
        assert!(cut(" \u{1F600} -- ").is_empty());
    }

    #[test]
    fn a_character_stands_alone_with_the_marks_that_stand_on_it() {
        for word in ["人", "が", "ก", "กิ"] {
            assert!(is_single(word) && is_single(&fold(word)), "{word}");
        }
        for word in ["人身", "กา", "a", "1", "é", ""] {
            assert!(!is_single(word), "{word}");
        }
        assert!(goes_on("人身", "人") && !goes_on("人", "人") && !goes_on("身", "人"));
        assert!(!goes_on(&fold("がっ"), "か") && goes_on(&fold("がっ"), &fold("が")));
    }

    #[test]
    fn words_are_folded() {
        for (word, folded) in [
            ("Éducation", "education"),
            ("STRAẞE", "strasse"),
            ("Øresund", "oresund"),
            ("Łódź", "lodz"),
            ("cafe\u{301}", "cafe"),
        ] {
            assert_eq!(fold(word), folded);
        }
        assert_eq!(fold(&"x".repeat(500)).len(), 48);
    }

    #[test]
    fn each_language_has_its_stems() {
        for (language, one, other) in [
            ("en", "employers", "employer"),
            ("it", "aziende", "azienda"),
            ("de", "Häuser", "Haus"),
            ("fr", "entreprises", "entreprise"),
            ("es", "víctimas", "víctima"),
        ] {
            let stemming = Stemming::of(language);
            assert_eq!(stemming.stem(one), stemming.stem(other), "{language}");
        }
        assert_eq!(Stemming::of("xx").stem("Words"), "words");
    }

    #[test]
    fn words_are_cut_into_grams() {
        assert_eq!(grams("hotel"), ["_hot", "hote", "otel", "tel_"]);
        assert_eq!(grams("bus"), ["_bus", "bus_"]);
        assert_eq!(grams("人身"), ["人身"]);
        assert_eq!(grams("über"), ["_übe", "über", "ber_"]);
    }
}
