//! A wish in the demo world that somebody be erased, so that there is one to look at, and to take back.

use domain::Result;
use domain::referral::ReferralStatus;
use services::{Scope, erasures, referrals};

/// Asks, as a member of the NGO, that its newest unfinished referral be erased, unless that was done before.
pub(super) async fn ask(ngo: &Scope) -> Result<()> {
    let newest = referrals::list(ngo, ReferralStatus::Draft, None, 1).await?.pop();
    let Some(referral) = newest else { return Ok(()) };
    if erasures::list(ngo).await?.is_empty() {
        erasures::ask(ngo, &referral, referral.code.as_str()).await?;
    }
    Ok(())
}
