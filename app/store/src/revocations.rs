//! Consent that was taken back or has ended, as the installation itself looks at it: so that neither a backup from before
//! nor a clock that is set back brings it to life again.

use chrono::{DateTime, NaiveDate, Utc};
use domain::consent::Revocation;
use domain::id::{AccountId, GrantId, OrganisationId, ReferralId};
use domain::policy::{Permit, RunInstallation};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use crate::column::optional_word;
use crate::consents::row::{ActiveModel, Column, Entity};
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

/// How grants after one were taken back, in the order of their keys.
///
/// # Errors
/// When the database cannot be read.
pub async fn known(
    db: &impl Read,
    _permit: &Permit<RunInstallation>,
    after: Option<GrantId>,
    size: u64,
) -> Result<Vec<(GrantId, Revocation)>> {
    let after = after.map(|after| Column::Id.gt(after.0));
    let rows: Vec<(Uuid, DateTimeUtc, Option<String>, Option<Uuid>)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Revoked, Column::RevokedBy, Column::RevokedAccount])
        .filter(Condition::all().add(Column::Revoked.is_not_null()).add_option(after))
        .order_by_asc(Column::Id)
        .limit(size)
        .into_tuple()
        .all(db.on())
        .await?;
    let how = |(id, at, by, account): (Uuid, DateTimeUtc, Option<String>, Option<Uuid>)| -> Result<_> {
        let by = optional_word(by.as_deref(), "consent_grants.revoked_by")?;
        Ok((GrantId(id), Revocation { at, by, account: account.map(AccountId) }))
    };
    rows.into_iter().map(how).collect()
}

/// Takes a grant back that was taken back before; answers whose it is and whom it let know, if it was not.
///
/// # Errors
/// When the database cannot be written.
pub async fn repeat(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    grant: GrantId,
    how: &Revocation,
) -> Result<Option<(ReferralId, OrganisationId)>> {
    let changed = ActiveModel {
        revoked: Set(Some(how.at)),
        revoked_by: Set(how.by.map(|by| by.to_string())),
        revoked_account: Set(how.account.map(|account| account.0)),
        ..Default::default()
    };
    let done = Entity::update_many()
        .set(changed)
        .filter(Column::Id.eq(grant.0))
        .filter(Column::Revoked.is_null())
        .exec(tx.on())
        .await?;
    if done.rows_affected == 0 {
        return Ok(None);
    }
    let row = Entity::find_by_id(grant.0).one(tx.on()).await?;
    Ok(row.map(|row| (ReferralId(row.referral), OrganisationId(row.recipient))))
}

/// Notes of grants whose last day is before this one that they have ended for good.
///
/// # Errors
/// When the database cannot be written.
pub async fn stay_ended(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    before: NaiveDate,
    now: DateTime<Utc>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::EndedSeen, Expr::value(now))
        .filter(Column::EndedSeen.is_null())
        .filter(Column::Ends.lt(before))
        .exec(tx.on())
        .await?;
    Ok(())
}
