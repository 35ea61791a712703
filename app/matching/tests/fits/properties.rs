//! Rules that hold for any person and any offers.

use domain::codes::{Cefr, LanguageLevel};
use domain::placement::{Conditions, Housing, PlacementKind, Shift, Support, Terms};
use domain::referral::{Area, Exclusion, Profile, Reach, ReachUnit, RightToWork, Wanted};
use proptest::prelude::*;
use proptest::{collection::vec, option, sample::select};

use crate::world::{BAKER, COOK, KITCHEN_LEAD, PIZZA_MAKER, SKILLS, Who, level, organisation, place, rank, wanted};

fn languages() -> impl Strategy<Value = Vec<LanguageLevel>> {
    vec((select(vec!["it", "sq", "en"]), select(Cefr::ALL)).prop_map(|(name, at)| level(name, at)), 0..3)
}

fn occupation() -> impl Strategy<Value = &'static str> {
    select(vec![COOK, PIZZA_MAKER, KITCHEN_LEAD, BAKER])
}

fn town() -> impl Strategy<Value = domain::placement::Place> {
    select(vec!["Tirana", "Bari", "Taranto"]).prop_map(place)
}

fn terms() -> impl Strategy<Value = Terms> {
    let work = (option::of(select(PlacementKind::ALL)), option::of(select(vec!["56", "55", "47", "I"])));
    let when = (option::of(0..70_u8), vec(select(Shift::ALL), 0..3), vec(select(Support::ALL), 0..4));
    let housing = option::of(select(Housing::ALL));
    (work, option::of(occupation()), option::of(town()), when, languages(), housing).prop_map(
        |((kind, sector), occupation, place, (hours, shifts, supports), languages, housing)| Terms {
            kind,
            sector: sector.map(|code| code.parse().unwrap()),
            occupation: occupation.map(|code| code.parse().unwrap()),
            place,
            hours,
            shifts,
            supports,
            languages,
            conditions: Conditions { housing, ..Conditions::default() },
            ..Terms::default()
        },
    )
}

fn who() -> impl Strategy<Value = Who> {
    let wishes = vec((occupation(), 0..40_u8).prop_map(|(code, years)| -> Wanted { wanted(code, years) }), 0..7);
    let reach = (0..400_u16, select(ReachUnit::ALL)).prop_map(|(amount, unit)| Reach { amount, unit });
    let hours = (option::of(0..60_u8), option::of(0..60_u8));
    let needs = (option::of(select(RightToWork::ALL)), vec(select(Support::ALL), 0..3));
    (languages(), wishes, vec(select(SKILLS), 0..9), hours, option::of(town()), option::of(reach), needs).prop_map(
        |(languages, wanted, skills, (hours_min, hours_max), home, reach, (right_to_work, supports))| Who {
            profile: Profile {
                languages,
                wanted,
                skills: skills.into_iter().map(|skill| skill.parse().unwrap()).collect(),
                hours_min,
                hours_max,
                right_to_work,
                supports,
            },
            area: Area { home, reach },
        },
    )
}

fn exclusion() -> impl Strategy<Value = Exclusion> {
    prop_oneof![
        (town(), 0..300_u16).prop_map(|(place, km)| Exclusion::Place { place, km }),
        (0..3_u128).prop_map(|number| Exclusion::Organisation { organisation: organisation(number) }),
        select(vec!["I", "56", "47", "A"]).prop_map(|code| Exclusion::Sector { sector: code.parse().unwrap() }),
        select(Shift::ALL).prop_map(|shift| Exclusion::Shift { shift }),
        Just(Exclusion::LiveIn),
    ]
}

proptest! {
    #[test]
    fn an_exclusion_takes_fits_away_and_changes_no_other(
        who in who(), terms in vec(terms(), 0..20), had in vec(exclusion(), 0..3), added in exclusion(),
    ) {
        let before = rank(&who, &had, &terms);
        let more: Vec<Exclusion> = had.into_iter().chain([added]).collect();
        let after = rank(&who, &more, &terms);
        let kept: Vec<_> = after.kept_out.iter().map(|kept| kept.placement).collect();
        let left: Vec<_> = before.fits.into_iter().filter(|fit| !kept.contains(&fit.placement)).collect();
        prop_assert_eq!(after.fits, left);
    }

    #[test]
    fn every_offer_stands_in_one_list_with_a_score_in_range(who in who(), terms in vec(terms(), 0..20)) {
        let ranked = rank(&who, &[], &terms);
        prop_assert_eq!(ranked.fits.len() + ranked.kept_out.len(), terms.len());
        for fit in &ranked.fits {
            prop_assert!((0.0..=1.0).contains(&fit.score) && (0.0..=1.0).contains(&fit.confidence), "{:?}", fit);
        }
        prop_assert!(ranked.kept_out.iter().all(|kept| !kept.by.is_secret()));
    }

    #[test]
    fn the_order_is_total_and_independent_of_the_input(who in who(), terms in vec(terms(), 0..20)) {
        let offers: Vec<_> = terms.iter().enumerate().map(|(n, terms)| crate::world::offer(n, None, terms)).collect();
        let person = who.person(&[], &[]);
        let ranked = matching::fits(&person, &offers);
        prop_assert_eq!(&matching::fits(&person, offers.iter().rev()), &ranked);
        for (a, b) in ranked.fits.iter().zip(ranked.fits.iter().skip(1)) {
            prop_assert!(a.score > b.score || (a.score == b.score && a.placement < b.placement));
        }
    }

    #[test]
    fn silence_never_excludes(who in who(), terms in vec(terms(), 0..20), secret in vec(exclusion(), 0..3)) {
        prop_assert_eq!(rank(&Who::default(), &[], &terms).kept_out, []);
        let unsaid = matching::Barrier::Organisation;
        let safe = Who { profile: Profile { supports: vec![], ..who.profile }, area: who.area };
        let ranked = rank(&safe, &secret, &[Terms::default()]);
        prop_assert!(ranked.kept_out.iter().all(|kept| kept.by == unsaid), "{:?}", ranked.kept_out);
    }

    #[test]
    fn a_higher_level_never_lowers_a_score(
        who in who(), terms in terms(), which in 0..3_usize, to in select(Cefr::ALL),
    ) {
        let mut better = who.clone();
        if let Some(one) = better.languages.get_mut(which) {
            one.level = one.level.max(to);
        }
        let score = |who: &Who| rank(who, &[], std::slice::from_ref(&terms)).fits.first().map(|fit| fit.score);
        prop_assert!(score(&better) >= score(&who));
    }
}
