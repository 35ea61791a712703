//! Whether a text tells a figure: a number that counts or measures something. Years, dates and times of day are none, nor
//! are the numbers in web and e-mail addresses.

use pulldown_cmark::{Event, Parser};

use super::check::FIRST_YEAR;

/// The last number that is read as a year when it stands alone.
const LAST_YEAR: i32 = 2099;

/// What may stand between a day and its month.
const BETWEEN: &[&str] = &["of", "de", "di"];

/// The months in the languages in which the parts of a record have headings, and as they are cut short in English.
const MONTHS: &str = "january february march april may june july august september october november december jan feb mar apr \
     jun jul aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember enero febrero marzo \
     abril mayo junio julio agosto septiembre octubre noviembre diciembre janvier février mars avril juin \
     juillet août septembre octobre novembre décembre gennaio febbraio aprile maggio giugno luglio settembre \
     ottobre dicembre janar shkurt prill maj qershor korrik gusht shtator tetor nëntor dhjetor";

/// The zeros of scripts that write numbers by ten digits in a row.
const ZEROS: &[char] = &['٠', '۰', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '๐', '໐', '၀', '០', '０'];

/// Whether a text in Markdown tells one.
pub(super) fn has_figure(markdown: &str) -> bool {
    let text = words(markdown);
    let words: Vec<&str> = text.split_whitespace().map(bare).collect();
    words.iter().enumerate().any(|(at, word)| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let after = words.iter().skip(at + 1).take(2).find(|word| !BETWEEN.contains(*word));
        is_figure(word, [before, after].into_iter().flatten().any(|word| is_month(word)))
    })
}

/// The words of a text, without markup and without where its links lead.
fn words(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    for event in Parser::new(markdown) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            _ => text.push(' '),
        }
    }
    text
}

/// A word without the signs around it; nothing where it is an address.
fn bare(word: &str) -> &str {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let address = bare.contains("://") || bare.contains('@') || bare.starts_with("www.");
    if address { "" } else { bare }
}

fn is_figure(word: &str, beside_month: bool) -> bool {
    let is_number = |part: &&str| part.chars().any(char::is_numeric);
    let parts: Vec<&str> = word.split(|c: char| !c.is_alphanumeric()).filter(is_number).collect();
    if parts.iter().any(|part| is_year(part)) {
        // Beside a year stand its day and month, or the end of the span that it begins.
        return parts.iter().any(|part| !is_year(part) && digits(part).len() > 2);
    }
    let date = beside_month && parts.iter().all(|part| is_day(part));
    !parts.is_empty() && !date && !is_time(word)
}

/// Whether it is a year as it stands (2019, 1980s, 90s).
fn is_year(part: &str) -> bool {
    let digits = digits(part);
    let known = digits.parse::<i32>().is_ok_and(|year| (FIRST_YEAR..=LAST_YEAR).contains(&year));
    (known && ends_in_letters(part)) || (digits.len() == 2 && part.ends_with('s') && part.chars().count() == 3)
}

/// Whether it can be a day of a month (15, 15th).
fn is_day(part: &str) -> bool {
    digits(part).parse::<u8>().is_ok_and(|day| (1..=31).contains(&day)) && ends_in_letters(part)
}

fn is_time(word: &str) -> bool {
    let (hour, minute) = word.split_once(':').unwrap_or_default();
    matches!(digits(hour).len(), 1 | 2) && minute.chars().count() == 2 && digits(minute).len() == 2
}

fn is_month(word: &str) -> bool {
    let lower = word.to_lowercase();
    // In English these are other words too, which begin small.
    let other = matches!(word, "may" | "march" | "mar");
    !other && MONTHS.split_whitespace().any(|month| month == lower)
}

/// The digits that it begins with, as in English.
fn digits(part: &str) -> String {
    part.chars().map_while(value).filter_map(|value| char::from_digit(value, 10)).collect()
}

/// Whether nothing but letters follows its first digits.
fn ends_in_letters(part: &str) -> bool {
    part.chars().skip_while(|c| value(*c).is_some()).all(char::is_alphabetic)
}

fn value(digit: char) -> Option<u32> {
    let of = |zero: &char| u32::from(digit).checked_sub(u32::from(*zero)).filter(|value| *value < 10);
    digit.to_digit(10).or_else(|| ZEROS.iter().find_map(of))
}

#[cfg(test)]
mod tests {
    use super::has_figure;

    #[test]
    fn years_dates_times_and_addresses_are_no_figures() {
        for text in [
            "",
            "Many found work.",
            "It ended in 2019.",
            "From 2017 to 2019, then again (2021).",
            "From 2017-2019, in 2019/20 and 2020–21.",
            "In the 1980s, not in the 90s.",
            "Until 15 July 2026, 15.07.2026, 15/7/2026 or 2026-07-15.",
            "On July 15, 2026; on the 15th of July; 15-20 July.",
            "Am 15. Juli 2026, el 15 de mayo de 2021, le 1er août, il 3 maggio, më 2 maj 2004.",
            "The meeting began at 10:30.",
            "انتهى في ٢٠١٩.",
            "See [the report](https://lantern.example/report-12), <https://lantern.example/12> and www.lantern.example/7.",
            "Ask room12@lantern.example or http://lantern.example/20.",
            "1. It began.\n2. It ended in mid-2019.",
        ] {
            assert!(!has_figure(text), "{text}");
        }
    }

    #[test]
    fn what_counts_or_measures_is_a_figure() {
        for text in [
            "20 found work.",
            "In 2019 20 people found work.",
            "Of 31 in July, most stayed.",
            "More than 2,000 people, or 2.000, or 2\u{a0}000.",
            "70% stayed.",
            "About 1.5 million.",
            "¾ of them stayed.",
            "1630 jobs.",
            "**20** of [30](https://lantern.example)",
            "20 may find work; 20 march on.",
            "وجد ٢٠ شخصا عملا.",
            "On 15 July 2026 there were 12.",
            "2019: 300 lamps",
        ] {
            assert!(has_figure(text), "{text}");
        }
    }
}
