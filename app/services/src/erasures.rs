//! Erasing a person: one member of the NGO asks, another who is a manager confirms; the operator erases by command, and
//! retention by the calendar. Afterwards nothing of the person is left, and employers learn that an introduction has
//! come to an end, not why.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use domain::account::MemberRole;
use domain::erasure::{Alone, Gone, Manager, Wish};
use domain::id::{AccountId, GrantId, OrganisationId};
use domain::placement::Placement;
use domain::policy::{AskErasure, EraseReferral, RunInstallation};
use domain::referral::{Code, Referral};
use domain::{Actor, Error, Oneself, Problem, Result};
use store::accounts::Member;
use store::person::Person;
use store::revocations::Which;
pub use store::tombstones::Tombstone;
use store::{Read, Tx};
use tokio::sync::watch;

use crate::worker::rests;
use crate::{Scope, introductions, referrals};

/// How often it is looked whether something was removed of which nothing may be left.
const LOOK: Duration = Duration::from_secs(5);
/// The longest time between two looks when what was removed cannot be cleaned away yet.
const LONGEST: Duration = Duration::from_secs(600);

/// Grants that are looked at together.
const PAGE: u64 = 500;

/// A wish that waits, as the NGO sees it.
#[derive(Clone)]
pub struct Waiting {
    /// The wish.
    pub wish: Wish,
    /// The name of who asked; none for somebody who is no member any more.
    pub by: Option<String>,
    /// Whether the actor asked.
    pub own: bool,
    /// Whether whoever asked may confirm it too.
    pub alone: Alone,
    /// From when on the actor has been a member for long enough to confirm it.
    pub known_from: DateTime<Utc>,
    /// Why the actor cannot confirm it now, if so.
    pub refused: Option<&'static str>,
    /// From when on somebody can confirm it.
    pub from: DateTime<Utc>,
    /// What those are called who can then, or now where that has passed.
    pub who: Vec<String>,
}

domain::opaque!(Waiting);

/// The wish that waits about a referral of the actor's NGO, if there is one.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn waiting(scope: &Scope, referral: &Referral) -> Result<Option<Waiting>> {
    referrals::ngo(scope)?;
    let Some(wish) = store::wishes::of(scope.db(), scope.actor(), referral.id).await? else { return Ok(None) };
    let members = store::accounts::members(scope.db(), wish.organisation).await?;
    seen(scope, wish, &members).map(Some)
}

/// A wish as the actor sees it, as the members are now.
fn seen(scope: &Scope, wish: Wish, members: &[Member]) -> Result<Waiting> {
    let named =
        |account: AccountId| members.iter().find(|member| member.account == account).map(|member| member.name.clone());
    let alone = alone(&wish, members);
    let action = action(scope, &wish, members)?;
    let refused = match scope.permit(action) {
        Ok(_) => None,
        Err(Error::Refused(key)) => Some(key),
        Err(other) => return Err(other),
    };
    let own = scope.actor().account == Some(wish.by);
    let confirmers = wish.confirmers(&managers(members));
    let from = confirmers.first().map_or(wish.at, |(_, from)| *from);
    let then = from.max(scope.now());
    let who = confirmers.iter().filter(|(_, from)| *from <= then).filter_map(|(account, _)| named(*account)).collect();
    Ok(Waiting { wish, by: named(wish.by), own, alone, known_from: action.known_from(), refused, from, who })
}

fn managers(members: &[Member]) -> Vec<Manager> {
    let managers = members.iter().filter(|member| member.role == MemberRole::Manager);
    managers.map(|member| Manager { account: member.account, since: member.since }).collect()
}

fn alone(wish: &Wish, members: &[Member]) -> Alone {
    let others = managers(members).into_iter().filter(|manager| manager.account != wish.by);
    wish.alone(others.count())
}

/// That the NGO has asked for the erasure of a person, as that person sees it.
#[derive(Debug, Clone, Copy)]
pub struct UnderWay {
    /// Whether whoever asked waits, and confirms it too.
    pub alone: Alone,
    /// From when on it can be confirmed.
    pub from: DateTime<Utc>,
}

/// Whether the NGO of a person has asked for their erasure, for the person.
pub(crate) async fn under_way(tx: &impl Read, actor: &Actor, oneself: Oneself) -> Result<Option<UnderWay>> {
    let Some(wish) = store::wishes::of(tx, actor, oneself.referral).await? else { return Ok(None) };
    let members = store::accounts::members(tx, oneself.ngo).await?;
    let from = wish.confirmers(&managers(&members)).first().map_or(wish.at, |(_, from)| *from);
    Ok(Some(UnderWay { alone: alone(&wish, &members), from }))
}

/// What the actor would do who confirms a wish, as the members are now: somebody who was removed a moment ago is none.
fn action(scope: &Scope, wish: &Wish, members: &[Member]) -> Result<EraseReferral> {
    let own = members.iter().find(|member| Some(member.account) == scope.actor().account).ok_or(Error::NotFound)?;
    if scope.actor().membership.as_ref().is_none_or(|known| known.role != own.role) {
        return Err(Error::Conflict);
    }
    let (alone, now) = (alone(wish, members), scope.now());
    Ok(EraseReferral { organisation: wish.organisation, by: Some(wish.by), alone, member_since: own.since, now })
}

/// Lets the waiting begin anew in an NGO whose members change: whoever could have looked at a wish may be gone.
pub(crate) async fn restart(scope: &Scope, tx: &Tx, organisation: OrganisationId) -> Result<()> {
    Ok(store::wishes::restart(tx, organisation, scope.now()).await?)
}

/// Wishes about referrals of the actor's NGO that wait, the oldest first; at most a hundred.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn list(scope: &Scope) -> Result<Vec<Waiting>> {
    let own = referrals::ngo(scope)?;
    let wishes = store::wishes::list(scope.db(), scope.actor()).await?;
    if wishes.is_empty() {
        return Ok(Vec::new());
    }
    let members = store::accounts::members(scope.db(), own).await?;
    wishes.into_iter().map(|wish| seen(scope, wish, &members)).collect()
}

/// Asks that a referral be erased; the NGO's members learn that something waits. The code is typed once more by hand. What
/// the person asked for themselves waits for no other reason from then on.
///
/// # Errors
/// [`Error::NotFound`] for another NGO's, [`Error::Conflict`] where somebody has asked before, a problem beside `code`.
pub async fn ask(scope: &Scope, referral: &Referral, typed: &str) -> Result<()> {
    let permit = scope.permit(AskErasure { organisation: referral.organisation })?;
    same(referral, typed)?;
    let by = scope.actor().account()?;
    let tx = scope.begin().await?;
    store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    if store::wishes::of(&tx, scope.actor(), referral.id).await?.is_some() {
        return Err(Error::Conflict);
    }
    let wish = Wish { referral: referral.id, organisation: referral.organisation, by, at: scope.now() };
    store::wishes::insert(&tx, &permit, wish).await?;
    store::own_pages::end_wait(&tx, &permit, referral.id).await?;
    introductions::tell(scope, &tx, referral.organisation).await?;
    scope.commit(tx, "ask for erasure", &format!("referral {}", referral.id)).await
}

/// Takes the wish back.
///
/// # Errors
/// [`Error::NotFound`] for another NGO's, and where nothing waits.
pub async fn take_back(scope: &Scope, referral: &Referral) -> Result<()> {
    let permit = scope.permit(AskErasure { organisation: referral.organisation })?;
    let tx = scope.begin().await?;
    // Held, so that nobody confirms at the same moment what is taken back here.
    store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    if !store::wishes::remove(&tx, &permit, referral.id).await? {
        return Err(Error::NotFound);
    }
    scope.commit(tx, "take back erasure", &format!("referral {}", referral.id)).await
}

/// Confirms a wish: the person is erased.
///
/// # Errors
/// [`Error::NotFound`] for another NGO's, and where nobody asked; [`Error::Refused`] for somebody who may not confirm it,
/// or not yet; a problem beside `code`.
pub async fn confirm(scope: &Scope, referral: &Referral, typed: &str) -> Result<()> {
    let tx = scope.begin().await?;
    let held = store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    let wish = store::wishes::of(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    let members = store::accounts::members(&tx, wish.organisation).await?;
    let action = action(scope, &wish, &members)?;
    scope.permit(action)?;
    same(referral, typed)?;
    let person = Person { id: held.id, organisation: held.organisation, code: held.code.to_string() };
    erase(scope, tx, action, &person).await.map(|_| ())
}

fn same(referral: &Referral, typed: &str) -> Result<()> {
    if typed.trim().is_empty() {
        return Err(Error::at("code", Problem::Missing));
    }
    match Code::typed(typed) {
        Ok(code) if code == referral.code => Ok(()),
        _ => Err(Error::at("code", Problem::Other("problem-another-code"))),
    }
}

/// Erases whom a code names, for the operator, and leaves nothing of it in the database's files.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system, and where no referral has the code.
pub async fn by_command(scope: &Scope, code: &Code) -> Result<Tombstone> {
    let permit = scope.permit(RunInstallation)?;
    let tx = scope.begin().await?;
    let person = store::person::by_code(&tx, &permit, code).await?.ok_or(Error::NotFound)?;
    by_system(scope, tx, &person).await
}

/// Erases a person without anybody's confirming: what the system does for its operator and by the calendar.
pub(crate) async fn by_system(scope: &Scope, tx: Tx, person: &Person) -> Result<Tombstone> {
    let (organisation, now) = (person.organisation, scope.now());
    let action = EraseReferral { organisation, by: None, alone: Alone::Never, member_since: now, now };
    erase(scope, tx, action, person).await
}

async fn erase(scope: &Scope, tx: Tx, action: EraseReferral, person: &Person) -> Result<Tombstone> {
    let permit = scope.permit(action)?;
    let erased = store::person::erase(&tx, &permit, &scope.services().keyring, person, scope.now()).await?;
    for employer in erased.employers {
        introductions::tell(scope, &tx, employer).await?;
    }
    store::compact::ask(&tx, scope.now()).await?;
    let subject = format!("tombstone {}", erased.tombstone.digest);
    scope.commit(tx, "erase referral", &subject).await?;
    Ok(erased.tombstone)
}

/// Leaves nothing of what was removed in the database's files, if anything was since the last time; answers whether.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system; a failure while others hold what is to be written anew.
pub async fn compact(scope: &Scope) -> Result<bool> {
    scope.permit(RunInstallation)?;
    let asked = store::compact::asked(scope.db()).await?;
    if asked.is_empty() {
        return Ok(false);
    }
    store::compact::run(scope.db(), &asked).await?;
    let tx = scope.begin().await?;
    store::compact::done(&tx, &asked).await?;
    tx.commit().await?;
    Ok(true)
}

/// The same for as long as the program runs.
pub(crate) async fn keep(scope: &Scope, mut stopping: watch::Receiver<()>) {
    let mut wait = LOOK;
    loop {
        wait = match compact(scope).await {
            Ok(_) => LOOK,
            Err(error) => {
                tracing::error!(%error, "what was removed may still be in the files of the database");
                LONGEST.min(wait * 2)
            }
        };
        if !rests(&mut stopping, wait).await {
            return;
        }
    }
}

/// Tombstones after a digest, in their order: for the file that keeps them apart from the database.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system.
pub async fn tombstones(scope: &Scope, after: &str, size: u64) -> Result<Vec<Tombstone>> {
    scope.permit(RunInstallation)?;
    Ok(store::tombstones::after(scope.db(), after, size).await?)
}

/// How many consents have been taken back.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system.
pub async fn count_revoked(scope: &Scope) -> Result<u64> {
    scope.permit(RunInstallation)?;
    Ok(store::revocations::count(scope.db()).await?)
}

/// Puts up tombstones of consent that was taken back, as far as there are none yet.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system.
pub async fn note_revoked(scope: &Scope) -> Result<()> {
    let permit = scope.permit(RunInstallation)?;
    let day = scope.now().date_naive();
    let mut after = None;
    loop {
        let grants = store::revocations::grants(scope.db(), &permit, Which::Revoked, after, PAGE).await?;
        let Some(last) = grants.last() else { return Ok(()) };
        after = Some(*last);
        let tx = scope.begin().await?;
        let key = store::keys::of_installation(&tx, &scope.services().keyring, scope.now()).await?;
        let digest = |grant: &GrantId| store::tombstones::digest(&key, Gone::Consent, grant.0);
        let stones = grants.iter().map(|grant| Tombstone { digest: digest(grant), gone: Gone::Consent, day });
        store::tombstones::insert(&tx, stones).await?;
        tx.commit().await?;
    }
}

/// How many people have been erased.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system.
pub async fn count(scope: &Scope) -> Result<u64> {
    scope.permit(RunInstallation)?;
    Ok(store::tombstones::count(scope.db(), Gone::Person).await?)
}

/// Introductions of the actor's business of which it is kept only that they have ended: the placement, and the day. The
/// newest thirty.
///
/// # Errors
/// When the database cannot be used.
pub async fn ended(scope: &Scope) -> Result<Vec<(Placement, NaiveDate)>> {
    let rows = store::person::ended(scope.db(), scope.actor()).await?;
    let ids: Vec<_> = rows.iter().map(|(placement, _)| *placement).collect();
    let today = scope.now().date_naive();
    let placements = store::placements::find_all(scope.db(), scope.actor(), &ids, today).await?;
    let with = |(id, day)| placements.iter().find(|placement| placement.id == id).map(|found| (found.clone(), day));
    Ok(rows.into_iter().filter_map(with).collect())
}
