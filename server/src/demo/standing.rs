//! Where organisations of the demo world stand: an association vouches for some, and one of these is suspended. It comes
//! last, since nothing more can be made of what is suspended.

use chrono::TimeDelta;
use domain::organisation::{OrganisationKind, OrganisationStatus};
use domain::sanction::SanctionReason;
use domain::{Error, Result};
use services::sanctions::NewSanction;
use services::vouches::NewVouch;
use services::{sanctions, vetting, vouches};

use super::founder::register_number;
use super::world::{Cast, Size, by_placements};

/// Makes what is not there yet.
///
/// # Errors
/// When the database cannot be used.
pub(super) async fn set(cast: &Cast, size: Size) -> Result<()> {
    let employers: Vec<_> = by_placements(&cast.steward)?.into_iter().take(size.businesses).collect();
    let guild = cast.member(cast.association, OrganisationKind::Association);
    let there = vouches::own(&guild).await?.0;
    for employer in employers.iter().take(2).chain(employers.last()) {
        let business = cast.businesses.get(&employer.number);
        if there.iter().any(|seen| Some(&seen.vouch.business) == business) {
            continue;
        }
        let vouch = NewVouch {
            country: "DE".parse().map_err(|problem| Error::at("country", problem))?,
            register_number: register_number(&employer.name),
            statement: "A member for ten invented years. We have been there and talked with the people at work.".into(),
        };
        vouches::give(&guild, vouch).await?;
    }
    let Some(last) = employers.last().and_then(|employer| cast.businesses.get(&employer.number)) else {
        return Ok(());
    };
    let found = vetting::application(&cast.steward, *last).await?;
    if found.status != OrganisationStatus::Verified {
        return Ok(());
    }
    let suspension = NewSanction {
        reason: SanctionReason::Pay,
        review: cast.steward.now().date_naive() + TimeDelta::days(30),
        note: "Invented: two pay slips of the demo world are missing.".into(),
    };
    sanctions::suspend(&cast.steward, *last, found.version, ((&[], &[]), suspension)).await
}
