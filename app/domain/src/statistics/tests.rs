//! What is shown and what is hidden, in examples and for every number that could be.
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
    use Outcome::{BetterJob, Completed, DidNotSuit, EmployerEnded, HealthOrFamily, LeftByChoice, StillThere, Unsafe};
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
    assert!(!of(&published, 180).outcomes.contains_key(&StillThere), "two of the others would follow: {published:?}");
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
