//! Consent that ends soon under introductions that are not over: nobody carries it on, and with its day reading stops in
//! the middle of an offer or a job. For the NGO alone, and for the installation, which lets it know once.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::Actor;
use domain::consent::{Purpose, WARNED};
use domain::id::{OrganisationId, ReferralId};
use domain::introduction::Stage;
use domain::policy::{Permit, RunInstallation};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, LockBehavior, LockType, Query};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use super::{row, visible_to};
use crate::consents::row as grants;
use crate::db::{Read, Tx};
use crate::error::Result;

/// Grants that are looked at in one transaction.
const MOST: u64 = 500;

/// A grant that ends soon, and what was granted to whom is carried on by no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Whose.
    pub referral: ReferralId,
    /// Who may read until then.
    pub recipient: OrganisationId,
    /// Its last day.
    pub ends: NaiveDate,
}

/// The stages of introductions that are not over.
fn open() -> impl Iterator<Item = &'static str> {
    Stage::ALL.iter().filter(|stage| !stage.is_end()).map(|stage| stage.word())
}

/// The condition that a grant is live on a day, ends soon after it, that no other of the same recipient ends later, and
/// that an introduction which is not over stands on it.
fn soon(today: NaiveDate) -> Condition {
    let carried_on = Query::select()
        .expr(Expr::value(1))
        .from_as(grants::Entity, "later")
        .and_where(Expr::col(("later", grants::Column::Referral)).equals((grants::Entity, grants::Column::Referral)))
        .and_where(Expr::col(("later", grants::Column::Recipient)).equals((grants::Entity, grants::Column::Recipient)))
        .and_where(Expr::col(("later", grants::Column::Purpose)).equals((grants::Entity, grants::Column::Purpose)))
        .and_where(Expr::col(("later", grants::Column::Revoked)).is_null())
        .and_where(Expr::col(("later", grants::Column::EndedSeen)).is_null())
        .and_where(Expr::col(("later", grants::Column::Ends)).gt(Expr::col((grants::Entity, grants::Column::Ends))))
        .to_owned();
    let standing = Query::select()
        .expr(Expr::value(1))
        .from(row::Entity)
        .and_where(Expr::col((row::Entity, row::Column::Referral)).equals((grants::Entity, grants::Column::Referral)))
        .and_where(Expr::col((row::Entity, row::Column::Employer)).equals((grants::Entity, grants::Column::Recipient)))
        .and_where(Expr::col((row::Entity, row::Column::Stage)).is_in(open()))
        .to_owned();
    Condition::all()
        .add(grants::Column::Purpose.eq(Purpose::Introduction.word()))
        .add(grants::Column::Revoked.is_null())
        .add(grants::Column::EndedSeen.is_null())
        .add(grants::Column::Ends.between(today, today + TimeDelta::days(WARNED)))
        .add(Expr::exists(standing))
        .add(Expr::exists(carried_on).not())
}

/// Grants that end soon, of people whom the actor's side has on the way or at work, those that end first at the front; at
/// most so many.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl Read, actor: &Actor, today: NaiveDate, size: u64) -> Result<Vec<Ending>> {
    let own = Query::select()
        .column(row::Column::Referral)
        .from(row::Entity)
        .cond_where(visible_to(actor))
        .and_where(row::Column::Stage.is_in(open()))
        .to_owned();
    let rows = grants::Entity::find()
        .select_only()
        .columns([grants::Column::Referral, grants::Column::Recipient, grants::Column::Ends])
        .filter(grants::Column::Referral.in_subquery(own))
        .filter(soon(today))
        .order_by_asc(grants::Column::Ends)
        .order_by_asc(grants::Column::Id)
        .limit(size);
    let rows: Vec<(Uuid, Uuid, NaiveDate)> = rows.into_tuple().all(db.on()).await?;
    let ending = |(referral, recipient, ends)| Ending {
        referral: ReferralId(referral),
        recipient: OrganisationId(recipient),
        ends,
    };
    Ok(rows.into_iter().map(ending).collect())
}

/// Notes of grants that end soon that their NGOs are told now; answers these NGOs. Of each it is noted once, whatever the
/// clock does, and two workers do not both do it. What somebody is changing meanwhile waits for the next look.
///
/// # Errors
/// When the database cannot be written.
pub async fn tell(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<OrganisationId>> {
    let untold = grants::Entity::find()
        .select_only()
        .columns([grants::Column::Id, grants::Column::Referral])
        .filter(grants::Column::Told.is_null())
        .filter(soon(today))
        .order_by_asc(grants::Column::Id)
        .limit(MOST)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let untold: Vec<(Uuid, Uuid)> = untold.into_tuple().all(tx.on()).await?;
    if untold.is_empty() {
        return Ok(Vec::new());
    }
    grants::Entity::update_many()
        .col_expr(grants::Column::Told, Expr::value(now))
        .filter(grants::Column::Id.is_in(untold.iter().map(|(id, _)| *id)))
        .exec(tx.on())
        .await?;
    // A referral has one NGO.
    let ngos = row::Entity::find()
        .select_only()
        .column(row::Column::Ngo)
        .distinct()
        .filter(row::Column::Referral.is_in(untold.iter().map(|(_, referral)| *referral)))
        .filter(row::Column::Stage.is_in(open()));
    let ngos: Vec<Uuid> = ngos.into_tuple().all(tx.on()).await?;
    Ok(ngos.into_iter().map(OrganisationId).collect())
}
