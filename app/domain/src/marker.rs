//! Words that would tell an onlooker what an organisation works on, or what brought somebody to a placement: the one
//! list that every test of what employers meet goes by. Where an employer's staff can read it, a name that holds one is
//! not shown, and a text that holds one is refused.
//!
//! A word of the list stands for every text that holds it once both are folded: lower case, no accents, `_` for whatever
//! stands between two words and at both ends. `…` in it is whatever ends the word before it, so that one entry holds
//! every case of languages that decline. A line of its files begins with the language that the words are of.

use crate::alike::plain;
use crate::problem::Problem;

/// Words that tell whatever the sentence around them is: each language of the interface and of the person's own page,
/// and those of organisations known so far. Forced labour and debt bondage are words of labour law: the standards that
/// every placement is held to explain themselves by them, and say nothing of a person.
const ALWAYS: &str = include_str!("marker/always.txt");

/// Words that tell in the name of an organisation and on a page that Ponte wrote, but mean something harmless in many a
/// sentence: `la tratta Roma–Milano`, `exploitation agricole`, `ввод в эксплуатацию`, `Kurban Bayramı`.
const IN_A_NAME: &str = include_str!("marker/in_a_name.txt");

/// Whether a message or the name of a person holds a word that tells, whatever the sentence around it is.
#[must_use]
pub fn tells_in_a_sentence(text: &str) -> bool {
    let folded = folded(text);
    words(ALWAYS).any(|word| holds(&folded, word))
}

/// Looks at what an employer's staff is to read.
///
/// # Errors
/// A problem for a text that tells.
pub fn check_untold(text: &str) -> Result<(), Problem> {
    if tells_in_a_sentence(text) { Err(Problem::Other("problem-telling")) } else { Ok(()) }
}

/// Looks at what an employer writes itself, which everybody who works there can read. The problem says so without a word
/// of the list, since it stands on an employer's page.
///
/// # Errors
/// A problem for a text that tells.
pub fn check_own(text: &str) -> Result<(), Problem> {
    if tells_in_a_sentence(text) { Err(Problem::Other("problem-telling-own")) } else { Ok(()) }
}

/// Looks at the name that employers are to read of an organisation.
///
/// # Errors
/// A problem for a name that tells.
pub fn check_name(name: &str) -> Result<(), Problem> {
    if tells(name) { Err(Problem::Other("problem-telling")) } else { Ok(()) }
}

/// Whether a text holds a name: all of its words one after the other, however they are typed.
#[must_use]
pub fn holds_name(text: &str, name: &str) -> bool {
    let name = folded(name);
    name.chars().any(char::is_alphanumeric) && folded(text).contains(&name)
}

/// The first word in a text that tells: in a name, or on a page that people did not write.
#[must_use]
pub fn telling(text: &str) -> Option<&'static str> {
    let folded = folded(text);
    words(ALWAYS).chain(words(IN_A_NAME)).find(|word| holds(&folded, word))
}

/// Whether a name holds a word that tells.
#[must_use]
pub fn tells(name: &str) -> bool {
    telling(name).is_some()
}

/// The words of a file, without the languages.
fn words(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.split_whitespace().filter(|word| !word.ends_with(':'))
}

/// Whether a folded text holds a word of the list.
fn holds(folded: &str, word: &str) -> bool {
    let Some((beginning, next)) = word.split_once('…') else {
        return folded.contains(word);
    };
    let mut rests = folded.split(beginning).skip(1);
    rests.any(|rest| rest.split_once('_').is_some_and(|(_, after)| after.starts_with(next)))
}

/// The form in which texts are compared with the list: lower case, no accents however they were typed, and words of
/// letters and digits with one `_` before and after each. What nobody sees is not there.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len().saturating_add(2));
    folded.push('_');
    for letter in plain(text).chars().filter(|c| !is_unseen(*c)) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ى' => folded.push('ي'),
            letter if letter.is_alphanumeric() => folded.push(letter),
            _ if folded.ends_with('_') => {}
            _ => folded.push('_'),
        }
    }
    if !folded.ends_with('_') {
        folded.push('_');
    }
    folded
}

/// Marks inside a word that no reader sees: the soft hyphen, joiners and marks of direction, and the stroke that makes an
/// Arabic word longer.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::{ALWAYS, IN_A_NAME, folded, holds, holds_name, tells, tells_in_a_sentence, words};

    #[test]
    fn names_that_tell_are_known() {
        for name in [
            "Victim Support Example",
            "La Strada – gegen Menschenhandel",
            "Apoyo a VÍCTIMAS",
            "Contro la tratta",
            "Oltre la tratta",
            "Hilfe für Opfer",
            "Qendra për Viktimat",
            "Žrtve i prava",
            "SUPRAVIEȚUITORII",
            "Stop Exploitation",
            "Нет эксплуатации",
            "لا للاستغلال",
        ] {
            assert!(tells(name), "{name}");
        }
        for name in ["Harbour", "Lantern e.V.", "Victoria Bakery", "Trattoria Trattamento", "Viktoria", ""] {
            assert!(!tells(name), "{name}");
        }
    }

    #[test]
    fn a_sentence_is_taken_for_what_it_says() {
        for said in ["She is a survivor.", "Opera contro la tratta, per le vittime", "Une victime", "She was exploited"]
        {
            assert!(tells_in_a_sentence(said), "{said}");
        }
        for said in [
            "Si tratta di due giorni.",
            "Une exploitation agricole",
            "Trafiken är svår på måndagar",
            "Victor kommt mit",
        ] {
            assert!(!tells_in_a_sentence(said), "{said}");
            let name_alone = words(IN_A_NAME).any(|word| holds(&folded(said), word));
            assert_eq!(tells(said), name_alone, "{said}");
        }
    }

    #[test]
    fn it_is_the_same_word_however_it_is_typed() {
        for typed in [
            "víctima",
            "vi\u{301}ctima",
            "VÍCTIMA",
            "VI\u{301}CTIMA",
            "vic\u{ad}tima",
            "vic\u{200b}tima",
            "Ｖｉｃｔｉｍ",
            "z\u{30c}rtva",
            "ضـحـايـا",
            "ضَحَايَا",
            "торговля\nлюдьми",
            "(торговлей  людьми)",
        ] {
            assert!(tells_in_a_sentence(typed), "{typed:?}");
        }
    }

    #[test]
    fn the_edges_of_words_are_seen() {
        assert_eq!(folded("  Łódź–Straße, 7! "), "_lodz_strasse_7_");
        assert_eq!(folded(""), "_");
        for (text, word, found) in [
            ("a slave", "_slave_", true),
            ("Slavena", "_slave_", false),
            ("торговлею людьми", "торгов…людьми", true),
            ("торговля с людьми", "торгов…людьми", false),
            ("торговля, торговцы людьми", "торгов…людьми", true),
            ("торгов", "торгов…людьми", false),
        ] {
            assert_eq!(holds(&folded(text), word), found, "{text}");
        }
    }

    #[test]
    fn a_name_is_found_in_a_text_whatever_stands_around_it() {
        for (text, name, found) in [
            ("Kind regards, Eva (LA STRADA)", "La Strada", true),
            ("Kind regards, Eva,\nLa\u{ad}Strada", "La Strada", false),
            ("la  strada?", "La Strada", true),
            ("Alla strada", "La Strada", false),
            ("Anything", "", false),
            ("Anything at all", "…", false),
        ] {
            assert_eq!(holds_name(text, name), found, "{text}");
        }
    }

    #[test]
    fn every_word_of_the_list_can_be_found() {
        for word in words(ALWAYS).chain(words(IN_A_NAME)) {
            let whole = word.replace('…', "x_").replace('_', " ");
            assert_eq!(folded(&whole).trim_matches('_').replace('_', " "), whole.trim(), "{word}");
            assert!(tells(&format!("A {}.", whole.to_uppercase())), "{word}");
        }
    }
}
