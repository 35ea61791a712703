//! How often secrets of addresses were guessed wrong, by source: in memory, because a guess is to cost no more than any
//! address that does not exist, and forgotten after ten minutes. A secret has 140 bits, so this bounds work, not luck.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Wrong guesses that a source has free; people share addresses.
const FREE: u32 = 60;
/// When a source's guesses are forgotten, from its first.
const FORGOTTEN: TimeDelta = TimeDelta::minutes(10);
/// The most sources that are remembered.
const MOST: usize = 10_000;

/// Wrong guesses by source.
#[derive(Debug, Default)]
pub struct Guesses(Mutex<HashMap<String, (u32, DateTime<Utc>)>>);

impl Guesses {
    /// Whether a source may guess on.
    pub(crate) fn may_go_on(&self, source: &str, now: DateTime<Utc>) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(source).is_none_or(|(count, since)| *count < FREE || now - *since >= FORGOTTEN)
    }

    /// Counts a wrong guess.
    pub(crate) fn wrong(&self, source: &str, now: DateTime<Utc>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST && !known.contains_key(source) {
            known.retain(|_, (_, since)| now - *since < FORGOTTEN);
            if known.len() >= MOST {
                // Whoever has so many sources is not held up by counting them.
                known.clear();
            }
        }
        let entry = known.entry(source.to_owned()).or_insert((0, now));
        if now - entry.1 >= FORGOTTEN {
            *entry = (0, now);
        }
        entry.0 = entry.0.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::{FORGOTTEN, FREE, Guesses, MOST};
    use chrono::{TimeDelta, Utc};

    #[test]
    fn a_source_that_guesses_is_told_nothing_for_a_while_and_others_are() {
        let (guesses, now) = (Guesses::default(), Utc::now());
        for _ in 0..FREE {
            assert!(guesses.may_go_on("a", now));
            guesses.wrong("a", now);
        }
        assert!(!guesses.may_go_on("a", now) && guesses.may_go_on("b", now));
        assert!(!guesses.may_go_on("a", now + FORGOTTEN - TimeDelta::seconds(1)));
        assert!(guesses.may_go_on("a", now + FORGOTTEN));
    }

    #[test]
    fn what_is_remembered_has_a_bound() {
        let (guesses, now) = (Guesses::default(), Utc::now());
        for source in 0..3 * MOST {
            guesses.wrong(&source.to_string(), now);
        }
        assert!(guesses.0.lock().is_ok_and(|known| known.len() <= MOST));
    }
}
