//! Reading check-ins: the list of what is due, and one with what its NGO needs for the conversation. Every referral that
//! is read so is in the audit log.

use chrono::{NaiveDate, TimeDelta};
use domain::check_in::{Answers, CheckIn, Due};
use domain::id::{CheckInId, IntroductionId};
use domain::referral::{Referral, SafeContact};
use domain::{Error, Result};
use store::check_ins::{After, Which};

use crate::{Scope, referrals};

/// A check-in with what its list shows.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The check-in.
    pub check_in: CheckIn,
    /// The referral.
    pub referral: Referral,
    /// Name of the employer.
    pub employer: String,
}

/// Check-ins of the actor's NGO, from after one.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn list(scope: &Scope, which: Which, after: Option<After>, size: u64) -> Result<Vec<Listed>> {
    referrals::ngo(scope)?;
    let rows = store::check_ins::list(scope.db(), scope.actor(), which, after, size).await?;
    referrals::read_listed(scope, rows.iter().map(|row| row.referral)).await?;
    let keys: Vec<_> = rows.iter().map(|row| row.referral).collect();
    let referrals = store::referrals::find_all(scope.db(), scope.actor(), &keys).await?;
    let employers: Vec<_> = rows.iter().map(|row| row.employer).collect();
    let employers = store::organisations::find_all(scope.db(), &employers).await?;
    let listed = rows.into_iter().filter_map(|check_in| {
        let referral = referrals.iter().find(|referral| referral.id == check_in.referral)?.clone();
        let employer = employers.iter().find(|employer| employer.id == check_in.employer)?.description.name.clone();
        Some(Listed { check_in, referral, employer })
    });
    Ok(listed.collect())
}

/// How many check-ins of the actor's NGO are overdue, due today, or due within a week.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn count_due(scope: &Scope, due: Due) -> Result<u64> {
    referrals::ngo(scope)?;
    let today = scope.now().date_naive();
    let day = |days| today.checked_add_signed(TimeDelta::days(days)).unwrap_or(today);
    let days = match due {
        Due::Overdue => (None, day(-1)),
        Due::Today => (Some(today), today),
        Due::Soon => (Some(day(1)), day(7)),
        Due::Later => (Some(day(8)), NaiveDate::MAX),
    };
    Ok(store::check_ins::count_due(scope.db(), scope.actor(), days).await?)
}

/// A check-in with what its NGO needs for it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The check-in.
    pub check_in: CheckIn,
    /// The referral.
    pub referral: Referral,
    /// How the person may be contacted.
    pub contact: SafeContact,
    /// Name of the employer.
    pub employer: String,
    /// What was answered.
    pub answers: Option<Answers>,
    /// All check-ins of the same introduction, in the order of their days.
    pub all: Vec<CheckIn>,
}

/// One check-in; the read is logged.
///
/// # Errors
/// [`Error::NotFound`] for any but the actor's own NGO's.
pub async fn find(scope: &Scope, id: CheckInId) -> Result<Shown> {
    referrals::ngo(scope)?;
    let (db, actor, keyring) = (scope.db(), scope.actor(), &scope.services().keyring);
    let check_in = store::check_ins::find(db, actor, id).await?.ok_or(Error::NotFound)?;
    referrals::read(scope, referrals::READ, &format!("referral {}", check_in.referral)).await?;
    let referral = store::referrals::find(db, actor, check_in.referral).await?.ok_or(Error::NotFound)?;
    let secrets = store::referrals::secrets(db, actor, keyring, referral.id).await?.ok_or(Error::NotFound)?;
    let employer = store::organisations::find(db, check_in.employer).await?.ok_or(Error::NotFound)?;
    let answers = store::check_ins::answers(db, actor, keyring, &check_in).await?;
    let all = store::check_ins::of_introduction(db, actor, check_in.introduction).await?;
    Ok(Shown { check_in, referral, contact: secrets.contact, employer: employer.description.name, answers, all })
}

/// The check-ins of an introduction, in the order of their days; for its NGO.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs; another NGO's introduction has none.
pub async fn of_introduction(scope: &Scope, id: IntroductionId) -> Result<Vec<CheckIn>> {
    referrals::ngo(scope)?;
    Ok(store::check_ins::of_introduction(scope.db(), scope.actor(), id).await?)
}
