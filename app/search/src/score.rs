//! How good an answer each record of a segment is: every term adds what it is worth to every record that has it, one
//! term after the other. Where all records are counted for the facets anyway, this is faster than going through the
//! records and asking for their terms, and it takes the same time for any words.

use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{EnableScoring, Query};
use tantivy::{Score, Searcher, TERMINATED};

use crate::bits::index;
use crate::error::Result;
use crate::snapshot::{Part, Snapshot};
use crate::standing::Standing;

/// How soon a word said again adds little more, and how much long records are held back: BM25's two dials. The title
/// stands in the stems three times, so that words come thrice more often than where the usual dials come from.
pub(crate) const STEMS: Dials = Dials { k1: 1.8, b: 0.7 };
/// The same for runs of characters.
pub(crate) const GRAMS: Dials = Dials { k1: 1.2, b: 0.6 };

/// A common word that tells less than this ranks nothing.
const SILENT: Score = 0.25;

/// BM25's dials.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dials {
    pub k1: f32,
    pub b: f32,
}

/// The mean length of a record, in tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Average(pub f32);

impl Average {
    /// The mean of so many tokens in so many records.
    pub(crate) fn of(tokens: u64, records: u64) -> Self {
        #[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "a mean needs no more precision")]
        Self((tokens as f64 / records.max(1) as f64).max(1.0) as f32)
    }
}

/// How telling a term is that so many of the records have (BM25's inverse document frequency).
pub(crate) fn rarity(having: u64, records: u64) -> f32 {
    let real = |count: u64| {
        f32::from(u16::try_from(count >> 16).unwrap_or(u16::MAX)) * 65_536.0
            + f32::from(u16::try_from(count & 0xFFFF).unwrap_or(u16::MAX))
    };
    let (having, records) = (real(having), real(records.max(having)));
    ((records - having + 0.5) / (having + 0.5)).ln_1p()
}

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

/// The part of BM25 that belongs to the record's length.
pub(crate) struct Lengths {
    dials: Dials,
    by_code: [Score; 256],
}

impl Lengths {
    /// For records of this mean length.
    pub(crate) fn new(dials: Dials, average: Average) -> Self {
        let code = |code: u8| {
            let length = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(code);
            let length = f32::from(u16::try_from(length).unwrap_or(u16::MAX));
            dials.k1 * (1.0 - dials.b + dials.b * length / average.0)
        };
        let mut by_code = [1.0; 256];
        (0..=u8::MAX).zip(&mut by_code).for_each(|(each, length)| *length = code(each));
        Self { dials, by_code }
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
}

impl<'a> Sheet<'a> {
    /// An empty sheet.
    pub(crate) fn new(part: Part<'a>) -> Self {
        let records = index(part.end.saturating_sub(part.first));
        Self { part, scores: vec![0.0; records], best: Vec::new(), touched: Vec::new() }
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
        wanted: impl Fn(u32) -> bool,
        mut found: impl FnMut(u32),
    ) -> Result<()> {
        let (part, scores) = (self.part, &mut self.scores);
        walk(part, each, lengths, wanted, |record, score| {
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
        wanted: impl Fn(u32) -> bool + Copy,
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
                Way::Term(each) => walk(part, each, lengths, wanted, &mut take)?,
                Way::Phrase(query, worth) => each_match(searcher, part, query.as_ref(), |record| {
                    if wanted(record) {
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
    lengths: &Lengths,
    wanted: impl Fn(u32) -> bool,
    mut take: impl FnMut(u32, Score),
) -> Result<()> {
    let Some(mut postings) = each.standing.postings(part.segment, part.ordinal)? else { return Ok(()) };
    let norms = part.segment.get_fieldnorms_reader(each.standing.field)?;
    let worth = each.worth * (lengths.dials.k1 + 1.0);
    between(&mut postings, part.first, part.end, |record, times| {
        if !wanted(record) {
            return;
        }
        let times = f32::from(u16::try_from(times).unwrap_or(u16::MAX));
        let length = lengths.by_code.get(usize::from(norms.fieldnorm_id(record))).copied().unwrap_or(1.0);
        take(record, worth * times / (times + length));
    });
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
