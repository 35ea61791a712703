//! What records are about, learned from which words they share (latent semantic analysis over the library's own
//! records): a second opinion on the best that the words have found. It is learned in the background, kept in memory
//! only, and left out where there is too little to learn from.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tantivy::schema::{Field, IndexRecordOption};

use crate::bits::index;
use crate::bm25::{Average, rarity};
use crate::error::Result;
use crate::linear::{Tall, add, normalise};
use crate::score::blocks;
use crate::snapshot::Snapshot;

/// What the second opinion counts beside the words, where records are long.
const SHARE: f32 = 0.5;
/// Records of this many stems on average are too short to learn from: who shares a word, shares it by chance.
const TOO_SHORT: f32 = 30.0;
/// Directions that are told apart.
const DIRECTIONS: usize = 100;
/// Directions more than kept, which make the kept ones exact.
const SPARE: usize = 10;
/// Fewer records teach nothing.
const FEWEST: u64 = 200;
/// From more records a sample of about so many is learned from; the others are placed by it.
const SAMPLE: u64 = 20_000;
/// The most stems that are told apart, the most frequent.
const MOST_STEMS: usize = 30_000;
/// Rounds of power iteration.
const ROUNDS: usize = 3;

/// What was learned, and where each record is.
#[derive(Debug)]
pub(crate) struct Latent {
    base: Arc<Base>,
    /// Records put in since.
    recent: HashMap<u128, Box<[i8]>>,
}

#[derive(Debug)]
struct Base {
    /// Row and rarity of each stem.
    stems: HashMap<String, (usize, f32)>,
    /// Directions of the stems.
    rows: Tall,
    width: usize,
    /// Directions of the records.
    records: HashMap<u128, Box<[i8]>>,
}

impl Latent {
    /// Learns from a snapshot, if it is large enough.
    pub(crate) fn learn(snapshot: &Snapshot, field: Field) -> Result<Option<Self>> {
        let alive = snapshot.searcher.num_docs();
        if alive < FEWEST || snapshot.stems.0 <= TOO_SHORT {
            return Ok(None);
        }
        let table = Table::read(snapshot, field)?;
        let width = DIRECTIONS.min(usize::try_from(alive / 4).unwrap_or(DIRECTIONS));
        let rows = table.directions(width);
        let mut places = Tall::zeros(table.lengths.len(), width);
        for (row, entries) in table.stems.iter().enumerate() {
            for (record, worth) in &entries.records {
                add(places.row_mut(index(*record)), rows.row(row), *worth);
            }
        }
        let records = table.ids.iter().enumerate().map(|(at, id)| (*id, small(places.row_mut(at)))).collect();
        let stems = table.stems.iter().enumerate().map(|(row, entry)| (entry.stem.clone(), (row, entry.rarity)));
        Ok(Some(Self { base: Arc::new(Base { stems: stems.collect(), rows, width, records }), recent: HashMap::new() }))
    }

    /// What was learned, with more records placed by it.
    pub(crate) fn with(&self, records: impl Iterator<Item = (u128, BTreeMap<String, f32>)>) -> Self {
        let mut recent = self.recent.clone();
        for (id, stems) in records {
            if let Some(mut place) = self.of(&stems) {
                recent.insert(id, small(&mut place));
            }
        }
        Self { base: Arc::clone(&self.base), recent }
    }

    /// Says whether so much has changed that it is time to learn again.
    pub(crate) fn is_old(&self, records: u64) -> bool {
        let changed = u64::try_from(self.recent.len()).unwrap_or(u64::MAX);
        let known = u64::try_from(self.base.records.len()).unwrap_or(u64::MAX);
        changed.max(known.abs_diff(records)).saturating_mul(5) > known
    }

    /// What it counts beside the words, among records of this length.
    pub(crate) fn share(&self, length: Average) -> f32 {
        SHARE * (1.0 - TOO_SHORT / length.0).max(0.0)
    }

    /// The direction of stems, each with how often it comes; none where no stem is known.
    pub(crate) fn of(&self, stems: &BTreeMap<String, f32>) -> Option<Vec<f32>> {
        let mut place = vec![0.0; self.base.width];
        for (stem, times) in stems {
            if let Some((row, rarity)) = self.base.stems.get(stem) {
                add(&mut place, self.base.rows.row(*row), worth(*times, *rarity));
            }
        }
        normalise(&mut place);
        place.iter().any(|cell| *cell != 0.0).then_some(place)
    }

    /// How much a record is about the same, from -1 to 1.
    pub(crate) fn likeness(&self, place: &[f32], id: u128) -> Option<f32> {
        let own = self.recent.get(&id).or_else(|| self.base.records.get(&id))?;
        // Four sums at a time, which a processor adds at once.
        let (fours, rest) = place.as_chunks::<4>();
        let (own_fours, own_rest) = own.as_chunks::<4>();
        let mut sums = [0.0_f32; 4];
        for (fours, own) in fours.iter().zip(own_fours) {
            sums.iter_mut().zip(fours.iter().zip(own)).for_each(|(sum, (a, b))| *sum += a * f32::from(*b));
        }
        let rest = rest.iter().zip(own_rest).map(|(a, b)| a * f32::from(*b)).sum::<f32>();
        Some((sums.iter().sum::<f32>() + rest) / 127.0)
    }

    /// The records that are most about the same, best first.
    pub(crate) fn nearest(&self, place: &[f32], limit: usize) -> Vec<(u128, f32)> {
        let old = self.base.records.keys().filter(|id| !self.recent.contains_key(id));
        let each = old.chain(self.recent.keys()).filter_map(|id| Some((*id, self.likeness(place, *id)?)));
        let mut near: Vec<(u128, f32)> = each.collect();
        let better = |one: &(u128, f32), other: &(u128, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
        if near.len() > limit {
            near.select_nth_unstable_by(limit, better);
            near.truncate(limit);
        }
        near.sort_unstable_by(better);
        near
    }
}

fn worth(times: f32, rarity: f32) -> f32 {
    (1.0 + times.max(1.0).ln()) * rarity
}

/// A direction in one byte each.
#[expect(clippy::as_conversions, reason = "cells of a row of length one are from -127 to 127 after the scaling")]
fn small(place: &mut [f32]) -> Box<[i8]> {
    normalise(place);
    place.iter().map(|cell| (cell * 127.0).round() as i8).collect()
}

/// Which record has which stem.
struct Table {
    stems: Vec<Entry>,
    /// Keys of the records, by place.
    ids: Vec<u128>,
    /// Length of each record as a row of worths.
    lengths: Vec<f32>,
    /// Every so manyth record is learned from.
    step: usize,
}

struct Entry {
    stem: String,
    rarity: f32,
    records: Vec<(u32, f32)>,
}

impl Table {
    fn read(snapshot: &Snapshot, field: Field) -> Result<Self> {
        let mut having: HashMap<String, u64> = HashMap::new();
        for part in snapshot.parts() {
            let segment = part.segment.inverted_index(field)?;
            let mut terms = segment.terms().stream()?;
            while terms.advance() {
                let stem = String::from_utf8_lossy(terms.key()).into_owned();
                *having.entry(stem).or_default() += u64::from(terms.value().doc_freq);
            }
        }
        let mut chosen: Vec<(String, u64)> = having.into_iter().filter(|(_, having)| *having > 1).collect();
        chosen.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        chosen.truncate(MOST_STEMS);
        let mut stems = Vec::with_capacity(chosen.len());
        let mut ids = Vec::new();
        // A place for each record alive, over all segments.
        let mut places: Vec<Vec<Option<u32>>> = Vec::new();
        for part in snapshot.parts() {
            let mut place = |record: u32| {
                part.alive.has(record).then(|| {
                    ids.push(part.view.mark(record).id);
                    u32::try_from(ids.len() - 1).unwrap_or(u32::MAX)
                })
            };
            places.push((0..part.view.records).map(&mut place).collect());
        }
        let mut squares = vec![0.0_f32; ids.len()];
        for (stem, having) in chosen {
            let rarity = rarity(having, snapshot.records);
            let mut records = Vec::new();
            for (part, places) in snapshot.parts().zip(&places) {
                let segment = part.segment.inverted_index(field)?;
                let term = tantivy::Term::from_field_text(field, &stem);
                let Some(mut postings) = segment.read_block_postings(&term, IndexRecordOption::WithFreqs)? else {
                    continue;
                };
                blocks(&mut postings, |record, times| {
                    if let Some(place) = places.get(index(record)).copied().flatten() {
                        let worth = worth(f32::from(u16::try_from(times).unwrap_or(u16::MAX)), rarity);
                        records.push((place, worth));
                        if let Some(sum) = squares.get_mut(index(place)) {
                            *sum += worth * worth;
                        }
                    }
                });
            }
            stems.push(Entry { stem, rarity, records });
        }
        let step = usize::try_from(snapshot.searcher.num_docs().div_ceil(SAMPLE)).unwrap_or(1).max(1);
        Ok(Self { stems, ids, lengths: squares.into_iter().map(f32::sqrt).collect(), step })
    }

    /// The directions of the stems: the first right singular vectors of the table.
    fn directions(&self, width: usize) -> Tall {
        let mut stems = Tall::noise(self.stems.len(), width + SPARE);
        for _ in 0..ROUNDS {
            let records = self.records_of(&stems, width + SPARE);
            stems = Tall::zeros(self.stems.len(), width + SPARE);
            self.each(|stem, record, worth| add(stems.row_mut(stem), records.row(record), worth));
            stems.orthonormalise();
        }
        let turned = self.records_of(&stems, width + SPARE).gram().eigenvectors();
        stems.multiply(&turned);
        stems.narrow(width)
    }

    fn records_of(&self, stems: &Tall, width: usize) -> Tall {
        let mut records = Tall::zeros(self.lengths.len().div_ceil(self.step), width);
        self.each(|stem, record, worth| add(records.row_mut(record), stems.row(stem), worth));
        records
    }

    /// Yields the cells of the sample, each record's row being of length one.
    fn each(&self, mut take: impl FnMut(usize, usize, f32)) {
        for (row, entry) in self.stems.iter().enumerate() {
            let chosen = entry.records.iter().map(|(record, worth)| (index(*record), *worth));
            for (record, worth) in chosen.filter(|(record, _)| record % self.step == 0) {
                let length = self.lengths.get(record).copied().unwrap_or(1.0).max(f32::MIN_POSITIVE);
                take(row, record / self.step, worth / length);
            }
        }
    }
}
