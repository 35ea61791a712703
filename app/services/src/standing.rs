//! What follows when an organisation's standing changes: what it offers rests, those who had put people forward hear
//! that something waits, and the end of a verification is spoken of in time.
//!
//! What waits is the same mail whatever happened, and nothing here depends on a referral that was not put forward.

use domain::event::Event;
use domain::id::{OrganisationId, PlacementId};
use domain::organisation::{Organisation, OrganisationStatus, Standing};
use domain::placement::PauseReason;
use domain::policy::HaltOrganisation;
use domain::{Actor, Permit, Result};
use store::Tx;

use crate::{Scope, introductions, placements};

/// What was halted, for the audit log; the caller writes it once all else is written.
#[derive(Debug, Default)]
pub(crate) struct Halted {
    paused: Vec<PlacementId>,
}

impl Halted {
    /// Writes it into the audit log.
    pub(crate) async fn log(&self, scope: &Scope, tx: &Tx) -> Result<()> {
        placements::log_paused(scope, tx, &self.paused).await
    }
}

/// The system's permit: what happens here follows from what somebody else was permitted to do, or from the calendar.
fn permit(organisation: OrganisationId) -> Result<Permit<HaltOrganisation>> {
    Actor::system().permit(HaltOrganisation { organisation })
}

/// Lets all that an organisation offers rest, and tells the NGOs with somebody on the way to it: they choose whether to
/// wait or to take their people back. Placements come first: whoever is put forward at the same moment is either told
/// or refused.
pub(crate) async fn halt(scope: &Scope, tx: &Tx, organisation: OrganisationId, why: PauseReason) -> Result<Halted> {
    let permit = permit(organisation)?;
    let paused = placements::pause_all(scope, tx, organisation, why).await?;
    store::organisations::halted(tx, &permit, Some(scope.now())).await?;
    tell_ngos(scope, tx, &permit).await?;
    Ok(Halted { paused })
}

/// Notes that what rests at an organisation of one status rests for what another says.
pub(crate) async fn rest_for(
    tx: &Tx,
    organisation: OrganisationId,
    (before, now): (OrganisationStatus, OrganisationStatus),
) -> Result<()> {
    Ok(store::placements::rest_for(tx, &permit(organisation)?, why(before), why(now)).await?)
}

/// Notes that an organisation offers again; its placements wait for its own press, introductions go on, and what was held
/// back of people there opens.
pub(crate) async fn resume(scope: &Scope, tx: &Tx, organisation: &Organisation) -> Result<()> {
    if organisation.halted.is_none() {
        return Ok(());
    }
    let permit = permit(organisation.id)?;
    store::organisations::halted(tx, &permit, None).await?;
    store::introductions::open_held_back(tx, &permit).await?;
    tell_ngos(scope, tx, &permit).await
}

/// Opens what was held back of people on the way to an employer while it was paused, unless it still is.
pub(crate) async fn open_held_back(tx: &Tx, employer: OrganisationId) -> Result<()> {
    Ok(store::introductions::open_held_back(tx, &permit(employer)?).await?)
}

/// Lets the NGOs with somebody on the way to an organisation, or at work there, know that something waits: stewards have
/// to look at it again, or have looked.
pub(crate) async fn tell_of_look(scope: &Scope, tx: &Tx, organisation: OrganisationId) -> Result<()> {
    tell_ngos(scope, tx, &permit(organisation)?).await
}

async fn tell_ngos(scope: &Scope, tx: &Tx, permit: &Permit<HaltOrganisation>) -> Result<()> {
    for ngo in store::introductions::ngos_at(tx, permit).await? {
        introductions::tell(scope, tx, ngo).await?;
    }
    Ok(())
}

/// Does what follows from the end of a verification, if it has ended and nothing has followed yet: the worker may not
/// have come by before somebody acts on it.
pub(crate) async fn settle(scope: &Scope, tx: &Tx, organisation: &Organisation) -> Result<Halted> {
    if !organisation.ended_unseen(scope.now().date_naive()) {
        return Ok(Halted::default());
    }
    let halted = halt(scope, tx, organisation.id, PauseReason::VerificationEnded).await?;
    let day = organisation.verified_until.map(|day| day.to_string()).unwrap_or_default();
    store::vetting_notes::insert(tx, organisation.id, None, "ended", day, scope.now()).await?;
    Ok(halted)
}

/// Ends what has run out and reminds of what will: the worker does so every hour.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn sweep(scope: &Scope) -> Result<()> {
    end_all(scope).await?;
    resume_all(scope).await?;
    remind_all(scope).await
}

async fn end_all(scope: &Scope) -> Result<()> {
    loop {
        let lapsed = store::organisations::lapsed(scope.db(), scope.now().date_naive()).await?;
        if lapsed.is_empty() {
            return Ok(());
        }
        for id in lapsed {
            end(scope, id).await?;
        }
    }
}

async fn end(scope: &Scope, id: OrganisationId) -> Result<()> {
    let tx = scope.db().begin().await?;
    let Some(organisation) = store::organisations::hold(&tx, id).await? else { return Ok(()) };
    if !organisation.ended_unseen(scope.now().date_naive()) {
        return Ok(());
    }
    let halted = settle(scope, &tx, &organisation).await?;
    scope.push(&tx, Event::ApplicationMoved { organisation: id }).await?;
    halted.log(scope, &tx).await?;
    scope.commit(tx, "end verification", &format!("organisation {id}")).await
}

/// Takes back what a clock that was ahead has ended.
async fn resume_all(scope: &Scope) -> Result<()> {
    let today = scope.now().date_naive();
    loop {
        let early = store::organisations::ended_early(scope.db(), today).await?;
        if early.is_empty() {
            return Ok(());
        }
        for id in early {
            let tx = scope.db().begin().await?;
            let held = store::organisations::hold(&tx, id).await?;
            if let Some(organisation) = held.filter(|held| held.standing(today) == Standing::Verified) {
                resume(scope, &tx, &organisation).await?;
                scope.commit(tx, "resume verification", &format!("organisation {id}")).await?;
            }
        }
    }
}

async fn remind_all(scope: &Scope) -> Result<()> {
    let today = scope.now().date_naive();
    loop {
        let due = store::organisations::to_remind(scope.db(), today).await?;
        if due.is_empty() {
            return Ok(());
        }
        for (organisation, days) in due {
            let tx = scope.db().begin().await?;
            if store::organisations::reminded(&tx, &permit(organisation)?, days, today).await? {
                scope.push(&tx, Event::RenewalDue { organisation }).await?;
            }
            tx.commit().await.map_err(domain::Error::from)?;
        }
    }
}

/// Why placements rest at an organisation of this status.
pub(crate) const fn why(status: OrganisationStatus) -> PauseReason {
    match status {
        OrganisationStatus::Suspended => PauseReason::Suspended,
        OrganisationStatus::Debarred => PauseReason::Debarred,
        _ => PauseReason::VerificationEnded,
    }
}
