//! Sealing: each record has its own key, wrapped by a master key that is not in the database. A sealed column is
//! bound to its table, column and row, so bytes copied elsewhere do not open. Destroying the record's key is what
//! erases everything under its seal, wherever a copy of it may lie.
//!
//! A master key is replaced while servers serve: which one new records are wrapped by is said by the database
//! ([`masters`]), and every program holds the one before until no record needs it any more.

use std::collections::HashMap;

use domain::policy::{Permit, RunInstallation};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, IntoActiveModel as _, QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::plain_areas;

pub mod cells;
mod cipher;
mod master;
pub mod masters;
mod sealed;
pub mod stream;

pub use master::{Keyring, MasterKey, Ring};
pub use sealed::{Cell, RecordKey, Sealable, Sealed};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "record_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub wrapped: Vec<u8>,
        pub created: DateTimeUtc,
        pub master: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The record that is the installation itself: its key outlives every master key, and keyed digests that must do so too
/// stand on it.
const INSTALLATION: Uuid = Uuid::from_u128(1);

fn wrapping(record: Uuid) -> Vec<u8> {
    Cell { table: "record_keys", column: "wrapped", row: record }.bytes()
}

async fn unwrap(keyring: &Keyring, row: &row::Model) -> Result<RecordKey> {
    let master = keyring.named(&row.master).await?;
    let bytes = cipher::open(master.bytes(), &wrapping(row.id), &row.wrapped)?;
    Ok(RecordKey(cipher::key(&bytes)?))
}

/// Makes the key of a new record.
///
/// # Errors
/// When the row cannot be written, or this program does not hold the master key that is in force.
pub async fn create(tx: &Tx, keyring: &Keyring, record: Uuid, now: DateTimeUtc) -> Result<RecordKey> {
    let (key, row) = make(tx, keyring, record, now).await?;
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(key)
}

async fn make(tx: &Tx, keyring: &Keyring, record: Uuid, now: DateTimeUtc) -> Result<(RecordKey, row::ActiveModel)> {
    let master = keyring.named(&masters::in_force(tx, keyring, now).await?).await?;
    let key = RecordKey(cipher::random()?);
    let wrapped = cipher::seal(master.bytes(), &wrapping(record), key.0.as_slice())?;
    let row =
        row::ActiveModel { id: Set(record), wrapped: Set(wrapped), created: Set(now), master: Set(master.name()) };
    Ok((key, row))
}

/// The key of a record.
///
/// # Errors
/// [`Error::Sealed`] when it was destroyed or changed, [`Error::KeyAbsent`] when this program does not hold the master
/// key that it is wrapped by.
pub async fn of(db: &impl Read, keyring: &Keyring, record: Uuid) -> Result<RecordKey> {
    let row = row::Entity::find_by_id(record).one(db.on()).await?.ok_or(Error::Sealed)?;
    unwrap(keyring, &row).await
}

/// The installation's own key, made where there is none yet.
///
/// # Errors
/// As [`create`] and [`of`].
pub async fn of_installation(tx: &Tx, keyring: &Keyring, now: DateTimeUtc) -> Result<RecordKey> {
    if let Some(key) = installation(tx, keyring).await? {
        return Ok(key);
    }
    // Of several programs that start at once one makes it.
    let (_, row) = make(tx, keyring, INSTALLATION, now).await?;
    let keep = OnConflict::column(row::Column::Id).do_nothing().to_owned();
    row::Entity::insert(row).on_conflict(keep).exec_without_returning(tx.on()).await?;
    installation(tx, keyring).await?.ok_or(Error::Sealed)
}

/// The installation's own key, if there is one.
///
/// # Errors
/// As [`of`].
pub async fn installation(db: &impl Read, keyring: &Keyring) -> Result<Option<RecordKey>> {
    let row = row::Entity::find_by_id(INSTALLATION).one(db.on()).await?;
    match row {
        Some(row) => unwrap(keyring, &row).await.map(Some),
        None => Ok(None),
    }
}

/// Whether the installation has a key of its own, whether it opens or not.
///
/// # Errors
/// When the database cannot be read.
pub async fn has_installation(db: &impl Read) -> Result<bool> {
    has(db, INSTALLATION).await
}

/// Whether a record has a key, whether it opens or not.
pub(crate) async fn has(db: &impl Read, record: Uuid) -> Result<bool> {
    Ok(row::Entity::find_by_id(record).one(db.on()).await?.is_some())
}

/// Destroys the keys of records: what was sealed under them never opens again.
///
/// # Errors
/// When the database cannot be written.
pub(crate) async fn destroy(tx: &Tx, records: &[Uuid]) -> Result<()> {
    let keys = row::Entity::delete_many().filter(row::Column::Id.is_in(records.iter().copied()));
    keys.exec(tx.on()).await?;
    Ok(())
}

/// Gives up records whose keys are spoilt: what was sealed under them was lost with these, and stays so. What an earlier
/// version kept of them in clear goes too, since nothing is left to seal it by.
///
/// # Errors
/// When the database cannot be written.
pub async fn give_up(tx: &Tx, _permit: &Permit<RunInstallation>, spoilt: &[Uuid]) -> Result<()> {
    for some in spoilt.chunks(200) {
        destroy(tx, some).await?;
        plain_areas::remove(tx, some).await?;
    }
    Ok(())
}

/// The keys of several records, in one query; one that is not there is left out.
///
/// # Errors
/// When the database cannot be read; [`Error::KeyAbsent`] when one was wrapped by a master key that is not held.
pub async fn all(
    db: &impl Read,
    keyring: &Keyring,
    records: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, RecordKey>> {
    let rows = row::Entity::find().filter(row::Column::Id.is_in(records)).all(db.on()).await?;
    let mut keys = HashMap::with_capacity(rows.len());
    for row in &rows {
        keys.insert(row.id, unwrap(keyring, row).await?);
    }
    Ok(keys)
}

/// The keys of several records, in one query; one that is not there or does not open is left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn those_that_open(
    db: &impl Read,
    keyring: &Keyring,
    records: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, RecordKey>> {
    let rows = row::Entity::find().filter(row::Column::Id.is_in(records)).all(db.on()).await?;
    let mut keys = HashMap::with_capacity(rows.len());
    for row in &rows {
        match unwrap(keyring, row).await {
            Ok(key) => {
                keys.insert(row.id, key);
            }
            Err(Error::Sealed | Error::KeyAbsent(_) | Error::Key(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(keys)
}

/// Whether the database holds the key of any record, so that only one master key can be the right one.
///
/// # Errors
/// When the database cannot be read.
pub async fn any(db: &impl Read) -> Result<bool> {
    Ok(row::Entity::find().one(db.on()).await?.is_some())
}

/// A page of records whose keys were tried.
#[derive(Debug, Default)]
pub struct Tried {
    /// The last of the page; nothing when there is none.
    pub last: Option<Uuid>,
    /// Those whose key opens, with it.
    pub open: HashMap<Uuid, RecordKey>,
    /// Those whose key does not.
    pub shut: Vec<Uuid>,
    /// Of these, those whose key is spoilt: the master key is held, and it is nothing that was wrapped by it. The
    /// installation's own is never among them, since audit log and tombstones stand on it.
    pub spoilt: Vec<Uuid>,
}

/// Tries the keys of the records after one, in their order; those only that another master key wraps, where one is named.
///
/// # Errors
/// When the database cannot be read.
pub async fn attempt(
    db: &impl Read,
    keyring: &Keyring,
    (after, size): (Option<Uuid>, u64),
    not_by: Option<&str>,
) -> Result<Tried> {
    let mut tried = Tried::default();
    for row in page(after, size, not_by).all(db.on()).await? {
        tried.last = Some(row.id);
        match unwrap(keyring, &row).await {
            Ok(key) => {
                tried.open.insert(row.id, key);
            }
            Err(Error::Sealed) => {
                tried.shut.push(row.id);
                tried.spoilt.extend((row.id != INSTALLATION).then_some(row.id));
            }
            Err(Error::KeyAbsent(_) | Error::Key(_)) => tried.shut.push(row.id),
            Err(other) => return Err(other),
        }
    }
    Ok(tried)
}

/// Records after one, in their order; those only that another master key wraps, where one is named.
fn page(after: Option<Uuid>, size: u64, not_by: Option<&str>) -> Select<row::Entity> {
    let after = after.map(|after| row::Column::Id.gt(after));
    let not_by = not_by.map(|master| row::Column::Master.ne(master));
    let those = Condition::all().add_option(after).add_option(not_by);
    row::Entity::find().filter(those).order_by_asc(row::Column::Id).limit(size)
}

/// A batch of records that were wrapped anew.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Wrapped {
    /// The last record of the batch; nothing when there was none to wrap.
    pub last: Option<Uuid>,
    /// How many are wrapped by the new key now.
    pub moved: u64,
    /// How many do not open by any key that is held; they stay as they are.
    pub shut: u64,
}

/// Wraps the keys of the records after one by another master key, as far as they are not yet. Nobody else changes them
/// before the transaction ends, so that none is brought back that is destroyed meanwhile.
///
/// # Errors
/// When the database cannot be written, or this program does not hold that master key.
pub async fn rewrap(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    keyring: &Keyring,
    to: &str,
    (after, size): (Option<Uuid>, u64),
) -> Result<Wrapped> {
    let master = keyring.named(to).await?;
    let mut done = Wrapped::default();
    let mut rows = Vec::new();
    for row in page(after, size, Some(to)).lock_exclusive().all(tx.on()).await? {
        done.last = Some(row.id);
        let Ok(key) = unwrap(keyring, &row).await else {
            done.shut += 1;
            continue;
        };
        let wrapped = cipher::seal(master.bytes(), &wrapping(row.id), key.0.as_slice())?;
        rows.push(row::Model { wrapped, master: to.to_owned(), ..row }.into_active_model().reset_all());
        done.moved += 1;
    }
    if rows.is_empty() {
        return Ok(done);
    }
    let over =
        OnConflict::column(row::Column::Id).update_columns([row::Column::Wrapped, row::Column::Master]).to_owned();
    row::Entity::insert_many(rows).on_conflict(over).exec_without_returning(tx.on()).await?;
    Ok(done)
}

/// How many records each master key wraps, by its name.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(db: &impl Read) -> Result<Vec<(String, i64)>> {
    let grouped = row::Entity::find()
        .select_only()
        .column(row::Column::Master)
        .column_as(row::Column::Id.count(), "records")
        .group_by(row::Column::Master)
        .order_by_asc(row::Column::Master);
    Ok(grouped.into_tuple().all(db.on()).await?)
}

/// When the first record was given its key.
async fn oldest(db: &impl Read) -> Result<Option<DateTimeUtc>> {
    let first = row::Entity::find().order_by_asc(row::Column::Created).one(db.on()).await?;
    Ok(first.map(|row| row.created))
}

/// Says of records from before master keys had names which one wraps them.
async fn label(tx: &Tx, master: &str) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::Master, Expr::value(master))
        .filter(row::Column::Master.eq(""))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// One record from before master keys had names, if there is any, and whether a master key opens it.
async fn nameless(db: &impl Read, master: &MasterKey) -> Result<Option<bool>> {
    let row = row::Entity::find().filter(row::Column::Master.eq("")).one(db.on()).await?;
    Ok(row.map(|row| cipher::open(master.bytes(), &wrapping(row.id), &row.wrapped).is_ok()))
}
