//! What is published of how placements went, and what is not: no number below a floor, and none that could be computed
//! from others by taking one from another.
//!
//! Everybody who started in one year is one group, published once, when all of them have had their last check-in, and
//! never changed afterwards: nothing can be learnt from comparing today's page with yesterday's, and groups do not overlap.
//! Within a group, [`publish`] hides what is too small and what would give it away.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, TimeDelta};

use crate::check_in::{OUTCOME_DAYS, Outcome};

/// The smallest number that is shown.
pub const FLOOR: u32 = 10;

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

/// What is shown of one group. `started` is how many began; whoever nothing is known of is [`Outcome::Unknown`]. The
/// lines come in the order of [`OUTCOME_DAYS`].
#[must_use]
pub fn publish(started: u32, lines: &[Counted]) -> Vec<Published> {
    let mut shown: Vec<Published> = Vec::new();
    for day in OUTCOME_DAYS {
        let found = lines.iter().find(|line| line.day == *day).cloned();
        let line = with_unknown(started, Counted { day: *day, ..found.unwrap_or_default() });
        shown.push(hide(&line, &shown));
    }
    shown
}

/// Adds whoever nothing is known of, so that each line is about the same people.
fn with_unknown(started: u32, mut line: Counted) -> Counted {
    let missing = started.saturating_sub(line.total());
    if missing > 0 {
        let unknown = line.outcomes.entry(Outcome::Unknown).or_default();
        *unknown = unknown.saturating_add(missing);
    }
    line
}

/// Hides what is under the floor; then what differs too little from the same number of an earlier line, since the
/// difference would be a number under the floor; then, while what is hidden could be computed from the total, or differs
/// too little from what an earlier line hides, the smallest that is left.
fn hide(line: &Counted, earlier: &[Published]) -> Published {
    let total = line.total();
    if total < FLOOR {
        return Published { day: line.day, total: None, outcomes: BTreeMap::new() };
    }
    let near = |outcome: Outcome, count: u32| {
        let before = earlier.iter().filter_map(|line| line.outcomes.get(&outcome));
        before.into_iter().any(|before| before.abs_diff(count) < FLOOR)
    };
    let mut outcomes: BTreeMap<Outcome, u32> = line.outcomes.clone();
    outcomes.retain(|outcome, count| *count >= FLOOR && !near(*outcome, *count));
    // Both lines are about the same people: what is left of one and of the other may not differ by a few either.
    let moved = |shown: &BTreeMap<Outcome, u32>| {
        let others = earlier.iter().filter_map(|line| Some(line.total? - line.outcomes.values().sum::<u32>()));
        others.into_iter().any(|other| (1..FLOOR).contains(&other.abs_diff(total - shown.values().sum::<u32>())))
    };
    while gives_away(line, &outcomes) || moved(&outcomes) {
        let smallest = outcomes.iter().min_by_key(|(outcome, count)| (**count, **outcome)).map(|(outcome, _)| *outcome);
        let Some(smallest) = smallest else { break };
        outcomes.remove(&smallest);
    }
    Published { day: line.day, total: Some(total), outcomes }
}

/// Whether the hidden numbers of a line follow from the total and from those that are shown: one that is hidden alone, or
/// beside the one that was hidden for its sake, several that are few together, or several that are each under the floor and so many together that none of them can be
/// nobody (of two that are eighteen together, each is nine). An outcome that nobody had is hidden like any other.
fn gives_away(line: &Counted, shown: &BTreeMap<Outcome, u32>) -> bool {
    let hidden: Vec<u32> = Outcome::ALL
        .iter()
        .filter(|outcome| !shown.contains_key(outcome))
        .map(|outcome| line.outcomes.get(outcome).copied().unwrap_or_default())
        .collect();
    let rest = line.total().saturating_sub(shown.values().sum());
    let others = u32::try_from(hidden.len()).unwrap_or(u32::MAX).saturating_sub(1);
    let all_small = hidden.iter().all(|count| *count < FLOOR);
    let crowded = all_small && rest > others.saturating_mul(FLOOR - 1);
    matches!(hidden.len(), 1 | 2) || (hidden.len() > 2 && (rest < FLOOR || crowded))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Counted, FLOOR, Published, last_complete, publish};
    use crate::check_in::{OUTCOME_DAYS, Outcome};
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn line(day: i64, counts: &[(Outcome, u32)]) -> Counted {
        Counted { day, outcomes: counts.iter().copied().collect() }
    }

    fn of(published: &[Published], day: i64) -> &Published {
        published.iter().find(|line| line.day == day).unwrap()
    }

    #[test]
    fn under_the_floor_there_is_nothing_at_all() {
        let published = publish(9, &[line(90, &[(Outcome::StillThere, 9)])]);
        assert_eq!(published.len(), OUTCOME_DAYS.len());
        assert!(published.iter().all(Published::says_nothing));
    }

    #[test]
    fn a_small_number_hides_and_does_not_follow_from_the_total() {
        let published =
            publish(40, &[line(90, &[(Outcome::StillThere, 25), (Outcome::BetterJob, 12), (Outcome::Unsafe, 3)])]);
        let first = of(&published, 90);
        assert_eq!(first.total, Some(40));
        assert_eq!(first.outcomes, [(Outcome::StillThere, 25)].into(), "12 goes too, or 3 would follow");
    }

    #[test]
    fn small_numbers_that_nearly_fill_what_is_left_do_not_follow() {
        use Outcome::{BetterJob, Completed, DidNotSuit, EmployerEnded, HealthOrFamily, LeftByChoice, StillThere};
        // Two outcomes are under the floor, and what is left is eighteen: both would be nine.
        let shown = [StillThere, Completed, LeftByChoice, BetterJob, HealthOrFamily, DidNotSuit, EmployerEnded];
        let counts: Vec<(Outcome, u32)> = shown.into_iter().zip([30, 28, 26, 24, 22, 20, 12]).collect();
        let counts = [counts, vec![(Outcome::Unsafe, 9), (Outcome::Unknown, 9)]].concat();
        let whole = counts.iter().map(|(_, count)| count).sum();
        let published = publish(whole, &[line(90, &counts)]);
        let first = of(&published, 90);
        assert!(!first.outcomes.contains_key(&EmployerEnded), "the smallest goes with them: {first:?}");
        assert_eq!(first.outcomes.len(), 6);
    }

    #[test]
    fn two_totals_do_not_give_a_small_number_away() {
        use Outcome::{BetterJob, LeftByChoice, StillThere};
        let before = line(90, &[(StillThere, 30), (BetterJob, 20), (LeftByChoice, 11)]);
        let after = |still, better| line(180, &[(StillThere, still), (BetterJob, better), (LeftByChoice, 11)]);
        let published = publish(61, &[before.clone(), after(26, 24)]);
        let (first, second) = (of(&published, 90), of(&published, 180));
        assert_eq!(first.outcomes, [(StillThere, 30), (BetterJob, 20)].into());
        let known = |outcome| second.outcomes.contains_key(&outcome);
        assert!(!known(StillThere) && !known(BetterJob), "the four who left since would follow: {published:?}");
        assert_eq!(second.total, first.total, "both lines are about the same people");
        let published = publish(61, &[before, after(12, 38)]);
        assert_eq!(of(&published, 180).outcomes, [(StillThere, 12), (BetterJob, 38)].into());
    }

    #[test]
    fn whoever_moved_between_what_is_hidden_and_what_is_shown_is_not_counted_out() {
        use Outcome::{BetterJob, LeftByChoice, StillThere};
        let lines = [
            line(90, &[(StillThere, 30), (LeftByChoice, 11), (BetterJob, 20)]),
            line(180, &[(StillThere, 12), (LeftByChoice, 12), (BetterJob, 37)]),
        ];
        let published = publish(61, &lines);
        let rest = |day| {
            let line = of(&published, day);
            line.total.unwrap() - line.outcomes.values().sum::<u32>()
        };
        assert!(!(1..FLOOR).contains(&rest(90).abs_diff(rest(180))), "{published:?}");
    }

    #[test]
    fn of_what_is_hidden_nothing_small_is_certain() {
        use Outcome::{
            BetterJob, Completed, DidNotSuit, EmployerEnded, HealthOrFamily, LeftByChoice, StillThere, Unsafe,
        };
        let all = [StillThere, Completed, LeftByChoice, BetterJob, HealthOrFamily, DidNotSuit, EmployerEnded, Unsafe];
        let numbers = [30, 28, 26, 24, 22, 20, 10, 10];
        let counts: Vec<(Outcome, u32)> = all.into_iter().zip(numbers).collect();
        let published = publish(numbers.iter().sum(), &[line(90, &counts)]);
        let hidden = Outcome::ALL.len() - of(&published, 90).outcomes.len();
        assert!(hidden > 2, "of two, one was hidden for the other's sake: {published:?}");
    }

    #[test]
    fn that_nobody_was_in_danger_is_a_small_number_too() {
        let published = publish(30, &[line(90, &[(Outcome::StillThere, 30)])]);
        let first = of(&published, 90);
        assert_eq!((first.total, first.outcomes.len()), (Some(30), 0), "thirty of thirty would say it");
    }

    #[test]
    fn a_year_is_told_when_its_last_people_have_had_their_time() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(last_complete(day(2026, 11, 24)), 2025);
        assert_eq!((last_complete(day(2027, 7, 29)), last_complete(day(2027, 7, 30))), (2025, 2025));
        assert_eq!(last_complete(day(2027, 7, 31)), 2026);
    }

    fn counted(day: i64) -> impl Strategy<Value = Counted> {
        prop::collection::vec(0_u32..60, Outcome::ALL.len())
            .prop_map(move |counts| line(day, &Outcome::ALL.iter().copied().zip(counts).collect::<Vec<_>>()))
    }

    proptest! {
        #[test]
        fn no_number_that_is_shown_or_follows_is_under_the_floor(first in counted(90), second in counted(180), more in 0_u32..30) {
            let started = first.total().max(second.total()) + more;
            let published = publish(started, &[first, second]);
            for line in &published {
                prop_assert!(line.total.is_none_or(|total| total >= FLOOR));
                prop_assert!(line.outcomes.values().all(|count| *count >= FLOOR));
                // From the total: the rest is nobody's number alone, and is many.
                if let Some(total) = line.total {
                    let rest = total - line.outcomes.values().sum::<u32>();
                    let hidden = Outcome::ALL.len() - line.outcomes.len();
                    prop_assert!(hidden == 0 || (hidden > 2 && rest >= FLOOR), "{:?}", line);
                    if hidden == 0 { prop_assert_eq!(rest, 0); }
                }
            }
            // From two lines: no difference of one outcome is small, and none of what is left.
            let rests: Vec<u32> = published.iter().filter_map(|line| Some(line.total? - line.outcomes.values().sum::<u32>())).collect();
            if let [one, other] = rests[..] { prop_assert!(!(1..FLOOR).contains(&one.abs_diff(other)), "{:?}", published); }
            for outcome in Outcome::ALL {
                let both: Vec<u32> = published.iter().filter_map(|line| line.outcomes.get(outcome).copied()).collect();
                if let [one, other] = both[..] { prop_assert!(one.abs_diff(other) >= FLOOR); }
            }
        }

        #[test]
        fn no_hidden_number_under_the_floor_is_the_only_one_that_fits(line in counted(90)) {
            let published = publish(line.total(), std::slice::from_ref(&line));
            let shown = of(&published, 90);
            let Some(total) = shown.total else { return Ok(()) };
            let hidden = Outcome::ALL.iter().filter(|outcome| !shown.outcomes.contains_key(outcome));
            let hidden: Vec<u32> =
                hidden.map(|outcome| line.outcomes.get(outcome).copied().unwrap_or_default()).collect();
            let rest = total - shown.outcomes.values().sum::<u32>();
            // Whoever takes all that is hidden for small must not find that each of them is somebody.
            let smallest = u32::try_from(hidden.len()).unwrap().saturating_sub(1) * (FLOOR - 1);
            let could_be_nobody = rest <= smallest || hidden.iter().any(|count| *count >= FLOOR);
            prop_assert!(hidden.is_empty() || could_be_nobody, "{:?}", shown);
        }
    }
}
