//! How a number is written: grouped from five digits up, so that a year or a small count never gets a mark
//! (as CLDR has it for Italian, Spanish, Polish and Portuguese). An amount of money is no year: it is grouped as soon as
//! its language does so. Choosing a plural form is Fluent's business.

use fluent_bundle::FluentValue;
use fluent_bundle::types::FluentNumberStyle;
use intl_memoizer::concurrent::IntlLangMemoizer;

/// What Fluent calls to write a value; a plain function, so the marks are part of its type.
pub(crate) type Formatter = fn(&FluentValue, &IntlLangMemoizer) -> Option<String>;

/// The fewest digits before the decimal mark that are grouped.
const GROUPED_FROM: usize = 5;

/// The same of money; whoever writes an amount has looked whether its language groups so few.
const MONEY_GROUPED_FROM: usize = 4;

/// Decimals shown unless a message asks for more or fewer.
const DECIMALS: usize = 3;

/// The formatter for these marks; an unknown pair gets the one of ISO 80000: a narrow space and a comma.
pub(crate) fn formatter(group: &str, decimal: &str) -> Formatter {
    match (group, decimal) {
        (",", ".") => write::<',', '.'>,
        (".", ",") => write::<'.', ','>,
        ("’", ".") => write::<'’', '.'>,
        ("\u{a0}", ",") => write::<'\u{a0}', ','>,
        _ => write::<'\u{202f}', ','>,
    }
}

fn write<const GROUP: char, const DECIMAL: char>(value: &FluentValue, _: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let least = number.options.minimum_fraction_digits.unwrap_or(0);
    let most = number.options.maximum_fraction_digits.unwrap_or(DECIMALS).max(least);
    let plain = format!("{:.most$}", number.value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let needed = fraction.trim_end_matches('0').len().max(least);
    let fraction = fraction.get(..needed).unwrap_or(fraction);

    let zero = plain.bytes().all(|b| matches!(b, b'0' | b'.'));
    let mut written = String::from(if number.value < 0.0 && !zero { "\u{2212}" } else { "" });
    let is_money = matches!(number.options.style, FluentNumberStyle::Currency);
    let grouped_from = if is_money { MONEY_GROUPED_FROM } else { GROUPED_FROM };
    let grouped = number.options.use_grouping && whole.len() >= grouped_from;
    for (place, digit) in whole.chars().enumerate() {
        if grouped && place > 0 && (whole.len() - place).is_multiple_of(3) {
            written.push(GROUP);
        }
        written.push(digit);
    }
    if !fraction.is_empty() {
        written.push(DECIMAL);
        written.push_str(fraction);
    }
    Some(written)
}
