//! What administrators see: events that wait, those that were given up, and how what is kept is kept.

use chrono::{DateTime, Utc};
use domain::policy::RetryDelivery;
use domain::retention::Next;
use domain::{Error, Result};
use store::keys::masters;
use store::outbox::Dead;
use uuid::Uuid;

use crate::Scope;
use crate::keys::Left;

/// How many events wait, and the newest hundred that were given up.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators.
pub async fn outbox(scope: &Scope) -> Result<(u64, Vec<Dead>)> {
    let permit = scope.permit(RetryDelivery)?;
    let waiting = store::outbox::count_waiting(scope.db()).await?;
    Ok((waiting, store::outbox::dead(scope.db(), &permit).await?))
}

/// How what is kept is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Safekeeping {
    /// When the master key in force was made.
    pub key: Option<DateTime<Utc>>,
    /// Whether records are moving to another.
    pub rotating: bool,
    /// What the last rotation has left, since it does not open.
    pub left: Option<Left>,
    /// Of how many referrals the area stands in clear, since they do not open.
    pub in_clear: u64,
    /// When the last backup was made.
    pub backup: Option<DateTime<Utc>>,
    /// What is known of the audit log.
    pub audit: crate::audit::State,
    /// Referrals that are archived if nobody answers for them.
    pub to_archive: u64,
    /// Referrals that are erased if nobody answers for them.
    pub to_erase: u64,
}

/// How what is kept is kept.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators.
pub async fn safekeeping(scope: &Scope) -> Result<Safekeeping> {
    scope.permit(RetryDelivery)?;
    let db = scope.db();
    let used: Vec<_> = masters::all(db).await?.into_iter().filter(|key| key.retired.is_none()).collect();
    let in_force = used.iter().rfind(|key| key.since.is_some());
    let left = match in_force {
        Some(key) => crate::keys::still_left(scope, &key.name).await?,
        None => None,
    };
    Ok(Safekeeping {
        key: in_force.map(|key| key.created),
        rotating: used.len() > 1,
        left,
        in_clear: store::plain_areas::count(db).await?,
        backup: store::marks::at(db, crate::backup::MARK).await?,
        audit: crate::audit::state(scope).await?,
        to_archive: store::retentions::count(db, Next::Archive).await?,
        to_erase: store::retentions::count(db, Next::Erase).await?,
    })
}

/// How many events were given up.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators.
pub async fn count_dead(scope: &Scope) -> Result<u64> {
    let permit = scope.permit(RetryDelivery)?;
    Ok(store::outbox::count_dead(scope.db(), &permit).await?)
}

/// Gives an event that was given up new life.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators, and when no such event was given up.
pub async fn retry(scope: &Scope, event: &str) -> Result<()> {
    let permit = scope.permit(RetryDelivery)?;
    let id = Uuid::try_parse(event).map_err(|_| Error::NotFound)?;
    let tx = scope.begin().await?;
    if !store::outbox::revive(&tx, &permit, id, scope.now()).await? {
        return Err(Error::NotFound);
    }
    scope.commit(tx, "retry delivery", &format!("event {id}")).await
}

/// Gives every event that was given up new life, as when a mail server has been away for days.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators.
pub async fn retry_all(scope: &Scope) -> Result<()> {
    let permit = scope.permit(RetryDelivery)?;
    let tx = scope.begin().await?;
    let count = store::outbox::revive_all(&tx, &permit, scope.now()).await?;
    scope.commit(tx, "retry delivery", &format!("all {count} events")).await
}
