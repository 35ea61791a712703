//! One pass over everything that the words find: counts the choices of each facet without that facet's own
//! selection, and keeps the best records after the cursor.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::cursor::Key;
use crate::facet::{Facet, Selected};
use crate::search::Sort;

/// What to gather.
pub(crate) struct Gather<'a> {
    pub selected: &'a Selected,
    pub sort: Sort,
    pub after: Option<Key>,
    pub size: usize,
}

/// What was gathered.
#[derive(Default)]
pub(crate) struct Gathered {
    /// Best first.
    pub best: Vec<Found>,
    pub total: usize,
    pub counts: BTreeMap<Facet, BTreeMap<String, usize>>,
}

/// One record found; ordered by its key.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Found {
    pub key: Key,
    pub address: DocAddress,
    pub score: Score,
}

impl Eq for Found {}

impl PartialOrd for Found {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Found {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

impl Collector for Gather<'_> {
    type Fruit = Gathered;
    type Child = Segment;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Segment> {
        let columns = segment.fast_fields();
        let mut groups = Vec::with_capacity(Facet::ALL.len());
        for facet in Facet::ALL {
            if let Some(column) = columns.str(facet.word())? {
                groups.push(Group::new(*facet, column, self.selected.get(facet))?);
            } else if self.selected.contains_key(facet) {
                // Nothing in this segment can have what was chosen.
                groups.push(Group::new(
                    *facet,
                    StrColumn::wrap(tantivy::columnar::BytesColumn::empty(segment.max_doc())),
                    self.selected.get(facet),
                )?);
            }
        }
        Ok(Segment {
            ordinal,
            groups,
            sort: self.sort,
            after: self.after,
            size: self.size,
            id_high: columns.u64("id_high")?,
            id_low: columns.u64("id_low")?,
            published: columns.u64("published")?,
            evidence: columns.u64("evidence_grade")?,
            best: BinaryHeap::with_capacity(self.size + 1),
            total: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Gathered>>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for segment in segments {
            let segment = segment?;
            all.total += segment.total;
            all.best.extend(segment.best);
            for (facet, counts) in segment.counts {
                let merged = all.counts.entry(facet).or_default();
                for (value, count) in counts {
                    *merged.entry(value).or_default() += count;
                }
            }
        }
        all.best.sort_unstable_by(|a, b| b.cmp(a));
        all.best.truncate(self.size);
        Ok(all)
    }
}

/// The pass over one segment.
pub(crate) struct Segment {
    ordinal: SegmentOrdinal,
    groups: Vec<Group>,
    sort: Sort,
    after: Option<Key>,
    size: usize,
    id_high: Column<u64>,
    id_low: Column<u64>,
    published: Column<u64>,
    evidence: Column<u64>,
    best: BinaryHeap<Reverse<Found>>,
    total: usize,
}

struct Group {
    facet: Facet,
    column: StrColumn,
    /// Places of the chosen values in the column's dictionary, when something is chosen.
    chosen: Option<Vec<u64>>,
    counts: Vec<usize>,
}

impl Group {
    fn new(facet: Facet, column: StrColumn, selected: Option<&Vec<String>>) -> tantivy::Result<Self> {
        let mut chosen = None;
        if let Some(values) = selected.filter(|values| !values.is_empty()) {
            let mut places = Vec::with_capacity(values.len());
            for value in values {
                places.extend(column.dictionary().term_ord(value.as_bytes())?);
            }
            chosen = Some(places);
        }
        let counts = vec![0; column.num_terms()];
        Ok(Self { facet, column, chosen, counts })
    }

    fn keeps(&self, doc: DocId) -> bool {
        let Some(chosen) = &self.chosen else { return true };
        self.column.term_ords(doc).any(|place| chosen.contains(&place))
    }

    fn count(&mut self, doc: DocId) {
        for place in self.column.term_ords(doc) {
            let count = usize::try_from(place).ok().and_then(|place| self.counts.get_mut(place));
            if let Some(count) = count {
                *count += 1;
            }
        }
    }

    fn harvest(self) -> tantivy::Result<BTreeMap<String, usize>> {
        let mut counts = BTreeMap::new();
        for (place, count) in (0_u64..).zip(self.counts).filter(|(_, count)| *count > 0) {
            let mut value = String::new();
            self.column.ord_to_str(place, &mut value)?;
            counts.insert(value, count);
        }
        Ok(counts)
    }
}

impl Segment {
    fn key(&self, doc: DocId, score: Score) -> Key {
        let value = |column: &Column<u64>| column.first(doc).unwrap_or(0);
        let id = (u128::from(value(&self.id_high)) << 64) | u128::from(value(&self.id_low));
        let published = value(&self.published);
        let (first, second) = match self.sort {
            // Bits of positive floats are in the order of the floats.
            Sort::Relevance => (u64::from(score.max(0.0).to_bits()), 0),
            Sort::Newest => (published, 0),
            Sort::Evidence => (value(&self.evidence), published),
        };
        Key { first, second, id }
    }

    fn keep(&mut self, doc: DocId, score: Score) {
        let key = self.key(doc, score);
        if self.after.is_some_and(|after| key >= after) {
            return;
        }
        if self.best.len() == self.size && self.best.peek().is_some_and(|worst| worst.0.key > key) {
            return;
        }
        self.best.push(Reverse(Found { key, address: DocAddress::new(self.ordinal, doc), score }));
        if self.best.len() > self.size {
            self.best.pop();
        }
    }
}

impl SegmentCollector for Segment {
    type Fruit = tantivy::Result<Gathered>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let mut failing = self.groups.iter().enumerate().filter(|(_, group)| !group.keeps(doc)).map(|(at, _)| at);
        match (failing.next(), failing.next()) {
            (None, _) => {
                drop(failing);
                self.groups.iter_mut().for_each(|group| group.count(doc));
                self.total += 1;
                self.keep(doc, score);
            }
            // It would show if this one group chose otherwise.
            (Some(at), None) => {
                drop(failing);
                if let Some(group) = self.groups.get_mut(at) {
                    group.count(doc);
                }
            }
            _ => {}
        }
    }

    fn harvest(self) -> Self::Fruit {
        let mut counts = BTreeMap::new();
        for group in self.groups {
            counts.insert(group.facet, group.harvest()?);
        }
        let best = self.best.into_iter().map(|found| found.0).collect();
        Ok(Gathered { best, total: self.total, counts })
    }
}
