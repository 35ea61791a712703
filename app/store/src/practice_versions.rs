//! The published versions of practices: each keeps what it said, for ever, unless the practice is taken back.

use chrono::{DateTime, Utc};
use domain::id::PracticeId;
use domain::practice::{Practice, PracticeState, PracticeVersion, StoredPractice};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::column::json;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::practices;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "practice_versions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub practice: Uuid,
        pub number: i32,
        pub record: String,
        pub published: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) async fn insert(
    tx: &Tx,
    practice: PracticeId,
    number: i32,
    record: String,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(Uuid::now_v7()),
        practice: Set(practice.0),
        number: Set(number),
        record: Set(record),
        published: Set(now),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The practice at an address, and the state of its newest version.
async fn at(db: &impl Read, slug: &str) -> Result<Option<practices::row::Model>> {
    Ok(practices::row::Entity::find().filter(practices::row::Column::Slug.eq(slug)).one(db.on()).await?)
}

/// The published versions of the practice at an address, newest first; at most the last five hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(db: &impl Read, slug: &str) -> Result<Vec<PracticeVersion>> {
    let Some(practice) = at(db, slug).await? else { return Ok(Vec::new()) };
    let rows: Vec<(i32, DateTime<Utc>)> = row::Entity::find()
        .select_only()
        .columns([row::Column::Number, row::Column::Published])
        .filter(row::Column::Practice.eq(practice.id))
        .order_by_desc(row::Column::Number)
        .limit(500)
        .into_tuple()
        .all(db.on())
        .await?;
    let state = |number| match practice.state.as_str() {
        state if state == PracticeState::Withdrawn.word() => PracticeState::Withdrawn,
        _ if number == practice.version => PracticeState::Published,
        _ => PracticeState::Superseded,
    };
    let version = |(number, published)| PracticeVersion { number, published, state: state(number) };
    Ok(rows.into_iter().map(version).collect())
}

/// One version of a practice by its key, whether it can be read now or not: for those who write the next one.
///
/// # Errors
/// When the database cannot be read.
pub async fn numbered(db: &impl Read, practice: PracticeId, number: i32) -> Result<Option<StoredPractice>> {
    let row = row::Entity::find()
        .filter(row::Column::Practice.eq(practice.0))
        .filter(row::Column::Number.eq(number))
        .one(db.on())
        .await?;
    row.map(read).transpose()
}

/// What a practice said in its newest versions, newest first; at most the last fifty.
///
/// # Errors
/// When the database cannot be read.
pub async fn said(db: &impl Read, practice: PracticeId) -> Result<Vec<StoredPractice>> {
    let query = row::Entity::find().filter(row::Column::Practice.eq(practice.0)).order_by_desc(row::Column::Number);
    query.limit(50).all(db.on()).await?.into_iter().map(read).collect()
}

fn read(row: row::Model) -> Result<StoredPractice> {
    let practice: Practice = json(&row.record, "practice_versions.record")?;
    Ok(StoredPractice { id: PracticeId(row.practice), practice, version: row.number, published: row.published })
}

/// One version of a practice that can be read.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, slug: &str, number: i32) -> Result<Option<StoredPractice>> {
    let Some(practice) = at(db, slug).await?.filter(|row| row.state == PracticeState::Published.word()) else {
        return Ok(None);
    };
    numbered(db, PracticeId(practice.id), number).await
}
