//! What owners of accounts end themselves: their membership alone, or the account. The row of one that was closed stays,
//! since what others see names its key, and tells of nobody.

use chrono::{DateTime, Utc};
use domain::codes::Language;
use domain::id::{AccountId, OrganisationId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use super::{membership, row};
use crate::db::{Read as _, Tx};
use crate::error::Result;
use crate::keys;

/// Ends an account's own membership of an organisation; answers whether there was one.
///
/// # Errors
/// When the database cannot be written.
pub async fn step_out(tx: &Tx, id: AccountId, organisation: OrganisationId) -> Result<bool> {
    let gone = membership::Entity::delete_many()
        .filter(membership::Column::Account.eq(id.0))
        .filter(membership::Column::Organisation.eq(organisation.0))
        .exec(tx.on())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Closes an account: address, name, password, role and membership are gone, and so is the key that its secret was sealed
/// under. Answers whether it was open.
///
/// # Errors
/// When the database cannot be written.
pub async fn close(tx: &Tx, id: AccountId, now: DateTime<Utc>) -> Result<bool> {
    membership::Entity::delete_by_id(id.0).exec(tx.on()).await?;
    keys::destroy(tx, &[id.0]).await?;
    let nobody = row::ActiveModel {
        // No address, so that nobody can type it; another one for each account.
        email: Set(id.to_string()),
        name: Set(String::new()),
        password: Set(String::new()),
        language: Set(Language::english().to_string()),
        platform: Set(None),
        confirmed: Set(None),
        daily_off: Set(None),
        daily_told: Set(None),
        second_step: Set(None),
        closed: Set(Some(now)),
        ..Default::default()
    };
    let closed = row::Entity::update_many()
        .set(nobody)
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Closed.is_null())
        .exec(tx.on())
        .await?;
    Ok(closed.rows_affected == 1)
}
