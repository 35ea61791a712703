//! Records like a record: all it says is the query, its most telling words first, and what it is about.

use std::collections::{BTreeMap, HashMap};

use domain::id::PracticeId;
use domain::practice::StoredPractice;
use tantivy::{DocAddress, Score, TantivyDocument, Term};

use crate::bm25::{Lengths, STEMS};
use crate::error::Result;
use crate::index::Index;
use crate::schema::NO_TEXTS;
use crate::score::{Sheet, Wanted, Worth};
use crate::search::text;
use crate::snapshot::Snapshot;
use crate::standing::Standing;

/// The most telling stems of a record that are asked for.
const STEMS_ASKED: usize = 60;
/// What being about the same counts beside the words.
const LATENT_SHARE: Score = 0.6;
/// How many of the best by words, and by what they are about, are looked at.
const LOOKED_AT: usize = 200;

/// A record like another.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// Its key.
    pub id: PracticeId,
    /// The part of its address.
    pub slug: String,
    /// Its title.
    pub title: String,
}

impl Index {
    /// The records most like a record, best first, without itself.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn related(&self, record: &StoredPractice, limit: usize) -> Result<Vec<Related>> {
        let snapshot = self.snapshot();
        let stems = self.fields.stems(record, &NO_TEXTS);
        let mut best = self.scored(&snapshot, &stems)?;
        best.remove(&record.id.0.as_u128());
        if let Some((latent, place)) = snapshot.latent.as_ref().and_then(|latent| Some((latent, latent.of(&stems)?))) {
            let most = best.values().map(|(score, _)| *score).fold(f32::MIN_POSITIVE, f32::max);
            let most_alike = latent.nearest(&place, 2).into_iter().map(|(_, alike)| alike).fold(0.1, f32::max);
            for (id, (score, _)) in &mut best {
                let alike = latent.likeness(&place, *id).unwrap_or(0.0).max(0.0);
                *score = *score / most + LATENT_SHARE * alike / most_alike;
            }
        }
        let mut best: Vec<(u128, (Score, DocAddress))> = best.into_iter().collect();
        best.sort_unstable_by(|one, other| other.1.0.total_cmp(&one.1.0).then(one.0.cmp(&other.0)));
        let mut related = Vec::with_capacity(limit);
        for (_, (_, address)) in best.into_iter().take(limit) {
            let document: TantivyDocument = snapshot.searcher.doc(address)?;
            // A key is written by `put` alone, so there is one.
            let Ok(id) = text(&document, self.fields.id).parse() else { continue };
            let of = |field| text(&document, field).to_owned();
            related.push(Related { id, slug: of(self.fields.slug), title: of(self.fields.title) });
        }
        Ok(related)
    }

    /// The best by words.
    fn scored(&self, snapshot: &Snapshot, stems: &BTreeMap<String, f32>) -> Result<HashMap<u128, (Score, DocAddress)>> {
        let terms: Vec<Term> = stems.keys().map(|stem| Term::from_field_text(self.fields.stem, stem)).collect();
        let mut asked = Vec::with_capacity(stems.len());
        for (standing, times) in Standing::of(snapshot, &terms)?.into_iter().zip(stems.values()) {
            if standing.records > 1 {
                asked.push(Worth::of(standing, 1.0 + times.ln(), snapshot));
            }
        }
        asked.sort_by(|one, other| other.worth.total_cmp(&one.worth));
        asked.truncate(STEMS_ASKED);
        let lengths = Lengths::new(STEMS, snapshot.stems);
        let mut best: Vec<(Score, u128, DocAddress)> = Vec::new();
        for part in snapshot.parts() {
            let mut sheet = Sheet::new(part);
            for each in &asked {
                sheet.add(each, &lengths, Wanted::All, |_| {})?;
            }
            let alive = sheet.worth().filter(|(record, _)| part.alive.has(*record));
            best.extend(
                alive.map(|(record, score)| (score, part.view.mark(record).id, DocAddress::new(part.ordinal, record))),
            );
        }
        if best.len() > LOOKED_AT {
            best.select_nth_unstable_by(LOOKED_AT, |one, other| other.0.total_cmp(&one.0));
            best.truncate(LOOKED_AT);
        }
        Ok(best.into_iter().map(|(score, id, address)| (id, (score, address))).collect())
    }
}
