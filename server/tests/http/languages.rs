//! What a person reads on the page of their own, or hears before they decide, in each language that has these words:
//! whatever is put in, no sentence tells, and none ends in two full stops.

use chrono::NaiveDate;
use domain::marker::tells_in_a_sentence;
use i18n::{Text, Value};

/// Each message of the page and the sheet in one language, with its key.
fn said(language: &str) -> Vec<(String, String)> {
    let text = Text::of_capability(&language.parse().expect("a language"), "own");
    assert_eq!(text.language(), language);
    let day = text.date(NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day"));
    let values: [(&str, Value); 3] =
        [("name", "Bakery".into()), ("day", day.as_str().into()), ("days", day.as_str().into())];
    let own = i18n::check::files(language).remove("own").expect("its words");
    own.into_keys().map(|key| (text.with(&key, &values), key)).collect()
}

#[test]
fn no_language_says_to_a_person_what_tells_or_ends_a_sentence_twice() {
    let known = i18n::languages_with("own");
    assert_eq!(known.len(), 14, "README.md names them: {known:?}");
    for language in known {
        let all = said(language);
        assert!(all.len() > 40, "{language}: {}", all.len());
        for (words, key) in all {
            assert!(!tells_in_a_sentence(&words), "{language} {key}: {words}");
            assert!(!words.contains(".."), "{language} {key}: {words}");
        }
    }
}

#[test]
fn heard_in_german_nobody_but_the_person_is_called_by_the_word_that_means_them() {
    // Who is spoken to and who may know something sound alike: `Sie` and `sie`.
    for (words, key) in said("de") {
        let alike = words.split(|letter: char| !letter.is_alphabetic()).any(|word| word == "sie");
        assert!(!alike, "{key}: {words}");
    }
}
