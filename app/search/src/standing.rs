//! Where terms stand in the index, looked up once for what they are worth and where they are.

use std::sync::Arc;

use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentReader, Term};

use crate::bits::index;
use crate::error::Result;
use crate::parallel::each;
use crate::snapshot::Snapshot;

/// So few terms are looked up sooner than a thread is woken.
const FEW: usize = 20;

/// Where a term stands.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    /// Its field.
    pub field: Field,
    /// How many records have it, deleted ones included.
    pub records: u64,
    /// Its place in each segment that has it.
    places: Arc<[Option<TermInfo>]>,
}

impl Standing {
    /// Looks up terms; answers in their order.
    pub(crate) fn of(snapshot: &Snapshot, terms: &[Term]) -> Result<Vec<Self>> {
        let segments = snapshot.searcher.segment_readers();
        let records = if terms.len() < FEW { 0 } else { snapshot.records };
        let mut found = each(records, segments.iter(), |segment| {
            let mut places = Vec::with_capacity(terms.len());
            for same_field in terms.chunk_by(|one, other| one.field() == other.field()) {
                let Some(first) = same_field.first() else { continue };
                let index = segment.inverted_index(first.field())?;
                for term in same_field {
                    places.push(index.get_term_info(term)?);
                }
            }
            Ok(places.into_iter())
        })?;
        let standing = |term: &Term| {
            let places: Arc<[Option<TermInfo>]> = found.iter_mut().map(|places| places.next().flatten()).collect();
            let records = places.iter().flatten().map(|place| u64::from(place.doc_freq)).sum();
            Self { field: term.field(), records, places }
        };
        Ok(terms.iter().map(standing).collect())
    }

    /// Its records in a segment, if any has it.
    pub(crate) fn postings(&self, segment: &SegmentReader, ordinal: u32) -> Result<Option<BlockSegmentPostings>> {
        let Some(place) = self.places.get(index(ordinal)).and_then(Option::as_ref) else { return Ok(None) };
        let inverted = segment.inverted_index(self.field)?;
        Ok(Some(inverted.read_block_postings_from_terminfo(place, IndexRecordOption::WithFreqs)?))
    }
}
