//! Marks: what has been done once and for all in this database, such as filling it; when something was done last; and
//! what is still to be done.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "marks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Whether this has been done.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_set(db: &impl Read, name: &str) -> Result<bool> {
    Ok(row::Entity::find_by_id(name).one(db.on()).await?.is_some())
}

/// Notes that this has been done.
///
/// # Errors
/// When the database cannot be written.
pub async fn set(tx: &Tx, name: &str, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel { id: Set(name.to_owned()), created: Set(now) };
    let keep = OnConflict::column(row::Column::Id).do_nothing().to_owned();
    row::Entity::insert(row).on_conflict(keep).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Notes that this was done now, whenever it was before.
///
/// # Errors
/// When the database cannot be written.
pub async fn renew(tx: &Tx, name: &str, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel { id: Set(name.to_owned()), created: Set(now) };
    let over = OnConflict::column(row::Column::Id).update_column(row::Column::Created).to_owned();
    row::Entity::insert(row).on_conflict(over).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// When this was done, if it was.
///
/// # Errors
/// When the database cannot be read.
pub async fn at(db: &impl Read, name: &str) -> Result<Option<DateTime<Utc>>> {
    Ok(row::Entity::find_by_id(name).one(db.on()).await?.map(|row| row.created))
}

/// Notes that this is done again now, where the last time was `by` then or before, or there was none, or it has not come
/// yet: the clock went wrong. Answers whether that was so: of two workers one does it.
///
/// # Errors
/// When the database cannot be written.
pub async fn again(tx: &Tx, name: &str, by: DateTime<Utc>, now: DateTime<Utc>) -> Result<bool> {
    set(tx, name, DateTime::UNIX_EPOCH).await?;
    let due = Condition::any().add(row::Column::Created.lte(by)).add(row::Column::Created.gt(now));
    let done = row::Entity::update_many()
        .set(row::ActiveModel { created: Set(now), ..Default::default() })
        .filter(row::Column::Id.eq(name))
        .filter(due)
        .exec(tx.on())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The first thousand names that begin so.
///
/// # Errors
/// When the database cannot be read.
pub async fn beginning(db: &impl Read, with: &str) -> Result<Vec<String>> {
    let rows = row::Entity::find().filter(row::Column::Id.starts_with(with)).limit(1000);
    Ok(rows.all(db.on()).await?.into_iter().map(|row| row.id).collect())
}

/// Removes marks.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &Tx, names: &[String]) -> Result<()> {
    let those = row::Entity::delete_many().filter(row::Column::Id.is_in(names.iter().map(String::as_str)));
    those.exec(tx.on()).await?;
    Ok(())
}
