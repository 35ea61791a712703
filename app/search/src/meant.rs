//! What somebody may have meant: whole queries with some of their words replaced.

use std::ops::Range;

use tantivy::Term;

use crate::error::Result;
use crate::schema::Fields;
use crate::snapshot::Snapshot;
use crate::spelling;
use crate::tokens::fold;
use crate::typed::Typed;

/// How many near words of each word are tried.
const NEAR_WORDS: usize = 4;

/// Queries that may have been meant where a word of what was typed is in hardly any record and close to one that is
/// in many more; likeliest first.
pub(crate) fn alternatives(snapshot: &Snapshot, fields: &Fields, typed: &Typed, limit: usize) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for wanted in &typed.wanted {
        let folded = fold(&wanted.text);
        let own = snapshot.having(&Term::from_field_text(fields.word, &folded))?;
        for known in spelling::near(snapshot.views.iter().map(|view| &view.words), &folded, NEAR_WORDS) {
            if known.word != folded && known.records > own.saturating_mul(4) {
                let replaced: Vec<_> = wanted.ranges.iter().map(|range| (range.clone(), known.word.clone())).collect();
                found.extend(corrected(&typed.text, &replaced));
            }
        }
    }
    found.truncate(limit);
    Ok(found)
}

/// What was typed with each word replaced; the replacements stand in their order.
pub(crate) fn corrected(text: &str, replaced: &[(Range<usize>, String)]) -> Option<String> {
    if replaced.is_empty() {
        return None;
    }
    let mut corrected = String::with_capacity(text.len());
    let mut from = 0;
    for (range, word) in replaced {
        corrected.push_str(text.get(from..range.start).unwrap_or_default());
        corrected.push_str(word);
        from = range.end;
    }
    corrected.push_str(text.get(from..).unwrap_or_default());
    Some(corrected.trim().to_owned())
}
