//! Vouches of associations for businesses.

use chrono::{DateTime, Utc};
use domain::id::{OrganisationId, VouchId};
use domain::policy::{Permit, TakeBackVouch, Vouch as GiveVouch};
use domain::vouch::Vouch;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;

/// The most vouches that one association gives.
pub const MOST: u64 = 500;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vouches")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub association: Uuid,
        pub business: Uuid,
        pub statement: String,
        pub created: DateTimeUtc,
        pub reviewed: DateTimeUtc,
        pub withdrawn: Option<DateTimeUtc>,
        pub account: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn read(row: row::Model) -> Vouch {
    Vouch {
        id: VouchId(row.id),
        association: OrganisationId(row.association),
        business: OrganisationId(row.business),
        statement: row.statement,
        created: row.created,
        reviewed: row.reviewed,
        withdrawn: row.withdrawn,
    }
}

/// Adds a vouch of the permit's association.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(tx: &Tx, permit: &Permit<GiveVouch>, vouch: &Vouch) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(vouch.id.0),
        association: Set(permit.action().organisation.0),
        business: Set(vouch.business.0),
        statement: Set(vouch.statement.clone()),
        created: Set(vouch.created),
        reviewed: Set(vouch.reviewed),
        withdrawn: Set(None),
        account: Set(permit.account().map(|id| id.0)),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Says anew on what a vouch of the permit's association rests; answers whether there is such a one.
///
/// # Errors
/// When the database cannot be written.
pub async fn review(
    tx: &Tx,
    permit: &Permit<GiveVouch>,
    id: VouchId,
    statement: String,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = row::ActiveModel { statement: Set(statement), reviewed: Set(now), ..Default::default() };
    change(tx, permit.action().organisation, id, changed).await
}

/// Takes a vouch of the permit's association back; answers whether it was still to be done.
///
/// # Errors
/// When the database cannot be written.
pub async fn withdraw(tx: &Tx, permit: &Permit<TakeBackVouch>, id: VouchId, now: DateTime<Utc>) -> Result<bool> {
    let changed = row::ActiveModel { withdrawn: Set(Some(now)), ..Default::default() };
    change(tx, permit.action().organisation, id, changed).await
}

/// Changes a vouch of an association that was not taken back; answers whether there was one.
async fn change(tx: &Tx, association: OrganisationId, id: VouchId, changed: row::ActiveModel) -> Result<bool> {
    let done = row::Entity::update_many()
        .set(changed)
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Association.eq(association.0))
        .filter(row::Column::Withdrawn.is_null())
        .exec(tx.on())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The vouches of these associations, newest first, those that were taken back as well; at most five hundred for each
/// of them.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_associations(db: &impl Read, associations: &[OrganisationId]) -> Result<Vec<Vouch>> {
    let most = MOST.saturating_mul(u64::try_from(associations.len()).unwrap_or(u64::MAX));
    let rows = row::Entity::find()
        .filter(row::Column::Association.is_in(associations.iter().map(|id| id.0)))
        .order_by_desc(row::Column::Id)
        .limit(most);
    Ok(rows.all(db.on()).await?.into_iter().map(read).collect())
}

/// The vouches for a business that were not taken back, newest first; at most a hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn for_business(db: &impl Read, business: OrganisationId) -> Result<Vec<Vouch>> {
    let rows = row::Entity::find()
        .filter(row::Column::Business.eq(business.0))
        .filter(row::Column::Withdrawn.is_null())
        .order_by_desc(row::Column::Id)
        .limit(100);
    Ok(rows.all(db.on()).await?.into_iter().map(read).collect())
}
