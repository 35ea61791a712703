//! Practices: the newest published version of each record of the library. Everybody reads them.

use domain::id::PracticeId;
use domain::policy::{Permit, PublishPractice};
use domain::practice::{Practice, StoredPractice};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{PaginatorTrait, QueryOrder, QuerySelect};

use crate::column::{json, to_json};
use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn read(row: row::Model) -> Result<StoredPractice> {
    let practice: Practice = json(&row.record, "practices.record")?;
    Ok(StoredPractice { id: PracticeId(row.id), practice, version: row.version, published: row.published })
}

/// The practice of an address.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_slug(db: &impl Read, slug: &str) -> Result<Option<StoredPractice>> {
    row::Entity::find().filter(row::Column::Slug.eq(slug)).one(db.on()).await?.map(read).transpose()
}

/// Several practices, in no order.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_all(db: &impl Read, ids: &[PracticeId]) -> Result<Vec<StoredPractice>> {
    let keys = ids.iter().map(|id| id.0);
    row::Entity::find().filter(row::Column::Id.is_in(keys)).all(db.on()).await?.into_iter().map(read).collect()
}

/// Practices by key, from after one: for filling the index, a batch at a time.
///
/// # Errors
/// When the database cannot be read.
pub async fn batch(db: &impl Read, after: Option<PracticeId>, size: u64) -> Result<Vec<StoredPractice>> {
    let mut query = row::Entity::find();
    if let Some(after) = after {
        query = query.filter(row::Column::Id.gt(after.0));
    }
    query.order_by_asc(row::Column::Id).limit(size).all(db.on()).await?.into_iter().map(read).collect()
}

/// How many there are.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read) -> Result<u64> {
    Ok(row::Entity::find().count(db.on()).await?)
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
            record: Set(record),
            version: Set(1),
            published: Set(now),
        };
        row::Entity::insert(row).exec_without_returning(tx.on()).await?;
        return Ok(Published::New(PracticeId(id)));
    };
    if found.record == record {
        return Ok(Published::Unchanged(PracticeId(found.id)));
    }
    let row = row::ActiveModel {
        id: Set(found.id),
        title: Set(practice.title.clone()),
        record: Set(record),
        version: Set(found.version + 1),
        published: Set(now),
        ..Default::default()
    };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(Published::Changed(PracticeId(found.id)))
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
