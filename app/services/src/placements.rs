//! Placements: writing, checking against the standards, publishing, resting.

use chrono::NaiveDate;
use domain::id::{OrganisationId, PlacementId};
use domain::organisation::{Organisation, OrganisationKind};
use domain::placement::{PauseReason, Placement, PlacementStatus, Terms};
use domain::policy::{HaltOrganisation, PublishPlacement, WritePlacement};
use domain::standards::{self, Cause, Finding, Severity};
use domain::{Actor, Error, Permit, Problem, Problems, Result};
pub use store::placements::{Filter, Offer};
pub use store::wage_floors::WageFloor;
use uuid::Uuid;

use crate::Scope;
use crate::wage_floors::measure;

pub(crate) mod words;

/// The placements of the actor's own business, newest first, from after a key.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of businesses.
pub async fn own(scope: &Scope, after: Option<PlacementId>, size: u64) -> Result<Vec<Placement>> {
    let organisation = scope.actor().member_of(OrganisationKind::Business)?.organisation;
    let today = scope.now().date_naive();
    Ok(store::placements::own(scope.db(), scope.actor(), organisation, after, size, today).await?)
}

/// How many seats are taken at each of these placements of the actor's own business; one where none is, is left out.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of businesses.
pub async fn seats_taken(scope: &Scope, placements: &[Placement]) -> Result<Vec<(PlacementId, u64)>> {
    let organisation = scope.actor().member_of(OrganisationKind::Business)?.organisation;
    let own = placements.iter().filter(|placement| placement.organisation == organisation);
    let own: Vec<PlacementId> = own.map(|placement| placement.id).collect();
    Ok(store::introductions::seats_taken_at(scope.db(), &own).await?)
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

/// One placement that nobody else can change before the transaction ends.
pub(crate) async fn hold(scope: &Scope, tx: &store::Tx, id: PlacementId) -> Result<Placement> {
    let today = scope.now().date_naive();
    store::placements::hold(tx, scope.actor(), id, today).await?.ok_or(Error::NotFound)
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

/// The pay floor that these terms are held against, if one is set: of the first day of work, or today's after that.
///
/// # Errors
/// When the database cannot be used.
pub async fn floor(scope: &Scope, terms: &Terms) -> Result<Option<WageFloor>> {
    floor_in(scope, scope.db(), terms).await
}

async fn floor_in(scope: &Scope, db: &impl store::Read, terms: &Terms) -> Result<Option<WageFloor>> {
    let Some(place) = &terms.place else { return Ok(None) };
    let floors = store::wage_floors::of(db, &place.country).await?;
    Ok(measure(&floors, terms, scope.now().date_naive()).cloned())
}

/// Checks terms, finished or not, against the standards.
///
/// # Errors
/// When the database cannot be used.
pub async fn check(scope: &Scope, terms: &Terms) -> Result<Vec<Finding>> {
    let floor = floor(scope, terms).await?;
    Ok(standards::check(terms, floor.as_ref().map(|floor| &floor.pay)))
}

/// Checks a placement as it stands against the standards: as [`check`], but where a steward paused it for its pay, that
/// this has to change first keeps it from going live.
///
/// # Errors
/// When the database cannot be used.
pub async fn check_as_it_stands(scope: &Scope, placement: &Placement) -> Result<Vec<Finding>> {
    let floor = floor(scope, &placement.terms).await?;
    let mut found = standards::check(&placement.terms, floor.as_ref().map(|floor| &floor.pay));
    if rests_for_pay(placement, floor.as_ref()) {
        for finding in found.iter_mut().filter(|finding| finding.cause == Cause::NoFloor) {
            (finding.severity, finding.cause) = (Severity::Blocks, Cause::PausedForPay);
        }
    }
    Ok(found)
}

/// Writes a new draft.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of businesses, [`Error::Refused`] while suspended, the problems of words
/// that tell.
pub async fn draft(scope: &Scope, terms: &Terms) -> Result<PlacementId> {
    let organisation = scope.actor().member_of(OrganisationKind::Business)?.organisation;
    let permit = scope.permit(WritePlacement { organisation })?;
    terms.telling().finish(Some(()))?;
    let id = PlacementId(Uuid::now_v7());
    let tx = scope.begin().await?;
    store::placements::insert(&tx, &permit, id, terms, scope.now()).await?;
    scope.commit(tx, "draft placement", &format!("placement {id}")).await?;
    Ok(id)
}

/// Changes what a placement says, if nobody has changed it since `version`. One that has been live must still meet the
/// standards, paused or filled: people may be on their way to it. It stays as it was agreed to while stewards have to look
/// at who offers it.
///
/// # Errors
/// [`Error::NotFound`] for another's, [`Error::Refused`] while stewards have to look first, [`Error::Conflict`] when it
/// changed in between, the problems of words that tell, and of what is missing or not met once it has been live.
pub async fn write(scope: &Scope, id: PlacementId, terms: &Terms, version: i32) -> Result<()> {
    let found = own_one(scope, id).await?;
    let permit = scope.permit(WritePlacement { organisation: found.organisation })?;
    terms.telling().finish(Some(()))?;
    let tx = scope.begin().await?;
    let employer = store::organisations::hold(&tx, found.organisation).await?.ok_or(Error::NotFound)?;
    let now = hold(scope, &tx, id).await?;
    match now.status {
        PlacementStatus::Closed => return Err(Error::Refused("refused-closed")),
        PlacementStatus::Draft => {}
        PlacementStatus::Live | PlacementStatus::Paused | PlacementStatus::Filled => {
            employer.check_looked_at()?;
            must_meet_all(scope, &tx, terms, terms.missing()).await?;
            let taken = store::introductions::seats_taken(&tx, id).await?;
            if u64::from(terms.seats) < taken {
                return Err(Error::at("seats", Problem::Other("problem-seats-taken")));
            }
        }
    }
    if !store::placements::update(&tx, &permit, id, terms, version, scope.now()).await? {
        return Err(Error::Conflict);
    }
    if !now.terms.pays_like(terms) {
        store::placements::pay_changed(&tx, &permit, id).await?;
    } else if now.resting() == Some(PauseReason::PayFloor) {
        // Another first day may be what brought it over the floor that it rested for.
        store::placements::pay_free(&tx, &permit, id).await?;
    }
    scope.commit(tx, "write placement", &format!("placement {id}")).await
}

async fn must_meet_all(scope: &Scope, tx: &store::Tx, terms: &Terms, mut problems: Problems) -> Result<()> {
    let floor = floor_in(scope, tx, terms).await?;
    if !standards::may_go_live(&standards::check(terms, floor.as_ref().map(|floor| &floor.pay))) {
        problems.add("findings", Problem::StandardsNotMet);
    }
    problems.finish(Some(()))
}

/// The actor's own business, held until the transaction ends, with a permit that rests on where it stands now: it may
/// have been suspended since the request began. Whatever keeps a business from making anything live is asked here.
async fn hold_to_publish(
    scope: &Scope,
    tx: &store::Tx,
    organisation: OrganisationId,
) -> Result<Permit<PublishPlacement>> {
    let permit = scope.permit(PublishPlacement { organisation })?;
    let held = store::organisations::hold(tx, organisation).await?.ok_or(Error::NotFound)?;
    check_may_publish(tx, &held, scope.now().date_naive()).await?;
    Ok(permit)
}

/// Whether anything keeps a business from making anything live.
async fn check_may_publish(db: &impl store::Read, business: &Organisation, today: NaiveDate) -> Result<()> {
    if store::cases::is_seen_paused(db, business.id, today).await? {
        return Err(Error::Refused("refused-paused-review"));
    }
    business.standing(today).check_verified()?;
    business.check_looked_at()
}

/// Makes a placement live: it is complete, meets the standards, and its organisation is verified.
///
/// # Errors
/// [`Error::Refused`] for an organisation that may make nothing live now, where a steward paused it for its pay, or when
/// all seats are taken; the problems of words that tell, which a draft of an earlier version can hold, and of what is
/// missing or not met.
pub async fn publish(scope: &Scope, id: PlacementId) -> Result<()> {
    let found = own_one(scope, id).await?;
    let tx = scope.begin().await?;
    let permit = hold_to_publish(scope, &tx, found.organisation).await?;
    let now = hold(scope, &tx, id).await?;
    now.terms.telling().finish(Some(()))?;
    let mut problems = now.terms.missing();
    if now.terms.start.is_some_and(|start| start < scope.now().date_naive()) {
        problems.add("start", Problem::InThePast);
    }
    must_meet_all(scope, &tx, &now.terms, problems).await?;
    if !now.status.next().contains(&PlacementStatus::Live) {
        return Err(Error::Conflict);
    }
    let floor = floor_in(scope, &tx, &now.terms).await?;
    if rests_for_pay(&now, floor.as_ref()) {
        return Err(Error::Refused("refused-paused-pay"));
    }
    seats_left(&tx, &now).await?;
    store::placements::publish(&tx, &permit, &[id], scope.now()).await?;
    scope.commit(tx, "publish placement", &format!("placement {id}")).await
}

/// Whether a placement rests until it pays something else: a steward has paused it, and no floor says what is enough.
fn rests_for_pay(placement: &Placement, floor: Option<&WageFloor>) -> bool {
    placement.paused == Some(PauseReason::Pay) && floor.is_none()
}

/// The most placements of a business that are opened again at once.
const MOST_REOPENED: u64 = 1000;

/// What [`reopen`] would answer now, for the actor's own business: how many placements that rest though it did not pause
/// them it would open, and how many have to be changed first. None of either while it may make nothing live.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of businesses.
pub async fn to_reopen(scope: &Scope) -> Result<(usize, usize)> {
    let organisation = scope.actor().member_of(OrganisationKind::Business)?.organisation;
    let (db, today) = (scope.db(), scope.now().date_naive());
    let resting = store::placements::halted_of(db, organisation, MOST_REOPENED, today).await?;
    if resting.is_empty() {
        return Ok((0, 0));
    }
    let business = store::organisations::find(db, organisation).await?.ok_or(Error::NotFound)?;
    match check_may_publish(db, &business, today).await {
        Ok(()) => {}
        Err(Error::Refused(_)) => return Ok((0, 0)),
        Err(other) => return Err(other),
    }
    let Passing { open, full } = passing(db, &resting, today).await?;
    Ok((open.len(), resting.len().saturating_sub(open.len() + full)))
}

/// How many placements of the actor's own business a steward has paused for their pay, and rest until that is changed.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of businesses.
pub async fn count_to_pay(scope: &Scope) -> Result<u64> {
    let organisation = scope.actor().member_of(OrganisationKind::Business)?.organisation;
    Ok(store::placements::count_to_pay(scope.db(), organisation, scope.now().date_naive()).await?)
}

/// Opens all placements again that rest though their own business did not pause them, as far as they still pass:
/// complete, without words that tell, not begun, within the standards, with a seat left. Those that a steward paused for
/// their pay stay out of it until they pay something else, or a floor says what is enough. Answers how many it opened.
///
/// # Errors
/// [`Error::Refused`] for an organisation that may make nothing live now.
pub async fn reopen(scope: &Scope) -> Result<usize> {
    let organisation = scope.actor().member_of(OrganisationKind::Business)?.organisation;
    let today = scope.now().date_naive();
    let tx = scope.begin().await?;
    let permit = hold_to_publish(scope, &tx, organisation).await?;
    let resting = store::placements::hold_halted(&tx, &permit, MOST_REOPENED, today).await?;
    let open = passing(&tx, &resting, today).await?.open;
    store::placements::publish(&tx, &permit, &open, scope.now()).await?;
    let subjects: Vec<String> = open.iter().map(|id| format!("placement {id}")).collect();
    scope.log_each(&tx, "publish placement", &subjects).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(open.len())
}

/// Placements that rest, by what opening them again would find.
struct Passing {
    /// Those that pass all that one has to.
    open: Vec<PlacementId>,
    /// How many pass but have no seat left, which no change of their words mends.
    full: usize,
}

/// Which of these placements that rest pass all that one has to that is opened again.
async fn passing(db: &impl store::Read, resting: &[Placement], today: NaiveDate) -> Result<Passing> {
    let ids: Vec<PlacementId> = resting.iter().map(|placement| placement.id).collect();
    let taken = store::introductions::seats_taken_at(db, &ids).await?;
    let floors = store::wage_floors::all(db).await?;
    let passes = |placement: &&Placement| {
        let terms = &placement.terms;
        let floor = measure(&floors, terms, today);
        terms.missing().is_empty()
            && terms.telling().is_empty()
            && terms.start.is_none_or(|start| start >= today)
            && standards::may_go_live(&standards::check(terms, floor.map(|floor| &floor.pay)))
            && !rests_for_pay(placement, floor)
    };
    let has_seat = |placement: &&Placement| {
        let taken = taken.iter().find(|(id, _)| *id == placement.id).map_or(0, |(_, taken)| *taken);
        u64::from(placement.terms.seats) > taken
    };
    let (open, full): (Vec<&Placement>, Vec<&Placement>) = resting.iter().filter(passes).partition(has_seat);
    Ok(Passing { open: open.into_iter().map(|placement| placement.id).collect(), full: full.len() })
}

/// Pauses, fills or closes a placement.
///
/// # Errors
/// [`Error::NotFound`] for another's, [`Error::Conflict`] when its status does not lead there.
pub async fn rest(scope: &Scope, id: PlacementId, status: PlacementStatus) -> Result<()> {
    let found = own_one(scope, id).await?;
    let permit = scope.permit(WritePlacement { organisation: found.organisation })?;
    let tx = scope.begin().await?;
    let now = hold(scope, &tx, id).await?;
    if status == PlacementStatus::Live || !now.status.next().contains(&status) {
        return Err(Error::Conflict);
    }
    store::placements::rest(&tx, &permit, id, status, scope.now()).await?;
    scope.commit(tx, "rest placement", &format!("placement {id}")).await
}

/// Pauses every live placement of an employer; answers which. It follows from what somebody else was permitted to do,
/// such as a steward's decision, so the system does it. The caller writes [`log_paused`] once all else is written.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn pause_all(
    scope: &Scope,
    tx: &store::Tx,
    employer: OrganisationId,
    why: PauseReason,
) -> Result<Vec<PlacementId>> {
    let permit = Actor::system().permit(HaltOrganisation { organisation: employer })?;
    Ok(store::placements::pause_all(tx, &permit, why, scope.now()).await?)
}

/// Writes what [`pause_all`] paused into the audit log.
pub(crate) async fn log_paused(scope: &Scope, tx: &store::Tx, paused: &[PlacementId]) -> Result<()> {
    let subjects: Vec<String> = paused.iter().map(|id| format!("placement {id}")).collect();
    scope.log_each(tx, "pause placement", &subjects).await
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
