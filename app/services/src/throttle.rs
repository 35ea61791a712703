//! How often something may be tried: signing in, joining, asking for a new password, each counted per address and per
//! source. After a few attempts each further one waits longer, up to a quarter of an hour; a count is forgotten an hour
//! after the last attempt. The source's bound is higher: people share addresses.
//!
//! Nobody is kept out by what a stranger elsewhere does. Passwords that strangers try for an account hold up strangers: a
//! browser that its owner has signed in with has a count of its own, and so has the link that comes by mail. Asking for
//! that link, or joining, waits for whoever asks too often, and not for everybody who names the address. Whoever shares a
//! source with a stranger who tries on waits there too, but not in a browser that is known.
//!
//! An attempt is counted before it is made, and given back when it succeeds: any number of them at once pass no more
//! often than one after the other.

use chrono::TimeDelta;
use domain::{Error, Problem, Result};
use store::attempts::{self, Attempts};

use crate::Scope;

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Counted<'a> {
    /// Passwords tried for one account's address by browsers that its owner is not known to have.
    SignIn(&'a str),
    /// Passwords tried from a browser that the owner of the account has signed in with before.
    SignInKnown(&'a str),
    /// Second steps tried for one account by browsers that its owner is not known to have.
    SecondStep(&'a str),
    /// Passwords and codes tried for one account by whoever is signed in with it.
    Proof(&'a str),
    /// Passwords tried from one network address.
    SignInFrom(&'a str),
    /// Joining with one address from one network address.
    Join(&'a str, &'a str),
    /// Joining from one network address.
    JoinFrom(&'a str),
    /// Asking for a new password for one address from one network address.
    Reset(&'a str, &'a str),
    /// Mails with a link for a new password to one address, whoever asks for them.
    ResetMails(&'a str),
    /// Asking for a new password from one network address.
    ResetFrom(&'a str),
}

impl Counted<'_> {
    fn digest(self, scope: &Scope) -> String {
        let both = |address: &str, source: &str| format!("{address} {source}");
        let (what, subject) = match self {
            Self::SignIn(address) => ("attempts by account", address.to_owned()),
            Self::SignInKnown(device) => ("attempts by known device", device.to_owned()),
            Self::SecondStep(account) => ("second steps by account", account.to_owned()),
            Self::Proof(account) => ("proofs by account", account.to_owned()),
            Self::SignInFrom(source) => ("attempts by source", source.to_owned()),
            Self::Join(address, source) => ("joining by address and source", both(address, source)),
            Self::JoinFrom(source) => ("joining by source", source.to_owned()),
            Self::Reset(address, source) => ("new passwords by address and source", both(address, source)),
            Self::ResetMails(address) => ("new passwords by address", address.to_owned()),
            Self::ResetFrom(source) => ("new passwords by source", source.to_owned()),
        };
        scope.services().keyring.digest(what, &subject)
    }

    const fn free(self) -> i32 {
        match self {
            Self::SignIn(_) | Self::SignInKnown(_) | Self::SecondStep(_) | Self::Proof(_) => 5,
            Self::Join(..) | Self::Reset(..) => 5,
            Self::ResetMails(_) => 20,
            Self::SignInFrom(_) | Self::JoinFrom(_) | Self::ResetFrom(_) => 50,
        }
    }

    /// How long attempts wait after so many failures: one minute, doubling, at most fifteen.
    fn wait(self, failures: i32) -> TimeDelta {
        let over = (failures - self.free()).clamp(-1, 4);
        if over < 0 { TimeDelta::zero() } else { TimeDelta::minutes((1_i64 << over).min(15)) }
    }
}

/// An attempt that was counted, with what stood there before.
pub(crate) struct Reserved(Vec<(String, Attempts)>);

/// Whether something may still be done now, which counts as doing it.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn may(scope: &Scope, counted: Counted<'_>) -> Result<bool> {
    match reserve(scope, "", &[counted]).await {
        Ok(_) => Ok(true),
        Err(Error::Invalid(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Counts an attempt that is about to be made. Every caller names the address before the source, so that two never
/// wait for each other in a circle.
///
/// # Errors
/// [`Problem::TryLater`] beside the field while attempts have to wait; then nothing is counted.
pub(crate) async fn reserve(scope: &Scope, field: &'static str, counted: &[Counted<'_>]) -> Result<Reserved> {
    let now = scope.now();
    let tx = scope.db().begin().await?;
    let mut reserved: Vec<(String, Attempts)> = Vec::with_capacity(counted.len());
    for each in counted {
        let digest = each.digest(scope);
        let held = attempts::hold(&tx, &digest, now).await?;
        // A clock that was ahead and fell back has left a time that is still to come.
        let since = held.since.min(now);
        let fresh = now - since < TimeDelta::hours(1);
        let before = if fresh { Attempts { since, ..held } } else { Attempts { failures: 0, since: now } };
        let left = before.since + each.wait(before.failures) - now;
        if left > TimeDelta::zero() {
            if held.since > now {
                // Kept, so that the wait passes: it would begin anew with each attempt until the clock has caught up.
                for (other, before) in &reserved {
                    attempts::set(&tx, other, *before).await?;
                }
                attempts::set(&tx, &digest, before).await?;
                tx.commit().await?;
            }
            let minutes = left.num_seconds() / 60 + 1;
            return Err(Error::at(field, Problem::TryLater { minutes }));
        }
        attempts::set(&tx, &digest, Attempts { failures: before.failures.saturating_add(1), since: now }).await?;
        reserved.push((digest, before));
    }
    tx.commit().await?;
    Ok(Reserved(reserved))
}

/// Gives back the attempt that let an account's owner in.
pub(crate) async fn succeeded(scope: &Scope, tx: &store::Tx, reserved: Reserved) -> Result<()> {
    for (digest, before) in reserved.0 {
        let held = attempts::hold(tx, &digest, scope.now()).await?;
        let after = if held.failures == before.failures.saturating_add(1) {
            before
        } else {
            Attempts { failures: (held.failures - 1).max(0), since: held.since }
        };
        attempts::set(tx, &digest, after).await?;
    }
    Ok(())
}

/// Forgets what was counted.
pub(crate) async fn forget(scope: &Scope, tx: &store::Tx, counted: Counted<'_>) -> Result<()> {
    Ok(attempts::forget(tx, &counted.digest(scope)).await?)
}
