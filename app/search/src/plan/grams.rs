//! What runs of characters are asked for, and what is found by them alone.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::Term;
use tantivy::query::{BooleanQuery, Occur, Query};

use super::{Planner, real, term_query};
use crate::error::Result;
use crate::score::Worth;
use crate::standing::Standing;
use crate::tokens::{fold, grams};
use crate::typed::Wanted;

/// What a run of four characters counts beside a stem.
const GRAM_WEIGHT: f32 = 0.33;
/// A run of characters in more than this share of the records is not asked for.
const GRAM_SHARE: f64 = 0.15;
/// Of a whole text so many runs of characters are asked for, the most telling ones.
const MOST_GRAMS: usize = 72;
/// Of fewer records than this, shares are no measure.
const SMALL: f64 = 100.0;

impl Planner<'_> {
    /// The most telling runs of characters of the words that are asked for.
    pub(super) fn grams(&self, wanted: &[Wanted]) -> Result<Vec<Worth>> {
        let mut times: BTreeMap<String, f32> = BTreeMap::new();
        for (_, word) in wanted.iter().enumerate().filter(|(at, _)| !self.left_out.contains(at)) {
            let folded = fold(&word.text);
            let meant = self.meant.get(&folded);
            let sureness = meant.map_or(0.0, |meant| meant.sureness);
            let both = [(Some(&folded), 1.0 - sureness), (meant.map(|meant| &meant.word), sureness)];
            for (text, share) in both.into_iter().filter_map(|(text, share)| Some((text?, share))) {
                for gram in grams(text).into_iter().filter(|_| share > 0.0) {
                    *times.entry(gram).or_default() += share * f32::from(word.times);
                }
            }
        }
        let terms: Vec<Term> = times.keys().map(|gram| Term::from_field_text(self.fields.gram, gram)).collect();
        // What very many records have says little, and is most of the work; of a whole text the most telling are enough.
        let most = GRAM_SHARE * real(self.snapshot.records).max(SMALL);
        let told = Standing::of(self.snapshot, &terms)?.into_iter().zip(times.values());
        let told = told.filter(|(standing, _)| standing.records > 0 && real(standing.records) <= most);
        let mut worths: Vec<Worth> =
            told.map(|(standing, times)| Worth::of(standing, GRAM_WEIGHT * times, self.snapshot)).collect();
        worths.sort_by(|one, other| other.worth.total_cmp(&one.worth));
        worths.truncate(MOST_GRAMS);
        Ok(worths)
    }

    /// Records that have most grams of some word.
    pub(super) fn alike(&self, wanted: &[Wanted]) -> Box<dyn Query> {
        let words = wanted.iter().map(|word| {
            let terms: BTreeSet<String> = grams(&fold(&word.text)).into_iter().collect();
            let needed = terms.len().div_ceil(2).max(1);
            let terms = terms
                .into_iter()
                .map(|gram| (Occur::Should, term_query(Term::from_field_text(self.fields.gram, &gram))))
                .collect();
            let query: Box<dyn Query> = Box::new(BooleanQuery::with_minimum_required_clauses(terms, needed));
            (Occur::Should, query)
        });
        Box::new(BooleanQuery::new(words.collect()))
    }
}
