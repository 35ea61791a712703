//! Organisations: what they say of themselves, and how stewards vet them.

use chrono::{NaiveDate, TimeDelta};
use domain::account::PlatformRole;
use domain::event::Event;
use domain::id::OrganisationId;
use domain::organisation::{Description, Organisation, OrganisationKind, OrganisationStatus};
use domain::policy::{ManageOrganisation, RunInstallation, VetOrganisation};
use domain::referral::Exclusion;
use domain::{Error, Problem, Result};
use store::organisations::VettingNote;
use uuid::Uuid;

use crate::Scope;

/// The most days a verification lasts.
pub const MOST_VERIFIED: i64 = 366;

/// The actor's own organisation.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor, [`Error::NotFound`] for somebody without an organisation.
pub async fn own(scope: &Scope) -> Result<Organisation> {
    scope.actor().account()?;
    let membership = scope.actor().membership.as_ref().ok_or(Error::NotFound)?;
    store::organisations::find(scope.db(), membership.organisation).await?.ok_or(Error::NotFound)
}

/// The talk between the stewards and an organisation: its own members and stewards read it.
///
/// # Errors
/// [`Error::NotFound`] for everybody else.
pub async fn notes(scope: &Scope, organisation: OrganisationId) -> Result<Vec<VettingNote>> {
    let actor = scope.actor();
    if !actor.belongs_to(organisation) && !actor.is(PlatformRole::Steward) {
        return Err(Error::NotFound);
    }
    Ok(store::organisations::notes(scope.db(), organisation).await?)
}

/// Changes what the organisation says of itself. An answer to what a steward asked goes with it and puts the
/// application back into the queue.
///
/// # Errors
/// [`Error::Refused`] for members who are not managers.
pub async fn describe(scope: &Scope, description: &Description, answer: Option<String>) -> Result<()> {
    let organisation = own(scope).await?;
    let permit = scope.permit(ManageOrganisation { organisation: organisation.id })?;
    let tx = scope.begin().await?;
    store::organisations::describe(&tx, &permit, description, scope.now()).await?;
    if let Some(answer) = answer {
        store::organisations::note(&tx, organisation.id, permit.account(), "answered", answer, scope.now()).await?;
        if organisation.status == OrganisationStatus::Asked {
            store::organisations::answered(&tx, &permit, scope.now()).await?;
        }
    }
    scope.commit(tx, "describe organisation", &format!("organisation {}", organisation.id)).await
}

/// Organisations of one status, for the stewards' queue, in the order they joined.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn queue(
    scope: &Scope,
    status: OrganisationStatus,
    after: Option<OrganisationId>,
    size: u64,
) -> Result<Vec<Organisation>> {
    scope.permit(VetOrganisation)?;
    Ok(store::organisations::by_status(scope.db(), status, after, size).await?)
}

/// How many organisations have a status.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn count(scope: &Scope, status: OrganisationStatus) -> Result<u64> {
    scope.permit(VetOrganisation)?;
    Ok(store::organisations::count(scope.db(), status).await?)
}

/// One application, for a steward.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn application(scope: &Scope, id: OrganisationId) -> Result<Organisation> {
    scope.permit(VetOrganisation)?;
    store::organisations::find(scope.db(), id).await?.ok_or(Error::NotFound)
}

/// What a steward decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Asks something back.
    Ask(String),
    /// Verifies until a day.
    Verify(NaiveDate),
    /// Declines with a reason.
    Decline(String),
    /// Suspends with a reason.
    Suspend(String),
}

/// Decides on an application; the organisation's members get a mail that says there is news.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; problems beside `until` for a day in the past or too far ahead.
pub async fn decide(scope: &Scope, id: OrganisationId, decision: Decision) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let today = scope.now().date_naive();
    let (status, until, step, text) = match decision {
        Decision::Ask(text) => (OrganisationStatus::Asked, None, "asked", text),
        Decision::Verify(until) if until < today => return Err(Error::at("until", Problem::InThePast)),
        Decision::Verify(until) if until > today + TimeDelta::days(MOST_VERIFIED) => {
            return Err(Error::at("until", Problem::TooFarAhead { days: MOST_VERIFIED }));
        }
        Decision::Verify(until) => (OrganisationStatus::Verified, Some(until), "verified", until.to_string()),
        Decision::Decline(text) => (OrganisationStatus::Declined, None, "declined", text),
        Decision::Suspend(text) => (OrganisationStatus::Suspended, None, "suspended", text),
    };
    let tx = scope.begin().await?;
    store::organisations::find(&tx, id).await?.ok_or(Error::NotFound)?;
    store::organisations::decide(&tx, &permit, id, status, until, scope.now()).await?;
    store::organisations::note(&tx, id, permit.account(), step, text, scope.now()).await?;
    scope.push(&tx, Event::ApplicationMoved { organisation: id }).await?;
    scope.commit(tx, "decide on application", &format!("organisation {id}")).await
}

/// Verified businesses by name: what an NGO chooses from when it names one.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn businesses(scope: &Scope, words: &str) -> Result<Vec<Organisation>> {
    scope.actor().member_of(OrganisationKind::Ngo)?;
    Ok(store::organisations::businesses(scope.db(), words, 20).await?)
}

/// A verified business by its key: what an NGO has chosen.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn business(scope: &Scope, id: OrganisationId) -> Result<Option<Organisation>> {
    scope.actor().member_of(OrganisationKind::Ngo)?;
    let found = store::organisations::find(scope.db(), id).await?;
    let chosen = |o: &Organisation| o.kind == OrganisationKind::Business && o.status == OrganisationStatus::Verified;
    Ok(found.filter(chosen))
}

/// Adds an organisation without an account yet: part of making a demo world.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system.
pub async fn create(scope: &Scope, kind: OrganisationKind, description: &Description) -> Result<OrganisationId> {
    let tx = scope.begin().await?;
    let id = insert_new(scope, &tx, kind, description).await?;
    scope.commit(tx, "create organisation", &format!("organisation {id}")).await?;
    Ok(id)
}

pub(crate) async fn insert_new(
    scope: &Scope,
    tx: &store::Tx,
    kind: OrganisationKind,
    description: &Description,
) -> Result<OrganisationId> {
    scope.permit(RunInstallation)?;
    let id = OrganisationId(Uuid::now_v7());
    store::organisations::insert(tx, id, kind, description, scope.now()).await?;
    Ok(id)
}

/// Names of organisations that the actor has to do with: an NGO's own choice of recipients and limits.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn names(scope: &Scope, ids: &[OrganisationId]) -> Result<Vec<(OrganisationId, String)>> {
    scope.actor().member_of(OrganisationKind::Ngo)?;
    let found = store::organisations::find_all(scope.db(), ids).await?;
    Ok(found.into_iter().map(|o| (o.id, o.description.name)).collect())
}

/// Names of the organisations that these limits name.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn named(scope: &Scope, limits: &[Exclusion]) -> Result<Vec<(OrganisationId, String)>> {
    let ids = limits.iter().filter_map(|limit| match limit {
        Exclusion::Organisation { organisation } => Some(*organisation),
        _ => None,
    });
    names(scope, &ids.collect::<Vec<_>>()).await
}
