//! Leaving one's organisation and keeping the account: what a member may read and do as one ends with the membership, at
//! once and in every browser; the sessions go on.

use domain::{Error, Result};
use store::accounts;

use crate::closing;
use crate::scope::Scope;

/// Why the actor cannot leave their organisation now, by the message that says what to do first.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor.
pub async fn hindrance(scope: &Scope) -> Result<Option<&'static str>> {
    let account = scope.actor().account()?;
    let last = closing::is_last_manager(scope.db(), scope.actor(), account).await?;
    Ok(last.then_some("refused-last-manager-leaving"))
}

/// Refuses whoever cannot leave now, before anything is asked of them.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor; [`Error::NotFound`] for those without an organisation; [`Error::Refused`] for
/// the last manager of one that is verified, at work or has other members; [`Error::Repeated`] where they left by the same
/// form.
pub async fn may(scope: &Scope) -> Result<()> {
    scope.actor().account()?;
    if scope.actor().membership.is_none() {
        scope.refuse_repeated().await?;
        return Err(Error::NotFound);
    }
    match hindrance(scope).await? {
        Some(key) => Err(Error::Refused(key)),
        None => Ok(()),
    }
}

/// Ends the actor's own membership, with their password; the address of their calendar ends with it.
///
/// # Errors
/// A problem beside `own_password`; [`Error::Conflict`] where somebody removed them meanwhile; as [`may`] besides.
pub async fn leave(scope: &Scope, password: &str) -> Result<()> {
    let account = crate::accounts::prove(scope, "own_password", password).await?;
    let tx = scope.begin().await?;
    let actor = closing::hold(scope, &tx, &account).await?;
    let own = actor.membership.as_ref().ok_or(Error::NotFound)?.organisation;
    if closing::is_last_manager(&tx, &actor, account.id).await? {
        return Err(Error::Refused("refused-last-manager-leaving"));
    }
    if !accounts::step_out(&tx, account.id, own).await? {
        return Err(Error::NotFound);
    }
    store::calendars::remove(&tx, account.id).await?;
    closing::left(scope, &tx, own).await?;
    scope.commit(tx, "leave organisation", &format!("organisation {own}")).await
}
