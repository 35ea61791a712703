//! Tombstones: digests of the keys of people who have been erased and of consent that was taken back, so that what an
//! older backup still holds is erased and taken back again. They hold nothing of a person: without the installation's
//! own key, and without the row that was there, a digest leads nowhere.

use chrono::NaiveDate;
use domain::erasure::Gone;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{PaginatorTrait, QueryOrder, QuerySelect};

use crate::column::word;
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
        pub gone: String,
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
    /// What it stands for.
    pub gone: Gone,
    /// The day on which it was put up.
    pub day: NaiveDate,
}

/// The digest of the key of what is gone, under the installation's own key.
#[must_use]
pub fn digest(installation: &RecordKey, gone: Gone, key: Uuid) -> String {
    installation.digest(&format!("tombstone of a {gone}"), key.as_bytes())
}

/// Adds tombstones, as far as they are not there yet.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(tx: &Tx, tombstones: impl IntoIterator<Item = Tombstone>) -> Result<()> {
    let rows: Vec<_> = tombstones
        .into_iter()
        .map(|stone| row::ActiveModel { id: Set(stone.digest), gone: Set(stone.gone.to_string()), day: Set(stone.day) })
        .collect();
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
    let read =
        |row: row::Model| Ok(Tombstone { gone: word(&row.gone, "tombstones.gone")?, digest: row.id, day: row.day });
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// How many there are of a kind.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read, gone: Gone) -> Result<u64> {
    Ok(row::Entity::find().filter(row::Column::Gone.eq(gone.word())).count(db.on()).await?)
}

/// Whether one of these digests has a tombstone: those that do.
///
/// # Errors
/// When the database cannot be read.
pub async fn among(db: &impl Read, digests: &[String]) -> Result<Vec<String>> {
    let rows = row::Entity::find().filter(row::Column::Id.is_in(digests.iter().map(String::as_str)));
    Ok(rows.all(db.on()).await?.into_iter().map(|row| row.id).collect())
}
