//! When two names of groups, or two numbers in a register, are taken for the same however they are written.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::codes::Country;

/// Legal forms that companies of many countries write at the end of a name, and words for several companies.
const FORMS: &[&str] = &[
    "ab",
    "ad",
    "ag",
    "aps",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "doo",
    "dooel",
    "eood",
    "gmbh",
    "group",
    "groupe",
    "grupo",
    "gruppe",
    "gruppo",
    "holding",
    "holdings",
    "inc",
    "kft",
    "kg",
    "limited",
    "llc",
    "ltd",
    "nv",
    "nyrt",
    "ohg",
    "ood",
    "ou",
    "oy",
    "oyj",
    "plc",
    "sa",
    "sarl",
    "sas",
    "se",
    "shpk",
    "sia",
    "sl",
    "spa",
    "spzoo",
    "srl",
    "sro",
    "uab",
    "ug",
    "zrt",
];

/// The most words that a legal form is written in, as in “S. p. A.”.
const WORDS: usize = 3;

/// A text in lower case without marks over or under its letters, however they were typed.
pub(crate) fn plain(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// The form in which names of groups are compared: without marks, lower case, letters and digits only, and without the
/// legal forms at the end.
#[must_use]
pub fn group_key(name: &str) -> String {
    let name = plain(name).replace(['.', '\'', '’'], "");
    let mut words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    while let Some(form) = (1..=WORDS).find(|count| ends_in_a_form(&words, *count)) {
        words.truncate(words.len().saturating_sub(form));
    }
    words.concat()
}

/// Whether so many words at the end are a legal form, and not all there is.
fn ends_in_a_form(words: &[&str], count: usize) -> bool {
    let form = words.len().checked_sub(count).filter(|rest| *rest > 0).and_then(|rest| words.get(rest..));
    form.is_some_and(|form| FORMS.contains(&form.concat().as_str()))
}

/// The form in which numbers of a register are compared: lower case, letters and digits only, without the country in
/// front.
#[must_use]
pub fn register_key(country: &Country, number: &str) -> String {
    let number: String = plain(number).chars().filter(|c| c.is_alphanumeric()).collect();
    let country = country.as_str().to_lowercase();
    let bare = number.strip_prefix(&country).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    bare.unwrap_or(&number).to_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{group_key, register_key};

    #[test]
    fn one_group_is_known_however_its_name_is_written() {
        for (name, key) in [
            ("Bread & Co.", "bread"),
            ("BREAD  co", "bread"),
            ("Bréad S.p.A.", "bread"),
            ("Bread S. p. A.", "bread"),
            ("Ｂｒｅａｄ GmbH & Co. KG", "bread"),
            ("Bread Sp. z o.o.", "bread"),
            ("Bread Holding Ltd", "bread"),
            ("Bread", "bread"),
            ("Bread and Salt", "breadandsalt"),
            ("Co. Bread", "cobread"),
            ("Group", "group"),
            ("Хлеб", "хлеб"),
            ("& .", ""),
        ] {
            assert_eq!(group_key(name), key, "{name}");
        }
    }

    #[test]
    fn one_number_is_known_with_the_country_in_front_and_without() {
        let country = "IT".parse().unwrap();
        for (number, key) in [("IT 123", "123"), ("123", "123"), ("it-1.2/3", "123"), ("ITALIA 7", "italia7")] {
            assert_eq!(register_key(&country, number), key, "{number}");
        }
    }
}
