//! The compiled-in tables can be read whole, and what they say can be used.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::HashSet;

use chrono::NaiveDate;
use domain::placement::{Pay, PayPeriod, PlacementKind};
use domain::referral::Exclusion;
use domain::standards;

use super::{employers, placements, referrals};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

#[test]
fn every_row_can_be_read() {
    assert_eq!(placements(today()).unwrap().len(), 900);
    assert_eq!(referrals().unwrap().len(), 2000);
    assert_eq!(employers().unwrap().len(), 282);
}

#[test]
fn every_placement_is_complete_and_meets_the_standards() {
    // The German floor of January 2027, the highest that is set.
    let floor = Pay { minor: 1460, currency: "EUR".parse().unwrap(), period: PayPeriod::Hour };
    for one in placements(today()).unwrap() {
        assert_eq!(standards::check(&one.terms, Some(&floor)), [], "{:?}", one.terms);
        assert!(one.terms.missing().is_empty(), "{:?}", one.terms.missing());
        assert!(one.terms.start.unwrap() > today());
    }
}

#[test]
fn every_kind_of_placement_occurs() {
    let kinds: HashSet<PlacementKind> = placements(today()).unwrap().iter().filter_map(|one| one.terms.kind).collect();
    assert_eq!(kinds.len(), PlacementKind::ALL.len());
}

#[test]
fn every_business_that_is_named_exists_and_is_plainly_made_up() {
    let all = employers().unwrap();
    let numbers: HashSet<u16> = all.iter().map(|one| one.number).collect();
    assert!(placements(today()).unwrap().iter().all(|one| numbers.contains(&one.employer)));
    assert!(all.iter().all(|one| one.name.starts_with("Example ")));
    assert!(all.iter().filter(|one| one.group.is_some()).count() > 10);
}

#[test]
fn referrals_have_wishes_and_limits_of_every_sort() {
    let all = referrals().unwrap();
    assert!(all.iter().all(|one| one.profile.wanted.len() == 1 && one.profile.skills.len() <= 12));
    assert!(all.iter().all(|one| one.area.home.is_some() && one.profile.hours_min < one.profile.hours_max));
    let some = |sort: fn(&Exclusion) -> bool| all.iter().flat_map(|one| &one.exclusions).any(sort);
    assert!(some(|limit| matches!(limit, Exclusion::Place { km: 30, .. })));
    assert!(some(|limit| matches!(limit, Exclusion::Sector { .. })));
    assert!(some(|limit| matches!(limit, Exclusion::Shift { .. })));
    assert!(some(|limit| matches!(limit, Exclusion::LiveIn)));
    assert!(all.iter().any(|one| !one.excluded_employers.is_empty()));
}

#[test]
fn every_language_has_a_name() {
    let english = "en".parse().unwrap();
    for row in referrals().unwrap().iter().flat_map(|one| &one.profile.languages) {
        assert!(taxonomy::languages::name(&row.language, &english).is_some(), "{}", row.language);
    }
}
