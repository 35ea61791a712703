//! What is published of how placements went, and what is not: no number below a floor, and none that could be computed
//! from others by taking one from another.
//!
//! Everybody who started in one year is one group, published once, when all of them have had their last check-in, and
//! never changed afterwards: nothing can be learnt from comparing today's page with yesterday's, and groups do not overlap.
//! Within a group, [`publish`] hides what is too small and what would give it away: to everybody, and to each NGO and each
//! employer that had a part in it, which knows its own people and takes them off, and to the companies of a group that
//! put together what they know.
//!
//! What is counted is read from check-ins when it is published, and kept nowhere before: whoever is erased leaves no
//! outcome behind. That somebody more has started stays, as a number for the whole year; nothing is known of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate, TimeDelta};

use crate::check_in::{CheckInKind, OUTCOME_DAYS, Outcome};
use crate::id::OrganisationId;

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

/// A check-in, as far as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Why it was there.
    pub kind: CheckInKind,
    /// The day after the start that it stood for.
    pub after: Option<i64>,
    /// How many days after the start it was planned; for one that asks why somebody left, the day on which they did.
    pub planned: i64,
    /// How things stood, if that was answered.
    pub outcome: Option<Outcome>,
}

/// How things stood after each of [`OUTCOME_DAYS`] with somebody who was asked all this. Why somebody left stands for every
/// day that had not come by then; what was answered for a day itself goes before it.
#[must_use]
pub fn outcomes(asked: &[Asked]) -> BTreeMap<i64, Outcome> {
    let after = |day: i64| {
        let own = asked.iter().filter(|each| each.kind != CheckInKind::Leaving && each.after == Some(day));
        let left = asked.iter().filter(|each| each.kind == CheckInKind::Leaving && each.planned <= day);
        own.chain(left).find_map(|each| each.outcome)
    };
    OUTCOME_DAYS.iter().filter_map(|day| Some((*day, after(*day)?))).collect()
}

/// Somebody who started, as they are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    /// The organisations that know of them: the NGO, and the employer.
    pub known_to: BTreeSet<OrganisationId>,
    /// How things stood, as far as that is known.
    pub outcomes: BTreeMap<i64, Outcome>,
}

/// The numbers of a year in which so many started, and how much of them each organisation gave, and each group of
/// companies. Of whoever started and is not among these people any more nobody knows whose they were: they could all be any
/// organisation's, so that each stands there once more with all of them, and once they stand alone.
#[must_use]
pub fn counted(started: u32, people: &[Starter], groups: &[BTreeSet<OrganisationId>]) -> (Numbers, Vec<Numbers>) {
    let mut all = Numbers::default();
    let mut own: BTreeMap<BTreeSet<OrganisationId>, Numbers> = BTreeMap::new();
    for person in people {
        all.add(&person.outcomes);
        let alone = person.known_to.iter().map(|organisation| BTreeSet::from([*organisation]));
        let together = groups.iter().filter(|group| !group.is_disjoint(&person.known_to)).cloned();
        // A group of one is that one, and who knows of somebody twice knows of one.
        for knowing in alone.chain(together).collect::<BTreeSet<_>>() {
            own.entry(knowing).or_default().add(&person.outcomes);
        }
    }
    let gone = started.saturating_sub(all.started);
    let mut own: Vec<Numbers> = own.into_values().collect();
    if gone > 0 {
        let with = |own: &Numbers| Numbers { started: own.started.saturating_add(gone), ..own.clone() };
        let worst: Vec<Numbers> = own.iter().map(with).collect();
        own.extend(worst);
        own.push(with(&Numbers::default()));
    }
    (Numbers { started: all.started.saturating_add(gone), ..all }, own)
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
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{
        Asked, Counted, FLOOR, MOST_SHARE, Numbers, Published, Starter, counted as count, last_complete, outcomes,
    };
    use crate::check_in::{CheckInKind, OUTCOME_DAYS, Outcome};
    use crate::id::OrganisationId;
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use uuid::Uuid;

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

    fn organisation(number: u128) -> OrganisationId {
        OrganisationId(Uuid::from_u128(number))
    }

    /// So many people of an NGO with an employer, who had this outcome after ninety days.
    fn people(many: usize, (ngo, employer): (u128, u128), outcome: Outcome) -> Vec<Starter> {
        let known_to = BTreeSet::from([organisation(ngo), organisation(employer)]);
        vec![Starter { known_to, outcomes: [(90, outcome)].into() }; many]
    }

    #[test]
    fn what_was_answered_for_a_day_goes_before_why_somebody_left() {
        let asked = |kind, after, planned, outcome| Asked { kind, after, planned, outcome };
        let ninety = |outcome| asked(CheckInKind::Planned, Some(90), 0, outcome);
        let left = |planned| asked(CheckInKind::Leaving, None, planned, Some(Outcome::BetterJob));
        let again = asked(CheckInKind::Again, Some(90), 90, Some(Outcome::DidNotSuit));
        let thirty = asked(CheckInKind::Planned, Some(30), 0, None);
        let later = (180, Outcome::BetterJob);
        let both = vec![(90, Outcome::BetterJob), later];
        for (asked, expect) in [
            (vec![], vec![]),
            (vec![thirty, ninety(None)], vec![]),
            (vec![left(20), ninety(None)], both.clone()),
            (vec![left(90)], both),
            (vec![left(91)], vec![later]),
            (vec![left(181)], vec![]),
            (vec![left(20), ninety(Some(Outcome::StillThere))], vec![(90, Outcome::StillThere), later]),
            (vec![ninety(None), again], vec![(90, Outcome::DidNotSuit)]),
        ] {
            assert_eq!(outcomes(&asked), expect.iter().copied().collect(), "{asked:?}");
        }
    }

    #[test]
    fn companies_of_one_group_look_together() {
        let people =
            [(1, 11, 45), (2, 12, 45), (3, 13, 10)].map(|(ngo, at, many)| people(many, (ngo, at), Outcome::StillThere));
        let total = |groups: &[BTreeSet<OrganisationId>]| {
            let (all, own) = count(100, &people.concat(), groups);
            assert_eq!(all.started, 100);
            of(&super::publish(&all, &own), 90).total
        };
        let group = |of: &[u128]| -> BTreeSet<OrganisationId> { of.iter().map(|of| organisation(*of)).collect() };
        assert_eq!(total(&[]), Some(100));
        assert_eq!(total(&[group(&[11, 14]), group(&[12])]), Some(100), "alone in its group");
        assert_eq!(total(&[group(&[11, 12])]), None, "together they have ninety of a hundred");
    }

    #[test]
    fn who_knows_of_somebody_twice_knows_of_one() {
        let people = people(3, (1, 11), Outcome::Completed);
        let (all, own) = count(3, &people, &[BTreeSet::from([organisation(1), organisation(11)])]);
        assert_eq!(own, vec![all; 3], "the NGO, the employer, and both");
    }

    #[test]
    fn whoever_is_gone_could_be_any_organisations() {
        let here = |of_one: usize| {
            [people(of_one, (1, 11), Outcome::StillThere), people(24 - of_one, (2, 12), Outcome::StillThere)].concat()
        };
        let total = |started: u32, people: &[Starter]| {
            let (all, own) = count(started, people, &[]);
            assert_eq!(all.started, started.max(24));
            of(&super::publish(&all, &own), 90).total
        };
        assert_eq!(total(24, &here(12)), Some(24));
        assert_eq!(total(29, &here(12)), Some(29));
        assert_eq!(total(29, &here(14)), Some(29), "ten are left for one that has all five who are gone");
        assert_eq!(total(29, &here(15)), None, "nine");
        assert_eq!(total(1, &here(12)), Some(24), "fewer than there are cannot have started");
        let (_, own) = count(29, &here(12), &[]);
        assert!(own.contains(&numbers(5, &[])), "an organisation may have nobody else");
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
