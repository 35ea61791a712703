//! Tombstones: digests of the keys of people who have been erased, so that one whom an older backup still holds is
//! erased again. They hold nothing of a person: without the installation's own key, and without the row that was erased,
//! a digest leads nowhere.

use chrono::NaiveDate;
use domain::id::ReferralId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{PaginatorTrait, QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;
use crate::keys::RecordKey;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tombstones")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub day: Date,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One tombstone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tombstone {
    /// The digest, in hexadecimal.
    pub digest: String,
    /// The day of the erasure.
    pub day: NaiveDate,
}

/// The digest of a referral's key under the installation's own key.
#[must_use]
pub fn digest(installation: &RecordKey, referral: ReferralId) -> String {
    installation.digest("tombstone", referral.0.as_bytes())
}

/// Adds tombstones, as far as they are not there yet.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(tx: &Tx, tombstones: impl IntoIterator<Item = Tombstone>) -> Result<()> {
    let rows: Vec<_> =
        tombstones.into_iter().map(|stone| row::ActiveModel { id: Set(stone.digest), day: Set(stone.day) }).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let keep = OnConflict::column(row::Column::Id).do_nothing().to_owned();
    row::Entity::insert_many(rows).on_conflict(keep).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Tombstones after a digest, in their order.
///
/// # Errors
/// When the database cannot be read.
pub async fn after(db: &impl Read, digest: &str, size: u64) -> Result<Vec<Tombstone>> {
    let rows = row::Entity::find().filter(row::Column::Id.gt(digest)).order_by_asc(row::Column::Id).limit(size);
    Ok(rows.all(db.on()).await?.into_iter().map(|row| Tombstone { digest: row.id, day: row.day }).collect())
}

/// How many there are.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read) -> Result<u64> {
    Ok(row::Entity::find().count(db.on()).await?)
}

/// Whether one of these digests has a tombstone: those that do.
///
/// # Errors
/// When the database cannot be read.
pub async fn among(db: &impl Read, digests: &[String]) -> Result<Vec<String>> {
    let rows = row::Entity::find().filter(row::Column::Id.is_in(digests.iter().map(String::as_str)));
    Ok(rows.all(db.on()).await?.into_iter().map(|row| row.id).collect())
}
