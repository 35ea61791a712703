//! What is under way between a device with a passkey and this server: a question that is answered once, and soon.

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::db::{Read as _, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ceremonies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub account: Uuid,
        pub state: String,
        pub expires: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a ceremony is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To add a passkey.
    Add,
    /// To sign in with one.
    Use,
}

fn key(account: AccountId, purpose: Purpose) -> String {
    let purpose = match purpose {
        Purpose::Add => "add",
        Purpose::Use => "use",
    };
    format!("{account} {purpose}")
}

/// Begins one; what was under way for the same is given up.
///
/// # Errors
/// When the database cannot be written.
pub async fn begin(tx: &Tx, account: AccountId, purpose: Purpose, state: String, expires: DateTime<Utc>) -> Result<()> {
    let id = key(account, purpose);
    row::Entity::delete_by_id(id.as_str()).exec(tx.on()).await?;
    let row = row::ActiveModel { id: Set(id), account: Set(account.0), state: Set(state), expires: Set(expires) };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Takes one up, for the one answer that it gets.
///
/// # Errors
/// When the database cannot be written.
pub async fn take(tx: &Tx, account: AccountId, purpose: Purpose, now: DateTime<Utc>) -> Result<Option<String>> {
    let id = key(account, purpose);
    let found = row::Entity::find_by_id(id.as_str()).filter(row::Column::Expires.gt(now)).one(tx.on()).await?;
    let gone = row::Entity::delete_by_id(id.as_str()).exec(tx.on()).await?;
    Ok(found.filter(|_| gone.rows_affected == 1).map(|row| row.state))
}

/// Removes those that nobody has answered.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Expires.lt(now)).exec(tx.on()).await?;
    Ok(())
}
