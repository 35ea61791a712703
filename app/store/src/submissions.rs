//! Tokens of posted forms: a form that arrives twice is carried out once.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "submissions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Notes a token in the transaction that carries the form out.
///
/// # Errors
/// [`crate::Error::is_duplicate`] when it was carried out before.
pub async fn insert(tx: &Tx, token: Uuid, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel { id: Set(token), created: Set(now) };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Removes tokens from before a time.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, before: DateTime<Utc>) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Created.lt(before)).exec(tx.on()).await?;
    Ok(())
}
