//! Currencies of ISO 4217 in which people are paid. What belongs here: names and minor units. What does not: rates.

use std::sync::OnceLock;

use domain::codes::Currency;

use crate::data;

/// A currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrencyEntry {
    /// Its code.
    pub currency: Currency,
    /// How many digits its minor unit has: 2 for cents.
    pub minor_digits: u8,
    /// Its English name.
    pub name: &'static str,
}

/// All currencies, in the order of their codes.
#[must_use]
pub fn all() -> &'static [CurrencyEntry] {
    static TABLE: OnceLock<Vec<CurrencyEntry>> = OnceLock::new();
    TABLE.get_or_init(|| data::CURRENCIES.lines().filter_map(entry).collect())
}

fn entry(line: &'static str) -> Option<CurrencyEntry> {
    let mut fields = line.split('\t');
    let currency = fields.next()?.parse().ok()?;
    let minor_digits = fields.next()?.parse().ok()?;
    Some(CurrencyEntry { currency, minor_digits, name: fields.next()? })
}

fn find(currency: &Currency) -> Option<&'static CurrencyEntry> {
    let position = all().binary_search_by(|entry| entry.currency.cmp(currency)).ok()?;
    all().get(position)
}

/// The English name of a currency.
#[must_use]
pub fn name(currency: &Currency) -> Option<&'static str> {
    find(currency).map(|entry| entry.name)
}

/// How many digits the minor unit of a currency has: 2 for cents.
#[must_use]
pub fn minor_digits(currency: &Currency) -> Option<u8> {
    find(currency).map(|entry| entry.minor_digits)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{all, minor_digits, name};

    #[test]
    fn currencies_have_names_and_digits() {
        assert_eq!(all().len(), 155);
        assert!(all().is_sorted_by(|a, b| a.currency < b.currency));
        for (code, title, digits) in
            [("EUR", "Euro", 2), ("ALL", "Lek", 2), ("JPY", "Yen", 0), ("KWD", "Kuwaiti Dinar", 3)]
        {
            let currency = code.parse().unwrap();
            assert_eq!((name(&currency), minor_digits(&currency)), (Some(title), Some(digits)));
        }
        assert_eq!(name(&"XAU".parse().unwrap()), None);
    }
}
