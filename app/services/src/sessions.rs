//! Sessions: from a cookie to an actor. A session ends by itself after seven days at most; without use after twelve
//! hours, and after half an hour for those who have a role on the platform. It is replaced by another one whenever its
//! owner's way of signing in changes.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::account::{Email, PlatformRole, Proof};
use domain::id::AccountId;
use domain::policy::EndSessions;
use domain::{Actor, Error, Problem, Result};
use store::accounts::Account;
use store::sessions::Session;

use crate::scope::{Scope, Services, secret};

/// How long a session lasts without use.
const IDLE: TimeDelta = TimeDelta::hours(12);
/// How long one of somebody with a role on the platform does.
const IDLE_ON_PLATFORM: TimeDelta = TimeDelta::minutes(30);
/// How long a session lasts at most.
const MOST: TimeDelta = TimeDelta::days(7);
/// How long the second step is waited for.
const HALF: TimeDelta = TimeDelta::minutes(10);
/// How exactly the last use is kept.
const STEP: TimeDelta = TimeDelta::minutes(2);
/// How long somebody who has shown that they are the owner may change how the account signs in.
const FRESH: TimeDelta = TimeDelta::minutes(15);

/// The secret that the cookie carries.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub String);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken")
    }
}

/// Where somebody who signs in comes from.
#[derive(Clone, Default)]
pub struct Visit {
    /// The network address, for throttling alone.
    pub source: String,
    /// The secret of the cookie that the new session's replaces.
    pub replaced: Option<String>,
    /// What the cookie says by which a browser is known that somebody signed in with before.
    pub device: Option<String>,
}

/// Whether those with a role on the platform need a second step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondStep {
    /// They do.
    Required,
    /// They may do without: in a demo world, whose passwords everybody knows.
    Optional,
}

/// Who asks a second step of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Nobody: they may have one.
    Nobody,
    /// Their role on the platform.
    Role,
    /// Their organisation, of all its members.
    Organisation,
}

/// Who asks a second step of the owner of an account.
pub(crate) async fn asks_second_step(services: &Services, db: &impl store::Read, account: &Account) -> Result<Asks> {
    if account.platform.is_some() && services.second_step == SecondStep::Required {
        return Ok(Asks::Role);
    }
    let asked = store::organisations::is_asked_second_step(db, account.id).await?;
    Ok(if asked { Asks::Organisation } else { Asks::Nobody })
}

/// Who asks a second step of the owner of an account who has none: until they have set it up they read nothing.
pub(crate) async fn lacking(services: &Services, db: &impl store::Read, account: &Account) -> Result<Asks> {
    match account.second_step {
        Some(_) => Ok(Asks::Nobody),
        None => asks_second_step(services, db, account).await,
    }
}

/// Whom a cookie's token stands for.
#[derive(Debug, Clone)]
pub enum Signed {
    /// Nobody: the session has ended or never was.
    Nobody,
    /// Somebody who has given the password, and not yet the second step.
    Half(AccountId),
    /// Somebody of whom a second step is asked that they have not set up: they may do that and nothing else.
    Lacking(Actor),
    /// Somebody.
    In(Actor),
}

/// Whom a cookie's token stands for.
///
/// # Errors
/// When the database cannot be used.
pub async fn signed(services: &Arc<Services>, token: &str) -> Result<Signed> {
    if token.is_empty() || token.len() > 64 {
        return Ok(Signed::Nobody);
    }
    let now = services.clock.now();
    let found = store::sessions::find(&services.db, token).await?;
    let Some(session) = found.filter(|session| session.expires > now) else { return Ok(Signed::Nobody) };
    let Some(account) = store::accounts::find(&services.db, session.account).await? else { return Ok(Signed::Nobody) };
    if now - session.seen >= idle(account.platform) {
        return Ok(Signed::Nobody);
    }
    if account.second_step.is_some() && session.proof == Proof::Password {
        let waits = now - session.created < HALF;
        return Ok(if waits { Signed::Half(account.id) } else { Signed::Nobody });
    }
    if now - session.seen > STEP {
        // Whoever comes is let in although this cannot be noted: a full disk still has everything to read.
        if let Err(error) = note_use(services, token, now).await {
            tracing::error!(%error, "the use of a session cannot be noted");
        }
    }
    let asks = lacking(services, &services.db, &account).await?;
    let mut actor = store::accounts::behind(&services.db, account, now.date_naive()).await?;
    if asks != Asks::Nobody {
        // No page that forgets to ask can be opened by the role, or as a member.
        (actor.platform, actor.membership) = (None, None);
        return Ok(Signed::Lacking(actor));
    }
    Ok(Signed::In(actor))
}

const fn idle(platform: Option<PlatformRole>) -> TimeDelta {
    match platform {
        Some(_) => IDLE_ON_PLATFORM,
        None => IDLE,
    }
}

async fn note_use(services: &Arc<Services>, token: &str, now: DateTime<Utc>) -> store::Result<()> {
    let tx = services.db.begin().await?;
    store::sessions::touch(&tx, token, now).await?;
    tx.commit().await
}

/// Begins a session for an account, inside the transaction that let it in; the one it replaces in the browser ends.
pub(crate) async fn begin(
    scope: &Scope,
    tx: &store::Tx,
    (account, proof): (AccountId, Proof),
    replaced: Option<&str>,
) -> Result<SessionToken> {
    if let Some(replaced) = replaced {
        store::sessions::end(tx, replaced).await?;
    }
    let (token, now) = (secret()?, scope.now());
    let found = store::accounts::find(tx, account).await?;
    let is_half = proof == Proof::Password && found.is_some_and(|account| account.second_step.is_some());
    let expires = now + if is_half { HALF } else { MOST };
    let session = Session { account, created: now, seen: now, expires, proof, proved: Some(now) };
    store::sessions::insert(tx, &token, session).await?;
    Ok(SessionToken(token))
}

/// Ends every session of an account whose way of signing in has changed, and begins another one for the browser in which
/// that was done.
pub(crate) async fn rotate(scope: &Scope, tx: &store::Tx, account: AccountId, proof: Proof) -> Result<SessionToken> {
    store::sessions::end_all(tx, account).await?;
    begin(scope, tx, (account, proof), None).await
}

/// What a whole session of an account is begun with.
pub(crate) const fn proof_of(account: &Account) -> Proof {
    if account.second_step.is_some() { Proof::Both } else { Proof::Password }
}

/// Ends the session of a cookie's token. Once more, or after it has ended by itself, is as good as the first time.
///
/// # Errors
/// When the database cannot be used.
pub async fn end(scope: &Scope, token: &str) -> Result<()> {
    let tx = scope.db().begin().await?;
    store::sessions::end(&tx, token).await?;
    match scope.actor().account {
        Some(account) => scope.commit(tx, "sign out", &format!("account {account}")).await,
        None => Ok(tx.commit().await?),
    }
}

/// A session of the actor's.
#[derive(Clone)]
pub struct Own {
    /// What the form that ends it names.
    pub key: String,
    /// When it was begun.
    pub created: DateTime<Utc>,
    /// When it was last used.
    pub seen: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub which: Which,
}

domain::opaque!(Own);

/// Whether a session is the one that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// It is.
    This,
    /// It is another.
    Other,
}

/// The actor's sessions that have not ended, the one used last first.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor.
pub async fn own(scope: &Scope, token: &str) -> Result<Vec<Own>> {
    let (account, now) = (crate::accounts::own(scope).await?, scope.now());
    let (proof, idle) = (proof_of(&account), idle(account.platform));
    let all = store::sessions::of_account(scope.db(), account.id, proof, now).await?;
    let live = all.into_iter().filter(|(_, s)| now - s.seen < idle);
    let this = store::sessions::hash(token);
    let each = live.map(|(key, session)| {
        let which = if key == this { Which::This } else { Which::Other };
        Own { key, created: session.created, seen: session.seen, which }
    });
    Ok(each.collect())
}

/// Ends one of the actor's sessions.
///
/// # Errors
/// [`Error::NotFound`] for one that is not the actor's, or has ended.
pub async fn end_one(scope: &Scope, key: &str) -> Result<()> {
    let account = scope.actor().account()?;
    let tx = scope.begin().await?;
    if !store::sessions::end_stored(&tx, account, key).await? {
        return Err(Error::NotFound);
    }
    scope.commit(tx, "end session", &format!("account {account}")).await
}

/// Ends all of the actor's sessions but the one that asks.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor.
pub async fn end_others(scope: &Scope, token: &str) -> Result<()> {
    let account = scope.actor().account()?;
    let tx = scope.begin().await?;
    store::sessions::end_others(&tx, account, token).await?;
    scope.commit(tx, "end other sessions", &format!("account {account}")).await
}

/// Signs somebody out everywhere.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators; a problem beside `whom` for an address that has no account.
pub async fn end_of(scope: &Scope, email: &str) -> Result<()> {
    scope.permit(EndSessions)?;
    let email: Email = email.parse().map_err(|problem| Error::at("whom", problem))?;
    let tx = scope.begin().await?;
    let account = store::accounts::by_email(&tx, &email).await?;
    let account = account.ok_or_else(|| Error::at("whom", Problem::Other("problem-no-account")))?.id;
    store::sessions::end_all(&tx, account).await?;
    scope.commit(tx, "end sessions of somebody", &format!("account {account}")).await
}

/// Whether whoever has a session has shown not long ago that they are the owner of the account.
///
/// # Errors
/// When the database cannot be used.
pub async fn is_fresh(scope: &Scope, token: &str) -> Result<bool> {
    let session = store::sessions::find(scope.db(), token).await?;
    let proved = session.filter(|s| Some(s.account) == scope.actor().account).and_then(|s| s.proved);
    Ok(proved.is_some_and(|proved| scope.now() - proved < FRESH))
}

/// Refuses a change of how the account signs in to whoever has not shown not long ago that they are its owner.
pub(crate) async fn fresh(scope: &Scope, token: &str) -> Result<Account> {
    let account = crate::accounts::own(scope).await?;
    if is_fresh(scope, token).await? {
        return Ok(account);
    }
    // A session that another window has ended a moment ago is none that could be proved anew.
    match store::sessions::find(scope.db(), token).await? {
        Some(_) => Err(Error::Refused("refused-prove-first")),
        None => Err(Error::SignInNeeded),
    }
}
