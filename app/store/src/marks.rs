//! Marks: what has been done once and for all in this database, such as filling it.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

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
