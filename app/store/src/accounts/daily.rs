//! Which curators are told once a day by mail that proposals wait.

use chrono::{DateTime, Utc};
use domain::account::PlatformRole;
use domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use super::row;
use crate::db::{Read, Tx};
use crate::error::Result;

/// Whether a curator is told by mail, once a day at most, that proposals wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Daily {
    /// As everybody is who has not said otherwise.
    #[default]
    On,
    /// Not at all.
    Off,
}

/// Changes whether a curator is told by mail that proposals wait.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_daily(tx: &Tx, id: AccountId, daily: Daily, now: DateTime<Utc>) -> Result<()> {
    let off = (daily == Daily::Off).then_some(now);
    let row = row::ActiveModel { id: Set(id.0), daily_off: Set(off), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

fn untold(told_by: DateTime<Utc>) -> Condition {
    let told = Condition::any().add(row::Column::DailyTold.is_null()).add(row::Column::DailyTold.lte(told_by));
    Condition::all()
        .add(row::Column::Platform.eq(PlatformRole::Curator.word()))
        .add(row::Column::Confirmed.is_not_null())
        .add(row::Column::DailyOff.is_null())
        .add(told)
}

/// The curators who want to be told that proposals wait, and were told at this time or before, or never.
///
/// # Errors
/// When the database cannot be read.
pub async fn daily_due(db: &impl Read, told_by: DateTime<Utc>) -> Result<Vec<AccountId>> {
    let due = row::Entity::find().select_only().column(row::Column::Id).filter(untold(told_by));
    let ids: Vec<Uuid> = due.order_by_asc(row::Column::Id).into_tuple().all(db.on()).await?;
    Ok(ids.into_iter().map(AccountId).collect())
}

/// Notes that a curator is told now. Answers whether that was still to be done: two workers do not both tell.
///
/// # Errors
/// When the database cannot be written.
pub async fn daily_told(tx: &Tx, id: AccountId, told_by: DateTime<Utc>, now: DateTime<Utc>) -> Result<bool> {
    let told = row::Entity::update_many()
        .set(row::ActiveModel { daily_told: Set(Some(now)), ..Default::default() })
        .filter(row::Column::Id.eq(id.0))
        .filter(untold(told_by))
        .exec(tx.on())
        .await?;
    Ok(told.rows_affected == 1)
}
