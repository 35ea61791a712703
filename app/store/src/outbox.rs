//! The outbox: events written with what caused them, claimed and handled by workers later.

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{Event, Feed};
use domain::policy::{Permit, RetryDelivery, RunInstallation};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, IntoCondition, LockBehavior, LockType, OnConflict};
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
        pub feed: String,
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
/// How the events begin that call administrators, as they are written.
const CALLS: &str = "{\"AttentionNeeded\"%";
/// Events that are looked at together.
const PAGE: u64 = 500;

/// An event that a worker has claimed.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Its row.
    pub id: Uuid,
    /// What happened; nothing when it does not read, as when a newer program wrote it.
    pub event: Option<Event>,
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

fn due(feed: Feed, now: DateTime<Utc>) -> Condition {
    waiting().add(row::Column::Feed.eq(feed.word())).add(row::Column::Due.lte(now))
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
        feed: Set(event.feed().word().to_owned()),
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

/// Whether any event of a feed is due.
///
/// # Errors
/// When the database cannot be read.
pub async fn any_due(db: &impl Read, feed: Feed, now: DateTime<Utc>) -> Result<bool> {
    let row = row::Entity::find().select_only().column(row::Column::Id).filter(due(feed, now));
    Ok(row.into_tuple::<Uuid>().one(db.on()).await?.is_some())
}

/// Claims up to `most` due events of a feed, oldest first; no other worker gets them for two minutes.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim(tx: &Tx, feed: Feed, most: u64, now: DateTime<Utc>) -> Result<Vec<Claimed>> {
    let rows = row::Entity::find()
        .filter(due(feed, now))
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
    let claimed = rows.into_iter().map(|row| Claimed {
        id: row.id,
        event: json(&row.event, "outbox.event").ok(),
        attempts: row.attempts + 1,
    });
    Ok(claimed.collect())
}

/// Gives claimed events back that were not tried to the end: they are due again, and the attempt does not count.
///
/// # Errors
/// When the database cannot be written.
pub async fn give_back(tx: &Tx, ids: impl IntoIterator<Item = Uuid>, now: DateTime<Utc>) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::Due, Expr::value(now))
        .col_expr(row::Column::Attempts, Expr::col(row::Column::Attempts).sub(1))
        .filter(row::Column::Id.is_in(ids))
        .filter(waiting())
        .exec(tx.on())
        .await?;
    Ok(())
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

/// Whether any event was given up but such as call administrators, for the system: those are no reason to call again.
///
/// # Errors
/// When the database cannot be read.
pub async fn any_dead(db: &impl Read, _permit: &Permit<RunInstallation>) -> Result<bool> {
    let row = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::Dead.is_not_null())
        .filter(row::Column::Event.not_like(CALLS));
    Ok(row.into_tuple::<Uuid>().one(db.on()).await?.is_some())
}

/// Gives a dead event new life, or drops one that calls administrators; answers whether there is such a one.
///
/// # Errors
/// When the database cannot be written.
pub async fn revive(tx: &Tx, permit: &Permit<RetryDelivery>, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    Ok(revive_those(tx, permit, row::Column::Id.eq(id), now).await? > 0)
}

/// Gives every dead event new life, and drops those that call administrators; answers how many there were.
///
/// # Errors
/// When the database cannot be written.
pub async fn revive_all(tx: &Tx, permit: &Permit<RetryDelivery>, now: DateTime<Utc>) -> Result<u64> {
    revive_those(tx, permit, row::Column::Dead.is_not_null(), now).await
}

async fn revive_those(
    tx: &Tx,
    _permit: &Permit<RetryDelivery>,
    which: impl IntoCondition,
    now: DateTime<Utc>,
) -> Result<u64> {
    let which = which.into_condition().add(row::Column::Dead.is_not_null());
    let calls = row::Entity::delete_many().filter(which.clone()).filter(row::Column::Event.like(CALLS));
    let dropped = calls.exec(tx.on()).await?.rows_affected;
    let alive = row::ActiveModel { dead: Set(None), attempts: Set(0), due: Set(now), ..Default::default() };
    let revived = row::Entity::update_many().set(alive).filter(which).exec(tx.on()).await?.rows_affected;
    Ok(dropped + revived)
}

/// How many events wait.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_waiting(db: &impl Read) -> Result<u64> {
    Ok(row::Entity::find().filter(waiting()).count(db.on()).await?)
}

/// How many events of one kind wait.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_waiting_of(db: &impl Read, feed: Feed) -> Result<u64> {
    let query = row::Entity::find().filter(waiting()).filter(row::Column::Feed.eq(feed.word()));
    Ok(query.count(db.on()).await?)
}

/// Removes events that were handled before a time, and those that were given up before another: what they carry, such
/// as an address, is not kept for ever.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, done: DateTime<Utc>, dead: DateTime<Utc>) -> Result<()> {
    let old = Condition::any().add(row::Column::Done.lt(done)).add(row::Column::Dead.lt(dead));
    row::Entity::delete_many().filter(old).exec(tx.on()).await?;
    Ok(())
}

/// Removes events that wait to mail a link; answers how many there were.
///
/// # Errors
/// When the database cannot be written.
pub async fn drop_links(tx: &Tx, _permit: &Permit<RunInstallation>) -> Result<u64> {
    let (mut dropped, mut after) = (0, Uuid::nil());
    loop {
        let page = row::Entity::find()
            .filter(row::Column::Done.is_null())
            .filter(row::Column::Id.gt(after))
            .order_by_asc(row::Column::Id)
            .limit(PAGE)
            .all(tx.on())
            .await?;
        let Some(last) = page.last() else { return Ok(dropped) };
        after = last.id;
        let brings =
            |row: &&row::Model| json::<Event>(&row.event, "outbox.event").is_ok_and(|event| event.brings_link());
        let links: Vec<Uuid> = page.iter().filter(brings).map(|row| row.id).collect();
        dropped += row::Entity::delete_many().filter(row::Column::Id.is_in(links)).exec(tx.on()).await?.rows_affected;
    }
}

/// Removes whatever names one of these, looking for so many at once.
///
/// # Errors
/// When the database cannot be written.
pub(crate) async fn forget(tx: &Tx, names: &[String], at_once: usize) -> Result<()> {
    for some in names.chunks(at_once) {
        let named = some.iter().fold(Condition::any(), |any, name| {
            any.add(row::Column::Event.contains(name)).add(row::Column::Failure.contains(name))
        });
        row::Entity::delete_many().filter(named).exec(tx.on()).await?;
    }
    Ok(())
}
