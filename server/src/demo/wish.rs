//! A wish in the demo world that somebody be erased, so that there is one to look at, and to take back.

use domain::referral::ReferralStatus;
use domain::{Error, Result};
use services::{Scope, erasures, installation, referrals};

/// Asks, as the NGO's manager, that its newest unfinished referral be erased, unless that was done before.
pub(super) async fn ask(system: &Scope, ngo: &Scope) -> Result<()> {
    let manager = "ngo@ponte.example".parse().map_err(|problem| Error::at("email", problem))?;
    let mut actor = ngo.actor().clone();
    actor.account = installation::account(system, &manager).await?;
    let scope = ngo.for_actor(actor);
    let newest = referrals::list(&scope, ReferralStatus::Draft, None, 1).await?.pop();
    let Some(referral) = newest.filter(|_| scope.actor().account.is_some()) else { return Ok(()) };
    if erasures::list(&scope).await?.is_empty() {
        erasures::ask(&scope, &referral, referral.code.as_str()).await?;
    }
    Ok(())
}
