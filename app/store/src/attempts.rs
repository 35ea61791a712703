//! Attempts at what is limited (signing in, joining, asking for a new password), per address and per source, under
//! keyed digests.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{LockType, OnConflict};

use crate::db::{Read as _, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attempts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub failures: i32,
        pub since: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How often it was tried, and when last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// Attempts that did not succeed.
    pub failures: i32,
    /// When the last one was made.
    pub since: DateTime<Utc>,
}

/// The count under a digest, held until the transaction ends: whoever else wants it waits, so that attempts made at
/// the same time are counted one after the other.
///
/// # Errors
/// When the database cannot be written.
pub async fn hold(tx: &Tx, digest: &str, now: DateTime<Utc>) -> Result<Attempts> {
    let none = Attempts { failures: 0, since: now };
    let row = row::ActiveModel { id: Set(digest.to_owned()), failures: Set(none.failures), since: Set(none.since) };
    let keep = OnConflict::column(row::Column::Id).do_nothing().to_owned();
    row::Entity::insert(row).on_conflict(keep).exec_without_returning(tx.on()).await?;
    let row = row::Entity::find_by_id(digest).lock(LockType::Update).one(tx.on()).await?;
    Ok(row.map_or(none, |row| Attempts { failures: row.failures, since: row.since }))
}

/// Sets the count under a digest.
///
/// # Errors
/// When the database cannot be written.
pub async fn set(tx: &Tx, digest: &str, attempts: Attempts) -> Result<()> {
    let row =
        row::ActiveModel { id: Set(digest.to_owned()), failures: Set(attempts.failures), since: Set(attempts.since) };
    let replace =
        OnConflict::column(row::Column::Id).update_columns([row::Column::Failures, row::Column::Since]).to_owned();
    row::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Forgets the count under a digest.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(tx: &Tx, digest: &str) -> Result<()> {
    row::Entity::delete_by_id(digest).exec(tx.on()).await?;
    Ok(())
}

/// Removes counts that were last added to before a time.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, before: DateTime<Utc>) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Since.lt(before)).exec(tx.on()).await?;
    Ok(())
}
