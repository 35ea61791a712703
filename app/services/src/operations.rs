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
/// [`Error::NotFound`] for everybody but administrators.
pub async fn retry(scope: &Scope, event: &str) -> Result<()> {
    let permit = scope.permit(RetryDelivery)?;
    let id = Uuid::try_parse(event).map_err(|_| Error::NotFound)?;
    let tx = scope.begin().await?;
    store::outbox::revive(&tx, &permit, id, scope.now()).await?;
    scope.commit(tx, "retry delivery", &format!("event {id}")).await
}
