//! Sessions: a random token in a cookie, its SHA-256 here.

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sha2::{Digest, Sha256};

use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub account: Uuid,
        pub created: DateTimeUtc,
        pub seen: DateTimeUtc,
        pub expires: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A live session.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    /// Whose it is.
    pub account: AccountId,
    /// When it was last used, to the minute or so.
    pub seen: DateTime<Utc>,
    /// When it ends whatever happens.
    pub expires: DateTime<Utc>,
}

/// What a token is stored as: SHA-256 in hexadecimal.
#[must_use]
pub fn hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Adds a session.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(tx: &Tx, token: &str, session: Session) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(hash(token)),
        account: Set(session.account.0),
        created: Set(session.seen),
        seen: Set(session.seen),
        expires: Set(session.expires),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The session of a token.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, token: &str) -> Result<Option<Session>> {
    let row = row::Entity::find_by_id(hash(token)).one(db.on()).await?;
    Ok(row.map(|row| Session { account: AccountId(row.account), seen: row.seen, expires: row.expires }))
}

/// Notes that a session was used.
///
/// # Errors
/// When the database cannot be written.
pub async fn touch(tx: &Tx, token: &str, now: DateTime<Utc>) -> Result<()> {
    let changed = row::Entity::update_many().col_expr(row::Column::Seen, Expr::value(now));
    changed.filter(row::Column::Id.eq(hash(token))).exec(tx.on()).await?;
    Ok(())
}

/// Ends one session.
///
/// # Errors
/// When the database cannot be written.
pub async fn end(tx: &Tx, token: &str) -> Result<()> {
    row::Entity::delete_by_id(hash(token)).exec(tx.on()).await?;
    Ok(())
}

/// Ends all sessions of an account.
///
/// # Errors
/// When the database cannot be written.
pub async fn end_all(tx: &Tx, account: AccountId) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Account.eq(account.0)).exec(tx.on()).await?;
    Ok(())
}

/// Removes sessions that have ended.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Expires.lt(now)).exec(tx.on()).await?;
    Ok(())
}
