//! Passkeys: public keys of devices that sign somebody in (WebAuthn). What the column `data` holds belongs to the
//! services; nothing in it is secret.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, PasskeyId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkeys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account: Uuid,
        pub name: String,
        pub credential: String,
        pub data: String,
        pub created: DateTimeUtc,
        pub used: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The most passkeys of an account.
pub const MOST: u64 = 20;

/// A passkey.
#[derive(Clone)]
pub struct Stored {
    /// Key.
    pub id: PasskeyId,
    /// What its owner calls the device.
    pub name: String,
    /// What the device calls the key.
    pub credential: String,
    /// The public key and what goes with it, as JSON.
    pub data: String,
    /// When it was added.
    pub created: DateTime<Utc>,
    /// When it was last used.
    pub used: Option<DateTime<Utc>>,
}

domain::opaque!(Stored);

/// Adds a passkey.
///
/// # Errors
/// [`crate::Error::is_duplicate`] when the device's key is known already.
pub async fn insert(tx: &Tx, account: AccountId, passkey: &Stored) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(passkey.id.0),
        account: Set(account.0),
        name: Set(passkey.name.clone()),
        credential: Set(passkey.credential.clone()),
        data: Set(passkey.data.clone()),
        created: Set(passkey.created),
        used: Set(passkey.used),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The passkeys of an account, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_account(db: &impl Read, account: AccountId) -> Result<Vec<Stored>> {
    let rows = row::Entity::find().filter(row::Column::Account.eq(account.0)).order_by_asc(row::Column::Id);
    let read = |row: row::Model| Stored {
        id: PasskeyId(row.id),
        name: row.name,
        credential: row.credential,
        data: row.data,
        created: row.created,
        used: row.used,
    };
    Ok(rows.limit(MOST).all(db.on()).await?.into_iter().map(read).collect())
}

/// Notes that a passkey was used, and what its device now says of it.
///
/// # Errors
/// When the database cannot be written.
pub async fn used(tx: &Tx, id: PasskeyId, data: String, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel { id: Set(id.0), data: Set(data), used: Set(Some(now)), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// Removes a passkey of an account; answers whether it had it.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &Tx, account: AccountId, id: PasskeyId) -> Result<bool> {
    let gone = row::Entity::delete_by_id(id.0).filter(row::Column::Account.eq(account.0)).exec(tx.on()).await?;
    Ok(gone.rows_affected > 0)
}

/// Removes all passkeys of an account.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove_all(tx: &Tx, account: AccountId) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Account.eq(account.0)).exec(tx.on()).await?;
    Ok(())
}
