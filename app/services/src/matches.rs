//! Matches: live placements ranked for one referral. Computed when asked for, never stored.

use domain::codes::{Isco, Occupation};
use domain::referral::{Exclusion, Referral, Secrets};
use domain::{Error, Result};
use matching::{OccupationFacts, Person, Ranked};
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
    let groups = excluded_groups(scope, &secrets.exclusions).await?;
    let referral = referral.clone();
    let exclusions = secrets.exclusions.clone();
    let ranked = tokio::task::spawn_blocking(move || {
        let ranked = rank(&referral, &exclusions, &groups, &offers);
        Matches { offers, ranked }
    });
    ranked.await.map_err(|cause| Error::from(store::Error::Random(cause.to_string())))
}

async fn excluded_groups(scope: &Scope, exclusions: &[Exclusion]) -> Result<Vec<String>> {
    let named: Vec<_> = exclusions
        .iter()
        .filter_map(|exclusion| match exclusion {
            Exclusion::Organisation { organisation } => Some(*organisation),
            _ => None,
        })
        .collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let found = store::organisations::find_all(scope.db(), &named).await?;
    Ok(found.iter().map(|o| store::organisations::group_key(&o.description.group)).collect())
}

fn rank(referral: &Referral, exclusions: &[Exclusion], groups: &[String], offers: &[Offer]) -> Ranked {
    let isco_of = |occupation: &Occupation| taxonomy::occupations::find(occupation).map(|entry| entry.isco.as_str());
    let person = Person::new(&referral.profile, exclusions, groups.iter().map(String::as_str), isco_of);
    let offers: Vec<matching::Offer<'_>> = offers.iter().map(prepare).collect();
    matching::fits(&person, &offers)
}

fn prepare(offer: &Offer) -> matching::Offer<'_> {
    matching::Offer {
        placement: offer.placement.id,
        organisation: offer.placement.organisation,
        group: (!offer.group_key.is_empty()).then_some(offer.group_key.as_str()),
        terms: &offer.placement.terms,
        occupation: offer.placement.terms.occupation.as_ref().map(facts).unwrap_or_default(),
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
