//! The outbox: events written with what caused them, claimed and handled by workers later.

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::Event;
use domain::policy::{Permit, RetryDelivery};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use crate::column::{json, to_json};
use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub event: String,
        pub attempts: i32,
        pub due: DateTimeUtc,
        pub done: Option<DateTimeUtc>,
        pub dead: Option<DateTimeUtc>,
        pub failure: Option<String>,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How long a worker keeps what it claimed before another may take it.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// An event that a worker has claimed.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Its row.
    pub id: Uuid,
    /// What happened.
    pub event: Event,
    /// How often it was tried, this time included.
    pub attempts: i32,
}

/// An event that was given up on, as administrators see it.
#[derive(Debug, Clone)]
pub struct Dead {
    /// Its row.
    pub id: Uuid,
    /// When it was given up.
    pub dead: DateTime<Utc>,
    /// The last failure.
    pub failure: String,
}

fn waiting() -> Condition {
    Condition::all().add(row::Column::Done.is_null()).add(row::Column::Dead.is_null())
}

/// Writes an event beside what caused it.
///
/// # Errors
/// When the database cannot be written.
pub async fn push(tx: &Tx, event: &Event, now: DateTime<Utc>) -> Result<()> {
    push_as(tx, Uuid::now_v7(), event, now).await
}

/// Writes an event under a key of the caller's; where one has that key already, nothing changes.
///
/// # Errors
/// When the database cannot be written.
pub async fn push_as(tx: &Tx, id: Uuid, event: &Event, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(id),
        event: Set(to_json(event, "outbox.event")?),
        attempts: Set(0),
        due: Set(now),
        done: Set(None),
        dead: Set(None),
        failure: Set(None),
        created: Set(now),
    };
    let keep = OnConflict::column(row::Column::Id).do_nothing().to_owned();
    row::Entity::insert(row).on_conflict(keep).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Whether any event is due.
///
/// # Errors
/// When the database cannot be read.
pub async fn any_due(db: &impl Read, now: DateTime<Utc>) -> Result<bool> {
    let row = row::Entity::find().select_only().column(row::Column::Id).filter(waiting());
    Ok(row.filter(row::Column::Due.lte(now)).into_tuple::<Uuid>().one(db.on()).await?.is_some())
}

/// Claims up to `most` due events, oldest first; no other worker gets them for two minutes.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim(tx: &Tx, most: u64, now: DateTime<Utc>) -> Result<Vec<Claimed>> {
    let rows = row::Entity::find()
        .filter(waiting())
        .filter(row::Column::Due.lte(now))
        .order_by_asc(row::Column::Due)
        .order_by_asc(row::Column::Id)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.on())
        .await?;
    row::Entity::update_many()
        .col_expr(row::Column::Due, Expr::value(now + LEASE))
        .col_expr(row::Column::Attempts, Expr::col(row::Column::Attempts).add(1))
        .filter(row::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx.on())
        .await?;
    rows.into_iter()
        .map(|row| Ok(Claimed { id: row.id, event: json(&row.event, "outbox.event")?, attempts: row.attempts + 1 }))
        .collect()
}

/// Marks an event as handled and empties it: links that mails carried are not kept.
///
/// # Errors
/// When the database cannot be written.
pub async fn done(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel { id: Set(id), done: Set(Some(now)), event: Set(String::new()), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// Puts a failed event off until a time.
///
/// # Errors
/// When the database cannot be written.
pub async fn retry(tx: &Tx, id: Uuid, failure: String, due: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel { id: Set(id), failure: Set(Some(failure)), due: Set(due), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// Gives an event up.
///
/// # Errors
/// When the database cannot be written.
pub async fn bury(tx: &Tx, id: Uuid, failure: String, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel { id: Set(id), failure: Set(Some(failure)), dead: Set(Some(now)), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// The newest hundred events that were given up.
///
/// # Errors
/// When the database cannot be read.
pub async fn dead(db: &impl Read, _permit: &Permit<RetryDelivery>) -> Result<Vec<Dead>> {
    let rows = row::Entity::find()
        .filter(row::Column::Dead.is_not_null())
        .order_by_desc(row::Column::Dead)
        .limit(100)
        .all(db.on())
        .await?;
    let each = rows
        .into_iter()
        .filter_map(|row| row.dead.map(|dead| Dead { id: row.id, dead, failure: row.failure.unwrap_or_default() }));
    Ok(each.collect())
}

/// How many events were given up.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_dead(db: &impl Read, _permit: &Permit<RetryDelivery>) -> Result<u64> {
    Ok(row::Entity::find().filter(row::Column::Dead.is_not_null()).count(db.on()).await?)
}

/// Gives a dead event new life.
///
/// # Errors
/// When the database cannot be written.
pub async fn revive(tx: &Tx, _permit: &Permit<RetryDelivery>, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel { id: Set(id), dead: Set(None), attempts: Set(0), due: Set(now), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// How many events wait.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_waiting(db: &impl Read) -> Result<u64> {
    Ok(row::Entity::find().filter(waiting()).count(db.on()).await?)
}

/// Removes events that were handled before a time.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, before: DateTime<Utc>) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Done.lt(before)).exec(tx.on()).await?;
    Ok(())
}
