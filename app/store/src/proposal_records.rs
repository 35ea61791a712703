//! Proposals and the records that they change, where those were taken back: which they are, and how such a draft becomes
//! one of a new record.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::id::PracticeId;
use domain::practice::{Manuscript, PracticeState};
use domain::proposal::Proposal;
use sea_orm::ActiveValue::Set;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use crate::column::to_json;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::practices;
use crate::proposals::{Writing, line, row};

/// Those of several practices that were taken back.
///
/// # Errors
/// When the database cannot be read.
pub async fn taken_back(db: &impl Read, ids: &[PracticeId]) -> Result<BTreeSet<PracticeId>> {
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows: Vec<Uuid> = practices::row::Entity::find()
        .select_only()
        .column(practices::row::Column::Id)
        .filter(practices::row::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(practices::row::Column::State.eq(PracticeState::Withdrawn.word()))
        .into_tuple()
        .all(db.on())
        .await?;
    Ok(rows.into_iter().map(PracticeId).collect())
}

/// The addresses that begin with an address and a hyphen, whether their practices can be read or were taken back.
///
/// # Errors
/// When the database cannot be read.
pub async fn addresses_after(db: &impl Read, address: &str) -> Result<BTreeSet<String>> {
    let rows: Vec<String> = practices::row::Entity::find()
        .select_only()
        .column(practices::row::Column::Slug)
        .filter(practices::row::Column::Slug.starts_with(format!("{address}-")))
        .into_tuple()
        .all(db.on())
        .await?;
    Ok(rows.into_iter().collect())
}

/// Makes a draft that is held one of a new record, with what it says from now on.
///
/// # Errors
/// When the database cannot be written.
pub async fn begin_anew(
    tx: &Tx,
    _permit: &Writing,
    proposal: &Proposal,
    manuscript: &Manuscript,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(proposal.id.0),
        practice: Set(None),
        base: Set(None),
        slug: Set(line(manuscript, "slug")),
        manuscript: Set(to_json(manuscript, "proposals.manuscript")?),
        edits: Set(proposal.edits.saturating_add(1)),
        changed: Set(now),
        ..Default::default()
    };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}
