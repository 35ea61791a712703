//! Ways to reach somebody, told in a text: telephone numbers and e-mail addresses. The NGO stands in the middle, so a
//! name to be called by and the messages between the two sides hold none. A day or an hour of the clock is none.

use crate::problem::Problem;

/// The fewest digits of what is taken for a telephone number.
const DIGITS: usize = 7;

/// Looks at what a person wants to be called.
///
/// # Errors
/// A problem for a text with `@` or a telephone number.
pub fn check_name(text: &str) -> Result<(), Problem> {
    if text.contains(['@', '＠']) || holds_number(text) { Err(Problem::Other("problem-reach-name")) } else { Ok(()) }
}

/// Looks at a message between the two sides.
///
/// # Errors
/// A problem for a text with an e-mail address, a name on another service, or a telephone number.
pub fn check_message(text: &str) -> Result<(), Problem> {
    let addressed =
        text.split(['@', '＠']).skip(1).any(|after| after.chars().next().is_some_and(char::is_alphanumeric));
    if addressed || holds_number(text) { Err(Problem::Other("problem-reach-message")) } else { Ok(()) }
}

/// Whether a text holds digits enough for a telephone number, with nothing but what stands inside one between them.
fn holds_number(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !is_unseen(*c)).map(in_one_script).collect();
    plain.split(|c: char| !(c.is_ascii_digit() || is_between(c))).any(is_number)
}

fn is_number(run: &str) -> bool {
    let words = run.split(' ').filter(|word| !is_day(word) && !is_hours(word));
    !is_day(run) && words.map(digits).sum::<usize>() >= DIGITS
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

/// Whether digits with signs between them are a day, such as 24.12.2026 or 2026-12-24.
fn is_day(text: &str) -> bool {
    match groups(text).as_slice() {
        [first, month, last] => {
            let year_last = within(first, 31) && (is_year(last) || within(last, 99));
            within(month, 12) && (year_last || (is_year(first) && within(last, 31)))
        }
        _ => false,
    }
}

/// Whether they are an hour, such as 9.30, or from one to another.
fn is_hours(text: &str) -> bool {
    match groups(text).as_slice() {
        [hour, minute] => within(hour, 24) && within(minute, 59),
        [from, minute, to, until] => within(from, 24) && within(minute, 59) && within(to, 24) && within(until, 59),
        _ => false,
    }
}

fn groups(text: &str) -> Vec<&str> {
    text.split(is_between).filter(|group| !group.is_empty()).collect()
}

fn within(group: &str, most: u16) -> bool {
    group.len() <= 2 && group.parse::<u16>().is_ok_and(|number| number <= most)
}

fn is_year(group: &str) -> bool {
    group.len() == 4 && (group.starts_with("19") || group.starts_with("20"))
}

const fn is_between(c: char) -> bool {
    matches!(c, ' ' | '.' | '-' | '/' | '(' | ')' | '+')
}

/// What no reader sees between two digits.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Digits of other scripts, blanks and dashes of other widths as those of ASCII.
fn in_one_script(c: char) -> char {
    let digit = [0x0660, 0x06f0, 0x0966, 0xff10].into_iter().find_map(|zero| {
        let value = u32::from(c).checked_sub(zero).filter(|value| *value < 10)?;
        char::from_digit(value, 10)
    });
    if let Some(digit) = digit {
        return digit;
    }
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\n' => '\n',
        _ if c.is_whitespace() => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{check_message, check_name};

    #[test]
    fn ways_to_reach_somebody_are_found() {
        for said in [
            "Call +49 30 1234567.",
            "06 12 34 56 78",
            "06.12.34.56.78",
            "20 15 12 30",
            "12-34-56-78",
            "(030) 123 45 67",
            "1234567",
            "٠٣٠١٢٣٤٥٦٧",
            "030\u{a0}123\u{2013}4567",
            "1\u{200b}2\u{200b}3\u{200b}4\u{200b}5\u{200b}6\u{200b}7",
            "Write to robin@example.org",
            "I am @robin there",
        ] {
            assert!(check_message(said).is_err(), "{said}");
            assert!(check_name(said).is_err(), "{said}");
        }
        assert!(check_name("Robin @ home").is_err());
    }

    #[test]
    fn days_hours_and_amounts_are_none() {
        for said in [
            "On 24.12.2026 at 9:30, or on 2026-12-24 from 10.30-12.00.",
            "24.12.2026 09:30",
            "24.12.2026 10.30",
            "On 24. 12. 2026",
            "2026-12-24 10.30-12.00",
            "24/12/26",
            "It pays 1 250.00 a month, 40 hours, 2 days off.",
            "Two places @ 12 in the kitchen",
            "123456",
            "House 12\n34567 Town",
            "",
        ] {
            assert_eq!(check_message(said), Ok(()), "{said}");
        }
        assert_eq!(check_name("Robin 2"), Ok(()));
    }
}
