//! Where a text uses a term against its definition. What belongs here: finding it. What does not: what is said about it
//! (`i18n`: `glossary-advice-…`), and whether somebody follows.

use std::ops::Range;
use std::sync::LazyLock;

use domain::codes::Language;
use domain::glossary::Advice;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use super::{Term, find};
use crate::data;

/// A use of words that a glossary would not make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// The term whose definition says why.
    pub term: &'static Term,
    /// What is wrong.
    pub advice: Advice,
}

impl Warning {
    /// The key of the message that gives the reason and better words.
    #[must_use]
    pub fn key(&self) -> String {
        format!("glossary-advice-{}", self.advice)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    advice: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    language: Language,
    advice: Advice,
    term: String,
    pattern: String,
    unless: Option<String>,
    unless_followed: Option<String>,
}

pub(super) struct Pattern {
    language: Language,
    advice: Advice,
    term: &'static Term,
    pattern: Regex,
    unless: Option<Regex>,
    unless_followed: Option<Regex>,
}

#[cfg(test)]
impl Pattern {
    pub(super) const fn advice(&self) -> Advice {
        self.advice
    }
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| read().unwrap_or_default());

/// The patterns, or what is wrong with the first that does not read.
pub(super) fn read() -> Result<Vec<Pattern>, String> {
    let file: File = toml::from_str(data::ADVICE).map_err(|error| error.to_string())?;
    let pattern = |row: Row| {
        let term = find(&row.term).ok_or_else(|| format!("no term {}", row.term))?;
        let pattern = compile(&row.pattern)?;
        let unless = row.unless.as_deref().map(compile).transpose()?;
        let unless_followed = row.unless_followed.as_deref().map(compile).transpose()?;
        Ok(Pattern { language: row.language, advice: row.advice, term, pattern, unless, unless_followed })
    };
    file.advice.into_iter().map(pattern).collect()
}

/// A space of a pattern is any white space of a text.
fn compile(pattern: &str) -> Result<Regex, String> {
    let spaced = pattern.replace(" ?", r"\s*").replace(' ', r"\s+");
    RegexBuilder::new(&spaced).case_insensitive(true).build().map_err(|error| error.to_string())
}

/// Where a text in a language uses a term against its definition, in the order of the text; none within another. What
/// stands in quotation marks is somebody else's words and stays.
///
/// ```
/// # use domain::codes::Language;
/// let found = taxonomy::glossary::warnings("They met illegal migrants.", &Language::english());
/// assert_eq!(found[0].key(), "glossary-advice-illegal-person");
/// ```
#[must_use]
pub fn warnings(text: &str, language: &Language) -> Vec<Warning> {
    let mut found = Vec::new();
    for each in PATTERNS.iter().filter(|each| each.language == *language) {
        for hit in each.pattern.find_iter(text) {
            let before = text.get(..hit.start()).unwrap_or_default();
            let after = text.get(hit.end()..).unwrap_or_default();
            let excused = each.unless.as_ref().is_some_and(|unless| unless.is_match(tail(before)))
                || each.unless_followed.as_ref().is_some_and(|unless| unless.is_match(head(after)));
            if !excused && !quoted(before) {
                found.push(Warning { range: hit.range(), term: each.term, advice: each.advice });
            }
        }
    }
    found.sort_by_key(|warning| (warning.range.start, std::cmp::Reverse(warning.range.end)));
    let mut end = 0;
    found.retain(|warning| {
        let free = warning.range.start >= end;
        if free {
            end = warning.range.end;
        }
        free
    });
    found
}

/// How many bytes before or after its words an exception looks at.
const LOOKED_AT: usize = 80;

/// The first bytes of a text, as many as an exception looks at.
fn head(text: &str) -> &str {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The last bytes of a text, as many as an exception looks at.
fn tail(text: &str) -> &str {
    let mut start = text.len().saturating_sub(LOOKED_AT);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or_default()
}

/// Whether a quotation is open at the end of this text; none reaches over a paragraph.
fn quoted(before: &str) -> bool {
    let paragraph = before.rsplit("\n\n").next().unwrap_or_default();
    let mut open = false;
    for letter in paragraph.chars() {
        match letter {
            '"' => open = !open,
            '“' | '„' | '«' if !open => open = true,
            '”' | '“' | '»' => open = false,
            _ => {}
        }
    }
    open
}
