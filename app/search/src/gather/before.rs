//! The page before one: what comes next before the key of a record.

use std::collections::BinaryHeap;

use tantivy::DocAddress;

use super::{Found, Gather, Sheaf, worths};
use crate::cursor::Key;

impl Gather<'_> {
    /// The records next before a key, best first.
    pub(super) fn above(&self, found: &[Sheaf<'_>], again: &[Found], (end, worst): (Key, Option<Key>)) -> Vec<Found> {
        // Those looked at come before all others here too.
        let others = self.nearest(found, end, worst);
        let looked: Vec<Found> = again.iter().filter(|each| each.key > end).copied().collect();
        let room = self.size.saturating_sub(others.len());
        let skipped = looked.len().saturating_sub(room);
        looked.into_iter().skip(skipped).chain(others).collect()
    }

    /// Those of a page's size with the smallest keys above one and below another, best first.
    fn nearest(&self, found: &[Sheaf<'_>], above: Key, below: Option<Key>) -> Vec<Found> {
        let most = found.iter().flat_map(|sheaf| worths(sheaf, sheaf.first().iter())).fold(f32::MIN_POSITIVE, f32::max);
        let mut heap: BinaryHeap<Found> = BinaryHeap::with_capacity(self.size + 1);
        for sheaf in found {
            for record in sheaf.kept.iter() {
                let score = sheaf.sheet.score(record) / most;
                let key = self.key(sheaf.part, record, self.first(sheaf.part, record, score));
                if key <= above || below.is_some_and(|below| key >= below) {
                    continue;
                }
                heap.push(Found { key, address: DocAddress::new(sheaf.part.ordinal, record), score });
                if heap.len() > self.size {
                    heap.pop();
                }
            }
        }
        let mut nearest = heap.into_sorted_vec();
        nearest.reverse();
        nearest
    }
}
