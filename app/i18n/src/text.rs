//! What pages and mails hold to write in somebody's language. Messages live in the catalogues, not here.

use chrono::{Datelike, NaiveDate};
use domain::codes::{Currency, Language};
use fluent_bundle::types::{FluentNumber, FluentNumberOptions, FluentNumberStyle};
use fluent_bundle::{FluentArgs, FluentValue};

use crate::catalogue::{self, Catalogue};

/// The words of one language; where it lacks a message, English steps in.
#[derive(Clone, Copy)]
pub struct Text(&'static Catalogue);

/// The direction in which a language is written, for the attribute `dir`: `ltr` or `rtl`.
#[must_use]
pub fn direction(language: &str) -> &'static str {
    match language {
        "ar" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => "rtl",
        _ => "ltr",
    }
}

impl Text {
    /// The words of this language, or English if there is no catalogue for it.
    #[must_use]
    pub fn of(language: &Language) -> Self {
        Self(catalogue::find(language.as_str()).unwrap_or_else(catalogue::english))
    }

    /// The words of this language for a page: a language without all of them would be announced as what it is not, so
    /// it gets English.
    #[must_use]
    pub fn of_page(language: &Language) -> Self {
        let whole = catalogue::page_languages().contains(&language.as_str());
        if whole { Self::of(language) } else { Self(catalogue::english()) }
    }

    /// The words of this language for one capability, if it has that one whole; else English, so that what is announced
    /// as a language is in it.
    #[must_use]
    pub fn of_capability(language: &Language, capability: &str) -> Self {
        let known = catalogue::languages_with(capability).any(|known| known == language.as_str());
        if known { Self::of(language) } else { Self(catalogue::english()) }
    }

    /// The message of this key.
    #[must_use]
    pub fn get(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The message of this key with values in place of its variables. A number chooses plural forms and is written
    /// as the language does; a year or a code is given as text.
    #[must_use]
    pub fn with(self, key: &str, values: &[(&str, FluentValue)]) -> String {
        let message = self.find(key, values);
        // In a test or on a developer's machine a missing message stops; a reader gets the key and the rest of the page.
        debug_assert!(message.is_some(), "no message {key}");
        message.unwrap_or_else(|| key.to_owned())
    }

    /// The message of this key if there is one, for hints that only some fields have.
    #[must_use]
    pub fn find(self, key: &str, values: &[(&str, FluentValue)]) -> Option<String> {
        write(self.0, key, values).or_else(|| write(catalogue::english(), key, values))
    }

    /// The language: BCP 47, for the attribute `lang`.
    #[must_use]
    pub const fn language(self) -> &'static str {
        self.0.language
    }

    /// The direction of writing, for the attribute `dir`: `ltr` or `rtl`.
    #[must_use]
    pub fn direction(self) -> &'static str {
        direction(self.0.language)
    }

    /// A date as people write it: 24 November 2026. No line breaks between the number of the day and the month.
    #[must_use]
    pub fn date(self, date: NaiveDate) -> String {
        let values =
            [("day", date.day().into()), ("month", date.month().into()), ("year", date.year().to_string().into())];
        self.with("format-date", &values)
    }

    /// A number, with at most three decimals.
    #[must_use]
    pub fn number<'a>(self, number: impl Into<FluentValue<'a>>) -> String {
        self.with("format-number", &[("number", number.into())])
    }

    /// An amount in hundredths of the currency's unit, as `domain::parse::money` reads it; round amounts have no decimals.
    #[must_use]
    pub fn money(self, hundredths: i64, currency: &Currency) -> String {
        let decimals = if hundredths % 100 == 0 { 0 } else { 2 };
        let amount = match FluentValue::from(hundredths) {
            FluentValue::Number(FluentNumber { value, .. }) => value / 100.0,
            _ => 0.0,
        };
        let digits = (hundredths / 100).unsigned_abs().checked_ilog10().map_or(1, |tens| tens + 1);
        // CLDR's minimum of grouping digits, with the three behind the mark.
        let grouped_from: u32 = self.get("format-money-grouped-from").parse().unwrap_or_default();
        let options = FluentNumberOptions {
            style: FluentNumberStyle::Currency,
            use_grouping: digits >= grouped_from,
            minimum_fraction_digits: Some(decimals),
            ..FluentNumberOptions::default()
        };
        let amount = FluentValue::Number(FluentNumber::new(amount, options));
        self.with("format-money", &[("currency", currency.as_str().into()), ("amount", amount)])
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Text").field(&self.0.language).finish()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.0.language == other.0.language
    }
}

fn write(catalogue: &Catalogue, key: &str, values: &[(&str, FluentValue)]) -> Option<String> {
    let pattern = catalogue.bundle.get_message(key)?.value()?;
    let mut arguments = FluentArgs::with_capacity(values.len());
    for (name, value) in values {
        arguments.set(*name, value.clone());
    }
    let mut errors = Vec::new();
    let written = catalogue.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
    debug_assert!(errors.is_empty(), "message {key} in {}: {errors:?}", catalogue.language);
    Some(written)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::Text;
    use chrono::NaiveDate;

    fn text(language: &str) -> Text {
        Text::of(&language.parse().unwrap())
    }

    #[test]
    fn an_unknown_language_reads_english() {
        assert_eq!((text("tlh").language(), text("tlh").direction()), ("en", "ltr"));
        assert_eq!(text("it").language(), "it");
    }

    #[test]
    fn a_language_that_has_mails_alone_is_none_for_pages() {
        let page = |language: &str| Text::of_page(&language.parse().unwrap()).language();
        assert_eq!((page("en"), page("it"), page("tlh")), ("en", "en", "en"));
    }

    #[test]
    fn dates_are_written_out() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        assert_eq!(text("en").date(day(24)), "24\u{a0}November 2026");
        assert_eq!(text("it").date(day(24)), "24\u{a0}novembre 2026");
        assert_eq!(text("it").date(day(1)), "1º\u{a0}novembre 2026");
        assert_eq!(text("de").date(day(1)), "1.\u{a0}November 2026");
    }

    #[test]
    fn no_language_breaks_a_line_between_a_day_and_its_month() {
        for language in crate::languages_with("format") {
            for month in 1..=12 {
                let date = text(language).date(NaiveDate::from_ymd_opt(2026, month, 28).unwrap());
                let first = date.split(' ').next().unwrap_or_default();
                assert!(first.starts_with("28") && first.chars().any(char::is_alphabetic), "{language}: {date}");
            }
        }
    }

    #[test]
    fn italian_puts_no_article_before_the_number_of_a_day() {
        for day in [1, 8, 11, 24] {
            let day = text("it").date(NaiveDate::from_ymd_opt(2026, 11, day).unwrap());
            for key in ["own-until", "own-earlier-ended", "own-earlier-taken-back", "consent-sheet-ends"] {
                let said = text("it").with(key, &[("name", "Ada".into()), ("day", day.as_str().into())]);
                assert!(said.contains(&format!("giorno {day}")), "{said}");
            }
        }
    }

    #[test]
    fn numbers_have_the_marks_of_their_language() {
        for (number, english, italian) in [
            (0.0, "0", "0"),
            (-0.0001, "0", "0"),
            (1250.0, "1250", "1250"),
            (12500.0, "12,500", "12.500"),
            (-1_234_567.5, "−1,234,567.5", "−1.234.567,5"),
            (18.33333, "18.333", "18,333"),
            (999_999.999_6, "1,000,000", "1.000.000"),
        ] {
            assert_eq!((text("en").number(number), text("it").number(number)), (english.into(), italian.into()));
        }
        assert_eq!(text("en").number(i64::MAX / 1_000_000_000_000), "9,223,372");
    }

    #[test]
    fn money_keeps_amount_and_currency_together() {
        let money = |language, amount, code: &str| text(language).money(amount, &code.parse().unwrap());
        assert_eq!(money("en", 950, "EUR"), "€9.50");
        assert_eq!(money("it", 950, "EUR"), "9,50\u{a0}€");
        assert_eq!(money("en", 12_500_000, "ALL"), "ALL\u{a0}125,000");
        assert_eq!(money("it", 5, "CHF"), "0,05\u{a0}CHF");
        assert_eq!(money("de", 1_250_050, "EUR"), "12.500,50\u{a0}€");
    }

    #[test]
    fn four_digits_of_money_are_grouped_where_the_language_groups_them() {
        let money = |language, amount| text(language).money(amount, &"EUR".parse().unwrap());
        for (language, few, more) in [
            ("en", "€1,050", "€12,880"),
            ("de", "1.050\u{a0}€", "12.880\u{a0}€"),
            ("fr", "1\u{202f}050\u{a0}€", "12\u{202f}880\u{a0}€"),
            ("es", "1050\u{a0}€", "12.880\u{a0}€"),
            ("it", "1050\u{a0}€", "12.880\u{a0}€"),
        ] {
            assert_eq!((money(language, 105_000), money(language, 1_288_000)), (few.into(), more.into()), "{language}");
        }
        assert_eq!(money("en", 99_999), "€999.99");
        assert_eq!(money("en", -105_050), "€−1,050.50");
        // A count or a year is not.
        assert_eq!(text("en").number(2026), "2026");
    }

    #[test]
    fn a_missing_message_is_told_apart_from_an_empty_one() {
        assert_eq!(text("it").find("no-such-message", &[]), None);
    }

    #[test]
    #[should_panic(expected = "no message no-such-message")]
    #[cfg(debug_assertions)]
    fn a_missing_message_fails_tests() {
        let _ = text("en").get("no-such-message");
    }

    #[test]
    #[cfg(not(debug_assertions))]
    fn a_missing_message_shows_its_key() {
        assert_eq!(text("en").get("no-such-message"), "no-such-message");
    }
}
