//! Suspension and debarment: by whom, for what class of reason, until when they are looked at again, the appeal, and the
//! end. One steward suspends; a business only another one lets go again; a debarment one steward proposes and another
//! confirms; an appeal is answered by one who had no part in it.

use chrono::{NaiveDate, TimeDelta};
use domain::event::Event;
use domain::id::{OrganisationId, SanctionId};
use domain::organisation::{Organisation, OrganisationKind, OrganisationStatus, Standing};
use domain::policy::{AnswerAppeal, ConfirmProposed, LiftSanction, VetOrganisation};
use domain::sanction::{AppealAnswer, Sanction, SanctionKind, SanctionReason, SanctionState};
use domain::vetting::Check;
use domain::{Error, Permit, Result};
use store::Tx;
use uuid::Uuid;

use crate::standing::{self, Halted};
use crate::vetting::{Ticks, check_said, conclude, hold, tell, tick_beside};
use crate::{Scope, introductions, organisations, vouches};

mod read;

pub use read::{KeptOut, count_waiting, ended_on_appeal, ends_first, history, kept_out, may_see, own, waiting};

/// What a steward decides or proposes.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSanction {
    /// Why, as the organisation and verified partners are told.
    pub reason: SanctionReason,
    /// The day by which it is looked at again.
    pub review: NaiveDate,
    /// What only stewards read.
    pub note: String,
}

domain::opaque!(NewSanction);

fn made(scope: &Scope, of: &Organisation, kind: SanctionKind, new: NewSanction) -> Result<Sanction> {
    let today = scope.now().date_naive();
    let field = match kind {
        SanctionKind::Suspension => "suspend_review",
        SanctionKind::Debarment => "debar_review",
    };
    let review = kind.check_review(new.review, today).map_err(|problem| Error::at(field, problem))?;
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
        kept_by: None,
        created: scope.now(),
        since: None,
        ended: None,
        ended_by: None,
        answered_by: None,
        before: (of.status, of.verified_until),
        appeal: None,
        version: 1,
    })
}

/// Suspends an organisation that the steward has read in this version, having ticked what was found right meanwhile.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Conflict`] when it was changed or decided on since, or is
/// kept out already; problems beside `suspend_review`, and beside `checks` for a tick that rests on nothing said.
pub async fn suspend(
    scope: &Scope,
    id: OrganisationId,
    version: i32,
    (ticks, new): (Ticks<'_>, NewSanction),
) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    let held = hold(&tx, id, version).await?;
    if in_force(&tx, id).await?.is_some() {
        return Err(Error::Conflict);
    }
    tick_beside(scope, &tx, &permit, &held, ticks).await?;
    let (halted, reason) = begin(scope, &tx, &permit, (&held, new)).await?;
    conclude(scope, tx, id, ("suspended", "suspend organisation", reason.to_string()), halted).await
}

/// Suspends an organisation as a precaution, for as long as one may, as part of what a steward decides elsewhere; the
/// organisation reads `told`. One that is kept out already stays so, and reads it too; the steward has then part in what
/// keeps it out. The caller has written all else but its line in the audit log.
pub(crate) async fn suspend_within(scope: &Scope, tx: &Tx, id: OrganisationId, told: String) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let held = store::organisations::hold(tx, id).await?.ok_or(Error::NotFound)?;
    let mut halted = Halted::default();
    match in_force(tx, id).await? {
        Some(sanction) if sanction.kind == SanctionKind::Suspension => {
            store::sanctions::second(tx, &permit, &sanction).await?;
        }
        Some(_) => {}
        None => {
            let days = TimeDelta::days(SanctionKind::Suspension.most_days());
            let today = scope.now().date_naive();
            let review = today.checked_add_signed(days).unwrap_or(today);
            let new = NewSanction { reason: SanctionReason::Precaution, review, note: told.clone() };
            (halted, _) = begin(scope, tx, &permit, (&held, new)).await?;
        }
    }
    tell(scope, tx, id, ("suspended", "suspend organisation", told), halted).await
}

/// What keeps an organisation out now.
async fn in_force(tx: &Tx, id: OrganisationId) -> Result<Option<Sanction>> {
    let open = store::sanctions::open(tx, id).await?;
    Ok(open.into_iter().find(|sanction| sanction.state == SanctionState::InForce))
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
/// As [`suspend`], beside `debar_review`; [`Error::Conflict`] as well when it is proposed already.
pub async fn propose_debarment(
    scope: &Scope,
    id: OrganisationId,
    version: i32,
    (ticks, new): (Ticks<'_>, NewSanction),
) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    let held = hold(&tx, id, version).await?;
    let open = store::sanctions::open(&tx, id).await?;
    let debarred = |sanction: &Sanction| sanction.kind == SanctionKind::Debarment;
    if open.iter().any(debarred) {
        return Err(Error::Conflict);
    }
    tick_beside(scope, &tx, &permit, &held, ticks).await?;
    let new = made(scope, &held, SanctionKind::Debarment, new)?;
    store::sanctions::insert(&tx, &permit, &new).await?;
    scope.push(&tx, Event::WaitingForStewards {}).await?;
    scope.commit(tx, "propose debarment", &format!("organisation {id}")).await
}

/// One that somebody decides on, held with its organisation, if it is still what they have read.
async fn hold_both(
    tx: &Tx,
    organisation: OrganisationId,
    id: SanctionId,
    version: i32,
) -> Result<(Organisation, Sanction)> {
    let (held, sanction) = hold_newest(tx, organisation, id).await?;
    if sanction.version == version { Ok((held, sanction)) } else { Err(Error::Conflict) }
}

/// The same, whatever they have read.
async fn hold_newest(tx: &Tx, organisation: OrganisationId, id: SanctionId) -> Result<(Organisation, Sanction)> {
    let held = store::organisations::hold(tx, organisation).await?.ok_or(Error::NotFound)?;
    let sanction = store::sanctions::hold(tx, id).await?.filter(|found| found.organisation == organisation);
    Ok((held, sanction.ok_or(Error::NotFound)?))
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
    if let Some(open) = in_force(&tx, held.id).await? {
        before = open.before;
        store::sanctions::end(&tx, &permit, &open, SanctionState::Dropped, scope.now()).await?;
    }
    store::sanctions::confirm(&tx, &permit, &sanction, before, scope.now()).await?;
    let halted = enforce(scope, &tx, &permit, (&held, &sanction)).await?;
    let others = store::organisations::note_group(&tx, &permit, &held, scope.now()).await?;
    for organisation in &others {
        scope.push(&tx, Event::ApplicationMoved { organisation: *organisation }).await?;
        standing::tell_of_look(scope, &tx, *organisation).await?;
    }
    if !others.is_empty() {
        scope.push(&tx, Event::WaitingForStewards {}).await?;
    }
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

/// Lifts one that is in force: what it was for is put right. Says to the organisation why. An appeal that waits is settled
/// by it, so that whoever had part in the decision does not lift it then: they would answer what is not theirs to answer.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Refused`] for a steward who had part in suspending a
/// business, and while an appeal waits for one who had part in the decision; [`Error::Conflict`] when it was decided on
/// since; a problem beside `text` for what may not be said to a business.
pub async fn lift(scope: &Scope, read: Read, text: String) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    let (held, sanction) = hold_both(&tx, read.organisation, read.id, read.version).await?;
    if sanction.state != SanctionState::InForce {
        return Err(Error::Conflict);
    }
    scope.permit(LiftSanction { not_by: sanction.not_lifted_by(held.kind) })?;
    let settles = sanction.awaits_answer();
    if settles {
        scope.permit(AnswerAppeal { deciders: sanction.deciders().collect() })?;
    }
    check_said(&held, "text", &text)?;
    store::sanctions::end(&tx, &permit, &sanction, SanctionState::Lifted, scope.now()).await?;
    release(scope, &tx, &permit, (&held, &sanction), SanctionState::Lifted).await?;
    let act = match sanction.kind {
        SanctionKind::Suspension => "lift suspension",
        SanctionKind::Debarment => "lift debarment",
    };
    let step = if settles { "settled" } else { "lifted" };
    conclude(scope, tx, held.id, (step, act, text), Halted::default()).await
}

/// Lets one stay that was looked at again: until another day, at most as long as at the beginning. Says to the organisation
/// why.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Refused`] while an appeal waits, which may have come since it
/// was read; [`Error::Conflict`] when it was decided on since; problems beside `review`, and beside `text` for what may not
/// be said to a business.
pub async fn keep(scope: &Scope, read: Read, (review, text): (NaiveDate, String)) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    let (held, sanction) = hold_newest(&tx, read.organisation, read.id).await?;
    // The appeal is what changed, and what comes first.
    if sanction.version != read.version && !sanction.awaits_answer() {
        return Err(Error::Conflict);
    }
    let review = sanction.check_keep(review, scope.now().date_naive())?;
    check_said(&held, "text", &text)?;
    store::sanctions::keep(&tx, &permit, &sanction, review).await?;
    let act = match sanction.kind {
        SanctionKind::Suspension => "keep suspension",
        SanctionKind::Debarment => "keep debarment",
    };
    conclude(scope, tx, held.id, ("kept", act, text), Halted::default()).await
}

/// Gives an organisation back the standing that follows from the end. What it offers waits for its own press. A
/// suspension that gave way to a debarment is in force again when that should not have been; after one that was right,
/// nothing is ticked any more.
async fn release(
    scope: &Scope,
    tx: &Tx,
    permit: &Permit<VetOrganisation>,
    (held, sanction): (&Organisation, &Sanction),
    ended: SanctionState,
) -> Result<()> {
    if ended == SanctionState::Overturned {
        let all = store::sanctions::history(tx, permit, held.id).await?;
        if let Some(before) = all.iter().find(|before| before.gave_way_to(sanction)) {
            return restore(scope, tx, permit, (held, before)).await;
        }
    }
    let stands = sanction.after(ended);
    if stands.0 == OrganisationStatus::Applied {
        store::vetting_ticks::remove(tx, permit, held.id, Check::of(held.kind)).await?;
    }
    store::organisations::sanctioned(tx, permit, held.id, stands, scope.now()).await?;
    let now = store::organisations::find(tx, held.id).await?.ok_or(Error::NotFound)?;
    match now.standing(scope.now().date_naive()) {
        Standing::Verified => standing::resume(scope, tx, &now).await,
        Standing::Unverified | Standing::Suspended | Standing::Debarred => Ok(()),
    }
}

/// Puts a suspension that had given way back into force.
async fn restore(
    scope: &Scope,
    tx: &Tx,
    permit: &Permit<VetOrganisation>,
    (held, sanction): (&Organisation, &Sanction),
) -> Result<()> {
    store::sanctions::restore(tx, permit, sanction).await?;
    let status = sanction.kind.status();
    store::organisations::sanctioned(tx, permit, held.id, (status, None), scope.now()).await?;
    standing::rest_for(tx, held.id, (held.status, status)).await?;
    let (step, why) = ("suspended", sanction.reason.to_string());
    Ok(store::vetting_notes::insert(tx, held.id, permit.account(), step, why, scope.now()).await?)
}

/// Appeals for the actor's own organisation against what keeps it out: once for each decision.
///
/// # Errors
/// [`Error::NotFound`] where nothing keeps it out; [`Error::Refused`] for members who are no managers, and for a second
/// appeal.
pub async fn appeal(scope: &Scope, text: String) -> Result<()> {
    let tx = scope.begin().await?;
    let (held, permit) = organisations::hold_own(scope, &tx).await?;
    let sanction = in_force(&tx, held.id).await?.ok_or(Error::NotFound)?;
    sanction.check_appeal()?;
    store::sanctions::appeal(&tx, &permit, &sanction, text.clone(), scope.now()).await?;
    store::vetting_notes::insert(&tx, held.id, permit.account(), "appealed", text, scope.now()).await?;
    scope.push(&tx, Event::WaitingForStewards {}).await?;
    scope.commit(tx, "appeal", &format!("organisation {}", held.id)).await
}

/// Answers an appeal. One that is overturned ends, and the organisation stands where it stood before it: under a
/// suspension that had given way, if there was one.
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
    check_said(&held, "text", &text)?;
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
