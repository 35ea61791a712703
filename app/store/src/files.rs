//! Files that belong to records. Their bytes are read one file at a time, and never with a list. Who may have a file
//! follows from who may see the record or the proposal that lists it, so every function is asked with ids from one.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, FileId, ProposalId};
use domain::practice::File;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;
use crate::proposals;
use crate::proposals::Writing;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "files")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub proposal: Uuid,
        pub account: Option<Uuid>,
        pub name: String,
        pub media_type: String,
        pub size: i64,
        pub sha256: String,
        pub text: String,
        pub bytes: Vec<u8>,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A file that is handed in.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// What a record lists of it.
    pub file: File,
    /// The hash of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its text.
    pub text: String,
    /// The bytes that are served.
    pub bytes: Vec<u8>,
}

/// The bytes of a file and their hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What a record lists of it.
    pub file: File,
    /// The hash of its bytes, in hexadecimal.
    pub sha256: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Keeps a file of a proposal.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    tx: &Tx,
    _permit: &Writing,
    proposal: ProposalId,
    (new, account): (NewFile, Option<AccountId>),
    now: DateTime<Utc>,
) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(new.file.id.0),
        proposal: Set(proposal.0),
        account: Set(account.map(|account| account.0)),
        name: Set(new.file.name),
        media_type: Set(new.file.media_type),
        size: Set(i64::try_from(new.file.size).unwrap_or(i64::MAX)),
        sha256: Set(new.sha256),
        text: Set(new.text),
        bytes: Set(new.bytes),
        created: Set(now),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// What records list of these files, in the order asked for; those that are not there are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl Read, ids: &[FileId]) -> Result<Vec<File>> {
    let rows: Vec<(Uuid, String, String, i64)> = row::Entity::find()
        .select_only()
        .columns([row::Column::Id, row::Column::Name, row::Column::MediaType, row::Column::Size])
        .filter(row::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .into_tuple()
        .all(db.on())
        .await?;
    let of = |id: &FileId| {
        let (id, name, media_type, size) = rows.iter().find(|(found, ..)| *found == id.0)?.clone();
        Some(File { id: FileId(id), name, media_type, size: u64::try_from(size).unwrap_or_default() })
    };
    Ok(ids.iter().filter_map(of).collect())
}

/// The texts of these files, in the order of their keys.
///
/// # Errors
/// When the database cannot be read.
pub async fn texts(db: &impl Read, ids: &[FileId]) -> Result<Vec<(FileId, String)>> {
    let rows: Vec<(Uuid, String)> = row::Entity::find()
        .select_only()
        .columns([row::Column::Id, row::Column::Text])
        .filter(row::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .order_by_asc(row::Column::Id)
        .into_tuple()
        .all(db.on())
        .await?;
    Ok(rows.into_iter().map(|(id, text)| (FileId(id), text)).collect())
}

/// The bytes of one file.
///
/// # Errors
/// When the database cannot be read.
pub async fn content(db: &impl Read, id: FileId) -> Result<Option<Content>> {
    let row = row::Entity::find_by_id(id.0).one(db.on()).await?;
    Ok(row.map(|row| Content {
        file: File {
            id: FileId(row.id),
            name: row.name,
            media_type: row.media_type,
            size: u64::try_from(row.size).unwrap_or_default(),
        },
        sha256: row.sha256,
        bytes: row.bytes,
    }))
}

/// Removes files that were handed in before a time for a proposal that is not there any more.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, before: DateTime<Utc>) -> Result<()> {
    let proposals = Query::select().column(proposals::row::Column::Id).from(proposals::row::Entity).to_owned();
    row::Entity::delete_many()
        .filter(row::Column::Created.lt(before))
        .filter(row::Column::Proposal.not_in_subquery(proposals))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Removes a file of a proposal that no version of a record lists.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &Tx, _permit: &Writing, proposal: ProposalId, id: FileId) -> Result<()> {
    let own = row::Entity::delete_many().filter(row::Column::Id.eq(id.0));
    own.filter(row::Column::Proposal.eq(proposal.0)).exec(tx.on()).await?;
    Ok(())
}
