//! What is under way between a device with a passkey and this server: a question that is answered once, and soon.

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::db::{Read as _, Tx};
use crate::error::Result;
use crate::sessions::hash;

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

/// The session that was asked: nobody else's question is given up for it, whoever knows a password.
fn key(token: &str, purpose: Purpose) -> String {
    let purpose = match purpose {
        Purpose::Add => "add",
        Purpose::Use => "use",
    };
    format!("{} {purpose}", hash(token))
}

/// Begins one for the session of a token; what was under way there for the same is given up.
///
/// # Errors
/// When the database cannot be written.
pub async fn begin(
    tx: &Tx,
    (account, token): (AccountId, &str),
    purpose: Purpose,
    state: String,
    expires: DateTime<Utc>,
) -> Result<()> {
    let id = key(token, purpose);
    let row = row::ActiveModel { id: Set(id), account: Set(account.0), state: Set(state), expires: Set(expires) };
    let over =
        OnConflict::column(row::Column::Id).update_columns([row::Column::State, row::Column::Expires]).to_owned();
    row::Entity::insert(row).on_conflict(over).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Takes one of the session of a token up, for the one answer that it gets.
///
/// # Errors
/// When the database cannot be written.
pub async fn take(tx: &Tx, token: &str, purpose: Purpose, now: DateTime<Utc>) -> Result<Option<String>> {
    let id = key(token, purpose);
    let found = row::Entity::find_by_id(id.as_str()).filter(row::Column::Expires.gt(now)).one(tx.on()).await?;
    let gone = row::Entity::delete_by_id(id.as_str()).exec(tx.on()).await?;
    Ok(found.filter(|_| gone.rows_affected == 1).map(|row| row.state))
}

/// Removes those of an account.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove_all(tx: &Tx, account: AccountId) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Account.eq(account.0)).exec(tx.on()).await?;
    Ok(())
}

/// Removes those that nobody has answered.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Expires.lt(now)).exec(tx.on()).await?;
    Ok(())
}
