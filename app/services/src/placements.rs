//! Placements: writing, checking against the standards, publishing, resting.

use domain::id::PlacementId;
use domain::organisation::OrganisationKind;
use domain::placement::{Placement, PlacementStatus, Terms};
use domain::policy::{PublishPlacement, WritePlacement};
use domain::standards::{self, Finding};
use domain::{Error, Problem, Result};
pub use store::placements::{Filter, Offer};
pub use store::wage_floors::WageFloor;
use uuid::Uuid;

use crate::Scope;

/// The placements of the actor's own business, newest first, from after a key.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of businesses.
pub async fn own(scope: &Scope, after: Option<PlacementId>, size: u64) -> Result<Vec<Placement>> {
    let organisation = scope.actor().member_of(OrganisationKind::Business)?.organisation;
    let today = scope.now().date_naive();
    Ok(store::placements::own(scope.db(), scope.actor(), organisation, after, size, today).await?)
}

/// One placement that the actor may know of.
///
/// # Errors
/// [`Error::NotFound`] for every other; [`Error::SignInNeeded`] for a visitor.
pub async fn find(scope: &Scope, id: PlacementId) -> Result<Placement> {
    scope.actor().account()?;
    find_in(scope, scope.db(), id).await
}

pub(crate) async fn find_in(scope: &Scope, db: &impl store::Read, id: PlacementId) -> Result<Placement> {
    let today = scope.now().date_naive();
    store::placements::find(db, scope.actor(), id, today).await?.ok_or(Error::NotFound)
}

/// How many seats of a placement nobody has accepted yet: at least one.
///
/// # Errors
/// [`Error::Refused`] when all are taken.
pub(crate) async fn seats_left(db: &impl store::Read, placement: &Placement) -> Result<u64> {
    let taken = store::introductions::seats_taken(db, placement.id).await?;
    match u64::from(placement.terms.seats).saturating_sub(taken) {
        0 => Err(Error::Refused("refused-no-seat-left")),
        left => Ok(left),
    }
}

/// A placement of the actor's own business, to be written.
///
/// # Errors
/// [`Error::NotFound`] for every other.
pub async fn own_one(scope: &Scope, id: PlacementId) -> Result<Placement> {
    let organisation = scope.actor().member_of(OrganisationKind::Business)?.organisation;
    let found = find(scope, id).await?;
    if found.organisation == organisation { Ok(found) } else { Err(Error::NotFound) }
}

/// The organisation that offers a placement the actor may know of: what an NGO reads about it.
///
/// # Errors
/// [`Error::NotFound`] for a placement the actor may not know of.
pub async fn offered_by(scope: &Scope, placement: &Placement) -> Result<domain::organisation::Organisation> {
    find(scope, placement.id).await?;
    store::organisations::find(scope.db(), placement.organisation).await?.ok_or(Error::NotFound)
}

/// The pay floor of the placement's country, if one is set.
///
/// # Errors
/// When the database cannot be used.
pub async fn floor(scope: &Scope, terms: &Terms) -> Result<Option<WageFloor>> {
    match &terms.place {
        Some(place) => Ok(store::wage_floors::find(scope.db(), &place.country).await?),
        None => Ok(None),
    }
}

/// Checks terms, finished or not, against the standards.
///
/// # Errors
/// When the database cannot be used.
pub async fn check(scope: &Scope, terms: &Terms) -> Result<Vec<Finding>> {
    let floor = floor(scope, terms).await?;
    Ok(standards::check(terms, floor.as_ref().map(|floor| &floor.pay)))
}

/// Writes a new draft.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of businesses, [`Error::Refused`] while suspended.
pub async fn draft(scope: &Scope, terms: &Terms) -> Result<PlacementId> {
    let organisation = scope.actor().member_of(OrganisationKind::Business)?.organisation;
    let permit = scope.permit(WritePlacement { organisation })?;
    let id = PlacementId(Uuid::now_v7());
    let tx = scope.begin().await?;
    store::placements::insert(&tx, &permit, id, terms, scope.now()).await?;
    scope.commit(tx, "draft placement", &format!("placement {id}")).await?;
    Ok(id)
}

/// Changes what a placement says, if nobody has changed it since `version`. A live one must still meet the standards.
///
/// # Errors
/// [`Error::NotFound`] for another's, [`Error::Conflict`] when it changed in between, the problems of what is missing
/// or not met when it is live.
pub async fn write(scope: &Scope, id: PlacementId, terms: &Terms, version: i32) -> Result<()> {
    let found = own_one(scope, id).await?;
    let permit = scope.permit(WritePlacement { organisation: found.organisation })?;
    if found.status == PlacementStatus::Closed {
        return Err(Error::Refused("refused-closed"));
    }
    if found.status == PlacementStatus::Live {
        must_meet_all(scope, terms).await?;
    }
    let tx = scope.begin().await?;
    if !store::placements::update(&tx, &permit, id, terms, version, scope.now()).await? {
        return Err(Error::Conflict);
    }
    scope.commit(tx, "write placement", &format!("placement {id}")).await
}

async fn must_meet_all(scope: &Scope, terms: &Terms) -> Result<()> {
    let mut problems = terms.missing();
    if !standards::may_go_live(&check(scope, terms).await?) {
        problems.add("findings", Problem::StandardsNotMet);
    }
    problems.finish(Some(()))
}

/// Makes a placement live: it is complete, meets the standards, and its organisation is verified.
///
/// # Errors
/// [`Error::Refused`] for an unverified organisation or when all seats are taken; the problems of what is missing or
/// not met.
pub async fn publish(scope: &Scope, id: PlacementId) -> Result<()> {
    let found = own_one(scope, id).await?;
    let permit = scope.permit(PublishPlacement { organisation: found.organisation })?;
    let tx = scope.begin().await?;
    let now = find_in(scope, &tx, id).await?;
    must_meet_all(scope, &now.terms).await?;
    if !now.status.next().contains(&PlacementStatus::Live) {
        return Err(Error::Conflict);
    }
    seats_left(&tx, &now).await?;
    store::placements::publish(&tx, &permit, id, scope.now()).await?;
    scope.commit(tx, "publish placement", &format!("placement {id}")).await
}

/// Pauses, fills or closes a placement.
///
/// # Errors
/// [`Error::NotFound`] for another's, [`Error::Conflict`] when its status does not lead there.
pub async fn rest(scope: &Scope, id: PlacementId, status: PlacementStatus) -> Result<()> {
    let found = own_one(scope, id).await?;
    let permit = scope.permit(WritePlacement { organisation: found.organisation })?;
    let tx = scope.begin().await?;
    let now = find_in(scope, &tx, id).await?;
    if status == PlacementStatus::Live || !now.status.next().contains(&status) {
        return Err(Error::Conflict);
    }
    store::placements::rest(&tx, &permit, id, status, scope.now()).await?;
    scope.commit(tx, "rest placement", &format!("placement {id}")).await
}

/// Live placements by filter, for members of verified NGOs.
///
/// # Errors
/// [`Error::NotFound`] for everybody else; [`Error::Refused`] for an NGO that is not verified.
pub async fn opportunities(
    scope: &Scope,
    filter: &Filter,
    after: Option<PlacementId>,
    size: u64,
) -> Result<Vec<Offer>> {
    crate::referrals::verified_ngo(scope)?;
    let today = scope.now().date_naive();
    Ok(store::placements::opportunities(scope.db(), scope.actor(), filter, after, size, today).await?)
}

/// All pay floors, for whoever is signed in.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor.
pub async fn floors(scope: &Scope) -> Result<Vec<WageFloor>> {
    scope.actor().account()?;
    Ok(store::wage_floors::all(scope.db()).await?)
}

/// Sets the pay floor of a country.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn set_floor(scope: &Scope, floor: &WageFloor) -> Result<()> {
    let permit = scope.permit(domain::policy::SetWageFloor)?;
    let tx = scope.begin().await?;
    store::wage_floors::set(&tx, &permit, floor, scope.now()).await?;
    scope.commit(tx, "set pay floor", &format!("country {}", floor.country)).await
}

/// The floors that the product carries: country, amount in minor units, currency, period, since, source, note.
const FLOORS: &str = include_str!("../data/wage_floors.tsv");

/// Puts the carried floors in where none is set yet: for each country the newest that is in force.
///
/// # Errors
/// [`Error::NotFound`] for anybody but stewards and the system.
pub async fn load_floors(scope: &Scope) -> Result<usize> {
    let permit = scope.permit(domain::policy::SetWageFloor)?;
    let known = store::wage_floors::all(scope.db()).await?;
    let today = scope.now().date_naive();
    let mut newest: std::collections::BTreeMap<domain::codes::Country, WageFloor> = std::collections::BTreeMap::new();
    for floor in FLOORS.lines().filter_map(carried).filter(|floor| floor.since <= today) {
        if newest.get(&floor.country).is_none_or(|before| before.since < floor.since) {
            newest.insert(floor.country.clone(), floor);
        }
    }
    newest.retain(|country, _| known.iter().all(|floor| floor.country != *country));
    if newest.is_empty() {
        return Ok(0);
    }
    let tx = scope.begin().await?;
    for floor in newest.values() {
        store::wage_floors::set(&tx, &permit, floor, scope.now()).await?;
    }
    scope.commit(tx, "load pay floors", "countries").await?;
    Ok(newest.len())
}

/// One line of the table; the heading and remarks give none.
fn carried(line: &str) -> Option<WageFloor> {
    let mut columns = line.split('\t');
    let mut next = || columns.next().map(str::trim);
    let (country, minor, currency, period) = (next()?, next()?, next()?, next()?);
    let (since, source) = (next()?, next()?);
    let pay = domain::placement::Pay {
        minor: minor.parse().ok()?,
        currency: currency.parse().ok()?,
        period: period.parse().ok()?,
    };
    Some(WageFloor { country: country.parse().ok()?, pay, source: source.to_owned(), since: since.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::{FLOORS, carried};

    #[test]
    fn every_carried_floor_reads() {
        let lines = FLOORS.lines().filter(|line| !line.starts_with('#') && !line.starts_with("country")).count();
        assert_eq!(FLOORS.lines().filter_map(carried).count(), lines);
        assert!(lines >= 15, "{lines}");
    }
}
