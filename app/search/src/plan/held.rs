//! What a record must have, or must not: phrases, words of the title, words that were left out.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::query::{BooleanQuery, EmptyQuery, PhraseQuery, Query};
use tantivy::schema::Field;

use super::{Planner, term_query};
use crate::error::Result;
use crate::passage::Phrase;
use crate::tokens::{fold, goes_on, is_single};

/// How many pairs a single character of a script without spaces is looked for in.
const PAIRS: usize = 200;

impl Planner<'_> {
    /// Folded words in their order, marked where they stand so; given how telling that is.
    pub(super) fn phrase(&mut self, words: &[String], weight: f64) -> Result<Box<dyn Query>> {
        match words {
            [only] if is_single(only) => {
                self.marks.words.entry(only.clone()).or_insert(1.0);
            }
            _ => self.marks.phrases.push(Phrase { words: words.to_vec(), said: words.join(" "), weight }),
        }
        self.held(self.fields.word, words)
    }

    /// Folded words in their order in a field; a single character of a script without spaces wherever it stands.
    pub(super) fn held(&self, field: Field, words: &[String]) -> Result<Box<dyn Query>> {
        match words {
            [only] if is_single(only) => {
                let mut all = self.pairs(field, only)?;
                all.push(only.clone());
                let terms = all.iter().map(|word| Term::from_field_text(field, word)).collect();
                Ok(Box::new(BooleanQuery::new_multiterms_query(terms)))
            }
            _ => Ok(phrase(field, words)),
        }
    }

    /// A word in any of its forms, or words in their order, as typed.
    pub(super) fn unwanted(&self, words: &[String]) -> Result<Box<dyn Query>> {
        match words {
            [word] if !is_single(word) => {
                let stems = self.snapshot.languages.iter().map(|language| language.stem(word));
                let mut terms: BTreeSet<Term> =
                    stems.map(|stem| Term::from_field_text(self.fields.stem, &stem)).collect();
                terms.insert(Term::from_field_text(self.fields.word, &fold(word)));
                Ok(Box::new(BooleanQuery::new_multiterms_query(terms.into_iter().collect())))
            }
            _ => {
                let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
                self.held(self.fields.word, &folded)
            }
        }
    }

    /// The pairs that begin with a single character, most frequent first: texts are cut into pairs, so that each of its
    /// places but the end of a run is one.
    pub(super) fn pairs(&self, field: Field, character: &str) -> Result<Vec<String>> {
        let mut pairs = self.beginning(field, character, usize::MAX)?;
        pairs.retain(|pair| goes_on(pair, character));
        pairs.truncate(PAIRS);
        Ok(pairs)
    }
}

fn phrase(field: Field, words: &[String]) -> Box<dyn Query> {
    let mut terms: Vec<Term> = words.iter().map(|word| Term::from_field_text(field, word)).collect();
    match (terms.len(), terms.pop()) {
        (1, Some(only)) => term_query(only),
        (_, Some(last)) => {
            terms.push(last);
            Box::new(PhraseQuery::new(terms))
        }
        (_, None) => Box::new(EmptyQuery),
    }
}
