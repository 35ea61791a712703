//! Prints how long it takes to rank 900 placements for each of 2,000 made-up people:
//! `cargo run --release -p matching --example speed`.
#![expect(clippy::print_stdout, reason = "the example prints its figures")]

use std::time::{Duration, Instant};

use domain::codes::{Cefr, LanguageLevel, PlaceId};
use domain::geo::Point;
use domain::id::{OrganisationId, PlacementId};
use domain::placement::{Place, PlacementKind, Shift, Support, Terms};
use domain::problem::Problem;
use domain::referral::{Area, Exclusion, Profile, Reach, ReachUnit, RightToWork, Wanted};
use matching::{OccupationFacts, Offer, Person, fits};
use uuid::Uuid;

const PEOPLE: u32 = 2_000;
const PLACEMENTS: u32 = 900;
const OCCUPATIONS: u32 = 300;

fn main() -> Result<(), Problem> {
    let skills: Vec<Vec<String>> = (0..OCCUPATIONS).map(|n| (n..n + 30).map(skill).collect()).collect();
    let codes: Vec<String> = (0..OCCUPATIONS).map(|n| (1000 + n * 7).to_string()).collect();
    let terms = (0..PLACEMENTS).map(terms).collect::<Result<Vec<_>, _>>()?;
    let offers: Vec<Offer<'_>> = (0_u32..).zip(&terms).map(|(n, terms)| offer(n, terms, &codes, &skills)).collect();
    let people = (0..PEOPLE).map(|n| Ok((profile(n)?, area(n)?))).collect::<Result<Vec<_>, Problem>>()?;
    let (mut times, mut found) = (Vec::new(), 0);
    for (home, (profile, area)) in people.iter().enumerate() {
        let secret = [Exclusion::Place { place: place(home.try_into().unwrap_or(0) + 7)?, km: 30 }];
        let began = Instant::now();
        let person = Person::new((profile, area), &secret, ["sea hotels"], |code| group(code.as_str(), &codes));
        found += fits(&person, &offers).fits.len();
        times.push(began.elapsed());
    }
    times.sort();
    let total: Duration = times.iter().sum();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!("{PEOPLE} people x {PLACEMENTS} placements: {found} fits in {total:.2?}");
    println!("per person: mean {:.3?}, p50 {:.3?}, p99 {:.3?}", total / PEOPLE, at(50), at(99));
    Ok(())
}

fn skill(n: u32) -> String {
    Uuid::from_u128(u128::from(n % 700) << 64).to_string()
}

fn occupation(n: u32) -> String {
    Uuid::from_u128(u128::from(n % OCCUPATIONS)).to_string()
}

fn group<'a>(occupation: &str, codes: &'a [String]) -> Option<&'a str> {
    let n = Uuid::try_parse(occupation).ok()?.as_u128();
    codes.get(usize::try_from(n).ok()?).map(String::as_str)
}

fn place(n: u32) -> Result<Place, Problem> {
    let step = |by: u32| f64::from(n * by % 30) * 0.1;
    let point = Point { latitude: 50.0 + step(7), longitude: 9.0 + step(11) };
    Ok(Place { id: PlaceId(n), name: format!("Town {n}"), country: "DE".parse()?, point })
}

fn german(n: u32) -> Result<LanguageLevel, Problem> {
    let level = Cefr::ALL.iter().copied().cycle().nth(usize::try_from(n % 6).unwrap_or(0));
    Ok(LanguageLevel { language: "de".parse()?, level: level.unwrap_or(Cefr::A1) })
}

fn terms(n: u32) -> Result<Terms, Problem> {
    Ok(Terms {
        kind: Some(PlacementKind::Job),
        sector: Some("56".parse()?),
        occupation: Some(occupation(n * 13).parse()?),
        place: Some(place(n)?),
        hours: Some(if n.is_multiple_of(3) { 20 } else { 40 }),
        shifts: vec![Shift::Day],
        languages: vec![german(n)?],
        supports: vec![Support::Transport],
        ..Terms::default()
    })
}

fn offer<'a>(n: u32, terms: &'a Terms, codes: &'a [String], skills: &'a [Vec<String>]) -> Offer<'a> {
    let known = skills.iter().cycle().nth(usize::try_from(n * 13 % OCCUPATIONS).unwrap_or(0));
    let isco = terms.occupation.as_ref().and_then(|code| group(code.as_str(), codes));
    let essential = known.into_iter().flatten().map(String::as_str).collect();
    Offer {
        placement: PlacementId(Uuid::from_u128(u128::from(n))),
        organisation: OrganisationId(Uuid::from_u128(u128::from(n % 300))),
        groups: n.is_multiple_of(9).then_some("Sea Hotels").into_iter().collect(),
        terms,
        occupation: OccupationFacts { isco, essential, optional: Vec::new() },
    }
}

fn profile(n: u32) -> Result<Profile, Problem> {
    Ok(Profile {
        languages: vec![german(n * 5)?],
        wanted: vec![Wanted { occupation: occupation(n * 17).parse()?, years: 2 }],
        skills: (n..n + 12).map(|n| skill(n).parse()).collect::<Result<_, _>>()?,
        hours_min: Some(20),
        hours_max: Some(40),
        right_to_work: Some(RightToWork::Yes),
        supports: vec![Support::Transport, Support::Childcare],
    })
}

fn area(n: u32) -> Result<Area, Problem> {
    Ok(Area { home: Some(place(n)?), reach: Some(Reach { amount: 400, unit: ReachUnit::Km }) })
}
