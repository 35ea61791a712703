//! Placements that rest though their own organisation did not pause them.

use chrono::{DateTime, Utc};
use domain::id::PlacementId;
use domain::placement::{PauseReason, PlacementStatus};
use domain::policy::{HaltOrganisation, Permit};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QuerySelect};

use super::{next_version, paused, row};
use crate::db::{Read as _, Tx};
use crate::error::Result;

/// Pauses every live placement of the permit's employer; answers which.
///
/// # Errors
/// When the database cannot be written.
pub async fn pause_all(
    tx: &Tx,
    permit: &Permit<HaltOrganisation>,
    why: PauseReason,
    now: DateTime<Utc>,
) -> Result<Vec<PlacementId>> {
    let live = Condition::all()
        .add(row::Column::Organisation.eq(permit.action().organisation.0))
        .add(row::Column::Status.eq(PlacementStatus::Live.word()));
    let ids = row::Entity::find().select_only().column(row::Column::Id).filter(live.clone()).lock_exclusive();
    let ids: Vec<Uuid> = ids.into_tuple().all(tx.on()).await?;
    row::Entity::update_many()
        .set(paused(why, now))
        .col_expr(row::Column::Version, next_version())
        .filter(live)
        .exec(tx.on())
        .await?;
    Ok(ids.into_iter().map(PlacementId).collect())
}
