//! The made-up market that the demo world is built from: businesses, placements and referrals, read from the tables
//! in `server/demo/market`, whose README names their origin. What belongs here: turning rows into domain types.
//! What does not: storing them; that is done through the same services as real use.

mod row;

use chrono::{Days, NaiveDate};
use domain::codes::{Language, LanguageLevel, PlaceId};
use domain::geo::Point;
use domain::placement::{Conditions, Housing, Pay, PayPeriod, Place, PlacementKind, Shift, Support, Terms};
use domain::referral::{Area, Exclusion, Profile, Reach, ReachUnit, RightToWork, Wanted};

pub(crate) use row::Malformed;
use row::{Row, rows};

const TOWNS: &str = include_str!("../../demo/market/towns.tsv");
const EMPLOYERS: &str = include_str!("../../demo/market/employers.tsv");
const PLACEMENTS: &str = include_str!("../../demo/market/placements.tsv");
const REFERRALS: &str = include_str!("../../demo/market/referrals.tsv");
const OCCUPATIONS: &str = include_str!("../../demo/market/occupations.tsv");
const SKILLS: &str = include_str!("../../demo/market/skills.tsv");

/// A business of the market: obviously made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Employer {
    /// Its number in the market; placements and exclusions refer to it.
    pub(crate) number: u16,
    /// Its name.
    pub(crate) name: String,
    /// The group it belongs to.
    pub(crate) group: Option<String>,
}

/// A placement of the market, complete enough to go live.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MarketPlacement {
    /// The number of the business that offers it.
    pub(crate) employer: u16,
    /// What it says.
    pub(crate) terms: Terms,
}

/// A referral of the market.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MarketReferral {
    /// What may be matched on.
    pub(crate) profile: Profile,
    /// Where the person lives.
    pub(crate) area: Area,
    /// Secret hard limits, without those on organisations.
    pub(crate) exclusions: Vec<Exclusion>,
    /// Numbers of the businesses to avoid; they become exclusions once the businesses have keys.
    pub(crate) excluded_employers: Vec<u16>,
}

/// The businesses, by number.
///
/// # Errors
/// [`Malformed`] when a compiled-in table is damaged; the tests below show that it is not.
pub(crate) fn employers() -> Result<Vec<Employer>, Malformed> {
    rows(EMPLOYERS)
        .map(|mut row| {
            let (number, name, group) = (row.parse()?, row.text()?.to_owned(), row.text()?);
            Ok(Employer { number, name, group: (!group.is_empty()).then(|| group.to_owned()) })
        })
        .collect()
}

/// The placements; each starts some weeks after `today`.
///
/// # Errors
/// [`Malformed`] when a compiled-in table is damaged; the tests below show that it is not.
pub(crate) fn placements(today: NaiveDate) -> Result<Vec<MarketPlacement>, Malformed> {
    let towns = towns()?;
    let mut weeks = (2..=14_u64).cycle();
    rows(PLACEMENTS).map(|mut row| placement(&mut row, &towns, start(today, weeks.next()))).collect()
}

/// The referrals.
///
/// # Errors
/// [`Malformed`] when a compiled-in table is damaged; the tests below show that it is not.
pub(crate) fn referrals() -> Result<Vec<MarketReferral>, Malformed> {
    let lists = Lists { towns: towns()?, occupations: codes(OCCUPATIONS)?, skills: codes(SKILLS)? };
    rows(REFERRALS).map(|mut row| referral(&mut row, &lists)).collect()
}

/// The lists that referrals point into by position.
struct Lists {
    towns: Vec<Place>,
    occupations: Vec<String>,
    skills: Vec<String>,
}

fn towns() -> Result<Vec<Place>, Malformed> {
    rows(TOWNS)
        .map(|mut row| {
            let (id, name) = (PlaceId(row.parse()?), row.text()?.to_owned());
            let point = Point { latitude: row.parse()?, longitude: row.parse()? };
            Ok(Place { id, name, country: row.value("DE")?, point })
        })
        .collect()
}

fn codes(table: &str) -> Result<Vec<String>, Malformed> {
    rows(table).map(|mut row| row.text().map(str::to_owned)).collect()
}

fn start(today: NaiveDate, weeks: Option<u64>) -> Option<NaiveDate> {
    today.checked_add_days(Days::new(7 * weeks?))
}

fn placement(row: &mut Row<'_>, towns: &[Place], start: Option<NaiveDate>) -> Result<MarketPlacement, Malformed> {
    let (employer, kind, seats, name) = (row.parse()?, row.parse()?, row.parse()?, row.text()?);
    let (occupation, sector, place) = (row.parse()?, row.parse()?, row.pick(towns)?.clone());
    let german = LanguageLevel { language: row.value("de")?, level: row.parse()? };
    let (hours, shift, cents) = (row.parse()?, row.parse()?, row.parse()?);
    let supports: Vec<Support> = row.list()?;
    let currency = row.value("EUR")?;
    let housing = if supports.contains(&Support::Accommodation) { Housing::Separate } else { Housing::None };
    let terms = Terms {
        kind: Some(kind),
        title: capitalised(name),
        description: format!("A made-up example: {name}, {hours} hours a week, {}.", times(shift)),
        seats,
        sector: Some(sector),
        occupation: Some(occupation),
        place: Some(place),
        hours: Some(hours),
        shifts: vec![shift],
        pay: kind.is_paid().then_some(Pay { minor: cents, currency, period: PayPeriod::Hour }),
        languages: vec![german],
        supports,
        start,
        trial_weeks: weeks(kind),
        leads_to: leads_to(kind).to_owned(),
        conditions: conditions(housing, vec![row.value("de")?, row.value("en")?]),
    };
    Ok(MarketPlacement { employer, terms })
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

const fn times(shift: Shift) -> &'static str {
    match shift {
        Shift::Day => "in the daytime",
        Shift::Evening => "in the evening",
        Shift::Night => "at night",
        Shift::Weekend => "at weekends",
        Shift::Rotating => "in shifts that change from week to week",
    }
}

/// How long what has an end goes on.
const fn weeks(kind: PlacementKind) -> Option<u8> {
    match kind {
        PlacementKind::PaidTrial => Some(6),
        PlacementKind::Training => Some(12),
        PlacementKind::Job | PlacementKind::Apprenticeship | PlacementKind::Mentoring => None,
    }
}

const fn leads_to(kind: PlacementKind) -> &'static str {
    match kind {
        PlacementKind::Job => "",
        PlacementKind::PaidTrial => "A permanent contract for the same work, if the trial suits both sides",
        PlacementKind::Apprenticeship => "A recognised vocational qualification",
        PlacementKind::Training => "A certificate of attendance that names what was learnt",
        PlacementKind::Mentoring => "A plan for the next step, and a reference",
    }
}

/// Answers that meet the standards.
fn conditions(housing: Housing, contract_languages: Vec<Language>) -> Conditions {
    Conditions {
        worker_pays: Some(false),
        keeps_papers: Some(false),
        deposit: Some(false),
        free_to_leave: Some(true),
        written_contract: Some(true),
        contract_languages,
        housing: Some(housing),
        rest_days: Some(2),
        contact: "Team lead".to_owned(),
        contact_trained: Some(true),
    }
}

fn referral(row: &mut Row<'_>, lists: &Lists) -> Result<MarketReferral, Malformed> {
    let occupation = row.pick(&lists.occupations)?;
    let wanted = Wanted { occupation: row.value(occupation)?, years: row.parse()? };
    let languages = row.pairs()?.into_iter().map(|(language, level)| LanguageLevel { language, level }).collect();
    let home = row.pick(&lists.towns)?.clone();
    let reach = Reach { amount: row.parse()?, unit: ReachUnit::Km };
    let area = Area { home: Some(home), reach: Some(reach) };
    let (hours_min, hours_max) = row.range()?;
    let right_to_work: Option<RightToWork> = row.optional()?;
    let supports = row.list()?;
    let limits: Vec<&str> = row.text()?.split(',').filter(|limit| !limit.is_empty()).collect();
    let skills =
        row.list::<usize>()?.into_iter().map(|at| row.value(row.at(&lists.skills, at)?)).collect::<Result<_, _>>()?;
    let (mut exclusions, mut excluded_employers) = (Vec::new(), Vec::new());
    for limit in limits {
        match limit.split_once(':') {
            Some(("employer", number)) => excluded_employers.push(row.value(number)?),
            _ => exclusions.push(exclusion(row, limit, &lists.towns)?),
        }
    }
    let profile = Profile {
        languages,
        wanted: vec![wanted],
        skills,
        hours_min: Some(hours_min),
        hours_max: Some(hours_max),
        right_to_work,
        supports,
    };
    Ok(MarketReferral { profile, area, exclusions, excluded_employers })
}

fn exclusion(row: &Row<'_>, limit: &str, towns: &[Place]) -> Result<Exclusion, Malformed> {
    match limit.split(':').collect::<Vec<_>>().as_slice() {
        ["live_in"] => Ok(Exclusion::LiveIn),
        ["sector", code] => Ok(Exclusion::Sector { sector: row.value(code)? }),
        ["shift", word] => Ok(Exclusion::Shift { shift: row.value(word)? }),
        ["place", at, km] => Ok(Exclusion::Place { place: row.at(towns, row.value(at)?)?.clone(), km: row.value(km)? }),
        _ => Err(row.malformed()),
    }
}

#[cfg(test)]
mod tests;
