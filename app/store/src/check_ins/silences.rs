//! Check-ins that nobody did: what the hourly watch looks for. It reads whom and which employer they concern, and nothing
//! else of the person.

use chrono::NaiveDate;
use domain::check_in::CheckInState;
use domain::id::{CheckInId, IntroductionId, OrganisationId, ReferralId};
use domain::policy::{KeepWatch, Permit};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use super::row;
use crate::db::{Read, Tx};
use crate::error::Result;

/// A check-in whose day has long passed.
#[derive(Debug, Clone, Copy)]
pub struct Silent {
    /// Its key.
    pub id: CheckInId,
    /// Of which introduction.
    pub introduction: IntroductionId,
    /// Of which referral.
    pub referral: ReferralId,
    /// About which employer it is a signal.
    pub employer: OrganisationId,
}

/// Open check-ins due by a day that were not counted as a silence yet, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn silent(db: &impl Read, _permit: &Permit<KeepWatch>, due_by: NaiveDate, most: u64) -> Result<Vec<Silent>> {
    let rows = row::Entity::find()
        .select_only()
        .columns([row::Column::Id, row::Column::Introduction, row::Column::Referral, row::Column::Employer])
        .filter(row::Column::State.eq(CheckInState::Open.word()))
        .filter(row::Column::Silent.is_null())
        .filter(row::Column::Due.lte(due_by))
        .order_by_asc(row::Column::Due)
        .order_by_asc(row::Column::Id)
        .limit(most)
        .into_tuple::<(Uuid, Uuid, Uuid, Uuid)>();
    let found = rows.all(db.on()).await?.into_iter();
    Ok(found
        .map(|(id, introduction, referral, employer)| Silent {
            id: CheckInId(id),
            introduction: IntroductionId(introduction),
            referral: ReferralId(referral),
            employer: OrganisationId(employer),
        })
        .collect())
}

/// The day on which a silence of this introduction was counted last, by today: a day that is still to come was a clock that
/// had jumped.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_silence(db: &impl Read, id: IntroductionId, today: NaiveDate) -> Result<Option<NaiveDate>> {
    let row = row::Entity::find()
        .select_only()
        .column(row::Column::Silent)
        .filter(row::Column::Introduction.eq(id.0))
        .filter(row::Column::Silent.lte(today))
        .order_by_desc(row::Column::Silent);
    Ok(row.into_tuple::<Option<NaiveDate>>().one(db.on()).await?.flatten())
}

/// Notes that a check-in was looked at as a silence, with the day on which one was counted last; answers whether it had not
/// been looked at before, and is one still.
///
/// # Errors
/// When the database cannot be written.
pub async fn note_silence(tx: &Tx, _permit: &Permit<KeepWatch>, id: CheckInId, counted: NaiveDate) -> Result<bool> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::Silent, Expr::value(counted))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Silent.is_null())
        .filter(row::Column::State.is_in([CheckInState::Open, CheckInState::Unreached].map(CheckInState::word)))
        .exec(tx.on())
        .await?;
    Ok(done.rows_affected == 1)
}
