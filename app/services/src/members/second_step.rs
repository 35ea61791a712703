//! The second step that the managers of an organisation ask of all its members.

use domain::{Error, Result};
use store::accounts;

use crate::organisations;
use crate::scope::Scope;
use crate::second_step::Way;
use crate::sessions;

/// What a manager sees of the second step of all members.
#[derive(Debug, Clone, Copy)]
pub struct SecondStepOfAll {
    /// Whether it is asked of all.
    pub asked: Way,
    /// Whether the manager has shown not long ago that they are the owner of their account, and so can let it be.
    pub fresh: Way,
}

/// Whether the actor's organisation asks a second step of all its members.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor.
pub async fn second_step_of_all(scope: &Scope, token: &str) -> Result<SecondStepOfAll> {
    let account = scope.actor().account()?;
    let asked = store::organisations::is_asked_second_step(scope.db(), account).await?;
    Ok(SecondStepOfAll { asked: Way::of(asked), fresh: Way::of(sessions::is_fresh(scope, token).await?) })
}

/// Asks a second step of all members of the actor's organisation: whoever has none sets one up at their next request,
/// before anything else. Once more is as good as once.
///
/// # Errors
/// [`Error::Refused`] for members who are not managers, and for a manager who has none and would be kept out too.
pub async fn require_second_step(scope: &Scope) -> Result<()> {
    let tx = scope.begin().await?;
    let (organisation, permit) = organisations::hold_own(scope, &tx).await?;
    // Held, so that it is not taken away meanwhile.
    let own = accounts::hold(&tx, scope.actor().account()?).await?.ok_or(Error::SignInNeeded)?;
    if own.second_step.is_none() {
        return Err(Error::Refused("refused-own-second-step-first"));
    }
    if !store::organisations::ask_second_step(&tx, &permit, Some(scope.now())).await? {
        return Ok(());
    }
    scope.commit(tx, "require second step of members", &format!("organisation {}", organisation.id)).await
}

/// Asks it of nobody any more. Once more is as good as once.
///
/// # Errors
/// [`Error::Refused`] for members who are not managers, and for a manager who has not shown not long ago that it is them.
pub async fn release_second_step(scope: &Scope, token: &str) -> Result<()> {
    let fresh = sessions::is_fresh(scope, token).await?;
    let tx = scope.begin().await?;
    let (organisation, permit) = organisations::hold_own(scope, &tx).await?;
    if !fresh {
        return Err(Error::Refused("refused-prove-elsewhere-first"));
    }
    if !store::organisations::ask_second_step(&tx, &permit, None).await? {
        return Ok(());
    }
    scope.commit(tx, "release second step of members", &format!("organisation {}", organisation.id)).await
}
