//! The tables as text. What belongs here: taking the files of `data/` out of the binary. What does not: their meaning.

use std::io::Read;
use std::sync::OnceLock;

use flate2::read::ZlibDecoder;

/// Countries: code, then the name in each language of `countries`.
pub(crate) const COUNTRIES: &str = include_str!("../data/countries.tsv");
/// Currencies: code, digits of the minor unit, name.
pub(crate) const CURRENCIES: &str = include_str!("../data/currencies.tsv");
/// ISCO-08: code, title.
pub(crate) const ISCO: &str = include_str!("../data/isco.tsv");
/// Languages: code, own name, then the name in each language of `languages`.
pub(crate) const LANGUAGES: &str = include_str!("../data/languages.tsv");
/// ISIC Rev. 4: code, title; each section before its divisions.
pub(crate) const SECTORS: &str = include_str!("../data/sectors.tsv");
/// Outlines of countries: code, data of an SVG path.
pub(crate) const WORLD: &str = include_str!("../data/world.tsv");

/// Where the terms of the glossary come from.
pub(crate) const INSTRUMENTS: &str = include_str!("../data/glossary/instruments.toml");
/// How texts use them wrongly.
pub(crate) const ADVICE: &str = include_str!("../data/glossary/advice.toml");
/// The terms of the glossary, a file for each topic.
pub(crate) const TERMS: [&str; 10] = [
    include_str!("../data/glossary/trafficking.toml"),
    include_str!("../data/glossary/labour.toml"),
    include_str!("../data/glossary/indicators.toml"),
    include_str!("../data/glossary/slavery.toml"),
    include_str!("../data/glossary/children.toml"),
    include_str!("../data/glossary/migration.toml"),
    include_str!("../data/glossary/protection.toml"),
    include_str!("../data/glossary/response.toml"),
    include_str!("../data/glossary/business.toml"),
    include_str!("../data/glossary/library.toml"),
];

/// Occupations: see `data/README.md` for the columns.
pub(crate) fn occupations() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| inflate(include_bytes!("../data/occupations.tsv.z")))
}

/// Skills: id without hyphens, label; ordered by id.
pub(crate) fn skills() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| inflate(include_bytes!("../data/skills.tsv.z")))
}

/// Places: see `data/README.md` for the columns.
pub(crate) fn places() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| inflate(include_bytes!("../data/places.tsv.z")))
}

/// The unpacked text; empty if the stream is broken, which the tests of each table would show.
fn inflate(packed: &[u8]) -> String {
    let mut text = String::new();
    match ZlibDecoder::new(packed).read_to_string(&mut text) {
        Ok(_) => {
            text.shrink_to_fit();
            text
        }
        Err(_) => String::new(),
    }
}

/// An ESCO id with its hyphens back: `8-4-4-4-12`.
pub(crate) fn uuid(digits: &str) -> String {
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
    [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
}

/// The number that an ESCO id stands for, with or without hyphens; the tables are ordered by it.
pub(crate) fn number(id: &str) -> Option<u128> {
    let digits = |wanted: &u8| *wanted != b'-';
    let mut number: u128 = 0;
    let mut count = 0;
    for byte in id.bytes().filter(digits) {
        number = number.checked_mul(16)? + u128::from(char::from(byte).to_digit(16)?);
        count += 1;
    }
    (count == 32).then_some(number)
}
