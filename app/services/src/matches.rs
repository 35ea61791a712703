//! Matches: live placements ranked for one referral. Computed when asked for, never stored.

use std::collections::HashMap;

use domain::codes::{Isco, Occupation};
use domain::id::{OrganisationId, ReferralId};
use domain::organisation::Organisation;
use domain::placement::Placement;
use domain::referral::{Area, Exclusion, Referral, Secrets};
use domain::{Error, Result};
use matching::{KeptOut, OccupationFacts, Person, Ranked};
use store::placements::Offer;

use crate::{Scope, referrals};

/// The most live placements that one referral is compared with.
const MOST: u64 = 20_000;

/// What a referral is compared with, and the outcome.
#[derive(Debug)]
pub struct Matches {
    /// Every live placement.
    pub offers: Vec<Offer>,
    /// Fits and what is kept out, by key of placement.
    pub ranked: Ranked,
}

/// Ranks every live placement for a referral of the actor's NGO: one query, no loop over it.
///
/// # Errors
/// [`Error::Refused`] for an NGO that is not verified; [`Error::NotFound`] for everybody else.
pub async fn of(scope: &Scope, referral: &Referral, secrets: &Secrets) -> Result<Matches> {
    referrals::verified_ngo(scope)?;
    let today = scope.now().date_naive();
    let offers = store::placements::all_live(scope.db(), scope.actor(), MOST, today).await?;
    let groups = excluded_groups(scope.db(), &secrets.exclusions).await?;
    let referral = referral.clone();
    let (area, exclusions) = (secrets.area.clone(), secrets.exclusions.clone());
    let ranked = tokio::task::spawn_blocking(move || {
        let ranked = rank(&person(&referral, (&area, &exclusions), &groups), &offers);
        Matches { offers, ranked }
    });
    ranked.await.map_err(|cause| Error::from(store::Error::Random(cause.to_string())))
}

/// Compares a referral of the actor's NGO with one placement: a fit, or what keeps it out.
///
/// # Errors
/// As [`of`].
pub async fn one(scope: &Scope, referral: &Referral, secrets: &Secrets, placement: &Placement) -> Result<Ranked> {
    referrals::verified_ngo(scope)?;
    compare(scope.db(), referral, secrets, std::slice::from_ref(placement)).await
}

/// Compares a page of referrals of the actor's NGO, whose reads are logged, with one placement: for each a fit, or what keeps
/// it out. It asks the database three times, however many they are. Of those that do not open nothing is said.
///
/// # Errors
/// As [`of`].
pub async fn of_each(scope: &Scope, page: &[Referral], placement: &Placement) -> Result<HashMap<ReferralId, Ranked>> {
    referrals::verified_ngo(scope)?;
    let (db, keyring) = (scope.db(), &scope.services().keyring);
    let ids: Vec<ReferralId> = page.iter().map(|referral| referral.id).collect();
    let opened = store::referrals::areas_and_exclusions(db, scope.actor(), keyring, &ids).await?;
    let mut asked: Vec<OrganisationId> =
        opened.values().flat_map(|(_, limits)| limits.iter().filter_map(named)).collect();
    asked.push(placement.organisation);
    let organisations = store::organisations::find_all(db, &asked).await?;
    let groups_of = |wanted: &dyn Fn(OrganisationId) -> bool| -> Vec<String> {
        organisations.iter().filter(|found| wanted(found.id)).flat_map(store::organisations::group_keys).collect()
    };
    let own_groups = groups_of(&|id| id == placement.organisation);
    let offer = prepare(placement, &own_groups);
    let compared = page.iter().filter_map(|referral| {
        let (area, limits) = opened.get(&referral.id)?;
        let groups = groups_of(&|id| limits.iter().filter_map(named).any(|limit| limit == id));
        Some((referral.id, matching::fits(&person(referral, (area, limits), &groups), [&offer])))
    });
    Ok(compared.collect())
}

/// The organisation that a limit names.
fn named(limit: &Exclusion) -> Option<OrganisationId> {
    match limit {
        Exclusion::Organisation { organisation } => Some(*organisation),
        _ => None,
    }
}

/// Which of these placements something keeps out: limits that came after a person was put forward, or terms that
/// changed.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn kept_out(
    db: &impl store::Read,
    referral: &Referral,
    secrets: &Secrets,
    placements: &[Placement],
) -> Result<Vec<KeptOut>> {
    Ok(compare(db, referral, secrets, placements).await?.kept_out)
}

/// Whether a limit of the person keeps them away from an organisation, or from the group that it belongs to.
pub(crate) async fn kept_away(db: &impl store::Read, secrets: &Secrets, from: &Organisation) -> Result<bool> {
    let named =
        |limit: &Exclusion| matches!(limit, Exclusion::Organisation { organisation } if *organisation == from.id);
    if secrets.exclusions.iter().any(named) {
        return Ok(true);
    }
    let own = store::organisations::group_keys(from);
    Ok(!own.is_empty() && excluded_groups(db, &secrets.exclusions).await?.iter().any(|group| own.contains(group)))
}

async fn compare(
    db: &impl store::Read,
    referral: &Referral,
    secrets: &Secrets,
    placements: &[Placement],
) -> Result<Ranked> {
    let organisations: Vec<_> = placements.iter().map(|placement| placement.organisation).collect();
    let organisations = store::organisations::find_all(db, &organisations).await?;
    let groups_of = |placement: &Placement| {
        let found = organisations.iter().find(|o| o.id == placement.organisation);
        found.map(store::organisations::group_keys).unwrap_or_default()
    };
    let group_keys: Vec<Vec<String>> = placements.iter().map(groups_of).collect();
    let groups = excluded_groups(db, &secrets.exclusions).await?;
    let offers = placements.iter().zip(&group_keys).map(|(placement, groups)| prepare(placement, groups));
    let offers: Vec<matching::Offer<'_>> = offers.collect();
    Ok(matching::fits(&person(referral, (&secrets.area, &secrets.exclusions), &groups), &offers))
}

async fn excluded_groups(db: &impl store::Read, exclusions: &[Exclusion]) -> Result<Vec<String>> {
    let asked: Vec<_> = exclusions.iter().filter_map(named).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let found = store::organisations::find_all(db, &asked).await?;
    Ok(found.iter().flat_map(store::organisations::group_keys).collect())
}

fn person<'a>(
    referral: &'a Referral,
    (area, exclusions): (&'a Area, &'a [Exclusion]),
    groups: &'a [String],
) -> Person<'a> {
    let isco_of = |occupation: &Occupation| taxonomy::occupations::find(occupation).map(|entry| entry.isco.as_str());
    Person::new((&referral.profile, area), exclusions, groups.iter().map(String::as_str), isco_of)
}

fn rank(person: &Person<'_>, offers: &[Offer]) -> Ranked {
    let offers: Vec<matching::Offer<'_>> =
        offers.iter().map(|offer| prepare(&offer.placement, &offer.group_keys)).collect();
    matching::fits(person, &offers)
}

fn prepare<'a>(placement: &'a Placement, groups: &'a [String]) -> matching::Offer<'a> {
    matching::Offer {
        placement: placement.id,
        organisation: placement.organisation,
        groups: groups.iter().map(String::as_str).collect(),
        terms: &placement.terms,
        occupation: placement.terms.occupation.as_ref().map(facts).unwrap_or_default(),
    }
}

fn facts(occupation: &Occupation) -> OccupationFacts<'static> {
    let Some(entry) = taxonomy::occupations::find(occupation) else { return OccupationFacts::default() };
    OccupationFacts {
        isco: Some(Isco::as_str(&entry.isco)),
        essential: entry.essential.iter().map(|skill| skill.as_str()).collect(),
        optional: entry.optional.iter().map(|skill| skill.as_str()).collect(),
    }
}
