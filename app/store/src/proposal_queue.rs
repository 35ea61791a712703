//! The proposals that wait for curators by where they come from: written by people, or brought by an import of the curators.

use std::collections::BTreeMap;

use domain::Actor;
use domain::id::{ImportId, ProposalId};
use domain::practice::PracticeState;
use domain::proposal::Listed;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::db::Read;
use crate::error::Result;
use crate::import_rows;
use crate::proposals::{Line, lines, listed, row, visible_to};

/// Where proposals come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Somebody wrote them; a file of which an organisation made its draft is written too.
    People,
    /// An import of the curators brought them.
    Import(ImportId),
}

/// The keys of the proposals that imports brought, or one of them.
fn brought(import: Option<ImportId>) -> SelectStatement {
    let mut query = Query::select();
    query.column(import_rows::row::Column::Proposal).from(import_rows::row::Entity);
    query.cond_where(import_rows::row::Column::Proposal.is_not_null());
    if let Some(import) = import {
        query.cond_where(import_rows::row::Column::Import.eq(import.0));
    }
    query
}

/// Those that wait for curators and that the actor may know of.
fn waits(actor: &Actor) -> Condition {
    Condition::all().add(visible_to(actor)).add(row::Column::State.eq(PracticeState::InReview.word()))
}

/// A page of those that wait for curators and come from somewhere, after a key; longest wait first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl Read,
    actor: &Actor,
    origin: Origin,
    after: Option<ProposalId>,
    size: u64,
) -> Result<Vec<Listed>> {
    let from = match origin {
        Origin::People => Condition::any()
            .add(row::Column::Organisation.is_not_null())
            .add(row::Column::Id.not_in_subquery(brought(None))),
        Origin::Import(import) => Condition::all()
            .add(row::Column::Organisation.is_null())
            .add(row::Column::Id.in_subquery(brought(Some(import)))),
    };
    // Keys are made in the order of time.
    let mut query = lines().filter(waits(actor)).filter(from).order_by_asc(row::Column::Id);
    if let Some(after) = after {
        query = query.filter(row::Column::Id.gt(after.0));
    }
    let lines: Vec<Line> = query.limit(size).into_tuple().all(db.on()).await?;
    lines.into_iter().map(listed).collect()
}

/// How many wait for curators of each import of theirs that brought any.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_import(db: &impl Read, actor: &Actor) -> Result<BTreeMap<ImportId, i64>> {
    let mut waiting = Query::select();
    waiting.column(row::Column::Id).from(row::Entity);
    waiting.cond_where(waits(actor).add(row::Column::Organisation.is_null()));
    let rows: Vec<(Uuid, i64)> = import_rows::row::Entity::find()
        .select_only()
        .column(import_rows::row::Column::Import)
        .column_as(import_rows::row::Column::Id.count(), "rows")
        .filter(import_rows::row::Column::Proposal.in_subquery(waiting))
        .group_by(import_rows::row::Column::Import)
        .into_tuple()
        .all(db.on())
        .await?;
    Ok(rows.into_iter().map(|(import, rows)| (ImportId(import), rows)).collect())
}
