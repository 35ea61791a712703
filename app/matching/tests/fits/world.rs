//! A small made-up market for the tests: three towns, four occupations, and one way to rank.

use domain::codes::{Cefr, LanguageLevel, PlaceId};
use domain::geo::Point;
use domain::id::{OrganisationId, PlacementId};
use domain::placement::{Place, Terms};
use domain::referral::{Area, Exclusion, Profile, Wanted};
use matching::{OccupationFacts, Offer, Person, Ranked, fits};
use uuid::Uuid;

/// What a person can and wants, and where they live.
#[derive(Debug, Clone, Default)]
pub(crate) struct Who {
    pub(crate) profile: Profile,
    pub(crate) area: Area,
}

impl std::ops::Deref for Who {
    type Target = Profile;

    fn deref(&self) -> &Profile {
        &self.profile
    }
}

impl std::ops::DerefMut for Who {
    fn deref_mut(&mut self) -> &mut Profile {
        &mut self.profile
    }
}

impl Who {
    /// The person as matching sees them.
    pub(crate) fn person<'a>(&'a self, exclusions: &'a [Exclusion], groups: &[&str]) -> Person<'a> {
        Person::new((&self.profile, &self.area), exclusions, groups.iter().copied(), |code| isco(code.as_str()))
    }
}

pub(crate) const COOK: &str = "00000000-0000-0000-0000-00000000c001";
pub(crate) const PIZZA_MAKER: &str = "00000000-0000-0000-0000-00000000c002";
pub(crate) const KITCHEN_LEAD: &str = "00000000-0000-0000-0000-00000000c003";
pub(crate) const BAKER: &str = "00000000-0000-0000-0000-00000000c004";
pub(crate) const SKILLS: &[&str] = &["s1", "s2", "s3", "s4", "s5", "s6"];

pub(crate) fn isco(occupation: &str) -> Option<&'static str> {
    match occupation {
        COOK | PIZZA_MAKER => Some("5120"),
        KITCHEN_LEAD => Some("5121"),
        BAKER => Some("7512"),
        _ => None,
    }
}

pub(crate) fn level(language: &str, level: Cefr) -> LanguageLevel {
    LanguageLevel { language: language.parse().unwrap(), level }
}

pub(crate) fn wanted(occupation: &str, years: u8) -> Wanted {
    Wanted { occupation: occupation.parse().unwrap(), years }
}

pub(crate) fn place(name: &str) -> Place {
    let (id, country, latitude, longitude) = match name {
        "Tirana" => (3_183_875, "AL", 41.3275, 19.8189),
        "Bari" => (3_182_351, "IT", 41.1171, 16.8719),
        _ => (3_165_185, "IT", 40.4635, 17.2473),
    };
    let point = Point { latitude, longitude };
    Place { id: PlaceId(id), name: name.to_owned(), country: country.parse().unwrap(), point }
}

pub(crate) fn organisation(number: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(number))
}

pub(crate) fn placement(number: usize) -> PlacementId {
    PlacementId(Uuid::from_u128(u128::try_from(number).unwrap()))
}

pub(crate) fn offer<'a>(number: usize, group: Option<&'a str>, terms: &'a Terms) -> Offer<'a> {
    let isco = terms.occupation.as_ref().and_then(|occupation| isco(occupation.as_str()));
    let (essential, optional) = match isco {
        Some("5120") => (SKILLS.to_vec(), vec!["s7"]),
        Some(_) => (vec!["s1", "s8"], Vec::new()),
        None => (Vec::new(), Vec::new()),
    };
    let occupation = OccupationFacts { isco, essential, optional };
    Offer {
        placement: placement(number),
        organisation: organisation(1),
        groups: group.into_iter().collect(),
        terms,
        occupation,
    }
}

/// Ranks the terms, numbered from nought, all of organisation 1.
pub(crate) fn rank(who: &Who, exclusions: &[Exclusion], terms: &[Terms]) -> Ranked {
    let offers: Vec<Offer<'_>> = terms.iter().enumerate().map(|(number, terms)| offer(number, None, terms)).collect();
    fits(&who.person(exclusions, &[]), &offers)
}

/// Ranks one placement of a business that belongs to `group`, for a person who excluded other groups.
pub(crate) fn rank_group(who: &Who, excluded: &[&str], group: Option<&str>, terms: &Terms) -> Ranked {
    fits(&who.person(&[], excluded), [&offer(0, group, terms)])
}
