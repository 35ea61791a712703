//! Live work in countries without a pay floor: which of it waits for a steward to look at its pay, and what stewards found.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::PlacementId;
use domain::placement::{PauseReason, PlacementKind, PlacementStatus};
use domain::policy::{Permit, SetWageFloor, WritePlacement};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, PaginatorTrait};

use super::{next_version, paused, row};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::wage_floors;

/// What stewards found of the pay of one placement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PayLook {
    /// When one looked and let it be, if what it pays has not changed since.
    pub looked: Option<DateTime<Utc>>,
    /// What they said who paused it.
    pub why: Option<String>,
}

/// Live work whose country has no floor in force.
fn without_floor(today: NaiveDate) -> Condition {
    let paid = PlacementKind::ALL.iter().filter(|kind| kind.is_paid()).map(|kind| kind.word());
    Condition::all()
        .add(row::Column::Status.eq(PlacementStatus::Live.word()))
        .add(row::Column::Kind.is_in(paid))
        .add(row::Column::Country.not_in_subquery(wage_floors::known(today)))
}

/// That of it which no steward has looked at since it says what it pays.
pub(super) fn unseen(today: NaiveDate) -> Condition {
    without_floor(today).add(row::Column::PayLooked.is_null())
}

/// What a steward has paused for its pay, whose country has no floor in force.
pub(super) fn rests(today: NaiveDate) -> Condition {
    Condition::all()
        .add(row::Column::Status.eq(PlacementStatus::Paused.word()))
        .add(row::Column::Paused.eq(PauseReason::Pay.word()))
        .add(row::Column::Country.not_in_subquery(wage_floors::known(today)))
}

/// How many placements wait for a look at their pay.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_pay_unseen(db: &impl Read, _permit: &Permit<SetWageFloor>, today: NaiveDate) -> Result<u64> {
    Ok(row::Entity::find().filter(unseen(today)).count(db.on()).await?)
}

/// What stewards found of the pay of a placement.
///
/// # Errors
/// When the database cannot be read.
pub async fn pay_look(db: &impl Read, id: PlacementId) -> Result<PayLook> {
    let found = row::Entity::find_by_id(id.0).one(db.on()).await?;
    Ok(found.map(|row| PayLook { looked: row.pay_looked, why: row.paused_words }).unwrap_or_default())
}

/// The live placement of this version whose country has no floor.
fn read_as((id, version): (PlacementId, i32), today: NaiveDate) -> Condition {
    without_floor(today).add(row::Column::Id.eq(id.0)).add(row::Column::Version.eq(version))
}

/// Notes that a steward looked at the pay of a placement in this version; answers whether it is still such a one.
///
/// # Errors
/// When the database cannot be written.
pub async fn pay_looked(
    tx: &Tx,
    _permit: &Permit<SetWageFloor>,
    read: (PlacementId, i32),
    now: DateTime<Utc>,
) -> Result<bool> {
    let looked = row::ActiveModel { pay_looked: Set(Some(now)), ..Default::default() };
    let done = row::Entity::update_many().set(looked).filter(read_as(read, now.date_naive())).exec(tx.on()).await?;
    Ok(done.rows_affected == 1)
}

/// Pauses a placement for its pay in this version, with what its business reads; answers whether it is still such a one.
///
/// # Errors
/// When the database cannot be written.
pub async fn pause_for_pay(
    tx: &Tx,
    _permit: &Permit<SetWageFloor>,
    read: (PlacementId, i32),
    why: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let rests = row::ActiveModel { paused_words: Set(Some(why.to_owned())), ..paused(PauseReason::Pay, now) };
    let done = row::Entity::update_many()
        .set(rests)
        .col_expr(row::Column::Version, next_version())
        .filter(read_as(read, now.date_naive()))
        .exec(tx.on())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends what [`pause_for_pay`] began, of a placement in this version: what its business read is gone, and the pay counts as
/// looked at. It rests until its business opens it again. Answers whether it still rested so.
///
/// # Errors
/// When the database cannot be written.
pub async fn end_pay_pause(
    tx: &Tx,
    _permit: &Permit<SetWageFloor>,
    (id, version): (PlacementId, i32),
    now: DateTime<Utc>,
) -> Result<bool> {
    let ended = row::ActiveModel { pay_looked: Set(Some(now)), ..paused(PauseReason::PayEnded, now) };
    let done = row::Entity::update_many()
        .set(ended)
        .col_expr(row::Column::Version, next_version())
        .filter(rests(now.date_naive()))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Version.eq(version))
        .exec(tx.on())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Notes that a placement of the permit's organisation pays something else now, and meets the standards where it has been
/// live: whatever a steward found is over, and one that was paused for what it paid waits only to be opened again.
///
/// # Errors
/// When the database cannot be written.
pub async fn pay_changed(tx: &Tx, permit: &Permit<WritePlacement>, id: PlacementId) -> Result<()> {
    let unseen = row::ActiveModel { pay_looked: Set(None), ..Default::default() };
    row::Entity::update_many().set(unseen).filter(own(permit, id)).exec(tx.on()).await?;
    pay_free(tx, permit, id).await
}

fn own(permit: &Permit<WritePlacement>, id: PlacementId) -> Condition {
    Condition::all().add(row::Column::Id.eq(id.0)).add(row::Column::Organisation.eq(permit.action().organisation.0))
}

/// Notes that a placement of the permit's organisation, which was paused for what it pays, reaches what it is held against
/// by another change, as of its first day: it waits only to be opened again.
///
/// # Errors
/// When the database cannot be written.
pub async fn pay_free(tx: &Tx, permit: &Permit<WritePlacement>, id: PlacementId) -> Result<()> {
    let changed = PauseReason::PayChanged.to_string();
    let free = row::ActiveModel { paused: Set(Some(changed)), paused_words: Set(None), ..Default::default() };
    row::Entity::update_many()
        .set(free)
        .filter(own(permit, id))
        .filter(row::Column::Paused.is_in([PauseReason::Pay, PauseReason::PayFloor].map(PauseReason::word)))
        .exec(tx.on())
        .await?;
    Ok(())
}
