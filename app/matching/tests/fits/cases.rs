//! Readable cases: what keeps a placement out, what speaks for it, what is missing, and what an employer learns.

use crate::world::{
    BAKER, COOK, KITCHEN_LEAD, PIZZA_MAKER, SKILLS, Who, level, organisation, place, rank, rank_group, wanted,
};
use domain::codes::Cefr;
use domain::placement::{Housing, PlacementKind, Shift, Support, Terms};
use domain::referral::{Area, Exclusion, Profile, Reach, ReachUnit, RightToWork};
use matching::{Barrier, Closeness, Gap, Met, Need, Reason, must_haves};

fn offer() -> Terms {
    Terms {
        kind: Some(PlacementKind::Job),
        sector: Some("56".parse().unwrap()),
        occupation: Some(COOK.parse().unwrap()),
        place: Some(place("Bari")),
        hours: Some(30),
        shifts: vec![Shift::Evening],
        languages: vec![level("it", Cefr::B1)],
        supports: vec![Support::Transport],
        ..Terms::default()
    }
}

fn person() -> Who {
    let profile = Profile {
        languages: vec![level("it", Cefr::B2), level("sq", Cefr::C2)],
        wanted: vec![wanted(COOK, 3)],
        skills: SKILLS.iter().take(4).map(|skill| skill.parse().unwrap()).collect(),
        hours_min: Some(20),
        hours_max: Some(35),
        right_to_work: Some(RightToWork::Yes),
        supports: vec![Support::Transport],
    };
    let area = Area { home: Some(place("Bari")), reach: Some(Reach { amount: 30, unit: ReachUnit::Km }) };
    Who { profile, area }
}

/// Somebody like that who can and wants something else.
fn who(profile: Profile) -> Who {
    Who { profile, ..person() }
}

fn check_barrier(change: impl Fn(&mut Who, &mut Terms), exclusions: &[Exclusion], expect: Option<Barrier>) {
    let (mut profile, mut terms) = (person(), offer());
    change(&mut profile, &mut terms);
    let ranked = rank(&profile, exclusions, &[terms]);
    assert_eq!(ranked.kept_out.first().map(|kept| kept.by.clone()), expect);
    assert_eq!(ranked.fits.is_empty(), expect.is_some());
}

#[test]
fn an_exclusion_keeps_out() {
    let avoid = |name: &str, km| Exclusion::Place { place: place(name), km };
    let sector = |code: &str| Exclusion::Sector { sector: code.parse().unwrap() };
    let same = |_: &mut Who, _: &mut Terms| {};
    check_barrier(same, &[], None);
    check_barrier(same, &[avoid("Bari", 0)], Some(Barrier::Place { km: 0 }));
    check_barrier(same, &[avoid("Tirana", 100)], None);
    check_barrier(same, &[avoid("Tirana", 260)], Some(Barrier::Place { km: 260 }));
    check_barrier(same, &[sector("56")], Some(Barrier::Sector { sector: "56".parse().unwrap() }));
    check_barrier(same, &[sector("I")], Some(Barrier::Sector { sector: "I".parse().unwrap() }));
    check_barrier(same, &[sector("55")], None);
    check_barrier(same, &[Exclusion::Organisation { organisation: organisation(1) }], Some(Barrier::Organisation));
    check_barrier(same, &[Exclusion::Organisation { organisation: organisation(2) }], None);
    let evening = Exclusion::Shift { shift: Shift::Evening };
    check_barrier(same, &[evening], Some(Barrier::Shift { shift: Shift::Evening }));
    check_barrier(same, &[Exclusion::Shift { shift: Shift::Night }], None);
    check_barrier(same, &[Exclusion::LiveIn], None);
    check_barrier(
        |_, terms| terms.conditions.housing = Some(Housing::LiveIn),
        &[Exclusion::LiveIn],
        Some(Barrier::LiveIn),
    );
}

#[test]
fn an_excluded_organisation_takes_its_group_with_it() {
    let check = |excluded: &str, group: Option<&str>, expect: bool| {
        let ranked = rank_group(&person(), &[excluded], group, &offer());
        assert_eq!(ranked.kept_out.first().map(|kept| &kept.by), expect.then_some(&Barrier::Group), "{excluded:?}");
    };
    check("Sea Hotels", Some("Sea Hotels"), true);
    check("Sea Hotels", Some("  sea  HOTELS "), true);
    check("Sea Hotels", Some("Hill Hotels"), false);
    check("Sea Hotels", None, false);
    check("", Some(""), false);
    check(" ", Some("  "), false);
}

#[test]
fn a_hard_limit_keeps_out() {
    let law = |kind, has| {
        move |profile: &mut Who, terms: &mut Terms| {
            (terms.kind, profile.right_to_work) = (Some(kind), has);
        }
    };
    for kind in [PlacementKind::Job, PlacementKind::PaidTrial, PlacementKind::Apprenticeship] {
        for has in [RightToWork::Pending, RightToWork::OnlyTraining] {
            check_barrier(law(kind, Some(has)), &[], Some(Barrier::RightToWork { has, kind }));
        }
        check_barrier(law(kind, None), &[], None);
    }
    check_barrier(law(PlacementKind::Training, Some(RightToWork::OnlyTraining)), &[], None);
    check_barrier(law(PlacementKind::Mentoring, Some(RightToWork::Pending)), &[], None);

    check_barrier(|p, _| p.area.home = Some(place("Tirana")), &[], Some(Barrier::Distance { km: 248, reach_km: 30 }));
    check_barrier(|p, _| (p.area.home, p.area.reach) = (Some(place("Tirana")), None), &[], None);
    check_barrier(|p, t| (p.area.home, t.place) = (Some(place("Tirana")), None), &[], None);
    check_barrier(|_, t| t.hours = Some(36), &[], Some(Barrier::Hours { hours: 36, most: 35 }));
    check_barrier(|_, t| t.hours = Some(35), &[], None);
    check_barrier(|p, t| (p.hours_max, t.hours) = (None, Some(60)), &[], None);
    for support in Support::ALL.iter().copied() {
        let hard = matches!(support, Support::WomenOnlyTeam | Support::StepFree);
        let expect = hard.then_some(Barrier::Support { support });
        check_barrier(|p, t| (p.supports, t.supports) = (vec![support], vec![]), &[], expect);
        check_barrier(|p, t| (p.supports, t.supports) = (vec![support], vec![support]), &[], None);
    }
}

#[test]
fn a_safety_exclusion_is_named_before_an_ordinary_limit() {
    let both = [Exclusion::Place { place: place("Bari"), km: 5 }];
    check_barrier(|_, t| t.hours = Some(60), &both, Some(Barrier::Place { km: 5 }));
    assert!(Barrier::Place { km: 5 }.is_secret());
    assert!(!Barrier::Hours { hours: 60, most: 35 }.is_secret());
}

#[test]
fn a_good_fit_says_why() {
    let ranked = rank(&person(), &[], &[offer()]);
    let fit = ranked.fits.first().unwrap();
    assert_eq!(fit.gaps, []);
    assert_eq!(
        fit.reasons,
        [
            Reason::OccupationWanted { rank: 1 },
            Reason::Skills {
                shared: 4,
                asked: 6,
                named: SKILLS.iter().take(4).map(|skill| skill.parse().unwrap()).collect()
            },
            Reason::Language { language: "it".parse().unwrap(), has: Cefr::B2, wants: Cefr::B1 },
            Reason::Near { km: 0, reach_km: Some(30) },
            Reason::Hours { hours: 30 },
            Reason::Support { support: Support::Transport },
            Reason::Experience { years: 3 },
        ]
    );
    assert!((fit.confidence - 1.0).abs() < 1e-9);
    // 0.30 + 0.25 * 4/6 + 0.15 + 0.10 + 0.10 + 0.05 + 0.05 * 3/5
    assert!((fit.score - 0.896_666).abs() < 1e-5, "{}", fit.score);
}

#[test]
fn each_component_moves_the_score_by_its_weight() {
    let check = |change: &dyn Fn(&mut Who, &mut Terms), expect: f64| {
        let (mut profile, mut terms) = (person(), offer());
        change(&mut profile, &mut terms);
        let ranked = rank(&profile, &[], &[terms]);
        let score = ranked.fits.first().unwrap().score;
        assert!((score - expect).abs() < 1e-5, "{score} is not {expect}");
    };
    let full = 0.896_666;
    check(&|_, _| {}, full);
    // One level below costs half of the component; two, or no such language, all of it and 40 % of the rest.
    check(&|p, _| p.languages = vec![level("it", Cefr::A2)], full - 0.075);
    check(&|p, _| p.languages = vec![level("it", Cefr::A1)], (full - 0.15) * 0.6);
    check(&|p, _| p.languages = vec![level("sq", Cefr::C2)], (full - 0.15) * 0.6);
    check(&|p, _| p.wanted = vec![wanted(PIZZA_MAKER, 3)], full - 0.3 * 0.3);
    check(&|p, _| p.wanted = vec![wanted(BAKER, 3), wanted(COOK, 3)], full - 0.3 * 0.05);
    check(&|p, _| p.skills.truncate(1), full - 0.25 * 0.5);
    check(&|p, _| p.skills.push("s7".parse().unwrap()), full + 0.25 * 0.5 / 6.0);
    check(&|_, t| t.hours = Some(10), full - 0.1 * 0.5);
    check(&|p, _| p.supports.push(Support::Childcare), full - 0.05 * 0.5);
    check(&|p, _| p.wanted = vec![wanted(COOK, 30)], full + 0.05 * 0.4);
    // Bari and Taranto lie 81 km apart: three quarters of the reach cost three eighths of the component.
    let far = |p: &mut Who, _: &mut Terms| {
        (p.area.home, p.area.reach) = (Some(place("Taranto")), Some(Reach { amount: 216, unit: ReachUnit::Minutes }));
    };
    check(&far, full - 0.1 * 0.5 * place("Bari").point.km_to(place("Taranto").point) / 108.0);
}

fn check_gap(change: impl Fn(&mut Who, &mut Terms), expect: &Gap) {
    let (mut profile, mut terms) = (person(), offer());
    change(&mut profile, &mut terms);
    let ranked = rank(&profile, &[], &[terms]);
    let fit = ranked.fits.first().unwrap();
    assert!(fit.gaps.contains(expect), "{expect:?} not in {:?}", fit.gaps);
    assert!(fit.score < 0.89, "{expect:?}: {}", fit.score);
}

#[test]
fn what_is_missing_is_a_gap() {
    let italian = |has| Gap::Language { language: "it".parse().unwrap(), wants: Cefr::B1, has };
    check_gap(|p, _| p.languages = vec![level("it", Cefr::A2)], &italian(Some(Cefr::A2)));
    check_gap(|p, _| p.languages = vec![level("it", Cefr::A1)], &italian(Some(Cefr::A1)));
    check_gap(|p, _| p.languages = vec![level("sq", Cefr::C2)], &italian(None));
    check_gap(|_, t| t.occupation = Some(BAKER.parse().unwrap()), &Gap::Occupation);
    check_gap(|p, _| p.skills = vec!["none-of-them".parse().unwrap()], &Gap::Skills { asked: 6 });
    check_gap(|_, t| t.hours = Some(10), &Gap::Hours { hours: 10, least: 20 });
    check_gap(|_, t| t.supports.clear(), &Gap::Support { support: Support::Transport });
    check_gap(|p, _| (p.area.home, p.area.reach) = (Some(place("Tirana")), None), &Gap::Far { km: 248 });
}

#[test]
fn what_was_not_said_lowers_the_confidence_only() {
    let full = rank(&person(), &[], &[offer()]);
    let silent = rank(
        &Who { profile: Profile { wanted: vec![wanted(COOK, 0)], ..Profile::default() }, ..Who::default() },
        &[],
        &[offer()],
    );
    let (full, silent) = (full.fits.first().unwrap(), silent.fits.first().unwrap());
    assert!(silent.score > full.score);
    assert!((silent.confidence - 0.3).abs() < 1e-9);
    let nothing = rank(&Who::default(), &[], &[offer(), Terms::default()]);
    assert_eq!(nothing.fits.len(), 2);
    assert_eq!(nothing.fits.first().unwrap().gaps, [Gap::RightToWorkNotSaid { kind: PlacementKind::Job }]);
    assert!(nothing.fits.iter().all(|fit| fit.score == 0.0 && fit.confidence == 0.0));
}

#[test]
fn a_nearer_occupation_scores_higher() {
    let score = |wish: &str| {
        let profile = Profile { wanted: vec![wanted(wish, 2)], ..person().profile };
        let ranked = rank(&who(profile), &[], &[offer()]);
        let fit = ranked.fits.first().unwrap().clone();
        (fit.score, fit.reasons.first().cloned().unwrap())
    };
    let (exact, unit, minor, other) = (score(COOK), score(PIZZA_MAKER), score(KITCHEN_LEAD), score(BAKER));
    assert!(exact.0 > unit.0 && unit.0 > minor.0 && minor.0 > other.0);
    assert_eq!(unit.1, Reason::SameGroup { closeness: Closeness::Unit });
    assert_eq!(minor.1, Reason::SameGroup { closeness: Closeness::Minor });
    assert!(matches!(other.1, Reason::Skills { .. }));
}

#[test]
fn an_employer_learns_only_which_must_haves_are_met() {
    let check = |change: &dyn Fn(&mut Who, &mut Terms), expect: &[Met]| {
        let (mut profile, mut terms) = (person(), offer());
        terms.start = chrono::NaiveDate::from_ymd_opt(2027, 2, 1);
        change(&mut profile, &mut terms);
        let met: Vec<Met> = must_haves(&terms, &profile).iter().map(|one| one.met).collect();
        assert_eq!(met, expect);
    };
    check(&|_, _| {}, &[Met::Yes, Met::Yes, Met::Yes, Met::NotSaid]);
    check(&|p, _| p.languages = vec![level("it", Cefr::A2)], &[Met::No, Met::Yes, Met::Yes, Met::NotSaid]);
    check(&|p, _| p.languages.clear(), &[Met::NotSaid, Met::Yes, Met::Yes, Met::NotSaid]);
    check(&|_, t| t.hours = Some(40), &[Met::Yes, Met::No, Met::Yes, Met::NotSaid]);
    check(&|p, _| p.right_to_work = None, &[Met::Yes, Met::Yes, Met::NotSaid, Met::NotSaid]);
    check(&|_, t| t.kind = Some(PlacementKind::Training), &[Met::Yes, Met::Yes, Met::NotSaid]);
    check(&|_, t| *t = Terms::default(), &[]);
}

#[test]
fn a_must_have_repeats_the_placement_and_nothing_of_the_person() {
    let exact = Profile { languages: vec![level("it", Cefr::B1)], ..person().profile };
    let more = Profile { languages: vec![level("it", Cefr::C2), level("en", Cefr::C1)], ..person().profile };
    assert_eq!(must_haves(&offer(), &exact), must_haves(&offer(), &more));
    assert_eq!(must_haves(&offer(), &exact).first().unwrap().need, Need::Language(level("it", Cefr::B1)));
}
