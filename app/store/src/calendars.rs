//! The secret addresses of calendars, one to an account, kept hashed.

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use domain::policy::{KeepCalendar, Permit};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::db::{Read, Tx};
use crate::error::Result;
use crate::sessions::hash;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "calendars")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
        pub token: String,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Gives the permit's account an address, in place of the one it had.
///
/// # Errors
/// When the database cannot be written.
pub async fn set(tx: &Tx, permit: &Permit<KeepCalendar>, token: &str, now: DateTime<Utc>) -> Result<()> {
    let Some(account) = permit.account() else { return Ok(()) };
    let row = row::ActiveModel { account: Set(account.0), token: Set(hash(token)), created: Set(now) };
    let replace =
        OnConflict::column(row::Column::Account).update_columns([row::Column::Token, row::Column::Created]).to_owned();
    row::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Removes the address of an account.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &Tx, account: AccountId) -> Result<bool> {
    Ok(row::Entity::delete_by_id(account.0).exec(tx.on()).await?.rows_affected > 0)
}

/// Since when an account has an address.
///
/// # Errors
/// When the database cannot be read.
pub async fn since(db: &impl Read, account: AccountId) -> Result<Option<DateTime<Utc>>> {
    Ok(row::Entity::find_by_id(account.0).one(db.on()).await?.map(|row| row.created))
}

/// Whose address has this secret.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(db: &impl Read, token: &str) -> Result<Option<AccountId>> {
    let row = row::Entity::find().filter(row::Column::Token.eq(hash(token))).one(db.on()).await?;
    Ok(row.map(|row| AccountId(row.account)))
}
