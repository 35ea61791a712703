//! Suspension and debarment: by whom, for what class of reason, until when they are looked at again, the appeal, and the
//! end. One steward suspends; a debarment one steward proposes and another confirms; an appeal is answered by one who had
//! no part in it.

use chrono::{NaiveDate, TimeDelta};
use domain::account::PlatformRole;
use domain::id::{AccountId, OrganisationId, SanctionId};
use domain::organisation::{Organisation, OrganisationKind, Standing};
use domain::policy::{AnswerAppeal, ConfirmProposed, VetOrganisation};
use domain::sanction::{AppealAnswer, Sanction, SanctionKind, SanctionReason, SanctionState};
use domain::{Error, Permit, Result};
use store::Tx;
use uuid::Uuid;

use crate::standing::{self, Halted};
use crate::vetting::{conclude, hold, tell};
use crate::{Scope, introductions, organisations, vouches};

/// What a steward decides or proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSanction {
    /// Why, as the organisation and verified partners are told.
    pub reason: SanctionReason,
    /// The day by which it is looked at again.
    pub review: NaiveDate,
    /// What only stewards read.
    pub note: String,
}

fn made(scope: &Scope, of: &Organisation, kind: SanctionKind, new: NewSanction) -> Result<Sanction> {
    let today = scope.now().date_naive();
    let review = kind.check_review(new.review, today).map_err(|problem| Error::at("review", problem))?;
    Ok(Sanction {
        id: SanctionId(Uuid::now_v7()),
        organisation: of.id,
        kind,
        reason: new.reason,
        note: new.note,
        review,
        state: SanctionState::Proposed,
        by: scope.actor().account()?,
        confirmed_by: None,
        created: scope.now(),
        since: None,
        ended: None,
        before: (of.status, of.verified_until),
        appeal: None,
        version: 1,
    })
}

/// Suspends an organisation that the steward has read in this version.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Conflict`] when it was changed or decided on since, or is
/// kept out already; problems beside `review`.
pub async fn suspend(scope: &Scope, id: OrganisationId, version: i32, new: NewSanction) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    let held = hold(&tx, id, version).await?;
    if is_kept_out(&tx, id).await? {
        return Err(Error::Conflict);
    }
    let (halted, reason) = begin(scope, &tx, &permit, (&held, new)).await?;
    conclude(scope, tx, id, ("suspended", "suspend organisation", reason.to_string()), halted).await
}

/// Suspends an organisation as a precaution, for as long as one may, as part of what a steward decides elsewhere; the
/// organisation reads `told`. One that is kept out already stays so, and reads it too. The caller has written all else
/// but its line in the audit log.
pub(crate) async fn suspend_within(scope: &Scope, tx: &Tx, id: OrganisationId, told: String) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let held = store::organisations::hold(tx, id).await?.ok_or(Error::NotFound)?;
    let mut halted = Halted::default();
    if !is_kept_out(tx, id).await? {
        let days = TimeDelta::days(SanctionKind::Suspension.most_days());
        let today = scope.now().date_naive();
        let review = today.checked_add_signed(days).unwrap_or(today);
        let new = NewSanction { reason: SanctionReason::Precaution, review, note: told.clone() };
        (halted, _) = begin(scope, tx, &permit, (&held, new)).await?;
    }
    tell(scope, tx, id, ("suspended", "suspend organisation", told), halted).await
}

async fn is_kept_out(tx: &Tx, id: OrganisationId) -> Result<bool> {
    let open = store::sanctions::open(tx, id).await?;
    Ok(open.iter().any(|sanction| sanction.state == SanctionState::InForce))
}

/// Puts a suspension into force.
async fn begin(
    scope: &Scope,
    tx: &Tx,
    permit: &Permit<VetOrganisation>,
    (held, new): (&Organisation, NewSanction),
) -> Result<(Halted, SanctionReason)> {
    let new = made(scope, held, SanctionKind::Suspension, new)?;
    let new = Sanction { state: SanctionState::InForce, since: Some(scope.now()), ..new };
    store::sanctions::insert(tx, permit, &new).await?;
    Ok((enforce(scope, tx, permit, (held, &new)).await?, new.reason))
}

/// Proposes to debar an organisation that the steward has read in this version; nothing follows until another steward
/// confirms.
///
/// # Errors
/// As [`suspend`]; [`Error::Conflict`] as well when it is proposed already.
pub async fn propose_debarment(scope: &Scope, id: OrganisationId, version: i32, new: NewSanction) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    let held = hold(&tx, id, version).await?;
    let open = store::sanctions::open(&tx, id).await?;
    let debarred = |sanction: &Sanction| sanction.kind == SanctionKind::Debarment;
    if open.iter().any(debarred) {
        return Err(Error::Conflict);
    }
    let new = made(scope, &held, SanctionKind::Debarment, new)?;
    store::sanctions::insert(&tx, &permit, &new).await?;
    scope.commit(tx, "propose debarment", &format!("organisation {id}")).await
}

/// One that somebody decides on, held with its organisation, if it is still what they have read.
async fn hold_both(
    tx: &Tx,
    organisation: OrganisationId,
    id: SanctionId,
    version: i32,
) -> Result<(Organisation, Sanction)> {
    let held = store::organisations::hold(tx, organisation).await?.ok_or(Error::NotFound)?;
    let sanction = store::sanctions::hold(tx, id).await?.filter(|found| found.organisation == organisation);
    let sanction = sanction.ok_or(Error::NotFound)?;
    if sanction.version == version { Ok((held, sanction)) } else { Err(Error::Conflict) }
}

/// What a form decides on: the organisation, the suspension or debarment, and the version of it that was read.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    /// Of which organisation.
    pub organisation: OrganisationId,
    /// Which one.
    pub id: SanctionId,
    /// In which version.
    pub version: i32,
}

/// Confirms a debarment that another steward proposed: it is in force, a suspension before it gives way, and the other
/// companies of its group wait for a steward's eyes.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Refused`] for the steward who proposed it;
/// [`Error::Conflict`] when it was decided on since.
pub async fn confirm_debarment(scope: &Scope, read: Read) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    let (held, sanction) = hold_both(&tx, read.organisation, read.id, read.version).await?;
    if sanction.state != SanctionState::Proposed {
        return Err(Error::Conflict);
    }
    scope.permit(ConfirmProposed { by: sanction.by })?;
    let mut before = (held.status, held.verified_until);
    for open in store::sanctions::open(&tx, held.id).await? {
        if open.state == SanctionState::InForce {
            before = open.before;
            store::sanctions::end(&tx, &permit, &open, SanctionState::Dropped, scope.now()).await?;
        }
    }
    store::sanctions::confirm(&tx, &permit, &sanction, before, scope.now()).await?;
    let halted = enforce(scope, &tx, &permit, (&held, &sanction)).await?;
    store::organisations::note_group(&tx, &permit, &held, scope.now()).await?;
    conclude(scope, tx, held.id, ("debarred", "debar organisation", sanction.reason.to_string()), halted).await
}

/// What follows from one that is in force: the organisation's standing, what it offers, and those who vouched for it.
async fn enforce(
    scope: &Scope,
    tx: &Tx,
    permit: &Permit<VetOrganisation>,
    (held, sanction): (&Organisation, &Sanction),
) -> Result<Halted> {
    let status = sanction.kind.status();
    let halted = standing::halt(scope, tx, held.id, standing::why(status)).await?;
    store::organisations::sanctioned(tx, permit, held.id, (status, None), scope.now()).await?;
    if held.kind == OrganisationKind::Business && sanction.reason.is_for_cause() {
        for association in vouches::holding(scope, tx, held.id).await? {
            introductions::tell(scope, tx, association).await?;
        }
    }
    Ok(halted)
}

/// Drops a proposal to debar: any steward, the one who made it as well.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Conflict`] when it was decided on since.
pub async fn drop_proposal(scope: &Scope, read: Read) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    let (held, sanction) = hold_both(&tx, read.organisation, read.id, read.version).await?;
    if sanction.state != SanctionState::Proposed {
        return Err(Error::Conflict);
    }
    store::sanctions::end(&tx, &permit, &sanction, SanctionState::Dropped, scope.now()).await?;
    scope.commit(tx, "drop debarment", &format!("organisation {}", held.id)).await
}

/// Lifts one that is in force: what it was for is put right. Says to the organisation why.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Conflict`] when it was decided on since.
pub async fn lift(scope: &Scope, read: Read, text: String) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    let (held, sanction) = hold_both(&tx, read.organisation, read.id, read.version).await?;
    if sanction.state != SanctionState::InForce {
        return Err(Error::Conflict);
    }
    store::sanctions::end(&tx, &permit, &sanction, SanctionState::Lifted, scope.now()).await?;
    release(scope, &tx, &permit, (&held, &sanction), SanctionState::Lifted).await?;
    let act = match sanction.kind {
        SanctionKind::Suspension => "lift suspension",
        SanctionKind::Debarment => "lift debarment",
    };
    conclude(scope, tx, held.id, ("lifted", act, text), Halted::default()).await
}

/// Gives an organisation back the standing that follows from the end. What it offers waits for its own press.
async fn release(
    scope: &Scope,
    tx: &Tx,
    permit: &Permit<VetOrganisation>,
    (held, sanction): (&Organisation, &Sanction),
    ended: SanctionState,
) -> Result<()> {
    store::organisations::sanctioned(tx, permit, held.id, sanction.after(ended), scope.now()).await?;
    let now = store::organisations::find(tx, held.id).await?.ok_or(Error::NotFound)?;
    match now.standing(scope.now().date_naive()) {
        Standing::Verified => standing::resume(scope, tx, &now).await,
        Standing::Unverified | Standing::Suspended => Ok(()),
    }
}

/// What keeps the actor's own organisation out now, as it may read it: without the stewards' note and without who
/// decided.
///
/// # Errors
/// [`Error::NotFound`] for somebody without an organisation.
pub async fn own(scope: &Scope) -> Result<Option<Sanction>> {
    let organisation = scope.actor().membership.as_ref().ok_or(Error::NotFound)?.organisation;
    let open = store::sanctions::open(scope.db(), organisation).await?;
    let own = open.into_iter().find(|sanction| sanction.state == SanctionState::InForce);
    let nobody = AccountId(Uuid::nil());
    Ok(own.map(|own| Sanction { note: String::new(), by: nobody, confirmed_by: None, ..own }))
}

/// Appeals for the actor's own organisation against what keeps it out: once for each decision.
///
/// # Errors
/// [`Error::NotFound`] where nothing keeps it out; [`Error::Refused`] for members who are no managers, and for a second
/// appeal.
pub async fn appeal(scope: &Scope, text: String) -> Result<()> {
    let tx = scope.begin().await?;
    let (held, permit) = organisations::hold_own(scope, &tx).await?;
    let open = store::sanctions::open(&tx, held.id).await?;
    let sanction = open.into_iter().find(|sanction| sanction.state == SanctionState::InForce);
    let sanction = sanction.ok_or(Error::NotFound)?;
    sanction.check_appeal()?;
    store::sanctions::appeal(&tx, &permit, &sanction, text.clone(), scope.now()).await?;
    store::vetting_notes::insert(&tx, held.id, permit.account(), "appealed", text, scope.now()).await?;
    scope.commit(tx, "appeal", &format!("organisation {}", held.id)).await
}

/// Answers an appeal. One that is overturned ends, and the organisation stands where it stood before.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Refused`] for a steward who had part in the decision;
/// [`Error::Conflict`] when it was answered or decided on since.
pub async fn answer(scope: &Scope, read: Read, (answer, text): (AppealAnswer, String)) -> Result<()> {
    let vet = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    let (held, sanction) = hold_both(&tx, read.organisation, read.id, read.version).await?;
    if !sanction.awaits_answer() {
        return Err(Error::Conflict);
    }
    let permit = scope.permit(AnswerAppeal { deciders: sanction.deciders().collect() })?;
    store::sanctions::answer(&tx, &permit, &sanction, (answer, text.clone()), scope.now()).await?;
    if answer == AppealAnswer::Overturned {
        release(scope, &tx, &vet, (&held, &sanction), SanctionState::Overturned).await?;
    }
    let (step, act) = match answer {
        AppealAnswer::Upheld => ("upheld", "uphold on appeal"),
        AppealAnswer::Overturned => ("overturned", "overturn on appeal"),
    };
    conclude(scope, tx, held.id, (step, act, text), Halted::default()).await
}

/// Everything that was ever decided or proposed of this kind about an organisation, newest first, for stewards.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn history(scope: &Scope, organisation: OrganisationId) -> Result<Vec<Sanction>> {
    let permit = scope.permit(VetOrganisation)?;
    Ok(store::sanctions::history(scope.db(), &permit, organisation).await?)
}

/// What waits for stewards: proposals to confirm, appeals to answer, and what is to be looked at again by now; each with
/// its organisation.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn waiting(scope: &Scope) -> Result<Vec<(Sanction, Organisation)>> {
    let permit = scope.permit(VetOrganisation)?;
    let all = store::sanctions::waiting(scope.db(), &permit, scope.now().date_naive()).await?;
    with_organisations(scope, all).await
}

/// How many of these wait.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn count_waiting(scope: &Scope) -> Result<u64> {
    let permit = scope.permit(VetOrganisation)?;
    Ok(store::sanctions::count_waiting(scope.db(), &permit, scope.now().date_naive()).await?)
}

async fn with_organisations(scope: &Scope, all: Vec<Sanction>) -> Result<Vec<(Sanction, Organisation)>> {
    let ids: Vec<_> = all.iter().map(|sanction| sanction.organisation).collect();
    let found = store::organisations::find_all(scope.db(), &ids).await?;
    let each = all.into_iter().filter_map(|sanction| {
        let of = found.iter().find(|organisation| organisation.id == sanction.organisation)?.clone();
        Some((sanction, of))
    });
    Ok(each.collect())
}

/// An organisation that is kept out, as verified partners see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOut {
    /// Key of the suspension or debarment.
    pub id: SanctionId,
    /// The organisation's name.
    pub name: String,
    /// Its kind.
    pub organisation_kind: OrganisationKind,
    /// Its town.
    pub town: String,
    /// Which of the two.
    pub kind: SanctionKind,
    /// The class of reason.
    pub reason: SanctionReason,
    /// Since which day.
    pub since: NaiveDate,
    /// The day by which it is looked at again.
    pub review: NaiveDate,
}

/// Whether the actor may see which organisations are kept out: stewards, and members of verified NGOs, associations and
/// organisers.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor, [`Error::Refused`] while its organisation is not verified, [`Error::NotFound`]
/// for everybody else.
pub fn may_see(scope: &Scope) -> Result<()> {
    let actor = scope.actor();
    actor.account()?;
    let membership = match &actor.membership {
        _ if actor.is(PlatformRole::Steward) => return Ok(()),
        Some(membership) => membership,
        None => return Err(Error::NotFound),
    };
    match (membership.kind, membership.standing) {
        (OrganisationKind::Business | OrganisationKind::Authority | OrganisationKind::Media, _) => Err(Error::NotFound),
        (_, Standing::Verified) => Ok(()),
        (_, Standing::Unverified) => Err(Error::Refused("refused-unverified")),
        (_, Standing::Suspended) => Err(Error::Refused("refused-suspended")),
    }
}

/// Which organisations are kept out now, oldest first, from after a key.
///
/// # Errors
/// As [`may_see`].
pub async fn kept_out(scope: &Scope, after: Option<SanctionId>, size: u64) -> Result<Vec<KeptOut>> {
    may_see(scope)?;
    let all = store::sanctions::in_force(scope.db(), after, size).await?;
    let seen = with_organisations(scope, all).await?.into_iter().map(|(sanction, of)| KeptOut {
        id: sanction.id,
        name: of.description.name,
        organisation_kind: of.kind,
        town: of.description.town,
        kind: sanction.kind,
        reason: sanction.reason,
        since: sanction.since.unwrap_or(sanction.created).date_naive(),
        review: sanction.review,
    });
    Ok(seen.collect())
}
