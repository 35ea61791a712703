//! After which days from a start an NGO asks: its own setting, for everybody who starts from then on.

use domain::Result;
use domain::check_in::Schedule;
use domain::policy::FollowUp;

use crate::{Scope, referrals};

/// The days of the actor's NGO.
///
/// # Errors
/// [`domain::Error::NotFound`] for everybody but members of NGOs.
pub async fn schedule(scope: &Scope) -> Result<Schedule> {
    let organisation = referrals::ngo(scope)?;
    Ok(store::check_in_schedules::of(scope.db(), organisation).await?)
}

/// Sets them. Check-ins that are planned already stay as they are.
///
/// # Errors
/// [`domain::Error::NotFound`] for everybody but members of NGOs, [`domain::Error::Refused`] while suspended.
pub async fn set_schedule(scope: &Scope, schedule: &Schedule) -> Result<()> {
    let organisation = referrals::ngo(scope)?;
    let permit = scope.permit(FollowUp { organisation })?;
    let tx = scope.begin().await?;
    store::check_in_schedules::set(&tx, &permit, schedule, scope.now()).await?;
    scope.commit(tx, "set check-in days", &format!("organisation {organisation}")).await
}
