//! Consent that was taken back, as the installation itself looks at it: so that a backup from before does not bring it
//! to life again.

use chrono::{DateTime, Utc};
use domain::id::GrantId;
use domain::policy::{Permit, RunInstallation};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use crate::consents::row::{Column, Entity};
use crate::db::{Read, Tx};
use crate::error::Result;

/// Which grants are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that were taken back.
    Revoked,
    /// Those that were not.
    Standing,
}

/// Grants after one, in the order of their keys.
///
/// # Errors
/// When the database cannot be read.
pub async fn grants(
    db: &impl Read,
    _permit: &Permit<RunInstallation>,
    which: Which,
    after: Option<GrantId>,
    size: u64,
) -> Result<Vec<GrantId>> {
    let those = match which {
        Which::Revoked => Column::Revoked.is_not_null(),
        Which::Standing => Column::Revoked.is_null(),
    };
    let after = after.map(|after| Column::Id.gt(after.0));
    let rows = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Condition::all().add(those).add_option(after))
        .order_by_asc(Column::Id)
        .limit(size);
    let ids: Vec<Uuid> = rows.into_tuple().all(db.on()).await?;
    Ok(ids.into_iter().map(GrantId).collect())
}

/// How many grants were taken back.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read) -> Result<u64> {
    Ok(Entity::find().filter(Column::Revoked.is_not_null()).count(db.on()).await?)
}

/// Takes grants back that were taken back before; answers how many of them were not.
///
/// # Errors
/// When the database cannot be written.
pub async fn repeat(tx: &Tx, _permit: &Permit<RunInstallation>, grants: &[GrantId], now: DateTime<Utc>) -> Result<u64> {
    let done = Entity::update_many()
        .col_expr(Column::Revoked, Expr::value(now))
        .filter(Column::Id.is_in(grants.iter().map(|grant| grant.0)))
        .filter(Column::Revoked.is_null())
        .exec(tx.on())
        .await?;
    Ok(done.rows_affected)
}
