//! The form in which names are compared: small letters without accents, words of letters and digits.
//!
//! What belongs here: this form. What does not: comparing (`label_index`, `places`). `data/make.py` has the same rules,
//! and a test holds the table of places against them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of typed text that are looked at; no name is longer.
pub const LONGEST: usize = 200;

/// Folds a text: lower case, no accents, one space between words. Only the first [`LONGEST`] characters count.
///
/// ```
/// assert_eq!(taxonomy::fold::fold("  Köchin/Koch "), "kochin koch");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len().min(LONGEST * 2));
    let mut gap = false;
    let lower = text.chars().take(LONGEST).flat_map(char::to_lowercase);
    for letter in lower.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if !letter.is_alphanumeric() {
            gap = true;
            continue;
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        match whole(letter) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(letter),
        }
    }
    folded
}

/// Letters that decomposition leaves whole.
const fn whole(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'ħ' => "h",
        'ə' => "e",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, fold};

    #[test]
    fn accents_case_and_signs_go() {
        for (typed, folded) in [
            ("Köchin", "kochin"),
            ("CUISINIÈRE", "cuisiniere"),
            ("cuoco/cuoca", "cuoco cuoca"),
            ("  l'aiuto-cuoco  ", "l aiuto cuoco"),
            ("Łódź", "lodz"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("Shkodër", "shkoder"),
            ("Київ", "киів"),
            ("👩‍🍳", ""),
            ("", ""),
        ] {
            assert_eq!(fold(typed), folded, "{typed}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["Köchin", "ﬁnisher", "ǅ", "שָׁלוֹם", "ሞያሌ", "ｶﾞ", "Ⅻ"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(fold(&"a".repeat(10_000_000)).len(), LONGEST);
    }
}
