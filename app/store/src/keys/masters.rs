//! What the database knows of master keys: their names, since when each is in force, and which running programs hold
//! which. The keys themselves are never in it.
//!
//! One is announced, then put in force once every running program holds it, and the one before is retired once no
//! record is wrapped by it. Whoever wraps a record holds the row of the key in force meanwhile, so that none is retired
//! while somebody still uses it.

use chrono::{DateTime, TimeDelta, Utc};
use domain::policy::{Permit, RunInstallation};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QuerySelect};

use super::Keyring;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "master_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub number: i32,
        pub created: DateTimeUtc,
        pub since: Option<DateTimeUtc>,
        pub retired: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod holder {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "key_holders")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        pub held: String,
        pub seen: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A master key as the database knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Master {
    /// Its name.
    pub name: String,
    /// When it was first heard of.
    pub created: DateTime<Utc>,
    /// Since when new records are wrapped by it; nothing before.
    pub since: Option<DateTime<Utc>>,
    /// When no record was left that it wraps.
    pub retired: Option<DateTime<Utc>>,
}

/// Whether the keys that a program holds are those of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// They are, or nothing has been sealed yet.
    Yes,
    /// It holds one that another has followed.
    Followed {
        /// When the next one came into force.
        on: DateTime<Utc>,
    },
    /// It holds none that the database was ever sealed with.
    No,
}

/// Every master key there has been, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(db: &impl Read) -> Result<Vec<Master>> {
    let rows = row::Entity::find().order_by_asc(row::Column::Number);
    let read = |row: row::Model| Master { name: row.id, created: row.created, since: row.since, retired: row.retired };
    Ok(rows.all(db.on()).await?.into_iter().map(read).collect())
}

/// Whether a program holds the key that is in force.
///
/// # Errors
/// When the database cannot be read.
pub async fn fit(db: &impl Read, keyring: &Keyring) -> Result<Fit> {
    let held = keyring.names();
    let known = all(db).await?;
    let in_force = known.iter().rfind(|key| key.retired.is_none() && key.since.is_some());
    let Some(in_force) = in_force else {
        // From before keys had names: it must open what is there.
        let opens = super::nameless(db, &keyring.ring().current).await?;
        return Ok(if opens.unwrap_or(true) { Fit::Yes } else { Fit::No });
    };
    if held.contains(&in_force.name) {
        return Ok(Fit::Yes);
    }
    Ok(match (known.iter().any(|key| held.contains(&key.name)), in_force.since) {
        (true, Some(on)) => Fit::Followed { on },
        _ => Fit::No,
    })
}

/// The name of the key in force, which is not retired before the transaction ends. In a database that knows none yet,
/// that is the newest that this program holds.
///
/// # Errors
/// When the database cannot be written.
pub async fn in_force(tx: &Tx, keyring: &Keyring, now: DateTime<Utc>) -> Result<String> {
    for _ in 0..2 {
        let newest = row::Entity::find()
            .filter(row::Column::Since.is_not_null())
            .filter(row::Column::Retired.is_null())
            .order_by_desc(row::Column::Number)
            .lock_shared();
        if let Some(row) = newest.one(tx.on()).await? {
            return Ok(row.id);
        }
        let current = keyring.ring().current;
        if super::nameless(tx, &current).await? == Some(false) {
            return Err(Error::Sealed);
        }
        let created = super::oldest(tx).await?.unwrap_or(now);
        insert(tx, &current.name(), created, Some(now)).await?;
        super::label(tx, &current.name()).await?;
    }
    Err(Error::Column("master_keys"))
}

/// How long a key that was made known and wraps nothing yet is waited for before another may take its place.
const ON_ITS_WAY: TimeDelta = TimeDelta::days(1);

/// Makes a new key known, so that running programs read it where they have theirs from; one that was retired begins
/// anew. Answers the name of a key in use that is not among those that are held: then this one is not made known, since
/// what the other wraps could not move.
///
/// # Errors
/// When the database cannot be written.
pub async fn announce(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    (name, held): (&str, &[String]),
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    // Held, so that of two programs that make a key known at once the second sees that of the first.
    let rows = row::Entity::find().order_by_asc(row::Column::Number).lock_exclusive().all(tx.on()).await?;
    for other in rows.iter().filter(|row| row.retired.is_none() && !held.contains(&row.id)) {
        if other.since.is_some() || now - other.created < ON_ITS_WAY {
            return Ok(Some(other.id.clone()));
        }
        row::Entity::delete_by_id(&other.id).exec(tx.on()).await?;
    }
    if rows.iter().any(|row| row.id == name && row.retired.is_some()) {
        row::Entity::delete_by_id(name).exec(tx.on()).await?;
    }
    insert(tx, name, now, None).await?;
    Ok(None)
}

/// Adds a key after all others, where it is not there yet.
async fn insert(tx: &Tx, name: &str, created: DateTime<Utc>, since: Option<DateTime<Utc>>) -> Result<()> {
    let last = row::Entity::find().order_by_desc(row::Column::Number).one(tx.on()).await?;
    let row = row::ActiveModel {
        id: Set(name.to_owned()),
        number: Set(last.map_or(1, |last| last.number + 1)),
        created: Set(created),
        since: Set(since),
        retired: Set(None),
    };
    let keep = OnConflict::column(row::Column::Id).do_nothing().to_owned();
    row::Entity::insert(row).on_conflict(keep).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Puts a key in force: from here on new records are wrapped by it.
///
/// # Errors
/// When the database cannot be written.
pub async fn put_in_force(tx: &Tx, _permit: &Permit<RunInstallation>, name: &str, now: DateTime<Utc>) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::Since, Expr::value(now))
        .filter(row::Column::Id.eq(name))
        .filter(row::Column::Since.is_null())
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Retires every key but one; answers whether no record is wrapped by another any more, since only then may the caller
/// commit. It first takes their rows, and so waits for whoever wraps a record by one of them.
///
/// # Errors
/// When the database cannot be written.
pub async fn retire_others(tx: &Tx, _permit: &Permit<RunInstallation>, name: &str, now: DateTime<Utc>) -> Result<bool> {
    row::Entity::update_many()
        .col_expr(row::Column::Retired, Expr::value(now))
        .filter(row::Column::Id.ne(name))
        .filter(row::Column::Retired.is_null())
        .exec(tx.on())
        .await?;
    Ok(super::page(None, 1, Some(name)).one(tx.on()).await?.is_none())
}

/// A running program that wraps and opens records.
#[derive(Debug, Clone)]
pub struct Holder {
    /// Its key, new at each start.
    pub id: Uuid,
    /// What an operator knows it by: machine and process.
    pub name: String,
}

/// Notes that a program is running and which keys it holds.
///
/// # Errors
/// When the database cannot be written.
pub async fn beat(tx: &Tx, holder: &Holder, names: &[String], now: DateTime<Utc>) -> Result<()> {
    let row = holder::ActiveModel {
        id: Set(holder.id),
        name: Set(holder.name.clone()),
        held: Set(names.join(" ")),
        seen: Set(now),
    };
    let over =
        OnConflict::column(holder::Column::Id).update_columns([holder::Column::Held, holder::Column::Seen]).to_owned();
    holder::Entity::insert(row).on_conflict(over).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Notes that a program has ended.
///
/// # Errors
/// When the database cannot be written.
pub async fn leave(tx: &Tx, holder: Uuid) -> Result<()> {
    holder::Entity::delete_by_id(holder).exec(tx.on()).await?;
    Ok(())
}

/// The names of programs that were seen since a time, at most a hundred; of those only that do not hold a key, where one
/// is named.
///
/// # Errors
/// When the database cannot be read.
pub async fn running(db: &impl Read, lacking: Option<&str>, since: DateTime<Utc>) -> Result<Vec<String>> {
    let rows = holder::Entity::find()
        .filter(holder::Column::Seen.gte(since))
        .order_by_asc(holder::Column::Name)
        .limit(100)
        .all(db.on())
        .await?;
    let lacks = |row: &holder::Model| lacking.is_none_or(|name| row.held.split(' ').all(|held| held != name));
    Ok(rows.into_iter().filter(lacks).map(|row| row.name).collect())
}

/// Removes programs that were last seen before a time.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, before: DateTime<Utc>) -> Result<()> {
    holder::Entity::delete_many().filter(holder::Column::Seen.lt(before)).exec(tx.on()).await?;
    Ok(())
}
