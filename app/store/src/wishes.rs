//! Wishes that a person be erased, until somebody confirms or takes them back. One for a referral at most.

use chrono::{DateTime, Utc};
use domain::Actor;
use domain::erasure::Wish;
use domain::id::{AccountId, OrganisationId, ReferralId};
use domain::policy::{AskErasure, Permit};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "erasure_wishes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub referral: Uuid,
        pub organisation: Uuid,
        pub account: Uuid,
        pub at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn read(row: &row::Model) -> Wish {
    Wish {
        referral: ReferralId(row.referral),
        organisation: OrganisationId(row.organisation),
        by: AccountId(row.account),
        at: row.at,
    }
}

/// Adds a wish; the caller has read the referral as its NGO.
///
/// # Errors
/// [`crate::Error::is_duplicate`] where there is one.
pub async fn insert(tx: &Tx, permit: &Permit<AskErasure>, wish: Wish) -> Result<()> {
    let row = row::ActiveModel {
        referral: Set(wish.referral.0),
        organisation: Set(permit.action().organisation.0),
        account: Set(wish.by.0),
        at: Set(wish.at),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The wish about a referral of the actor's organisation, or about the actor themselves.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(db: &impl Read, actor: &Actor, referral: ReferralId) -> Result<Option<Wish>> {
    let oneself = actor.as_oneself().filter(|oneself| oneself.referral == referral).map(|oneself| oneself.ngo);
    let own = actor.membership.as_ref().map(|membership| membership.organisation);
    let Some(organisation) = oneself.or(own) else { return Ok(None) };
    let row = row::Entity::find_by_id(referral.0).filter(row::Column::Organisation.eq(organisation.0));
    Ok(row.one(db.on()).await?.as_ref().map(read))
}

/// The keys of the referrals that there is a wish about.
pub(crate) fn known() -> SelectStatement {
    Query::select().column(row::Column::Referral).from(row::Entity).to_owned()
}

/// Lets the waiting of an NGO's wishes begin anew.
///
/// # Errors
/// When the database cannot be written.
pub async fn restart(tx: &Tx, organisation: OrganisationId, now: DateTime<Utc>) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::At, Expr::value(now))
        .filter(row::Column::Organisation.eq(organisation.0))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Takes the wish about a referral back; answers whether there was one.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &Tx, permit: &Permit<AskErasure>, referral: ReferralId) -> Result<bool> {
    let gone = row::Entity::delete_many()
        .filter(row::Column::Referral.eq(referral.0))
        .filter(row::Column::Organisation.eq(permit.action().organisation.0))
        .exec(tx.on())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// The oldest hundred wishes of the actor's organisation.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl Read, actor: &Actor) -> Result<Vec<Wish>> {
    let Some(own) = &actor.membership else { return Ok(Vec::new()) };
    let rows = row::Entity::find().filter(row::Column::Organisation.eq(own.organisation.0));
    let rows = rows.order_by_asc(row::Column::At).order_by_asc(row::Column::Referral).limit(100);
    Ok(rows.all(db.on()).await?.iter().map(read).collect())
}
