//! What the demo world shows of consent: somebody invented who has a page of their own, took back there what they had
//! agreed to, and was asked again in Italian.

use domain::Result;
use domain::consent::{ConsentField, Explained, NewGrant, Purpose};
use domain::referral::ReferralStatus;
use services::{Scope, consents, introductions, own_pages, referrals};

/// Writes it, unless it is there. `ngo` is a member of the NGO.
///
/// # Errors
/// When the database cannot be used.
pub(super) async fn write(ngo: &Scope) -> Result<()> {
    let today = ngo.now().date_naive();
    for referral in referrals::list(ngo, ReferralStatus::Open, None, 60).await? {
        let grants = consents::of_referral(ngo, &referral).await?;
        let Some(first) = grants.first().filter(|grant| grant.is_live(today)) else { continue };
        if own_pages::of_referral(ngo, &referral).await?.is_some() {
            return Ok(());
        }
        // Somebody whose introductions are over, so that none ends by this.
        let listed = introductions::of_referral(ngo, &referral).await?;
        if listed.iter().any(|listed| !listed.introduction.stage.is_end()) {
            continue;
        }
        let again = NewGrant {
            recipient: first.terms.recipient,
            fields: vec![ConsentField::Fit, ConsentField::Languages, ConsentField::Called],
            purpose: Purpose::Introduction,
            ends: super::follow_up::ends(ngo, 30),
            language: "it".parse().map_err(|problem| domain::Error::at("language", problem))?,
            explained: Explained::ReadAloud,
        };
        let secret = own_pages::give(ngo, &referral).await?;
        own_pages::take_back(ngo, secret.as_str(), Some(first.id)).await?;
        return consents::record(ngo, &referral, &again).await.map(|_| ());
    }
    Ok(())
}
