//! How good an answer each record of a segment is: every term adds what it is worth to every record that has it, one
//! term after the other. Where all records are counted for the facets anyway, this is faster than going through the
//! records and asking for their terms, and it takes the same time for any words.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{EnableScoring, Query};
use tantivy::schema::Field;
use tantivy::{InvertedIndexReader, Score, Searcher, TERMINATED};

use crate::bits::{Bits, index};
use crate::bm25::{Lengths, rarity};
use crate::error::Result;
use crate::snapshot::{Part, Snapshot};
use crate::standing::Standing;

/// A common word that tells less than this ranks nothing.
const SILENT: Score = 0.25;

/// Looking for a record among those that have a term takes as long as going past so many of them.
const SEEKING: usize = 3;

/// A term and what it is worth.
#[derive(Debug, Clone)]
pub(crate) struct Worth {
    /// Where the term stands.
    standing: Standing,
    /// Its weight times its rarity.
    pub worth: Score,
}

impl Worth {
    /// What a term of this weight is worth in the library.
    pub(crate) fn of(standing: Standing, weight: f32, snapshot: &Snapshot) -> Self {
        Self { worth: weight * rarity(standing.records, snapshot.records), standing }
    }
}

/// What one typed word adds: the best of its ways of being there.
pub(crate) enum Way {
    /// A term.
    Term(Worth),
    /// A phrase, worth this much each time.
    Phrase(Box<dyn Query>, Score),
}

impl Way {
    /// The most that it adds to a record before the record's own part.
    pub(crate) fn worth(&self) -> Score {
        match self {
            Self::Term(each) => each.worth,
            Self::Phrase(_, worth) => *worth,
        }
    }

    /// Whether it ranks anything where it is a common word.
    pub(crate) fn is_heard(&self) -> bool {
        matches!(self, Self::Phrase(..)) || self.worth() >= SILENT
    }
}

/// The records of a part that something is added to.
#[derive(Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// All of them.
    All,
    /// Some of them, ascending.
    These(&'a [u32], &'a Bits),
}

impl Wanted<'_> {
    fn has(self, record: u32) -> bool {
        match self {
            Self::All => true,
            Self::These(_, bits) => bits.has(record),
        }
    }
}

/// What the records of a part are worth so far.
pub(crate) struct Sheet<'a> {
    part: Part<'a>,
    /// By record, from the part's first on.
    scores: Vec<Score>,
    /// What the best way of the present word has added, likewise, and to whom.
    best: Vec<Score>,
    touched: Vec<u32>,
    /// The fields that terms were of so far.
    fields: BTreeMap<Field, Opened>,
}

/// A field of a segment, opened once for all its terms.
struct Opened {
    inverted: Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
}

/// The field of a term, opened if it is not.
fn opened<'o>(fields: &'o mut BTreeMap<Field, Opened>, part: Part<'_>, field: Field) -> Result<&'o Opened> {
    Ok(match fields.entry(field) {
        Entry::Occupied(opened) => opened.into_mut(),
        Entry::Vacant(place) => place.insert(Opened {
            inverted: part.segment.inverted_index(field)?,
            lengths: part.segment.get_fieldnorms_reader(field)?,
        }),
    })
}

impl<'a> Sheet<'a> {
    /// An empty sheet.
    pub(crate) fn new(part: Part<'a>) -> Self {
        let records = index(part.end.saturating_sub(part.first));
        Self { part, scores: vec![0.0; records], best: Vec::new(), touched: Vec::new(), fields: BTreeMap::new() }
    }

    /// The records that are worth anything, with how much.
    pub(crate) fn worth(&self) -> impl Iterator<Item = (u32, Score)> {
        (self.part.first..).zip(self.scores.iter().copied()).filter(|(_, score)| *score > 0.0)
    }

    /// What a record is worth so far.
    pub(crate) fn score(&self, record: u32) -> Score {
        self.scores.get(place(self.part, record)).copied().unwrap_or(0.0)
    }

    /// Adds what one term is worth to the records that are wanted, and says which.
    pub(crate) fn add(
        &mut self,
        each: &Worth,
        lengths: &Lengths,
        wanted: Wanted<'_>,
        mut found: impl FnMut(u32),
    ) -> Result<()> {
        let (part, scores) = (self.part, &mut self.scores);
        let opened = opened(&mut self.fields, part, each.standing.field)?;
        walk(part, each, (opened, lengths), wanted, |record, score| {
            found(record);
            add_to(scores, place(part, record), score);
        })
    }

    /// Adds the best of several ways to the records that are wanted, and says which.
    pub(crate) fn add_best(
        &mut self,
        searcher: &Searcher,
        ways: &[Way],
        lengths: &Lengths,
        wanted: Wanted<'_>,
        mut found: impl FnMut(u32),
    ) -> Result<()> {
        if let [Way::Term(only)] = ways {
            return self.add(only, lengths, wanted, found);
        }
        self.best.resize(self.scores.len(), 0.0);
        let (part, scores, best, touched) = (self.part, &mut self.scores, &mut self.best, &mut self.touched);
        let mut take = |record: u32, score: Score| {
            let place = place(part, record);
            if let Some(best) = best.get_mut(place).filter(|best| **best < score) {
                if *best == 0.0 {
                    touched.push(record);
                }
                add_to(scores, place, score - *best);
                *best = score;
            }
        };
        for way in ways {
            match way {
                Way::Term(each) => {
                    let opened = opened(&mut self.fields, part, each.standing.field)?;
                    walk(part, each, (opened, lengths), wanted, &mut take)?;
                }
                Way::Phrase(query, worth) => each_match(searcher, part, query.as_ref(), |record| {
                    if wanted.has(record) {
                        take(record, *worth);
                    }
                })?,
            }
        }
        for record in touched.drain(..) {
            found(record);
            if let Some(best) = best.get_mut(place(part, record)) {
                *best = 0.0;
            }
        }
        Ok(())
    }
}

/// Where a record of a part stands in its sheet.
fn place(part: Part<'_>, record: u32) -> usize {
    index(record.wrapping_sub(part.first))
}

fn add_to(scores: &mut [Score], place: usize, score: Score) {
    if let Some(sum) = scores.get_mut(place) {
        *sum += score;
    }
}

fn walk(
    part: Part<'_>,
    each: &Worth,
    (opened, lengths): (&Opened, &Lengths),
    wanted: Wanted<'_>,
    mut take: impl FnMut(u32, Score),
) -> Result<()> {
    let Some(mut postings) = each.standing.postings(&opened.inverted, part.ordinal)? else { return Ok(()) };
    let worth = each.worth * lengths.most();
    let mut add = |record: u32, times: u32| {
        take(record, worth * lengths.share(times, opened.lengths.fieldnorm_id(record)));
    };
    match wanted {
        Wanted::All => between(&mut postings, part.first, part.end, add),
        Wanted::These(records, _) if index(postings.doc_freq()) > records.len().saturating_mul(SEEKING) => {
            for record in records {
                let at = postings.seek(*record);
                if postings.doc(at) == *record {
                    add(*record, postings.freq(at));
                }
            }
        }
        Wanted::These(_, bits) => between(&mut postings, part.first, part.end, |record, times| {
            if bits.has(record) {
                add(record, times);
            }
        }),
    }
    Ok(())
}

/// Yields record and frequency of each posting.
pub(crate) fn blocks(postings: &mut BlockSegmentPostings, take: impl FnMut(u32, u32)) {
    between(postings, 0, TERMINATED, take);
}

/// The same, from one record on up to another.
fn between(postings: &mut BlockSegmentPostings, first: u32, end: u32, mut take: impl FnMut(u32, u32)) {
    if first > 0 {
        postings.seek(first);
    }
    while let Some(last) = postings.docs().last().copied() {
        for (record, times) in postings.docs().iter().zip(postings.freqs()) {
            if (first..end).contains(record) {
                take(*record, *times);
            }
        }
        if last >= end {
            break;
        }
        postings.advance();
    }
}

/// Yields the records of a part that a query matches.
pub(crate) fn each_match(
    searcher: &Searcher,
    part: Part<'_>,
    query: &dyn Query,
    mut take: impl FnMut(u32),
) -> Result<()> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut scorer = weight.scorer(part.segment, 1.0)?;
    let mut record = scorer.doc();
    if record < part.first {
        record = scorer.seek(part.first);
    }
    while record < part.end {
        take(record);
        record = scorer.advance();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use chrono::DateTime;
    use domain::practice::{Practice, PracticeKind, StoredPractice};
    use tantivy::Term;

    use super::{Score, Sheet, Wanted, Worth};
    use crate::bits::Bits;
    use crate::bm25::{Lengths, STEMS};
    use crate::index::Index;
    use crate::standing::Standing;

    const RECORDS: u32 = 600;

    /// Says "net" from no time to eleven times, and is the longer the later it comes.
    fn record(number: u32) -> StoredPractice {
        let times = |word: &str, many: u32| format!("{word} ").repeat(many.try_into().unwrap());
        let practice: Practice = serde_json::from_value(serde_json::json!({
            "language": "en", "evidence": "told", "year": 2001, "title": "Boats", "summary": "",
            "body": times("net", number % 12) + &times("crew", number), "slug": number.to_string(),
            "kind": PracticeKind::Practice.word(), "licence": "CC-BY-4.0",
        }))
        .unwrap();
        let id = format!("{:032x}", number + 1).parse().unwrap();
        StoredPractice { id, practice, version: 1, published: DateTime::UNIX_EPOCH }
    }

    #[test]
    fn some_records_get_what_they_get_among_all() {
        let index = Index::in_memory().unwrap();
        index.put(&(0..RECORDS).map(record).collect::<Vec<_>>()).unwrap();
        let snapshot = index.snapshot();
        let lengths = Lengths::new(STEMS, snapshot.stems);
        let term = Term::from_field_text(index.fields.stem, "net");
        let added = |wanted: &dyn Fn(u32) -> bool| -> Vec<(Score, bool)> {
            // The second time it is remembered where the term stands.
            let standing = Standing::of(&snapshot, std::slice::from_ref(&term)).unwrap().remove(0);
            let worth = Worth::of(standing, 1.0, &snapshot);
            let part = snapshot.parts().next().unwrap();
            let records: Vec<u32> = (0..part.end).filter(|record| wanted(*record)).collect();
            let mut bits = Bits::none(part.end);
            records.iter().for_each(|record| bits.set(*record));
            let wanted = if records.len() < 600 { Wanted::These(&records, &bits) } else { Wanted::All };
            let (mut sheet, mut found) = (Sheet::new(part), Bits::none(part.end));
            sheet.add(&worth, &lengths, wanted, |record| found.set(record)).unwrap();
            (0..part.end).map(|record| (sheet.score(record), found.has(record))).collect()
        };
        let all = added(&|_| true);
        assert_eq!(all.iter().filter(|(score, found)| *score > 0.0 && *found).count(), 550);
        // So few that each is looked for, and so many that it is gone past the others.
        for every in [100, 2] {
            let of = |record: u32| record % every == 1;
            let some = (0..).zip(&all).map(|(record, all)| if of(record) { *all } else { (0.0, false) });
            assert_eq!(added(&of), some.collect::<Vec<_>>(), "every {every}");
        }
    }
}
