//! Practices: the newest published version of each record of the library, the older ones, and what is left of those
//! that were taken back. Everybody reads them.

use chrono::{DateTime, Utc};
use domain::id::PracticeId;
use domain::policy::{Permit, PublishPractice};
use domain::practice::{Practice, PracticeState, StoredPractice, Withdrawn};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use crate::column::{json, to_json};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::practice_versions;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "practices")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub slug: String,
        pub title: String,
        pub record: String,
        pub version: i32,
        pub published: DateTimeUtc,
        pub state: String,
        pub changed: Option<DateTimeUtc>,
        pub reason: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn published() -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::State.eq(PracticeState::Published.word()))
}

fn read(row: row::Model) -> Result<StoredPractice> {
    let practice: Practice = json(&row.record, "practices.record")?;
    Ok(StoredPractice { id: PracticeId(row.id), practice, version: row.version, published: row.published })
}

/// The published practice of an address.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_slug(db: &impl Read, slug: &str) -> Result<Option<StoredPractice>> {
    published().filter(row::Column::Slug.eq(slug)).one(db.on()).await?.map(read).transpose()
}

/// What is left at an address whose practice was taken back.
///
/// # Errors
/// When the database cannot be read.
pub async fn withdrawn(db: &impl Read, slug: &str) -> Result<Option<Withdrawn>> {
    let row = row::Entity::find()
        .filter(row::Column::Slug.eq(slug))
        .filter(row::Column::State.eq(PracticeState::Withdrawn.word()))
        .one(db.on())
        .await?;
    Ok(row.map(gone))
}

fn gone(row: row::Model) -> Withdrawn {
    Withdrawn { id: PracticeId(row.id), slug: row.slug, reason: row.reason, at: row.changed.unwrap_or(row.published) }
}

/// Several practices, in no order; those that were taken back are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_all(db: &impl Read, ids: &[PracticeId]) -> Result<Vec<StoredPractice>> {
    let keys = ids.iter().map(|id| id.0);
    published().filter(row::Column::Id.is_in(keys)).all(db.on()).await?.into_iter().map(read).collect()
}

/// Practices by key, from after one: for filling the index, a batch at a time.
///
/// # Errors
/// When the database cannot be read.
pub async fn batch(db: &impl Read, after: Option<PracticeId>, size: u64) -> Result<Vec<StoredPractice>> {
    let mut query = published();
    if let Some(after) = after {
        query = query.filter(row::Column::Id.gt(after.0));
    }
    query.order_by_asc(row::Column::Id).limit(size).all(db.on()).await?.into_iter().map(read).collect()
}

/// How many are published.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read) -> Result<u64> {
    Ok(published().count(db.on()).await?)
}

/// A practice that was published or taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Key.
    pub id: PracticeId,
    /// When it was last published or taken back.
    pub changed: DateTime<Utc>,
    /// How it is now.
    pub now: Changed,
}

/// How a practice is after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It can be read.
    Published(Box<StoredPractice>),
    /// It was taken back.
    Withdrawn(Withdrawn),
}

/// Which changes are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Since {
    /// From this time on, included.
    pub from: Option<DateTime<Utc>>,
    /// Up to this time, included.
    pub until: Option<DateTime<Utc>>,
    /// After this change in the order of time and key, where an earlier page ended.
    pub after: Option<(DateTime<Utc>, PracticeId)>,
}

/// How many practices have changed from a time on, that included, and when the last did.
///
/// # Errors
/// When the database cannot be read.
pub async fn changed_since(db: &impl Read, from: Option<DateTime<Utc>>) -> Result<(u64, Option<DateTime<Utc>>)> {
    let mut query = row::Entity::find();
    if let Some(from) = from {
        query = query.filter(row::Column::Changed.gte(from));
    }
    let query = query.select_only().expr(row::Column::Id.count()).expr(row::Column::Changed.max());
    let found: Option<(i64, Option<DateTime<Utc>>)> = query.into_tuple().one(db.on()).await?;
    let (count, newest) = found.unwrap_or_default();
    Ok((u64::try_from(count).unwrap_or(0), newest))
}

/// The last change of each practice, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn changes(db: &impl Read, since: Since, size: u64) -> Result<Vec<Change>> {
    let mut query = row::Entity::find();
    if let Some(from) = since.from {
        query = query.filter(row::Column::Changed.gte(from));
    }
    if let Some(until) = since.until {
        query = query.filter(row::Column::Changed.lte(until));
    }
    if let Some((time, id)) = since.after {
        let same_time = Condition::all().add(row::Column::Changed.eq(time)).add(row::Column::Id.gt(id.0));
        query = query.filter(Condition::any().add(row::Column::Changed.gt(time)).add(same_time));
    }
    let ordered = query.order_by_asc(row::Column::Changed).order_by_asc(row::Column::Id);
    ordered.limit(size).all(db.on()).await?.into_iter().map(change).collect()
}

fn change(row: row::Model) -> Result<Change> {
    let (id, changed) = (PracticeId(row.id), row.changed.unwrap_or(row.published));
    let now = if row.state == PracticeState::Withdrawn.word() {
        Changed::Withdrawn(gone(row))
    } else {
        Changed::Published(Box::new(read(row)?))
    };
    Ok(Change { id, changed, now })
}

/// Publishes a record: a new one, or the next version of the one at its address. Answers its key, and whether
/// anything changed.
///
/// # Errors
/// When the database cannot be written.
pub async fn publish(
    tx: &Tx,
    _permit: &Permit<PublishPractice>,
    practice: &Practice,
    now: DateTimeUtc,
) -> Result<Published> {
    let record = to_json(practice, "practices.record")?;
    let found = row::Entity::find().filter(row::Column::Slug.eq(&practice.slug)).one(tx.on()).await?;
    let Some(found) = found else {
        let id = Uuid::now_v7();
        let row = row::ActiveModel {
            id: Set(id),
            slug: Set(practice.slug.clone()),
            title: Set(practice.title.clone()),
            record: Set(record.clone()),
            version: Set(1),
            published: Set(now),
            state: Set(PracticeState::Published.word().to_owned()),
            changed: Set(Some(now)),
            reason: Set(String::new()),
        };
        row::Entity::insert(row).exec_without_returning(tx.on()).await?;
        practice_versions::insert(tx, PracticeId(id), 1, record, now).await?;
        return Ok(Published::New(PracticeId(id)));
    };
    let stands = found.state == PracticeState::Published.word();
    if stands && found.record == record {
        return Ok(Published::Unchanged(PracticeId(found.id)));
    }
    let row = row::ActiveModel {
        id: Set(found.id),
        title: Set(practice.title.clone()),
        record: Set(record.clone()),
        version: Set(found.version + 1),
        published: Set(now),
        state: Set(PracticeState::Published.word().to_owned()),
        changed: Set(Some(now)),
        reason: Set(String::new()),
        ..Default::default()
    };
    row::Entity::update(row).exec(tx.on()).await?;
    practice_versions::insert(tx, PracticeId(found.id), found.version + 1, record, now).await?;
    Ok(Published::Changed(PracticeId(found.id)))
}

/// Takes a practice back: its address keeps a page that says why. Answers whether there was one to take back.
///
/// # Errors
/// When the database cannot be written.
pub async fn withdraw(
    tx: &Tx,
    _permit: &Permit<PublishPractice>,
    practice: PracticeId,
    reason: String,
    now: DateTimeUtc,
) -> Result<bool> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::State, PracticeState::Withdrawn.word().into())
        .col_expr(row::Column::Changed, now.into())
        .col_expr(row::Column::Reason, reason.into())
        .filter(row::Column::Id.eq(practice.0))
        .filter(row::Column::State.eq(PracticeState::Published.word()))
        .exec(tx.on())
        .await?;
    Ok(done.rows_affected == 1)
}

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// A new record.
    New(PracticeId),
    /// A new version.
    Changed(PracticeId),
    /// The record says exactly this already.
    Unchanged(PracticeId),
}
