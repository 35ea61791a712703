//! Sessions: a random token in a cookie, its SHA-256 here. Nothing of where or by what one was begun is kept.

use chrono::{DateTime, Utc};
use domain::account::Proof;
use domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use crate::calendars;
use crate::column::word;
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
        pub proof: String,
        pub proved: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A session.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    /// Whose it is.
    pub account: AccountId,
    /// When it was begun.
    pub created: DateTime<Utc>,
    /// When it was last used, to the minute or so.
    pub seen: DateTime<Utc>,
    /// When it ends whatever happens.
    pub expires: DateTime<Utc>,
    /// What it was begun with.
    pub proof: Proof,
    /// When whoever has it last showed that they are the owner of the account.
    pub proved: Option<DateTime<Utc>>,
}

fn read(row: &row::Model) -> Result<Session> {
    Ok(Session {
        account: AccountId(row.account),
        created: row.created,
        seen: row.seen,
        expires: row.expires,
        proof: word(&row.proof, "sessions.proof")?,
        proved: row.proved,
    })
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
        created: Set(session.created),
        seen: Set(session.seen),
        expires: Set(session.expires),
        proof: Set(session.proof.to_string()),
        proved: Set(session.proved),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The session of a token.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, token: &str) -> Result<Option<Session>> {
    row::Entity::find_by_id(hash(token)).one(db.on()).await?.as_ref().map(read).transpose()
}

/// The newest hundred sessions of an account that were begun with a proof and have not come to their end, each with what
/// its token is stored as. Those that wait for their second step are not among them where the proof is of both.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_account(
    db: &impl Read,
    account: AccountId,
    proof: Proof,
    now: DateTime<Utc>,
) -> Result<Vec<(String, Session)>> {
    let proofs = Proof::ALL.iter().filter(|other| **other >= proof).map(|other| other.word());
    let rows = row::Entity::find()
        .filter(row::Column::Account.eq(account.0))
        .filter(row::Column::Proof.is_in(proofs))
        .filter(row::Column::Expires.gt(now))
        .order_by_desc(row::Column::Seen);
    let rows = rows.limit(100).all(db.on()).await?;
    rows.into_iter().map(|row| Ok((row.id.clone(), read(&row)?))).collect()
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

/// Ends one session of an account by what its token is stored as; answers whether there was one.
///
/// # Errors
/// When the database cannot be written.
pub async fn end_stored(tx: &Tx, account: AccountId, stored: &str) -> Result<bool> {
    let ended = row::Entity::delete_by_id(stored).filter(row::Column::Account.eq(account.0)).exec(tx.on()).await?;
    Ok(ended.rows_affected > 0)
}

/// Ends all sessions of an account, and the address of its calendar: whoever may have been let in reads no days either.
///
/// # Errors
/// When the database cannot be written.
pub async fn end_all(tx: &Tx, account: AccountId) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Account.eq(account.0)).exec(tx.on()).await?;
    calendars::remove(tx, account).await.map(|_| ())
}

/// Ends all sessions of an account but one, and the address of its calendar.
///
/// # Errors
/// When the database cannot be written.
pub async fn end_others(tx: &Tx, account: AccountId, token: &str) -> Result<()> {
    let others = row::Entity::delete_many().filter(row::Column::Account.eq(account.0));
    others.filter(row::Column::Id.ne(hash(token))).exec(tx.on()).await?;
    calendars::remove(tx, account).await.map(|_| ())
}

/// Removes sessions that have ended.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Expires.lt(now)).exec(tx.on()).await?;
    Ok(())
}
