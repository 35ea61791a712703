//! What is published of how placements went, and what is not: no number below a floor, and none that could be computed
//! from others by taking one from another.
//!
//! Everybody who started in one year is one group, published once, when all of them have had their last check-in, and
//! never changed afterwards: nothing can be learnt from comparing today's page with yesterday's, and groups do not overlap.
//! Within a group, [`publish`] hides what is too small and what would give it away: to everybody, and to each NGO and each
//! employer that had a part in it, which knows its own people and takes them off.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, TimeDelta};

use crate::check_in::{OUTCOME_DAYS, Outcome};

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
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Counted, FLOOR, MOST_SHARE, Numbers, Published, last_complete};
    use crate::check_in::{OUTCOME_DAYS, Outcome};
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn line(day: i64, counts: &[(Outcome, u32)]) -> Counted {
        Counted { day, outcomes: counts.iter().copied().collect() }
    }

    /// What is shown of a group to which so many organisations gave that none of them knows more than everybody does.
    fn publish(started: u32, lines: &[Counted]) -> Vec<Published> {
        super::publish(&numbers(started, lines), &[])
    }

    fn numbers(started: u32, lines: &[Counted]) -> Numbers {
        Numbers { started, lines: lines.to_vec() }
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
    fn no_organisation_learns_a_small_number_by_taking_its_own_off() {
        use Outcome::{BetterJob, Completed, LeftByChoice, StillThere};
        let counts = [(StillThere, 30), (Completed, 12), (BetterJob, 9), (LeftByChoice, 9)];
        let all = numbers(60, &[line(90, &counts)]);
        let with = |own: &Numbers| super::publish(&all, std::slice::from_ref(own));
        let first = |published: &[Published]| of(published, 90).clone();
        assert_eq!(first(&with(&Numbers::default())).outcomes, [(StillThere, 30), (Completed, 12)].into());
        // Of the thirty who are still there it knows twenty-one: nine others would follow.
        let shown = first(&with(&numbers(21, &[line(90, &[(StillThere, 21)])])));
        assert_eq!(shown.total, Some(60));
        assert_eq!(shown.outcomes, [(Completed, 12)].into());
        // Of sixty it knows fifty-one, or all.
        for own in [numbers(51, &[line(90, counts.get(..3).unwrap())]), all.clone()] {
            assert!(with(&own).iter().all(Published::says_nothing), "{own:?}");
        }
        // Of a thousand it knows more than four fifths: what is left is many, and the number is its own all the same.
        let many = numbers(1000, &[]);
        for (own, total) in [(800, Some(1000)), (801, None)] {
            let published = super::publish(&many, &[numbers(own, &[])]);
            assert_eq!(first(&published).total, total, "{own} of 1000, at most {MOST_SHARE} of 100");
        }
    }

    #[test]
    fn no_organisation_learns_a_small_number_from_two_lines() {
        use Outcome::{BetterJob, StillThere};
        let all = numbers(100, &[line(90, &[(StillThere, 60)]), line(180, &[(StillThere, 40), (BetterJob, 40)])]);
        let nobody = super::publish(&all, &[]);
        assert!(of(&nobody, 180).outcomes.contains_key(&StillThere), "{nobody:?}");
        // Twenty are gone, and eighteen of them are its own.
        let own = numbers(30, &[line(90, &[(StillThere, 30)]), line(180, &[(StillThere, 12), (BetterJob, 18)])]);
        let published = super::publish(&all, &[own]);
        assert_eq!(of(&published, 90).outcomes, [(StillThere, 60)].into());
        assert!(
            !of(&published, 180).outcomes.contains_key(&StillThere),
            "two of the others would follow: {published:?}"
        );
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
        fn nobody_who_knows_their_own_people_finds_a_number_under_the_floor(
            own in (counted(90), counted(180)), others in (counted(90), counted(180)), more in 0_u32..30,
        ) {
            let group = |(first, second): &(Counted, Counted)| {
                numbers(first.total().max(second.total()), &[first.clone(), second.clone()])
            };
            let (own, mut all) = (group(&own), group(&others));
            all.started += own.started + more;
            for (line, own) in all.lines.iter_mut().zip(&own.lines) {
                for (outcome, count) in &own.outcomes {
                    *line.outcomes.entry(*outcome).or_default() += count;
                }
            }
            let published = super::publish(&all, std::slice::from_ref(&own));
            let mut before: Option<(&Published, Counted)> = None;
            for shown in &published {
                let own = own.line(shown.day);
                let Some(total) = shown.total else { continue };
                let others = |count: u32, own: u32| count.checked_sub(own).unwrap();
                prop_assert!(others(total, own.total()) >= FLOOR);
                prop_assert!(own.total() * 100 <= total * MOST_SHARE);
                for (outcome, count) in &shown.outcomes {
                    let known = super::number(&own, *outcome);
                    prop_assert!(others(*count, known) >= FLOOR && known * 100 <= count * MOST_SHARE, "{:?}", shown);
                }
                let rest = total - shown.outcomes.values().sum::<u32>();
                if shown.outcomes.len() < Outcome::ALL.len() {
                    prop_assert!(others(rest, super::rest(&own, &shown.outcomes)) >= FLOOR, "{:?}", shown);
                }
                if let Some((earlier, earlier_own)) = &before {
                    for (outcome, count) in &shown.outcomes {
                        let Some(was) = earlier.outcomes.get(outcome) else { continue };
                        let now = others(*count, super::number(&own, *outcome));
                        let was = others(*was, super::number(earlier_own, *outcome));
                        prop_assert!(now.abs_diff(was) >= FLOOR, "{:?}", published);
                    }
                }
                before = Some((shown, own));
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
