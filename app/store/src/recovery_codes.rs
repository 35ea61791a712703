//! Codes on paper for those who have lost their second step, under digests that the installation's own key gives, so that they
//! outlive every master key; each works once.

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::PaginatorTrait;
use sea_orm::entity::prelude::*;

use crate::db::{Read, Tx};
use crate::error::Result;
use crate::keys::{self, Keyring, RecordKey};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_codes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub account: Uuid,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn digest(installation: &RecordKey, account: AccountId, code: &str) -> String {
    installation.digest("recovery codes", format!("{account} {code}").as_bytes())
}

/// Puts these codes in the place of those that were there.
///
/// # Errors
/// When the database cannot be written.
pub async fn put(tx: &Tx, keyring: &Keyring, account: AccountId, codes: &[String], now: DateTime<Utc>) -> Result<()> {
    remove(tx, account).await?;
    let key = keys::of_installation(tx, keyring, now).await?;
    let rows = codes.iter().map(|code| row::ActiveModel {
        id: Set(digest(&key, account, code)),
        account: Set(account.0),
        created: Set(now),
    });
    row::Entity::insert_many(rows).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Uses a code up; answers whether it was there.
///
/// # Errors
/// When the database cannot be written.
pub async fn spend(tx: &Tx, keyring: &Keyring, account: AccountId, code: &str) -> Result<bool> {
    let Some(key) = keys::installation(tx, keyring).await? else { return Ok(false) };
    let spent = row::Entity::delete_by_id(digest(&key, account, code)).exec(tx.on()).await?;
    Ok(spent.rows_affected == 1)
}

/// How many codes an account has left.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read, account: AccountId) -> Result<u64> {
    Ok(row::Entity::find().filter(row::Column::Account.eq(account.0)).count(db.on()).await?)
}

/// Removes all codes of an account.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &Tx, account: AccountId) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Account.eq(account.0)).exec(tx.on()).await?;
    Ok(())
}
