//! Where terms stand in the index, looked up once for what they are worth and where they are.

use std::sync::Arc;

use quick_cache::sync::Cache;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{InvertedIndexReader, Term};

use crate::bits::index;
use crate::error::Result;
use crate::parallel::each;
use crate::snapshot::Snapshot;

/// So few terms are looked up sooner than a thread is woken.
const FEW: usize = 20;

/// Of so many terms it is remembered where they stand, until the index changes: about ten megabytes.
const REMEMBERED: usize = 20_000;

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
        let known: Vec<Option<Self>> = terms.iter().map(|term| snapshot.standing.0.get(term)).collect();
        let unknown = terms.iter().zip(&known).filter(|(_, known)| known.is_none());
        let unknown: Vec<&Term> = unknown.map(|(term, _)| term).collect();
        let mut found = Self::look_up(snapshot, &unknown)?.into_iter();
        Ok(known.into_iter().filter_map(|known| known.or_else(|| found.next())).collect())
    }

    /// Looks up terms on the disk; answers in their order.
    fn look_up(snapshot: &Snapshot, terms: &[&Term]) -> Result<Vec<Self>> {
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
        let standing = |term: &&Term| {
            let places: Arc<[Option<TermInfo>]> = found.iter_mut().map(|places| places.next().flatten()).collect();
            let records = places.iter().flatten().map(|place| u64::from(place.doc_freq)).sum();
            let standing = Self { field: term.field(), records, places };
            snapshot.standing.keep(term, &standing);
            standing
        };
        Ok(terms.iter().map(standing).collect())
    }

    /// Its records in a segment, if any has it, given the index of its field.
    pub(crate) fn postings(
        &self,
        inverted: &InvertedIndexReader,
        ordinal: u32,
    ) -> Result<Option<BlockSegmentPostings>> {
        let Some(place) = self.places.get(index(ordinal)).and_then(Option::as_ref) else { return Ok(None) };
        Ok(Some(inverted.read_block_postings_from_terminfo(place, IndexRecordOption::WithFreqs)?))
    }
}

/// Where the terms stand that were last asked for: most come again, and looking them up is half of understanding a long
/// question.
pub(crate) struct Remembered(Cache<Term, Standing>);

impl Remembered {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self(Cache::new(REMEMBERED))
    }

    /// Keeps where a term stands that some record has: what nobody has written is a reader's own and is not kept.
    fn keep(&self, term: &Term, standing: &Standing) {
        if standing.records > 0 {
            self.0.insert(term.clone(), standing.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use tantivy::Term;

    use super::Standing;
    use crate::index::Index;
    use crate::learning::tests::record;

    #[test]
    fn what_records_have_is_remembered_until_they_change_and_what_was_only_typed_is_not() {
        let index = Index::in_memory().unwrap();
        index.put(&(0..3).map(record).collect::<Vec<_>>()).unwrap();
        let terms = ["net", "nobody"].map(|word| Term::from_field_text(index.fields.word, word));
        let having =
            || Standing::of(&index.snapshot(), &terms).unwrap().iter().map(|each| each.records).collect::<Vec<_>>();
        assert_eq!((having(), having()), (vec![3, 0], vec![3, 0]));
        let known = terms.each_ref().map(|term| index.snapshot().standing.0.get(term).is_some());
        assert_eq!(known, [true, false]);
        index.put(&[record(3)]).unwrap();
        assert_eq!(having(), [4, 0]);
    }
}
