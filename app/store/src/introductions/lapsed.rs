//! Introductions that have lost the consent they rest on, as the installation itself looks at them and withdraws them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::consent::Purpose;
use domain::id::ReferralId;
use domain::introduction::{Introduction, Side, Stage};
use domain::policy::{Permit, RunInstallation};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::LockType;
use sea_orm::{QueryOrder, QuerySelect};

use super::{Step, ends, read, row, take};
use crate::db::{Read, Tx};
use crate::error::Result;

/// The introductions of a referral that have not come to an end.
#[derive(Debug, Clone)]
pub struct Open {
    /// Those that have lost what they rest on: nobody has started, and no live grant lets the employer know.
    pub lapsed: Vec<Introduction>,
    /// All others.
    pub standing: Vec<Introduction>,
}

/// The introductions of a referral that have not come to an end on a day, held until the transaction ends: nobody moves
/// one meanwhile.
///
/// # Errors
/// When the database cannot be read.
pub async fn open(tx: &Tx, _permit: &Permit<RunInstallation>, referral: ReferralId, today: NaiveDate) -> Result<Open> {
    let rows = row::Entity::find()
        .filter(row::Column::Referral.eq(referral.0))
        .filter(row::Column::Stage.is_not_in(ends()))
        .order_by_asc(row::Column::Id)
        .lock(LockType::Update)
        .all(tx.on())
        .await?;
    let all = rows.into_iter().map(read).collect::<Result<Vec<Introduction>>>()?;
    let live = crate::consents::recipients(tx, referral, Purpose::Introduction, today).await?;
    let is_lapsed = |each: &Introduction| each.stage.rests_on_consent() && !live.contains(&each.employer);
    let (lapsed, standing) = all.into_iter().partition(is_lapsed);
    Ok(Open { lapsed, standing })
}

/// Withdraws an introduction that is held, for its NGO.
///
/// # Errors
/// When the database cannot be written.
pub async fn withdraw(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    introduction: &Introduction,
    now: DateTime<Utc>,
) -> Result<()> {
    let step = Step { stage: Stage::Withdrawn, side: Side::Ngo, reason: None, at: now };
    take(tx, introduction, &step, (row::Column::Ngo, introduction.ngo), None).await?;
    Ok(())
}
