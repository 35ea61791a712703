//! Pay in countries without a pay floor: stewards look at it, let it be or pause the placement, and look again once it
//! says something else.

use domain::account::PlatformRole;
use domain::event::Event;
use domain::id::PlacementId;
use domain::placement::{PauseReason, Placement, PlacementStatus};
use domain::policy::SetWageFloor;
use domain::standards::Cause;
use domain::{Error, Result, marker};
pub use store::placements::{Offer, PayLook};

use crate::{Scope, introductions, placements};

/// Live placements that wait for a look, oldest first, from after a key.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn queue(scope: &Scope, after: Option<PlacementId>, size: u64) -> Result<Vec<Offer>> {
    let permit = scope.permit(SetWageFloor)?;
    Ok(store::placements::pay_unseen(scope.db(), &permit, after, size, scope.now().date_naive()).await?)
}

/// Placements that a steward has paused for their pay, oldest first, from after a key.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn paused(scope: &Scope, after: Option<PlacementId>, size: u64) -> Result<Vec<Offer>> {
    let permit = scope.permit(SetWageFloor)?;
    Ok(store::placements::pay_paused(scope.db(), &permit, after, size, scope.now().date_naive()).await?)
}

/// How many wait.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn count(scope: &Scope) -> Result<u64> {
    let permit = scope.permit(SetWageFloor)?;
    Ok(store::placements::count_pay_unseen(scope.db(), &permit, scope.now().date_naive()).await?)
}

/// What stewards found of a placement's pay; nothing where a floor says what is enough, for what is no paid work, for a
/// draft, and for what is closed.
///
/// # Errors
/// When the database cannot be used.
pub async fn of(scope: &Scope, placement: &Placement) -> Result<Option<PayLook>> {
    let found = placements::check(scope, &placement.terms).await?;
    let unknown = found.iter().any(|finding| finding.cause == Cause::NoFloor);
    if !unknown || matches!(placement.status, PlacementStatus::Draft | PlacementStatus::Closed) {
        return Ok(None);
    }
    Ok(Some(store::placements::pay_look(scope.db(), placement.id).await?))
}

/// Why a steward paused a placement for its pay: what its own business reads, and stewards with it. It is there while the
/// placement rests for that, and once it was closed so.
///
/// # Errors
/// When the database cannot be used.
pub async fn why_paused(scope: &Scope, placement: &Placement) -> Result<Option<String>> {
    let actor = scope.actor();
    let reads = actor.belongs_to(placement.organisation) || actor.is(PlatformRole::Steward);
    if placement.paused != Some(PauseReason::Pay) || !reads {
        return Ok(None);
    }
    Ok(store::placements::pay_look(scope.db(), placement.id).await?.why)
}

/// The placement, for a steward who is to look at its pay.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards, and for a draft.
pub async fn find(scope: &Scope, id: PlacementId) -> Result<Placement> {
    scope.permit(SetWageFloor)?;
    placements::find(scope, id).await
}

/// Notes that a steward looked at the pay of a placement in the version that they read, and lets it be.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Conflict`] when it has changed, is not live, or its country
/// has a floor by now.
pub async fn looked(scope: &Scope, id: PlacementId, version: i32) -> Result<()> {
    let permit = scope.permit(SetWageFloor)?;
    find(scope, id).await?;
    let tx = scope.begin().await?;
    if !store::placements::pay_looked(&tx, &permit, (id, version), scope.now()).await? {
        return Err(Error::Conflict);
    }
    scope.commit(tx, "look at pay", &format!("placement {id}")).await
}

/// Pauses a placement for its pay in the version that the steward read. Its business hears that something waits, reads
/// why, and opens it again once it pays something else. NGOs with somebody on the way to it, or at work there, hear that
/// something waits too, in a mail of the same words; what the business gets does not depend on whether there are any.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Conflict`] as [`looked`]; a problem beside `text` for words
/// that tell, which all of the business's staff may read.
pub async fn pause(scope: &Scope, id: PlacementId, version: i32, why: &str) -> Result<()> {
    let permit = scope.permit(SetWageFloor)?;
    let found = find(scope, id).await?;
    marker::check_untold(why).map_err(|problem| Error::at("text", problem))?;
    let tx = scope.begin().await?;
    if !store::placements::pause_for_pay(&tx, &permit, (id, version), why, scope.now()).await? {
        return Err(Error::Conflict);
    }
    scope.push(&tx, Event::Waiting { organisation: found.organisation }).await?;
    // Read once the pause is written: whoever is put forward at the same moment is either told or refused.
    for ngo in store::introductions::ngos_on_the_way(&tx, &permit, id).await? {
        introductions::tell(scope, &tx, ngo).await?;
    }
    scope.commit(tx, "pause placement", &format!("placement {id}")).await
}

/// Ends a pause for pay that a steward finds to be none after all, of the version that they read. What was written goes; the
/// placement rests until its business opens it again, as after every other pause, and its pay counts as looked at. Whoever
/// heard of the pause hears that something waits.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Conflict`] when it has changed, rests for its pay no more, or
/// its country has a floor by now.
pub async fn end_pause(scope: &Scope, id: PlacementId, version: i32) -> Result<()> {
    let permit = scope.permit(SetWageFloor)?;
    let found = find(scope, id).await?;
    let tx = scope.begin().await?;
    if !store::placements::end_pay_pause(&tx, &permit, (id, version), scope.now()).await? {
        return Err(Error::Conflict);
    }
    scope.push(&tx, Event::Waiting { organisation: found.organisation }).await?;
    for ngo in store::introductions::ngos_on_the_way(&tx, &permit, id).await? {
        introductions::tell(scope, &tx, ngo).await?;
    }
    scope.commit(tx, "end pay pause", &format!("placement {id}")).await
}
