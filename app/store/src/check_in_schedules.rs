//! After which days from a start an NGO asks, where it has said so.

use chrono::{DateTime, Utc};
use domain::check_in::Schedule;
use domain::id::OrganisationId;
use domain::policy::{FollowUp, Permit};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::db::{Read, Tx};
use crate::error::{Error, Result};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "check_in_schedules")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation: Uuid,
        pub days: String,
        pub updated: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The days of an NGO: the usual ones where it has said nothing.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(db: &impl Read, ngo: OrganisationId) -> Result<Schedule> {
    match row::Entity::find_by_id(ngo.0).one(db.on()).await? {
        Some(row) => row.days.parse().map_err(|_| Error::Column("check_in_schedules.days")),
        None => Ok(Schedule::default()),
    }
}

/// Sets the days of the permit's NGO.
///
/// # Errors
/// When the database cannot be written.
pub async fn set(tx: &Tx, permit: &Permit<FollowUp>, schedule: &Schedule, now: DateTime<Utc>) -> Result<()> {
    let organisation = permit.action().organisation.0;
    let row = row::ActiveModel { organisation: Set(organisation), days: Set(schedule.to_string()), updated: Set(now) };
    let over = OnConflict::column(row::Column::Organisation)
        .update_columns([row::Column::Days, row::Column::Updated])
        .to_owned();
    row::Entity::insert(row).on_conflict(over).exec_without_returning(tx.on()).await?;
    Ok(())
}
