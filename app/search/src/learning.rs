//! Learning from all records together what each is about, beside everything else.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Result;
use crate::index::{Change, Index};
use crate::latent::Latent;

/// The stems of one record, by its key.
type Stems = (u128, BTreeMap<String, f32>);

/// What was put in while something is learned, which knows nothing of it; nothing while nothing is.
pub(crate) type Learning = Mutex<Option<Vec<Stems>>>;

impl Index {
    /// Learns from all records together what each is about, if there are enough, and enough of them are new since it
    /// last did. It takes seconds where there are many; meanwhile everything goes on.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn learn(&self) -> Result<()> {
        let before = {
            // While nobody writes, so that each record is in what is learned from or among those put in meanwhile.
            let _disk = self.disk();
            let before = self.snapshot();
            if before.latent.as_ref().is_some_and(|latent| !latent.is_old(before.searcher.num_docs())) {
                return Ok(());
            }
            self.set_learning(Some(Vec::new()));
            before
        };
        let learned = Latent::learn(&before, self.fields.stem);
        let disk = self.disk();
        let meanwhile = self.set_learning(None);
        let Some(learned) = learned? else { return Ok(()) };
        let mut snapshot = self.look(&disk)?;
        snapshot.latent = Some(Arc::new(learned.with(meanwhile.unwrap_or_default().into_iter())));
        self.show(snapshot);
        Ok(())
    }

    /// Notes what is put in, if something is being learned.
    pub(crate) fn meanwhile(&self, change: Change<'_>) {
        if let Some(noted) = self.learning.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            noted.extend(self.stems_of(change));
        }
    }

    pub(crate) fn stems_of(&self, change: Change<'_>) -> impl Iterator<Item = Stems> {
        let texts = change.texts();
        change.put.iter().map(move |record| (record.id.0.as_u128(), self.fields.stems(record, texts)))
    }

    fn set_learning(&self, learning: Option<Vec<Stems>>) -> Option<Vec<Stems>> {
        std::mem::replace(&mut *self.learning.lock().unwrap_or_else(PoisonError::into_inner), learning)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use chrono::DateTime;
    use domain::practice::{Practice, PracticeKind, StoredPractice};

    use crate::index::Index;
    use crate::schema::NO_TEXTS;

    pub(crate) fn record(number: u32) -> StoredPractice {
        let said = ["net", "boat", "crew", "harbour"].into_iter().cycle().skip(number.try_into().unwrap());
        let body: Vec<&str> = said.take(60).collect();
        let practice: Practice = serde_json::from_value(serde_json::json!({
            "language": "en", "evidence": "told", "year": 2001, "title": "Boats", "summary": "", "body": body.join(" "),
            "slug": number.to_string(), "kind": PracticeKind::Practice.word(), "licence": "CC-BY-4.0",
        }))
        .unwrap();
        let id = format!("{:032x}", number + 1).parse().unwrap();
        StoredPractice { id, practice, version: 1, published: DateTime::UNIX_EPOCH }
    }

    #[test]
    fn what_is_put_in_while_something_is_learned_is_placed_by_it() {
        let index = Index::in_memory().unwrap();
        index.put(&(0..300).map(record).collect::<Vec<_>>()).unwrap();
        let placed = |number: u32| {
            let latent = index.snapshot().latent.clone().unwrap();
            let place = latent.of(&index.fields.stems(&record(number), &NO_TEXTS)).unwrap();
            latent.likeness(&place, record(number).id.0.as_u128()).is_some()
        };
        index.learn().unwrap();
        assert!(placed(0) && !placed(300));
        index.put(&[record(300)]).unwrap();
        assert!(placed(300));
        // Somebody writes between the first and the last moment of learning.
        index.set_learning(Some(Vec::new()));
        index.put(&[record(301)]).unwrap();
        let meanwhile: Vec<u128> = index.set_learning(None).unwrap().into_iter().map(|(id, _)| id).collect();
        assert_eq!(meanwhile, [record(301).id.0.as_u128()]);
        index.put(&[record(302)]).unwrap();
        assert!(index.set_learning(None).is_none(), "nothing is noted while nothing is learned");
    }
}
