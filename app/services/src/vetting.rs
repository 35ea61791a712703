//! How stewards vet organisations: the queues, the checklist, what they say to each other, and what they decide. For a
//! business one steward proposes and another confirms.

use chrono::{Months, NaiveDate};
use domain::account::PlatformRole;
use domain::event::Event;
use domain::id::{AccountId, OrganisationId};
use domain::organisation::{
    MOST_MONTHS, Organisation, OrganisationKind, OrganisationStatus, Proposed, Standing, VettingQueue,
};
use domain::policy::{ConfirmProposed, VetOrganisation};
use domain::sanction::SanctionState;
use domain::vetting::{self, Check, Tick};
use domain::{Error, Permit, Problem, Result, marker};
use store::Tx;
use store::organisations::Looked;
pub use store::steward_notes::StewardNote;
use store::vetting_notes::VettingNote;

use crate::standing::{self, Halted};
use crate::{Scope, organisations, sanctions};

/// Organisations of one queue, for the stewards, in the order they joined.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn queue(
    scope: &Scope,
    queue: VettingQueue,
    after: Option<OrganisationId>,
    size: u64,
) -> Result<Vec<Organisation>> {
    let permit = scope.permit(VetOrganisation)?;
    let today = scope.now().date_naive();
    Ok(store::organisations::queue(scope.db(), &permit, (queue, today), after, size).await?)
}

/// What these organisations have said differently of who they are since they were verified.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn changes(scope: &Scope, organisations: &[Organisation]) -> Result<Vec<VettingNote>> {
    let permit = scope.permit(VetOrganisation)?;
    Ok(store::vetting_notes::changes(scope.db(), &permit, organisations).await?)
}

/// How many organisations of a queue wait for the actor: what they propose themselves waits for another steward.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn count(scope: &Scope, queue: VettingQueue) -> Result<u64> {
    let permit = scope.permit(VetOrganisation)?;
    Ok(store::organisations::count(scope.db(), &permit, queue, scope.now().date_naive()).await?)
}

/// How many stewards this installation has: one alone verifies no business.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn count_stewards(scope: &Scope) -> Result<u64> {
    scope.permit(VetOrganisation)?;
    Ok(store::accounts::count_platform(scope.db(), PlatformRole::Steward).await?)
}

/// One application, for a steward.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn application(scope: &Scope, id: OrganisationId) -> Result<Organisation> {
    scope.permit(VetOrganisation)?;
    store::organisations::find(scope.db(), id).await?.ok_or(Error::NotFound)
}

/// What stewards have ticked of an application.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn ticks(scope: &Scope, id: OrganisationId) -> Result<Vec<Tick>> {
    scope.permit(VetOrganisation)?;
    Ok(store::vetting_ticks::of(scope.db(), id).await?)
}

/// What stewards have said to each other about an organisation.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn notes(scope: &Scope, id: OrganisationId) -> Result<Vec<StewardNote>> {
    let permit = scope.permit(VetOrganisation)?;
    Ok(store::steward_notes::of(scope.db(), &permit, id).await?)
}

/// What these stewards are called.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn names(scope: &Scope, ids: &[AccountId]) -> Result<Vec<(AccountId, String)>> {
    scope.permit(VetOrganisation)?;
    Ok(store::accounts::names(scope.db(), ids).await?)
}

/// Says something to the other stewards about an organisation, which never reads it, having ticked what was found right
/// meanwhile. The version is that of the ticks: a note alone is about whatever the organisation says now.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; as of [`tick`] where something was ticked.
pub async fn note(scope: &Scope, id: OrganisationId, version: i32, (ticks, text): (Ticks<'_>, String)) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    if matches!(ticks, ([], [])) {
        store::organisations::find(&tx, id).await?.ok_or(Error::NotFound)?;
    } else {
        let held = hold(&tx, id, version).await?;
        tick_beside(scope, &tx, &permit, &held, ticks).await?;
    }
    store::steward_notes::insert(&tx, &permit, id, text, scope.now()).await?;
    scope.commit(tx, "note about organisation", &format!("organisation {id}")).await
}

/// The application, held until the transaction ends, if it is still what the steward has read.
pub(crate) async fn hold(tx: &Tx, id: OrganisationId, version: i32) -> Result<Organisation> {
    let held = store::organisations::hold(tx, id).await?.ok_or(Error::NotFound)?;
    if held.version == version { Ok(held) } else { Err(Error::Conflict) }
}

/// What a steward has found right, and what they take back of what was ticked before.
pub type Ticks<'a> = (&'a [Check], &'a [Check]);

/// Ticks what a steward has found right in an application of this version, and takes other ticks back. Once everything
/// is ticked again, what the organisation had changed counts as looked at; but a business that became another one, or
/// would send people elsewhere, is verified anew by two.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Conflict`] when it was changed since; a problem beside
/// `checks` for one that rests on nothing said.
pub async fn tick(scope: &Scope, id: OrganisationId, version: i32, ticks: Ticks<'_>) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    let held = hold(&tx, id, version).await?;
    put_ticks(scope, &tx, &permit, &held, ticks).await?;
    scope.commit(tx, "tick checks", &format!("organisation {id}")).await
}

/// The same, in an application that is held; its caller writes the line of the audit log.
async fn put_ticks(
    scope: &Scope,
    tx: &Tx,
    permit: &Permit<VetOrganisation>,
    held: &Organisation,
    (found, taken_back): Ticks<'_>,
) -> Result<()> {
    let (id, asked) = (held.id, Check::of(held.kind));
    if found.iter().any(|check| !asked.contains(check)) {
        return Err(Error::at("checks", Problem::NotInList));
    }
    if found.iter().any(|check| !check.is_told(held.kind, &held.description)) {
        return Err(Error::at("checks", Problem::Other("problem-check-untold")));
    }
    store::vetting_ticks::add(tx, permit, (id, held.version), found, scope.now()).await?;
    store::vetting_ticks::remove(tx, permit, id, taken_back).await?;
    let open = vetting::unchecked(held.kind, &store::vetting_ticks::of(tx, id).await?, scope.now().date_naive());
    if open.is_empty() && held.changed.or(held.look).is_some() && !held.look_needs_two() {
        store::organisations::looked(tx, permit, id, Looked::Changes).await?;
        scope.push(tx, Event::ApplicationMoved { organisation: id }).await?;
    }
    Ok(())
}

/// Ticks beside something else that is done in the same transaction, with a line of its own in the audit log.
pub(crate) async fn tick_beside(
    scope: &Scope,
    tx: &Tx,
    permit: &Permit<VetOrganisation>,
    held: &Organisation,
    ticks: Ticks<'_>,
) -> Result<()> {
    if matches!(ticks, ([], [])) {
        return Ok(());
    }
    put_ticks(scope, tx, permit, held, ticks).await?;
    scope.log(tx, "tick checks", &format!("organisation {}", held.id)).await
}

/// What a steward decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Asks something back.
    Ask(String),
    /// Verifies until a day; for a business, proposes to.
    Verify(NaiveDate),
    /// Confirms what another steward proposes.
    Confirm,
    /// Declines with a reason.
    Decline(String),
}

/// Decides on an application as it stands, whatever it said before.
///
/// # Errors
/// As [`decide_on`].
pub async fn decide(scope: &Scope, id: OrganisationId, decision: Decision) -> Result<()> {
    let version = application(scope, id).await?.version;
    decide_on(scope, id, version, ((&[], &[]), decision)).await
}

/// Decides on an application that the steward has read in this version, having ticked what they found right meanwhile; the
/// organisation's members get a mail that says there is news.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Conflict`] when it was changed or decided on since;
/// [`Error::Refused`] for a steward who would confirm their own proposal, and while it is suspended or debarred; problems
/// beside `until` for a day in the past or too far ahead; beside `checks` as of [`tick`], and for what is not ticked; beside
/// `ask` and `decline` for what may not be said to a business.
pub async fn decide_on(
    scope: &Scope,
    id: OrganisationId,
    version: i32,
    (ticks, decision): (Ticks<'_>, Decision),
) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    if let Decision::Verify(until) = decision {
        check_until(scope, until, "until")?;
    }
    let tx = scope.begin().await?;
    let held = hold(&tx, id, version).await?;
    let open = store::sanctions::open(&tx, id).await?;
    if let Some(sanction) = open.iter().find(|sanction| sanction.state == SanctionState::InForce) {
        return Err(Error::Refused(sanctions::ends_first(scope, sanction, held.kind)));
    }
    tick_beside(scope, &tx, &permit, &held, ticks).await?;
    match decision {
        Decision::Ask(text) => {
            check_said(&held, "ask", &text)?;
            refuse(scope, tx, &permit, &held, OrganisationStatus::Asked, ("asked", "ask organisation", text)).await
        }
        Decision::Decline(text) => {
            check_said(&held, "decline", &text)?;
            let spoken = ("declined", "decline organisation", text);
            refuse(scope, tx, &permit, &held, OrganisationStatus::Declined, spoken).await
        }
        Decision::Verify(until) if held.kind.needs_two_stewards() => propose(scope, tx, &permit, &held, until).await,
        Decision::Verify(until) => {
            all_ticked(scope, &tx, &held).await?;
            verify(scope, tx, &permit, &held, until).await
        }
        Decision::Confirm => {
            let proposed = held.proposed.ok_or(Error::Conflict)?;
            scope.permit(ConfirmProposed { by: proposed.by })?;
            check_until(scope, proposed.until, "")?;
            all_ticked(scope, &tx, &held).await?;
            verify(scope, tx, &permit, &held, proposed.until).await
        }
    }
}

/// What a business is told, all of its staff may read: it says nothing of what brought anybody there.
pub(crate) fn check_said(of: &Organisation, field: &'static str, text: &str) -> Result<()> {
    match of.kind {
        OrganisationKind::Business => marker::check_untold(text).map_err(|problem| Error::at(field, problem)),
        _ => Ok(()),
    }
}

fn check_until(scope: &Scope, until: NaiveDate, field: &'static str) -> Result<()> {
    let today = scope.now().date_naive();
    let latest = today.checked_add_months(Months::new(MOST_MONTHS)).unwrap_or(today);
    match until {
        until if until < today => Err(Error::at(field, Problem::InThePast)),
        until if until > latest => Err(Error::at(field, Problem::TooFarAhead { days: (latest - today).num_days() })),
        _ => Ok(()),
    }
}

/// Verification needs every check of its kind.
async fn all_ticked(scope: &Scope, tx: &Tx, held: &Organisation) -> Result<()> {
    let ticks = store::vetting_ticks::of(tx, held.id).await?;
    let open = vetting::unchecked(held.kind, &ticks, scope.now().date_naive());
    if open.is_empty() { Ok(()) } else { Err(Error::at("checks", Problem::Other("problem-checks-open"))) }
}

async fn propose(
    scope: &Scope,
    tx: Tx,
    permit: &Permit<VetOrganisation>,
    held: &Organisation,
    until: NaiveDate,
) -> Result<()> {
    all_ticked(scope, &tx, held).await?;
    let by = scope.actor().account()?;
    store::organisations::propose(&tx, permit, held.id, Proposed { by, until }, scope.now()).await?;
    scope.push(&tx, Event::WaitingForStewards {}).await?;
    scope.commit(tx, "propose to verify", &format!("organisation {}", held.id)).await
}

async fn verify(
    scope: &Scope,
    tx: Tx,
    permit: &Permit<VetOrganisation>,
    held: &Organisation,
    until: NaiveDate,
) -> Result<()> {
    // What had ended unseen ends first, so that placements wait for the press of their own organisation.
    let halted = standing::settle(scope, &tx, held).await?;
    store::organisations::decide(&tx, permit, held.id, OrganisationStatus::Verified, Some(until), scope.now()).await?;
    let now = store::organisations::find(&tx, held.id).await?.ok_or(Error::NotFound)?;
    if now.halted.is_none() && held.check_looked_at().is_err() {
        standing::tell_of_look(scope, &tx, held.id).await?;
    }
    standing::resume(scope, &tx, &now).await?;
    conclude(scope, tx, held.id, ("verified", "verify organisation", until.to_string()), halted).await
}

/// Asks back or declines; what was verified ends.
async fn refuse(
    scope: &Scope,
    tx: Tx,
    permit: &Permit<VetOrganisation>,
    held: &Organisation,
    status: OrganisationStatus,
    spoken: Spoken,
) -> Result<()> {
    let halted = match held.standing(scope.now().date_naive()) {
        Standing::Verified => standing::halt(scope, &tx, held.id, standing::why(status)).await?,
        _ => standing::settle(scope, &tx, held).await?,
    };
    store::organisations::decide(&tx, permit, held.id, status, None, scope.now()).await?;
    conclude(scope, tx, held.id, spoken, halted).await
}

/// A decision: its step of the talk, what the audit log calls it, and what is said.
pub(crate) type Spoken = (&'static str, &'static str, String);

/// Writes a decision into the talk, tells the organisation that there is news, and makes it permanent.
pub(crate) async fn conclude(scope: &Scope, tx: Tx, id: OrganisationId, spoken: Spoken, halted: Halted) -> Result<()> {
    tell(scope, &tx, id, spoken, halted).await?;
    Ok(tx.commit().await?)
}

/// The same, as part of more that its caller makes permanent.
pub(crate) async fn tell(
    scope: &Scope,
    tx: &Tx,
    id: OrganisationId,
    (step, act, text): Spoken,
    halted: Halted,
) -> Result<()> {
    store::vetting_notes::insert(tx, id, scope.actor().account, step, text, scope.now()).await?;
    scope.push(tx, Event::ApplicationMoved { organisation: id }).await?;
    halted.log(scope, tx).await?;
    scope.log(tx, act, &format!("organisation {id}")).await
}

/// Notes that a steward has looked at an organisation because a company of its group was debarred.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Conflict`] when it was changed or decided on since.
pub async fn looked_at_group(scope: &Scope, id: OrganisationId, version: i32, text: String) -> Result<()> {
    let permit = scope.permit(VetOrganisation)?;
    let tx = scope.begin().await?;
    let held = hold(&tx, id, version).await?;
    store::organisations::looked(&tx, &permit, id, Looked::Group).await?;
    if held.group_look.is_some() && held.look.is_none() {
        standing::tell_of_look(scope, &tx, id).await?;
    }
    store::steward_notes::insert(&tx, &permit, id, text, scope.now()).await?;
    scope.push(&tx, Event::ApplicationMoved { organisation: id }).await?;
    scope.commit(tx, "look at group", &format!("organisation {id}")).await
}

/// Other organisations that gave the same number in the register of the same country, for a steward; at most fifty. Who was
/// debarred may come again under another name.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn same_number(scope: &Scope, organisation: &Organisation) -> Result<Vec<Organisation>> {
    let permit = scope.permit(VetOrganisation)?;
    Ok(store::organisations::same_number(scope.db(), &permit, organisation, 50).await?)
}

/// The other companies of an organisation's group, for a steward; at most fifty.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn group(scope: &Scope, organisation: &Organisation) -> Result<Vec<Organisation>> {
    let permit = scope.permit(VetOrganisation)?;
    Ok(store::organisations::group(scope.db(), &permit, organisation, 50).await?)
}

/// The talk between the stewards and an organisation.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn talk(scope: &Scope, id: OrganisationId) -> Result<Vec<VettingNote>> {
    scope.permit(VetOrganisation)?;
    organisations::notes(scope, id).await
}
