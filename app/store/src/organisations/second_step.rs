//! Organisations that ask a second step of all their members.

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use domain::policy::{ManageOrganisation, Permit};
use sea_orm::ActiveValue::Set;
use sea_orm::PaginatorTrait;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;

use super::row;
use crate::accounts::membership;
use crate::db::{Read, Tx};
use crate::error::Result;

/// Whether an account is a member of an organisation that asks a second step of all.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_asked_second_step(db: &impl Read, account: AccountId) -> Result<bool> {
    let asking = Query::select()
        .column(row::Column::Id)
        .from(row::Entity)
        .and_where(row::Column::SecondStep.is_not_null())
        .to_owned();
    let asked = membership::Entity::find_by_id(account.0).filter(membership::Column::Organisation.in_subquery(asking));
    Ok(asked.count(db.on()).await? > 0)
}

/// Notes since when the permit's organisation asks a second step of all its members, or that it asks none any more. Answers
/// whether that is new.
///
/// # Errors
/// When the database cannot be written.
pub async fn ask_second_step(
    tx: &Tx,
    permit: &Permit<ManageOrganisation>,
    since: Option<DateTime<Utc>>,
) -> Result<bool> {
    let column = row::Column::SecondStep;
    let otherwise = if since.is_some() { column.is_null() } else { column.is_not_null() };
    let changed = row::Entity::update_many()
        .set(row::ActiveModel { second_step: Set(since), ..Default::default() })
        .filter(row::Column::Id.eq(permit.action().organisation.0))
        .filter(otherwise)
        .exec(tx.on())
        .await?;
    Ok(changed.rows_affected == 1)
}
