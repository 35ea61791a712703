//! Practices: the newest published version of each record of the library, the older ones, and what is left of those
//! that were taken back. Everybody reads them.

use std::collections::BTreeMap;

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
use crate::{practice_clock, practice_sets, practice_versions};

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
    row.map(gone).transpose()
}

/// The address of a practice, whether it can be read or was taken back.
///
/// # Errors
/// When the database cannot be read.
pub async fn address(db: &impl Read, id: PracticeId) -> Result<Option<String>> {
    let query = row::Entity::find_by_id(id.0).select_only().column(row::Column::Slug);
    Ok(query.into_tuple().one(db.on()).await?)
}

fn gone(row: row::Model) -> Result<Withdrawn> {
    let (reason, at) = (row.reason.clone(), row.changed.unwrap_or(row.published));
    Ok(Withdrawn { last: read(row)?, reason, at })
}

/// Several practices, in no order; those that were taken back are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_all(db: &impl Read, ids: &[PracticeId]) -> Result<Vec<StoredPractice>> {
    let keys = ids.iter().map(|id| id.0);
    published().filter(row::Column::Id.is_in(keys)).all(db.on()).await?.into_iter().map(read).collect()
}

/// What lists of many practices show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// Title.
    pub title: String,
    /// The part of its address.
    pub slug: String,
    /// When the newest version was published.
    pub published: DateTime<Utc>,
}

/// Title, address and time of several published practices, by key, without what they say.
///
/// # Errors
/// When the database cannot be read.
pub async fn dated(db: &impl Read, ids: &[PracticeId]) -> Result<BTreeMap<PracticeId, Dated>> {
    let mut found = BTreeMap::new();
    // Databases have a limit of how many values a statement takes.
    for ids in ids.chunks(500) {
        let rows: Vec<(Uuid, String, String, DateTime<Utc>)> = published()
            .select_only()
            .columns([row::Column::Id, row::Column::Title, row::Column::Slug, row::Column::Published])
            .filter(row::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .into_tuple()
            .all(db.on())
            .await?;
        let dated = |(id, title, slug, published)| (PracticeId(id), Dated { title, slug, published });
        found.extend(rows.into_iter().map(dated));
    }
    Ok(found)
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
    Withdrawn(Box<Withdrawn>),
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

impl Since {
    /// The condition on the columns of time and key.
    pub(crate) fn on(&self, changed: impl ColumnTrait, id: impl ColumnTrait) -> Condition {
        let mut all = Condition::all();
        if let Some(from) = self.from {
            all = all.add(changed.gte(from));
        }
        if let Some(until) = self.until {
            all = all.add(changed.lte(until));
        }
        if let Some((time, key)) = self.after {
            let same_time = Condition::all().add(changed.eq(time)).add(id.gt(key.0));
            all = all.add(Condition::any().add(changed.gt(time)).add(same_time));
        }
        all
    }
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

/// The last change of each practice, oldest first; of a set's alone where one is named.
///
/// # Errors
/// When the database cannot be read.
pub async fn changes(db: &impl Read, set: Option<&str>, since: Since, size: u64) -> Result<Vec<Change>> {
    let query = match set {
        // One statement, so that times and keys are of one moment.
        Some(set) => row::Entity::find().filter(row::Column::Id.in_subquery(practice_sets::page(set, since, size))),
        None => row::Entity::find().filter(since.on(row::Column::Changed, row::Column::Id)).limit(size),
    };
    let ordered = query.order_by_asc(row::Column::Changed).order_by_asc(row::Column::Id);
    ordered.all(db.on()).await?.into_iter().map(change).collect()
}

/// How many changes [`changes`] has in all.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_changes(db: &impl Read, set: Option<&str>, since: Since) -> Result<u64> {
    match set {
        Some(set) => practice_sets::count(db, set, since).await,
        None => {
            let all = row::Entity::find().filter(since.on(row::Column::Changed, row::Column::Id));
            Ok(all.count(db.on()).await?)
        }
    }
}

/// The last change of one practice.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_change(db: &impl Read, id: PracticeId) -> Result<Option<Change>> {
    row::Entity::find_by_id(id.0).one(db.on()).await?.map(change).transpose()
}

/// When the change was that is the earliest of the last ones.
///
/// # Errors
/// When the database cannot be read.
pub async fn earliest_change(db: &impl Read) -> Result<Option<DateTime<Utc>>> {
    Ok(changes(db, None, Since::default(), 1).await?.first().map(|change| change.changed))
}

/// When the latest change was.
///
/// # Errors
/// When the database cannot be read.
pub async fn latest_change(db: &impl Read) -> Result<Option<DateTime<Utc>>> {
    let last = row::Entity::find().order_by_desc(row::Column::Changed).order_by_desc(row::Column::Id);
    Ok(last.one(db.on()).await?.map(|row| row.changed.unwrap_or(row.published)))
}

/// Addresses of published practices with the time of their newest version, by key: for lists of all addresses.
///
/// # Errors
/// When the database cannot be read.
pub async fn addresses(db: &impl Read, skip: u64, size: u64) -> Result<Vec<(String, DateTime<Utc>)>> {
    let query = published().select_only().columns([row::Column::Slug, row::Column::Published]);
    Ok(query.order_by_asc(row::Column::Id).offset(skip).limit(size).into_tuple().all(db.on()).await?)
}

/// What practices say and when they changed last, by key, whether they were taken back or not: for [`practice_sets`].
pub(crate) async fn all(
    db: &impl Read,
    after: Option<PracticeId>,
    size: u64,
) -> Result<Vec<(PracticeId, Practice, DateTime<Utc>)>> {
    let mut query = row::Entity::find();
    if let Some(after) = after {
        query = query.filter(row::Column::Id.gt(after.0));
    }
    let rows = query.order_by_asc(row::Column::Id).limit(size).all(db.on()).await?;
    let read = |row: row::Model| {
        let practice: Practice = json(&row.record, "practices.record")?;
        Ok((PracticeId(row.id), practice, row.changed.unwrap_or(row.published)))
    };
    rows.into_iter().map(read).collect()
}

fn change(row: row::Model) -> Result<Change> {
    let (id, changed) = (PracticeId(row.id), row.changed.unwrap_or(row.published));
    let now = if row.state == PracticeState::Withdrawn.word() {
        Changed::Withdrawn(Box::new(gone(row)?))
    } else {
        Changed::Published(Box::new(read(row)?))
    };
    Ok(Change { id, changed, now })
}

/// Publishes a record: a new one, or the next version of the one at its address. Answers its key, and whether
/// anything changed. Whoever else publishes waits until the transaction ends.
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
    let moment = practice_clock::hold(tx, now).await?;
    let found = row::Entity::find().filter(row::Column::Slug.eq(&practice.slug)).one(tx.on()).await?;
    let Some(found) = found else {
        let (id, changed) = (Uuid::now_v7(), moment.take(tx).await?);
        let row = row::ActiveModel {
            id: Set(id),
            slug: Set(practice.slug.clone()),
            title: Set(practice.title.clone()),
            record: Set(record.clone()),
            version: Set(1),
            published: Set(now),
            state: Set(PracticeState::Published.word().to_owned()),
            changed: Set(Some(changed)),
            reason: Set(String::new()),
        };
        row::Entity::insert(row).exec_without_returning(tx.on()).await?;
        practice_sets::put(tx, PracticeId(id), practice, changed).await?;
        practice_versions::insert(tx, PracticeId(id), 1, record, now).await?;
        return Ok(Published::New(PracticeId(id)));
    };
    let stands = found.state == PracticeState::Published.word();
    if stands && found.record == record {
        return Ok(Published::Unchanged(PracticeId(found.id)));
    }
    let changed = moment.take(tx).await?;
    let row = row::ActiveModel {
        id: Set(found.id),
        title: Set(practice.title.clone()),
        record: Set(record.clone()),
        version: Set(found.version + 1),
        published: Set(now),
        state: Set(PracticeState::Published.word().to_owned()),
        changed: Set(Some(changed)),
        reason: Set(String::new()),
        ..Default::default()
    };
    row::Entity::update(row).exec(tx.on()).await?;
    practice_sets::put(tx, PracticeId(found.id), practice, changed).await?;
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
    let changed = practice_clock::hold(tx, now).await?.take(tx).await?;
    let done = row::Entity::update_many()
        .col_expr(row::Column::State, PracticeState::Withdrawn.word().into())
        .col_expr(row::Column::Changed, changed.into())
        .col_expr(row::Column::Reason, reason.into())
        .filter(row::Column::Id.eq(practice.0))
        .filter(row::Column::State.eq(PracticeState::Published.word()))
        .exec(tx.on())
        .await?;
    practice_sets::touch(tx, practice, changed).await?;
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
