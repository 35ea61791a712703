//! What administrators see: events that wait, and those that were given up.

use domain::policy::RetryDelivery;
use domain::{Error, Result};
use store::outbox::Dead;
use uuid::Uuid;

use crate::Scope;

/// How many events wait, and the newest hundred that were given up.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators.
pub async fn outbox(scope: &Scope) -> Result<(u64, Vec<Dead>)> {
    let permit = scope.permit(RetryDelivery)?;
    let waiting = store::outbox::count_waiting(scope.db()).await?;
    Ok((waiting, store::outbox::dead(scope.db(), &permit).await?))
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
