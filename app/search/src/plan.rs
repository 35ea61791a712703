//! From what was typed to what the index is asked, and to what passages mark.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::error::Result;
use crate::passage::Marks;
use crate::schema::Fields;
use crate::spelling::{self, Known};
use crate::tokens::{Stemming, fold, grams};
use crate::typed::{Typed, Wanted};

/// What a run of four characters counts beside a stem.
const GRAM_WEIGHT: f32 = 0.25;
/// What words that the last one may grow into count beside it.
const GROWN_WEIGHT: f32 = 0.3;
/// What a word counts that is one mistake away from what was typed; two mistakes count this much squared.
const NEAR_WEIGHT: f32 = 0.8;
/// How many near or grown words are tried.
const NEAR_WORDS: usize = 4;
const GROWN_WORDS: usize = 12;
/// A word in more than this share of the records ranks but does not find: "the" must not find everything.
const COMMON_SHARE: f64 = 0.4;
/// Below this many records no word counts as common.
const COMMON_FROM: u64 = 50;

/// What the index is asked.
pub(crate) struct Plan {
    pub query: Box<dyn Query>,
    pub marks: Marks,
    /// What was typed, with words that no record has replaced by the likeliest known ones.
    pub corrected: Option<String>,
}

/// One typed word and all it may find.
struct Clause {
    query: Box<dyn Query>,
    records: u64,
}

struct Planner<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    languages: &'a [Stemming],
    records: u64,
    marks: Marks,
    replaced: Vec<(std::ops::Range<usize>, String)>,
    /// The words that stand for words that no record has, by these, folded.
    meant: BTreeMap<String, String>,
}

/// Makes the plan.
pub(crate) fn plan(searcher: &Searcher, fields: &Fields, languages: &[Stemming], typed: &Typed) -> Result<Plan> {
    let mut planner = Planner {
        searcher,
        fields,
        languages,
        records: searcher.num_docs(),
        marks: Marks::default(),
        replaced: Vec::new(),
        meant: BTreeMap::new(),
    };
    let query = planner.query(typed)?;
    planner.replaced.sort_by_key(|(range, _)| range.start);
    let corrected = corrected(&typed.text, &planner.replaced);
    Ok(Plan { query, marks: planner.marks, corrected })
}

impl Planner<'_> {
    fn query(&mut self, typed: &Typed) -> Result<Box<dyn Query>> {
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        if typed.wanted.is_empty() {
            let rest: Box<dyn Query> =
                if typed.is_blank() || !typed.unwanted.is_empty() { Box::new(AllQuery) } else { Box::new(EmptyQuery) };
            parts.push((Occur::Must, rest));
        } else {
            self.words(typed, &mut parts)?;
        }
        // After the words, because a phrase too is looked for as corrected.
        for phrase in &typed.phrases {
            let meant: Vec<String> = phrase.iter().map(|word| self.meant.get(word).unwrap_or(word).clone()).collect();
            parts.push((Occur::Must, self.phrase(&meant)));
        }
        for unwanted in &typed.unwanted {
            parts.push((Occur::MustNot, self.unwanted(unwanted)));
        }
        Ok(Box::new(BooleanQuery::new(parts)))
    }

    fn words(&mut self, typed: &Typed, parts: &mut Vec<(Occur, Box<dyn Query>)>) -> Result<()> {
        let mut clauses = Vec::new();
        for (at, wanted) in typed.wanted.iter().enumerate() {
            let grows = typed.growing == Some(at);
            clauses.extend(self.word(wanted, grows.then_some(GROWN_WORDS))?);
        }
        let (finding, common): (Vec<Clause>, Vec<Clause>) =
            clauses.into_iter().partition(|clause| !self.is_common(clause.records));
        let (finding, common) = if finding.is_empty() { (common, finding) } else { (finding, common) };
        let grams = self.grams(&typed.wanted);
        if finding.is_empty() {
            // No word is known in any form: what shares most of its letters is the best there is.
            parts.push((Occur::Must, self.alike(&typed.wanted)));
        } else {
            // One word is enough: asking for more lost good records on every test collection, and the order already
            // puts those with all words first.
            let finding = finding.into_iter().map(|clause| (Occur::Should, clause.query)).collect();
            parts.push((Occur::Must, Box::new(BooleanQuery::new(finding))));
        }
        parts.extend(common.into_iter().map(|clause| (Occur::Should, clause.query)));
        parts.push((Occur::Should, Box::new(BoostQuery::new(grams, GRAM_WEIGHT))));
        Ok(())
    }

    fn is_common(&self, records: u64) -> bool {
        self.records >= COMMON_FROM && real(records) > COMMON_SHARE * real(self.records)
    }

    /// All that a word may find, or nothing if no record has anything like it.
    fn word(&mut self, wanted: &Wanted, grown: Option<usize>) -> Result<Option<Clause>> {
        let folded = fold(&wanted.text);
        let mut any = Alternatives::default();
        self.forms(&wanted.text, 1.0, &mut any)?;
        let typed_is_known = any.records > 0;
        if let Some(limit) = grown {
            let weight = if typed_is_known { GROWN_WEIGHT } else { 1.0 };
            for known in spelling::beginning(self.searcher, self.fields.word, &folded, limit)? {
                self.known(&known, weight, &mut any);
            }
            self.marks.prefix = (any.records > 0).then(|| (folded.clone(), self.rarity(any.records)));
        }
        if any.records == 0 {
            let near = spelling::near(self.searcher, self.fields.word, &folded, NEAR_WORDS)?;
            if let Some(likeliest) = near.first() {
                let everywhere = wanted.ranges.iter().map(|range| (range.clone(), likeliest.word.clone()));
                self.replaced.extend(everywhere);
                self.meant.insert(folded.clone(), likeliest.word.clone());
            }
            for known in near {
                let weight = if known.mistakes > 1 { NEAR_WEIGHT * NEAR_WEIGHT } else { NEAR_WEIGHT };
                self.forms(&known.word, weight, &mut any)?;
            }
        }
        if any.queries.is_empty() {
            return Ok(None);
        }
        let query: Box<dyn Query> = Box::new(DisjunctionMaxQuery::new(any.queries));
        Ok(Some(Clause { query: boosted(query, f32::from(wanted.times)), records: any.records }))
    }

    /// The stems of a word in the languages of the library, and the word itself.
    fn forms(&mut self, word: &str, weight: f32, any: &mut Alternatives) -> Result<()> {
        let stems: BTreeSet<String> = self.languages.iter().map(|language| language.stem(word)).collect();
        for stem in stems {
            let term = Term::from_field_text(self.fields.stem, &stem);
            let records = self.searcher.doc_freq(&term)?;
            if records > 0 && any.stems.insert(stem.clone()) {
                self.marks.stems.insert(stem, self.rarity(records));
                any.add(term, weight, records);
            }
        }
        let folded = fold(word);
        let term = Term::from_field_text(self.fields.word, &folded);
        let records = self.searcher.doc_freq(&term)?;
        if records > 0 {
            self.marks.words.insert(folded, self.rarity(records));
            // Typed without its accents, a word has another stem than the records'.
            if !any.has_form_of(records) {
                any.add(term, weight, records);
            }
        }
        Ok(())
    }

    fn known(&mut self, known: &Known, weight: f32, any: &mut Alternatives) {
        self.marks.words.insert(known.word.clone(), self.rarity(known.records));
        any.add(Term::from_field_text(self.fields.word, &known.word), weight, known.records);
    }

    fn phrase(&mut self, words: &[String]) -> Box<dyn Query> {
        for word in words {
            self.marks.words.entry(word.clone()).or_insert(1.0);
        }
        phrase(self.fields.word, words)
    }

    fn unwanted(&self, words: &[String]) -> Box<dyn Query> {
        if let [word] = words {
            let mut terms: BTreeSet<Term> = self
                .languages
                .iter()
                .map(|language| Term::from_field_text(self.fields.stem, &language.stem(word)))
                .collect();
            terms.insert(Term::from_field_text(self.fields.word, &fold(word)));
            return Box::new(BooleanQuery::new_multiterms_query(terms.into_iter().collect()));
        }
        let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
        phrase(self.fields.word, &folded)
    }

    fn grams(&self, wanted: &[Wanted]) -> Box<dyn Query> {
        let mut times: BTreeMap<String, u16> = BTreeMap::new();
        for word in wanted {
            for gram in grams(&fold(&word.text)) {
                let count = times.entry(gram.to_owned()).or_default();
                *count = count.saturating_add(word.times);
            }
        }
        let terms = times.iter().map(|(gram, times)| {
            let query = term_query(Term::from_field_text(self.fields.gram, gram));
            (Occur::Should, boosted(query, f32::from(*times)))
        });
        Box::new(BooleanQuery::new(terms.collect()))
    }

    /// Records that have most grams of some word.
    fn alike(&self, wanted: &[Wanted]) -> Box<dyn Query> {
        let words = wanted.iter().map(|word| {
            let folded = fold(&word.text);
            let terms: BTreeSet<&str> = grams(&folded).into_iter().collect();
            let needed = terms.len().div_ceil(2).max(1);
            let terms = terms
                .into_iter()
                .map(|gram| (Occur::Should, term_query(Term::from_field_text(self.fields.gram, gram))))
                .collect();
            let query: Box<dyn Query> = Box::new(BooleanQuery::with_minimum_required_clauses(terms, needed));
            (Occur::Should, query)
        });
        Box::new(BooleanQuery::new(words.collect()))
    }

    /// How telling a word is that so many records have (BM25's inverse document frequency).
    fn rarity(&self, records: u64) -> f64 {
        ((real(self.records) - real(records)).max(0.0) + 0.5).ln_1p() - (real(records) + 0.5).ln() + 1.0
    }
}

#[derive(Default)]
struct Alternatives {
    queries: Vec<Box<dyn Query>>,
    stems: BTreeSet<String>,
    records: u64,
    widest: u64,
}

impl Alternatives {
    fn add(&mut self, term: Term, weight: f32, records: u64) {
        self.queries.push(boosted(term_query(term), weight));
        self.records = self.records.saturating_add(records);
        self.widest = self.widest.max(records);
    }

    /// A stem found in at least as many records as the word covers the word.
    fn has_form_of(&self, records: u64) -> bool {
        self.widest >= records
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

fn term_query(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn boosted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    if weight == 1.0 { query } else { Box::new(BoostQuery::new(query, weight)) }
}

/// What was typed with each word replaced; the replacements stand in their order.
fn corrected(text: &str, replaced: &[(std::ops::Range<usize>, String)]) -> Option<String> {
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

/// A count as a number to compute with; counts of records are far below the precision of `f64`.
fn real(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
