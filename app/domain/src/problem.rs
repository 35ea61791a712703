//! What can be wrong with a value that somebody typed: a code with data, never a sentence.

use std::borrow::Cow;

/// One thing wrong with one field. `key` is the message; the data are its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was given where something is needed.
    Missing,
    /// More than `max` characters.
    TooLong {
        /// The most characters allowed.
        max: usize,
    },
    /// Fewer than `min` characters.
    TooShort {
        /// The fewest characters allowed.
        min: usize,
    },
    /// Not a number.
    NotANumber,
    /// A number outside its range.
    OutOfRange {
        /// The least allowed.
        min: i64,
        /// The most allowed.
        max: i64,
    },
    /// Entries of a list that are no numbers in its range.
    NotNumbers {
        /// The least allowed.
        min: i64,
        /// The most allowed.
        max: i64,
        /// Those that are none, cut short.
        said: String,
    },
    /// Not a date of the form 2026-11-24.
    NotADate,
    /// A date that should lie ahead.
    InThePast,
    /// A date further ahead than allowed.
    TooFarAhead {
        /// The most days ahead.
        days: i64,
    },
    /// Not one of the choices.
    NotInList,
    /// Not an e-mail address.
    NotAnAddress,
    /// Not a web address (https).
    NotALink,
    /// A town that the gazetteer does not know, or knows several times.
    UnknownPlace,
    /// An occupation that is not in ESCO.
    UnknownOccupation,
    /// No country has this name, in any language.
    UnknownCountry {
        /// What was typed, cut short.
        said: String,
    },
    /// No language has this code or this name, in any language.
    UnknownLanguage {
        /// What was typed, cut short.
        said: String,
    },
    /// A record of the same file has this address.
    SameAddress {
        /// Its line, from 1.
        line: i64,
    },
    /// A record of the same file has this title.
    SameTitle {
        /// Its line, from 1.
        line: i64,
    },
    /// Two fields that must agree do not.
    Differs,
    /// Something with this name exists already.
    Taken,
    /// More than `max` entries.
    TooMany {
        /// The most entries allowed.
        max: usize,
    },
    /// The e-mail address or the password is wrong; never says which.
    WrongCredentials,
    /// Too many attempts; the person may try again after so many minutes.
    TryLater {
        /// Minutes until the next attempt is accepted.
        minutes: i64,
    },
    /// The link was used, is too old, or never existed.
    LinkSpent,
    /// The placement meets not all standards yet; the findings say which.
    StandardsNotMet,
    /// A problem only this capability knows: its message key.
    Other(&'static str),
}

impl Problem {
    /// The key of the message, in the catalogue `problems.ftl`.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Missing => "problem-missing",
            Self::TooLong { .. } => "problem-too-long",
            Self::TooShort { .. } => "problem-too-short",
            Self::NotANumber => "problem-not-a-number",
            Self::OutOfRange { .. } => "problem-out-of-range",
            Self::NotNumbers { .. } => "problem-not-numbers",
            Self::NotADate => "problem-not-a-date",
            Self::InThePast => "problem-in-the-past",
            Self::TooFarAhead { .. } => "problem-too-far-ahead",
            Self::NotInList => "problem-not-in-list",
            Self::NotAnAddress => "problem-not-an-address",
            Self::NotALink => "problem-not-a-link",
            Self::UnknownPlace => "problem-unknown-place",
            Self::UnknownOccupation => "problem-unknown-occupation",
            Self::UnknownCountry { .. } => "problem-unknown-country-name",
            Self::UnknownLanguage { .. } => "problem-unknown-language-name",
            Self::SameAddress { .. } => "problem-same-address",
            Self::SameTitle { .. } => "problem-same-title",
            Self::Differs => "problem-differs",
            Self::Taken => "problem-taken",
            Self::TooMany { .. } => "problem-too-many",
            Self::WrongCredentials => "problem-wrong-credentials",
            Self::TryLater { .. } => "problem-try-later",
            Self::LinkSpent => "problem-link-spent",
            Self::StandardsNotMet => "problem-standards-not-met",
            Self::Other(key) => key,
        }
    }

    /// The message's arguments: name and whole number.
    #[must_use]
    pub fn arguments(&self) -> Vec<(&'static str, i64)> {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        match *self {
            Self::TooLong { max } | Self::TooMany { max } => vec![("max", count(max))],
            Self::TooShort { min } => vec![("min", count(min))],
            Self::OutOfRange { min, max } | Self::NotNumbers { min, max, .. } => vec![("min", min), ("max", max)],
            Self::TooFarAhead { days } => vec![("days", days)],
            Self::TryLater { minutes } => vec![("minutes", minutes)],
            Self::SameAddress { line } | Self::SameTitle { line } => vec![("line", line)],
            _ => Vec::new(),
        }
    }

    /// What was typed, where the message repeats it as its argument `said`.
    #[must_use]
    pub fn said(&self) -> Option<&str> {
        match self {
            Self::UnknownCountry { said } | Self::UnknownLanguage { said } | Self::NotNumbers { said, .. } => {
                Some(said)
            }
            _ => None,
        }
    }
}

/// The problems of one form: each beside the name of its field; an empty name means the form as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<(Cow<'static, str>, Problem)>);

impl Problems {
    /// No problems yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// A single problem of a single field.
    #[must_use]
    pub fn of(field: impl Into<Cow<'static, str>>, problem: Problem) -> Self {
        Self(vec![(field.into(), problem)])
    }

    /// Notes a problem beside a field.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, problem: Problem) {
        self.0.push((field.into(), problem));
    }

    /// Takes the value, or notes the problem beside the field and gives nothing.
    pub fn take<T>(&mut self, field: impl Into<Cow<'static, str>>, value: Result<T, Problem>) -> Option<T> {
        value.map_err(|problem| self.add(field, problem)).ok()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems of one field, in the order they were found.
    pub fn at<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Problem> {
        self.0.iter().filter(move |(name, _)| name == field).map(|(_, problem)| problem)
    }

    /// All problems with the names of their fields.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Problem)> {
        self.0.iter().map(|(name, problem)| (name.as_ref(), problem))
    }

    /// The value, if nothing is wrong and every part of it was there; else the problems as an error.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with all problems noted so far.
    pub fn finish<T>(self, value: Option<T>) -> crate::Result<T> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(crate::Error::Invalid(self)),
        }
    }
}
