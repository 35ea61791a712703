//! What the choices of facets are called by people, where records have codes.

use std::collections::BTreeMap;

use crate::facet::Facet;
use crate::tokens::{fold, words};

/// Names that stand for a choice in a field word: `country:Italy` chooses `IT`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    values: BTreeMap<(Facet, String), String>,
}

impl Names {
    /// Takes names, each with the value that records have for it. The first of two that are alike counts.
    pub fn new<'a>(named: impl IntoIterator<Item = (Facet, &'a str, String)>) -> Self {
        let mut values = BTreeMap::new();
        for (facet, name, value) in named {
            values.entry((facet, key(name))).or_insert(value);
        }
        Self { values }
    }

    /// The value that a name stands for.
    pub(crate) fn value(&self, facet: Facet, name: &str) -> Option<&String> {
        self.values.get(&(facet, key(name)))
    }

    /// The value of the longest beginning of a code that has one, of two digits at least: what lies in `551` lies in `55`.
    pub(crate) fn value_of_beginning(&self, facet: Facet, code: &str) -> Option<&String> {
        let digits = code.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        if !(3..=4).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        (1..=digits.len() - 2).find_map(|less| self.value(facet, code.get(..code.len() - less)?))
    }

    /// The value of every label that begins like this, if it is one and the same. Countries and languages are called by
    /// their whole names: of those too many begin alike.
    pub(crate) fn value_of_start(&self, facet: Facet, start: &str) -> Option<&String> {
        let start = key(start);
        if matches!(facet, Facet::Country | Facet::Language | Facet::Year) || start.chars().count() < START {
            return None;
        }
        let from = (facet, start.clone());
        let alike = self.values.range(from..);
        let mut alike = alike.take_while(|((other, known), _)| *other == facet && known.starts_with(&start));
        let (_, first) = alike.next()?;
        alike.all(|(_, value)| value == first).then_some(first)
    }
}

/// So many letters of a label say which one is meant.
const START: usize = 3;

/// The words of a name, folded: dashes and apostrophes come in many kinds.
fn key(name: &str) -> String {
    words(name).filter_map(|range| name.get(range)).map(fold).collect::<Vec<_>>().join(" ")
}
