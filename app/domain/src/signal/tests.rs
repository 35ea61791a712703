//! The rule by examples, and what holds of it whatever the signals are.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::{
    GRAVE_YES, LOOK, MOST_SILENCE, PAUSE, SILENCE, Signal, SignalClass, Verdict, WEEKS, is_grave, judge, of_answers,
    points, week,
};
use crate::check_in::{Answers, Outcome, Reply};
use crate::standards::Indicator;
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use uuid::Uuid;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn answers(replies: &[(Indicator, Reply)]) -> Answers {
    Answers { replies: replies.iter().copied().collect(), words: String::new() }
}

/// What these answers, each of another person, come to.
fn of_people(people: &[&[(Indicator, Reply)]]) -> Verdict {
    let of_one = |(voice, one): (u128, &&[(Indicator, Reply)])| {
        let signals = of_answers(&answers(one), None, today()).into_iter();
        signals.map(move |signal| Signal { voice: Some(Uuid::from_u128(voice)), ..signal })
    };
    let all: Vec<Signal> = (1..).zip(people).flat_map(of_one).collect();
    judge(&all, today())
}

#[test]
fn the_rule_by_examples() {
    use Indicator::{AbusiveConditions, Deception, ExcessiveOvertime, Isolation, RetentionOfDocuments, Violence};
    use Reply::{No, NotAsked, Unsure, Yes};
    for (people, expect) in [
        (&[&[(Violence, No), (Deception, NotAsked)][..]][..], Verdict::Nothing),
        (&[&[(Violence, Yes)]], Verdict::Strong),
        (&[&[(RetentionOfDocuments, Yes)]], Verdict::Strong),
        (&[&[(Violence, Unsure)]], Verdict::Nothing),
        (&[&[(Violence, Unsure), (Deception, Yes)]], Verdict::Look),
        (&[&[(Deception, Yes)], &[(Isolation, Yes)]], Verdict::Look),
        (&[&[(Deception, Yes)], &[(Isolation, Yes)], &[(ExcessiveOvertime, Unsure)]], Verdict::Look),
        (&[&[(Deception, Yes), (Isolation, Yes), (AbusiveConditions, Yes)]], Verdict::Look),
        (&[&[(Deception, Yes), (Isolation, Yes)][..], &[(AbusiveConditions, Yes)][..]], Verdict::Weak),
        (&[&[(Deception, Yes)], &[(Deception, Yes)], &[(Deception, Yes)]], Verdict::Weak),
    ] {
        assert_eq!(of_people(people), expect, "{people:?}");
    }
}

#[test]
fn a_silence_adds_points_and_no_person() {
    let of =
        |voice: u128, class, points| Signal { class, points, week: week(today()), voice: Some(Uuid::from_u128(voice)) };
    let much = of(1, SignalClass::Deception, PAUSE - 1);
    let silent = of(2, SignalClass::Silence, SILENCE);
    assert_eq!(judge(&[much, silent], today()), Verdict::Look, "nobody else has said anything");
    let little = of(2, SignalClass::Isolation, 1);
    assert_eq!(judge(&[Signal { points: LOOK, ..much }, silent, little], today()), Verdict::Weak, "it counts");
    assert_eq!(judge(&[Signal { points: LOOK, ..much }, little], today()), Verdict::Look, "without it, too little");
}

#[test]
fn leaving_because_it_was_not_safe_pauses_and_leaving_for_a_better_job_says_nothing() {
    for outcome in Outcome::ALL {
        let signals = of_answers(&Answers::default(), Some(*outcome), today());
        let expect = if *outcome == Outcome::Unsafe { Verdict::Strong } else { Verdict::Nothing };
        assert_eq!(judge(&signals, today()), expect, "{outcome}");
    }
}

#[test]
fn every_indicator_weighs_something_and_a_yes_never_less_than_being_unsure() {
    for indicator in Indicator::ALL {
        let of = |reply| points(*indicator, reply);
        assert!(of(Reply::Yes) >= of(Reply::Unsure) && of(Reply::Unsure) > 0, "{indicator}");
        assert_eq!((of(Reply::No), of(Reply::NotAsked)), (0, 0));
        assert_eq!(of(Reply::Yes) >= GRAVE_YES, is_grave(*indicator));
        assert_eq!(SignalClass::from(*indicator).word(), indicator.word());
    }
}

#[test]
fn a_signal_counts_for_half_a_year() {
    let strong = |weeks| Signal {
        class: SignalClass::Violence,
        points: PAUSE,
        week: week(today()) - TimeDelta::weeks(weeks),
        voice: None,
    };
    assert_eq!(judge(&[strong(WEEKS - 1)], today()), Verdict::Strong);
    assert_eq!(judge(&[strong(WEEKS)], today()), Verdict::Nothing);
    assert_eq!(judge(&[strong(-3)], today()), Verdict::Strong, "the clock was wrong for a while");
}

#[test]
fn a_week_begins_on_monday() {
    assert_eq!(week(today()).to_string(), "2026-11-23");
    assert_eq!(week(week(today())), week(today()));
}

fn signal() -> impl Strategy<Value = Signal> {
    let voice = prop::option::of((1..4_u64).prop_map(|voice| Uuid::from_u128(voice.into())));
    (0..SignalClass::ALL.len(), 1..=PAUSE, -40_i64..5, voice).prop_map(|(class, points, weeks, voice)| Signal {
        class: SignalClass::ALL.get(class).copied().unwrap(),
        points,
        week: week(today()) + TimeDelta::weeks(weeks),
        voice,
    })
}

fn signals() -> impl Strategy<Value = Vec<Signal>> {
    prop::collection::vec(signal(), 0..12)
}

proptest! {
    #[test]
    fn more_signals_never_make_it_milder(before in signals(), more in signal()) {
        let mut after = before.clone();
        after.push(more);
        prop_assert!(judge(&after, today()) >= judge(&before, today()));
    }

    #[test]
    fn the_order_in_which_they_came_does_not_matter(mut all in signals()) {
        let before = judge(&all, today());
        all.sort();
        prop_assert_eq!(judge(&all, today()), before);
        all.reverse();
        prop_assert_eq!(judge(&all, today()), before);
    }

    #[test]
    fn time_alone_never_makes_it_worse(all in signals(), weeks in 0_i64..60) {
        prop_assert!(judge(&all, today() + TimeDelta::weeks(weeks)) <= judge(&all, today()));
    }

    #[test]
    fn silence_alone_brings_stewards_and_pauses_nobody(count in 0_u32..200) {
        let all: Vec<Signal> = (0..count).map(|_| Signal::silence(today())).collect();
        let expect = if count >= LOOK { Verdict::Look } else { Verdict::Nothing };
        prop_assert_eq!(judge(&all, today()), expect);
        prop_assert!(MOST_SILENCE < PAUSE);
    }

    #[test]
    fn what_one_person_says_pauses_by_being_strong_alone(all in signals()) {
        let voice = Some(Uuid::from_u128(9));
        let all: Vec<Signal> = all.into_iter().map(|signal| Signal { voice, ..signal }).collect();
        prop_assert!(judge(&all, today()) != Verdict::Weak);
    }

    #[test]
    fn silences_of_others_make_one_person_no_second_one(all in signals(), silent in 0_u64..12) {
        let voice = Some(Uuid::from_u128(9));
        let said = all.into_iter().map(|signal| Signal { voice, ..signal });
        let silences = (100..100 + silent)
            .map(|of| Signal { voice: Some(Uuid::from_u128(of.into())), ..Signal::silence(today()) });
        let all: Vec<Signal> = said.chain(silences).collect();
        prop_assert!(judge(&all, today()) != Verdict::Weak);
    }

    #[test]
    fn signals_that_tell_of_nobody_are_one_persons_together(all in signals()) {
        let old: Vec<Signal> = all.into_iter().map(|signal| Signal { voice: None, ..signal }).collect();
        prop_assert!(judge(&old, today()) != Verdict::Weak);
    }

    #[test]
    fn one_strong_signal_that_counts_is_enough(mut all in signals(), weeks in 0..WEEKS) {
        let week = week(today()) - TimeDelta::weeks(weeks);
        all.push(Signal { class: SignalClass::DebtBondage, points: PAUSE, week, voice: None });
        prop_assert_eq!(judge(&all, today()), Verdict::Strong);
    }

    #[test]
    fn answers_that_worry_nobody_are_no_signals(asked in prop::collection::vec(any::<bool>(), 11)) {
        let replies: Vec<(Indicator, Reply)> = Indicator::ALL.iter().zip(asked)
            .map(|(indicator, asked)| (*indicator, if asked { Reply::No } else { Reply::NotAsked })).collect();
        prop_assert!(of_answers(&answers(&replies), Some(Outcome::StillThere), today()).is_empty());
    }
}
