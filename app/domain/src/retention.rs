//! How long consent stands at most, and how long a referral is kept that nobody touches: its NGO is asked, then it is
//! archived, then erased. Nothing follows from one look at a clock.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::words::words;

words! {
    /// What follows if an NGO does not answer.
    Next {
        /// A referral that is open or unfinished is archived.
        Archive = "archive",
        /// A closed one is erased.
        Erase = "erase",
    }
}

/// How long, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Periods {
    /// How long a referral that is open or unfinished lies untouched before its NGO is asked.
    pub ask: u16,
    /// How long the NGO has to answer, before one is archived or erased.
    pub answer: u16,
    /// How long a closed one is kept.
    pub erase: u16,
    /// The most that a grant of consent lasts from the day it is recorded.
    pub consent: u16,
}

impl Default for Periods {
    fn default() -> Self {
        Self { ask: 90, answer: 30, erase: 365, consent: 90 }
    }
}

/// The fewest and the most days of each, in the order of [`Periods`]: short ones would take an NGO by surprise, but for
/// consent, where fewer are safer.
pub const BOUNDS: [(u16, u16); 4] = [(30, 3650), (7, 365), (30, 3650), (1, 365)];

/// The least time between the look that first finds something due and the one that acts on it.
pub const SETTLED: TimeDelta = TimeDelta::days(1);
/// The fewest looks that must have found it due: one an hour, so that a clock that jumps does not stand for a day.
pub const LOOKS: i32 = 12;
/// The longest time between two looks after which what was found before still counts.
pub const PAUSE: TimeDelta = TimeDelta::days(2);

impl Periods {
    /// Untouched since before this, a referral is asked about.
    #[must_use]
    pub fn ask_before(self, next: Next, now: DateTime<Utc>) -> DateTime<Utc> {
        now - match next {
            Next::Archive => TimeDelta::days(self.ask.into()),
            // Asked early enough that it is erased on its day.
            Next::Erase => TimeDelta::days(i64::from(self.erase.saturating_sub(self.answer))),
        }
    }

    /// Whoever has started somewhere is taken to be there while a check-in of theirs has its day from this one on: the
    /// last ones, and those that are still to come.
    #[must_use]
    pub fn checked_since(self, now: DateTime<Utc>) -> NaiveDate {
        self.ask_before(Next::Archive, now).date_naive()
    }

    /// Asked about before this, it is due.
    #[must_use]
    pub fn due_before(self, now: DateTime<Utc>) -> DateTime<Utc> {
        now - TimeDelta::days(self.answer.into())
    }
}

/// Whether looks follow each other as they should: else the clock has jumped or the program stood still, and what was
/// found before does not count.
#[must_use]
pub fn is_steady(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last.is_some_and(|last| last <= now && now - last <= PAUSE)
}

/// The day before which consent that ends by the calendar has ended for good, where looks have followed each other since
/// a time: no jump of the clock that such looks bear reaches back so far.
#[must_use]
pub fn ended_before(since: DateTime<Utc>, now: DateTime<Utc>) -> Option<NaiveDate> {
    (now - since >= SETTLED).then(|| (now - PAUSE).date_naive())
}

/// Whether something that has been found due is acted on now.
#[must_use]
pub fn is_settled(noted: DateTime<Utc>, looks: i32, now: DateTime<Utc>) -> bool {
    now - noted >= SETTLED && looks >= LOOKS
}

#[cfg(test)]
mod tests {
    use super::{LOOKS, Next, Periods, ended_before, is_settled, is_steady};
    use chrono::{DateTime, TimeDelta};

    #[test]
    fn nothing_follows_from_one_look_at_a_clock() {
        let now = DateTime::UNIX_EPOCH;
        let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
        assert!(!is_steady(None, now), "a first look finds nothing");
        assert!(is_steady(Some(now - hour), now) && is_steady(Some(now), now));
        assert!(!is_steady(Some(now - day * 3), now), "forward, or a long rest");
        assert!(!is_steady(Some(now + hour), now), "backward");
        assert!(is_settled(now - day, LOOKS, now));
        assert!(!is_settled(now - day, LOOKS - 1, now) && !is_settled(now - hour * 23, LOOKS + 10, now));
        assert_eq!(ended_before(now - hour * 23, now), None, "looks have not followed each other for long");
        assert_eq!(ended_before(now - day, now), Some((now - day * 2).date_naive()));
    }

    #[test]
    fn an_ngo_is_asked_before_the_day() {
        let (periods, now) = (Periods::default(), DateTime::UNIX_EPOCH);
        assert_eq!(now - periods.ask_before(Next::Archive, now), TimeDelta::days(90));
        assert_eq!(periods.checked_since(now) + TimeDelta::days(90), now.date_naive());
        let asked = now - periods.ask_before(Next::Erase, now);
        assert_eq!(asked + (now - periods.due_before(now)), TimeDelta::days(365));
    }
}
