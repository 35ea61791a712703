//! The index as it stood after a commit. Readers take the newest one and keep it while they answer, so that they
//! wait for nobody and see no half of a change.

use std::collections::BTreeSet;
use std::sync::Arc;

use tantivy::schema::Field;
use tantivy::{Searcher, SegmentReader};

use crate::bits::Bits;
use crate::bm25::Average;
use crate::choices::AllChoices;
use crate::error::Result;
use crate::facet::Facet;
use crate::latent::Latent;
use crate::parallel;
use crate::schema::Fields;
use crate::spelling::{self, Forgiving, Known};
use crate::standing::Remembered;
use crate::tokens::Stemming;
use crate::view::{self, View};

/// The index at a moment.
pub(crate) struct Snapshot {
    /// What is on the disk.
    pub searcher: Searcher,
    /// What is in memory of each segment, in the searcher's order.
    pub views: Vec<Arc<View>>,
    /// The choices of all of them together.
    pub choices: AllChoices,
    /// Who is not deleted, by segment.
    pub alive: Vec<Bits>,
    /// The stemmers of the languages that records have.
    pub languages: Vec<Stemming>,
    /// Records, deleted ones included, which is what words are counted in.
    pub records: u64,
    /// The mean length of a record in stems.
    pub stems: Average,
    /// The mean length of a record in runs of characters.
    pub grams: Average,
    /// What records are about, where it has been learned.
    pub latent: Option<Arc<Latent>>,
    /// Where the terms stand that were asked for.
    pub standing: Remembered,
}

impl Snapshot {
    /// Looks at what the searcher sees; views of segments that `before` had too are kept.
    pub(crate) fn of(searcher: Searcher, fields: &Fields, before: Option<&Self>) -> Result<Self> {
        let mut views = Vec::with_capacity(searcher.segment_readers().len());
        for segment in searcher.segment_readers() {
            let known = before.into_iter().flat_map(|before| &before.views);
            let known = known.into_iter().find(|view| view.segment == segment.segment_id());
            views.push(match known {
                Some(view) => Arc::clone(view),
                None => Arc::new(View::of(segment, fields)?),
            });
        }
        let alive = searcher.segment_readers().iter().map(view::alive).collect();
        let codes: BTreeSet<&str> =
            views.iter().flat_map(|view| view.choices(Facet::Language)).map(|(code, _)| code.as_str()).collect();
        let records = searcher.segment_readers().iter().map(|segment| u64::from(segment.max_doc())).sum();
        let average = |field: Field| -> Result<Average> {
            let mut tokens = 0;
            for segment in searcher.segment_readers() {
                tokens += segment.inverted_index(field)?.total_num_tokens();
            }
            Ok(Average::of(tokens, records))
        };
        Ok(Self {
            languages: codes.into_iter().map(Stemming::of).collect(),
            stems: average(fields.stem)?,
            grams: average(fields.gram)?,
            latent: before.and_then(|before| before.latent.clone()),
            choices: AllChoices::of(&views),
            standing: Remembered::new(),
            views,
            alive,
            records,
            searcher,
        })
    }

    /// The segments with what is known of each.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let known = self.views.iter().zip(&self.alive);
        self.searcher.segment_readers().iter().zip(known).zip(0..).map(|((segment, (view, alive)), ordinal)| Part {
            ordinal,
            segment,
            view,
            alive,
            first: 0,
            end: view.records,
        })
    }

    /// The same in pieces: what threads take at a time, the largest first, so that none is left with a large one at the end.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = Part<'_>> {
        let most = parallel::piece(self.records);
        let pieces = self.parts().flat_map(move |whole| {
            // Of one size, since a small rest is opened as often as the others.
            let most = whole.end.div_ceil(whole.end.div_ceil(most).max(1)).max(1);
            let firsts = std::iter::successors(Some(0), move |first: &u32| first.checked_add(most));
            firsts.take_while(move |first| *first < whole.end).map(move |first| Part {
                first,
                end: first.saturating_add(most).min(whole.end),
                ..whole
            })
        });
        let mut pieces: Vec<Part<'_>> = pieces.collect();
        pieces.sort_by_key(|piece| std::cmp::Reverse(piece.end - piece.first));
        pieces.into_iter()
    }

    /// The words of the index nearest to a folded word, likeliest first.
    pub(crate) fn near(&self, word: &str, limit: usize, forgiving: Forgiving) -> Vec<Known> {
        spelling::near(self.views.iter().map(|view| &view.words), word, limit, forgiving)
    }
}

/// A segment of a snapshot, or a piece of it.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    /// Its place.
    pub ordinal: u32,
    /// On the disk.
    pub segment: &'a SegmentReader,
    /// In memory.
    pub view: &'a View,
    /// Who is not deleted.
    pub alive: &'a Bits,
    /// Which of its records: from this one on.
    pub first: u32,
    /// Up to this one, which is not in it.
    pub end: u32,
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::sync::mpsc;
    use std::time::Duration;

    use crate::index::Index;
    use crate::search::Query;

    #[test]
    fn readers_wait_for_nobody_who_writes() {
        let index = Index::in_memory().unwrap();
        let (answered, answers) = mpsc::channel();
        std::thread::scope(|threads| {
            // As long as this lasts, a change is on its way to the disk.
            let writing = index.disk();
            threads.spawn(|| {
                let found = index.search(&Query { words: "net".into(), ..Query::default() }).unwrap().total;
                answered.send((found, index.count(), index.meant("nett", 1).len())).unwrap();
            });
            let met = answers.recv_timeout(Duration::from_secs(60));
            drop(writing);
            assert_eq!(met, Ok((0, 0, 0)));
        });
    }
}
