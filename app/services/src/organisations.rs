//! Organisations: what they say of themselves, and what others choose from. How stewards vet them is in `vetting`.

use chrono::NaiveDate;
use domain::account::PlatformRole;
use domain::event::Event;
use domain::id::OrganisationId;
use domain::organisation::{
    Description, Organisation, OrganisationKind, OrganisationStatus, Standing, asks_for_a_look,
};
use domain::policy::{ManageOrganisation, RunInstallation};
use domain::referral::Exclusion;
use domain::{Error, Permit, Result, vetting};
pub use store::organisations::Among;
pub use store::vetting_notes::VettingNote;
use uuid::Uuid;

use crate::{Scope, standing};

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
    Ok(store::vetting_notes::of(scope.db(), organisation).await?)
}

/// The wishes of these organisations that their verification goes on, as far as stewards have granted none since, oldest
/// first: their own members and stewards read them.
///
/// # Errors
/// [`Error::NotFound`] for everybody else.
pub async fn renewals(scope: &Scope, organisations: &[Organisation]) -> Result<Vec<VettingNote>> {
    let actor = scope.actor();
    if !actor.is(PlatformRole::Steward) && !organisations.iter().all(|of| actor.belongs_to(of.id)) {
        return Err(Error::NotFound);
    }
    // What was asked back or declined since is answered in words of its own.
    let verified = organisations.iter().filter(|of| of.status == OrganisationStatus::Verified);
    Ok(store::vetting_notes::renewals(scope.db(), &verified.map(|of| of.id).collect::<Vec<_>>()).await?)
}

/// The day on which one organisation asked for it.
///
/// # Errors
/// As [`renewals`].
pub async fn renewal_asked(scope: &Scope, organisation: &Organisation) -> Result<Option<NaiveDate>> {
    let asked = renewals(scope, std::slice::from_ref(organisation)).await?;
    Ok(asked.first().map(|note| note.created.date_naive()))
}

/// The actor's own organisation as it is now, held until the transaction ends, with a permit that rests on what the
/// actor may do now: another manager may have removed them since the request began.
pub(crate) async fn hold_own(scope: &Scope, tx: &store::Tx) -> Result<(Organisation, Permit<ManageOrganisation>)> {
    let account = scope.actor().account()?;
    let own = scope.actor().membership.as_ref().ok_or(Error::NotFound)?.organisation;
    let organisation = store::organisations::hold(tx, own).await?.ok_or(Error::NotFound)?;
    let actor = store::accounts::actor(tx, account, scope.now().date_naive()).await?.ok_or(Error::SignInNeeded)?;
    Ok((organisation, actor.permit(ManageOrganisation { organisation: own })?))
}

/// Changes what the organisation says of itself. An answer to the stewards goes with it and puts an application that
/// waits for one, was declined or has lapsed back into the queue; of one whose verification ends before long it is the wish
/// that this goes on, which stands in the queue as well. A verified organisation that now says something else
/// of who it is stays verified; the stewards see what changed, and what they had ticked of it is unticked. With another
/// name or new owners, as another company or with another place of work, it makes nothing live, nobody new is put forward
/// to it and nobody goes further there until they have looked again; NGOs with somebody there are told, and a group that
/// it leaves counts until then. The same holds while it is suspended: it may stand again where it stood before. Of one
/// that was ever verified, what it changes is kept.
///
/// # Errors
/// [`Error::Refused`] for members who are not managers.
pub async fn describe(scope: &Scope, description: &Description, answer: Option<String>) -> Result<()> {
    let (now, today) = (scope.now(), scope.now().date_naive());
    let tx = scope.begin().await?;
    let (before, permit) = hold_own(scope, &tx).await?;
    store::organisations::describe(&tx, &permit, description, now).await?;
    let unticked = vetting::unticked_by(&before.description, description);
    store::vetting_ticks::fall(&tx, &permit, &unticked).await?;
    if before.description.group != description.group {
        store::organisations::note_left(&tx, &permit, &before.description.group).await?;
    }
    let changed = note_changes(scope, &tx, &permit, (&before, description)).await?;
    let grouped = note_debarred_group(scope, &tx, before.id).await?;
    if changed || grouped {
        standing::tell_of_look(scope, &tx, before.id).await?;
    }
    let mut halted = standing::Halted::default();
    if let Some(answer) = answer {
        let step = if before.may_ask_renewal(today) { "renewal" } else { "answered" };
        store::vetting_notes::insert(&tx, before.id, permit.account(), step, answer, now).await?;
        if before.answer_reopens(today) {
            halted = standing::settle(scope, &tx, &before).await?;
            store::organisations::answered(&tx, &permit, now).await?;
        }
    }
    halted.log(scope, &tx).await?;
    scope.commit(tx, "describe organisation", &format!("organisation {}", before.id)).await
}

/// Keeps what an organisation says differently of who it is, and calls the stewards where they have to look. Answers
/// whether NGOs with somebody there have to hear of it: when a look becomes due, and of every other group, since limits
/// of their people may cover that.
async fn note_changes(
    scope: &Scope,
    tx: &store::Tx,
    permit: &Permit<ManageOrganisation>,
    (before, description): (&Organisation, &Description),
) -> Result<bool> {
    let (now, today) = (scope.now(), scope.now().date_naive());
    let changes = before.description.changes_to(description);
    if changes.is_empty() || !store::vetting_notes::was_verified(tx, before.id).await? {
        return Ok(false);
    }
    let mut news = false;
    if before.standing(today) != Standing::Unverified {
        store::organisations::note_changed(tx, permit, now).await?;
        if asks_for_a_look(&changes) {
            store::organisations::note_look(tx, permit, now).await?;
            scope.push(tx, Event::WaitingForStewards {}).await?;
            news = before.look.is_none() || before.description.group != description.group;
        }
    }
    for (step, text) in changes {
        store::vetting_notes::insert(tx, before.id, permit.account(), step, text, now).await?;
    }
    Ok(news)
}

/// Calls the stewards to look at an organisation that says it is of the group of one that is debarred; answers whether
/// that is new.
async fn note_debarred_group(scope: &Scope, tx: &store::Tx, id: OrganisationId) -> Result<bool> {
    let new = store::organisations::note_debarred_group(tx, id, scope.now()).await?;
    if new {
        scope.push(tx, Event::WaitingForStewards {}).await?;
    }
    Ok(new)
}

/// Businesses verified today: who may be told of a person.
#[must_use]
pub fn verified_today(scope: &Scope) -> Among {
    Among::Verified(scope.now().date_naive())
}

/// Businesses by name: what an NGO chooses from when it names one.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn businesses(scope: &Scope, among: Among, words: &str) -> Result<Vec<Organisation>> {
    scope.actor().member_of(OrganisationKind::Ngo)?;
    Ok(store::organisations::businesses(scope.db(), among, words, 20).await?)
}

/// One of these businesses by its key: what an NGO has chosen.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn chosen(scope: &Scope, among: Among, id: OrganisationId) -> Result<Option<Organisation>> {
    scope.actor().member_of(OrganisationKind::Ngo)?;
    Ok(store::organisations::business(scope.db(), among, id).await?)
}

/// A business verified today, by its key.
///
/// # Errors
/// As [`chosen`].
pub async fn business(scope: &Scope, id: OrganisationId) -> Result<Option<Organisation>> {
    chosen(scope, verified_today(scope), id).await
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
    note_debarred_group(scope, tx, id).await?;
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

/// Names, with their towns, of the organisations that these limits name.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn named(scope: &Scope, limits: &[Exclusion]) -> Result<Vec<(OrganisationId, String)>> {
    scope.actor().member_of(OrganisationKind::Ngo)?;
    let ids = limits.iter().filter_map(|limit| match limit {
        Exclusion::Organisation { organisation } => Some(*organisation),
        _ => None,
    });
    let found = store::organisations::find_all(scope.db(), &ids.collect::<Vec<_>>()).await?;
    Ok(found.into_iter().map(|o| (o.id, o.description.name_and_town())).collect())
}
