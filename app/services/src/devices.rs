//! Browsers that somebody has signed in with before: a cookie says so, for one account. Its failures are counted apart
//! from those of strangers, who so cannot keep the owner of an account out by trying passwords (OWASP: device cookies).
//!
//! Nothing of a device is stored. The cookie is a random number and a keyed digest of it with the account and the hash of
//! its password: a new password makes every device a stranger.

use domain::account::Proof;
use store::accounts::Account;

use crate::scope::{Scope, secret};

/// What the cookie carries.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceToken(pub String);

impl std::fmt::Debug for DeviceToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceToken")
    }
}

fn digest(scope: &Scope, account: &Account, proof: Proof, number: &str) -> String {
    let subject = format!("{} {number} {} {proof}", account.id, account.password);
    scope.services().keyring.digest("device cookies", &subject)
}

/// A cookie for a browser in which the owner of an account has signed in, with all that the account asked for, or shown
/// by their mail alone that it is them.
pub(crate) fn known_from_now(scope: &Scope, account: &Account, proof: Proof) -> domain::Result<DeviceToken> {
    let number = secret()?;
    let digest = digest(scope, account, proof, &number);
    Ok(DeviceToken(format!("{number}.{digest}")))
}

/// The number of a device, if its cookie is for this account and was given for this proof or a better one: whoever can
/// read the owner's mail alone is a stranger to the second step.
pub(crate) fn known<'a>(
    scope: &Scope,
    account: Option<&Account>,
    proof: Proof,
    cookie: Option<&'a str>,
) -> Option<&'a str> {
    let (number, said) = cookie.filter(|cookie| cookie.len() <= 200)?.split_once('.')?;
    // Both are digests under a key that nobody outside has, so how long comparing takes tells nothing of use.
    let account = account?;
    let mut proofs = Proof::ALL.iter().filter(|given| **given >= proof);
    proofs.any(|given| digest(scope, account, *given, number) == said).then_some(number)
}
