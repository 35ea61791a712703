//! From what was typed to a value: the small parsers that every form uses.

use chrono::NaiveDate;

use crate::problem::Problem;

/// One line of text that must be there: trimmed, inner white space folded, at most `max` characters.
///
/// # Errors
/// [`Problem::Missing`] or [`Problem::TooLong`].
pub fn line(text: &str, max: usize) -> Result<String, Problem> {
    match optional_line(text, max)? {
        line if line.is_empty() => Err(Problem::Missing),
        line => Ok(line),
    }
}

/// One line of text that may be empty.
///
/// # Errors
/// [`Problem::TooLong`].
pub fn optional_line(text: &str, max: usize) -> Result<String, Problem> {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ").replace(|c: char| c.is_control(), "");
    within(folded, max)
}

/// Text of several lines that must be there.
///
/// # Errors
/// [`Problem::Missing`] or [`Problem::TooLong`].
pub fn text(text: &str, max: usize) -> Result<String, Problem> {
    match optional_text(text, max)? {
        text if text.is_empty() => Err(Problem::Missing),
        text => Ok(text),
    }
}

/// Text of several lines that may be empty; line ends become `\n`, other control characters go.
///
/// # Errors
/// [`Problem::TooLong`].
pub fn optional_text(text: &str, max: usize) -> Result<String, Problem> {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String = unix.trim().chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    within(clean, max)
}

fn within(text: String, max: usize) -> Result<String, Problem> {
    if text.chars().count() > max { Err(Problem::TooLong { max }) } else { Ok(text) }
}

/// A whole number from `min` to `max`.
///
/// # Errors
/// [`Problem::Missing`], [`Problem::NotANumber`] or [`Problem::OutOfRange`].
pub fn whole(text: &str, min: i64, max: i64) -> Result<i64, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    let number: i64 = text.parse().map_err(|_| Problem::NotANumber)?;
    if (min..=max).contains(&number) { Ok(number) } else { Err(Problem::OutOfRange { min, max }) }
}

/// A whole number that may be left out.
///
/// # Errors
/// As [`whole`], but for a missing one.
pub fn optional_whole(text: &str, min: i64, max: i64) -> Result<Option<i64>, Problem> {
    optional(text, |text| whole(text, min, max))
}

/// An amount of money as people write it (`9`, `9.50`, `9,50`, `1 250.00`), in minor units.
///
/// # Errors
/// [`Problem::Missing`], [`Problem::NotANumber`] or [`Problem::OutOfRange`] (over ten million).
pub fn money(text: &str) -> Result<i64, Problem> {
    const MOST: i64 = 1_000_000_000;
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    if plain.is_empty() {
        return Err(Problem::Missing);
    }
    let (units, cents) = plain.split_once(['.', ',']).unwrap_or((&plain, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if units.is_empty() || units.len() > 9 || cents.len() > 2 || !digits(units) || !digits(cents) {
        return Err(Problem::NotANumber);
    }
    let minor = format!("{units}{cents:0<2}").parse::<i64>().map_err(|_| Problem::NotANumber)?;
    if minor > MOST { Err(Problem::OutOfRange { min: 0, max: MOST / 100 }) } else { Ok(minor) }
}

/// A date such as 2026-11-24.
///
/// # Errors
/// [`Problem::Missing`] or [`Problem::NotADate`].
pub fn date(text: &str) -> Result<NaiveDate, Problem> {
    match text.trim() {
        "" => Err(Problem::Missing),
        text => NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| Problem::NotADate),
    }
}

/// A word of a closed list, or a code.
///
/// # Errors
/// [`Problem::Missing`], or what the type says.
pub fn word<T: std::str::FromStr<Err = Problem>>(text: &str) -> Result<T, Problem> {
    match text.trim() {
        "" => Err(Problem::Missing),
        text => text.parse(),
    }
}

/// Anything that may be left out: nothing for an empty text, else what the parser makes of it.
///
/// # Errors
/// What the parser says.
pub fn optional<T>(text: &str, parse: impl FnOnce(&str) -> Result<T, Problem>) -> Result<Option<T>, Problem> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}

/// Several words of a closed list, each once, in the order given; empty ones are passed over.
///
/// # Errors
/// What the type says of the first wrong one.
pub fn words<T: std::str::FromStr<Err = Problem> + PartialEq>(texts: &[String]) -> Result<Vec<T>, Problem> {
    let mut found = Vec::new();
    for text in texts.iter().filter(|t| !t.trim().is_empty()) {
        let value = text.trim().parse()?;
        if !found.contains(&value) {
            found.push(value);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{date, line, money, optional_text, whole};
    use crate::problem::Problem;

    #[test]
    fn lines_are_folded_and_bounded() {
        assert_eq!(line("  a \u{7}b\r\nc ", 10), Ok("a b c".into()));
        assert_eq!(line(" \t ", 10), Err(Problem::Missing));
        assert_eq!(line("čšž", 2), Err(Problem::TooLong { max: 2 }));
        assert_eq!(line("👩‍🍳", 3), Ok("👩‍🍳".into()));
    }

    #[test]
    fn texts_keep_their_lines() {
        assert_eq!(optional_text("a\r\nb\u{7}\n", 10), Ok("a\nb".into()));
    }

    #[test]
    fn numbers() {
        assert_eq!(whole("12", 1, 60), Ok(12));
        assert_eq!(whole("61", 1, 60), Err(Problem::OutOfRange { min: 1, max: 60 }));
        assert_eq!(whole("9999999999999999999999", 1, 60), Err(Problem::NotANumber));
    }

    #[test]
    fn amounts() {
        for (text, expect) in [("9", 900), ("9.5", 950), ("9,50", 950), ("1 250.00", 125_000), ("0", 0)] {
            assert_eq!(money(text), Ok(expect), "{text}");
        }
        for text in ["-1", "9.999", "1.000,00", "nine", ".5", "99999999999"] {
            assert!(money(text).is_err(), "{text}");
        }
    }

    #[test]
    fn dates() {
        assert!(date("2026-11-24").is_ok());
        for text in ["24.11.2026", "2026-13-01", "2026-02-30"] {
            assert_eq!(date(text), Err(Problem::NotADate), "{text}");
        }
    }
}
