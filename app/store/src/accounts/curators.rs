//! Who keeps the library, and who has done so.

use chrono::{DateTime, Utc};
use domain::account::PlatformRole;
use domain::id::AccountId;
use domain::policy::{AppointCurator, Permit};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use super::{hold, membership, row};
use crate::db::{Read, Tx};
use crate::error::Result;

/// A curator as administrators see them.
#[derive(Clone)]
pub struct Curator {
    /// The account.
    pub account: AccountId,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Since when they have the account.
    pub since: DateTime<Utc>,
    /// When they showed that the address is theirs, which choosing a password does.
    pub confirmed: Option<DateTime<Utc>>,
    /// Since when signing in takes a second step.
    pub second_step: Option<DateTime<Utc>>,
}

domain::opaque!(Curator);

/// Curators by the key of their account, from after one.
///
/// # Errors
/// When the database cannot be read.
pub async fn curators(
    db: &impl Read,
    _permit: &Permit<AppointCurator>,
    after: Option<AccountId>,
    size: u64,
) -> Result<Vec<Curator>> {
    let beyond = after.map(|after| row::Column::Id.gt(after.0));
    let rows = row::Entity::find()
        .filter(row::Column::Platform.eq(PlatformRole::Curator.word()))
        .filter(Condition::all().add_option(beyond))
        .order_by_asc(row::Column::Id)
        .limit(size);
    Ok(rows.all(db.on()).await?.into_iter().map(read).collect())
}

fn read(row: row::Model) -> Curator {
    Curator {
        account: AccountId(row.id),
        name: row.name,
        email: row.email,
        since: row.created,
        confirmed: row.confirmed,
        second_step: row.second_step,
    }
}

/// Gives the role to an account that has no place yet: neither a role on the platform nor an organisation. Answers
/// whether it is such a one.
///
/// # Errors
/// When the database cannot be written.
pub async fn appoint(tx: &Tx, _permit: &Permit<AppointCurator>, account: AccountId) -> Result<bool> {
    let free = hold(tx, account).await?.is_some_and(|held| held.platform.is_none());
    if !free || membership::Entity::find_by_id(account.0).one(tx.on()).await?.is_some() {
        return Ok(false);
    }
    let role = Some(PlatformRole::Curator.to_string());
    let row = row::ActiveModel { id: Set(account.0), platform: Set(role), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(true)
}

/// Takes the role from a curator, whose account stays; answers whether there is such a curator.
///
/// # Errors
/// When the database cannot be written.
pub async fn dismiss(tx: &Tx, _permit: &Permit<AppointCurator>, account: AccountId) -> Result<bool> {
    let ended = row::Entity::update_many()
        .set(row::ActiveModel { platform: Set(None), ..Default::default() })
        .filter(row::Column::Id.eq(account.0))
        .filter(row::Column::Platform.eq(PlatformRole::Curator.word()))
        .exec(tx.on())
        .await?;
    Ok(ended.rows_affected == 1)
}
