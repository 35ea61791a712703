//! What stewards found right of an application, one row for each check.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, OrganisationId};
use domain::policy::{ManageOrganisation, Permit, VetOrganisation};
use domain::vetting::{Check, Tick};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::column::word;
use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vetting_ticks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub organisation: Uuid,
        pub check_name: String,
        pub account: Option<Uuid>,
        pub at: DateTimeUtc,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Ticks what a steward found right in a version of an application; an older tick of the same gives way.
///
/// # Errors
/// When the database cannot be written.
pub async fn add(
    tx: &Tx,
    permit: &Permit<VetOrganisation>,
    (organisation, version): (OrganisationId, i32),
    checks: &[Check],
    now: DateTime<Utc>,
) -> Result<()> {
    if checks.is_empty() {
        return Ok(());
    }
    let rows = checks.iter().map(|check| row::ActiveModel {
        id: Set(format!("{organisation} {check}")),
        organisation: Set(organisation.0),
        check_name: Set(check.to_string()),
        account: Set(permit.account().map(|id| id.0)),
        at: Set(now),
        version: Set(version),
    });
    use row::Column as C;
    let anew = OnConflict::column(C::Id).update_columns([C::Account, C::At, C::Version]).to_owned();
    row::Entity::insert_many(rows).on_conflict(anew).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Takes ticks of an application back.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(
    tx: &Tx,
    _permit: &Permit<VetOrganisation>,
    organisation: OrganisationId,
    checks: &[Check],
) -> Result<()> {
    gone(tx, organisation, checks).await
}

/// Unticks what rested on something that the permit's organisation says differently now.
///
/// # Errors
/// When the database cannot be written.
pub async fn fall(tx: &Tx, permit: &Permit<ManageOrganisation>, checks: &[Check]) -> Result<()> {
    gone(tx, permit.action().organisation, checks).await
}

async fn gone(tx: &Tx, organisation: OrganisationId, checks: &[Check]) -> Result<()> {
    row::Entity::delete_many()
        .filter(row::Column::Organisation.eq(organisation.0))
        .filter(row::Column::CheckName.is_in(checks.iter().map(|check| check.word())))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// The ticks of an application, those that have grown old as well.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(db: &impl Read, organisation: OrganisationId) -> Result<Vec<Tick>> {
    let rows = row::Entity::find()
        .filter(row::Column::Organisation.eq(organisation.0))
        .order_by_asc(row::Column::Id)
        .all(db.on())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Tick {
                check: word(&row.check_name, "vetting_ticks.check_name")?,
                by: row.account.map(AccountId),
                at: row.at,
                version: row.version,
            })
        })
        .collect()
}
