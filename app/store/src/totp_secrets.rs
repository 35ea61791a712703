//! Secrets of the codes that a phone shows (RFC 6238), sealed under a key of the account's own. An account has one at
//! most.

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::Condition;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::keys::{self, Cell, Keyring, RecordKey};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "totp_secrets")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub secret: Vec<u8>,
        pub step: i64,
        pub confirmed: Option<DateTimeUtc>,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A secret, opened.
#[derive(Clone)]
pub struct TotpSecret {
    /// The bytes that phone and server share.
    pub secret: Vec<u8>,
    /// The step of time whose code was used last.
    pub step: i64,
    /// When the first code was given, so that it is known to be on the phone.
    pub confirmed: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret")
    }
}

const fn cell(account: AccountId) -> Cell {
    Cell { table: "totp_secrets", column: "secret", row: account.0 }
}

/// The key of an account's own, made when it is first needed.
async fn key(tx: &Tx, keyring: &Keyring, account: AccountId, now: DateTime<Utc>) -> Result<RecordKey> {
    match keys::of(tx, keyring, account.0).await {
        Err(Error::Sealed) => keys::create(tx, keyring, account.0, now).await,
        found => found,
    }
}

/// Puts a new secret in the place of one that was there; it is not confirmed yet.
///
/// # Errors
/// When the database cannot be written.
pub async fn put(tx: &Tx, keyring: &Keyring, account: AccountId, secret: &[u8], now: DateTime<Utc>) -> Result<()> {
    let key = key(tx, keyring, account, now).await?;
    let row = row::ActiveModel {
        id: Set(account.0),
        secret: Set(key.seal(cell(account), secret)?),
        step: Set(0),
        confirmed: Set(None),
        created: Set(now),
    };
    let all = [row::Column::Secret, row::Column::Step, row::Column::Confirmed, row::Column::Created];
    let over = OnConflict::column(row::Column::Id).update_columns(all).to_owned();
    row::Entity::insert(row).on_conflict(over).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The secret of an account.
///
/// # Errors
/// When the database cannot be read, or the seal does not open.
pub async fn find(db: &impl Read, keyring: &Keyring, account: AccountId) -> Result<Option<TotpSecret>> {
    let Some(row) = row::Entity::find_by_id(account.0).one(db.on()).await? else { return Ok(None) };
    let key = keys::of(db, keyring, account.0).await?;
    let secret = key.open(cell(account), &row.secret)?;
    Ok(Some(TotpSecret { secret, step: row.step, confirmed: row.confirmed }))
}

/// Uses the code of a step up; answers whether it was not used before: of two who give it at once, one is let in. A step
/// after the `latest` whose code can be given now was used while the clock was ahead, and keeps nobody out.
///
/// # Errors
/// When the database cannot be written.
pub async fn spend(tx: &Tx, account: AccountId, step: i64, latest: i64) -> Result<bool> {
    let unused = Condition::any().add(row::Column::Step.lt(step)).add(row::Column::Step.gt(latest));
    let spent = row::Entity::update_many()
        .col_expr(row::Column::Step, Expr::value(step))
        .filter(row::Column::Id.eq(account.0))
        .filter(unused)
        .exec(tx.on())
        .await?;
    Ok(spent.rows_affected == 1)
}

/// Notes that the secret is on the phone; answers whether that was not known before.
///
/// # Errors
/// When the database cannot be written.
pub async fn confirm(tx: &Tx, account: AccountId, now: DateTime<Utc>) -> Result<bool> {
    let confirmed = row::Entity::update_many()
        .col_expr(row::Column::Confirmed, Expr::value(now))
        .filter(row::Column::Id.eq(account.0))
        .filter(row::Column::Confirmed.is_null())
        .exec(tx.on())
        .await?;
    Ok(confirmed.rows_affected == 1)
}

/// Removes the secret of an account.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &Tx, account: AccountId) -> Result<()> {
    row::Entity::delete_by_id(account.0).exec(tx.on()).await?;
    Ok(())
}
