//! Which NGOs know somebody with which employers, and of whom anything was to be asked lately.

use chrono::{NaiveDate, TimeDelta};
use domain::check_in::CheckInState;
use domain::id::{IntroductionId, OrganisationId, ReferralId};
use domain::policy::{KeepWatch, Permit};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{Condition, QuerySelect};

use super::row;
use crate::db::{Read, Tx};
use crate::error::Result;

/// For so many days after the last check-in an NGO counts as knowing somebody with an employer.
const RECENT: i64 = 90;

/// Check-ins of people who are there, or were until not long ago: open ones, and those of the last three months.
fn recent(today: NaiveDate) -> Condition {
    let lately = today.checked_sub_signed(TimeDelta::days(RECENT)).unwrap_or(today);
    let asked = row::Column::State.ne(CheckInState::Dropped.word()).and(row::Column::Due.gte(lately));
    Condition::any().add(row::Column::State.eq(CheckInState::Open.word())).add(asked)
}

/// The employers with whom an NGO has somebody, or had until not long ago.
pub(crate) fn employers_of(ngo: OrganisationId, today: NaiveDate) -> SelectStatement {
    Query::select()
        .column(row::Column::Employer)
        .from(row::Entity)
        .and_where(row::Column::Ngo.eq(ngo.0))
        .cond_where(recent(today))
        .to_owned()
}

/// The NGOs that have somebody with an employer, or had until not long ago: for telling them that something waits.
///
/// # Errors
/// When the database cannot be read.
pub async fn ngos_at(
    db: &impl Read,
    _permit: &Permit<KeepWatch>,
    (employer, today): (OrganisationId, NaiveDate),
) -> Result<Vec<OrganisationId>> {
    let found = row::Entity::find()
        .select_only()
        .column(row::Column::Ngo)
        .distinct()
        .filter(row::Column::Employer.eq(employer.0))
        .filter(recent(today))
        .into_tuple::<Uuid>()
        .all(db.on())
        .await?;
    Ok(found.into_iter().map(OrganisationId).collect())
}

/// The introductions of a referral with a check-in, done or still to be done, whose day is this one or later.
pub(crate) async fn asked_since(tx: &Tx, referral: ReferralId, day: NaiveDate) -> Result<Vec<IntroductionId>> {
    let found = row::Entity::find()
        .select_only()
        .column(row::Column::Introduction)
        .distinct()
        .filter(row::Column::Referral.eq(referral.0))
        .filter(row::Column::State.ne(CheckInState::Dropped.word()))
        .filter(row::Column::Due.gte(day))
        .into_tuple::<Uuid>()
        .all(tx.on())
        .await?;
    Ok(found.into_iter().map(IntroductionId).collect())
}
