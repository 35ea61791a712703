//! The clock of the library: one row with the time of the last change, which whoever publishes or takes back holds until
//! they are through.
//!
//! So changes become visible in the order of their times, whatever the clocks of several processes say and however long
//! a transaction takes: who has seen the change of a time has seen every earlier one, and can go on from there.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{LockBehavior, LockType};

use crate::db::{Db, Read, Tx};
use crate::error::{Error, Result};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "practice_clock")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub last: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The time of a change that is being made: later than that of every change before it. The clock is held from when this
/// is made.
#[derive(Debug)]
pub(crate) struct Moment(DateTime<Utc>);

/// Waits until nobody else changes the library, and keeps others waiting until the transaction ends.
pub(crate) async fn hold(tx: &Tx, now: DateTime<Utc>) -> Result<Moment> {
    let row = row::Entity::find_by_id(1).lock(LockType::Update).one(tx.on()).await?;
    let last = row.ok_or(Error::Column("practice_clock"))?.last;
    // No finer than what both databases keep.
    Ok(Moment(now.trunc_subsecs(6).max(last + TimeDelta::microseconds(1))))
}

impl Moment {
    /// Notes that something changed, and says when.
    pub(crate) async fn take(self, tx: &Tx) -> Result<DateTime<Utc>> {
        let row = row::ActiveModel { id: Set(1), last: Set(self.0) };
        row::Entity::update(row).exec(tx.on()).await?;
        Ok(self.0)
    }
}

/// A time that every change which cannot be seen yet is later than, as late as can be said: what a harvester may ask from
/// the next time. Read it before the changes themselves. While nobody publishes that is now by this process's clock;
/// where several serve one database, their clocks have to agree to the second.
///
/// # Errors
/// When the database cannot be read.
pub async fn settled(db: &Db, clock: impl Fn() -> DateTime<Utc>) -> Result<DateTime<Utc>> {
    // SQLite has one writer: whoever begins to write has waited for the one before.
    let tx = db.begin().await?;
    let held = row::Entity::find_by_id(1).lock_with_behavior(LockType::Share, LockBehavior::SkipLocked);
    let free = held.one(tx.on()).await?.is_some();
    let now = clock();
    if free {
        return Ok(now);
    }
    // What somebody is publishing now will be later than what was published last.
    let last = row::Entity::find_by_id(1).one(tx.on()).await?.ok_or(Error::Column("practice_clock"))?.last;
    Ok(last.min(now))
}
