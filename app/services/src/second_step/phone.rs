//! Setting up the codes that a phone shows, and taking them away.

use domain::{Error, Problem, Result};
use store::totp_secrets;

use super::{SECRET, Way, added, begin_once, failed, latest_step, removed, repeated, step_of, totp, ways};
use crate::scope::Scope;
use crate::sessions::{self, SessionToken};
use crate::throttle::{self, Counted};

/// What a phone is told of a secret: once as an address for its camera, once to be typed.
#[derive(Clone)]
pub struct Told {
    /// The address.
    pub address: String,
    /// The secret in base 32.
    pub typed: String,
}

/// Makes a secret for the actor's phone; it counts once the phone has shown a code of it.
///
/// # Errors
/// [`Error::Refused`] to whoever has not shown not long ago that they are the owner, and where a phone is set up already.
pub async fn begin_phone(scope: &Scope, token: &str) -> Result<()> {
    let account = sessions::fresh(scope, token).await?;
    if ways(scope, &account).await?.phone == Way::There {
        return Err(Error::Conflict);
    }
    let mut secret = [0_u8; SECRET];
    getrandom::fill(&mut secret).map_err(failed)?;
    let tx = scope.begin().await?;
    totp_secrets::put(&tx, &scope.services().keyring, account.id, &secret, scope.now()).await?;
    scope.commit(tx, "begin phone codes", &format!("account {}", account.id)).await
}

/// The secret that waits for its first code.
///
/// # Errors
/// [`Error::NotFound`] where none waits; [`Error::Refused`] as [`begin_phone`].
pub async fn phone(scope: &Scope, token: &str) -> Result<Told> {
    let account = sessions::fresh(scope, token).await?;
    let found = totp_secrets::find(scope.db(), &scope.services().keyring, account.id).await?;
    let secret = found.filter(|secret| secret.confirmed.is_none()).ok_or(Error::NotFound)?;
    let totp = totp(&secret.secret, &account.email)?;
    Ok(Told { address: totp.to_url().map_err(failed)?, typed: totp.secret().to_base32() })
}

/// Takes the first code of a phone. Where it is the first second step, recovery codes come with it, to be shown once.
///
/// # Errors
/// Problems beside `code`; [`Error::NotFound`] where no secret waits; [`Error::Repeated`] where it has got this code: the
/// recovery codes that came with it stay, and so does the session.
pub async fn confirm_phone(scope: &Scope, token: &str, code: &str) -> Result<(SessionToken, Vec<String>)> {
    let account = match sessions::fresh(scope, token).await {
        Ok(account) => account,
        Err(error) => {
            // The first of two posts has put another session in the place of this one.
            scope.refuse_repeated().await?;
            return Err(error);
        }
    };
    let id = account.id.to_string();
    let reserved = throttle::reserve(scope, "code", &[Counted::Proof(&id)]).await?;
    let (tx, reserved) = begin_once(scope, reserved).await?;
    let secret = totp_secrets::find(&tx, &scope.services().keyring, account.id).await?.ok_or(Error::NotFound)?;
    let step = step_of(&secret.secret, &account.email, code, scope)?;
    if secret.confirmed.is_some() {
        drop(tx);
        let same = step == Some(secret.step);
        return Err(if same { repeated(scope, reserved).await } else { Error::NotFound });
    }
    let step = step.ok_or_else(wrong_first)?;
    // Of two windows that read the secret before either wrote, one is first.
    let used = totp_secrets::spend(&tx, account.id, step, latest_step(scope)).await?;
    if !used || !totp_secrets::confirm(&tx, account.id, scope.now()).await? {
        drop(tx);
        return Err(repeated(scope, reserved).await);
    }
    throttle::succeeded(scope, &tx, reserved).await?;
    added(scope, tx, &account, "add phone codes").await
}

/// A first code that is not right: no code from paper can take its place.
fn wrong_first() -> Error {
    tracing::info!("a wrong first code of a phone");
    Error::at("code", Problem::Other("problem-wrong-first-code"))
}

/// Removes the actor's phone.
///
/// # Errors
/// [`Error::NotFound`] without one; [`Error::Refused`] to whoever has not shown not long ago that they are the owner, and
/// where it is the last way of somebody whose role needs one.
pub async fn remove_phone(scope: &Scope, token: &str) -> Result<SessionToken> {
    let account = sessions::fresh(scope, token).await?;
    if ways(scope, &account).await?.phone == Way::None {
        return Err(Error::NotFound);
    }
    let tx = scope.begin().await?;
    totp_secrets::remove(&tx, account.id).await?;
    removed(scope, tx, &account, "remove phone codes").await
}
