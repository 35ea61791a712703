//! The rows of imports: each a record as it was read, what is known of it, and what it became.

use std::collections::BTreeMap;

use domain::id::{ImportId, PracticeId, ProposalId};
use domain::import::{Import, ImportRow, RowState};
use domain::policy::{Permit, PublishPractice};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::column::word;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::proposals;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_rows")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub import: Uuid,
        pub number: i64,
        pub state: String,
        pub slug: String,
        pub title: String,
        pub why: String,
        pub record: String,
        pub proposal: Option<Uuid>,
        pub twin: Option<Uuid>,
        pub version: Option<i32>,
        pub name: String,
        pub cells: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The most rows that are written in one statement.
const AT_ONCE: usize = 100;

/// A row and the record in it, as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What a report shows.
    pub row: ImportRow,
    /// The record; nothing where it was refused.
    pub record: String,
    /// The cells of a row of a table, as JSON, until something of the import is taken.
    pub cells: String,
}

impl Kept {
    /// A row that comes from no table, or whose cells are where they were.
    #[must_use]
    pub const fn of(row: ImportRow, record: String) -> Self {
        Self { row, record, cells: String::new() }
    }
}

/// Writes rows of an import that is held.
///
/// # Errors
/// When the database cannot be written, or a number is there already.
pub async fn insert(tx: &Tx, _: &Permit<PublishPractice>, import: ImportId, rows: &[Kept]) -> Result<()> {
    write(tx, import, rows).await
}

/// The same, for whoever may write the import itself.
pub(crate) async fn write(tx: &Tx, import: ImportId, rows: &[Kept]) -> Result<()> {
    for rows in rows.chunks(AT_ONCE) {
        let models = rows.iter().map(|Kept { row, record, cells }| row::ActiveModel {
            id: Set(Uuid::now_v7()),
            import: Set(import.0),
            number: Set(row.number),
            state: Set(row.state.word().to_owned()),
            slug: Set(row.slug.clone()),
            title: Set(row.title.clone()),
            why: Set(row.why.clone()),
            record: Set(record.clone()),
            proposal: Set(row.proposal.map(|proposal| proposal.0)),
            twin: Set(row.twin.map(|twin| twin.0)),
            version: Set(row.version),
            name: Set(row.name.clone()),
            cells: Set(cells.clone()),
        });
        row::Entity::insert_many(models).exec_without_returning(tx.on()).await?;
    }
    Ok(())
}

/// Writes what is known of a row now. The cells of a table stay as they are.
///
/// # Errors
/// When the database cannot be written.
pub async fn update(tx: &Tx, _: &Permit<PublishPractice>, import: ImportId, kept: &Kept) -> Result<()> {
    let Kept { row, record, .. } = kept;
    row::Entity::update_many()
        .col_expr(row::Column::State, row.state.word().into())
        .col_expr(row::Column::Slug, row.slug.clone().into())
        .col_expr(row::Column::Title, row.title.clone().into())
        .col_expr(row::Column::Why, row.why.clone().into())
        .col_expr(row::Column::Record, record.clone().into())
        .col_expr(row::Column::Proposal, row.proposal.map(|proposal| proposal.0).into())
        .col_expr(row::Column::Twin, row.twin.map(|twin| twin.0).into())
        .col_expr(row::Column::Version, row.version.into())
        .filter(row::Column::Import.eq(import.0))
        .filter(row::Column::Number.eq(row.number))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// What a report shows of a row, in the order of its columns.
type Line = (i64, String, String, String, String, Option<Uuid>, Option<Uuid>, Option<i32>, String);

fn line((number, state, slug, title, why, proposal, twin, version, name): Line) -> Result<ImportRow> {
    let state = word(&state, "import_rows.state")?;
    let (proposal, twin) = (proposal.map(ProposalId), twin.map(PracticeId));
    Ok(ImportRow { number, state, slug, title, name, why, proposal, twin, version })
}

fn kept(row: row::Model) -> Result<Kept> {
    let row::Model { number, state, slug, title, why, record, proposal, twin, version, name, cells, .. } = row;
    Ok(Kept { row: line((number, state, slug, title, why, proposal, twin, version, name))?, record, cells })
}

/// A page of the report of an import, in the order of the file: of rows in one state, or of all.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(
    db: &impl Read,
    import: &Import,
    state: Option<RowState>,
    after: i64,
    size: u64,
) -> Result<Vec<ImportRow>> {
    let mut query = row::Entity::find()
        .select_only()
        .columns([row::Column::Number, row::Column::State, row::Column::Slug, row::Column::Title, row::Column::Why])
        .columns([row::Column::Proposal, row::Column::Twin, row::Column::Version, row::Column::Name])
        .filter(row::Column::Import.eq(import.id.0))
        .filter(row::Column::Number.gt(after));
    if let Some(state) = state {
        query = query.filter(row::Column::State.eq(state.word()));
    }
    let rows: Vec<Line> = query.order_by_asc(row::Column::Number).limit(size).into_tuple().all(db.on()).await?;
    rows.into_iter().map(line).collect()
}

/// What became of the records of imports of one file each. A proposal that is there no more is left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn only(db: &impl Read, imports: &[Import]) -> Result<BTreeMap<ImportId, ImportRow>> {
    let ids = imports.iter().map(|import| import.id.0);
    let rows = row::Entity::find().filter(row::Column::Import.is_in(ids)).all(db.on()).await?;
    let named: Vec<Uuid> = rows.iter().filter_map(|row| row.proposal).collect();
    let there: Vec<Uuid> = proposals::row::Entity::find()
        .select_only()
        .column(proposals::row::Column::Id)
        .filter(proposals::row::Column::Id.is_in(named))
        .into_tuple()
        .all(db.on())
        .await?;
    let mut only = BTreeMap::new();
    for mut row in rows {
        row.proposal = row.proposal.filter(|proposal| there.contains(proposal));
        only.insert(ImportId(row.import), kept(row)?.row);
    }
    Ok(only)
}

/// Rows with their records, in some states, after a number.
///
/// # Errors
/// When the database cannot be read.
pub async fn batch(db: &impl Read, import: ImportId, states: &[RowState], after: i64, size: u64) -> Result<Vec<Kept>> {
    let rows = row::Entity::find()
        .filter(row::Column::Import.eq(import.0))
        .filter(row::Column::State.is_in(states.iter().map(|state| state.word())))
        .filter(row::Column::Number.gt(after))
        .order_by_asc(row::Column::Number)
        .limit(size)
        .all(db.on())
        .await?;
    rows.into_iter().map(kept).collect()
}

/// One row with its record.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, import: &Import, number: i64) -> Result<Option<Kept>> {
    let found = row::Entity::find()
        .filter(row::Column::Import.eq(import.id.0))
        .filter(row::Column::Number.eq(number))
        .one(db.on())
        .await?;
    found.map(kept).transpose()
}

/// How many rows of an import are like a record that is here, whatever became of them.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_alike(db: &impl Read, import: ImportId) -> Result<u64> {
    let alike = row::Entity::find().filter(row::Column::Import.eq(import.0)).filter(row::Column::Twin.is_not_null());
    Ok(alike.count(db.on()).await?)
}

/// How many rows of an import are in each state.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read, import: ImportId) -> Result<BTreeMap<RowState, i64>> {
    let rows: Vec<(String, i64)> = row::Entity::find()
        .select_only()
        .column(row::Column::State)
        .column_as(row::Column::Id.count(), "rows")
        .filter(row::Column::Import.eq(import.0))
        .group_by(row::Column::State)
        .into_tuple()
        .all(db.on())
        .await?;
    rows.into_iter().map(|(state, rows)| Ok((word(&state, "import_rows.state")?, rows))).collect()
}

/// How many rows of each of several imports are in each state; those without rows are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(db: &impl Read, imports: &[Import]) -> Result<BTreeMap<ImportId, BTreeMap<RowState, i64>>> {
    let ids = imports.iter().map(|import| import.id.0);
    let rows: Vec<(Uuid, String, i64)> = row::Entity::find()
        .select_only()
        .column(row::Column::Import)
        .column(row::Column::State)
        .column_as(row::Column::Id.count(), "rows")
        .filter(row::Column::Import.is_in(ids))
        .group_by(row::Column::Import)
        .group_by(row::Column::State)
        .into_tuple()
        .all(db.on())
        .await?;
    let mut counts = BTreeMap::<ImportId, BTreeMap<RowState, i64>>::new();
    for (import, state, rows) in rows {
        counts.entry(ImportId(import)).or_default().insert(word(&state, "import_rows.state")?, rows);
    }
    Ok(counts)
}

/// Whether the cells of an import's rows are kept.
///
/// # Errors
/// When the database cannot be read.
pub async fn has_cells(db: &impl Read, import: ImportId) -> Result<bool> {
    let found: Option<Uuid> = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::Import.eq(import.0))
        .filter(row::Column::Cells.ne(""))
        .into_tuple()
        .one(db.on())
        .await?;
    Ok(found.is_some())
}

/// Forgets what rows were read as, where their cells are kept. Answers how many there are.
///
/// # Errors
/// When the database cannot be written.
pub async fn unread(tx: &Tx, _: &Permit<PublishPractice>, import: ImportId) -> Result<u64> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::State, RowState::Raw.word().into())
        .col_expr(row::Column::Slug, "".into())
        .col_expr(row::Column::Title, "".into())
        .col_expr(row::Column::Why, "".into())
        .col_expr(row::Column::Record, "".into())
        .col_expr(row::Column::Name, "".into())
        .col_expr(row::Column::Twin, None::<Uuid>.into())
        .col_expr(row::Column::Version, None::<i32>.into())
        .filter(row::Column::Import.eq(import.0))
        .filter(row::Column::Cells.ne(""))
        .exec(tx.on())
        .await?;
    Ok(done.rows_affected)
}

/// Forgets the cells of an import's rows: what they were read as is taken.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_cells(tx: &Tx, _: &Permit<PublishPractice>, import: ImportId) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::Cells, "".into())
        .filter(row::Column::Import.eq(import.0))
        .filter(row::Column::Cells.ne(""))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Removes all rows of an import.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &Tx, import: ImportId) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Import.eq(import.0)).exec(tx.on()).await?;
    Ok(())
}
