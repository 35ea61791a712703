//! Placements that rest though their own organisation did not pause them. What a steward paused for its pay is counted
//! among those that can be opened again once it pays something else, or a floor of its country says what is enough.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{OrganisationId, PlacementId};
use domain::placement::{PauseReason, Placement, PlacementStatus};
use domain::policy::{HaltOrganisation, Permit, PublishPlacement, RunInstallation};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use super::{next_version, paused, read, row};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::wage_floors;

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

/// Live placements after a key, in the order of their keys, whoever offers them.
///
/// # Errors
/// When the database cannot be read.
pub async fn live_after(
    db: &impl Read,
    _permit: &Permit<RunInstallation>,
    after: Option<PlacementId>,
    size: u64,
) -> Result<Vec<Placement>> {
    let after = after.map(|after| row::Column::Id.gt(after.0));
    let rows = row::Entity::find()
        .filter(row::Column::Status.eq(PlacementStatus::Live.word()))
        .filter(Condition::all().add_option(after))
        .order_by_asc(row::Column::Id)
        .limit(size);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// Pauses these placements of the permit's employer, but those that are not live any more or have changed since they were
/// read; answers which it paused.
///
/// # Errors
/// When the database cannot be written.
pub async fn pause_these(
    tx: &Tx,
    permit: &Permit<HaltOrganisation>,
    placements: &[&Placement],
    why: PauseReason,
    now: DateTime<Utc>,
) -> Result<Vec<PlacementId>> {
    let mut ids = Vec::new();
    for placement in placements {
        let done = row::Entity::update_many()
            .set(paused(why, now))
            .col_expr(row::Column::Version, next_version())
            .filter(row::Column::Id.eq(placement.id.0))
            .filter(row::Column::Organisation.eq(permit.action().organisation.0))
            .filter(row::Column::Status.eq(PlacementStatus::Live.word()))
            .filter(row::Column::Version.eq(placement.version))
            .exec(tx.on())
            .await?;
        if done.rows_affected == 1 {
            ids.push(placement.id);
        }
    }
    Ok(ids)
}

/// Notes that what rests at the permit's organisation rests for another reason than before.
///
/// # Errors
/// When the database cannot be written.
pub async fn rest_for(tx: &Tx, permit: &Permit<HaltOrganisation>, before: PauseReason, why: PauseReason) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::Paused, Expr::value(why.word()))
        .col_expr(row::Column::Version, next_version())
        .filter(resting(permit.action().organisation))
        .filter(row::Column::Paused.eq(before.word()))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// What rests at an organisation that did not pause it itself.
fn resting(organisation: OrganisationId) -> Condition {
    Condition::all()
        .add(row::Column::Organisation.eq(organisation.0))
        .add(row::Column::Status.eq(PlacementStatus::Paused.word()))
        .add(row::Column::Paused.is_not_null())
}

/// What of it a press may open again. What a steward has paused for its pay is none of these while its country has no
/// floor in force.
fn halted(organisation: OrganisationId, today: NaiveDate) -> Condition {
    let to_open = Condition::any()
        .add(row::Column::Paused.ne(PauseReason::Pay.word()))
        .add(row::Column::Country.in_subquery(wage_floors::known(today)));
    resting(organisation).add(to_open)
}

/// Placements of an organisation that rest so, and that a press may open again if they pass; oldest first, at most `most`.
///
/// # Errors
/// When the database cannot be read.
pub async fn halted_of(
    db: &impl Read,
    organisation: OrganisationId,
    most: u64,
    today: NaiveDate,
) -> Result<Vec<Placement>> {
    let rows = row::Entity::find().filter(halted(organisation, today)).order_by_asc(row::Column::Id).limit(most);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// How many placements of an organisation rest until they pay something else: what no press opens.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_to_pay(db: &impl Read, organisation: OrganisationId, today: NaiveDate) -> Result<u64> {
    let for_pay = resting(organisation)
        .add(row::Column::Paused.eq(PauseReason::Pay.word()))
        .add(row::Column::Country.not_in_subquery(wage_floors::known(today)));
    Ok(row::Entity::find().filter(for_pay).count(db.on()).await?)
}

/// Those of the permit's organisation, which nobody else can change before the transaction ends; oldest first, at most
/// `most`.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold_halted(
    tx: &Tx,
    permit: &Permit<PublishPlacement>,
    most: u64,
    today: NaiveDate,
) -> Result<Vec<Placement>> {
    let rows = row::Entity::find()
        .filter(halted(permit.action().organisation, today))
        .order_by_asc(row::Column::Id)
        .limit(most)
        .lock_exclusive();
    rows.all(tx.on()).await?.into_iter().map(read).collect()
}
