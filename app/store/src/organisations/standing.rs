//! What the calendar and the decisions of stewards do to organisations: ends of verification, reminders, groups.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::id::OrganisationId;
use domain::organisation::{Organisation, OrganisationStatus};
use domain::policy::{HaltOrganisation, Permit, VetOrganisation};
use domain::vetting::{REMINDERS, reminder_due};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use super::lists::in_groups;
use super::{both, group_keys, row};
use crate::db::{Read, Tx};
use crate::error::Result;

/// How many at once.
const MOST: u64 = 100;

/// Organisations whose verification has ended and from which nothing has followed yet; at most a hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn lapsed(db: &impl Read, today: NaiveDate) -> Result<Vec<OrganisationId>> {
    let ended = Condition::all().add(row::Column::VerifiedUntil.lt(today)).add(row::Column::Halted.is_null());
    once_verified(db, ended).await
}

/// Organisations that are verified though what they offer rests as if they were not: a clock that was ahead has ended what
/// had not ended. At most a hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn ended_early(db: &impl Read, today: NaiveDate) -> Result<Vec<OrganisationId>> {
    let early = Condition::all().add(row::Column::VerifiedUntil.gte(today)).add(row::Column::Halted.is_not_null());
    once_verified(db, early).await
}

/// Organisations that were verified, and of which a condition holds; at most a hundred.
async fn once_verified(db: &impl Read, of: Condition) -> Result<Vec<OrganisationId>> {
    let rows = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::Status.eq(OrganisationStatus::Verified.word()))
        .filter(of)
        .order_by_asc(row::Column::Id)
        .limit(MOST);
    let ids: Vec<Uuid> = rows.into_tuple().all(db.on()).await?;
    Ok(ids.into_iter().map(OrganisationId).collect())
}

/// Notes since when what the permit's organisation offers rests; or, with nothing, that it does so no longer.
///
/// # Errors
/// When the database cannot be written.
pub async fn halted(tx: &Tx, permit: &Permit<HaltOrganisation>, since: Option<DateTime<Utc>>) -> Result<()> {
    let row = row::ActiveModel { id: Set(permit.action().organisation.0), halted: Set(since), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// The reminder of each row that is due: an organisation verified until a day within the longest notice, with the days
/// of the last reminder.
fn due(today: NaiveDate) -> Condition {
    let within = |days: i64| {
        let last = Condition::any().add(row::Column::Reminded.is_null()).add(row::Column::Reminded.gt(days));
        Condition::all().add(row::Column::VerifiedUntil.lte(today + TimeDelta::days(days))).add(last)
    };
    let any = REMINDERS.iter().fold(Condition::any(), |any, days| any.add(within(*days)));
    Condition::all()
        .add(row::Column::Status.eq(OrganisationStatus::Verified.word()))
        .add(row::Column::VerifiedUntil.gte(today))
        .add(any)
}

/// Organisations that have to be reminded that their verification ends, each with the reminder that is due; at most a
/// hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn to_remind(db: &impl Read, today: NaiveDate) -> Result<Vec<(OrganisationId, i64)>> {
    let rows = row::Entity::find()
        .select_only()
        .columns([row::Column::Id, row::Column::VerifiedUntil, row::Column::Reminded])
        .filter(due(today))
        .order_by_asc(row::Column::Id)
        .limit(MOST);
    let rows: Vec<(Uuid, NaiveDate, Option<i32>)> = rows.into_tuple().all(db.on()).await?;
    let each = rows.into_iter().filter_map(|(id, until, last)| {
        let due = reminder_due((until - today).num_days(), last.map(i64::from))?;
        Some((OrganisationId(id), due))
    });
    Ok(each.collect())
}

/// Notes that the permit's organisation is reminded now. Answers whether that was still to be done: two workers do not
/// both remind.
///
/// # Errors
/// When the database cannot be written.
pub async fn reminded(tx: &Tx, permit: &Permit<HaltOrganisation>, days: i64, today: NaiveDate) -> Result<bool> {
    let last = Condition::any().add(row::Column::Reminded.is_null()).add(row::Column::Reminded.gt(days));
    let noted = row::Entity::update_many()
        .col_expr(row::Column::Reminded, Expr::value(i32::try_from(days).unwrap_or(i32::MAX)))
        .filter(row::Column::Id.eq(permit.action().organisation.0))
        .filter(row::Column::Status.eq(OrganisationStatus::Verified.word()))
        .filter(row::Column::VerifiedUntil.between(today, today + TimeDelta::days(days)))
        .filter(last)
        .exec(tx.on())
        .await?;
    Ok(noted.rows_affected == 1)
}

/// Puts the other companies of an organisation's group where stewards look at them; answers which are new there.
///
/// # Errors
/// When the database cannot be written.
pub async fn note_group(
    tx: &Tx,
    _permit: &Permit<VetOrganisation>,
    of: &Organisation,
    now: DateTime<Utc>,
) -> Result<Vec<OrganisationId>> {
    let keys = group_keys(of);
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let others = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(in_groups(&keys))
        .filter(row::Column::Id.ne(of.id.0))
        .filter(row::Column::GroupLook.is_null());
    let ids: Vec<Uuid> = others.into_tuple().all(tx.on()).await?;
    look_at_group(tx, &ids, now).await?;
    Ok(ids.into_iter().map(OrganisationId).collect())
}

/// Puts an organisation there that says it is, or was, of the group of one that is debarred; answers whether it is new
/// there.
///
/// # Errors
/// When the database cannot be written.
pub async fn note_debarred_group(tx: &Tx, id: OrganisationId, now: DateTime<Utc>) -> Result<bool> {
    let of = row::Entity::find_by_id(id.0).filter(row::Column::GroupLook.is_null()).one(tx.on()).await?;
    let keys = of.map(|of| both(of.group_key, of.left_group_key)).unwrap_or_default();
    if keys.is_empty() {
        return Ok(false);
    }
    let debarred = row::Entity::find()
        .filter(in_groups(&keys))
        .filter(row::Column::Id.ne(id.0))
        .filter(row::Column::Status.eq(OrganisationStatus::Debarred.word()));
    if debarred.count(tx.on()).await? == 0 {
        return Ok(false);
    }
    look_at_group(tx, &[id.0], now).await?;
    Ok(true)
}

async fn look_at_group(tx: &Tx, ids: &[Uuid], now: DateTime<Utc>) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::GroupLook, Expr::value(now))
        .filter(row::Column::Id.is_in(ids.iter().copied()))
        .exec(tx.on())
        .await?;
    Ok(())
}
