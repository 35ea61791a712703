//! Sign-in attempts, counted per account and per source. After five failures each further one waits longer, up to a
//! quarter of an hour; a count is forgotten after an hour. The source's bound is higher: people share addresses.

use chrono::TimeDelta;
use domain::{Error, Problem, Result};
use store::attempts::{self, Attempts};

use crate::Scope;

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Counted<'a> {
    /// Attempts at one account's address.
    Account(&'a str),
    /// Attempts from one network address.
    Source(&'a str),
}

impl Counted<'_> {
    fn digest(self, scope: &Scope) -> String {
        let keyring = &scope.services().keyring;
        match self {
            Self::Account(address) => keyring.digest("attempts by account", address),
            Self::Source(address) => keyring.digest("attempts by source", address),
        }
    }

    const fn free(self) -> i32 {
        match self {
            Self::Account(_) => 5,
            Self::Source(_) => 50,
        }
    }

    /// How long attempts wait after so many failures: one minute, doubling, at most fifteen.
    fn wait(self, failures: i32) -> TimeDelta {
        let over = (failures - self.free()).clamp(-1, 4);
        if over < 0 { TimeDelta::zero() } else { TimeDelta::minutes((1_i64 << over).min(15)) }
    }
}

/// Refuses while attempts have to wait.
pub(crate) async fn check(scope: &Scope, counted: &[Counted<'_>]) -> Result<()> {
    for each in counted {
        let Some(found) = attempts::find(scope.db(), &each.digest(scope)).await? else { continue };
        let left = found.since + each.wait(found.failures) - scope.now();
        if left > TimeDelta::zero() {
            let minutes = left.num_seconds() / 60 + 1;
            return Err(Error::at("password", Problem::TryLater { minutes }));
        }
    }
    Ok(())
}

/// Counts one failure.
pub(crate) async fn failed(scope: &Scope, counted: &[Counted<'_>]) -> Result<()> {
    let now = scope.now();
    let tx = scope.db().begin().await?;
    for each in counted {
        let digest = each.digest(scope);
        let before = attempts::find(&tx, &digest).await?.filter(|found| now - found.since < TimeDelta::hours(1));
        let failures = before.map_or(0, |found| found.failures).saturating_add(1);
        attempts::set(&tx, &digest, Attempts { failures, since: now }).await?;
    }
    Ok(tx.commit().await?)
}

/// Forgets an account's failures once its owner is in.
pub(crate) async fn succeeded(scope: &Scope, tx: &store::Tx, address: &str) -> Result<()> {
    Ok(attempts::forget(tx, &Counted::Account(address).digest(scope)).await?)
}
