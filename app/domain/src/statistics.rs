//! What is published of how placements went, and what is not: no number below a floor, and none that could be computed
//! from others by taking one from another.
//!
//! Everybody who started in one year is one group, published once, when all of them have had their last check-in, and
//! never changed afterwards: nothing can be learnt from comparing today's page with yesterday's, and groups do not overlap.
//! Within a group, [`publish`] hides what is too small and what would give it away: to everybody, and to each NGO and each
//! employer that had a part in it, which knows its own people and takes them off, and to the companies of a group that
//! put together what they know.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, TimeDelta};

use crate::check_in::{OUTCOME_DAYS, Outcome};

mod counted;

pub use counted::{Asked, Starter, counted, outcomes};

/// The smallest number that is shown.
pub const FLOOR: u32 = 10;

/// The most of a shown number that one organisation may have given, in hundredths: with more, it would be a number of that
/// organisation's, for whoever guesses whose it is.
pub const MOST_SHARE: u32 = 80;

/// How many days after the end of a year its last answers are waited for: 180 for the last check-in, and 31 for who is
/// late.
pub const WAIT_DAYS: i64 = 211;

/// How many people of a group had each outcome after so many days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// After how many days.
    pub day: i64,
    /// Each outcome with its number.
    pub outcomes: BTreeMap<Outcome, u32>,
}

impl Counted {
    /// Everybody.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.outcomes.values().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

/// A line as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// After how many days.
    pub day: i64,
    /// Everybody; nothing where that is not shown.
    pub total: Option<u32>,
    /// The outcomes whose numbers are shown; the others are not told apart from each other.
    pub outcomes: BTreeMap<Outcome, u32>,
}

impl Published {
    /// Whether it shows any number.
    #[must_use]
    pub fn says_nothing(&self) -> bool {
        self.total.is_none() && self.outcomes.is_empty()
    }
}

/// The last year whose group is complete on a day.
#[must_use]
pub fn last_complete(today: NaiveDate) -> i32 {
    today.checked_sub_signed(TimeDelta::days(WAIT_DAYS)).unwrap_or(today).year() - 1
}

/// The numbers of a group, or those of them that one organisation gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    /// How many began.
    pub started: u32,
    /// Their outcomes; whoever is missing from a line is [`Outcome::Unknown`].
    pub lines: Vec<Counted>,
}

impl Numbers {
    /// Counts somebody who started.
    fn add(&mut self, outcomes: &BTreeMap<i64, Outcome>) {
        self.started = self.started.saturating_add(1);
        for (day, outcome) in outcomes {
            if self.lines.iter().all(|line| line.day != *day) {
                self.lines.push(Counted { day: *day, ..Counted::default() });
            }
            for line in self.lines.iter_mut().filter(|line| line.day == *day) {
                let count = line.outcomes.entry(*outcome).or_default();
                *count = count.saturating_add(1);
            }
        }
    }

    /// A line with whoever nothing is known of, so that each line is about the same people.
    fn line(&self, day: i64) -> Counted {
        let found = self.lines.iter().find(|line| line.day == day).cloned();
        let mut line = Counted { day, ..found.unwrap_or_default() };
        let missing = self.started.saturating_sub(line.total());
        if missing > 0 {
            let unknown = line.outcomes.entry(Outcome::Unknown).or_default();
            *unknown = unknown.saturating_add(missing);
        }
        line
    }
}

/// What is left of a line for whoever takes its own people off.
fn left(line: &Counted, own: &Counted) -> Counted {
    let others = |outcome: Outcome| number(line, outcome).saturating_sub(number(own, outcome));
    let outcomes = line.outcomes.keys().map(|outcome| (*outcome, others(*outcome)));
    Counted { day: line.day, outcomes: outcomes.collect() }
}

fn number(line: &Counted, outcome: Outcome) -> u32 {
    line.outcomes.get(&outcome).copied().unwrap_or_default()
}

/// How many of a line had an outcome that is not among those shown.
fn rest(line: &Counted, shown: &BTreeMap<Outcome, u32>) -> u32 {
    let shown = shown.keys().fold(0_u32, |sum, outcome| sum.saturating_add(number(line, *outcome)));
    line.total().saturating_sub(shown)
}

/// A line as it is shown, and as each of those who look at it could count it: everybody, then each organisation without
/// its own people.
struct Line {
    shown: Published,
    views: Vec<Counted>,
}

/// What is shown of one group; `own` is what each organisation that had a part in it gave, NGOs and employers alike. The
/// lines come in the order of [`OUTCOME_DAYS`].
#[must_use]
pub fn publish(all: &Numbers, own: &[Numbers]) -> Vec<Published> {
    let mut lines: Vec<Line> = Vec::new();
    for day in OUTCOME_DAYS {
        let whole = all.line(*day);
        let others = own.iter().map(|own| left(&whole, &own.line(*day)));
        let views: Vec<Counted> = [whole.clone()].into_iter().chain(others).collect();
        lines.push(Line { shown: hide(&whole, &views, &lines), views });
    }
    lines.into_iter().map(|line| line.shown).collect()
}

/// Hides what is under the floor, for everybody or for an organisation that takes its own off, and what is one
/// organisation's for the most part; then what differs too little from the same number of an earlier line, since the
/// difference would be a number under the floor; then, while what is hidden could be computed from the total, or differs
/// too little from what an earlier line hides, the smallest that is left.
fn hide(whole: &Counted, views: &[Counted], earlier: &[Line]) -> Published {
    let is_few = |of: &dyn Fn(&Counted) -> u32| {
        let all = of(whole);
        let few = |others: u32| others < FLOOR || others.saturating_mul(100) < all.saturating_mul(100 - MOST_SHARE);
        views.iter().any(|view| few(of(view)))
    };
    if is_few(&Counted::total) {
        return Published { day: whole.day, total: None, outcomes: BTreeMap::new() };
    }
    let is_near = |outcome: Outcome| {
        let shown = earlier.iter().filter(|line| line.shown.outcomes.contains_key(&outcome));
        let mut pairs = shown.flat_map(|line| line.views.iter().zip(views));
        pairs.any(|(before, now)| number(before, outcome).abs_diff(number(now, outcome)) < FLOOR)
    };
    let mut outcomes: BTreeMap<Outcome, u32> = whole.outcomes.clone();
    outcomes.retain(|outcome, _| !is_few(&|line: &Counted| number(line, *outcome)) && !is_near(*outcome));
    // Both lines are about the same people: what is left of one and of the other may not differ by a few either.
    let has_moved = |shown: &BTreeMap<Outcome, u32>| {
        earlier.iter().filter(|line| line.shown.total.is_some()).any(|line| {
            let mut pairs = line.views.iter().zip(views);
            pairs.any(|(before, now)| {
                (1..FLOOR).contains(&rest(before, &line.shown.outcomes).abs_diff(rest(now, shown)))
            })
        })
    };
    let follows = |shown: &BTreeMap<Outcome, u32>| {
        views.iter().any(|view| gives_away(view, shown))
            || (shown.len() < Outcome::ALL.len() && is_few(&|line: &Counted| rest(line, shown)))
    };
    while follows(&outcomes) || has_moved(&outcomes) {
        let smallest = outcomes.iter().min_by_key(|(outcome, count)| (**count, **outcome)).map(|(outcome, _)| *outcome);
        let Some(smallest) = smallest else { break };
        outcomes.remove(&smallest);
    }
    Published { day: whole.day, total: Some(whole.total()), outcomes }
}

/// Whether the hidden numbers of a line follow from the total and from those that are shown: one that is hidden alone, or
/// beside the one that was hidden for its sake, several that are few together, or several that are each under the floor
/// and so many together that none of them can be nobody (of two that are eighteen together, each is nine). An outcome that
/// nobody had is hidden like any other.
fn gives_away(line: &Counted, shown: &BTreeMap<Outcome, u32>) -> bool {
    let hidden: Vec<u32> = Outcome::ALL
        .iter()
        .filter(|outcome| !shown.contains_key(outcome))
        .map(|outcome| number(line, *outcome))
        .collect();
    let rest = rest(line, shown);
    let others = u32::try_from(hidden.len()).unwrap_or(u32::MAX).saturating_sub(1);
    let all_small = hidden.iter().all(|count| *count < FLOOR);
    let crowded = all_small && rest > others.saturating_mul(FLOOR - 1);
    matches!(hidden.len(), 1 | 2) || (hidden.len() > 2 && (rest < FLOOR || crowded))
}

#[cfg(test)]
mod tests;
