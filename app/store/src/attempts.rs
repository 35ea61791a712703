//! Failed attempts to sign in, per account and per source, under keyed digests.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::db::{Read, Tx};
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

/// How often it failed, and when it began.
#[derive(Debug, Clone, Copy)]
pub struct Attempts {
    /// Failures since then.
    pub failures: i32,
    /// When the count began.
    pub since: DateTime<Utc>,
}

/// The count under a digest.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, digest: &str) -> Result<Option<Attempts>> {
    let row = row::Entity::find_by_id(digest).one(db.on()).await?;
    Ok(row.map(|row| Attempts { failures: row.failures, since: row.since }))
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

/// Removes counts that began before a time.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, before: DateTime<Utc>) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Since.lt(before)).exec(tx.on()).await?;
    Ok(())
}
