//! Codes of public standards, checked for their shape only; `taxonomy` knows which exist and what they are called.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

use crate::problem::Problem;
use crate::words::words;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident, $shape:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = Problem;

            fn from_str(text: &str) -> Result<Self, Problem> {
                let shape: fn(&str) -> bool = $shape;
                shape(text).then(|| Self(text.into())).ok_or(Problem::NotInList)
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                text.parse().map_err(|_| format!("not a {} code", stringify!($name)))
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0.into()
            }
        }
    )+};
}

fn all(text: &str, lengths: std::ops::RangeInclusive<usize>, allowed: fn(&u8) -> bool) -> bool {
    lengths.contains(&text.len()) && text.as_bytes().iter().all(allowed)
}

codes! {
    /// Country: ISO 3166-1 alpha-2, upper case (`AL`).
    Country, |t| all(t, 2..=2, u8::is_ascii_uppercase);
    /// Language: BCP 47 primary subtag, lower case (`sq`, `it`).
    Language, |t| all(t, 2..=3, u8::is_ascii_lowercase);
    /// Currency: ISO 4217 (`EUR`).
    Currency, |t| all(t, 3..=3, u8::is_ascii_uppercase);
    /// Occupation: the last part of its ESCO concept URI
    /// (`http://data.europa.eu/esco/occupation/` + this UUID).
    Occupation, |t| all(t, 36..=36, |b| b.is_ascii_hexdigit() || *b == b'-');
    /// Skill: the last part of its ESCO concept URI (`http://data.europa.eu/esco/skill/` + this).
    Skill, |t| all(t, 1..=64, |b| b.is_ascii_alphanumeric() || matches!(*b, b'-' | b'.' | b'_'));
    /// Occupation group: ISCO-08, one to four digits.
    Isco, |t| all(t, 1..=4, u8::is_ascii_digit);
    /// Sector: ISIC Rev. 4 section (a letter, `I`) or division (two digits, `55`).
    Sector, |t| all(t, 1..=1, u8::is_ascii_uppercase) || all(t, 2..=2, u8::is_ascii_digit);
}

impl Language {
    /// English, the language in which everything exists.
    #[must_use]
    pub fn english() -> Self {
        Self("en".into())
    }
}

words! {
    /// Level of a language: Common European Framework of Reference, lowest first.
    Cefr {
        /// Beginner.
        A1 = "A1",
        /// Elementary.
        A2 = "A2",
        /// Intermediate.
        B1 = "B1",
        /// Upper intermediate.
        B2 = "B2",
        /// Advanced.
        C1 = "C1",
        /// Proficient, and mother tongues.
        C2 = "C2",
    }
}

/// A place by its GeoNames id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlaceId(pub u32);

/// A language somebody has, or a placement needs, with its level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageLevel {
    /// The language.
    pub language: Language,
    /// The level, on the CEFR scale.
    pub level: Cefr,
}

impl Sector {
    /// Whether it is a division, not a whole section.
    #[must_use]
    pub fn is_division(&self) -> bool {
        self.as_str().len() == 2
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Cefr, Country, Sector};

    #[test]
    fn codes_have_a_shape() {
        assert!("AL".parse::<Country>().is_ok());
        for wrong in ["", "al", "ALB", "A1", "ÄL"] {
            assert!(wrong.parse::<Country>().is_err(), "{wrong}");
        }
        assert!("I".parse::<Sector>().is_ok() && "55".parse::<Sector>().is_ok() && "5".parse::<Sector>().is_err());
    }

    #[test]
    fn levels_are_ordered() {
        assert!("B1".parse::<Cefr>().unwrap() > Cefr::A2);
    }
}
