//! Searches of the library that people keep: each account sees and changes its own.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, SavedSearchId};
use domain::policy::{KeepSearch, Permit};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;
use crate::sessions::hash;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "saved_searches")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account: Uuid,
        pub name: String,
        pub search: String,
        pub weekly: bool,
        pub created: DateTimeUtc,
        pub seen: DateTimeUtc,
        pub told: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod stop {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "saved_stops")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub account: Uuid,
        pub expires: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A search that somebody keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Key.
    pub id: SavedSearchId,
    /// Whose it is.
    pub account: AccountId,
    /// What its keeper calls it.
    pub name: String,
    /// What is searched for: the query part of the library's address.
    pub search: String,
    /// Whether what is new comes by mail once a week.
    pub weekly: Weekly,
    /// When its keeper saw what it finds last.
    pub seen: DateTime<Utc>,
    /// Up to when the mails have told.
    pub told: DateTime<Utc>,
}

domain::opaque!(SavedSearch);

/// Whether what is new comes by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weekly {
    /// Once a week.
    On,
    /// Not at all.
    Off,
}

fn read(row: row::Model) -> SavedSearch {
    SavedSearch {
        id: SavedSearchId(row.id),
        account: AccountId(row.account),
        name: row.name,
        search: row.search,
        weekly: if row.weekly { Weekly::On } else { Weekly::Off },
        seen: row.seen,
        told: row.told,
    }
}

/// The rows of the account that a permit was given to.
fn own(permit: &Permit<KeepSearch>) -> sea_orm::Condition {
    // A permit of nobody's account has no rows.
    sea_orm::Condition::all().add(row::Column::Account.eq(permit.account().map_or(Uuid::nil(), |id| id.0)))
}

/// The searches of the permit's account, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(db: &impl Read, permit: &Permit<KeepSearch>) -> Result<Vec<SavedSearch>> {
    let rows = row::Entity::find().filter(own(permit)).order_by_asc(row::Column::Id).all(db.on()).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Adds one by its name and what it looks for; its time of being seen and told is now.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<KeepSearch>,
    (name, search): (String, String),
    weekly: Weekly,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(account) = permit.account() else { return Ok(()) };
    let row = row::ActiveModel {
        id: Set(Uuid::now_v7()),
        account: Set(account.0),
        name: Set(name),
        search: Set(search),
        weekly: Set(weekly == Weekly::On),
        created: Set(now),
        seen: Set(now),
        told: Set(now),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// One of the account's own.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, permit: &Permit<KeepSearch>, id: SavedSearchId) -> Result<Option<SavedSearch>> {
    let row = row::Entity::find_by_id(id.0).filter(own(permit)).one(db.on()).await?;
    Ok(row.map(read))
}

/// What can be changed about one.
#[derive(Debug, Clone)]
pub enum Change {
    /// Its name.
    Name(String),
    /// Whether what is new comes by mail; what was published before is not told.
    Weekly(Weekly, DateTime<Utc>),
    /// That its keeper sees what it finds now.
    Seen(DateTime<Utc>),
}

/// Changes one of the account's own; answers whether it was there.
///
/// # Errors
/// When the database cannot be written.
pub async fn change(tx: &Tx, permit: &Permit<KeepSearch>, id: SavedSearchId, change: Change) -> Result<bool> {
    let row = match change {
        Change::Name(name) => row::ActiveModel { name: Set(name), ..Default::default() },
        Change::Weekly(weekly, now) => {
            row::ActiveModel { weekly: Set(weekly == Weekly::On), told: Set(now), ..Default::default() }
        }
        Change::Seen(now) => row::ActiveModel { seen: Set(now), ..Default::default() },
    };
    let update = row::Entity::update_many().set(row).filter(row::Column::Id.eq(id.0)).filter(own(permit));
    Ok(update.exec(tx.on()).await?.rows_affected == 1)
}

/// Removes one of the account's own; answers whether it was there.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(tx: &Tx, permit: &Permit<KeepSearch>, id: SavedSearchId) -> Result<bool> {
    let gone = row::Entity::delete_many().filter(row::Column::Id.eq(id.0)).filter(own(permit)).exec(tx.on()).await?;
    Ok(gone.rows_affected == 1)
}

/// Removes all that an account keeps, and the links that stop its weekly mail.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove_all(tx: &Tx, account: AccountId) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Account.eq(account.0)).exec(tx.on()).await?;
    stop::Entity::delete_many().filter(stop::Column::Account.eq(account.0)).exec(tx.on()).await?;
    Ok(())
}

/// The searches by mail of some accounts that have waited since a time or longer, and with them all others by mail of
/// the same accounts.
///
/// # Errors
/// When the database cannot be read.
pub async fn due(db: &impl Read, told_by: DateTime<Utc>, accounts: u64) -> Result<Vec<SavedSearch>> {
    let waiting: Vec<Uuid> = row::Entity::find()
        .select_only()
        .column(row::Column::Account)
        .distinct()
        .filter(row::Column::Weekly.eq(true))
        .filter(row::Column::Told.lte(told_by))
        .order_by_asc(row::Column::Account)
        .limit(accounts)
        .into_tuple()
        .all(db.on())
        .await?;
    let rows = row::Entity::find()
        .filter(row::Column::Weekly.eq(true))
        .filter(row::Column::Account.is_in(waiting))
        .order_by_asc(row::Column::Account)
        .order_by_asc(row::Column::Id)
        .all(db.on())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Notes up to when an account was told what its searches by mail find. Answers whether it was still to be told: two
/// workers that look at the same account do not both tell it.
///
/// # Errors
/// When the database cannot be written.
pub async fn told(tx: &Tx, account: AccountId, told_by: DateTime<Utc>, until: DateTime<Utc>) -> Result<bool> {
    let of_account = || {
        row::Entity::update_many()
            .col_expr(row::Column::Told, until.into())
            .filter(row::Column::Account.eq(account.0))
            .filter(row::Column::Weekly.eq(true))
    };
    let waited = of_account().filter(row::Column::Told.lte(told_by)).exec(tx.on()).await?;
    if waited.rows_affected == 0 {
        return Ok(false);
    }
    of_account().filter(row::Column::Told.lt(until)).exec(tx.on()).await?;
    Ok(true)
}

/// Notes the secret of a link that stops an account's weekly mail.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert_stop(tx: &Tx, token: &str, account: AccountId, expires: DateTime<Utc>) -> Result<()> {
    let row = stop::ActiveModel { id: Set(hash(token)), account: Set(account.0), expires: Set(expires) };
    stop::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The account whose weekly mail a secret stops.
///
/// # Errors
/// When the database cannot be read.
pub async fn stopped_by(db: &impl Read, token: &str, now: DateTime<Utc>) -> Result<Option<AccountId>> {
    let row = stop::Entity::find_by_id(hash(token)).filter(stop::Column::Expires.gt(now)).one(db.on()).await?;
    Ok(row.map(|row| AccountId(row.account)))
}

/// Stops the weekly mail of the account that a secret names; answers whether there is one.
///
/// # Errors
/// When the database cannot be written.
pub async fn stop(tx: &Tx, token: &str, now: DateTime<Utc>) -> Result<bool> {
    let Some(account) = stopped_by(tx, token, now).await? else { return Ok(false) };
    let off = row::ActiveModel { weekly: Set(false), ..Default::default() };
    row::Entity::update_many().set(off).filter(row::Column::Account.eq(account.0)).exec(tx.on()).await?;
    Ok(true)
}

/// Removes secrets that no longer work.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    stop::Entity::delete_many().filter(stop::Column::Expires.lt(now)).exec(tx.on()).await?;
    Ok(())
}
