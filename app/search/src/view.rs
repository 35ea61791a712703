//! What is kept of a segment in memory, beside what the index keeps on the disk: who has which choice of which facet,
//! in which order records come, and the words there are. Segments never change, so a view is made once, by the
//! writer; what was deleted stands in the snapshot.

use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader};

use crate::bits::{Bits, Set};
use crate::choices::Choices;
use crate::error::Result;
use crate::facet::Facet;
use crate::schema::Fields;
use crate::spelling::Vocabulary;

/// A segment as seen.
#[derive(Debug)]
pub(crate) struct View {
    /// Which segment it is.
    pub segment: SegmentId,
    /// How many records it has, deleted ones included.
    pub records: u32,
    /// For each facet its choices, and who has them.
    pub facets: Vec<Choices>,
    /// What orders go by, for each record.
    pub marks: Vec<Mark>,
    /// The words there are.
    pub words: Vocabulary,
}

/// What orders go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The record's key.
    pub id: u128,
    /// When it was published, in microseconds.
    pub published: u64,
    /// Place among the grades of evidence.
    pub evidence: u64,
}

impl View {
    /// Looks at a segment.
    pub(crate) fn of(segment: &SegmentReader, fields: &Fields) -> Result<Self> {
        let records = segment.max_doc();
        let facets = Facet::ALL.iter().map(|facet| choices(segment, *facet));
        Ok(Self {
            segment: segment.segment_id(),
            records,
            facets: facets.collect::<Result<_>>()?,
            marks: marks(segment)?,
            words: words(segment, fields.word)?,
        })
    }

    /// The choices of a facet.
    pub(crate) fn choices(&self, facet: Facet) -> &[(String, Set)] {
        self.facets.iter().find(|choices| choices.facet == facet).map_or(&[], |choices| choices.sets.as_slice())
    }

    /// Who has any of the choices that `is` names.
    pub(crate) fn having(&self, facet: Facet, is: impl Fn(&str) -> bool) -> Bits {
        let mut bits = Bits::none(self.records);
        self.choices(facet).iter().filter(|(value, _)| is(value)).for_each(|(_, set)| set.add_to(&mut bits));
        bits
    }

    /// What orders go by, of one record.
    pub(crate) fn mark(&self, record: DocId) -> Mark {
        let known = self.marks.get(crate::bits::index(record)).copied();
        known.unwrap_or(Mark { id: 0, published: 0, evidence: 0 })
    }
}

/// Who of those alive is in a segment.
pub(crate) fn alive(segment: &SegmentReader) -> Bits {
    let mut bits = Bits::all(segment.max_doc());
    if let Some(alive) = segment.alive_bitset() {
        let mut gone = Bits::none(segment.max_doc());
        (0..segment.max_doc()).filter(|record| alive.is_deleted(*record)).for_each(|record| gone.set(record));
        bits.remove(&gone);
    }
    bits
}

fn choices(segment: &SegmentReader, facet: Facet) -> Result<Choices> {
    let records = segment.max_doc();
    let Some(column) = segment.fast_fields().str(facet.word())? else {
        return Ok(Choices::of(facet, Vec::new(), records));
    };
    let mut having: Vec<Vec<u32>> = vec![Vec::new(); column.num_terms()];
    for record in 0..records {
        for place in column.term_ords(record) {
            if let Some(list) = usize::try_from(place).ok().and_then(|place| having.get_mut(place)) {
                list.push(record);
            }
        }
    }
    let mut choices = Vec::with_capacity(having.len());
    for (place, list) in (0_u64..).zip(having) {
        let mut value = String::new();
        column.ord_to_str(place, &mut value)?;
        choices.push((value, list));
    }
    Ok(Choices::of(facet, choices, records))
}

fn marks(segment: &SegmentReader) -> Result<Vec<Mark>> {
    let columns = segment.fast_fields();
    let (high, low) = (columns.u64("id_high")?, columns.u64("id_low")?);
    let (published, evidence) = (columns.u64("published")?, columns.u64("evidence_grade")?);
    let value = |column: &Column<u64>, record| column.first(record).unwrap_or(0);
    let mark = |record| Mark {
        id: (u128::from(value(&high, record)) << 64) | u128::from(value(&low, record)),
        published: value(&published, record),
        evidence: value(&evidence, record),
    };
    Ok((0..segment.max_doc()).map(mark).collect())
}

fn words(segment: &SegmentReader, field: Field) -> Result<Vocabulary> {
    let index = segment.inverted_index(field)?;
    let mut words = Vocabulary::default();
    let mut terms = index.terms().stream()?;
    while terms.advance() {
        if let Ok(word) = std::str::from_utf8(terms.key()) {
            words.add(word, terms.value().doc_freq);
        }
    }
    Ok(words)
}
