//! Sessions: from a cookie to an actor. A session ends after twelve hours without use and after seven days anyway.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::AccountId;
use domain::{Actor, Result};
use store::sessions::Session;

use crate::scope::{Scope, Services, secret};

/// How long a session lasts without use.
const IDLE: TimeDelta = TimeDelta::hours(12);
/// How long a session lasts at most.
const MOST: TimeDelta = TimeDelta::days(7);
/// How exactly the last use is kept.
const STEP: TimeDelta = TimeDelta::minutes(10);

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
}

/// The actor of a cookie's token; nothing when the session has ended or never was.
///
/// # Errors
/// When the database cannot be used.
pub async fn actor_of(services: &Arc<Services>, token: &str) -> Result<Option<Actor>> {
    if token.is_empty() || token.len() > 64 {
        return Ok(None);
    }
    let now = services.clock.now();
    let found = store::sessions::find(&services.db, token).await?;
    let Some(session) = found.filter(|s| s.expires > now && now - s.seen < IDLE) else { return Ok(None) };
    if now - session.seen > STEP {
        // Whoever comes is let in although this cannot be noted: a full disk still has everything to read.
        if let Err(error) = note_use(services, token, now).await {
            tracing::error!(%error, "the use of a session cannot be noted");
        }
    }
    Ok(store::accounts::actor(&services.db, session.account, now.date_naive()).await?)
}

async fn note_use(services: &Arc<Services>, token: &str, now: DateTime<Utc>) -> store::Result<()> {
    let tx = services.db.begin().await?;
    store::sessions::touch(&tx, token, now).await?;
    tx.commit().await
}

/// Begins a session for an account, inside the transaction that let it in; the one it replaces in the browser ends.
pub(crate) async fn begin(scope: &Scope, tx: &store::Tx, account: AccountId, visit: &Visit) -> Result<SessionToken> {
    if let Some(replaced) = &visit.replaced {
        store::sessions::end(tx, replaced).await?;
    }
    let token = secret()?;
    let now = scope.now();
    store::sessions::insert(tx, &token, Session { account, seen: now, expires: now + MOST }).await?;
    Ok(SessionToken(token))
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
