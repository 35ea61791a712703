//! Which language a browser's `Accept-Language` gets: look-up as in RFC 4647, section 3.4. A choice that a person
//! made themselves goes before this, and is not known here.

use domain::codes::Language;

use crate::{languages_with, page_languages};

/// More ranges than any browser sends; the rest of a longer header is not read.
const MOST_RANGES: usize = 32;

/// The best language of a page for this header, whatever it holds: that of the first range, by weight, which has a
/// whole catalogue once its subtags are cut off from the right; else English.
#[must_use]
pub fn negotiate(accept_language: &str) -> Language {
    negotiate_among(page_languages(), accept_language)
}

/// The best language for this header among those that have the words of one capability whole; else English.
#[must_use]
pub fn negotiate_with(capability: &str, accept_language: &str) -> Language {
    negotiate_among(&languages_with(capability), accept_language)
}

fn negotiate_among(known: &[&str], accept_language: &str) -> Language {
    let mut ranges: Vec<(&str, u16)> = accept_language.split(',').take(MOST_RANGES).filter_map(range).collect();
    // The sort is stable: ranges of equal weight stay in the order they came.
    ranges.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    ranges.iter().find_map(|(tag, _)| look_up(known, tag)).unwrap_or_else(Language::english)
}

/// A tag with its weight in thousandths; nothing for one that is refused (`q=0`) or not readable.
fn range(part: &str) -> Option<(&str, u16)> {
    let (tag, parameters) = part.split_once(';').unwrap_or((part, "q=1"));
    let quality = parameters.trim().strip_prefix(['q', 'Q'])?.trim_start().strip_prefix('=')?.trim();
    let weight = weight(quality)?;
    (weight > 0).then_some((tag.trim(), weight))
}

/// `0`, `1`, or either with up to three decimals, none above one.
fn weight(quality: &str) -> Option<u16> {
    let (whole, decimals) = quality.split_once('.').unwrap_or((quality, ""));
    let digits = decimals.bytes().all(|b| b.is_ascii_digit());
    if !matches!(whole, "0" | "1") || decimals.len() > 3 || !digits {
        return None;
    }
    format!("{whole}{decimals:0<3}").parse().ok().filter(|weight| *weight <= 1000)
}

fn look_up(known: &[&str], tag: &str) -> Option<Language> {
    if tag == "*" {
        return Some(Language::english());
    }
    let mut rest = tag;
    loop {
        if let Some(found) = known.iter().find(|language| language.eq_ignore_ascii_case(rest)) {
            return found.parse().ok();
        }
        (rest, _) = rest.rsplit_once('-')?;
    }
}

#[cfg(test)]
mod tests {
    use super::{negotiate, negotiate_among, negotiate_with};

    fn check(header: &str, expect: &str) {
        assert_eq!(negotiate_among(&["en", "it"], header).as_str(), expect, "{header:?}");
    }

    #[test]
    fn no_page_is_in_a_language_that_lacks_its_words() {
        assert_eq!(negotiate("it, fr;q=0.5").as_str(), "en");
    }

    #[test]
    fn what_has_its_words_in_more_languages_is_in_them() {
        assert_eq!(negotiate_with("own", "vi, sq-AL;q=0.5, fr;q=0.4").as_str(), "sq");
        for (header, expect) in
            [("uk, en;q=0.5", "uk"), ("de-AT, en;q=0.5", "de"), ("pt-BR", "pt"), ("tlh", "en"), ("", "en")]
        {
            assert_eq!(negotiate_with("facets", header).as_str(), expect, "{header:?}");
        }
        assert_eq!(negotiate_with("library", "uk").as_str(), "en");
    }

    #[test]
    fn the_heaviest_known_range_wins() {
        check("it", "it");
        check("IT-ch", "it");
        check("it-CH-x-private", "it");
        check("en;q=0.4, it;q=0.5", "it");
        check("tlh, it;q=0.2", "it");
        check("en, it", "en");
        check("it;q=0.001", "it");
        check("*;q=0.9, it;q=0.5", "en");
        check("it ; q = 0.8 , en;q=0.3", "it");
    }

    #[test]
    fn what_is_refused_unknown_or_broken_gives_english() {
        for header in
            ["", "tlh", "it;q=0", "it;q=0.000", "it;q=2", "it;q=1.001", "it;q=-1", "it;q=", "it;level=1", "itx", "-it"]
        {
            check(header, "en");
        }
        for header in [",,,;;;", "\0\u{202e}ì;q=١", "q=1", "-", "it;q=0.٣", "\u{fffd},"] {
            check(header, "en");
        }
        check(&"x,".repeat(100_000), "en");
        check(&format!("{},it", "y,".repeat(50)), "en");
        check(&"a-".repeat(50_000), "en");
    }
}
